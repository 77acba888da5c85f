# SPDX-License-Identifier: Apache-2.0
"""How an effect reads if trends were not quite parallel: bounds from what was seen before the start.

The restrictions are those of Rambachan and Roth (2023), Review of Economic Studies 90:2555. The confidence bounds are
a simple version of our own, wider than theirs: every coefficient may move within a box that holds all of them at once
(Bonferroni), and linear programs find the smallest and largest effect that any point of it allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError, t_quantile


@dataclass(frozen=True, slots=True, kw_only=True)
class HonestBounds:
    """Bounds on an effect under one restriction.

    Parameters
    ----------
    kind
        "relative_magnitude": from one period to the next after the start, the trends part by at most `m` times the
        most that they parted from one period to the next before it. "smoothness": the slope of their parting changes
        by at most `m` (in the outcome's unit) from one period to the next.
    low, high
        Of the effect if the estimates were exact; None when they break the restriction, or when it sets no bound.
    confidence_low, confidence_high
        With the uncertainty of all estimates.
    """

    kind: Literal["relative_magnitude", "smoothness"]
    m: float
    low: float | None
    high: float | None
    confidence_low: float | None
    confidence_high: float | None
    level: float


def relative_magnitude(
    before: Floats, after: Floats, covariance: Floats, m: float, *, weights: Floats | None = None, level: float = 0.95
) -> HonestBounds:
    """Bounds when trends part after the start by at most `m` times the largest parting before it.

    Parameters
    ----------
    before, after
        Event-study coefficients in order of time, shapes (b,) and (a,), all relative to the last period before the
        start (whose own coefficient, 0, is left out).
    covariance
        Of before and after together, shape (b + a, b + a).
    weights
        Of the effects after, shape (a,); None for the first alone.

    Raises
    ------
    NotEstimableError
        "one-pre-period" without any coefficient before the start.
    """
    if not len(before):
        raise NotEstimableError("one-pre-period")
    chosen = _weights(after, weights)
    radii = _radii(covariance, chosen, len(before), level)
    steps = _differences(len(before), len(after))
    earlier, later = steps[: len(before)], steps[len(before) :]
    spans: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for step in earlier:
        for sign in (1.0, -1.0):
            rows = [later - m * sign * step, -later - m * sign * step]
            A, b = np.vstack(rows), np.zeros(2 * len(later))
            spans.append((_extremes(before, after, chosen, A, b, None), _extremes(before, after, chosen, A, b, radii)))
    return _bounds("relative_magnitude", m, spans, level)


def smoothness(
    before: Floats, after: Floats, covariance: Floats, m: float, *, weights: Floats | None = None, level: float = 0.95
) -> HonestBounds:
    """Bounds when the slope of the parting of trends changes by at most `m` from one period to the next.

    With m = 0 the parting before the start is continued as a straight line. Parameters and errors as in
    `relative_magnitude`.
    """
    if not len(before):
        raise NotEstimableError("one-pre-period")
    chosen = _weights(after, weights)
    radii = _radii(covariance, chosen, len(before), level)
    bends = np.diff(_differences(len(before), len(after)), axis=0)
    A, b = np.vstack([bends, -bends]), np.full(2 * len(bends), m)
    spans = [(_extremes(before, after, chosen, A, b, None), _extremes(before, after, chosen, A, b, radii))]
    return _bounds("smoothness", m, spans, level)


def _weights(after: Floats, weights: Floats | None) -> Floats:
    return np.eye(len(after))[0] if weights is None else weights


def _radii(covariance: Floats, weights: Floats, n_before: int, level: float) -> Floats:
    """Half-widths that hold every coefficient before the start and the averaged effect at once."""
    pick = np.vstack([np.eye(len(covariance))[:n_before], np.concatenate([np.zeros(n_before), weights])])
    errors = np.sqrt(np.maximum(np.diag(pick @ covariance @ pick.T), 0))
    return t_quantile(1 - (1 - level) / (n_before + 1), None) * errors


def _differences(n_before: int, n_after: int) -> Floats:
    """Steps of the parting from each period to the next, through the reference (0), shape (b + a, b + a)."""
    size = n_before + n_after
    path = np.zeros((size + 1, size))
    path[:n_before, :n_before] = np.eye(n_before)
    path[n_before + 1 :, n_before:] = np.eye(n_after)
    return np.diff(path, axis=0)


def _extremes(
    before: Floats, after: Floats, weights: Floats, A: Floats, b: Floats, radii: Floats | None
) -> tuple[float, float]:
    """Return the smallest and largest effect; (inf, -inf) when no parting fits the restriction."""
    from scipy.optimize import linprog

    n_before = len(before)
    slack = np.zeros(n_before + 1) if radii is None else radii
    box: list[tuple[float | None, float | None]] = [
        (float(v - r), float(v + r)) for v, r in zip(before, slack, strict=False)
    ]
    box += [(None, None)] * len(after)
    cost = np.concatenate([np.zeros(n_before), weights])
    centre = float(weights @ after)
    ends = []
    for sign in (1.0, -1.0):  # the effect is the estimate less the parting
        done = linprog(-sign * cost, A_ub=A, b_ub=b, bounds=box, method="highs")
        if done.status == 2:
            return np.inf, -np.inf
        if done.status == 3:
            ends.append(-sign * np.inf)
        elif done.status == 0:
            ends.append(centre - sign * float(-done.fun))
        else:
            raise NotEstimableError("no-convergence")
    return ends[0] - float(slack[-1]), ends[1] + float(slack[-1])


def _bounds(
    kind: Literal["relative_magnitude", "smoothness"],
    m: float,
    spans: list[tuple[tuple[float, float], tuple[float, float]]],
    level: float,
) -> HonestBounds:
    exact, wide = (_union([pair[k] for pair in spans]) for k in (0, 1))
    return HonestBounds(
        kind=kind,
        m=m,
        low=exact[0],
        high=exact[1],
        confidence_low=wide[0],
        confidence_high=wide[1],
        level=level,
    )


def _union(spans: list[tuple[float, float]]) -> tuple[float | None, float | None]:
    low, high = min(span[0] for span in spans), max(span[1] for span in spans)
    return (low if np.isfinite(low) else None), (high if np.isfinite(high) else None)
