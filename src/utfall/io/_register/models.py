# SPDX-License-Identifier: Apache-2.0
"""The shape of a mapping file, schema utfall/import/1: which columns of an extract mean what."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from utfall.io._initiative.models import Filled, FilledWords, Section
from utfall.io._initiative.sections import Shape

Share = Annotated[float, Field(ge=0, le=1)]
Formats = Annotated[list[Filled], Field(min_length=1)]
TableName = Literal["episode", "person", "person_period", "observation"]


class ImportSection(Section):
    """What holds for all files of the extract."""

    title: FilledWords
    delivery: Filled
    censor_date: Filled
    time_zone: Filled = "Europe/Stockholm"
    date_formats: Formats = Field(default_factory=lambda: ["%Y-%m-%d"])
    end_included: bool
    most_rejected: Share = 0.05


class FileSection(Section):
    """One file: which table it fills and which of its columns are used."""

    file: Filled
    table: TableName
    person: Filled
    kind: str | None = None
    state: str | None = None
    state_value: str | None = None
    start: str | None = None
    end: str | None = None
    sex: str | None = None
    birth_year: str | None = None
    area: str | None = None
    from_id: bool = False
    attribute: str | None = None
    value: str | None = None
    date_formats: Formats | None = None
    time_zone: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None


class CodeSection(Section):
    """What one code of the source stands for."""

    source_code: Filled
    state: Filled
    version: str | None = None


SHAPE = Shape(
    schema="utfall/import/1",
    tables={"import": ImportSection},
    lists={"files": FileSection, "codes": CodeSection},
    required=("import", "files"),
)

# Which columns each table must have named, and which it may.
NEEDED: dict[str, tuple[str, ...]] = {
    "episode": ("kind", "start"),
    "person": (),
    "person_period": ("attribute", "value", "start"),
    "observation": ("start",),
}
ALLOWED: dict[str, tuple[str, ...]] = {
    "episode": ("state", "state_value", "end"),
    "person": ("sex", "birth_year", "area", "from_id"),
    "person_period": ("end",),
    "observation": ("end",),
}
COLUMNS = ("state", "start", "end", "sex", "birth_year", "area", "value")  # fields that name a column besides person
EXAMPLE = """\
# Hur ett utdrag ur ett verksamhetssystem blir tabeller: utfall import FIL --out MAPP --key NYCKELFIL
# How an extract becomes tables.  Rader som börjar med # är förklaringar.
schema = "utfall/import/1"

[import]
title = "Placeringar 2020–2025"
delivery = "2026-01"             # namn på leveransen; personerna numreras om i varje leverans
censor_date = "2025-12-31"       # sista dagen utdraget vet något om; öppna perioder pågick då
end_included = true              # true: slutdatum är sista dagen med insatsen; false: första dagen utan
date_formats = ["%Y-%m-%d"]      # bara dessa former läses; lägg till fler i ordning, t.ex. "%d.%m.%Y"
time_zone = "Europe/Stockholm"   # dygnet räknas här, också när klockslag står i en annan zon
most_rejected = 0.05             # fler avvisade rader än så här stoppar importen

[[files]]
file = "placeringar.csv"         # räknat från den här filens mapp; CSV, Excel eller Parquet
table = "episode"                # episode, person, person_period eller observation
kind = "placement"
person = "Personnr"              # ersätts av en nycklad kontrollsumma; lämnar aldrig importen
state = "Insats"
start = "Startdatum"
end = "Slutdatum"

[[files]]
file = "personer.csv"
table = "person"
person = "Personnr"
from_id = true                   # kön och födelseår ur personnumret (samordningsnummer också)
area = "DeSO"

# Källans koder och vad de betyder. Finns minst en [[codes]] avvisas okända koder.
[[codes]]
source_code = "HVB-hem"
state = "HVB"

[[codes]]
source_code = "Familjehem"
state = "Familjehem"
"""
