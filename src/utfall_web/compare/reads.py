# SPDX-License-Identifier: Apache-2.0
"""What is planned about the comparison, as values."""

from __future__ import annotations

from utfall.core import workplan
from utfall.core.text import Text
from utfall_web.compare.exchange import comparison_tables, data_tables, question_words
from utfall_web.compare.models import Comparison, Ethics
from utfall_web.compare.rules import Screened, Screening, screening
from utfall_web.plan.models import Initiative

__all__ = ["comparison_tables", "data_tables", "handling", "has_primary", "question_words", "screened"]


def has_primary(initiative: Initiative) -> bool:
    """Tell whether a comparison carries the conclusion."""
    return Comparison.objects.filter(initiative=initiative, primary=True).exists()


def handling(initiative: Initiative) -> workplan.Handling:
    """Return how personal data are handled; empty while nothing is written."""
    row = Ethics.objects.filter(initiative=initiative).first()
    if row is None:
        return workplan.Handling()
    return workplan.Handling(
        controller=row.controller,
        contact=row.contact,
        protection_officer=row.protection_officer,
        legal_basis=Text.same(row.legal_basis),
        data=Text.same(row.collected),
        kept=Text.same(row.kept),
        recipients=Text.same(row.recipients),
    )


def screened(initiative: Initiative) -> Screening:
    """Return what the screening questions point to."""
    row = Ethics.objects.filter(initiative=initiative).first()
    if row is None:
        return screening(Screened())
    return screening(Screened(research=row.research, publish=row.publish, sensitive=row.sensitive, affects=row.affects))
