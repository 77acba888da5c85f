# SPDX-License-Identifier: Apache-2.0
"""Copy the front-end files we ship out of node_modules: `npm ci --ignore-scripts`, then this. Users need no Node.

`--check` compares what is shipped with the MANIFEST and with node_modules when it is there.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "utfall_web" / "static" / "vendor"
CSS = ROOT / "node_modules" / "@digdir" / "designsystemet-css"
# The parts of the design system we use, in the order of its own index.
PARTS = (
    "base",
    "alert",
    "breadcrumbs",
    "button",
    "card",
    "details",
    "dialog",
    "divider",
    "error-summary",
    "field",
    "fieldset",
    "heading",
    "input",
    "label",
    "link",
    "list",
    "pagination",
    "paragraph",
    "skip-link",
    "table",
    "tabs",
    "tag",
    "validation-message",
)


def built() -> dict[str, tuple[bytes, str, str]]:
    """Return name → (content, origin, licence) of every file we ship."""
    version = json.loads((CSS / "package.json").read_text(encoding="utf-8"))["version"]
    parts = [_layered(part) for part in PARTS]
    order = "@layer ds.theme, ds.base, ds.components, utfall;"
    components = "\n".join([order, *parts]) + "\n"
    theme = (CSS / "dist" / "theme" / "designsystemet.css").read_text(encoding="utf-8")
    origin = f"@digdir/designsystemet-css {version}"
    return {
        "designsystemet.css": (components.encode(), origin, "MIT"),
        "designsystemet-theme.css": (theme.encode(), origin, "MIT"),
        "designsystemet-LICENSE.txt": ((CSS / "LICENSE").read_bytes(), origin, "MIT"),
    }


def _layered(part: str) -> str:
    text = (CSS / "dist" / "src" / f"{part}.css").read_text(encoding="utf-8").strip()
    return f"@layer {'ds.base' if part == 'base' else 'ds.components'}{{{text}}}"


def write() -> None:
    """Write the files and their MANIFEST."""
    TARGET.mkdir(parents=True, exist_ok=True)
    entries = {}
    for name, (content, origin, licence) in sorted(built().items()):
        (TARGET / name).write_bytes(content)
        entries[name] = {"sha256": hashlib.sha256(content).hexdigest(), "origin": origin, "licence": licence}
    (TARGET / "MANIFEST.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


def faults() -> list[str]:
    """Return what differs between the shipped files, the MANIFEST and node_modules."""
    entries = json.loads((TARGET / "MANIFEST.json").read_text(encoding="utf-8"))
    shipped = {path.name for path in TARGET.iterdir()} - {"MANIFEST.json"}
    found = [f"{name}: not in MANIFEST" for name in sorted(shipped - set(entries))]
    for name, entry in entries.items():
        path = TARGET / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            found.append(f"{name}: differs from MANIFEST")
    if CSS.is_dir():
        for name, (content, _, _) in built().items():
            if hashlib.sha256(content).hexdigest() != entries.get(name, {}).get("sha256"):
                found.append(f"{name}: differs from node_modules")
    return found


if __name__ == "__main__":
    if "--check" in sys.argv:
        problems = faults()
        print("\n".join(problems) or "front-end: in order")
        sys.exit(1 if problems else 0)
    write()
