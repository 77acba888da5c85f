# SPDX-License-Identifier: Apache-2.0
"""The E-value: how strong something unmeasured must be to explain the whole effect away."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EValue:
    """How strongly, as a risk ratio, an unmeasured cause must go with both participation and outcome.

    Parameters
    ----------
    estimate
        To explain the estimate away; 1 when there is nothing to explain.
    limit
        To move the interval to no effect; 1 when it holds it already.
    risk_ratio, low, high
        What they were computed from.
    """

    estimate: float
    limit: float
    risk_ratio: float
    low: float
    high: float


def e_value(risk_ratio: float, low: float, high: float) -> EValue:
    """Return the E-values of a risk ratio and of the limit of its interval nearest to 1.

    Raises
    ------
    ValueError
        When the ratio is not above 0 or lies outside its interval.

    Notes
    -----
    VanderWeele and Ding (2017), Annals of Internal Medicine 167:268.
    """
    if not (0 < risk_ratio < math.inf and max(low, 0.0) <= risk_ratio <= high):
        raise ValueError("a risk ratio is above 0 and lies within its interval")
    near = low if risk_ratio >= 1 else high
    crosses = low <= 1 <= high
    return EValue(_bound(risk_ratio), 1.0 if crosses else _bound(near), risk_ratio, low, high)


def _bound(ratio: float) -> float:
    above = ratio if ratio >= 1 else 1 / ratio
    return above + math.sqrt(above * (above - 1))


def e_value_of_shares(share_1: float, share_0: float, difference_low: float, difference_high: float) -> EValue:
    """Return the E-values of a risk difference, with the comparison group's share held.

    Parameters
    ----------
    share_1, share_0
        Share with the outcome in each group, 0–1; both above 0.
    difference_low, difference_high
        Interval of share_1 - share_0.

    Notes
    -----
    The ratio's interval is the difference's, moved by the comparison share: approximate.
    """
    if not (0 < share_0 <= 1 and 0 < share_1 <= 1):
        raise ValueError("both shares are above 0")
    tiny = 1e-9
    low = max(share_0 + difference_low, tiny) / share_0
    return e_value(share_1 / share_0, low, max(share_0 + difference_high, tiny) / share_0)


def e_value_of_difference(value: float, low: float, high: float, standard_deviation: float) -> EValue:
    """Return the E-values of a difference in means, by way of the standardised difference d and RR ≈ exp(0.91 d).

    Parameters
    ----------
    standard_deviation
        Of the outcome within groups, in its unit.

    Notes
    -----
    Approximate: the continuous outcome is thought of as cut near its median (Chinn 2000; VanderWeele and Ding 2017).
    """
    if not standard_deviation > 0:
        raise ValueError("the standard deviation is above 0")
    scale = 0.91 / standard_deviation
    return e_value(math.exp(scale * value), math.exp(scale * low), math.exp(scale * high))
