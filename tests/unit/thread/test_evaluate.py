# SPDX-License-Identifier: Apache-2.0
"""The red thread on both demos and on plans that lack something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unit.thread.thread_sample import (
    AT_LEAST_ONE,
    BEFORE_AFTER,
    DEMOS,
    DID,
    OUTCOME,
    RCT,
    comparison,
    demo,
    initiative,
    loaded,
    people,
    run,
    run_demo,
)
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Estimate, EvidenceGrade, Unknown
from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import LANGS, Text
from utfall.effects.verdict import CriterionStatus, VerdictOutcome
from utfall.reports.phrases.verdict import reason_text
from utfall.reports.result_json import result_text
from utfall.thread import Evaluation


def estimate(found: Evaluation, comparison_id: str, outcome: str) -> Estimate:
    (answer,) = (a for a in found.answers if a.comparison.id == comparison_id and a.outcome.id == outcome)
    assert answer.result is not None
    return answer.result.estimate


def test_the_lottery_gives_the_published_difference() -> None:
    """Dehejia and Wahba (1999), table 3: 1,794 dollars among 185 and 260; the file has cents."""
    found = estimate(demo("supported_work"), "trial", "earnings")
    assert found.value == pytest.approx(1794.34, abs=0.005)
    assert (found.n_intervention, found.n_comparison) == (185, 260)
    assert found.grade is EvidenceGrade.STRONG


def test_the_raw_comparison_gives_the_published_wrong_answer_and_is_not_believed() -> None:
    """Dehejia and Wahba (1999), table 3: −8,498 dollars against the whole survey."""
    found = estimate(demo("supported_work"), "raw", "earnings")
    assert found.value == pytest.approx(-8498, abs=1)
    assert found.grade is EvidenceGrade.INSUFFICIENT


def test_matching_comes_nearer_the_lottery_than_the_raw_comparison() -> None:
    trial, matched, raw = (estimate(demo("supported_work"), which, "earnings") for which in ("trial", "matched", "raw"))
    distance = matched.value - trial.value
    assert trial.interval.low < matched.value < trial.interval.high
    assert abs(distance) < 0.05 * abs(raw.value - trial.value)
    # What this version computes; a change here is a change of the matching and must be explained.
    assert distance == pytest.approx(-132, abs=1)


def test_primary_answers_come_first_and_the_others_are_the_rest() -> None:
    found = demo("supported_work")
    assert [a.comparison.id for a in found.primary] == ["trial"]
    assert found.answers[: len(found.primary)] == found.primary
    assert len(found.primary) + len(found.others) == len(found.answers) == 5


def test_the_swedish_demo_meets_its_criteria_on_limited_evidence() -> None:
    found = demo("vagen_till_jobb")
    assert found.verdict.outcome is VerdictOutcome.SUCCESS
    assert {a.result.estimate.grade for a in found.primary if a.result} == {EvidenceGrade.LIMITED}
    assert [g.outcome for g in found.gender] == ["arbete", "bistand", "besok"]


@pytest.mark.parametrize("name", DEMOS)
def test_the_same_run_gives_the_same_id_and_the_same_bytes(name: str) -> None:
    first, second = run_demo(name), run_demo(name)
    assert first.provenance.run_id == second.provenance.run_id
    for lang in LANGS:
        assert result_text(first, lang).encode() == result_text(second, lang).encode()


def test_another_seed_is_another_run_with_other_draws_but_the_same_estimates() -> None:
    first, second = run_demo("supported_work"), run_demo("supported_work", seed=4)
    assert first.provenance.run_id != second.provenance.run_id
    assert second.provenance.seed == 4
    assert estimate(first, "trial", "earnings") == estimate(second, "trial", "earnings")
    assert not isinstance(first.appraisal, Unknown)
    assert not isinstance(second.appraisal, Unknown)
    assert first.appraisal.society.net == second.appraisal.society.net
    assert first.appraisal.uncertainty != second.appraisal.uncertainty


@pytest.mark.parametrize("change", ["software", "plan", "inputs"])
def test_the_run_id_changes_with_software_plan_and_data(change: str) -> None:
    from utfall.thread import provenance_of

    plan, inputs = loaded("supported_work").initiative, loaded("supported_work").inputs
    before = provenance_of(plan, inputs, software="utfall 1", seed=1).run_id
    after = {
        "software": lambda: provenance_of(plan, inputs, software="utfall 2", seed=1),
        "plan": lambda: provenance_of(replace(plan, plan_sha256="f" * 64), inputs, software="utfall 1", seed=1),
        "inputs": lambda: provenance_of(plan, inputs[:1], software="utfall 1", seed=1),
    }[change]().run_id
    assert before != after


def test_a_refused_secondary_comparison_is_told_and_stops_nothing() -> None:
    flat = replace(OUTCOME, id="flat", column="same")
    plan = initiative(
        comparison(RCT, outcomes=("score",)),
        comparison(RCT, id_="other", primary=False, outcomes=("flat",)),
        outcomes=(OUTCOME, flat),
    )
    found = run(plan)
    (other,) = found.others
    assert other.result is None
    assert [fault.text.sv for fault in other.refusal]
    assert found.primary[0].result is not None
    assert found.verdict.outcome is VerdictOutcome.SUCCESS


def test_a_refused_primary_comparison_is_refused() -> None:
    with pytest.raises(DesignRefused) as refusal:
        run(initiative(comparison(RCT), outcomes=(replace(OUTCOME, column="same"),)))
    assert all(fault.mend.sv and fault.mend.en for fault in refusal.value.faults)


def test_a_group_below_the_threshold_is_refused_by_the_number_of_people() -> None:
    table = people(40)
    few = table.with_columns(treat=(table["person"] < 6).cast(int))
    run(initiative(comparison(RCT), disclosure_threshold=6), few)
    with pytest.raises(DesignRefused) as refusal:
        run(initiative(comparison(RCT), disclosure_threshold=7), few)
    assert [fault.code for fault in refusal.value.faults] == ["group-below-threshold"]


def test_a_small_group_in_a_secondary_comparison_is_not_shown() -> None:
    table = people(40)
    few = table.with_columns(few=(table["person"] < 4).cast(int))
    other = comparison(replace(RCT, treatment="few"), id_="few", primary=False)
    found = run(initiative(comparison(RCT), other), few)
    assert [fault.code for fault in found.others[0].refusal] == ["group-below-threshold"]


def test_lines_on_an_outcome_without_estimate_are_an_input_error() -> None:
    plan = loaded("vagen_till_jobb").initiative
    narrowed = replace(plan.comparisons[0], outcomes=("arbete",))
    with pytest.raises(InputError) as error:
        run_demo("vagen_till_jobb", comparisons=(narrowed,))
    assert [fault.code for fault in error.value.faults] == ["no-estimate", "no-estimate"]
    fields = [fault.place.field for fault in error.value.faults]
    linked = {line.id: line.link.outcome for line in plan.lines if line.link is not None}
    assert [linked[field.split(".")[1]] for field in fields] == ["besok", "bistand"]


def test_a_criterion_on_an_outcome_of_a_secondary_comparison_says_that_it_is_measured_elsewhere() -> None:
    mood = Outcome(id="mood", label=Text.same("mood"), column="after")
    plan = initiative(
        comparison(RCT, outcomes=("score",)),
        comparison(BEFORE_AFTER, id_="second", primary=False),
        outcomes=(OUTCOME, mood),
        criteria=(Criterion(id="mood", kind="success", measure="effect", outcome="mood", at_least=0.0),),
    )
    (result,) = run(plan).verdict.criteria
    assert (result.value, result.reason) == (None, "other-comparison")
    for lang in LANGS:
        assert reason_text(result.reason, lang) != result.reason


@pytest.mark.parametrize("change", [{"lines": ()}, {"appraisal": None}])
def test_no_economy_is_unknown_and_its_criteria_cannot_be_assessed(change: dict[str, object]) -> None:
    found = run_demo("supported_work", **change)
    assert found.appraisal == Unknown("no-economy")
    assert found.sensitivity == ()
    statuses = {row.criterion.id: row.status for row in found.verdict.criteria}
    assert statuses["worth-it"] is CriterionStatus.NOT_ASSESSABLE
    assert found.verdict.outcome is VerdictOutcome.NOT_ASSESSABLE


def test_no_criteria_give_no_verdict() -> None:
    found = run(initiative(comparison(RCT), criteria=()))
    assert (found.verdict.outcome, found.verdict.reason) == (VerdictOutcome.NOT_ASSESSABLE, "no-criteria")


def test_no_sex_column_no_gender_analysis() -> None:
    assert run(initiative(comparison(RCT))).gender == ()


def test_a_sex_column_gives_both_sexes() -> None:
    (found,) = run(initiative(comparison(RCT, sex="sex"))).gender
    assert [group.sex for group in found.groups] == ["kvinna", "man"]


def test_before_after_as_primary_is_a_change_and_never_meets_an_effect_criterion() -> None:
    found = run(initiative(comparison(BEFORE_AFTER)))
    shown = estimate(found, "main", "score")
    # The made-up people gain 1 with time and 2 by taking part: the change holds both.
    assert shown.value == pytest.approx(3, abs=0.3)
    assert shown.grade is EvidenceGrade.CHANGE_ONLY
    assert found.verdict.criteria[0].status is CriterionStatus.NOT_ASSESSABLE
    assert found.verdict.criteria[0].reason == "change-only"


def test_did_as_primary_takes_off_what_happened_to_all() -> None:
    found = run(initiative(comparison(DID)))
    shown = estimate(found, "main", "score")
    assert shown.value == pytest.approx(2, abs=0.5)  # standard error about 0.13
    assert shown.interval.low < 2 < shown.interval.high
    assert found.verdict.outcome is VerdictOutcome.SUCCESS


def test_a_stop_criterion_that_is_met_decides() -> None:
    stop = replace(AT_LEAST_ONE, id="stop", kind="stop", at_least=None, at_most=5.0)
    assert run(initiative(comparison(RCT), criteria=(AT_LEAST_ONE, stop))).verdict.outcome is VerdictOutcome.STOP


def test_progress_is_told_in_both_languages() -> None:
    from unit.thread.thread_sample import INPUTS, SOFTWARE
    from utfall.thread import evaluate

    told: list[Text] = []
    evaluate(
        initiative(comparison(RCT, sex="sex")),
        {"people": people()},
        inputs=INPUTS,
        software=SOFTWARE,
        progress=told.append,
    )
    assert [text.en for text in told] == ["Effect: Score", "Gender analysis", "How well the answer holds"]
    assert all(text.sv for text in told)
