# SPDX-License-Identifier: Apache-2.0
"""The rules behind the guide's points: each looks in the plan and says what is missing, and where it is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from utfall.core.initiative import LogicRow
from utfall.core.red_thread import Break, Broken
from utfall.core.text import Text
from utfall.core.workplan import Role, TargetGroup
from utfall_web.compare import reads as compare
from utfall_web.govern import reads as govern
from utfall_web.govern.models import Agreement
from utfall_web.logic import reads as logic
from utfall_web.measure import reads as measure
from utfall_web.measure.models import Outcome
from utfall_web.need import reads as need
from utfall_web.plan.models import Initiative
from utfall_web.worth import reads as worth


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: `missing` is empty when the point is fulfilled; `route` is where it is mended."""

    missing: tuple[Text, ...]
    route: str

    @property
    def fulfilled(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


class Plan:
    """An initiative as the rules ask about it: what several of them need is asked for once."""

    def __init__(self, initiative: Initiative) -> None:
        self.initiative = initiative

    @cached_property
    def target_group(self) -> TargetGroup | None:
        """The target group."""
        return need.target_group(self.initiative)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles that somebody holds."""
        return frozenset(holder.role for holder in govern.role_holders(self.initiative))

    @cached_property
    def logic(self) -> tuple[tuple[LogicRow, ...], tuple[Broken, ...]]:
        """The logic model, and where its red thread is broken."""
        return logic.breaks(self.initiative)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """The indicators."""
        return measure.outcomes(self.initiative)

    @cached_property
    def steering(self) -> Agreement | None:
        """What is agreed on steering."""
        return govern.agreement(self.initiative)


Check = Callable[[Plan], Found]


def _found(route: str, *rules: tuple[bool, Text]) -> Found:
    return Found(tuple(words for holds, words in rules if not holds), route)


def _need_verified(plan: Plan) -> Found:
    needs = need.needs(plan.initiative)
    return _found(
        "need:needs",
        (bool(needs), Text(sv="inget behov är beskrivet", en="no need is described")),
        (
            all(one.verified for one in needs),
            Text(sv="ett behov saknar underlag med källa", en="a need lacks evidence with a source"),
        ),
    )


def _target_group(plan: Plan) -> Found:
    group = plan.target_group
    return _found(
        "need:target",
        (
            group is not None and bool(group.description),
            Text(sv="målgruppen är inte beskriven", en="the target group is not described"),
        ),
        (
            group is not None and bool(group.traits),
            Text(sv="målgruppen är inte avgränsad", en="the target group is not bounded"),
        ),
    )


def _anchored(plan: Plan) -> Found:
    return _found(
        "need:needs",
        (
            need.anchored(plan.initiative),
            Text(sv="det står inte var behoven är förankrade", en="it is not said where the needs are accepted"),
        ),
    )


def _internal(plan: Plan) -> Found:
    told = any(not message.external for message in govern.messages(plan.initiative))
    return _found(
        "govern:messages",
        (
            told,
            Text(
                sv="kommunikationsplanen har inget till de egna verksamheterna",
                en="the communication plan has nothing to the own operations",
            ),
        ),
    )


def _simple_logic(plan: Plan) -> Found:
    rows, breaks = plan.logic
    through = not any(one.kind in (Break.LEVEL_EMPTY, Break.GOAL_UNREACHED, Break.LOOP) for one in breaks)
    return _found(
        "logic:rows",
        (bool(rows), Text(sv="logikmodellen är tom", en="the logic model is empty")),
        (
            not rows or through,
            Text(
                sv="den röda tråden når inte från resurs till mål",
                en="the red thread does not reach from resource to goal",
            ),
        ),
    )


def _groups(plan: Plan) -> Found:
    return _found(
        "govern:role_holders",
        (Role.STEERING_GROUP in plan.roles, Text(sv="ingen styrgrupp är utsedd", en="no steering group is appointed")),
        (Role.TEAM_MEMBER in plan.roles, Text(sv="ingen arbetsgrupp är utsedd", en="no working group is appointed")),
    )


def _detailed_logic(plan: Plan) -> Found:
    rows, breaks = plan.logic
    return _found(
        "logic:rows",
        (
            bool(rows) and not breaks,
            Text(sv="den röda tråden brister i logikmodellen", en="the red thread is broken in the logic model"),
        ),
        (bool(plan.outcomes), Text(sv="inga indikatorer finns", en="there are no indicators")),
        (
            compare.has_primary(plan.initiative),
            Text(sv="ingen jämförelse bär slutsatsen", en="no comparison carries the conclusion"),
        ),
    )


def _full_scale(plan: Plan) -> Found:
    group = plan.target_group
    return _found(
        "need:target",
        (
            group is not None and group.whole is not None,
            Text(sv="hela målgruppens storlek är okänd", en="the size of the whole group is unknown"),
        ),
        (worth.has_costs(plan.initiative), Text(sv="inga kostnader är skrivna", en="no costs are written")),
        (
            any(one.expected is not None for one in plan.outcomes),
            Text(sv="ingen väntad effekt är angiven", en="no expected effect is stated"),
        ),
    )


def _structure(plan: Plan) -> Found:
    return _found(
        "govern:role_holders",
        (Role.PROJECT_LEAD in plan.roles, Text(sv="ingen projektledare är utsedd", en="no project lead is appointed")),
        (Role.OWNER in plan.roles, Text(sv="ingen projektägare är utsedd", en="no owner is appointed")),
    )


def _routines(plan: Plan) -> Found:
    activities = measure.activities(plan.initiative)
    return _found(
        "measure:activities",
        (bool(activities), Text(sv="inga aktiviteter är beskrivna", en="no activities are described")),
        (
            all(one.reported_by and one.process_measure for one in activities),
            Text(
                sv="en aktivitet saknar rapportör eller processmått", en="an activity lacks reporter or process measure"
            ),
        ),
    )


def _risks(plan: Plan) -> Found:
    risks = govern.risks(plan.initiative)
    return _found(
        "govern:risks",
        (bool(risks), Text(sv="inga risker är beskrivna", en="no risks are described")),
        (
            all(risk.responsible for risk in risks),
            Text(sv="en risk saknar ansvarig", en="a risk has nobody responsible"),
        ),
    )


def _roles_clear(plan: Plan) -> Found:
    asked = {Role.STEERING_GROUP, Role.OWNER, Role.PROJECT_LEAD, Role.TEAM_MEMBER}
    return _found(
        "govern:role_holders",
        (
            asked <= plan.roles,
            Text(
                sv="styrgrupp, ägare, ledare och medarbetare ska alla finnas med",
                en="steering group, owner, lead and team shall all be there",
            ),
        ),
    )


def _decision_paths(plan: Plan) -> Found:
    steering = plan.steering
    said = steering is not None and bool(steering.decision_paths)
    return _found(
        "govern:steering",
        (said, Text(sv="beslutsvägarna är inte beskrivna", en="the decision paths are not described")),
    )


def _checkins(plan: Plan) -> Found:
    steering = plan.steering
    said = steering is not None and bool(steering.check_ins)
    return _found(
        "govern:steering", (said, Text(sv="avstämningarna är inte beskrivna", en="the check-ins are not described"))
    )


_LATER = Text(sv="registreras när genomförandet har börjat", en="is registered when delivery has begun")

CHECKS: dict[str, Check] = {
    "need_verified": _need_verified,
    "target_group_bounded": _target_group,
    "need_anchored": _anchored,
    "internal_communication": _internal,
    "simple_logic_model": _simple_logic,
    "groups_established": _groups,
    "detailed_logic_model": _detailed_logic,
    "full_scale_estimate": _full_scale,
    "project_structure": _structure,
    "routines": _routines,
    "risks_assigned": _risks,
    "roles_clear": _roles_clear,
    "decision_paths": _decision_paths,
    "checkins_planned": _checkins,
    "measures_registered": lambda _: Found((_LATER,), "measure:outcomes"),
    "outcome_against_comparison": lambda _: Found((_LATER,), "compare:comparisons"),
}
