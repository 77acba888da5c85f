# SPDX-License-Identifier: Apache-2.0
"""The guide ranks what is possible by what it can show."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.errors import InputError
from utfall.core.estimate import EvidenceGrade
from utfall.effects.planning import ALTERNATIVES, QUESTIONS, Answer, Standing, rank_alternatives

ALL_NO = dict.fromkeys(QUESTIONS, "no")
FEW = settings(max_examples=60, deadline=None)


def possible(**answers: str) -> list[str]:
    ranked = rank_alternatives({**ALL_NO, **answers})
    return [one.alternative.id for one in ranked if one.standing is Standing.POSSIBLE]


def test_a_lottery_comes_first_and_before_after_last() -> None:
    everything = dict.fromkeys(QUESTIONS, "yes") | {"started": "no", "withheld": "no"}
    names = [one.alternative.id for one in rank_alternatives(everything)]
    assert names[:2] == ["rct", "wait_list"]
    assert names[-1] == "before_after"
    assert len(names) == len(ALTERNATIVES)


def test_only_the_own_group_gives_a_change_and_no_effect() -> None:
    ranked = rank_alternatives({**ALL_NO, "own_before": "yes"})
    assert [one.alternative.id for one in ranked if one.rank] == ["before_after"]
    assert ranked[0].alternative.ceiling is EvidenceGrade.CHANGE_ONLY
    assert not ranked[0].alternative.minimum


def test_who_may_not_be_left_without_can_wait() -> None:
    assert possible(lots="yes", staggered="yes", withheld="yes") == ["wait_list"]
    assert possible(lots="yes", staggered="yes", withheld="no") == ["rct", "wait_list"]


def test_what_has_started_can_no_longer_be_drawn() -> None:
    assert possible(lots="yes", staggered="yes", units="yes", started="yes", others="yes", before_after="yes") == [
        "did"
    ]


def test_each_question_of_the_guide_opens_its_alternative() -> None:
    assert possible(others="yes", background="yes") == ["matching"]
    assert possible(cutoff="yes") == ["rdd"]
    assert possible(series="yes") == ["its"]
    assert possible(series="yes", series_others="yes") == ["controlled_its", "its"]
    assert possible(series="yes", municipalities="yes") == ["synthetic_control", "its"]
    assert possible(earlier="yes") == ["historical"]
    assert possible(national="yes") == ["benchmark"]
    assert possible() == []


def test_an_impossible_alternative_says_which_answer_rules_it_out() -> None:
    found = {one.alternative.id: one for one in rank_alternatives({"lots": "nej", "started": "ja"})}
    assert found["rct"].lacking == ("lots", "started")
    assert found["rct"].rank is None
    assert found["did"].standing is Standing.OPEN
    assert found["did"].open == ("others", "before_after")


@FEW
@given(st.fixed_dictionaries({name: st.sampled_from(list(Answer)) for name in QUESTIONS}))
def test_the_order_is_of_standing_and_strength(answers: dict[str, Answer]) -> None:
    ranked = rank_alternatives(answers)
    grades = list(EvidenceGrade)
    keys = [(list(Standing).index(one.standing), grades.index(one.alternative.ceiling)) for one in ranked]
    assert keys == sorted(keys)
    assert [one.rank for one in ranked if one.rank] == list(range(1, sum(one.rank is not None for one in ranked) + 1))
    assert all(bool(one.lacking) == (one.standing is Standing.IMPOSSIBLE) for one in ranked)


@FEW
@given(st.fixed_dictionaries({name: st.sampled_from(list(Answer)) for name in QUESTIONS}), st.sampled_from(QUESTIONS))
def test_a_yes_to_what_is_needed_closes_nothing_that_needs_it(answers: dict[str, Answer], asked: str) -> None:
    before = {one.alternative.id: one.standing for one in rank_alternatives({**answers, asked: Answer.UNKNOWN})}
    after = {one.alternative.id: one.standing for one in rank_alternatives({**answers, asked: Answer.YES})}
    for one in ALTERNATIVES:
        if asked not in one.refused_by:
            assert list(Standing).index(after[one.id]) <= list(Standing).index(before[one.id])


@pytest.mark.parametrize(("answers", "told"), [({"lott": "ja"}, "lots"), ({"lots": "kanske"}, "kanske")])
def test_unknown_questions_and_answers_are_refused(answers: dict[str, str], told: str) -> None:
    with pytest.raises(InputError) as refused:
        rank_alternatives(answers)
    assert told in refused.value.faults[0].of("sv")


def test_no_question_is_asked_for_nothing() -> None:
    used = {name for one in ALTERNATIVES for name in (*one.needs, *one.refused_by)}
    assert used == set(QUESTIONS)
