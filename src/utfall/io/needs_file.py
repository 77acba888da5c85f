# SPDX-License-Identifier: Apache-2.0
"""A needs file, schema utfall/needs/1: what is asked of which data, with every fault at its line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from utfall.core.errors import InputError, suggestion
from utfall.core.text import Text
from utfall.io._initiative import models_needs as m
from utfall.io._initiative.build import words
from utfall.io._initiative.sections import Sections, file_text, iso_date, read_sections
from utfall.io.areas import area_changes
from utfall.io.imported import YEAR, is_address
from utfall.io.similar_places import KoladaAsked
from utfall.needs.definitions import Band, Condition, Dimension, Indicator, NeedsPlan, Tail
from utfall.needs.questions import (
    AreaIndex,
    Existing,
    IndexPart,
    Practice,
    Questions,
    Rating,
    SharedView,
    Similar,
    Standardise,
    require_answerable,
)
from utfall.thread.needs import CostAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsFile:
    """A whole needs file.

    Parameters
    ----------
    data
        Path of the data, resolved from the folder of the file.
    address
        Address of a table of PostgreSQL, when the data lie there; "" else. May hold a password.
    imported
        The data are the folder of an import; `years` are those that rows are made for, () the last.
    threshold
        Smallest count that is shown.
    """

    id: str
    title: Text
    organisation: Text
    target_group: Text
    question: Text
    compared_with: Text
    source: Text
    illustration: bool
    data: Path
    address: str
    imported: bool
    years: tuple[int, ...]
    sheet: str | None
    plan: NeedsPlan
    asked: Questions
    costs: tuple[CostAsked, ...]
    kolada: tuple[KoladaAsked, ...]
    threshold: int
    level: float
    price_year: int | None
    name: str


def index_sets() -> dict[str, dict[str, Any]]:
    """Return the index definitions of the catalogue, by id: variables, direction, source and how sure."""
    folder = files("utfall").joinpath("catalogue", "indices")
    entries = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in entries
        if entry.name.endswith(".toml")
    }


def read_needs(path: str | Path) -> NeedsFile:
    """Return a needs file.

    Raises
    ------
    InputError
        With every fault of the file, each with its line and mend.
    """
    where = Path(path)
    return parse_needs(file_text(where), file=where.name, folder=where.parent)


def parse_needs(text: str, *, file: str = "", folder: Path = Path()) -> NeedsFile:
    """Return the needs file of a TOML text; `folder` is where its data path is counted from. Raises as `read_needs`."""
    found = read_sections(text, m.SHAPE, file=file)
    found.require_sound()
    analysis, data = found.one("analysis", m.NeedsSection), found.one("data", m.DataSection)
    if analysis is None or data is None:
        raise AssertionError("a sound needs file has [analysis] and [data]")
    data = _placed(data, found)
    dimensions = _each(found, "dimensions", m.DimensionRow, _dimension)
    indicators = _each(found, "indicators", m.IndicatorRow, _indicator)
    found.require_sound()
    asked = _questions(found, dimensions)
    found.require_sound()
    plan = _of(found, "analysis", lambda: _plan(analysis, data, dimensions, indicators, asked))
    found.require_sound()
    if plan is None:
        raise AssertionError("a plan that could not be made has noted why")
    _of(found, "analysis", lambda: require_answerable(plan, asked))
    costs = tuple(_cost(row) for _, row in found.many("costs", m.CostRow))
    _check_costs(found, plan)
    found.require_sound()
    return NeedsFile(
        id=analysis.id, title=words(analysis.title), organisation=words(analysis.organisation),
        target_group=words(analysis.target_group), question=words(analysis.question),
        compared_with=words(analysis.compared_with), source=words(analysis.source),
        illustration=analysis.illustration, data=folder / (data.imported or data.file or ""),
        address=data.file if data.file and is_address(data.file) else "", imported=data.imported is not None,
        years=tuple(data.years), sheet=data.sheet, plan=plan, asked=asked,
        costs=costs, kolada=tuple(_kolada(row, folder) for _, row in found.many("kolada", m.KoladaRow)),
        threshold=analysis.threshold, level=analysis.level, price_year=analysis.price_year, name=file,
    )  # fmt: skip


def _placed(data: m.DataSection, found: Sections) -> m.DataSection:
    """Return where the data are; rows of an import have their own columns of person and year."""
    if (data.file is None) == (data.imported is None):
        said = Text(sv="[data] säger inte var raderna finns, eller säger två ställen.",
                    en="[data] does not say where the rows are, or says two places.")  # fmt: skip
        mend = Text(
            sv="Ange file (en fil, mapp eller tabell) eller imported (mappen som utfall import skrev).",
            en="State file (a file, folder or table) or imported (the folder that utfall import wrote).",
        )
        found.faults.add("data-missing", ("data", "file"), said, mend)
        found.require_sound()
    if data.imported is None:
        return data
    several = YEAR if len(data.years) > 1 else ""
    return data.model_copy(update={"person": data.person or "person", "period": data.period or several})


def _plan(
    analysis: m.NeedsSection, data: m.DataSection, dimensions: list[Dimension], indicators: list[Indicator],
    asked: Questions,
) -> NeedsPlan:  # fmt: skip
    # What is compared by level needs its table: of one dimension, shown.
    singles = [each.of for each in asked.standardise] + [each.of for each in asked.practice]
    singles += [asked.area] if asked.area else []
    strata = [name for each in asked.standardise for name in each.by] + ([asked.groups] if asked.groups else [])
    crossings = [tuple(names) for names in analysis.breakdowns] + [(name,) for name in singles]
    return NeedsPlan(
        form=data.form, person=data.person, period=data.period, dimensions=tuple(dimensions),
        indicators=tuple(indicators), breakdowns=tuple(dict.fromkeys(crossings)), strata=tuple(dict.fromkeys(strata)),
    )  # fmt: skip


def _each(found: Sections, name: str, kind: Any, build: Callable[[Any], Any]) -> list[Any]:
    """Return every row of a list built; what a row cannot be is noted at its line."""
    built = []
    for n, row in found.many(name, kind):
        value = _of(found, (name, n), partial(build, row))
        if value is not None:
            built.append(value)
    return built


def _of(found: Sections, path: str | tuple[str | int, ...], build: Callable[[], Any]) -> Any:
    try:
        return build()
    except InputError as error:
        for fault in error.faults:
            found.faults.add(fault.code, (path,) if isinstance(path, str) else path, fault.text, fault.mend)
        return None


def _dimension(row: m.DimensionRow) -> Dimension:
    changes = area_changes() if row.role == "area" else ()
    joined = {old: change.new[0] for change in changes if len(change.new) == 1 for old in change.old}
    divided = tuple(old for change in changes if len(change.new) > 1 for old in change.old)
    return Dimension(
        id=row.id, column=row.column, title=words(row.title, row.id), role=row.role,
        bands=tuple(Band(band.label, band.low, band.high) for band in row.bands),
        labels=tuple((level, words(text, level)) for level, text in row.labels.items()),
        recode=tuple((joined | row.recode).items()), divided=divided,
    )  # fmt: skip


def _condition(row: m.ConditionRow | None) -> Condition | None:
    if row is None:
        return None
    return Condition(row.column, row.op, tuple(row.value) if isinstance(row.value, list) else row.value)


def _indicator(row: m.IndicatorRow) -> Indicator:
    tail = None
    if row.tail is not None:
        limit = row.tail.limit * row.scale
        tail = Tail(limit=round(limit), side=row.tail.side)
    return Indicator(
        id=row.id, title=words(row.title), kind=row.kind, direction=row.direction, unit=words(row.unit),
        meets=_condition(row.meets), among=_condition(row.among), count=row.count, over=row.over, per=row.per,
        scale=row.scale, tail=tail, source=words(row.source),
    )  # fmt: skip


def _questions(found: Sections, dimensions: Iterable[Dimension]) -> Questions:
    area = next((dimension.id for dimension in dimensions if dimension.role == "area"), "")
    existing = [row for _, row in found.many("existing", m.ExistingRow)]
    return Questions(
        area=area,
        standardise=tuple(Standardise(of=r.of, by=tuple(r.by)) for _, r in found.many("standardise", m.StandardiseRow)),
        indices=tuple(i for n, row in found.many("indices", m.IndexRow) if (i := _index(row, n, found)) is not None),
        similar=tuple(_similar(row) for _, row in found.many("similar", m.SimilarRow)),
        practice=tuple(_practice(row, n, found) for n, row in found.many("practice", m.PracticeRow)),
        existing=tuple(_existing(row) for row in existing),
        groups=existing[0].dimension if existing else "",
    )


def _index(row: m.IndexRow, n: int, found: Sections) -> AreaIndex | None:
    sets = index_sets()
    if row.set and row.set not in sets:
        said = Text(sv=f"Uppsättningen ”{row.set[:40]}” finns inte.", en=f"There is no set '{row.set[:40]}'.")
        found.faults.add("index-unknown", ("indices", n, "set"), said, suggestion(row.set[:40], sets))
        return None
    known = sets.get(row.set, {})
    rows = row.parts or [m.IndexPartRow(indicator=p["indicator"], higher=p["higher"]) for p in known.get("parts", [])]
    parts = tuple(IndexPart(indicator=part.indicator, higher=part.higher, weight=part.weight) for part in rows)
    if not parts:
        said = Text(sv="Indexet har inga variabler.", en="The index has no variables.")
        mend = Text(
            sv=f"Ange parts, eller set = ett av {', '.join(sets)}.",
            en=f"State parts, or set = one of {', '.join(sets)}.",
        )
        found.faults.add("index-empty", ("indices", n), said, mend)
        return None
    own = bool(row.parts)
    title = words(row.title) if row.title else Text(**known["title"]) if known else Text.same(row.id)
    source = words(row.source) if own or not known else Text.same(known["source"])
    return AreaIndex(id=row.id, title=title, parts=parts, scaling=row.scaling, source=source,
                     verified=not own and bool(known.get("verified")))  # fmt: skip


def _similar(row: m.SimilarRow) -> Similar:
    return Similar(indicator=row.indicator, values=tuple(row.values.items()), chosen_by=words(row.chosen_by),
                   source=words(row.source))  # fmt: skip


def _kolada(row: m.KoladaRow, folder: Path) -> KoladaAsked:
    return KoladaAsked(file=folder / row.file, municipality=row.municipality, kpi=row.kpi, direction=row.direction,
                       year=row.year, sex=row.sex, chosen_by=words(row.chosen_by))  # fmt: skip


def _practice(row: m.PracticeRow, n: int, found: Sections) -> Practice:
    ratings = tuple(
        Rating(rater=each.rater, need=need, value=value) for each in row.judged for need, value in each.ratings.items()
    )
    shared = []
    for k, view in enumerate(row.shared):
        date = iso_date(view.date, ("practice", n, "shared", k, "date"), found.faults)
        shared.append(SharedView(need=view.need, date=date or "", text=words(view.text)))
    return Practice(indicator=row.indicator, of=row.of, ratings=ratings, shared=tuple(shared))


def _existing(row: m.ExistingRow) -> Existing:
    return Existing(id=row.id, title=words(row.title), operation=row.operation, groups=tuple(row.groups),
                    places=row.places, source=words(row.source))  # fmt: skip


def _cost(row: m.CostRow) -> CostAsked:
    return CostAsked(id=row.id, title=words(row.title), indicator=row.indicator, unit_cost=row.unit_cost,
                     quantity=row.quantity, dimension=row.dimension, group=row.group, source=words(row.source),
                     assumption=row.assumption)  # fmt: skip


def _check_costs(found: Sections, plan: NeedsPlan) -> None:
    from utfall.io.catalogue import load_unit_costs

    shares = [it.id for it in plan.indicators if it.kind == "share"]
    singles = [crossing[0] for crossing in plan.crossings if len(crossing) == 1]
    costs = found.many("costs", m.CostRow)
    analysis = found.one("analysis", m.NeedsSection)
    if costs and analysis is not None and analysis.price_year is None:
        said = Text(sv="Kostnaderna har inget prisår.", en="The costs have no price year.")
        mend = Text(sv="Ange price_year i [analysis].", en="State price_year in [analysis].")
        found.faults.add("price-year-missing", ("analysis",), said, mend)
    for n, row in costs:
        if row.indicator not in shares:
            said = Text(sv="Kostnaden gäller ingen andel som räknas.", en="The cost is of no share that is counted.")
            found.faults.add("indicator-unknown", ("costs", n, "indicator"), said, suggestion(row.indicator, shares))
        if row.unit_cost not in load_unit_costs():
            said = Text(sv=f"Enhetskostnaden ”{row.unit_cost[:60]}” finns inte.",
                        en=f"There is no unit cost '{row.unit_cost[:60]}'.")  # fmt: skip
            found.faults.add("unit-cost-unknown", ("costs", n, "unit_cost"), said,
                             suggestion(row.unit_cost[:60], load_unit_costs()))  # fmt: skip
        if row.dimension and row.dimension not in singles:
            said = Text(sv="Dimensionen har ingen egen tabell.", en="The dimension has no table of its own.")
            mend = Text(sv=f'Lägg till ["{row.dimension}"] i breakdowns.', en=f'Add ["{row.dimension}"] to breakdowns.')
            found.faults.add("dimension-unknown", ("costs", n, "dimension"), said, mend)
