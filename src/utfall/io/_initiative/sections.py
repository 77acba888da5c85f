# SPDX-License-Identifier: Apache-2.0
"""Small TOML files of one schema (a fund, a contract): sections read one by one, every fault at once."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import TypeVar

from pydantic import ValidationError

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Text
from utfall.io._initiative import models as m
from utfall.io._initiative.source import Document, Faults, Path, parse_toml
from utfall.io._initiative.wording import fault_of

M = TypeVar("M", bound=m.Section)
# A file written by people is some ten kilobytes; more than this is another file.
_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """What a small file may hold: its schema, tables [name] and lists [[name]]."""

    schema: str
    tables: Mapping[str, type[m.Section]]
    lists: Mapping[str, type[m.Section]]
    required: tuple[str, ...] = ()


@dataclass(slots=True)
class Sections:
    """The well-formed sections of a file and its faults so far."""

    document: Document
    faults: Faults
    tables: dict[str, m.Section] = field(default_factory=dict)
    lists: dict[str, list[tuple[int, m.Section]]] = field(default_factory=dict)

    def one(self, name: str, kind: type[M]) -> M | None:
        """Return a table, None when it is missing or malformed."""
        found = self.tables.get(name)
        return found if isinstance(found, kind) else None

    def many(self, name: str, kind: type[M]) -> list[tuple[int, M]]:
        """Return the well-formed items of a list with their positions."""
        return [(n, item) for n, item in self.lists.get(name, []) if isinstance(item, kind)]

    def require_sound(self) -> None:
        """Raise an InputError with every fault noted so far; return None when there is none."""
        found = self.faults.sorted()
        if found:
            raise InputError(*found)


def read_sections(text: str, shape: Shape, *, file: str) -> Sections:
    """Return the sections of a TOML text; faults are noted, not raised, but for a text that is no TOML."""
    document = parse_toml(text, file=file)
    found = Sections(document, Faults(document))
    _check_schema(found, shape)
    known = ["schema", *shape.tables, *shape.lists]
    for name in document.values:
        if name not in known:
            said = Text(sv=f"Rubriken ”{name[:60]}” är okänd.", en=f"The heading '{name[:60]}' is unknown.")
            found.faults.add("key-unknown", (name,), said, suggestion(name[:60], known))
    for name in shape.required:
        if name not in document.values:
            _note_missing(name, shape, found.faults)
    for name, kind in shape.tables.items():
        _read_table(name, kind, found)
    for name, kind in shape.lists.items():
        _read_list(name, kind, found)
    return found


def _check_schema(found: Sections, shape: Shape) -> None:
    stated = found.document.values.get("schema")
    if stated == shape.schema:
        return
    line = f'schema = "{shape.schema}"'
    mend = Text(sv=f"Skriv överst i filen: {line}", en=f"Write at the top of the file: {line}")
    if stated is None:
        said = Text(sv="Filen säger inte vilket format den har.", en="The file does not state its format.")
        found.faults.add("schema-missing", ("schema",), said, mend)
        return
    shown = str(stated)[:60]
    said = Text(sv=f"Formatet ”{shown}” passar inte här.", en=f"The format '{shown}' does not fit here.")
    found.faults.add("schema-unknown", ("schema",), said, mend)


def _note_missing(name: str, shape: Shape, faults: Faults) -> None:
    heading = f"[{name}]" if name in shape.tables else f"[[{name}]]"
    said = Text(sv=f"Avsnittet {heading} saknas.", en=f"The section {heading} is missing.")
    faults.add("field-missing", (name,), said, Text(sv=f"Lägg till {heading}.", en=f"Add {heading}."))


def _read_table(name: str, kind: type[m.Section], found: Sections) -> None:
    raw = found.document.values.get(name)
    if raw is None:
        return
    value = _validated(raw, kind, (name,), found.faults, f"[{name}]")
    if value is not None:
        found.tables[name] = value


def _read_list(name: str, kind: type[m.Section], found: Sections) -> None:
    raw = found.document.values.get(name, [])
    if not isinstance(raw, list):
        _wrong_form(name, (name,), f"[[{name}]]", found.faults)
        return
    found.lists[name] = []
    seen: dict[str, int] = {}
    for n, item in enumerate(raw):
        value = _validated(item, kind, (name, n), found.faults, f"[[{name}]]")
        if value is not None:
            found.lists[name].append((n, value))
        identity = item.get("id") if isinstance(item, dict) else None
        if isinstance(identity, str) and seen.setdefault(identity, n) != n:
            said = Text(sv=f"Id ”{identity[:60]}” används redan.", en=f"The id '{identity[:60]}' is already used.")
            mend = Text(sv="Ge varje post sitt eget id.", en="Give each item an id of its own.")
            found.faults.add("id-duplicate", (name, n, "id"), said, mend)


def _validated(raw: object, kind: type[M], path: Path, faults: Faults, heading: str) -> M | None:
    if not isinstance(raw, dict):
        _wrong_form(str(path[0]), path, heading, faults)
        return None
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            fault_of(detail, raw, kind, path, faults)
    except OverflowError:  # a whole number too large for any float
        said = Text(sv="Ett tal är för stort.", en="A number is too large.")
        faults.add("type-wrong", path, said, Text(sv="Ange ett mindre tal.", en="State a smaller number."))
    return None


def _wrong_form(name: str, path: Path, heading: str, faults: Faults) -> None:
    said = Text(sv=f"Avsnittet {name} har fel form.", en=f"The section {name} has the wrong form.")
    mend = Text(sv=f"Skriv rubriken som {heading}.", en=f"Write the heading as {heading}.")
    faults.add("table-form", path, said, mend)


def iso_date(word: str, path: Path, faults: Faults) -> str | None:
    """Return an ISO date; note it when the word is none."""
    try:
        return datetime.date.fromisoformat(word).isoformat()
    except ValueError:
        said = Text(sv=f"”{word[:40]}” är inget datum.", en=f"'{word[:40]}' is no date.")
        faults.add("date-unreadable", path, said, Text(sv="Skriv som 2026-01-31.", en="Write it like 2026-01-31."))
        return None


def file_text(path: FilePath) -> str:
    """Return the text of a TOML file; raises an InputError when it is missing, too large or not UTF-8."""
    from utfall.io._tables.opening import require_file

    require_file(path, endings=(".toml",), largest=_LARGEST)
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        said = Text(sv="Filen är inte sparad som UTF-8.", en="The file is not saved as UTF-8.")
        mend = Text(sv="Spara den med kodningen UTF-8.", en="Save it with the encoding UTF-8.")
        raise InputError(Fault("toml-encoding", said, mend, Place(file=path.name, row=row))) from None
