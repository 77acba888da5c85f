# SPDX-License-Identifier: Apache-2.0
"""What the usual regression with unit and period effects would have said: only to warn of.

With staggered starts it uses units that have already started as comparisons, some of them with a negative weight.
Goodman-Bacon (2021), Journal of Econometrics 225:254; de Chaisemartin and D'Haultfœuille (2020), AER 110:2964.
"""

from __future__ import annotations

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError
from utfall.effects.panel.fixed_effects import fixed_effects


def two_way(y: Floats, start: Ints) -> tuple[float, float] | None:
    """Return the coefficient and the share of treated cells that it weights negatively; None if not estimable.

    Parameters
    ----------
    y
        Units by periods, NaN where there is no value.
    start
        Position of the first treated period, shape (units,).
    """
    treated = np.arange(y.shape[1]) >= start[:, None]
    known = ~np.isnan(y)
    if known.all():
        return _balanced(y, start)
    unit, period = np.nonzero(known)
    unit = np.unique(unit, return_inverse=True)[1]
    period = np.unique(period, return_inverse=True)[1]
    on = treated[known]
    try:
        found = fixed_effects(y[known], on.astype(np.float64)[:, None], unit, period)
    except NotEstimableError:
        return None
    return float(found.coefficients[0]), float((found.regressors_within[on, 0] < 0).mean())


def _balanced(y: Floats, start: Ints) -> tuple[float, float] | None:
    """As `two_way`, from the mean of each start group in each period: all that the coefficient depends on."""
    groups, member = np.unique(start, return_inverse=True)
    size = np.bincount(member).astype(np.float64)
    periods = np.arange(y.shape[1])
    on = (periods >= groups[:, None]).astype(np.float64)
    left = on - on.mean(axis=1, keepdims=True)
    left -= (size @ left) / size.sum()
    total = float((size[:, None] * left**2).sum())
    if total <= 1e-12 * len(start):
        return None
    sums = np.column_stack([np.bincount(member, weights=column) for column in y.T])
    treated = on > 0
    negative = float((size[:, None] * (treated & (left < 0))).sum() / (size[:, None] * treated).sum())
    return float((left * sums).sum()) / total, negative
