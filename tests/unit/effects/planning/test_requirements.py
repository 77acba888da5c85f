# SPDX-License-Identifier: Apache-2.0
"""Each minimum requirement passes, warns and fails for its own reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from utfall.core.actors import Actor
from utfall.core.designs import BeforeAfter
from utfall.core.errors import InputError
from utfall.core.estimate import Status
from utfall.core.initiative import Initiative, PlanLock
from utfall.effects.planning import PlanFacts, minimum_requirements, parse_facts
from utfall.effects.planning.requirements import CATALOGUE
from utfall.io.initiative_file import read_initiative

DEMO = "demos/vagen_till_jobb/initiative.toml"
READY = PlanFacts(
    eligible=300, time_plan=True, baseline=True, managers=True, roles=True, informed=True, legal=True,
    documenting=(Actor.MUNICIPALITY, Actor.REGION),
)  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> Initiative:
    return replace(read_initiative(DEMO), lock=None)  # as it was before it was locked


def status(initiative: Initiative, facts: PlanFacts | None = None) -> dict[str, Status]:
    return {check.id: check.status for check in minimum_requirements(initiative, facts)}


def test_a_ready_plan_meets_all_but_the_lock(demo: Initiative) -> None:
    found = status(demo, READY)
    assert tuple(found) == CATALOGUE
    assert [name for name, one in found.items() if one is not Status.PASS] == ["M-LOCK"]


def test_what_is_not_stated_is_warned_of_and_what_is_denied_fails(demo: Initiative) -> None:
    silent = status(demo)
    denied = status(
        demo, parse_facts({"managers": "nej", "roles": "no", "informed": "0", "legal": "n", "time_plan": "nej"})
    )
    for name in ("M-MANAGERS", "M-ROLES", "M-INFORMED", "M-LEGAL", "M-TIMEPLAN"):
        assert silent[name] is Status.WARN
        assert denied[name] is Status.FAIL


@pytest.mark.parametrize(
    ("changes", "check", "expected"),
    [
        ({"outcomes": ()}, "M-OUTCOME", Status.FAIL),
        ({"outcomes": ()}, "M-PROCESS", Status.FAIL),
        ({"logic_model": ()}, "M-PROCESS", Status.FAIL),
        ({"logic_model": ()}, "M-ACTIVITY", Status.FAIL),
        ({"comparisons": ()}, "M-DESIGN", Status.FAIL),
        ({"criteria": ()}, "M-CRITERIA", Status.FAIL),
        ({"participants": 301}, "M-ELIGIBLE", Status.FAIL),
        ({"lock": PlanLock(date="2026-01-01", sha256="0" * 64)}, "M-LOCK", Status.FAIL),
    ],
)
def test_each_lack_fails_its_own_check(demo: Initiative, changes: dict[str, Any], check: str, expected: Status) -> None:
    assert status(replace(demo, **changes), READY)[check] is expected


def test_a_process_measure_must_lead_to_the_outcome(demo: Initiative) -> None:
    def without(field: str, value: Any) -> dict[str, Status]:
        rows = tuple(replace(row, **{field: value}) if row.id == "coach" else row for row in demo.logic_model)
        return status(replace(demo, logic_model=rows), READY)

    assert without("leads_to", ())["M-PROCESS"] is Status.FAIL
    assert without("leads_to", ("arbete",))["M-PROCESS"] is Status.WARN  # the other outcomes have none
    assert without("indicator", type(demo.title)("", ""))["M-PROCESS"] is Status.FAIL


def test_a_process_measure_may_lead_there_in_several_steps_and_in_circles(demo: Initiative) -> None:
    steps = {"coach": ("halsa",), "halsa": ("bistand",), "bistand": ("arbete", "halsa")}
    rows = tuple(replace(row, leads_to=steps.get(row.id, row.leads_to)) for row in demo.logic_model)
    assert status(replace(demo, logic_model=rows), READY)["M-PROCESS"] is Status.PASS


def test_every_paying_actor_must_document(demo: Initiative) -> None:
    assert status(demo, replace(READY, documenting=(Actor.MUNICIPALITY,)))["M-ACTIVITY"] is Status.FAIL
    assert status(demo, replace(READY, documenting=None))["M-ACTIVITY"] is Status.WARN


def test_before_and_after_alone_is_weaker_than_a_matched_control(demo: Initiative) -> None:
    weak = replace(demo.comparisons[0], design=BeforeAfter(before="x"))
    assert status(replace(demo, comparisons=(weak,)), READY)["M-DESIGN"] is Status.FAIL


def test_a_locked_plan_passes(demo: Initiative) -> None:
    locked = replace(demo, lock=PlanLock(date="2026-01-01", sha256=demo.plan_sha256))
    assert status(locked, READY)["M-LOCK"] is Status.PASS


def test_facts_are_read_as_people_write_them() -> None:
    found = parse_facts({"eligible": " 240", "documenting": "kommun, regionen", "managers": "Ja"})
    assert found == PlanFacts(eligible=240, documenting=(Actor.MUNICIPALITY, Actor.REGION), managers=True)


@pytest.mark.parametrize(
    ("words", "told"),
    [({"manager": "ja"}, "managers"), ({"eligible": "många"}, "många"), ({"documenting": "granne"}, "granne")],
)
def test_facts_that_cannot_be_read_are_refused(words: dict[str, str], told: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_facts(words)
    assert told in refused.value.faults[0].of("sv")


def test_no_activity_at_all_names_the_actors_with_costs(demo: Initiative) -> None:
    found = {check.id: check for check in minimum_requirements(replace(demo, logic_model=()), PlanFacts())}
    assert "municipality" in str(dict(found["M-ACTIVITY"].details)["lacking"])
    nobody = {check.id: check for check in minimum_requirements(replace(demo, logic_model=(), lines=()), PlanFacts())}
    assert dict(nobody["M-ACTIVITY"].details)["lacking"] == "–"  # never an empty place in a sentence
