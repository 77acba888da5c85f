# SPDX-License-Identifier: Apache-2.0
"""Cells and averages as points with their intervals."""

from __future__ import annotations

import numpy as np

from utfall.core.estimate import Interval
from utfall.effects._numerics.contrast import Floats, t_quantile
from utfall.effects.panel import groups
from utfall.effects.panel.results import CellEffect, PathPoint


def span(value: float, error: float, width: float, level: float) -> Interval:
    """Return value ± width · error."""
    return Interval(value - width * error, value + width * error, level)


def cell_effects(found: groups.Cells, spread: Floats, level: float, names: tuple[str, ...]) -> tuple[CellEffect, ...]:
    """Return every cell with its interval; `spread` is the covariance of the cells' basis."""
    width, errors = t_quantile(level, None), np.sqrt(np.diag(spread))
    return tuple(
        CellEffect(
            group=names[found.group[k]],
            period=names[found.period[k]],
            value=float(value),
            std_error=float(errors[k]),
            interval=span(float(value), float(errors[k]), width, level),
            n_intervention=int(found.n_treated[k]),
            n_comparison=int(found.n_comparison[k]),
        )
        for k, value in enumerate(found.att)
    )


def points(
    parts: dict[int, groups.Average], spread: Floats, level: float, names: tuple[str, ...] | None
) -> tuple[PathPoint, ...]:
    """Return averages with their intervals; keys are positions in `names`, or numbers when it is None."""
    width, kept = t_quantile(level, None), []
    for at, part in parts.items():
        error = groups.std_error(part, spread)
        shown = str(at) if names is None else names[at]
        kept.append(
            PathPoint(at=shown, value=part.value, std_error=error, interval=span(part.value, error, width, level))
        )
    return tuple(kept)
