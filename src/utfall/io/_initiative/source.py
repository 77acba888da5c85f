# SPDX-License-Identifier: Apache-2.0
"""TOML text as values that remember the line they stand on, and the collector of faults."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_.\-\"']+)\s*=")
_SYNTAX = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its name for messages, its values, and the line of each place found in its text."""

    file: str
    values: dict[str, Any]
    lines: Mapping[Path, int]

    def place(self, path: Path) -> Place:
        """Return where `path` is: the field in words, and the line of it or of what holds it."""
        row = next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), None)
        return Place(file=self.file, field=self._phrase(path), row=row)

    def _phrase(self, path: Path) -> str:
        """Return a path for people: items counted from 1 and named by id, as `costs[1] (id rent).year`."""
        phrase, value = "", self.values
        for step in path:
            value = _inside(value, step)
            if isinstance(step, str):
                phrase += f".{step}" if phrase else step
                continue
            phrase += f"[{step + 1}]"
            name = value.get("id") if isinstance(value, dict) else None
            if isinstance(name, str) and name and len(name) <= 60:
                phrase += f" (id {name})"
        return phrase


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


@dataclass(slots=True)
class Faults:
    """Collects every fault of one document, each with its place."""

    document: Document
    found: list[Fault] = field(default_factory=list)

    def add(self, code: str, path: Path, text: Text, mend: Text) -> None:
        """Note a fault at `path`."""
        self.found.append(Fault(code, text, mend, self.document.place(path)))

    def sorted(self) -> tuple[Fault, ...]:
        """Return the faults in the order of the file, each once."""
        unique = list(dict.fromkeys(self.found))
        return tuple(sorted(unique, key=lambda fault: fault.place.row or 0))


def parse_toml(text: str, *, file: str) -> Document:
    """Return the document of a TOML text.

    Raises
    ------
    InputError
        When the text is not TOML: names line and column.
    """
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise InputError(_syntax_fault(str(error), text, file)) from None
    return Document(file, values, line_map(text))


def line_map(text: str) -> dict[Path, int]:
    """Return the line (1 is the first) where each table and key starts; what is not found is left out."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    current: Path = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        header = _HEADER.match(line)
        if header and (header[1] == "[[" or not _KEY.match(line)):
            current = _header_path(header[2], array=header[1] == "[[", counts=counts, found=found, number=number)
            found.setdefault(current, number)
        elif key := _KEY.match(line):
            steps = tuple(part.strip(" \"'") for part in key[1].split("."))
            for n in range(1, len(steps) + 1):
                found.setdefault((*current, *steps[:n]), number)
        inside = _opens_long_string(line)
    return found


def _header_path(name: str, *, array: bool, counts: dict[Path, int], found: dict[Path, int], number: int) -> Path:
    """Return the path of a heading, and note the line where a list of tables starts."""
    path: Path = ()
    parts = [part.strip(" \"'") for part in name.split(".")]
    for position, part in enumerate(parts):
        path = (*path, part)
        if array and position == len(parts) - 1:
            counts[path] = counts.get(path, 0) + 1
            found.setdefault(path, number)
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _opens_long_string(line: str) -> str:
    for mark in ('"""', "'''"):
        if line.count(mark) % 2 == 1:
            return mark
    return ""


def _syntax_fault(message: str, text: str, file: str) -> Fault:
    match = _SYNTAX.match(message)
    lines = text.split("\n")
    line = int(match["line"]) if match and match["line"] else len(lines)
    column = int(match["column"]) if match and match["column"] else None
    place = Place(file=file, row=line, column=column)
    what = (match["what"] if match else "the nesting is too deep").strip()
    said = Text(
        sv=f"Filen går inte att läsa som TOML: {_in_swedish(what)}.",
        en=f"The file cannot be read as TOML: {_ENGLISH.get(what, what[:1].lower() + what[1:])}.",
    )
    return Fault("toml-syntax", said, _syntax_mend(lines, line, column), place)


_ENGLISH = {"Illegal character '\\n'": "a text or table does not end on its line"}
_SWEDISH = {
    "Invalid value": "värdet är ogiltigt (text ska stå inom citattecken, decimaltecken är punkt)",
    "Invalid statement": "raden är ingen giltig rad",
    "Unterminated string": "en text saknar avslutande citattecken",
    "Expected '=' after a key in a key/value pair": "det saknas ett likhetstecken efter namnet",
    "Expected newline or end of document after a statement": "det står något mer efter värdet",
    "Expected ']' at the end of a table declaration": "det saknas en ] efter rubriken",
    "Expected ']]' at the end of an array declaration": "det saknas ]] efter rubriken",
    "Unclosed array": "en lista saknar avslutande ]",
    "Unclosed inline table": "en tabell saknar avslutande }",
    "Cannot overwrite a value": "samma namn är angivet två gånger",
    "Illegal character '\\n'": "en text eller tabell slutar inte på sin rad",
}


def _in_swedish(what: str) -> str:
    if what in _SWEDISH:
        return _SWEDISH[what]
    if what.startswith("Cannot declare"):
        return "samma rubrik är angiven två gånger"
    return "skrivsättet på raden följer inte formatet"


def _syntax_mend(lines: list[str], line: int, column: int | None) -> Text:
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    mark = shown[column - 1 : column] if column else ""
    if mark.isalpha() and not mark.isascii():
        return Text(
            sv="Namn med å, ä eller ö skrivs inom citattecken: \"hushåll\" = 1.0.",
            en="Names with letters beyond a–z are written in quotes: \"hushåll\" = 1.0.",
        )  # fmt: skip
    if re.search(r"=\s*-?\d+,\d", shown):
        return Text(
            sv="Skriv decimaltal med punkt: 0.5.", en="Write decimal numbers with a point: 0.5."
        )  # fmt: skip
    return Text(
        sv="Rätta raden och kör igen; `utfall new` skriver en fil att jämföra med.",
        en="Mend the line and run again; `utfall new` writes a file to compare with.",
    )
