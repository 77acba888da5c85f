# SPDX-License-Identifier: Apache-2.0
"""Over-risk: how much commoner something is in one group than in another."""

from __future__ import annotations

import math
from dataclasses import dataclass

from utfall.core.estimate import Interval
from utfall.needs.refusals import refuse
from utfall.needs.statistics._arrays import require_level
from utfall.needs.statistics.limits import share_limits


@dataclass(frozen=True, slots=True)
class OverRisk:
    """One group's share over another's, as a ratio and as a difference.

    Parameters
    ----------
    ratio
        Share in the group over share in the reference; None when nobody in the reference has the event.
    ratio_interval
        Score interval; its upper limit is None when the reference has no events.
    difference, difference_interval
        Share in the group minus share in the reference, −1 to 1.
    events, persons, reference_events, reference_persons
        What it rests on.
    """

    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    level: float
    difference: float
    difference_interval: Interval
    events: int
    persons: int
    reference_events: int
    reference_persons: int


def over_risk(
    events: int, persons: int, reference_events: int, reference_persons: int, *, level: float = 0.95
) -> OverRisk:
    """Return risk ratio (score interval) and risk difference (Newcombe's interval).

    Parameters
    ----------
    events, persons
        Of the group. The groups share no persons.
    reference_events, reference_persons
        Of the group that it is compared with.

    Raises
    ------
    DesignRefused
        "risk-no-events" when neither group has any event: there is no risk to compare.

    Notes
    -----
    Koopman (1984), Biometrics 40:513; Newcombe (1998), Statistics in Medicine 17:873, method 10. A difference between
    groups is not an effect of belonging to one.
    """
    require_level(level)
    limits = share_limits([events, reference_events], [persons, reference_persons], level=level)
    if events + reference_events == 0:
        raise refuse(
            "risk-no-events",
            said=("Ingen av grupperna har händelsen.", "Neither group has the event."),
            mend=("Ta en längre period eller en vanligare händelse.", "Take a longer period or a commoner event."),
            field="events",
        )
    share, reference = events / persons, reference_events / reference_persons
    gap = share - reference
    (low, low_0), (high, high_0) = limits.low.tolist(), limits.high.tolist()
    newcombe = Interval(
        gap - math.hypot(share - low, high_0 - reference), gap + math.hypot(high - share, reference - low_0), level
    )
    ratio_low, ratio_high = _ratio_limits(events, persons, reference_events, reference_persons, level)
    return OverRisk(
        ratio=None if reference_events == 0 else share / reference,
        ratio_low=ratio_low, ratio_high=ratio_high, level=level, difference=gap, difference_interval=newcombe,
        events=events, persons=persons, reference_events=reference_events, reference_persons=reference_persons,
    )  # fmt: skip


def _ratio_limits(x: int, n: int, x_0: int, n_0: int, level: float) -> tuple[float, float | None]:
    from scipy import optimize, special

    critical = float(special.ndtri(0.5 + level / 2)) ** 2

    def beyond(log_ratio: float) -> float:
        return _score(x, n, x_0, n_0, math.exp(log_ratio)) - critical

    middle = math.log(((x + 0.5) / (n + 0.5)) / ((x_0 + 0.5) / (n_0 + 0.5)))
    middle = middle if x == 0 or x_0 == 0 else math.log((x / n) / (x_0 / n_0))
    low = 0.0 if x == 0 else math.exp(optimize.brentq(beyond, middle - 40, middle, xtol=1e-13))
    high = None if x_0 == 0 else math.exp(optimize.brentq(beyond, middle, middle + 40, xtol=1e-13))
    return low, high


def _score(x: int, n: int, x_0: int, n_0: int, ratio: float) -> float:
    """Return Koopman's chi-square of a risk ratio, with the shares that are likeliest under it."""
    a = (n + n_0) * ratio
    b = n * ratio + x + n_0 + x_0 * ratio
    c = x + x_0
    base = min((b - math.sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a), 1.0)
    return _term(x, n, min(base * ratio, 1.0)) + _term(x_0, n_0, base)


def _term(x: int, n: int, share: float) -> float:
    """Return the squared standardised deviation of a count; finite where all or none have the event."""
    if x == 0:
        return n * share / (1 - share) if share < 1 else math.inf
    if x == n:
        return n * (1 - share) / share if share > 0 else math.inf
    return (x - n * share) ** 2 / (n * share * (1 - share)) if 0 < share < 1 else math.inf
