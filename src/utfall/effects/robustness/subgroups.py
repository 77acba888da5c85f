# SPDX-License-Identifier: Apache-2.0
"""Effects in subgroups declared beforehand: first whether they differ, then how large each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, NotEstimableError
from utfall.effects._numerics.means import welch
from utfall.effects.robustness.multiplicity import holm

_NORMAL = 1e9  # degrees of freedom from which t is normal to every digit shown
SMALLEST = 10  # persons per group and arm, below which no effect is given


@dataclass(frozen=True, slots=True)
class SubgroupEffect:
    """Effect in one subgroup; no contrast and no p value when it is too small or does not vary.

    Parameters
    ----------
    p_holm
        p value of no effect in this subgroup, adjusted for the number of subgroups.
    """

    name: str
    n_intervention: int
    n_comparison: int
    contrast: Contrast | None
    reason: str
    p_holm: float | None


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Subgroup effects and the test of whether they differ.

    Parameters
    ----------
    p_differ
        p value of "the effect is the same in all subgroups"; None with fewer than two effects.
    predeclared
        Whether the subgroups stood in the plan. If not, the result is an idea to be tested, no finding.
    """

    rows: tuple[SubgroupEffect, ...]
    p_differ: float | None
    predeclared: bool


def subgroup_effects(
    y: Floats,
    treated: Bools,
    group: Ints,
    names: tuple[str, ...],
    *,
    predeclared: bool,
    smallest: int = SMALLEST,
    level: float = 0.95,
) -> Heterogeneity:
    """Difference in means (Welch) in each subgroup and the joint test that they are equal.

    Parameters
    ----------
    group
        Index of names, -1 where unknown, shape (n,).
    smallest
        Fewest persons in each arm of a subgroup for its effect to be given.

    Notes
    -----
    The joint test is Welch's (1951) analysis of variance of the effects with their own degrees of freedom
    (Biometrika 38:330); with two subgroups it is the t test of their difference.
    """
    known = ~np.isnan(y)
    results: list[tuple[str, int, int, Contrast | None, str]] = []
    for code, name in enumerate(names):
        a, b = y[known & treated & (group == code)], y[known & ~treated & (group == code)]
        contrast, reason = None, ""
        if min(len(a), len(b)) < smallest:
            reason = "too-small"
        else:
            try:
                contrast = welch(a, b, level=level)
            except NotEstimableError as fault:
                reason = fault.reason
        results.append((name, len(a), len(b), contrast, reason))
    usable = [result[3] for result in results if result[3] is not None]
    adjusted = iter([float(p) for p in holm(np.array([c.p_value for c in usable], dtype=np.float64))])
    rows = tuple(
        SubgroupEffect(n, n1, n0, c, reason, None if c is None else next(adjusted)) for n, n1, n0, c, reason in results
    )
    return Heterogeneity(rows, equal_effects(usable), predeclared)


def equal_effects(contrasts: Sequence[Contrast]) -> float | None:
    """Return the p value of "these independent effects are the same" (Welch 1951); None with fewer than two.

    A contrast without degrees of freedom counts as normal.
    """
    k = len(contrasts)
    if k < 2:
        return None
    from scipy import special

    value = np.array([c.value for c in contrasts])
    weight = np.array([c.std_error**-2 for c in contrasts])
    free = np.array([_NORMAL if c.df is None else c.df for c in contrasts], dtype=np.float64)
    share = weight / weight.sum()
    mean = float(share @ value)
    lack = float((((1 - share) ** 2) / free).sum())
    f = float(weight @ (value - mean) ** 2) / (k - 1) / (1 + 2 * (k - 2) / (k**2 - 1) * lack)
    return float(special.fdtrc(k - 1, (k**2 - 1) / (3 * lack), f))
