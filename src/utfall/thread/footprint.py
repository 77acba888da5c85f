# SPDX-License-Identifier: Apache-2.0
"""About how much memory a whole evaluation, or one analysis beside an estimate, takes: asked before it is begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Final, Literal

from utfall.core.designs import Design, RandomisedTrial
from utfall.core.initiative import Comparison, Initiative
from utfall.effects.footprint import column_bytes, word_bytes, working_bytes
from utfall.thread.analyses.parts import Parts

Step = Literal[
    "effect", "gender", "subgroups", "sensitivity", "losses", "left_out", "components", "ratings", "follow"
]  # fmt: skip
# Copies of each number at the peak of a step, measured at 100,000 to 200,000 rows with 3 to 16 covariates.
_UNMEASURED: Final = 9.0  # regressions of the outcome and of taking part on all covariates
_IMPUTED: Final = 27.0  # outcomes filled in many times for everyone in a trial
_IMPUTED_PAIRS: Final = 7.0  # only the matched
_PARTS: Final = 10.0
_LIKE_PERSONS = frozenset(
    {"matching", "exact_matching", "optimal_matching", "weighting", "standardisation", "doubly_robust"}
)


@dataclass(frozen=True, slots=True)
class TableSize:
    """Rows of a data table, and the bytes that it takes as it lies in memory."""

    rows: int
    size: int
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one step takes at its peak, beside the tables.

    Parameters
    ----------
    size
        Bytes: measured peaks lie between half of it and all of it.
    held
        Bytes of the tables that are held meanwhile.
    """

    step: Step
    size: int
    table: TableSize = field(default_factory=lambda: TableSize(0, 0))
    held: int = 0


def evaluation_demand(
    initiative: Initiative, tables: Mapping[str, TableSize], *, effects_only: bool = False
) -> Demand | None:
    """Return the step of an evaluation that takes most memory, with what is kept of the others; None without data.

    Parameters
    ----------
    tables
        By id of the data source. A source that is not there is left out.
    effects_only
        Of the primary comparison's estimates alone, as an appraisal asks for.
    """
    primary = initiative.primary
    comparisons = [c for c in initiative.comparisons if c.data in tables and (c is primary or not effects_only)]
    steps = [
        step
        for c in comparisons
        for step in _of_comparison(c, tables[c.data], bare=c is not primary, effects_only=effects_only)
    ]
    steps += [] if effects_only else _beside(initiative, tables)
    if not steps:
        return None
    most = max(steps, key=lambda one: one.size)
    # one number per row of each answer is kept until the end: its influences
    answers = [(c, len(c.outcomes) or len(initiative.outcomes)) for c in comparisons]
    kept = sum(column_bytes(tables[c.data].rows) * count for c, count in answers)
    held = sum(table.size for table in tables.values())
    return Demand(step=most.step, size=most.size + kept, table=most.table, held=held)


def analysis_demand(
    design: Design, table: TableSize, *, losses: bool = False, left_out: bool = False, subgroups: bool = False
) -> Demand:
    """Return the step that takes most memory of one analysis of one table: what is asked of it beside the estimate."""
    steps = [_effect(design, table), *_sensitivity(design, table)]
    steps += [_losses(design, table)] if losses else []
    steps += [_divided("left_out", design, table)] if left_out else []
    steps += [_divided("subgroups", design, table)] if subgroups else []
    most = max(steps, key=lambda one: one.size)
    return Demand(step=most.step, size=most.size, table=table, held=table.size)


def parts_demand(parts: Parts, table: TableSize) -> Demand:
    """Return what an analysis of components takes."""
    return _components(len(parts.names), table, pairs=parts.pairs)


def ratings_demand(table: TableSize, *, by_session: bool) -> Demand:
    """Return what an analysis of ratings before and after takes; `by_session`: persons are told apart too."""
    words = word_bytes(table.rows) * (2 if by_session else 1)
    size = int(column_bytes(table.rows) * _PARTS * 2) + words
    return Demand(step="ratings", size=size, table=table, held=table.size)


def follow_demand(table: TableSize, *, by_id: bool) -> Demand:
    """Return what following a difference takes: group and day of each measurement, and with `by_id` the person."""
    size = int(column_bytes(table.rows) * _PARTS) + word_bytes(table.rows) * (3 if by_id else 2)
    return Demand(step="follow", size=size, table=table, held=table.size)


def _of_comparison(comparison: Comparison, table: TableSize, *, bare: bool, effects_only: bool) -> Iterator[Demand]:
    """Return the steps of a comparison; `bare`: one that is not primary is asked nothing beside the sexes."""
    design = comparison.design
    yield _effect(design, table)
    if effects_only:
        return
    if comparison.sex is not None:
        yield _divided("gender", design, table)
    if bare:
        return
    yield from _sensitivity(design, table)
    if comparison.participation is not None:
        yield _losses(design, table)
    if comparison.subgroups:
        yield _divided("subgroups", design, table)
    if (comparison.robustness is not None and comparison.robustness.leave_out) or getattr(design, "cluster", None):
        yield _divided("left_out", design, table)


def _effect(design: Design, table: TableSize) -> Demand:
    return Demand(step="effect", size=working_bytes(design, table.rows), table=table)


def _divided(step: Step, design: Design, table: TableSize) -> Demand:
    """Return what a design run within parts of a table takes: the parts are copies, told apart by a column of words."""
    size = working_bytes(design, table.rows) + word_bytes(table.rows) + table.size
    return Demand(step=step, size=size, table=table)


def _numbers(design: Design) -> int:
    """Return how many columns of numbers a regression on everything named would hold."""
    stated = {one.name: getattr(design, one.name) for one in fields(design)}
    return 2 + len(stated.get("covariates") or ())


def _sensitivity(design: Design, table: TableSize) -> Iterator[Demand]:
    if design.kind in _LIKE_PERSONS:
        size = int(column_bytes(table.rows) * _UNMEASURED * _numbers(design))
        yield Demand(step="sensitivity", size=size, table=table)


def _losses(design: Design, table: TableSize) -> Demand:
    copies = _IMPUTED if isinstance(design, RandomisedTrial) else _IMPUTED_PAIRS
    return Demand(step="losses", size=int(column_bytes(table.rows) * copies * _numbers(design)), table=table)


def _components(count: int, table: TableSize, *, pairs: bool) -> Demand:
    columns = 1 + count + (count * (count - 1) // 2 if pairs else 0)
    return Demand(
        step="components", size=int(column_bytes(table.rows) * _PARTS * columns), table=table, held=table.size
    )


def _beside(initiative: Initiative, tables: Mapping[str, TableSize]) -> list[Demand]:
    steps = []
    plan = initiative.component_analysis
    if plan is not None and plan.data in tables:
        steps.append(_components(len(plan.components), tables[plan.data], pairs=plan.pairs))
    steps += [
        ratings_demand(tables[one.data], by_session=one.person is not None)
        for one in initiative.ratings
        if one.data in tables
    ]
    return steps
