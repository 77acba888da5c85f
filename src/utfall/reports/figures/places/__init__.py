# SPDX-License-Identifier: Apache-2.0
"""Pictures of places: maps of small areas, funnels, small panels beside each other."""

from utfall.reports.figures.places.choropleth import ChoroplethChart, choropleth_figure
from utfall.reports.figures.places.funnel import FunnelChart, FunnelLimit, FunnelPoint, funnel_figure
from utfall.reports.figures.places.multiples import MultiplesChart, Panel, multiples_figure
from utfall.reports.figures.places.standing import StandingChart, StandingRow, standing_figure, standing_table

__all__ = [
    "ChoroplethChart",
    "FunnelChart",
    "FunnelLimit",
    "FunnelPoint",
    "MultiplesChart",
    "Panel",
    "StandingChart",
    "StandingRow",
    "choropleth_figure",
    "funnel_figure",
    "multiples_figure",
    "standing_figure",
    "standing_table",
]
