# SPDX-License-Identifier: Apache-2.0
"""What an initiative's file asks beside the effect, answered: losses, subgroups, whether the answer holds, parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from utfall.core.designs import Design
from utfall.core.errors import DesignRefused
from utfall.core.estimate import Estimand, Unknown
from utfall.core.frame import Columns
from utfall.core.initiative import Comparison, Initiative
from utfall.core.outcome import PLAIN_KINDS, Outcome
from utfall.core.questions import Challenges, ComponentPlan, Participation, RatingPlan
from utfall.effects import EffectResult
from utfall.thread.analyses.again import contrast_of, outcome_in
from utfall.thread.analyses.holds import Asked, curve, left_out, placebos
from utfall.thread.analyses.losses import Losses, Stages, analyse_losses
from utfall.thread.analyses.parts import Parts, analyse_parts
from utfall.thread.analyses.rated import Rated, analyse_changes, analyse_sessions, instrument_of
from utfall.thread.analyses.reading import Analysis, Reading
from utfall.thread.analyses.within import adjusted_together, subgroups

Found = Sequence[tuple[EffectResult, Outcome]]
_MOST_UNITS = 40  # that are left out one at a time without being asked for
Declared = Literal["locked", "changed", "unlocked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Everything asked beside the primary effects; empty where nothing is asked.

    Parameters
    ----------
    losses
        One per outcome, where the file says how far each person came.
    holding
        One per outcome: other ways to count, placebos, and units left out one at a time.
    subgroups
        One per outcome. The tests of whether the effect differs are adjusted for all of them together.
    declared
        Whether the subgroups stood in the plan that was locked before the start.
    components, ratings
        An analysis that the data cannot carry holds one reading that says why.
    """

    losses: tuple[Losses, ...] = ()
    holding: tuple[Analysis, ...] = ()
    subgroups: tuple[Analysis, ...] = ()
    declared: Declared = "unlocked"
    components: Analysis | None = None
    ratings: tuple[tuple[RatingPlan, Analysis], ...] = ()


NOTHING = Beside()


def beside(initiative: Initiative, tables: Mapping[str, Columns], found: Found, *, seed: int) -> Beside:
    """Return the answers to what the file asks beside the primary effects.

    Parameters
    ----------
    tables
        Columns by id of the data source.
    found
        Results of the primary comparison, one per outcome.

    Raises
    ------
    InputError
        A column that does not hold what the file says.
    """
    primary = initiative.primary
    threshold = initiative.disclosure_threshold
    told: dict[str, Any] = {}
    if primary is not None and primary.data in tables:
        columns = tables[primary.data]
        told = {
            "losses": _losses(primary, columns, found, seed, threshold),
            "holding": _holding(primary, columns, found, seed),
            "subgroups": _subgroups(primary, columns, found, seed, threshold),
        }
    return Beside(
        **told,
        declared=_declared(initiative),
        components=_components(initiative, tables, threshold),
        ratings=tuple((plan, _rating(initiative, tables, plan, threshold)) for plan in initiative.ratings),
    )


def stages_of(asked: Participation) -> Stages:
    """Return the columns of who came how far, as the analysis reads them."""
    return Stages(
        eligible=asked.eligible, reached=asked.reached, started=asked.started, cause=asked.cause,
        took_part=asked.attended, dose=asked.dose,
    )  # fmt: skip


def _losses(primary: Comparison, columns: Columns, found: Found, seed: int, threshold: int) -> tuple[Losses, ...]:
    asked = primary.participation
    if asked is None:
        return ()
    return tuple(
        analyse_losses(
            primary.design, columns, outcome, stages_of(asked), seed=seed, threshold=threshold,
            main=contrast_of(result.estimate),
        )
        for result, outcome in found
    )  # fmt: skip


def _holding(primary: Comparison, columns: Columns, found: Found, seed: int) -> tuple[Analysis, ...]:
    asked = primary.robustness or Challenges()
    placebo = tuple(outcome_in(columns, name) for name in asked.placebo_outcomes)
    unit = asked.leave_out or _units(primary.design, columns)
    told: list[Analysis] = []
    for result, outcome in found:
        if result.estimate.estimand is Estimand.CHANGE or outcome.kind not in PLAIN_KINDS:
            continue
        # an outcome that cannot have changed is the same question whichever the outcome: asked once
        questions = Asked(placebo_outcomes=() if told else placebo, placebo_groups=asked.placebo_groups)
        readings = [
            *(curve(primary.design, columns, outcome, seed=seed) if asked.specification_curve else ()),
            *placebos(primary.design, columns, outcome, questions, seed=seed),
            *left_out(primary.design, columns, outcome, unit, seed=seed),
        ]
        if readings:
            told.append(Analysis(command="holding", outcome=outcome, readings=tuple(readings), notes=("not-proof",)))
    return tuple(told)


def _units(design: Design, columns: Columns) -> str | None:
    """Return the column of clusters, where they are few enough to be left out one at a time unasked."""
    name = getattr(design, "cluster", None)
    if not name or design.kind == "stepped_wedge" or not 3 <= np.unique(columns.words(name)).size <= _MOST_UNITS:
        return None
    return str(name)


def _subgroups(primary: Comparison, columns: Columns, found: Found, seed: int, threshold: int) -> tuple[Analysis, ...]:
    names = [one.column for one in primary.subgroups]
    if not names:
        return ()
    each = [subgroups(primary.design, columns, outcome, names, seed=seed, threshold=threshold) for _, outcome in found]
    together = iter(adjusted_together([reading for readings in each for reading in readings]))
    return tuple(
        Analysis(command="subgroups", outcome=outcome, readings=tuple(next(together) for _ in readings))
        for (_, outcome), readings in zip(found, each, strict=True)
    )


def _declared(initiative: Initiative) -> Declared:
    lock = initiative.lock
    if lock is None:
        return "unlocked"
    return "locked" if lock.sha256 == initiative.plan_sha256 else "changed"


def _components(initiative: Initiative, tables: Mapping[str, Columns], threshold: int) -> Analysis | None:
    plan = initiative.component_analysis
    if plan is None:
        return None
    outcome = initiative.outcome(plan.outcome)
    return _or_why(
        "components", outcome, lambda: analyse_parts(tables[plan.data], outcome, _parts(plan), threshold=threshold)
    )


def _parts(plan: ComponentPlan) -> Parts:
    return Parts(
        names=tuple(one.column for one in plan.components),
        worth={one.column: one.worth for one in plan.components if one.worth},
        fidelity={one.column: one.fidelity for one in plan.components if one.fidelity},
        doses=tuple(one.dose for one in plan.components if one.dose),
        pairs=plan.pairs,
    )


def _rating(initiative: Initiative, tables: Mapping[str, Columns], plan: RatingPlan, threshold: int) -> Analysis:
    outcome, columns = initiative.outcome(plan.outcome), tables[plan.data]
    rated = Rated(
        before=plan.before, after=plan.after, treatment=plan.treatment, comparison=plan.comparison,
        person=plan.person, session=plan.session,
    )  # fmt: skip
    sd, reliability = plan.sd, plan.reliability
    if sd is None or reliability is None:
        return _or_why("ratings", outcome, lambda: analyse_sessions(columns, outcome, rated, threshold=threshold))
    instrument = instrument_of(outcome, sd=sd, reliability=reliability, cutoff=plan.cutoff)
    return _or_why(
        "ratings", outcome, lambda: analyse_changes(columns, outcome, rated, instrument, threshold=threshold)
    )


def _or_why(command: str, outcome: Outcome, compute: Callable[[], Analysis]) -> Analysis:
    try:
        return compute()
    except DesignRefused as refusal:
        why = Reading(kind=f"no_{command}", value=Unknown(refusal.faults[0].code))
        return Analysis(command=command, outcome=outcome, readings=(why,))
