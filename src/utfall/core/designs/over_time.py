# SPDX-License-Identifier: Apache-2.0
"""Designs over time, at a cutoff and against a given value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInDifferences:
    """The change among participants minus the change in the comparison group over the same time.

    Data in long form: one row per unit and period with `time`; `post` is the first period after the start
    (a row counts as after when its period is `post` or later). With `id` the same units are followed and
    units without both periods are left out; without it, the periods are separate samples.
    Data in wide form: one row per unit, `before` names the column with the outcome before the start.
    """

    treatment: str
    comparison: str | None = None
    time: str | None = None
    post: str | None = None
    before: str | None = None
    id: str | None = None
    cluster: str | None = None
    covariates: tuple[str, ...] = ()
    ci_level: float = 0.95

    kind: str = "did"


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """The participants before and after, with no comparison. Describes a change; shows no effect.

    Paired in wide form (`before` names the column), or in long form with `time`, `post` and `id`.
    Without `id` in long form, the periods are separate samples (as for a series of years).
    """

    before: str | None = None
    time: str | None = None
    post: str | None = None
    id: str | None = None
    treatment: str | None = None
    comparison: str | None = None
    ci_level: float = 0.95

    kind: str = "before_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaggeredDiD:
    """Units start at different times; each is compared with units that have not started.

    Long form: one row per unit (`id`) and period (`time`).

    Parameters
    ----------
    cohort
        Column with the unit's first treated period; 0 or empty for never.
    comparison_group
        "never": units that never start. "not_yet": also those that start later.
    base
        Before the start, "varying" compares with the period just before, "universal" always with the last period
        before the start. After the start both are the same.
    aggregate
        How the effects of start groups and periods become one: "simple" (all alike), "dynamic" (each time since the
        start alike), "group" (by start group) or "calendar" (by period).
    covariates
        Read in the earlier of the two periods compared; adjusted for by the doubly robust estimator.
    cluster
        Column whose values (municipalities, schools) hold units that share chance; the unit itself when None.
    """

    id: str
    time: str
    cohort: str
    covariates: tuple[str, ...] = ()
    comparison_group: Literal["never", "not_yet"] = "never"
    base: Literal["varying", "universal"] = "varying"
    aggregate: Literal["simple", "dynamic", "group", "calendar"] = "simple"
    cluster: str | None = None
    ci_level: float = 0.95

    kind: str = "staggered_did"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptedTimeSeries:
    """A series over many periods, before and after a start; with `treatment`, beside a comparison series.

    Parameters
    ----------
    time, post
        Column of periods, and the first period after the start. Rows of a period are averaged.
    treatment, comparison
        Column that tells the two series apart; None when there is only one.
    season
        Periods in a year (12 for months, 4 for quarters) when the season is to be allowed for; None otherwise.
    slope
        Whether the trend may change too; False lets only the level shift.
    errors
        "prais_winsten" models first-order autocorrelation; "newey_west" keeps least squares and widens its errors.
    contrast
        "average": mean difference from the continued trend over all periods after. "level": the shift at the start.
    """

    time: str
    post: str
    treatment: str | None = None
    comparison: str | None = None
    season: int | None = None
    slope: bool = True
    errors: Literal["prais_winsten", "newey_west"] = "prais_winsten"
    contrast: Literal["average", "level"] = "average"
    ci_level: float = 0.95

    kind: str = "its"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticControl:
    """The treated unit is compared with the mix of other units that followed it best before the start.

    Long form with every unit in every period. `treatment` marks the treated units on all their rows, or only from
    the start on; `post` is then not needed.
    """

    id: str
    time: str
    treatment: str
    post: str | None = None
    comparison: str | None = None
    ci_level: float = 0.95

    kind: str = "synthetic_control"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticDiD:
    """Difference in differences with units and periods weighted so that the trends before the start agree.

    Data as for `SyntheticControl`. `placebos` is the number of placebo draws for the standard error when more than
    one unit is treated; with one, every other unit is its placebo once.
    """

    id: str
    time: str
    treatment: str
    post: str | None = None
    comparison: str | None = None
    placebos: int = 200
    ci_level: float = 0.95

    kind: str = "synthetic_did"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionDiscontinuity:
    """A rule decides: those on one side of a cutoff are offered the initiative, those on the other are not.

    Parameters
    ----------
    running, cutoff
        Column that the rule looks at, and where it draws the line (the cutoff itself counts as above).
    side
        Which side is offered the initiative.
    treatment, comparison
        Who took part, to see whether the rule was followed; None when the rule is all that is known.
    covariates
        Measured before: should not jump at the cutoff. They do not change the estimate.
    bandwidth
        How far from the cutoff persons are used, in units of `running`; None lets the data choose.
    """

    running: str
    cutoff: float
    side: Literal["above", "below"] = "above"
    treatment: str | None = None
    comparison: str | None = None
    covariates: tuple[str, ...] = ()
    bandwidth: float | None = None
    ci_level: float = 0.95

    kind: str = "rdd"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoricalCohort:
    """The participants are compared with people who came by the same way before the initiative existed.

    `method` "regression" predicts from the earlier cohort what the participants would have had; "weighting" weights
    the earlier cohort to be like them; "doubly_robust" does both.
    """

    treatment: str
    comparison: str | None = None
    covariates: tuple[str, ...] = ()
    method: Literal["regression", "weighting", "doubly_robust"] = "regression"
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "historical"


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkValue:
    """The participants are compared with a given national or regional value.

    Parameters
    ----------
    reference
        The value for everyone.
    strata, rates
        A column of groups (age, sex) and the given value of each; the reference is then standardised to the
        participants. Instead of `reference`.
    expected
        Column with the given value for each person. Instead of `reference` and `strata`.
    treatment, comparison
        Who took part, when the table holds others too (they are left out).
    """

    reference: float | None = None
    strata: str | None = None
    rates: tuple[tuple[str, float], ...] = ()
    expected: str | None = None
    treatment: str | None = None
    comparison: str | None = None
    ci_level: float = 0.95

    kind: str = "benchmark"
