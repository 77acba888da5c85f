# SPDX-License-Identifier: Apache-2.0
"""What is planned about money, for other rooms."""

from __future__ import annotations

from utfall_web.plan.models import Initiative
from utfall_web.shared.fixed import Fixed
from utfall_web.worth.models import Cost

_A_COST = Fixed(lambda initiative_id: Cost.objects.filter(initiative_id=initiative_id)[:1])


def has_costs(initiative: Initiative) -> bool:
    """Tell whether any cost is written."""
    return _A_COST.first(initiative.pk) is not None
