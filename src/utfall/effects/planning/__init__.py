# SPDX-License-Identifier: Apache-2.0
"""Before the start: who is to be compared, how many are needed, who is drawn, and what was planned."""

from __future__ import annotations

from utfall.effects.planning.allocation import (
    ALLOCATION_METHODS,
    Allocation,
    AllocationMethod,
    AllocationPlan,
    Decision,
    allocate,
    drawing_bytes,
)
from utfall.effects.planning.deviations import Deviation, deviations
from utfall.effects.planning.guide import (
    ALTERNATIVES,
    QUESTIONS,
    Alternative,
    Answer,
    Ranked,
    Standing,
    rank_alternatives,
)
from utfall.effects.planning.power import power_of, solve_power
from utfall.effects.planning.power_plan import PLANNED_DESIGNS, PlannedDesign, PowerAnswer, PowerPlan
from utfall.effects.planning.requirements import FACTS, PlanFacts, minimum_requirements, parse_facts
from utfall.effects.planning.seal import seal, seal_kept

__all__ = [
    "ALLOCATION_METHODS",
    "ALTERNATIVES",
    "FACTS",
    "PLANNED_DESIGNS",
    "QUESTIONS",
    "Allocation",
    "AllocationMethod",
    "AllocationPlan",
    "Alternative",
    "Answer",
    "Decision",
    "Deviation",
    "PlanFacts",
    "PlannedDesign",
    "PowerAnswer",
    "PowerPlan",
    "Ranked",
    "Standing",
    "allocate",
    "deviations",
    "drawing_bytes",
    "minimum_requirements",
    "parse_facts",
    "power_of",
    "rank_alternatives",
    "seal",
    "seal_kept",
    "solve_power",
]
