# SPDX-License-Identifier: Apache-2.0
"""Confidence sequences for a share and for the difference between two: exact at any number of persons."""

from __future__ import annotations

import math
from collections.abc import Callable

from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects.sequential.mean_difference import AnytimeInterval

_HALVINGS = 60
_GOLDEN = (math.sqrt(5) - 1) / 2


def proportion_sequence(events: int, n: int, *, level: float = 0.95) -> AnytimeInterval:
    """Interval for a share, valid at every look.

    Parameters
    ----------
    events, n
        Persons with the event so far, of persons measured so far.

    Raises
    ------
    NotEstimableError
        "too-few" with nobody measured.

    Notes
    -----
    Robbins (1970), Annals of Mathematical Statistics 41:1397: under the true share the ratio of the uniform mixture of
    likelihoods to the likelihood is a martingale, which by Ville's inequality exceeds 1/α with probability at most α.
    """
    if n < 1:
        raise NotEstimableError("too-few")
    evidence = _evidence(events, n)
    limit = -math.log(1 - level)
    share = events / n
    low = 0.0 if events == 0 else _crossing(evidence, share, 0.0, limit)
    high = 1.0 if events == n else _crossing(evidence, share, 1.0, limit)
    return AnytimeInterval(share, low, high, 1.0, level, n, 0)


def share_difference_sequence(
    events_1: int, n_1: int, events_0: int, n_0: int, *, level: float = 0.95
) -> AnytimeInterval:
    """Interval for the difference between two shares, valid at every look.

    Raises
    ------
    NotEstimableError
        "too-few" with nobody measured in a group.

    Notes
    -----
    The product of both groups' martingales is one too. A difference is kept as long as some pair of shares that far
    apart is: no normal approximation enters.
    """
    if min(n_1, n_0) < 1:
        raise NotEstimableError("too-few")
    first, second = _evidence(events_1, n_1), _evidence(events_0, n_0)

    def least(difference: float) -> float:
        """Return the smallest log evidence against any pair of shares with this difference."""
        return _minimum(lambda p: first(p + difference) + second(p), max(0.0, -difference), min(1.0, 1 - difference))

    limit = -math.log(1 - level)
    value = events_1 / n_1 - events_0 / n_0
    low = -1.0 if least(-1.0) < limit else _crossing(least, value, -1.0, limit)
    high = 1.0 if least(1.0) < limit else _crossing(least, value, 1.0, limit)
    return AnytimeInterval(value, low, high, min(1.0, math.exp(-least(0.0))), level, n_1, n_0)


def _evidence(events: int, n: int) -> Callable[[float], float]:
    """Return the log of the martingale at a share: mixture likelihood over likelihood."""
    mixture = math.lgamma(events + 1) + math.lgamma(n - events + 1) - math.lgamma(n + 2)

    def log_ratio(share: float) -> float:
        if (share <= 0 and events > 0) or (share >= 1 and events < n):
            return math.inf
        log = events * math.log(share) if events else 0.0
        log += (n - events) * math.log1p(-share) if events < n else 0.0
        return mixture - log

    return log_ratio


def _crossing(evidence: Callable[[float], float], inside: float, outside: float, limit: float) -> float:
    """Return where the evidence reaches the limit between a value that is kept and one that is not."""
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if evidence(middle) < limit:
            inside = middle
        else:
            outside = middle
    return outside


def _minimum(function: Callable[[float], float], low: float, high: float) -> float:
    """Return the minimum of a convex function by golden section."""
    a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_a, at_b = function(a), function(b)
    for _ in range(_HALVINGS):
        if at_a < at_b or (math.isinf(at_a) and math.isinf(at_b)):
            high, b, at_b = b, a, at_a
            a = high - _GOLDEN * (high - low)
            at_a = function(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + _GOLDEN * (high - low)
            at_b = function(b)
    return min(at_a, at_b)
