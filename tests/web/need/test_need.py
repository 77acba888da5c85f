# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall_web.need import reads
from utfall_web.need.models import Evidence, Need
from utfall_web.need.rules import Answers, Ruling, ruling
from utfall_web.need.tables import EVIDENCE, GATE, NEEDS, TARGET
from utfall_web.plan.rowpages import add_row
from web.forms_sent import sent
from web_world import World

answer = st.sampled_from(["yes", "no", "unsure"])


def test_both_halves_and_both_bounds_make_a_social_investment() -> None:
    assert ruling(Answers("yes", "yes", "yes", "yes")) == (Ruling.YES, ())
    assert ruling(Answers("yes", "no", "yes", "yes")) == (Ruling.NO, ("cheaper",))
    assert ruling(Answers()) == (Ruling.OPEN, ("better", "cheaper", "bounded", "new"))


@given(st.tuples(answer, answer, answer, answer))
def test_one_no_is_enough_and_doubt_is_no_yes(given_answers: tuple[str, str, str, str]) -> None:
    found, in_the_way = ruling(Answers(*given_answers))
    if "no" in given_answers:
        assert (found, len(in_the_way)) == (Ruling.NO, given_answers.count("no"))
    else:
        assert found is (Ruling.OPEN if "unsure" in given_answers else Ruling.YES)
        assert len(in_the_way) == given_answers.count("unsure")


def test_a_need_is_supported_by_what_has_a_source(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("coordinator"))
    (need,) = reads.needs(world.initiative)
    assert not need.verified
    assert "Inte styrkt med källa: Stöd i många månader" in client.get(NEEDS.address(world.initiative)).content.decode()
    voices = {"need": need.id, "kind": "qualitative", "what": "Intervjuer", "source": "Rapport 2024:3"}
    assert sent(client, EVIDENCE.address(world.initiative, "new"), voices).status_code == 302
    (need,) = reads.needs(world.initiative)
    assert need.verified
    assert [one.kind for one in need.evidence] == ["quantitative", "qualitative"]
    assert need.evidence[0].share == 0.3
    assert "Inte styrkt" not in client.get(NEEDS.address(world.initiative)).content.decode()


def test_counts_that_cannot_be_are_refused_and_small_ones_are_not_shown(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("coordinator"))
    (need,) = reads.needs(world.initiative)
    values = {"need": need.id, "kind": "quantitative", "what": "Utan bostad", "numerator": "9", "denominator": "4"}
    refused = sent(client, EVIDENCE.address(world.initiative, "new"), values)
    assert "Fler har behovet än som ingår" in refused.content.decode()
    assert (
        sent(
            client, EVIDENCE.address(world.initiative, "new"), values | {"numerator": "3", "denominator": "400"}
        ).status_code
        == 302
    )
    page = client.get(EVIDENCE.address(world.initiative)).content.decode()
    assert "visas inte, för få personer" in page
    assert "3 av 400" not in page


def test_evidence_cannot_be_tied_to_a_need_of_another_initiative(world: World, signed_in: Any) -> None:
    theirs = add_row(NEEDS, world.other, actor=None, values={"problem": "Deras", "group": "alla"})
    client = signed_in(world.person("coordinator"))
    values = {"need": theirs.pk, "kind": "qualitative", "what": "Smyg"}
    assert sent(client, EVIDENCE.address(world.initiative, "new"), values).status_code == 200
    assert not Evidence.objects.filter(what="Smyg").exists()


def test_the_target_group_and_its_bounds_as_a_value(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    wrong = sent(client, TARGET.address(world.initiative, "change"), {"expected": "300", "whole": "240"})
    assert "Fler väntas delta än som finns i gruppen" in wrong.content.decode()
    done = sent(
        client, TARGET.address(world.initiative, "change"), {"description": "Unga", "expected": "100", "whole": "240"}
    )
    assert done.status_code == 302
    group = reads.target_group(world.initiative)
    assert group is not None
    assert (group.expected, group.whole, group.description.sv) == (100, 240, "Unga")
    assert [(kind.en, what.sv) for kind, what in group.traits] == [("Age", "18–24 år")]
    assert reads.target_group(world.other) is None


@pytest.mark.parametrize(
    ("cheaper", "said"), [("yes", "Båda delarna av definitionen är uppfyllda"), ("no", "lägre kostnad för samhället")]
)
def test_the_gate_says_what_the_answers_mean(cheaper: str, said: str, world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    values = {"better": "yes", "cheaper": cheaper, "bounded": "yes", "new": "yes"}
    assert sent(client, GATE.address(world.initiative, "change"), values).status_code == 302
    assert said in client.get(GATE.address(world.initiative)).content.decode()


def test_a_need_is_anchored_when_every_need_says_where(world: World) -> None:
    assert not reads.anchored(world.initiative)
    Need.objects.filter(initiative=world.initiative).update(anchored="Socialnämnden")
    assert reads.anchored(world.initiative)
    assert not reads.anchored(world.other)
