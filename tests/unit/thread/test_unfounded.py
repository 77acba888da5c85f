# SPDX-License-Identifier: Apache-2.0
"""An economy that rests on a change, or on a comparison that shows nothing, settles no criterion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unit.thread.thread_sample import demo, loaded, run_demo
from utfall.core.outcome import MEASURES, Criterion
from utfall.effects.verdict import CriterionStatus, VerdictOutcome
from utfall.thread import Evaluation

ECONOMY = tuple(
    Criterion(id=measure, kind="success", measure=measure, at_least=-1e12)
    for measure in MEASURES
    if measure != "effect"
)


def on_a_change() -> Evaluation:
    """The Swedish demo with only its before–after comparison, and only what hangs on that outcome."""
    plan = loaded("vagen_till_jobb").initiative
    (change,) = (c for c in plan.comparisons if c.id == "fore-efter")
    lines = tuple(line for line in plan.lines if line.link is None or line.link.outcome == "bistand")
    return run_demo(
        "vagen_till_jobb", comparisons=(replace(change, primary=True),), lines=lines, criteria=ECONOMY
    )  # fmt: skip


def on_a_raw_comparison() -> Evaluation:
    plan = loaded("supported_work").initiative
    (raw,) = (c for c in plan.comparisons if c.id == "raw")
    return run_demo("supported_work", comparisons=(replace(raw, primary=True),), criteria=ECONOMY)


@pytest.mark.parametrize(
    ("make", "reason"), [(on_a_change, "change-only"), (on_a_raw_comparison, "evidence-insufficient")]
)
def test_no_criterion_on_the_economy_can_be_met(make: object, reason: str) -> None:
    assert callable(make)
    found = make()
    assert found.unfounded == reason
    assert found.verdict.outcome is VerdictOutcome.NOT_ASSESSABLE
    assert {row.status for row in found.verdict.criteria} == {CriterionStatus.NOT_ASSESSABLE}
    assert {row.reason for row in found.verdict.criteria} == {reason}


def test_criteria_on_a_founded_economy_are_held_against_its_numbers() -> None:
    found = run_demo("vagen_till_jobb", criteria=ECONOMY)
    assert found.unfounded == ""
    assert {row.status for row in found.verdict.criteria} == {CriterionStatus.MET}


def test_limited_evidence_is_still_evidence() -> None:
    assert demo("vagen_till_jobb").unfounded == ""


def test_an_outcome_that_no_line_hangs_on_does_not_matter() -> None:
    plan = loaded("supported_work").initiative
    lines = tuple(line for line in plan.lines if line.link is None)
    (raw,) = (c for c in plan.comparisons if c.id == "raw")
    assert run_demo("supported_work", comparisons=(replace(raw, primary=True),), lines=lines).unfounded == ""
