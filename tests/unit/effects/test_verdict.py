# SPDX-License-Identifier: Apache-2.0
"""Verdicts: each rule, each outcome, and what takes precedence."""

from __future__ import annotations

import math

import pytest

from utfall.core.estimate import Estimand, Estimate, EvidenceGrade, Interval, Quantity, Unknown
from utfall.core.outcome import Criterion
from utfall.effects import CriterionStatus, VerdictOutcome, decide


def effect(value, low, high, grade=EvidenceGrade.STRONG):
    return Estimate(
        id="main/work", outcome="work", design="rct", estimand=Estimand.ITT, value=value, std_error=1.0,
        interval=Interval(low, high), p_value=None, df=None, unit="", n_intervention=50, n_comparison=50,
        mean_intervention=value, mean_comparison=0.0, grade=grade, method="welch",
    )  # fmt: skip


def success(**options):
    return Criterion(id="s", kind="success", measure="effect", outcome="work", **options)


def stop(**options):
    return Criterion(id="x", kind="stop", measure="effect", outcome="work", **options)


WORK = ("effect", "work")


@pytest.mark.parametrize(
    ("criterion", "low", "high", "expected"),
    [
        (success(at_least=2), 2, 5, CriterionStatus.MET),  # the threshold itself is reached
        (success(at_least=2), 1.9, 5, CriterionStatus.INCONCLUSIVE),
        (success(at_least=2), -1, 1.9, CriterionStatus.MISSED),
        (success(at_most=-5), -9, -5, CriterionStatus.MET),  # a wanted decrease
        (success(at_most=-5), -9, -4, CriterionStatus.INCONCLUSIVE),
        (success(at_most=-5), -4, 1, CriterionStatus.MISSED),
        (success(at_least=2, rule="point"), -10, 14.1, CriterionStatus.MET),
        (success(at_least=2, rule="point"), -10, 13, CriterionStatus.MISSED),
    ],
)
def test_rules(criterion, low, high, expected):
    found = decide([criterion], {WORK: effect((low + high) / 2, low, high)}).criteria[0]
    assert found.status is expected
    assert (found.low, found.high, found.threshold) == (low, high, criterion.threshold)


def test_success_needs_every_success_criterion():
    other = Criterion(id="e", kind="success", measure="npv_society", at_least=0)
    both = [success(at_least=1), other]
    good = {WORK: effect(3, 2, 4), ("npv_society", None): Quantity(10.0, Interval(5.0, 15.0))}
    assert decide(both, good).outcome is VerdictOutcome.SUCCESS
    good[("npv_society", None)] = Quantity(10.0, Interval(-5.0, 25.0))
    found = decide(both, good)
    assert (found.outcome, found.reason) == (VerdictOutcome.INCONCLUSIVE, "straddles")


def test_stop_takes_precedence_over_success_and_over_what_is_unknown():
    found = decide(
        [success(at_least=1), stop(at_most=10), Criterion(id="e", kind="success", measure="bcr", at_least=1)],
        {WORK: effect(3, 2, 4)},
    )
    assert (found.outcome, found.reason) == (VerdictOutcome.STOP, "stop-met")


def test_an_undecided_stop_does_not_hinder_success_and_is_told():
    found = decide([success(at_least=1), stop(at_most=3)], {WORK: effect(3, 2, 4)})
    assert found.outcome is VerdictOutcome.SUCCESS
    assert found.criteria[1].status is CriterionStatus.INCONCLUSIVE


def test_a_missed_success_is_no_stop():
    found = decide([success(at_least=5)], {WORK: effect(3, 2, 4)})
    assert (found.outcome, found.reason) == (VerdictOutcome.INCONCLUSIVE, "success-missed")


@pytest.mark.parametrize(
    ("measured", "reason"),
    [
        (Unknown("too-few"), "too-few"),
        (effect(3, 2, 4, EvidenceGrade.CHANGE_ONLY), "change-only"),
        (effect(3, 2, 4, EvidenceGrade.INSUFFICIENT), "evidence-insufficient"),
        (effect(float("nan"), 2, 4), "not-measured"),
        (Quantity(3.0), "no-interval"),
    ],
)
def test_not_assessable(measured, reason):
    found = decide([success(at_least=1)], {WORK: measured})
    assert found.outcome is VerdictOutcome.NOT_ASSESSABLE
    assert found.criteria[0].reason == reason


def test_what_was_not_measured_and_no_criteria():
    assert decide([success(at_least=1)], {}).criteria[0].reason == "not-measured"
    assert decide([], {}).reason == "no-criteria"
    assert decide([stop(at_most=0)], {WORK: effect(3, 2, 4)}).reason == "no-success-criterion"


def test_a_probability_has_no_interval_and_needs_none():
    criterion = Criterion(id="p", kind="success", measure="probability_net_positive", at_least=0.8)
    found = decide([criterion], {("probability_net_positive", None): Quantity(0.85)})
    assert found.outcome is VerdictOutcome.SUCCESS


def test_change_only_hinders_effects_but_the_point_rule_does_not_help():
    found = decide([success(at_least=1, rule="point")], {WORK: effect(3, 2, 4, EvidenceGrade.CHANGE_ONLY)})
    assert found.outcome is VerdictOutcome.NOT_ASSESSABLE


def test_a_payback_that_never_comes_misses_its_criterion() -> None:
    criterion = Criterion(id="back", kind="success", measure="payback_months", at_most=24, rule="point")
    result = decide([criterion], {("payback_months", None): Quantity(math.inf)})
    assert result.criteria[0].status is CriterionStatus.MISSED
    assert result.outcome is VerdictOutcome.INCONCLUSIVE
