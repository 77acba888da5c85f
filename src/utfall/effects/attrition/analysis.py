# SPDX-License-Identifier: Apache-2.0
"""All that can be said of the losses in a trial, read from its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from utfall.core.designs import RandomisedTrial
from utfall.core.estimate import Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects._numerics.contrast import Contrast, NotEstimableError
from utfall.effects._numerics.means import welch
from utfall.effects.attrition.bounds import EffectBounds, lee_bounds, worst_case_bounds
from utfall.effects.attrition.flow import ParticipantFlow, participant_flow
from utfall.effects.attrition.imputation import PooledEstimate, imputed_difference
from utfall.effects.attrition.weights import WeightedForAttrition, attrition_weighted
from utfall.effects.sample import Sample, read_sample

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AttritionAnalysis:
    """The flow, and the effect under different assumptions about those who were lost.

    Parameters
    ----------
    complete
        Difference in means among the measured (Welch), the estimate that the others are held against.
    lee, worst_case, weighted, imputed
        `Unknown` with a reason where it cannot be computed: a reason of the numerics, "nobody-lost", "no-covariates",
        "covariates-missing", "no-range" (a continuous outcome without stated limits) or "clustered" (errors that count
        persons would be too small).
    """

    flow: ParticipantFlow
    complete: Contrast | Unknown
    lee: EffectBounds | Unknown
    worst_case: EffectBounds | Unknown
    weighted: WeightedForAttrition | Unknown
    imputed: PooledEstimate | Unknown


def analyse_attrition(
    design: RandomisedTrial,
    columns: Columns,
    outcome: Outcome,
    *,
    seed: int,
    lowest: float | None = None,
    highest: float | None = None,
) -> AttritionAnalysis:
    """Describe who was lost, and estimate the effect in the ways that allow for it.

    Parameters
    ----------
    lowest, highest
        The outcome's smallest and largest possible value; 0 and 1 when it is binary.
    seed
        Of the imputations.

    Raises
    ------
    InputError, DesignRefused
        As `read_sample`.

    See docs/methods/attrition.md and lee_bounds.md.
    """
    sample = read_sample(
        columns,
        outcome,
        treatment=design.treatment,
        comparison=design.comparison,
        covariates=design.covariates,
        id_column=design.id,
    )
    return attrition_of_sample(
        sample,
        outcome,
        seed=seed,
        lowest=lowest,
        highest=highest,
        level=design.ci_level,
        clustered=design.cluster is not None,
    )


def attrition_of_sample(
    sample: Sample,
    outcome: Outcome,
    *,
    seed: int,
    lowest: float | None = None,
    highest: float | None = None,
    level: float = 0.95,
    clustered: bool = False,
) -> AttritionAnalysis:
    """Do the same for groups that are read already; persons without an outcome are in the sample.

    `clustered` = True withholds what would count persons where whole clusters were drawn.
    """
    if outcome.kind == "binary":
        lowest, highest = 0.0, 1.0
    y, treated = sample.y, sample.treated
    seen = ~np.isnan(y)
    blocked = "nobody-lost" if bool(seen.all()) else "clustered" if clustered else ""
    return AttritionAnalysis(
        flow=participant_flow(treated, seen, level=level),
        complete=_or_unknown(lambda: welch(y[seen & treated], y[seen & ~treated], level=level)),
        lee=_or_unknown(lambda: lee_bounds(y, treated, level=level), blocked),
        worst_case=_worst(sample, lowest, highest, level, blocked),
        weighted=_or_unknown(
            lambda: attrition_weighted(y, treated, sample.covariates, level=level), blocked or _lacking(sample)
        ),
        imputed=_or_unknown(
            lambda: imputed_difference(y, treated, sample.covariates, seed=seed, level=level),
            blocked or ("" if sample.names else "no-covariates"),
        ),
    )


def _lacking(sample: Sample) -> str:
    if not sample.names:
        return "no-covariates"
    return "covariates-missing" if bool(np.isnan(sample.covariates).any()) else ""


def _worst(
    sample: Sample, lowest: float | None, highest: float | None, level: float, blocked: str
) -> EffectBounds | Unknown:
    if lowest is None or highest is None:
        return Unknown(blocked or "no-range")
    bottom, top = lowest, highest
    return _or_unknown(
        lambda: worst_case_bounds(sample.y, sample.treated, lowest=bottom, highest=top, level=level), blocked
    )


def _or_unknown(compute: Callable[[], T], blocked: str = "") -> T | Unknown:
    if blocked:
        return Unknown(blocked)
    try:
        return compute()
    except NotEstimableError as fault:
        return Unknown(fault.reason)
