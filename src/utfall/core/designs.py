# SPDX-License-Identifier: Apache-2.0
"""Designs as frozen data: who is compared with whom, on what and when. Estimators live in `effects`.

Column names are those of the data file. `comparison` names the value in the treatment column that marks
the comparison group when the column holds two named groups; None when it holds 1/0, true/false or ja/nej.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomisedTrial:
    """Random allocation decided who took part.

    With covariates the estimate is adjusted by Lin's regression; without, it is the difference in means.
    `adjust` = False keeps the covariates for the balance table only.

    Parameters
    ----------
    cluster
        Column with what was drawn as a whole (school, unit), when persons were not drawn one by one.
    strata
        Columns within whose combinations the lots were drawn.
    """

    treatment: str
    comparison: str | None = None
    covariates: tuple[str, ...] = ()
    adjust: bool = True
    cluster: str | None = None
    strata: tuple[str, ...] = ()
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "rct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Each participant is compared with persons as alike as possible before the start.

    Parameters
    ----------
    distance
        "propensity" (difference in the estimated propensity score) or "mahalanobis".
    ratio
        Comparison persons per participant, 1 or more.
    caliper
        Largest distance within a pair, in standard deviations of the propensity score (for "mahalanobis" too,
        where it bounds the propensity score); None for no bound.
    replace
        Whether a comparison person may be used more than once.
    adjust
        Whether the matched estimate is also adjusted for the covariates by regression.
    exact
        Columns on which a pair must agree exactly.
    """

    treatment: str
    covariates: tuple[str, ...]
    comparison: str | None = None
    distance: Literal["propensity", "mahalanobis"] = "propensity"
    ratio: int = 1
    caliper: float | None = 0.2
    replace: bool = False
    adjust: bool = False
    exact: tuple[str, ...] = ()
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "matching"


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


# --- Designs over time, at a cutoff and against a given value ---


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


# --- End of designs over time, at a cutoff and against a given value ---


# --- Randomised in time (effects.inference) ---


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitList:
    """The lots decided who started at once and who waited; the effect is that of starting now rather than later.

    One row per person and time, or per person with `time` the date of the follow-up.

    Parameters
    ----------
    time, comparison_starts
        Rows measured at `comparison_starts` or later are left out: from then on both groups have the offer. Of what
        is left each person's last row is used; so `id` is needed when a person has several.
    """

    treatment: str
    time: str
    comparison_starts: str
    comparison: str | None = None
    covariates: tuple[str, ...] = ()
    adjust: bool = True
    cluster: str | None = None
    strata: tuple[str, ...] = ()
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "wait_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedWedge:
    """Clusters started one after another in an order decided by lot; each is compared with those not yet started.

    Parameters
    ----------
    time, start
        Period of the row, and the first period with the intervention in its cluster (empty: never). Both are
        numbers, or texts that sort in time.
    """

    cluster: str
    time: str
    start: str
    ci_level: float = 0.95

    kind: str = "stepped_wedge"


# --- end: randomised in time ---


# --- Weighting, standardisation, doubly robust, exact and optimal matching ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """Persons are weighted until the groups are alike in what was measured before the start.

    Parameters
    ----------
    method
        "ipw": inverse of the estimated probability of being in the own group. "overlap": probability of being in
        the other group. "entropy": weights as even as the exact balance of all means allows. "given": the column
        `weights`, taken as known.
    estimand
        "att" (those who took part), "ate" (all) or "ato" (those who might have been in either group). None: "ato"
        for "overlap", else "att". "overlap" has no other; "entropy" and "given" have "att" and "ate".
    moments
        For "entropy": 1 balances means, 2 also squares (and so variances).
    trim
        Persons whose probability of taking part is below `trim` or above 1 - `trim` are left out; None keeps all.
    weights
        For "given": column of weights, 0 or more.
    """

    treatment: str
    covariates: tuple[str, ...]
    comparison: str | None = None
    method: Literal["ipw", "overlap", "entropy", "given"] = "ipw"
    estimand: Literal["att", "ate", "ato"] | None = None
    moments: Literal[1, 2] = 1
    trim: float | None = None
    weights: str | None = None
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "weighting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardisation:
    """A regression tells what each person's outcome would be with and without; the difference is averaged.

    Parameters
    ----------
    interactions
        Covariates (among `covariates`) with which the effect may vary; None for all of them.
    estimand
        Over whom the difference is averaged: "att" (those who took part) or "ate" (all).
    link
        Regression of a binary outcome: "logit" or "probit".
    """

    treatment: str
    covariates: tuple[str, ...]
    comparison: str | None = None
    interactions: tuple[str, ...] | None = None
    link: Literal["logit", "probit"] = "logit"
    estimand: Literal["att", "ate"] = "ate"
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "standardisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoublyRobust:
    """Weights and regression together (AIPW): right when either of the two models is.

    Parameters
    ----------
    estimand
        "att" (those who took part) or "ate" (all).
    folds
        Parts for cross-fitting: each person is predicted by models that did not see the person. 1 for none.
    repeats
        Times that persons are divided into parts anew; the estimate is the mean, so that it hangs less on chance.
    """

    treatment: str
    covariates: tuple[str, ...]
    comparison: str | None = None
    estimand: Literal["att", "ate"] = "att"
    folds: int = 5
    repeats: int = 5
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "doubly_robust"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactMatching:
    """Persons are compared only with persons in the same stratum.

    Parameters
    ----------
    method
        "exact": same value on every covariate. "coarsened": same interval on numbers, same value on words.
        "subclass": same part of the range of the propensity score.
    cutpoints
        For "coarsened": (covariate, limits between intervals) for those not to be cut into `bins` equal parts.
    bins
        For "coarsened": intervals of equal width per number column; None for Sturges' rule.
    subclasses
        For "subclass": how many, with equally many participants in each (persons, for "ate"). None: 5, and more
        when they are many, so that what is left inside them does not outgrow the error.
    estimand
        "att" (those who took part and share a stratum with others) or "ate" (all who do).
    """

    treatment: str
    covariates: tuple[str, ...]
    comparison: str | None = None
    method: Literal["exact", "coarsened", "subclass"] = "exact"
    cutpoints: tuple[tuple[str, tuple[float, ...]], ...] = ()
    bins: int | None = None
    subclasses: int | None = None
    estimand: Literal["att", "ate"] = "att"
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "exact_matching"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimalMatching:
    """Pairs or sets whose total distance is the least possible.

    Parameters
    ----------
    method
        "pair": each participant gets up to `ratio` comparison persons, used once. "full": everyone is placed in
        a set with at least one of each group.
    distance, caliper
        As for `Matching`; with "full" the caliper is None unless asked for.
    estimand
        "att"; "full" also has "ate".
    """

    treatment: str
    covariates: tuple[str, ...]
    comparison: str | None = None
    method: Literal["pair", "full"] = "pair"
    distance: Literal["propensity", "mahalanobis"] = "propensity"
    ratio: int = 1
    caliper: float | None = None
    estimand: Literal["att", "ate"] = "att"
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "optimal_matching"


Design = (
    RandomisedTrial
    | Matching
    | DifferenceInDifferences
    | BeforeAfter
    | StaggeredDiD
    | InterruptedTimeSeries
    | SyntheticControl
    | SyntheticDiD
    | RegressionDiscontinuity
    | HistoricalCohort
    | BenchmarkValue
    | WaitList
    | SteppedWedge
    | Weighting
    | Standardisation
    | DoublyRobust
    | ExactMatching
    | OptimalMatching
)

_ALL: tuple[type[Design], ...] = get_args(Design)
DESIGNS: dict[str, type[Design]] = {str(design.__dataclass_fields__["kind"].default): design for design in _ALL}
DESIGN_KINDS: tuple[str, ...] = tuple(DESIGNS)

# Fields that hold the name of one column, and of several.
COLUMN_FIELDS = ("treatment", "time", "before", "id", "cluster", "cohort", "running", "start", "expected", "weights")
COLUMNS_FIELDS = ("covariates", "exact", "strata")


def columns_of(design: Design) -> tuple[str, ...]:
    """Return the names of every column that the design reads, besides the outcome, without repeats."""
    names: list[str] = []
    for field in COLUMN_FIELDS:
        value = getattr(design, field, None)
        if value:
            names.append(value)
    for field in COLUMNS_FIELDS:
        value = getattr(design, field, None) or ()
        names.extend([value] if isinstance(value, str) else value)
    return tuple(dict.fromkeys(names))
