# SPDX-License-Identifier: Apache-2.0
"""Key figures that `utfall fetch kolada` wrote, as municipalities to compare. Nothing is fetched here."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.frame import Columns
from utfall.core.initiative import InputFile
from utfall.core.text import NO_TEXT, Text
from utfall.io.tables import read_table
from utfall.needs.municipalities import Municipality, SimilarGroup

_COLUMNS = ("kpi", "title", "municipality", "name", "year", "sex", "value")
_COUNTRY = "0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class KoladaAsked:
    """Which key figure of a file is compared, for which municipality.

    Parameters
    ----------
    year
        None: the last year in which the municipality has a value.
    sex
        "all", "f" or "m".
    """

    file: Path
    municipality: str
    kpi: str
    direction: Literal["increase", "decrease"]
    year: int | None = None
    sex: str = "all"
    chosen_by: Text = NO_TEXT


def read_similar(asked: KoladaAsked) -> tuple[SimilarGroup, InputFile]:
    """Return the own municipality and all others of the file that year, but the country; and the file.

    Raises
    ------
    InputError
        When the file is missing or is no such table, lacks the key figure, the municipality or its value, or holds a
        value twice.
    """
    table = read_table(asked.file)
    columns = Columns(table.frame, file=table.input.file)
    _require_columns(columns, table.input.file)
    words = {name: columns.words(name) for name in _COLUMNS if name not in ("year", "value")}
    years, values = columns.number("year"), columns.number("value")
    chosen = (words["kpi"] == asked.kpi) & (words["sex"] == asked.sex)
    _require_known(asked, words["kpi"], words["municipality"][chosen], table.input.file)
    own = chosen & (words["municipality"] == asked.municipality) & ~np.isnan(values)
    known = sorted({int(year) for year in years[own]})
    year = asked.year if asked.year is not None else (known[-1] if known else None)
    if year is None or year not in known:
        raise InputError(_no_value(asked, known, table.input.file))
    rows = np.flatnonzero(chosen & (years == year) & (words["municipality"] != _COUNTRY))
    found = [Municipality(str(words["municipality"][k]), str(words["name"][k]), float(values[k])) for k in rows]
    _require_once(found, table.input.file)
    there = [each for each in found if not np.isnan(each.value)]
    group = SimilarGroup(
        kpi=asked.kpi, title=str(words["title"][rows[0]]), year=year,
        own=next(each for each in there if each.code == asked.municipality),
        others=tuple(each for each in there if each.code != asked.municipality), direction=asked.direction,
        lacking=tuple(each.name for each in found if np.isnan(each.value)), chosen_by=asked.chosen_by,
        source="Kolada", fetched=_fetched(asked.file),
    )  # fmt: skip
    return group, table.input


def _require_columns(columns: Columns, file: str) -> None:
    lacking = [name for name in _COLUMNS if name not in columns.names]
    if lacking:
        said = Text(
            sv=f"Kolumnen {lacking[0]} saknas: filen är inte skriven av utfall fetch kolada.",
            en=f"The column {lacking[0]} is missing: the file was not written by utfall fetch kolada.",
        )
        mend = Text(
            sv="Hämta med utfall fetch kolada NYCKELTAL --municipality KOD --group ID --out kolada.csv.",
            en="Fetch with utfall fetch kolada KEYFIGURE --municipality CODE --group ID --out kolada.csv.",
        )
        raise InputError(Fault("column-unknown", said, mend, Place(file, lacking[0])))


def _require_known(asked: KoladaAsked, kpis: np.ndarray, places: np.ndarray, file: str) -> None:
    known, among = sorted({str(kpi) for kpi in kpis}), sorted({str(place) for place in places})
    if asked.kpi not in known:
        said = Text(sv=f"Nyckeltalet {asked.kpi[:20]} finns inte i filen.",
                    en=f"The key figure {asked.kpi[:20]} is not in the file.")  # fmt: skip
        raise InputError(Fault("kpi-unknown", said, suggestion(asked.kpi, known), Place(file, "kpi")))
    if asked.municipality not in among:
        said = Text(sv=f"Kommunen {asked.municipality[:20]} finns inte i filen.",
                    en=f"The municipality {asked.municipality[:20]} is not in the file.")  # fmt: skip
        mend = Text(sv=f"Hämta den också: --municipality {asked.municipality[:20]}.",
                    en=f"Fetch it too: --municipality {asked.municipality[:20]}.")  # fmt: skip
        raise InputError(Fault("municipality-unknown", said, mend, Place(file, "municipality")))


def _no_value(asked: KoladaAsked, known: list[int], file: str) -> Fault:
    when = "" if asked.year is None else f" {asked.year}"
    said = Text(sv=f"Kommunen {asked.municipality} har inget värde{when}.",
                en=f"The municipality {asked.municipality} has no value{when}.")  # fmt: skip
    listed = ", ".join(map(str, known)) or "–"
    mend = Text(sv=f"År med värde: {listed}.", en=f"Years with a value: {listed}.")
    return Fault("value-missing", said, mend, Place(file, "value"))


def _require_once(found: list[Municipality], file: str) -> None:
    twice = [code for code, count in Counter(each.code for each in found).items() if count > 1]
    if twice:
        said = Text(sv=f"Kommunen {twice[0]} har flera rader för samma år.",
                    en=f"The municipality {twice[0]} has several rows of one year.")  # fmt: skip
        mend = Text(sv="Behåll en av dem, eller hämta filen på nytt.", en="Keep one of them, or fetch the file anew.")
        raise InputError(Fault("rows-repeated", said, mend, Place(file, "municipality")))


def _fetched(file: Path) -> str:
    """Return the day of the oldest answer behind a file; "" when what stands beside it does not say."""
    try:
        told = json.loads(file.with_name(f"{file.name}.source.json").read_text(encoding="utf-8"))
        return min(str(answer["fetched"]) for answer in told["answers"])[:10]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
