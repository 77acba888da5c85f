# SPDX-License-Identifier: Apache-2.0
"""Units followed over several periods: fixed effects, staggered starts, event study, bounds on parallel trends."""

from __future__ import annotations

from utfall.effects.panel.fixed_effects import FixedEffects, fixed_effects
from utfall.effects.panel.honest import HonestBounds, relative_magnitude, smoothness
from utfall.effects.panel.results import CellEffect, PathPoint, StaggeredAnalysis
from utfall.effects.panel.staggered import analyse_staggered_did, estimate_staggered_did

__all__ = [
    "CellEffect",
    "FixedEffects",
    "HonestBounds",
    "PathPoint",
    "StaggeredAnalysis",
    "analyse_staggered_did",
    "estimate_staggered_did",
    "fixed_effects",
    "relative_magnitude",
    "smoothness",
]
