# SPDX-License-Identifier: Apache-2.0
"""Designs that make a comparison group alike: matching, weighting, regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
        Times that persons are divided into parts anew; the estimate is the median, so that it hangs less on chance.
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
