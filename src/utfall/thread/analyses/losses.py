# SPDX-License-Identifier: Apache-2.0
"""Who was lost on the way and what the effect can be in spite of it; who came, how often, and what goes with that."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from utfall.core.designs import RandomisedTrial
from utfall.core.errors import DesignRefused, Fault, Place
from utfall.core.estimate import Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Bools, Contrast, Floats
from utfall.effects.attrition import (
    EffectBounds,
    ParticipantFlow,
    analyse_attrition,
    complier_effect,
    dose_response,
    participant_flow,
)
from utfall.effects.sample import Sample, read_sample
from utfall.thread.analyses.reading import Analysis, Reading, known, of_contrast

OTHER_CAUSES = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Columns that tell how far each person came; None for what is not recorded.

    Parameters
    ----------
    reached, started, took_part
        Yes or no, in words or as 1/0.
    cause
        Why a person dropped out.
    dose
        Attendance or fidelity, as a number.
    """

    reached: str | None = None
    started: str | None = None
    cause: str | None = None
    took_part: str | None = None
    dose: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """The flow of participants and the readings."""

    flow: ParticipantFlow
    analysis: Analysis


def analyse_losses(
    design: RandomisedTrial,
    columns: Columns,
    outcome: Outcome,
    stages: Stages,
    *,
    seed: int,
    threshold: int,
    lowest: float | None = None,
    highest: float | None = None,
) -> Losses:
    """Return who was lost, and the effect under different assumptions about them.

    Parameters
    ----------
    lowest, highest
        The outcome's smallest and largest possible value, for the worst and best case.
    threshold
        Smallest count of persons that a cause is shown with; smaller ones are put together.

    Raises
    ------
    InputError, DesignRefused
        As `analyse_attrition`; a column that is no yes or no; a group below the threshold.
    """
    found = analyse_attrition(design, columns, outcome, seed=seed, lowest=lowest, highest=highest)
    sample = read_sample(
        columns, outcome, treatment=design.treatment, comparison=design.comparison, covariates=design.covariates
    )
    flow = _flow(columns, sample, stages, design.ci_level, threshold)
    readings = [
        of_contrast("lost_difference", _lost(flow), unit="points"),
        of_contrast("complete", found.complete),
        _contrast_of("weighted", found.weighted),
        _contrast_of("imputed", found.imputed),
        _bounds("lee", found.lee),
        _bounds("worst_case", found.worst_case),
        *_taking_part(columns, sample, stages, design.ci_level, threshold),
    ]
    notes = ("intention-to-treat", *(("association",) if stages.dose else ()))
    return Losses(
        flow=flow, analysis=Analysis(command="attrition", outcome=outcome, readings=tuple(readings), notes=notes)
    )


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
        intervention=replace(flow.intervention, causes=_together(flow.intervention.causes, threshold)),
        comparison=replace(flow.comparison, causes=_together(flow.comparison.causes, threshold)),
    )


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


def _contrast_of(kind: str, found: object) -> Reading:
    if isinstance(found, Unknown):
        return Reading(kind=kind, value=found)
    contrast = getattr(found, "contrast")  # noqa: B009 - both kinds of estimate hold one
    return of_contrast(kind, contrast, details=(("measure", contrast.method),))


def _bounds(kind: str, found: EffectBounds | Unknown) -> Reading:
    """Return bounds: the value is their middle, the ends the least and the largest that the effect can be."""
    if isinstance(found, Unknown):
        return Reading(kind=kind, value=found)
    details = (("ci_low", found.ci_low), ("ci_high", found.ci_high)) if np.isfinite(found.ci_low) else ()
    middle = (found.lower + found.upper) / 2
    return Reading(
        kind=kind, value=middle, low=found.lower, high=found.upper, level=found.level, unit="bounds", details=details
    )


def _taking_part(columns: Columns, sample: Sample, stages: Stages, level: float, threshold: int) -> list[Reading]:
    seen = ~np.isnan(sample.y)
    readings = []
    if stages.took_part is not None:
        part = _yes(columns, stages.took_part, sample)
        assert part is not None  # noqa: S101 - a column was named
        readings += _complier(sample.y[seen], sample.treated[seen], part[seen], level)
    if stages.dose is not None:
        dose = columns.number(stages.dose)[sample.rows]
        readings += _dose(sample, dose, seen, level, threshold)
    return readings


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


__all__ = ["Losses", "Stages", "analyse_losses"]
