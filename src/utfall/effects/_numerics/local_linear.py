# SPDX-License-Identifier: Apache-2.0
"""A jump at a cutoff: local linear fits on both sides, their bandwidth, and an interval that allows for their bias.

Calonico, Cattaneo and Titiunik (2014), Econometrica 82:2295; bandwidths as in Calonico, Cattaneo and Farrell (2020),
Econometrics Journal 23:192. Every estimate is a weighted sum of outcomes, so that its variance is one too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError

_NEIGHBOURS = 3
_PILOT = 2.576  # triangular kernel, for a density: only a first guess that the later steps replace
_FEWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of the cutoff in order of distance: x (0 at the cutoff), y, and each outcome's own error, (n,)."""

    x: Floats
    y: Floats
    errors: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A jump at the cutoff.

    Parameters
    ----------
    value, std_error
        Local linear estimate and its usual standard error.
    corrected, robust_error
        Less its estimated bias, and the standard error that counts the bias as estimated too.
    h, b
        Bandwidths of the estimate and of its bias, in units of the running variable.
    level_above, level_below
        The two fits at the cutoff.
    n_above, n_below
        Persons within h.
    """

    value: float
    std_error: float
    corrected: float
    robust_error: float
    h: float
    b: float
    level_above: float
    level_below: float
    n_above: int
    n_below: int


def side(x: Floats, y: Floats) -> Side:
    """Return one side, sorted, with errors from the three nearest persons on the same side.

    Raises
    ------
    NotEstimableError
        "few-near-cutoff" with fewer than ten persons.
    """
    if len(x) < _FEWEST:
        raise NotEstimableError("few-near-cutoff")
    order = np.lexsort((y, x))
    return Side(x=x[order], y=y[order], errors=nearest_errors(x[order], y[order]))


def nearest_errors(x: Floats, y: Floats) -> Floats:
    """Return outcome less the mean of the three nearest neighbours, scaled to its own spread; x sorted, (n,).

    Whoever stands at the same distance counts too, so that the order of rows does not matter where many share a value
    (a test score): all others at the same value, then the nearest values on either side until there are three.
    """
    value, of_value, count = np.unique(x, return_inverse=True, return_counts=True)
    total = np.bincount(of_value, weights=y)
    wanted = min(_NEIGHBOURS, len(x) - 1)
    size, taken = count.astype(np.float64), total.copy()
    left, right = np.arange(len(value)) - 1, np.arange(len(value)) + 1  # the nearest values not yet taken
    same = 1e-9 * float(value[-1] - value[0])  # distances that differ by less differ by rounding
    for _ in range(wanted):
        short = size - 1 < wanted
        if not short.any():
            break
        to_left = np.where(left >= 0, value - value[np.maximum(left, 0)], np.inf)
        to_right = np.where(right < len(value), value[np.minimum(right, len(value) - 1)] - value, np.inf)
        for at, mine in ((left, short & (to_left <= to_right + same)), (right, short & (to_right <= to_left + same))):
            size[mine] += count[at[mine]]
            taken[mine] += total[at[mine]]
            at[mine] += -1 if at is left else 1
    others = size[of_value] - 1
    return np.asarray(np.sqrt(others / (others + 1)) * (y - (taken[of_value] - y) / others))


def polynomial_weights(x: Floats, order: int, h: float) -> Floats:
    """Return the weights of the outcomes in each coefficient of a local polynomial at 0, shape (order + 1, n).

    Raises
    ------
    NotEstimableError
        "few-near-cutoff" with too few different values within `h`.
    """
    u = x / h
    kernel = np.maximum(1 - np.abs(u), 0)
    used = kernel > 0
    if len(np.unique(x[used])) < order + 2:
        raise NotEstimableError("few-near-cutoff")
    powers = u[used, None] ** np.arange(order + 1)
    root = np.sqrt(kernel[used])
    found = np.zeros((order + 1, len(x)))
    found[:, used] = np.linalg.pinv(powers * root[:, None]) * root
    return found / (h ** np.arange(order + 1))[:, None]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Variance, bias and variance of the bias of one derivative on one side, free of the bandwidth."""

    variance: float
    bias: float
    bias_variance: float


def _pieces(part: Side, order: int, derivative: int, h_variance: float, h_bias: float) -> _Pieces:
    weights = polynomial_weights(part.x, order, h_variance)[derivative]
    variance = float((weights**2) @ part.errors**2) * h_variance ** (2 * derivative + 1)
    constant = float(weights @ part.x ** (order + 1)) / h_variance ** (order + 1 - derivative)
    further = polynomial_weights(part.x, order + 1, h_bias)[order + 1]
    return _Pieces(
        variance,
        constant * float(further @ part.y),
        3 * constant**2 * float((further**2) @ part.errors**2),
    )


def _optimal(left: _Pieces, right: _Pieces, order: int, derivative: int, *, regularised: bool) -> float:
    extra = left.bias_variance + right.bias_variance if regularised else 0.0
    lean = (right.bias - left.bias) ** 2 + extra
    if lean <= 0:
        return math.inf
    share = (2 * derivative + 1) / (2 * (order + 1 - derivative))
    return float((share * (left.variance + right.variance) / lean) ** (1 / (2 * order + 3)))


def bandwidths(below: Side, above: Side) -> tuple[float, float]:
    """Return the bandwidth with the smallest mean squared error of a local linear jump, and that of its bias."""
    x = np.concatenate([below.x, above.x])
    quartiles = np.quantile(x, [0.25, 0.75])
    spread = min(float(x.std(ddof=1)), float(quartiles[1] - quartiles[0]) / 1.349) or float(x.std(ddof=1))
    reach = float(np.abs(x).max())
    pilot = _at_least(min(_PILOT * spread * len(x) ** -0.2, reach), below, above)
    ranges = float(-below.x.min()) * (1 + 1e-9), float(above.x.max()) * (1 + 1e-9)

    def best(order: int, derivative: int, h_bias: tuple[float, float], *, regularised: bool) -> float:
        pieces = (
            _pieces(below, order, derivative, pilot, h_bias[0]),
            _pieces(above, order, derivative, pilot, h_bias[1]),
        )
        found = _optimal(*pieces, order, derivative, regularised=regularised)
        return _at_least(min(found, reach), below, above)

    d = best(3, 3, ranges, regularised=False)
    b = best(2, 2, (d, d), regularised=True)
    return best(1, 0, (b, b), regularised=True), b


def _at_least(h: float, below: Side, above: Side) -> float:
    """Widen a bandwidth until ten persons and six different values lie within it on both sides."""
    for part in (below, above):
        distance = np.sort(np.abs(part.x))
        values = np.unique(distance)
        if len(values) < 6:
            raise NotEstimableError("few-near-cutoff")
        h = max(h, float(distance[_FEWEST - 1]) * (1 + 1e-6), float(values[5]) * (1 + 1e-6))
    return h


def jump(below: Side, above: Side, h: float, b: float) -> Jump:
    """Return the jump at the cutoff with its robust bias correction.

    Parameters
    ----------
    h, b
        Bandwidths of the local linear fit and of the local quadratic fit that tells its bias.
    """
    value, variance, corrected, robust = 0.0, 0.0, 0.0, 0.0
    levels = []
    for part, sign in ((above, 1.0), (below, -1.0)):
        weights = polynomial_weights(part.x, 1, h)[0]
        curve = polynomial_weights(part.x, 2, b)[2]
        better = weights - float(weights @ part.x**2) * curve
        level = float(weights @ part.y)
        levels.append(level)
        value += sign * level
        corrected += sign * float(better @ part.y)
        variance += float((weights**2) @ part.errors**2)
        robust += float((better**2) @ part.errors**2)
    return Jump(
        value=value,
        std_error=math.sqrt(variance),
        corrected=corrected,
        robust_error=math.sqrt(robust),
        h=h,
        b=b,
        level_above=levels[0],
        level_below=levels[1],
        n_above=int((np.abs(above.x) < h).sum()),
        n_below=int((np.abs(below.x) < h).sum()),
    )


def crowding(x: Floats, *, nearest: int = 30) -> tuple[int, int, float]:
    """Return how many of those nearest to the cutoff are below and above, and the exact two-sided p of even odds.

    Parameters
    ----------
    x
        Distance to the cutoff, negative below, shape (n,).
    nearest
        The window is the smallest around the cutoff that holds at least so many.

    Notes
    -----
    Where nobody can choose their side, those very near fall on each side by chance. A window small enough for a
    sloping density to be even, so that the exact binomial test holds (Cattaneo, Titiunik and Vazquez-Bare 2017).
    """
    from scipy import special

    distance = np.sort(np.abs(x))
    width = distance[min(nearest, len(distance)) - 1]
    below, above = int(((x < 0) & (-x <= width)).sum()), int(((x >= 0) & (x <= width)).sum())
    p = min(1.0, 2 * float(special.bdtr(min(below, above), below + above, 0.5)))
    return below, above, p
