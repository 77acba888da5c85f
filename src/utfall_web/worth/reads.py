# SPDX-License-Identifier: Apache-2.0
"""What is planned about money, for other rooms."""

from __future__ import annotations

from utfall_web.plan.models import Initiative
from utfall_web.worth.models import Cost


def has_costs(initiative: Initiative) -> bool:
    """Tell whether any cost is written."""
    return Cost.objects.filter(initiative=initiative).exists()
