# SPDX-License-Identifier: Apache-2.0
"""How big the need is, where and among whom: indicators, breakdowns, standardisation, areas, indices."""

from utfall.needs.definitions import Band, Condition, Dimension, Indicator, NeedsPlan, Tail
from utfall.needs.raw import RawCells, RawNeeds

__all__ = ["Band", "Condition", "Dimension", "Indicator", "NeedsPlan", "RawCells", "RawNeeds", "Tail"]
