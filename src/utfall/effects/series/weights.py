# SPDX-License-Identifier: Apache-2.0
"""Weights of donors and of periods, and the effects that follow from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints
from utfall.effects.series.nearby import mixed_weights
from utfall.effects.series.ridged import ridged_weights
from utfall.effects.series.simplex import frank_wolfe, simplex_least_squares

NEXT_TO_NOTHING = 1e-6  # ridge of the periods' weights, in units of the noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthetic:
    """A synthetic control.

    Parameters
    ----------
    weights
        Of the donors, shape (donors,).
    gap
        Treated minus synthetic in every period, shape (periods,).
    """

    weights: Floats
    gap: Floats
    n_pre: int

    @property
    def effect(self) -> float:
        """Mean gap after the start."""
        return float(self.gap[self.n_pre :].mean())

    @property
    def rmspe_pre(self) -> float:
        """Root mean square of the gaps before the start."""
        return float(np.sqrt((self.gap[: self.n_pre] ** 2).mean()))

    @property
    def rmspe_post(self) -> float:
        """Root mean square of the gaps after the start."""
        return float(np.sqrt((self.gap[self.n_pre :] ** 2).mean()))

    @property
    def ratio(self) -> float:
        """RMSPE after the start over that before it; infinite for a perfect fit before."""
        return self.rmspe_post / self.rmspe_pre if self.rmspe_pre > 0 else float("inf")


def synthetic_control(treated: Floats, donors: Floats, n_pre: int) -> Synthetic:
    """Return the mix of donors that followed the treated series best before the start.

    Parameters
    ----------
    treated, donors
        Shapes (periods,) and (donors, periods).

    Notes
    -----
    Abadie, Diamond and Hainmueller (2010), JASA 105:493, with the outcomes before the start as the only predictors
    and the exact optimum.
    """
    weights = simplex_least_squares(donors[:, :n_pre].T, treated[:n_pre])
    return Synthetic(weights=weights, gap=treated - weights @ donors, n_pre=n_pre)


def synthetic_control_by_walk(treated: Floats, donors: Floats, n_pre: int) -> Synthetic:
    """Return the same mix as the reference programme of synthetic difference in differences leaves it.

    Parameters as in `synthetic_control`.

    Notes
    -----
    Arkhangelsky and others (2021), AER 111:4088, table 1, column SC: weights of donors alone, without a level, with a
    ridge of next to nothing (10^-6 of the noise), stopped some way from the optimum (`frank_wolfe`).
    """
    before = donors[:, :n_pre]
    noise = float(np.diff(before, axis=1).std(ddof=1))
    weights = frank_wolfe(before.T, treated[:n_pre], ridge=(1e-6 * noise) ** 2 * n_pre, least_gain=(1e-5 * noise) ** 2)
    return Synthetic(weights=weights, gap=treated - weights @ donors, n_pre=n_pre)


_MOST_SETS = 200


def placebo_controls(donors: Floats, n_pre: int) -> list[Synthetic]:
    """Return a synthetic control of each donor from the other donors."""
    return _each_from_others(donors, n_pre, [np.array([j]) for j in range(len(donors))])


def _each_from_others(units: Floats, n_pre: int, groups: list[Ints]) -> list[Synthetic]:
    """Return a synthetic control of the mean of each group from the units outside it."""
    means = np.array([units[group].mean(axis=0) for group in groups])
    weights = mixed_weights(units[:, :n_pre].T, means[:, :n_pre], groups)
    gaps = means - weights @ units
    return [
        Synthetic(weights=np.delete(own, group), gap=gap, n_pre=n_pre)
        for own, gap, group in zip(weights, gaps, groups, strict=True)
    ]


def placebo_sets(treated: Floats, donors: Floats, n_pre: int) -> list[Synthetic]:
    """Return a synthetic control of the mean of as many units as were treated, from all the others.

    Several treated units have a smoother mean than one donor: held against single donors it would be found too often.
    The sets are drawn among all units, so that each has as many to be made of as the treated had: the permutation test
    of no effect. All other sets that there are, or 199 that are always drawn alike.

    Parameters
    ----------
    treated, donors
        Shapes (treated units, periods) and (donors, periods).
    """
    units = np.vstack([treated, donors])
    return _each_from_others(units, n_pre, [np.array(taken) for taken in _sets(len(units), len(treated))])


def smallest_p(n_treated: int, n_donors: int) -> float:
    """Return the smallest p value that placebos can give, however large the effect: one over how many are compared.

    With one treated unit and J donors 1/(J + 1): below 19 donors 0.05 is never reached.
    """
    return 1 / min(math.comb(n_treated + n_donors, n_treated), _MOST_SETS)


def donors_needed(n_treated: int, alpha: float) -> int:
    """Return the fewest donors with which placebos can give a p value of `alpha` (or as small as ever)."""
    donors = 1
    while smallest_p(n_treated, donors) > max(alpha, 1 / _MOST_SETS) + 1e-12:
        donors += 1
    return donors


def _sets(count: int, size: int) -> list[list[int]]:
    """Return sets of units other than the first `size`."""
    own = list(range(size))
    if math.comb(count, size) <= _MOST_SETS:
        return [list(one) for one in combinations(range(count), size) if list(one) != own]
    rng = np.random.default_rng([count, size])
    drawn = (sorted(rng.choice(count, size, replace=False).tolist()) for _ in range(2 * _MOST_SETS))
    return [one for one in drawn if one != own][: _MOST_SETS - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleWeights:
    """A synthetic difference in differences: effect, weights of donors and of the periods before the start."""

    effect: float
    units: Floats
    periods: Floats


def synthetic_did(treated: Floats, donors: Floats, n_pre: int, *, exact: bool = True) -> DoubleWeights:
    """Return the synthetic difference in differences.

    Parameters
    ----------
    treated, donors
        Shapes (treated units, periods) and (donors, periods).
    exact
        Weights at the optimum, its conditions asserted; False: as the authors' own programme leaves them.

    Notes
    -----
    Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), AER 111:4088, algorithm 1. Both sets of weights allow
    for a level of their own; the donors' are drawn towards each other by a ridge, the periods' hardly at all.
    """
    before = donors[:, :n_pre]
    after = donors[:, n_pre:].mean(axis=1)
    noise = float(np.diff(before, axis=1).std(ddof=1))
    n_post = donors.shape[1] - n_pre
    ridge = float(unit_ridge(noise, len(treated), n_post, n_pre))
    least_gain = None if exact else (1e-5 * noise) ** 2
    units = _with_level(before.T, treated[:, :n_pre].mean(axis=0), ridge, least_gain)
    periods = _with_level(before, after, (NEXT_TO_NOTHING * noise) ** 2 * len(before), least_gain)
    change_1 = float(treated[:, n_pre:].mean() - (treated[:, :n_pre] @ periods).mean())
    change_0 = float(units @ (after - before @ periods))
    return DoubleWeights(effect=change_1 - change_0, units=units, periods=periods)


def unit_ridge(noise: Floats | float, n_treated: Ints | int, n_post: int, n_pre: int) -> Floats:
    """Return the ridge that draws donors' weights towards each other, on the sum of squares: algorithm 1, step 1."""
    return np.asarray(np.sqrt(np.asarray(n_treated) * n_post) * np.asarray(noise) ** 2 * n_pre)


def _with_level(A: Floats, b: Floats, ridge: float, least_gain: float | None) -> Floats:
    """Weights on the simplex with a free level: columns and target are centred."""
    centred, target = A - A.mean(axis=0), b - b.mean()
    if least_gain is not None:
        return frank_wolfe(centred, target, ridge=ridge, least_gain=least_gain)
    if A.shape[1] <= 2 * A.shape[0]:
        return simplex_least_squares(centred, target, ridge=ridge)
    return np.asarray(ridged_weights(centred, target[None], np.array([ridge]), [np.array([], dtype=np.int64)])[0])


def difference_in_differences(treated: Floats, donors: Floats, n_pre: int) -> float:
    """Return the plain difference in differences of the block."""
    change_1 = treated[:, n_pre:].mean() - treated[:, :n_pre].mean()
    return float(change_1 - (donors[:, n_pre:].mean() - donors[:, :n_pre].mean()))
