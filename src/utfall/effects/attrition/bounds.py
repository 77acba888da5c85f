# SPDX-License-Identifier: Apache-2.0
"""What the effect can be at least and at most when some outcomes are missing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, NotEstimableError, t_quantile

Trimmed = Literal["intervention", "comparison", "none"]


@dataclass(frozen=True, slots=True)
class EffectBounds:
    """Bounds of an effect and the interval that covers it.

    Parameters
    ----------
    lower, upper
        The effect is between these if the assumptions hold and the sample were endless.
    ci_low, ci_high
        Covers the effect (not the bounds) with probability `level` (Imbens and Manski 2004); NaN when not computed.
    trimmed
        Group whose outcomes were trimmed; "none" when nothing was.
    share_trimmed
        Share of that group's measured outcomes.
    measured_1, measured_0
        Share measured in each group.
    """

    lower: float
    upper: float
    se_lower: float
    se_upper: float
    ci_low: float
    ci_high: float
    level: float
    trimmed: Trimmed
    share_trimmed: float
    measured_1: float
    measured_0: float


def lee_bounds(y: Floats, treated: Bools, *, level: float = 0.95) -> EffectBounds:
    """Bounds on the effect among those who would be measured in either group (Lee's trimming bounds).

    Parameters
    ----------
    y
        Outcome, NaN where it was not measured, shape (n,).
    treated
        Group as drawn, shape (n,).

    Returns
    -------
    EffectBounds
        In the outcome's unit. The group with more measured loses its lowest (highest) outcomes until both groups have
        the same share measured; a value at the cut is split, so that the share is met exactly also with ties.

    Raises
    ------
    NotEstimableError
        "no-complete" when a group has nothing measured; "one-participant" when fewer than two are left.

    Notes
    -----
    Lee (2009), Review of Economic Studies 76:1071; variance by his proposition 3. Assumes that groups were drawn and
    that the offer moves people in one direction only: nobody drops out because of it in the group that lost fewer.
    """
    seen = ~np.isnan(y)
    n = int(treated.sum()), int((~treated).sum())
    groups = y[treated & seen], y[~treated & seen]
    if min(len(group) for group in groups) == 0:
        raise NotEstimableError("no-complete")
    shares = len(groups[0]) / n[0], len(groups[1]) / n[1]
    flip = shares[0] < shares[1]
    more, fewer = (groups[1], groups[0]) if flip else groups
    high, low = max(shares), min(shares)
    trim = (high - low) / high
    if len(fewer) < 2 or (1 - trim) * len(more) < 2:
        raise NotEstimableError("one-participant")
    bottom = _trimmed(np.sort(more), trim)  # mean of those left when the highest are cut
    top = _trimmed(np.sort(-more), trim)
    base = float(fewer.mean())
    own = float(fewer.var(ddof=1)) / len(fewer)
    edges = bottom.mean - base, -top.mean - base
    n_more, n_fewer = (n[1], n[0]) if flip else n
    keep = 1 - trim
    share_noise = ((1 - high) / (high * n_more) + (1 - low) / (low * n_fewer)) if trim > 0 else 0.0
    errors = []
    for cut in (bottom, top):
        kept = cut.variance + (cut.edge - cut.mean) ** 2 * trim
        errors.append(math.sqrt(kept / (keep * len(more)) + (cut.edge - cut.mean) ** 2 * share_noise + own))
    lower, upper, se = edges[0], edges[1], (errors[0], errors[1])
    if flip:
        lower, upper, se = -edges[1], -edges[0], (errors[1], errors[0])
    ci = imbens_manski(lower, upper, se[0], se[1], level=level)
    side: Trimmed = "none" if trim == 0 else "comparison" if flip else "intervention"
    return EffectBounds(lower, upper, se[0], se[1], ci[0], ci[1], level, side, trim, shares[0], shares[1])


@dataclass(frozen=True, slots=True)
class _Cut:
    mean: float
    variance: float
    edge: float


def _trimmed(ascending: Floats, trim: float) -> _Cut:
    """Return mean, variance and largest value of the lowest 1 - trim; the value at the cut counts in part."""
    keep = (1 - trim) * len(ascending)
    weight = np.clip(keep - np.arange(len(ascending)), 0.0, 1.0)
    mean = float(weight @ ascending / keep)
    variance = float(weight @ (ascending - mean) ** 2 / keep)
    last = min(max(math.ceil(keep - 1e-9) - 1, 0), len(ascending) - 1)
    return _Cut(mean, variance, float(ascending[last]))


def imbens_manski(
    lower: float, upper: float, se_lower: float, se_upper: float, *, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval that covers a quantity known only to lie between two estimated bounds.

    Notes
    -----
    Imbens and Manski (2004), Econometrica 72:1845: the critical value lies between the one- and the two-sided normal
    quantile, by how far apart the bounds are in standard errors.
    """
    from scipy import special

    widest = max(se_lower, se_upper)
    if not widest > 0:
        return lower, upper
    gap = max(upper - lower, 0.0) / widest
    small, large = 0.0, t_quantile(level, None) + 1
    for _ in range(60):
        c = (small + large) / 2
        if special.ndtr(c + gap) - special.ndtr(-c) < level:
            small = c
        else:
            large = c
    return lower - large * se_lower, upper + large * se_upper


def worst_case_bounds(y: Floats, treated: Bools, *, lowest: float, highest: float, level: float = 0.95) -> EffectBounds:
    """Bounds that assume nothing about those who were not measured but the range of the outcome (Manski).

    Parameters
    ----------
    y
        Outcome, NaN where it was not measured, shape (n,).
    lowest, highest
        The outcome's smallest and largest possible value.

    Raises
    ------
    ValueError
        When a measured outcome lies outside the range.
    NotEstimableError
        "too-few" with fewer than two persons in a group.

    Notes
    -----
    Horowitz and Manski (2000), JASA 95:77. The missing are filled in with the value that is worst, and then best,
    for the intervention.
    """
    seen = ~np.isnan(y)
    if seen.any() and (y[seen].min() < lowest or y[seen].max() > highest):
        raise ValueError("an outcome lies outside the range that was stated as possible")
    n_1, n_0 = int(treated.sum()), int((~treated).sum())
    if min(n_1, n_0) < 2:
        raise NotEstimableError("too-few")
    edges, errors = [], []
    for fill_1, fill_0 in ((lowest, highest), (highest, lowest)):
        a = np.where(seen, y, fill_1)[treated]
        b = np.where(seen, y, fill_0)[~treated]
        edges.append(float(a.mean() - b.mean()))
        errors.append(math.sqrt(a.var(ddof=1) / n_1 + b.var(ddof=1) / n_0))
    ci = imbens_manski(edges[0], edges[1], errors[0], errors[1], level=level)
    shares = float(seen[treated].mean()), float(seen[~treated].mean())
    return EffectBounds(
        edges[0], edges[1], errors[0], errors[1], ci[0], ci[1], level, "none", 0.0, shares[0], shares[1]
    )
