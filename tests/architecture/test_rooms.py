# SPDX-License-Identifier: Apache-2.0
"""The picture in ARCHITECTURE.md is the folders; rooms that must be pure are."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "utfall"
PURE = ("core", "disclosure", "effects", "economics", "needs", "flows", "thread")
FORBIDDEN_CALLS = {"print", "open", "input"}
FORBIDDEN_ATTRIBUTES = {("datetime", "now"), ("date", "today"), ("time", "time"), ("random", "seed")}


def _modules(room: str) -> list[Path]:
    return sorted((PACKAGE / room).rglob("*.py"))


def test_every_folder_is_in_the_picture_and_every_room_in_it_exists() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for package, not_rooms in (("utfall", set()), ("utfall_web", {"static"})):
        told = set(re.findall(rf"^\| `{package}/(\w+)` \|", page, re.M))
        folders = {path.name for path in (ROOT / "src" / package).iterdir() if path.is_dir()}
        assert told == folders - {"__pycache__"} - not_rooms


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_print_open_and_look_at_no_clock(room: str) -> None:
    found = []
    for path in _modules(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Name) and called.id in FORBIDDEN_CALLS:
                found.append(f"{path.name}:{node.lineno} {called.id}")
            if not (isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)):
                continue
            if (called.value.id, called.attr) in FORBIDDEN_ATTRIBUTES:
                found.append(f"{path.name}:{node.lineno} {called.value.id}.{called.attr}")
    assert not found


def test_importing_the_package_loads_neither_a_room_nor_a_heavy_library() -> None:
    code = (
        "import sys, utfall;"
        "heavy = {'numpy', 'scipy', 'polars', 'pydantic', 'typst', 'vl_convert', 'docx', 'xlsxwriter', 'click'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


NETWORKED = {"socket", "urllib.request", "http.client", "requests", "httpx", "ftplib", "aiohttp"}
# Kolada and SCB are public statistics and worth a connection; it is opened in one file, which sends the question and
# nothing else, so that what leaves the machine can be read in one place. Everything else works on files.
MAY_CONNECT = PACKAGE / "io" / "_sources" / "transport.py"


def test_one_module_alone_opens_network_connections() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path == MAY_CONNECT:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            found += [f"{path.name}: {name}" for name in names if name in NETWORKED or name.split(".")[0] in NETWORKED]
    assert not found
    assert "urllib.request" in MAY_CONNECT.read_text(encoding="utf-8")


def test_only_the_command_fetch_reaches_the_network() -> None:
    """Of the modules of the command line, only those of fetch import what connects."""
    reaching = {
        path.name
        for path in _modules("cli")
        if any(word in path.read_text(encoding="utf-8") for word in ("public_data", "_sources"))
    }
    assert reaching == {"fetch.py", "fetch_kolada.py", "fetch_scb.py"}


def test_the_public_names_are_the_ones_told() -> None:
    import utfall

    assert sorted(utfall.__all__) == ["DesignRefused", "InputError", "__version__", "effect", "evaluate"]
    assert callable(utfall.effect)
    assert callable(utfall.evaluate)
