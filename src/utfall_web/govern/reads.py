# SPDX-License-Identifier: Apache-2.0
"""What is planned about risks, people and dates, as values of the library."""

from __future__ import annotations

from typing import Any

from utfall.core import workplan
from utfall.core.text import Text
from utfall_web.govern.models import Agreement, Message, Milestone, Risk, RoleHolder, Stakeholder
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import rows, single


def risks(initiative: Initiative) -> tuple[workplan.Risk, ...]:
    """Return the risks."""
    return tuple(as_risk(row) for row in rows(Risk, initiative))


def as_risk(row: Any) -> workplan.Risk:
    """Return a row of the risk table as a value."""
    return workplan.Risk(
        text=Text.same(row.what),
        probability=row.probability,
        impact=row.impact,
        harm=row.harm,
        action=Text.same(row.action),
        responsible=row.responsible,
    )


def stakeholders(initiative: Initiative) -> tuple[workplan.Stakeholder, ...]:
    """Return the stakeholders."""
    return tuple(
        workplan.Stakeholder(
            who=Text.same(row.who), interest=Text.same(row.interest), collection=Text.same(row.collection)
        )
        for row in rows(Stakeholder, initiative)
    )


def messages(initiative: Initiative) -> tuple[workplan.Message, ...]:
    """Return the communication plan."""
    return tuple(
        workplan.Message(
            to=Text.same(row.to),
            what=Text.same(row.what),
            when=Text.same(row.when),
            how=Text.same(row.how),
            responsible=row.responsible,
            external=row.external,
        )
        for row in rows(Message, initiative)
    )


def role_holders(initiative: Initiative) -> tuple[workplan.RoleHolder, ...]:
    """Return who holds which role."""
    return tuple(
        workplan.RoleHolder(
            role=workplan.Role(row.role),
            who=row.who,
            organisation=row.organisation,
            time_share=None if row.time_percent is None else float(row.time_percent) / 100,
        )
        for row in rows(RoleHolder, initiative)
    )


def milestones(initiative: Initiative) -> tuple[workplan.Milestone, ...]:
    """Return the dates."""
    return tuple(
        workplan.Milestone(
            text=Text.same(row.what), start=row.start.isoformat(), end=row.end.isoformat() if row.end else ""
        )
        for row in rows(Milestone, initiative)
    )


def agreement(initiative: Initiative) -> Agreement | None:
    """Return what is agreed about the steering; None when nothing is."""
    return single(Agreement, initiative)
