# SPDX-License-Identifier: Apache-2.0
"""Power of the tests that the estimates use, as functions of numbers and arrays.

All tests are two-sided. Power counts rejection in both directions, so that it never falls below alpha.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, t_quantile
from utfall.effects._numerics.means import wilson


def t_power(noncentrality: float, df: float, *, alpha: float) -> float:
    """Return the power of a t test whose statistic has this noncentrality (effect over standard error).

    Notes
    -----
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, ch. 2; exact for normal outcomes.
    """
    from scipy import special  # imported here: the import costs more than the answer

    if df <= 0:
        return 0.0
    size = abs(noncentrality)
    critical = t_quantile(1 - alpha, df)
    tails = np.array([special.nctdtr(df, size, critical), special.nctdtr(df, size, -critical)])
    kept, against = np.where(np.isfinite(tails), tails, 0.0)  # SciPy gives NaN for what is below 1e-15
    return float(min(1.0, max(0.0, 1 - kept + against)))


def normal_power(noncentrality: float, *, alpha: float) -> float:
    """Return the power of a test with a normal statistic."""
    from scipy import special

    critical = t_quantile(1 - alpha, None)
    size = abs(noncentrality)
    return float(special.ndtr(size - critical) + special.ndtr(-size - critical))


def one_share_power(reference: float, effect: float, n: float, *, r2: float = 0.0, alpha: float) -> float:
    """Return the power of the score test of one share against a given value.

    Parameters
    ----------
    reference, effect
        The given share, and the difference from it.
    r2
        Share of the variance that standardising explains.

    Notes
    -----
    Fleiss, Levin and Paik (2003), ch. 2, no continuity correction.
    """
    from scipy import special

    share = min(max(reference + effect, 0.0), 1.0)
    null = math.sqrt((1 - r2) * reference * (1 - reference) / n)
    alternative = math.sqrt((1 - r2) * share * (1 - share) / n)
    critical, size = t_quantile(1 - alpha, None), abs(share - reference)
    if alternative == 0:
        return 1.0 if size > critical * null else 0.0
    above = special.ndtr((size - critical * null) / alternative)
    below = special.ndtr((-size - critical * null) / alternative)
    return float(above + below)


def shares_power(share_1: float, share_0: float, n_1: float, n_0: float, *, alpha: float) -> float:
    """Return the power of the test of two shares by the normal approximation, with pooled variance under no effect.

    Notes
    -----
    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, ch. 4, no continuity correction.
    """
    from scipy import special

    pooled = (n_1 * share_1 + n_0 * share_0) / (n_1 + n_0)
    null = math.sqrt(pooled * (1 - pooled) * (1 / n_1 + 1 / n_0))
    alternative = math.sqrt(share_1 * (1 - share_1) / n_1 + share_0 * (1 - share_0) / n_0)
    critical, size = t_quantile(1 - alpha, None), abs(share_1 - share_0)
    if alternative == 0:
        return 1.0 if size > critical * null else 0.0
    above = special.ndtr((size - critical * null) / alternative)
    return float(above + special.ndtr((-size - critical * null) / alternative))


def exact_shares_power(share_1: float, share_0: float, n_1: int, n_0: int, *, alpha: float, test: str) -> float:
    """Return the exact power of a test of two shares: the probability of every table that it rejects.

    Parameters
    ----------
    n_1, n_0
        Persons in each group, at least 2.
    test
        "newcombe" (the interval of `utfall effect`: rejects when it leaves out 0) or "fisher".
    """
    reject = _newcombe_rejects(n_1, n_0, alpha) if test == "newcombe" else _fisher_rejects(n_1, n_0, alpha)
    return float(_binomial(n_1, share_1) @ reject.astype(np.float64) @ _binomial(n_0, share_0))


def _binomial(n: int, share: float) -> Floats:
    """Return the probabilities of 0 … n events, shape (n + 1,)."""
    from scipy import special

    events = np.arange(n + 1)
    log_ways = special.gammaln(n + 1) - special.gammaln(events + 1) - special.gammaln(n - events + 1)
    return np.asarray(np.exp(log_ways + special.xlogy(events, share) + special.xlog1py(n - events, -share)))


@lru_cache(maxsize=8)  # the table is the same for every effect that is tried
def _newcombe_rejects(n_1: int, n_0: int, alpha: float) -> Bools:
    """Return which tables (events of group 1, events of group 0) have an interval without 0."""
    z = t_quantile(1 - alpha, None)
    low_1, high_1, p_1 = _wilson_all(n_1, z)
    low_0, high_0, p_0 = _wilson_all(n_0, z)
    difference = p_1[:, None] - p_0[None, :]
    low = difference - np.hypot((p_1 - low_1)[:, None], (high_0 - p_0)[None, :])
    high = difference + np.hypot((high_1 - p_1)[:, None], (p_0 - low_0)[None, :])
    return np.asarray((low > 0) | (high < 0))


def _wilson_all(n: int, z: float) -> tuple[Floats, Floats, Floats]:
    limits = np.array([wilson(events, n, z) for events in range(n + 1)])
    return limits[:, 0], limits[:, 1], np.arange(n + 1) / n


@lru_cache(maxsize=8)
def _fisher_rejects(n_1: int, n_0: int, alpha: float) -> Bools:
    """Return which tables Fisher's exact test (two-sided by probability) rejects at alpha."""
    from scipy import special

    def log_ways(n: int) -> Floats:
        events = np.arange(n + 1)
        return np.asarray(special.gammaln(n + 1) - special.gammaln(events + 1) - special.gammaln(n - events + 1))

    joint = log_ways(n_1)[:, None] + log_ways(n_0)[None, :]
    reject = np.zeros(joint.shape, dtype=bool)
    for total in range(n_1 + n_0 + 1):  # all tables with the same margins
        events_1 = np.arange(max(0, total - n_0), min(n_1, total) + 1)
        chance = np.exp(joint[events_1, total - events_1] - special.logsumexp(joint[events_1, total - events_1]))
        ranked = np.sort(chance)
        # as likely, but for rounding, counts as no more likely
        p = np.cumsum(ranked)[np.searchsorted(ranked, chance * (1 + 1e-7), side="right") - 1]
        reject[events_1, total - events_1] = p <= alpha
    return reject
