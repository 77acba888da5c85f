# SPDX-License-Identifier: Apache-2.0
"""Pictures of places: maps of small areas, funnels, small panels beside each other."""

from utfall.reports.figures.places.choropleth import ChoroplethChart, choropleth_figure

__all__ = ["ChoroplethChart", "choropleth_figure"]
