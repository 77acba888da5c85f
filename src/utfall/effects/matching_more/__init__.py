# SPDX-License-Identifier: Apache-2.0
"""More ways to match: exact, coarsened exact, subclasses, optimal pairs and full sets."""

from utfall.effects.matching_more.exact import estimate_exact_matching
from utfall.effects.matching_more.optimal import estimate_optimal_matching

__all__ = ["estimate_exact_matching", "estimate_optimal_matching"]
