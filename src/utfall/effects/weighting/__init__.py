# SPDX-License-Identifier: Apache-2.0
"""Weighting and standardisation: groups made alike by how much each person counts, or by a regression."""

from utfall.effects.weighting.estimate import estimate_weighting
from utfall.effects.weighting.standardisation import estimate_standardisation

__all__ = ["estimate_standardisation", "estimate_weighting"]
