# SPDX-License-Identifier: Apache-2.0
"""The folder that `utfall import` wrote, as what flows and needs read: nothing is copied or renamed by hand."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.registers import EPISODE, OBSERVATION, PERSON, PERSON_PERIOD
from utfall.core.text import Text
from utfall.io.flow_data import FlowColumns, FlowSources
from utfall.io.register_import import MANIFEST
from utfall.io.tables import sha256_of

if TYPE_CHECKING:
    import polars as pl

SPELLS, DAYS, AGE, YEAR = "_spells", "_days", "age", "year"
_ADDRESSES = ("postgresql://", "postgres://")
_CANONICAL = FlowColumns(
    person="person", state="state", support="state", start="start_d", end="end_d", sex="sex", birth_year="birth_year",
    area="area", from_day="from_d", to_day="to_d",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFolder:
    """The folder of an import, its tables held against the manifest.

    Parameters
    ----------
    tables
        Name, SHA-256 and rows of each Parquet file, by the name of its table.
    censor
        First day that the extract knows nothing of.
    """

    path: Path
    tables: dict[str, tuple[str, str, int]]
    censor: datetime.date

    def file(self, name: str) -> Path | None:
        """Return the file of a table; None when the import has none."""
        return self.path / self.tables[name][0] if name in self.tables else None


def is_address(path: str) -> bool:
    """Tell whether a place is a database and not a path."""
    return path.startswith(_ADDRESSES)


def open_import(folder: str | Path) -> ImportFolder:
    """Return the folder of an import.

    Raises
    ------
    InputError
        When there is no manifest, or a table is missing or is not the one that the import wrote.
    """
    where = Path(folder)
    told = _manifest(where)
    found: dict[str, tuple[str, str, int]] = {}
    for name, about in told["tables"].items():
        path = where / f"{name}.parquet"
        if not path.is_file() or sha256_of(path) != about["sha256"]:
            raise InputError(_changed(path))
        found[name] = (path.name, about["sha256"], int(about["rows"]))
    last = datetime.date.fromisoformat(told["censor_date"])
    return ImportFolder(path=where, tables=found, censor=last + datetime.timedelta(days=1))


def _manifest(where: Path) -> Any:
    try:
        told = json.loads((where / "manifest.json").read_text(encoding="utf-8"))
        if told["schema"] == MANIFEST and told["tables"]:
            return told
    except (OSError, ValueError, KeyError, TypeError):
        pass
    said = Text(
        sv="Mappen är ingen mapp som utfall import har skrivit.", en="The folder is not one that utfall import wrote."
    )
    mend = Text(sv="Ange mappen som stod efter --out.", en="Name the folder that stood after --out.")
    raise InputError(Fault("import-missing", said, mend, Place(file=where.name)))


def _changed(path: Path) -> Fault:
    said = Text(
        sv="Tabellen saknas, eller är inte den som importen skrev.",
        en="The table is missing, or is not the one that the import wrote.",
    )
    mend = Text(sv="Kör utfall import igen.", en="Run utfall import again.")
    return Fault("import-changed", said, mend, Place(file=path.name))


def imported_flow(
    folder: str | Path, *, supports: str | None = None, persons: str | None = None, observation: str | None = None
) -> FlowSources:
    """Return the sources of a flow over an import; other supports or persons may be named.

    Placements and supports lie in one table of episodes: the definition's codes tell them apart.
    """
    found = open_import(folder)
    episodes = found.file(EPISODE.name)
    if episodes is None:
        said = Text(
            sv='Importen har inga perioder (table = "episode").', en='The import has no spells (table = "episode").'
        )
        mend = Text(sv="Lägg till en fil med perioder i mappningen.", en="Add a file of spells to the mapping.")
        raise InputError(Fault("import-without-spells", said, mend, Place(file=Path(folder).name)))
    watched = found.file(OBSERVATION.name)
    return FlowSources(
        spells=str(episodes), supports=supports or str(episodes), persons=persons or str(found.file(PERSON.name)),
        observation=observation or (None if watched is None else str(watched)), columns=_CANONICAL,
        mixed=supports is None, censor=found.censor, files=tuple(found.tables.values()),
    )  # fmt: skip


def person_years(folder: str | Path, years: tuple[int, ...] = ()) -> pl.DataFrame:
    """Return one row a person and year of an import, for a needs analysis.

    Columns: person, year, sex, birth_year, age (at the end of the year), area, for each state `<state>_spells` and
    `<state>_days` (spells that touch the year, and days of them in it, overlapping ones counted each), and each
    attribute of `person_period` as it was at the end of the year.

    Parameters
    ----------
    years
        Whole calendar years; () the last one that the extract knows the whole of.

    Notes
    -----
    With an observation table a person is there in the years of which some day was observed.

    Raises
    ------
    InputError
        When the extract ends before a year does.
    """
    import polars as pl

    found = open_import(folder)
    last = found.censor.year - 1
    asked = tuple(sorted(years)) or (last,)
    if asked[-1] > last:
        said = Text(sv=f"Utdraget slutar innan {asked[-1]} är slut.", en=f"The extract ends before {asked[-1]} does.")
        mend = Text(sv=f"Ange år till och med {last}.", en=f"State years up to {last}.")
        raise InputError(Fault("year-not-whole", said, mend, Place(file=Path(folder).name, field="years")))
    tables = {name: pl.read_parquet(path) for name in found.tables if (path := found.file(name)) is not None}
    return pl.concat([_year(tables, year, found.censor) for year in asked], how="diagonal")


def _year(tables: dict[str, pl.DataFrame], year: int, censor: datetime.date) -> pl.DataFrame:
    import polars as pl

    first, after = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    people = tables[PERSON.name]
    if OBSERVATION.name in tables:
        seen = _touching(tables[OBSERVATION.name], "from_d", "to_d", first, after, censor)
        people = people.join(seen.select("person").unique(), on="person", how="semi")
    rows = people.with_columns(pl.lit(year).alias(YEAR), (pl.lit(year) - pl.col("birth_year")).alias(AGE))
    if EPISODE.name in tables:
        rows = _with_states(rows, tables[EPISODE.name], first, after, censor)
    if PERSON_PERIOD.name in tables:
        held = _touching(
            tables[PERSON_PERIOD.name], "from_d", "to_d", after - datetime.timedelta(days=1), after, censor
        )
        for (name,), part in held.sort("person", "from_d").partition_by("attribute", as_dict=True).items():
            value = part.group_by("person", maintain_order=True).agg(pl.col("value").last().alias("told"))
            known = [pl.col(str(name)).cast(pl.String)] if str(name) in rows.columns else []
            rows = rows.join(value, on="person", how="left")
            rows = rows.with_columns(pl.coalesce(pl.col("told"), *known).alias(str(name))).drop("told")
    return rows.sort("person")


def _touching(
    table: pl.DataFrame, start: str, end: str, first: datetime.date, after: datetime.date, censor: datetime.date
) -> pl.DataFrame:
    """Return the rows that hold on some day from `first` to before `after`, cut to it."""
    import polars as pl

    since = pl.max_horizontal(pl.col(start), pl.lit(first))
    until = pl.min_horizontal(pl.col(end).fill_null(censor), pl.lit(after))
    return table.with_columns(since.alias("since"), until.alias("until")).filter(pl.col("since") < pl.col("until"))


def _with_states(
    rows: pl.DataFrame, episodes: pl.DataFrame, first: datetime.date, after: datetime.date, censor: datetime.date
) -> pl.DataFrame:
    import polars as pl

    held = _touching(episodes, "start_d", "end_d", first, after, censor)
    days = (pl.col("until") - pl.col("since")).dt.total_days()
    for state in sorted(episodes.get_column("state").unique().to_list()):
        own = held.filter(pl.col("state") == state).group_by("person")
        counted = own.agg(pl.len().cast(pl.Int64).alias(state + SPELLS), days.sum().alias(state + DAYS))
        rows = rows.join(counted, on="person", how="left").with_columns(
            pl.col(state + SPELLS, state + DAYS).fill_null(0)
        )
    return rows
