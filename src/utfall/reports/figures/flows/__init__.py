# SPDX-License-Identifier: Apache-2.0
"""Pictures of ways through a system: flows back from an outcome, rows of sequences, time to an event."""

from utfall.reports.figures.flows.alluvial import AlluvialChart, alluvial_figure
from utfall.reports.figures.flows.sequences import SequencesChart, distribution_figure, index_figure
from utfall.reports.figures.flows.steps import StepCurve, StepPoint, StepsChart, steps_figure

__all__ = [
    "AlluvialChart",
    "SequencesChart",
    "StepCurve",
    "StepPoint",
    "StepsChart",
    "alluvial_figure",
    "distribution_figure",
    "index_figure",
    "steps_figure",
]
