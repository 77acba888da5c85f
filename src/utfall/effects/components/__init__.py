# SPDX-License-Identifier: Apache-2.0
"""Component analysis: which parts of an initiative do the work."""

from utfall.effects.components.decisions import ComponentDose, ComponentRow, component_doses, component_table
from utfall.effects.components.factorial import (
    Alias,
    ComponentEffect,
    FactorialDesign,
    alias_table,
    component_effects,
    factorial_design,
)

__all__ = [
    "Alias",
    "ComponentDose",
    "ComponentEffect",
    "ComponentRow",
    "FactorialDesign",
    "alias_table",
    "component_doses",
    "component_effects",
    "component_table",
    "factorial_design",
]
