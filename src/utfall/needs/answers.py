# SPDX-License-Identifier: Apache-2.0
"""Answers to what is asked beyond the tables, computed of what the tables may show: they give nothing more away.

What the data cannot carry is an `Unanswered` with its reason, never a number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from utfall.core.errors import Fault, UtfallError
from utfall.needs.cells import Cell, NeedsResult
from utfall.needs.definitions import UNKNOWN, Indicator
from utfall.needs.practice import PracticeAnswer, StockAnswer, practice_answer, stock_answer
from utfall.needs.questions import AreaIndex, Questions, Similar, Standardise
from utfall.needs.statistics import (
    Association,
    DirectRate,
    Funnel,
    IndexScores,
    IndirectRatio,
    OverRisk,
    Smoothed,
    Standing,
    Trend,
    associations,
    composite_index,
    direct_rate,
    funnel,
    indirect_ratio,
    over_risk,
    smooth_rates,
    standing_among,
    trend_per_year,
)

T = TypeVar("T")


class _Attempts:
    """Work that the data may not carry; what they do not is kept with its reason."""

    def __init__(self) -> None:
        self.failed: list[Unanswered] = []

    def of(self, question: str, indicator: str, work: Callable[..., T], *given: object, **options: object) -> list[T]:
        """Return [the answer], or [] when it was refused."""
        try:
            return [work(*given, **options)]
        except UtfallError as error:
            self.failed.append(Unanswered(question, indicator, error.faults))
            return []


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the data cannot carry, and why."""

    question: str
    indicator: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class GroupRisk:
    """A group's share against that of everybody else."""

    indicator: str
    dimension: str
    level: str
    period: str
    risk: OverRisk


@dataclass(frozen=True, slots=True)
class Standardised:
    """A level's standardised rate and its observed over expected."""

    indicator: str
    of: str
    by: tuple[str, ...]
    level: str
    period: str
    direct: DirectRate | None
    indirect: IndirectRatio


@dataclass(frozen=True, slots=True, eq=False)
class AreaAnswer:
    """One indicator over areas: funnel and smoothing, in the order of `areas`; `left_out` areas are hidden."""

    indicator: str
    period: str
    areas: tuple[str, ...]
    left_out: tuple[str, ...]
    funnel: Funnel | None
    smoothed: Smoothed | None


@dataclass(frozen=True, slots=True)
class TrendAnswer:
    """One indicator over the periods."""

    indicator: str
    trend: Trend


@dataclass(frozen=True, slots=True, eq=False)
class IndexAnswer:
    """An index over areas, and how closely it goes with the indicators that it is not made of."""

    index: AreaIndex
    period: str
    areas: tuple[str, ...]
    left_out: tuple[str, ...]
    scores: IndexScores
    associations: tuple[tuple[str, Association, Association], ...]


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """One indicator's value among similar municipalities'."""

    indicator: str
    period: str
    asked: Similar
    standing: Standing


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that was answered, and what could not be."""

    risks: tuple[GroupRisk, ...]
    standardised: tuple[Standardised, ...]
    areas: tuple[AreaAnswer, ...]
    trends: tuple[TrendAnswer, ...]
    indices: tuple[IndexAnswer, ...]
    similar: tuple[SimilarAnswer, ...]
    practice: tuple[PracticeAnswer, ...]
    stock: StockAnswer | None
    unanswered: tuple[Unanswered, ...]


def answer(found: NeedsResult, asked: Questions) -> Answers:
    """Return the answers of a run: every statistic where the data carry it, a reason where they do not."""
    tried, plan, latest = _Attempts(), found.plan, found.periods[-1]
    counted = [it for it in plan.indicators if it.kind != "mean"]
    standardised = [
        tried.of("standardise", it.id, _standardised, found, it, question, latest)
        for it in counted for question in asked.standardise
    ]  # fmt: skip
    trends = [tried.of("trend", it.id, _trend, found, it) for it in counted if len(found.periods) > 1]
    indices = [tried.of("index", index.id, _index, found, asked, index, latest) for index in asked.indices]
    similar = [tried.of("similar", each.indicator, _similar, found, each, latest) for each in asked.similar]
    practice = [tried.of("practice", each.indicator, practice_answer, found, each, latest) for each in asked.practice]
    return Answers(
        risks=tuple(_risks(found, asked, latest)),
        standardised=tuple(row for rows in standardised for group in rows for row in group),
        areas=tuple(_area_answers(found, asked, latest, tried)),
        trends=tuple(each for found_one in trends for each in found_one),
        indices=tuple(each for found_one in indices for each in found_one),
        similar=tuple(each for found_one in similar for each in found_one),
        practice=tuple(each for found_one in practice for each in found_one),
        stock=stock_answer(found, asked.groups, asked.existing) if asked.existing else None,
        unanswered=tuple(tried.failed),
    )


def _shown(found: NeedsResult, indicator: str, dimension: str, period: str) -> tuple[list[Cell], list[str]]:
    """Return the cells of a dimension that may be used, and the levels left out; those not known are neither."""
    if (dimension,) not in {table.by for table in found.tables}:
        return [], []
    cells = [cell for cell in found.table(indicator, (dimension,), period).groups if cell.levels[0] != UNKNOWN]
    kept = [cell for cell in cells if not cell.hidden and cell.denominator]
    return kept, [str(cell.levels[0]) for cell in cells if cell.hidden]


def _risks(found: NeedsResult, asked: Questions, period: str) -> list[GroupRisk]:
    risks = []
    single = [crossing[0] for crossing in found.plan.crossings if len(crossing) == 1 and crossing[0] != asked.area]
    for it in found.plan.indicators:
        for name in single if it.kind == "share" else []:
            kept, _ = _shown(found, it.id, name, period)
            whole = found.table(it.id, (), period).whole
            for cell in kept if not whole.hidden else []:
                events, persons = int(cell.numerator or 0), int(cell.denominator or 0)
                others, rest = int(whole.numerator or 0) - events, int(whole.denominator or 0) - persons
                if rest > 0 and events + others > 0:
                    risk = over_risk(events, persons, others, rest, level=found.level)
                    risks.append(GroupRisk(it.id, name, str(cell.levels[0]), period, risk))
    return risks


def _standardised(found: NeedsResult, it: Indicator, asked: Standardise, period: str) -> list[Standardised]:
    kept, _ = _shown(found, it.id, asked.of, period)
    levels = {str(cell.levels[0]) for cell in kept}
    sums = found.counted.sums(it, (asked.of, *asked.by), period)
    places = sums.axes[0].labels
    events, people = sums.total.reshape(len(places), -1), sums.over.reshape(len(places), -1)
    standard = people.sum(axis=0)
    rates = np.divide(events.sum(axis=0), standard, out=np.zeros(standard.shape), where=standard > 0)
    rows = []
    for at, place in enumerate(places):
        if place not in levels:
            continue
        whole = bool(np.all((people[at] > 0) | (standard == 0)))
        direct = direct_rate(events[at], people[at], standard, level=found.level) if whole else None
        indirect = indirect_ratio([int(events[at].sum())], people[at], rates, level=found.level)
        rows.append(Standardised(it.id, asked.of, asked.by, place, period, direct, indirect))
    return rows


def _area_answers(found: NeedsResult, asked: Questions, period: str, tried: _Attempts) -> list[AreaAnswer]:
    answers = []
    for it in found.plan.indicators if asked.area else ():
        kept, left_out = _shown(found, it.id, asked.area, period)
        if it.kind == "mean" or not kept:
            continue
        events = [int(cell.numerator or 0) for cell in kept]
        people = [int(cell.denominator or 0) for cell in kept]
        kind = "share" if it.kind == "share" else "rate"
        whole = found.table(it.id, (), period).whole
        target = whole.numerator / whole.denominator if whole.numerator and whole.denominator else None
        around = tried.of("funnel", it.id, funnel, events, people, kind=kind, target=target)
        smooth = tried.of("smoothing", it.id, smooth_rates, events, people, level=found.level)
        areas = tuple(str(cell.levels[0]) for cell in kept)
        first, second = next(iter(around), None), next(iter(smooth), None)
        answers.append(AreaAnswer(it.id, period, areas, tuple(left_out), first, second))
    return answers


def _trend(found: NeedsResult, it: Indicator) -> TrendAnswer:
    wholes = [found.table(it.id, (), period).whole for period in found.periods]
    kept = [
        (p, c) for p, c in zip(found.periods, wholes, strict=True) if not c.hidden and c.denominator and p.isdigit()
    ]
    events, people = [int(c.numerator or 0) for _, c in kept], [float(c.denominator or 0) for _, c in kept]
    return TrendAnswer(it.id, trend_per_year([int(p) for p, _ in kept], events, people, level=found.level))


def _index(found: NeedsResult, asked: Questions, index: AreaIndex, period: str) -> IndexAnswer:
    values = {it.id: _by_area(found, it.id, asked.area, period) for it in found.plan.indicators}
    used = [values[part.indicator] for part in index.parts]
    everyone = sorted(set().union(*(set(found_values) for found_values in values.values())))
    areas = [area for area in everyone if all(area in each for each in used)]
    table = [[each[area][0] for each in used] for area in areas]
    scores = composite_index(
        np.array(table).reshape(len(areas), len(used)), [part.higher for part in index.parts],
        [part.weight for part in index.parts], scaling=index.scaling,
    )  # fmt: skip
    beside = []
    for it in found.plan.indicators:
        both = [at for at, area in enumerate(areas) if area in values[it.id]]
        if it.id in {part.indicator for part in index.parts} or len(both) < len(areas) / 2:
            continue
        other = [values[it.id][areas[at]] for at in both]
        try:
            pair = associations(scores.scores[both], [v for v, _ in other], [n for _, n in other], level=found.level)
        except UtfallError:
            continue  # no association can be told; the index stands by itself
        beside.append((it.id, *pair))
    left_out = tuple(area for area in everyone if area not in areas)
    return IndexAnswer(index, period, tuple(areas), left_out, scores, tuple(beside))


def _by_area(found: NeedsResult, indicator: str, area: str, period: str) -> dict[str, tuple[float, float]]:
    kept, _ = _shown(found, indicator, area, period)
    return {str(c.levels[0]): (c.value, float(c.denominator or 0)) for c in kept if c.value is not None}


def _similar(found: NeedsResult, asked: Similar, period: str) -> SimilarAnswer:
    own = found.table(asked.indicator, (), period).whole.value
    direction = found.plan.indicator(asked.indicator).direction
    values = [value for _, value in asked.values]
    standing = standing_among(float("nan") if own is None else own, values, direction=direction)
    return SimilarAnswer(asked.indicator, period, asked, standing)
