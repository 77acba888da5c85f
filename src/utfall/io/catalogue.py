# SPDX-License-Identifier: Apache-2.0
"""The catalogue that comes with the package: unit costs and index series, dated, with source and how sure."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from utfall.core.actors import Actor, parse_actor
from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.lines import Parameter, UnitCost
from utfall.core.text import Text

_UNITS = {
    "styck": "each", "timme": "hour", "månad": "month", "år": "year", "dygn": "day and night", "dag": "day",
    "patient": "patient", "insats": "programme", "besök": "visit", "DRG-poäng": "DRG point", "liv": "life",
    "QALY": "QALY", "belopp per år": "amount per year", "ärende": "case", "mål": "court case",
    "hushåll": "household", "person": "person", "brukare": "client", "elev": "pupil",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A row of the unit cost list.

    Parameters
    ----------
    unit_cost
        None when no figure is known: the row is kept so that the gap can be found.
    variable_share
        Share (0–1) of the cost that follows the volume; None where nobody has stated it.
    overhead
        "in" or "out": whether shared costs are part of it; "" where it is not stated.
    overlap_group
        Lines that value the same thing share a group (check K2).
    valid_from, valid_to
        ISO dates between which the figure holds, "" where it is not stated.
    """

    id: str
    label: Text
    actor: Actor
    unit: Text
    source: str
    unit_cost: UnitCost | None
    variable_share: float | None = None
    overhead: str = ""
    overlap_group: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSeries:
    """A price index: annual means by year, the years nobody has seen at the source, and the source."""

    name: str
    values: dict[int, float]
    unverified: frozenset[int]
    source: str


def parse_unit_costs(text: str, *, file: str) -> dict[str, CatalogueEntry]:
    """Return the entries of a unit cost list (CSV text) by id.

    Raises
    ------
    InputError
        For every duplicate id, unknown actor and cell that is no number, with its row.
    """
    rows = list(csv.DictReader(text.splitlines()))
    faults: list[Fault] = []
    counts = Counter(row["id"] for row in rows)
    entries: dict[str, CatalogueEntry] = {}
    for number, row in enumerate(rows, start=2):
        if counts[row["id"]] > 1 and row["id"] in entries:
            said = Text(sv=f"Id ”{row['id']}” finns två gånger.", en=f"The id '{row['id']}' occurs twice.")
            mend = Text(sv="Ge varje enhetskostnad eget id.", en="Give each unit cost an id of its own.")
            faults.append(Fault("id-duplicate", said, mend, Place(file, "id", number)))
            continue
        try:
            entries[row["id"]] = _entry(row)
        except (ValueError, KeyError):
            said = Text(sv="Raden går inte att läsa.", en="The row cannot be read.")
            mend = Text(sv="Kontrollera actor, value_sek och price_year.", en="Check actor, value_sek and price_year.")
            faults.append(Fault("catalogue-row", said, mend, Place(file, row["id"], number)))
    if faults:
        raise InputError(*faults)
    return entries


def _entry(row: dict[str, str]) -> CatalogueEntry:
    actor = parse_actor(row["actor"])
    if actor is None:
        raise ValueError(row["actor"])
    label = Text(sv=row["name_sv"], en=row["name_en"])
    unit = Text(sv=row["unit"], en=_UNITS.get(row["unit"], row["unit"]))
    source = row["source_title"]
    cost = None
    if row["value_sek"]:
        low, high = _optional(row, "low_sek"), _optional(row, "high_sek")
        price = Parameter(
            name=f"unit_cost:{row['id']}", value=float(row["value_sek"]), low=low, high=high, source=source,
            distribution="fixed" if low is None or high is None else "triangular",
        )  # fmt: skip
        year = int(row["price_year"]) if row["price_year"] else None
        cost = UnitCost(
            id=row["id"], label=label, price=price, price_year=year, actor=actor, unit=unit, source=source,
            address=row["source_address"], verified=row["verified"] == "yes", index=row.get("index") or "kpi",
            basis=_basis(row.get("basis", "")), step=_optional(row, "step"),
            variable_share=_optional(row, "variable_share"), overhead=row.get("overhead", ""),
            overlap_group=row.get("overlap_group", ""), valid_from=row.get("valid_from", ""),
            valid_to=row.get("valid_to", ""),
        )  # fmt: skip
    return CatalogueEntry(
        id=row["id"], label=label, actor=actor, unit=unit, source=source, unit_cost=cost,
        variable_share=_optional(row, "variable_share"), overhead=row.get("overhead", ""),
        overlap_group=row.get("overlap_group", ""), valid_from=row.get("valid_from", ""),
        valid_to=row.get("valid_to", ""),
    )  # fmt: skip


def _optional(row: dict[str, str], name: str) -> float | None:
    text = row.get(name) or ""
    return float(text) if text else None


def _basis(word: str) -> Literal["average", "marginal", "tariff"]:
    """Return what the cost is; "average" where the list does not say, the more cautious one (check K5)."""
    if word in ("marginal", "tariff"):
        return cast(Literal["marginal", "tariff"], word)
    if word not in ("", "average"):
        raise ValueError(word)
    return "average"


@cache
def load_catalogue() -> dict[str, CatalogueEntry]:
    """Return every row of the unit cost list by id, those without a figure too. Do not change the result."""
    return parse_unit_costs(_text("unit_costs.csv"), file="unit_costs.csv")


def load_unit_costs() -> dict[str, UnitCost]:
    """Return the unit costs that have a figure, by id; in kronor (SEK) of each one's own price year.

    `price_year` is None where it was not seen: such a cost cannot be carried to another year.
    """
    return {key: entry.unit_cost for key, entry in load_catalogue().items() if entry.unit_cost is not None}


def search_unit_costs(query: str) -> tuple[CatalogueEntry, ...]:
    """Return the entries that hold every word of a query, in Swedish or English, in the order of the list.

    Letter case and the marks over letters are no matter: "forskola" finds "Förskola". An empty query finds all.
    """
    wanted = _folded(query).split()
    found = []
    for entry in load_catalogue().values():
        text = _folded(f"{entry.id} {entry.label.sv} {entry.label.en} {entry.source}")
        if all(word in text for word in wanted):
            found.append(entry)
    return tuple(found)


@cache
def load_index_series(name: str) -> IndexSeries:
    """Return an index series with its marks. Only "kpi" (consumer prices, annual mean, 1980 = 100) exists.

    Raises
    ------
    InputError
        When there is no such series.
    """
    if name != "kpi":
        said = Text(sv=f"Indexserien ”{name}” finns inte.", en=f"There is no index series '{name}'.")
        raise InputError(Fault("index-unknown", said, suggestion(name, ["kpi"])))
    rows = list(csv.DictReader(_text("kpi.csv").splitlines()))
    return IndexSeries(
        name=name,
        values={int(row["year"]): float(row["value"]) for row in rows},
        unverified=frozenset(int(row["year"]) for row in rows if row["verified"] != "yes"),
        source=rows[0]["source_title"],
    )


def load_index(name: str) -> dict[int, float]:
    """Return the values of an index series by year; see `load_index_series`."""
    return dict(load_index_series(name).values)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRow:
    """An employer's contribution as a share of the wage (0–1).

    Parameters
    ----------
    sector
        "all" (the statutory contribution), "municipality" or "region" (with agreed contributions, PO).
    year
        None: given without a year.
    """

    sector: str
    year: int | None
    share: float
    verified: bool
    source: str


def employer_contribution_rows() -> tuple[ContributionRow, ...]:
    """Return every listed employer's contribution, in the order of the list."""
    rows = csv.DictReader(_text("employer_contributions.csv").splitlines())
    return tuple(
        ContributionRow(
            sector=row["sector"], year=int(row["year"]) if row["year"] else None,
            share=float(row["rate_percent"]) / 100, verified=row["verified"] == "yes", source=row["source_title"],
        )
        for row in rows
    )  # fmt: skip


def load_employer_contributions() -> dict[tuple[str, int | None], float]:
    """Return employer contributions as shares of the wage (0–1), by sector and year; see `ContributionRow`."""
    return {(row.sector, row.year): row.share for row in employer_contribution_rows()}


def load_gri_index() -> list[dict[str, str]]:
    """Return the rows of the GRI index: disclosure, topic, the figure that answers it, and how sure the number is."""
    return list(csv.DictReader(_text("gri_index.csv").splitlines()))


def catalogue_text(name: str) -> str:
    """Return a file of the catalogue as text, for example "schemas/initiative-1.json"."""
    return _text(name)


def _text(name: str) -> str:
    return files("utfall").joinpath("catalogue", *name.split("/")).read_text(encoding="utf-8")


def _folded(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
