# SPDX-License-Identifier: Apache-2.0
"""Published effects as a prior: what was known, what the data say, and both together.

All three are always returned, so that nobody has to take the prior on trust.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError, t_quantile

_NODES = 4_000  # midpoints of the comparison share's distribution: the probability is then right to 1e-4


@dataclass(frozen=True, slots=True)
class Belief:
    """A normal distribution of an effect, with its central interval and the chance that it is above 0."""

    mean: float
    sd: float
    low: float
    high: float
    above_zero: float


@dataclass(frozen=True, slots=True)
class NormalUpdate:
    """An effect before and after the data.

    Parameters
    ----------
    data
        What the data say by themselves (a flat prior).
    weight_of_prior
        Share of the posterior's precision that comes from the prior, 0–1.
    conflict_p
        How surprising the data are to the prior, two-sided; below 0.05 the two should be read apart.
    """

    prior: Belief
    data: Belief
    posterior: Belief
    weight_of_prior: float
    conflict_p: float
    level: float


def belief(mean: float, sd: float, *, level: float = 0.95) -> Belief:
    """Return a normal distribution with its summary.

    Raises
    ------
    ValueError
        When the standard deviation is not above 0.
    """
    if not (sd > 0 and math.isfinite(mean) and math.isfinite(sd)):
        raise ValueError("the standard deviation is above 0")
    from scipy import special

    half = t_quantile(level, None) * sd
    return Belief(mean, sd, mean - half, mean + half, float(special.ndtr(mean / sd)))


def normal_normal(
    value: float, std_error: float, *, prior_mean: float, prior_sd: float, level: float = 0.95
) -> NormalUpdate:
    """Update a normal prior of an effect with an estimate.

    Parameters
    ----------
    value, std_error
        The estimate, in the outcome's unit; its error is taken as normal and known.
    prior_mean, prior_sd
        From published effects in the same unit (`prior_from_published`).

    Notes
    -----
    Spiegelhalter, Abrams and Myles (2004), Bayesian Approaches to Clinical Trials, ch. 3 and 5.
    """
    from scipy import special

    prior, data = belief(prior_mean, prior_sd, level=level), belief(value, std_error, level=level)
    precision = prior_sd**-2, std_error**-2
    sd = 1 / math.sqrt(sum(precision))
    mean = (precision[0] * prior_mean + precision[1] * value) * sd**2
    surprise = abs(value - prior_mean) / math.hypot(prior_sd, std_error)
    return NormalUpdate(
        prior,
        data,
        belief(mean, sd, level=level),
        precision[0] / sum(precision),
        float(2 * special.ndtr(-surprise)),
        level,
    )


def chance_of_at_least(held: Belief, threshold: float) -> float:
    """Return the probability that the effect is at least the threshold."""
    from scipy import special

    return float(special.ndtr((held.mean - threshold) / held.sd))


def prior_from_published(values: Floats, std_errors: Floats, *, discount: float = 1.0) -> tuple[float, float]:
    """Return mean and standard deviation of the effect to expect in a new place, from published effects.

    Parameters
    ----------
    values, std_errors
        Effects and standard errors of earlier studies, in one unit, shape (studies,).
    discount
        Above 0 and at most 1: how much of the evidence to count. Places and groups that are less like ours count for
        less; at 0.5 the variance doubles.

    Returns
    -------
    tuple
        The standard deviation is that of one new place's effect: between places and of the mean together. A single
        study tells nothing about differences between places, so that there it is its standard error alone; then
        discount it.

    Raises
    ------
    ValueError
        No study, a standard error that is not above 0, or a discount outside 0–1.

    Notes
    -----
    DerSimonian and Laird (1986), Controlled Clinical Trials 7:177.
    """
    if len(values) == 0 or not np.all(std_errors > 0) or not 0 < discount <= 1:
        raise ValueError("at least one study with a standard error above 0, and a discount above 0 and at most 1")
    weight = std_errors**-2.0
    fixed = float(weight @ values / weight.sum())
    spread = float(weight @ (values - fixed) ** 2) - (len(values) - 1)
    scale = float(weight.sum() - (weight @ weight) / weight.sum())
    between = max(spread / scale, 0.0) if len(values) > 1 else 0.0
    weight = 1 / (std_errors**2 + between)
    mean = float(weight @ values / weight.sum())
    return mean, math.sqrt((between + 1 / float(weight.sum())) / discount)


@dataclass(frozen=True, slots=True)
class ShareBelief:
    """A beta distribution of a share; `prior_persons` = a + b persons' worth of evidence."""

    a: float
    b: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ShareUpdate:
    """A share before and after the data; `data` is with a uniform prior."""

    prior: ShareBelief
    data: ShareBelief
    posterior: ShareBelief
    level: float


def share_belief(a: float, b: float, *, level: float = 0.95) -> ShareBelief:
    """Return a beta distribution with its mean and central interval.

    Raises
    ------
    ValueError
        When a or b is not above 0.
    """
    if not (a > 0 and b > 0):
        raise ValueError("both parameters are above 0")
    from scipy import special

    low, high = (float(special.betaincinv(a, b, tail)) for tail in ((1 - level) / 2, (1 + level) / 2))
    return ShareBelief(a, b, a / (a + b), low, high)


def beta_binomial(
    events: int, n: int, *, prior_events: float, prior_n: float, discount: float = 1.0, level: float = 0.95
) -> ShareUpdate:
    """Update what earlier studies say of a share with the data.

    Parameters
    ----------
    events, n
        Persons with the event, of persons measured.
    prior_events, prior_n
        Likewise in earlier studies; `discount` (0–1) of them is counted. One person more with and one without the event
        stand for knowing nothing.

    Raises
    ------
    NotEstimableError
        "too-few" with nobody measured.
    """
    if n < 1:
        raise NotEstimableError("too-few")
    a, b = 1 + discount * prior_events, 1 + discount * (prior_n - prior_events)
    return ShareUpdate(
        share_belief(a, b, level=level),
        share_belief(1 + events, 1 + n - events, level=level),
        share_belief(a + events, b + n - events, level=level),
        level,
    )


@dataclass(frozen=True, slots=True)
class ShareDifference:
    """Difference between two shares under their posteriors, and the chance that it is above 0."""

    mean: float
    low: float
    high: float
    above_zero: float


def share_difference(treated: ShareBelief, control: ShareBelief, *, level: float = 0.95) -> ShareDifference:
    """Return the distribution of the difference between two independent shares, by quadrature (no drawing)."""
    from scipy import special

    middle = (np.arange(_NODES) + 0.5) / _NODES
    other = special.betaincinv(control.a, control.b, middle)

    def below(difference: float) -> float:
        """Return P(treated - control <= difference)."""
        return float(special.betainc(treated.a, treated.b, np.clip(other + difference, 0, 1)).mean())

    def quantile(tail: float) -> float:
        low, high = -1.0, 1.0
        for _ in range(40):
            centre = (low + high) / 2
            if below(centre) < tail:
                low = centre
            else:
                high = centre
        return (low + high) / 2

    return ShareDifference(
        treated.mean - control.mean, quantile((1 - level) / 2), quantile((1 + level) / 2), 1 - below(0.0)
    )
