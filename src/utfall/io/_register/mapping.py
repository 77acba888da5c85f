# SPDX-License-Identifier: Apache-2.0
"""A mapping file read and checked, before any row of data is."""

from __future__ import annotations

import datetime
import hashlib
import zoneinfo
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from utfall.core.text import Text
from utfall.io._initiative.sections import Sections, file_text, iso_date, read_sections
from utfall.io._register.models import ALLOWED, NEEDED, SHAPE, CodeSection, FileSection, ImportSection

if TYPE_CHECKING:
    from utfall.io._initiative.source import Path as Where

_OPTIONAL = ("kind", "state", "state_value", "start", "end", "sex", "birth_year", "area", "attribute", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """A sound mapping file: what holds for all files, the files, and (code, state, version) of the source's codes."""

    common: ImportSection
    files: tuple[FileSection, ...]
    codes: tuple[tuple[str, str, str | None], ...]
    folder: Path
    name: str
    sha256: str

    @property
    def data_folders(self) -> tuple[Path, ...]:
        """Where the mapping and its files are."""
        return tuple(dict.fromkeys([self.folder, *((self.folder / file.file).parent for file in self.files)]))

    @property
    def last_day(self) -> datetime.date:
        """The censoring date."""
        return datetime.date.fromisoformat(self.common.censor_date)


def read_plan(path: str | Path) -> ImportPlan:
    """Return the mapping of a file.

    Raises
    ------
    InputError
        With every fault at once, each with its line and mend.
    """
    where = Path(path)
    text = file_text(where)
    found = read_sections(text, SHAPE, file=where.name)
    common = found.one("import", ImportSection)
    if common is not None:
        iso_date(common.censor_date, ("import", "censor_date"), found.faults)
        _check_zone(common.time_zone, ("import", "time_zone"), found)
    files = found.many("files", FileSection)
    for place, file in files:
        _check_file(file, place, found)
    codes = [item for _, item in found.many("codes", CodeSection)]
    _check_codes(codes, found)
    found.require_sound()
    if common is None:  # a required section: its absence is a fault noted above
        raise AssertionError("a sound mapping has [import]")
    return ImportPlan(
        common=common,
        files=tuple(file for _, file in files),
        codes=tuple((code.source_code, code.state, code.version) for code in codes),
        folder=where.parent,
        name=where.name,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _check_zone(zone: str, where: Where, found: Sections) -> None:
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        said = Text(sv=f"Tidszonen ”{zone[:40]}” finns inte.", en=f"There is no time zone '{zone[:40]}'.")
        mend = Text(sv="Skriv som Europe/Stockholm eller UTC.", en="Write it like Europe/Stockholm or UTC.")
        found.faults.add("zone-unknown", where, said, mend)


def _check_file(file: FileSection, place: int, found: Sections) -> None:
    needed, allowed = NEEDED[file.table], ALLOWED[file.table]
    for name in needed:
        if getattr(file, name) is None:
            _note(found, ("files", place, name), "field-missing", f"Tabellen {file.table} behöver {name}.",
                  f"The table {file.table} needs {name}.", f"Lägg till {name} = …", f"Add {name} = …")  # fmt: skip
    for name in _OPTIONAL:
        if getattr(file, name) is not None and name not in (*needed, *allowed):
            _note(found, ("files", place, name), "field-unknown", f"Tabellen {file.table} har ingen {name}.",
                  f"The table {file.table} has no {name}.", "Ta bort raden.", "Remove the line.")  # fmt: skip
    if file.table == "episode" and (file.state is None) == (file.state_value is None):
        _note(found, ("files", place, "state"), "state-unclear",
              "Ange en av state (kolumn) och state_value (samma tillstånd för alla rader).",
              "State one of state (a column) and state_value (the same state for all rows).",
              "Behåll den som gäller.", "Keep the one that holds.")  # fmt: skip
    if file.time_zone is not None:
        _check_zone(file.time_zone, ("files", place, "time_zone"), found)


def _check_codes(codes: list[CodeSection], found: Sections) -> None:
    seen: dict[tuple[str, str | None], str] = {}
    for place, code in enumerate(codes):
        if seen.setdefault((code.source_code, code.version), code.state) != code.state:
            _note(found, ("codes", place, "source_code"), "code-twice", "Koden står för två olika tillstånd.",
                  "The code stands for two different states.", "Behåll en rad.", "Keep one of the lines.")  # fmt: skip


def _note(found: Sections, where: Where, code: str, sv: str, en: str, mend_sv: str, mend_en: str) -> None:
    found.faults.add(code, where, Text(sv=sv, en=en), Text(sv=mend_sv, en=mend_en))
