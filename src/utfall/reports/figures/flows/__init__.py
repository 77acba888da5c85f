# SPDX-License-Identifier: Apache-2.0
"""Pictures of ways through a system: flows back from an outcome, rows of sequences, time to an event."""

from utfall.reports.figures.flows.alluvial import AlluvialChart, alluvial_figure

__all__ = ["AlluvialChart", "alluvial_figure"]
