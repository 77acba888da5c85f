# SPDX-License-Identifier: Apache-2.0
"""The documents of the planning phase, made of the plan.

Decision paper before the start, case to a board, project plan, project lead's instruction, information letter and
consent form.

What the plan does not hold is said to be missing, in its place: a gap that cannot be seen is not mended.
"""

from utfall.reports.plan_papers.case import board_case
from utfall.reports.plan_papers.letters import consent_form, information_letter
from utfall.reports.plan_papers.paper import ex_ante_paper
from utfall.reports.plan_papers.project import lead_instruction, project_plan

__all__ = ["board_case", "consent_form", "ex_ante_paper", "information_letter", "lead_instruction", "project_plan"]
