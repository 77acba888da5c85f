# SPDX-License-Identifier: Apache-2.0
"""Whether the trends were parallel before the start, and what follows when they were not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.estimate import Check, Status
from utfall.effects._numerics.contrast import Contrast, Floats
from utfall.effects.panel import groups
from utfall.effects.panel.honest import HonestBounds, relative_magnitude, smoothness

_DRAWS = 20_000
_FEWEST = 5  # units beyond the differences tested
_POWER = 2.8  # standard errors that a 5 % test finds with 80 % probability
_MULTIPLES = (0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretest:
    """The joint test that no trend differed before the start.

    Parameters
    ----------
    wald, df
        Wald statistic and how many differences it tests.
    p_value
        By the F distribution (Hotelling), which allows for few units or clusters.
    """

    wald: float
    df: int
    p_value: float


def pretest(found: groups.Cells, spread: Floats, independent: int) -> Pretest | None:
    """Test that every cell before its start is 0; None when there are none or too few units to tell.

    With more cells than a fifth of the independent units (or clusters) the averages by distance from the start are
    tested. `spread` is the covariance of the cells' basis.
    """
    from scipy import special

    before = np.flatnonzero(~found.after)
    values, between = found.att[before], spread[np.ix_(before, before)]
    if len(values) > independent / 5:
        parts = [part for e, part in groups.by_event_time(found).items() if e < 0]
        values, between = np.array([part.value for part in parts]), groups.joint(parts, spread)
    if not len(values):
        return None
    scale = np.sqrt(np.diag(between))
    if not np.all(scale > 0):
        return None
    roots, vectors = np.linalg.eigh(between / np.outer(scale, scale))
    used = roots > 1e-10
    df = int(used.sum())
    if independent - df < _FEWEST:
        return None
    wald = float((((values / scale) @ vectors[:, used]) ** 2 / roots[used]).sum())
    free = independent - df
    statistic = wald * free / (df * (independent - 1))
    return Pretest(wald=wald, df=df, p_value=float(special.fdtrc(df, free, statistic)))


def pretrend_checks(
    test: Pretest | None, path: dict[int, groups.Average], contrast: Contrast, spread: Floats
) -> tuple[Check, ...]:
    """W-PRETREND: trends differed before the start. W-PRETREND-LOWPOWER: the test could not have seen it."""
    if test is None:
        return (Check("W-PRETREND", Status.INFO),)
    status = Status.WARN if test.p_value < 0.05 else Status.PASS
    status = Status.FAIL if test.p_value < 0.001 else status
    errors = [groups.std_error(part, spread) for e, part in path.items() if e < 0]
    smallest = _POWER * float(np.median(errors))
    blind = smallest > abs(contrast.value)
    return (
        Check("W-PRETREND", status, test.p_value, 0.05, (("differences", test.df),)),
        Check("W-PRETREND-LOWPOWER", Status.WARN if blind else Status.PASS, smallest, abs(contrast.value)),
    )


def simultaneous(spread: Floats, *, level: float, rng: np.random.Generator) -> float:
    """Return how many standard errors hold every estimate at once, by draws from the normal with this covariance."""
    scale = np.sqrt(np.diag(spread))
    kept = scale > 0
    correlation = spread[np.ix_(kept, kept)] / np.outer(scale[kept], scale[kept])
    roots, vectors = np.linalg.eigh(correlation)
    draws = rng.standard_normal((_DRAWS, int(kept.sum()))) * np.sqrt(np.maximum(roots, 0)) @ vectors.T
    return float(np.quantile(np.abs(draws).max(axis=1), level))


def bounds(path: dict[int, groups.Average], spread: Floats, *, level: float) -> tuple[HonestBounds, ...]:
    """Return bounds on the effect at the start for an event study relative to the last period before it.

    Relative magnitudes 0.5, 1 and 2, and a straight continuation of the trend before the start. Only distances that
    follow each other without gaps are used; empty with no distance before the reference.
    """
    before = [e for e in range(-2, min(path, default=0) - 1, -1) if e in path][::-1]
    if not before or 0 not in path or before != list(range(before[0], -1)):
        return ()
    parts = [path[e] for e in (*before, 0)]
    between = groups.joint(parts, spread)
    values = np.array([part.value for part in parts])
    early, first = values[:-1], values[-1:]
    found = [relative_magnitude(early, first, between, m, level=level) for m in _MULTIPLES]
    return (*found, smoothness(early, first, between, 0.0, level=level))
