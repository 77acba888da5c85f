# SPDX-License-Identifier: Apache-2.0
"""Who was lost on the way and what the effect can be in spite of it; who came, how often, and what goes with that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from utfall.core.designs import Design, RandomisedTrial
from utfall.core.errors import DesignRefused, Fault, Place
from utfall.core.estimate import Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import PLAIN_KINDS, Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Bools, Contrast, Floats
from utfall.effects.attrition import (
    AttritionAnalysis,
    EffectBounds,
    GroupStages,
    ParticipantFlow,
    PooledEstimate,
    WeightedForAttrition,
    complier_effect,
    dose_response,
    participant_flow,
    shown_stages,
)
from utfall.effects.sample import Sample, read_sample
from utfall.thread.analyses.reading import Analysis, Reading, known, of_contrast
from utfall.thread.robust import attrition_in

OTHER_CAUSES = ""
_HEAVY = 5.0  # times the mean weight, from which one person's weight is told of


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Columns that tell how far each person came; None for what is not recorded.

    Parameters
    ----------
    eligible, reached, started, took_part
        Yes or no, in words or as 1/0.
    cause
        Why a person dropped out.
    dose
        Attendance or fidelity, as a number.
    """

    eligible: str | None = None
    reached: str | None = None
    started: str | None = None
    cause: str | None = None
    took_part: str | None = None
    dose: str | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """Persons who were assessed, those found eligible, and those who stand in a group."""

    assessed: int
    eligible: int
    in_groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """The flow of participants and the readings.

    Parameters
    ----------
    assessed
        Before the groups; None where it is not recorded, or so few fell away that it may not be shown.
    """

    flow: ParticipantFlow
    analysis: Analysis
    assessed: Assessed | None = None


def analyse_losses(
    design: Design,
    columns: Columns,
    outcome: Outcome,
    stages: Stages,
    *,
    seed: int,
    threshold: int,
    main: Contrast | None = None,
) -> Losses:
    """Return who was lost, and the effect under different assumptions about them.

    Parameters
    ----------
    design
        Of persons who stand on one row each. Bounds and the like are for trials and persons matched one to one.
    outcome
        Its limits are those of the worst and best case.
    main
        The answer that the others are held against; None: the difference among the measured.
    threshold
        Smallest count of persons that a cause or stage is shown with; smaller ones are put together or hidden.

    Raises
    ------
    InputError, DesignRefused
        As `analyse_attrition`; a column that is no yes or no; a group below the threshold.
    """
    sample = _sample(design, columns, outcome)
    drawn, clustered = isinstance(design, RandomisedTrial), getattr(design, "cluster", None) is not None
    flow = _flow(columns, sample, stages, design.ci_level, threshold)
    plain = outcome.kind in PLAIN_KINDS
    found = known(lambda: attrition_in(design, columns, outcome, seed=seed)) if plain else Unknown("only-plain-kinds")
    readings = [
        of_contrast("lost_difference", Unknown("clustered") if clustered else _lost(flow), unit="points"),
        *_allowing(found, main, kind="complete" if drawn else "main"),
        *(_taking_part(columns, sample, stages, design, threshold) if plain else ()),
    ]
    notes = (*(("intention-to-treat",) if drawn else ()), *(("association",) if stages.dose else ()))
    return Losses(
        flow=flow,
        analysis=Analysis(command="attrition", outcome=outcome, readings=tuple(readings), notes=notes),
        assessed=_assessed(columns, sample, stages, threshold),
    )


def _sample(design: Any, columns: Columns, outcome: Outcome) -> Sample:
    return read_sample(
        columns, outcome, treatment=design.treatment, comparison=design.comparison, covariates=design.covariates
    )


def _allowing(found: AttritionAnalysis | Unknown, main: Contrast | None, *, kind: str) -> list[Reading]:
    """Return the answer itself, and what it is when the losses are allowed for."""
    if isinstance(found, Unknown):
        first = [] if main is None else [of_contrast(kind, main)]
        return [*first, Reading(kind="lee", value=found, unit="bounds")]
    return [
        of_contrast(kind, found.complete if main is None else main),
        _weighted(found.weighted),
        _imputed(found.imputed),
        _bounds("lee", found.lee),
        _bounds("worst_case", found.worst_case),
    ]


def _assessed(columns: Columns, sample: Sample, stages: Stages, threshold: int) -> Assessed | None:
    if stages.eligible is None:
        return None
    eligible = int((columns.binary(stages.eligible) == 1.0).sum())
    counts = columns.height, eligible, len(sample.y)
    small = any(0 < abs(one - other) < threshold for one, other in combinations(counts, 2))
    return None if small else Assessed(*counts)


def _flow(columns: Columns, sample: Sample, stages: Stages, level: float, threshold: int) -> ParticipantFlow:
    cause = columns.words(stages.cause)[sample.rows] if stages.cause else None
    flow = participant_flow(
        sample.treated, ~np.isnan(sample.y), reached=_yes(columns, stages.reached, sample),
        started=_yes(columns, stages.started, sample), cause=cause, level=level,
    )  # fmt: skip
    if min(flow.intervention.eligible, flow.comparison.eligible) < threshold:
        raise DesignRefused(_too_small(columns.file, threshold))
    return replace(
        flow,
        intervention=_shown(flow.intervention, threshold),
        comparison=_shown(flow.comparison, threshold),
    )


def _shown(group: GroupStages, threshold: int) -> GroupStages:
    return replace(shown_stages(group, threshold), causes=_together(group.causes, threshold))


def _together(causes: tuple[tuple[str, int], ...], threshold: int) -> tuple[tuple[str, int], ...]:
    """Return causes with those of few persons put together, and none at all when even that is few."""
    large = [(name, count) for name, count in causes if count >= threshold and name]
    rest = sum(count for _, count in causes) - sum(count for _, count in large)
    while 0 < rest < threshold and large:
        rest += large.pop()[1]
    return (*large, *(((OTHER_CAUSES, rest),) if rest >= threshold else ()))


def _yes(columns: Columns, name: str | None, sample: Sample) -> Bools | None:
    """Return who has yes in a column; an empty cell is no."""
    if name is None:
        return None
    return np.asarray(columns.binary(name)[sample.rows] == 1.0)


def _lost(flow: ParticipantFlow) -> Contrast | Unknown:
    return Unknown("nobody-lost") if flow.difference is None else flow.difference


def _weighted(found: WeightedForAttrition | Unknown) -> Reading:
    """Return the weighted answer with what its weights are like; "few_weigh" when it hangs on few persons."""
    if isinstance(found, Unknown):
        return Reading(kind="weighted", value=found)
    details: tuple[tuple[str, float | int | str], ...] = (
        ("measure", found.contrast.method), ("effective_1", found.effective_1), ("effective_0", found.effective_0),
        ("largest_weight", found.largest_weight), ("few_weigh", int(found.largest_weight > _HEAVY)),
    )  # fmt: skip
    return of_contrast("weighted", found.contrast, details=details)


def _imputed(found: PooledEstimate | Unknown) -> Reading:
    if isinstance(found, Unknown):
        return Reading(kind="imputed", value=found)
    details = (("measure", found.contrast.method), ("missing_share", found.share_missing_information))
    return of_contrast("imputed", found.contrast, details=details)


def _bounds(kind: str, found: EffectBounds | Unknown) -> Reading:
    """Return bounds: the value is their middle, the ends the least and the largest that the effect can be."""
    if isinstance(found, Unknown):
        return Reading(kind=kind, value=found)
    details = (("ci_low", found.ci_low), ("ci_high", found.ci_high)) if np.isfinite(found.ci_low) else ()
    middle = (found.lower + found.upper) / 2
    return Reading(
        kind=kind, value=middle, low=found.lower, high=found.upper, level=found.level, unit="bounds", details=details
    )


def _taking_part(columns: Columns, sample: Sample, stages: Stages, design: Design, threshold: int) -> list[Reading]:
    seen = ~np.isnan(sample.y)
    readings = []
    if stages.took_part is not None:
        part = _yes(columns, stages.took_part, sample)
        assert part is not None  # noqa: S101 - a column was named
        why = _no_complier(design, sample.treated[seen], part[seen])
        readings += (
            [Reading(kind="complier", value=Unknown(why))]
            if why
            else _complier(sample.y[seen], sample.treated[seen], part[seen], design.ci_level)
        )
    if stages.dose is not None:
        dose = columns.number(stages.dose)[sample.rows]
        readings += _dose(sample, dose, seen, design.ci_level, threshold)
    return readings


def _no_complier(design: Design, offered: Bools, part: Bools) -> str:
    """Return why there is no effect on those who came because they were offered, '' when there may be one."""
    if not isinstance(design, RandomisedTrial):
        return "only-by-lot"
    if design.cluster is not None:
        return "clustered"
    return "all-took-part" if bool((offered == part).all()) else ""


def _complier(y: Floats, offered: Bools, part: Bools, level: float) -> list[Reading]:
    found = known(lambda: complier_effect(y, offered, part, level=level))
    if isinstance(found, Unknown):
        return [Reading(kind="complier", value=found)]
    (low, high), *rest = found.ar_sets
    details: tuple[tuple[str, float | int | str], ...] = (
        ("first_stage", found.first_stage), ("weak", int(found.weak)),
        *((("f_statistic", found.f_statistic),) if np.isfinite(found.f_statistic) else ()),
    )  # fmt: skip
    robust = Reading(
        kind="complier_robust", value=found.contrast.value, low=low if np.isfinite(low) else None,
        high=high if np.isfinite(high) else None, level=level, details=(("pieces", 1 + len(rest)),),
    )  # fmt: skip
    whole = np.isfinite(low) and np.isfinite(high) and not rest
    if not whole:
        robust = replace(robust, value=Unknown("unbounded"), low=None, high=None)
    return [of_contrast("complier", found.contrast, details=details), robust]


def _dose(sample: Sample, dose: Floats, seen: Bools, level: float, threshold: int) -> list[Reading]:
    use = seen & sample.treated & ~np.isnan(dose) & ~np.isnan(sample.covariates).any(axis=1)
    found = known(lambda: dose_response(sample.y[use], dose[use], sample.covariates[use], level=level))
    if isinstance(found, Unknown):
        return [Reading(kind="dose", value=found)]
    levels = [
        Reading(kind="dose_level", value=mean, unit="level", details=(("dose", amount), ("persons", persons)))
        for amount, mean, persons in found.levels
        if min(people for _, _, people in found.levels) >= threshold
    ]
    return [of_contrast("dose", found.slope, details=(("persons", int(use.sum())),)), *levels]


def _too_small(file: str, threshold: int) -> Fault:
    return Fault(
        "group-below-threshold",
        Text(
            sv=f"En grupp har färre än {threshold} personer. Resultatet kan röja enskilda, visas ej.",
            en=f"A group has fewer than {threshold} people. The result could expose individuals.",
        ),
        Text(sv="Vänta tills fler är med, eller slå ihop grupper.", en="Wait until more take part, or merge groups."),
        Place(file),
    )


__all__ = ["Assessed", "Losses", "Stages", "analyse_losses"]
