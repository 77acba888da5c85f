# SPDX-License-Identifier: Apache-2.0
"""Write docs/reference/cli.md: what every command says of itself with --help, in Swedish and English.

With --check nothing is written: the exit code is 1 when the page is not up to date.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "cli.md"
HEAD = """\
# Command line

Written by `make docs` from what the commands say themselves; do not edit. The commands speak Swedish unless told
otherwise: `--lang en` in the call, or the environment variable `UTFALL_LANG=en`.
What would take more memory than is free is refused before it is begun, with the estimate;
`UTFALL_MEMORY=16GB` states how much may be used.

Exit codes: 0 done · 2 the input or the call is wrong, and nothing is written · 3 the data cannot carry the method ·
1 a fault of ours · 130 interrupted.
"""


def help_text(lang: str, *command: str) -> str:
    """Return what a command prints with --help, at a width of 100 characters wherever it runs."""
    environment = {**os.environ, "UTFALL_LANG": lang, "COLUMNS": "100", "PYTHONUTF8": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)  # whoever calls may have settings of their own
    call = [sys.executable, "-m", "utfall", *command, "--help"]
    done = subprocess.run(call, env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    text = done.stdout.replace("python -m utfall", "utfall")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def commands() -> list[tuple[str, ...]]:
    """Return the commands in the order of the work, each group followed by what is in it."""
    from utfall.cli.main import COMMANDS

    found: list[tuple[str, ...]] = []
    for name, (module, _) in COMMANDS.items():
        inside = getattr(importlib.import_module(module), "COMMANDS", {})
        found += [(name,), *((name, inner) for inner in inside)]
    return found


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for command in ((), *commands()):
        parts.append(f"## {' '.join(('utfall', *command))}\n")
        for lang, language in (("sv", "På svenska"), ("en", "In English")):
            parts.append(f"{language}:\n\n```text\n{help_text(lang, *command)}\n```\n")
    return "\n".join(parts)


def permissions() -> str:
    """Return the page of the permission table."""
    from utfall_web.people.permissions import NAMES, TABLE, Role

    lines = [
        "# Who may do what\n",
        "Made from `src/utfall_web/people/permissions.py` by `tools/make_reference.py`; a test walks every address",
        "with every role.",
        "Roles in an organisation hold in all its initiatives; roles in an initiative in that one alone.\n",
        "| Role | På svenska | In English |",
        "|---|---|---|",
        *(f"| `{role}` | {NAMES[role].sv} | {NAMES[role].en} |" for role in Role),
        "",
        "| Action · thing | " + " | ".join(f"`{role}`" for role in Role) + " |",
        "|---|" + ":-:|" * len(Role),
    ]
    for permission, roles in TABLE.items():
        cells = " | ".join("●" if role in roles else "" for role in Role)
        lines.append(f"| {permission.action} · {permission.thing} | {cells} |")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or say whether they are up to date."""
    pages = {PAGE: page(), PAGE.parent / "permissions.md": permissions()}
    code = 0
    for path, made in pages.items():
        if "--check" not in arguments:
            path.write_text(made, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
        elif not path.exists() or path.read_text(encoding="utf-8") != made:
            print(f"{path.relative_to(ROOT)} is not up to date: run `make docs`", file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
