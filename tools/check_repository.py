# SPDX-License-Identifier: Apache-2.0
"""What no linter looks at: locks without addresses, a licence line in every module, texts that must not be here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPDX = "# SPDX-License-Identifier: Apache-2.0"
ADDRESS = re.compile(r"https?://")


def tracked(*patterns: str) -> list[Path]:
    """Return the tracked and new files that match."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def faults() -> list[str]:
    """Return every fault found, each with its file."""
    found = [f"{path.name} holds an address" for path in tracked("*.lock") if ADDRESS.search(path.read_text())]
    for path in tracked("*.py"):
        text = path.read_text(encoding="utf-8")
        if text.strip() and not text.startswith(SPDX):
            found.append(f"{path.relative_to(ROOT)} lacks its licence line")
    for path in tracked("*.toml", "*.md", "*.py", "Makefile"):
        text = path.read_text(encoding="utf-8")
        if str(ROOT) in text:
            found.append(f"{path.relative_to(ROOT)} names a path of this machine")
    return found


if __name__ == "__main__":
    problems = faults()
    print("\n".join(problems) or "repository: in order")
    sys.exit(1 if problems else 0)
