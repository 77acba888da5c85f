# SPDX-License-Identifier: Apache-2.0
"""Which covariates say nothing of their own: those alike for all, and those that follow from columns before them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats

_BLOCK = 4096
_NOTHING_LEFT = 1e-10  # of a column's own spread, when what the columns before it explain is taken away


@dataclass(frozen=True, slots=True)
class Redundant:
    """Positions of covariates that tell nothing.

    Parameters
    ----------
    constant
        Alike for all.
    follows
        Vary, but follow exactly from the covariates that stand before them.
    """

    constant: tuple[int, ...] = ()
    follows: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.constant) + len(self.follows)

    def left_out_of(self, covariates: Floats) -> Floats:
        """Return the covariates that tell something of their own, shape (n, p - len(self))."""
        return np.delete(covariates, [*self.constant, *self.follows], axis=1) if self else covariates


def redundant_by_moments(moments: Floats, varies: Bools) -> Redundant:
    """Return what is redundant, from weighted or plain moments of a constant and the covariates.

    Parameters
    ----------
    moments
        Z'WZ of Z = (1, covariates), weights W above 0, shape (p + 1, p + 1). The covariates may be shifted and scaled.
    varies
        Which covariates are not alike for all, shape (p,).

    Notes
    -----
    Column by column, what the constant and the columns before leave is swept out (Beaton 1964): Xv = 0 on all rows
    exactly when v'X'WXv = 0. A column of which 10^-10 is left correlates above 0.99999999995 with the others.
    """
    left = np.array(moments, dtype=np.float64)
    own = np.diag(left).copy()
    follows: list[int] = []
    for j in range(len(left)):
        if j and not varies[j - 1]:
            continue
        if left[j, j] <= _NOTHING_LEFT * own[j]:
            follows.append(j - 1)
            continue
        left = left - np.outer(left[:, j], left[j]) / left[j, j]
    return Redundant(tuple(int(j) for j in np.flatnonzero(~varies)), tuple(follows))


def redundant_columns(covariates: Floats) -> Redundant:
    """Return what is redundant among covariates, shape (n, p), finite; passed over in blocks."""
    centre = covariates.mean(axis=0)
    scale = covariates.std(axis=0)
    varies = scale > 1e-12 * (np.abs(centre) + 1)
    moments = np.zeros((len(centre) + 1, len(centre) + 1))
    for start in range(0, len(covariates), _BLOCK):
        block = (covariates[start : start + _BLOCK] - centre) / np.where(varies, scale, 1.0)
        block = np.column_stack([np.ones(len(block)), block])
        moments += block.T @ block
    return redundant_by_moments(moments, varies)
