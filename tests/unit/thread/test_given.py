# SPDX-License-Identifier: Apache-2.0
"""The economy with effects given in words, and the values that criteria are held against."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from unit.thread.thread_sample import DEMOS, demo, loaded
from utfall.core.errors import InputError
from utfall.core.estimate import Estimate, EvidenceGrade, Quantity, Unknown
from utfall.economics import Appraisal
from utfall.economics.model import SOCIETY
from utfall.thread.given import appraise_given
from utfall.thread.measured import measured_values


def appraised(*given: str) -> Appraisal:
    plan = loaded("supported_work").initiative
    assert plan.appraisal is not None
    _, found = appraise_given(replace(plan, appraisal=replace(plan.appraisal, draws=200)), given)
    assert isinstance(found, Appraisal)
    return found


def test_society_gains_in_proportion_to_the_given_effect() -> None:
    """Every consequence hangs on the one outcome, so what is gained is proportional to the effect."""
    none, once, twice = (appraised(f"earnings={value}").society.net for value in (0, 1000, 2000))
    assert twice - none == pytest.approx(2 * (once - none))
    # 185 × 13,000 dollars in year 1, undiscounted at its start: the cost alone.
    assert none == pytest.approx(-2_405_000)


def test_decimal_comma_and_the_true_minus_are_read() -> None:
    assert appraised("earnings=1000,5").society.net == appraised("earnings=1000.5").society.net
    assert appraised("earnings=−500").society.net == appraised("earnings=-500").society.net


def test_a_range_gives_an_interval_and_no_range_gives_only_the_costs_spread() -> None:
    wide, none = appraised("earnings=1000:0:2000"), appraised("earnings=1000")
    assert wide.uncertainty is not None
    assert none.uncertainty is not None
    spreads = [found.uncertainty.net[(SOCIETY, 10)].interval for found in (wide, none)]
    assert spreads[0].high - spreads[0].low > spreads[1].high - spreads[1].low > 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("earnings", "effect-unreadable"),
        ("earnings=many", "effect-unreadable"),
        ("earnings=inf", "effect-unreadable"),
        ("earnings=nan", "effect-unreadable"),
        ("earnings=5:6:7", "effect-unreadable"),
        ("earnings=5:4", "effect-unreadable"),
        ("earning=5", "outcome-unknown"),
        ("", "effect-unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_with_how_to_write_it(given: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        appraised(given)
    assert [fault.code for fault in error.value.faults] == [code]
    assert error.value.faults[0].mend.sv


def test_an_outcome_without_its_level_now_gives_no_potential() -> None:
    plan = loaded("vagen_till_jobb").initiative
    given = ("arbete=0.1", "bistand=-1", "besok=-0.5")
    changed, found = appraise_given(plan, given)
    assert isinstance(found, Appraisal)
    assert isinstance(found.realisation.potential, Unknown)
    assert all(outcome.target is None for outcome in changed.outcomes)


def test_with_its_level_now_the_potential_is_what_is_left_to_the_target() -> None:
    """0.1 of the 0.7 that are left when 0.3 work without the initiative, and so on: the same share each."""
    plan = loaded("vagen_till_jobb").initiative
    given = ("arbete=0.07@0.30", "bistand=-0.5@5", "besok=-0.2@4")
    _, found = appraise_given(plan, given)
    assert isinstance(found, Appraisal)
    assert found.realisation.rate == pytest.approx(0.1)


def test_without_given_effects_the_data_speak() -> None:
    held = loaded("supported_work")
    _, found = appraise_given(held.initiative, (), held.tables)
    whole = demo("supported_work").appraisal
    assert isinstance(found, Appraisal)
    assert isinstance(whole, Appraisal)
    assert found.society.net == whole.society.net


@pytest.mark.parametrize("name", DEMOS)
def test_every_measure_is_the_number_of_the_appraisal(name: str) -> None:
    found = demo(name)
    assert isinstance(found.appraisal, Appraisal)
    estimates = {a.outcome.id: a.result.estimate for a in found.primary if a.result is not None}
    values = measured_values(found.initiative, estimates, found.appraisal)
    net = values[("npv_society", None)]
    assert isinstance(net, Quantity)
    assert net.value == found.appraisal.society.net
    assert net.interval is not None
    for outcome, estimate in estimates.items():
        assert values[("effect", outcome)] is estimate
    ratio = values[("bcr", None)]
    assert isinstance(ratio, Quantity)
    assert ratio.value == found.appraisal.bcr


def test_never_paid_back_is_later_than_any_number_of_months() -> None:
    found = demo("supported_work")
    payback = measured_values(found.initiative, {}, found.appraisal)[("payback_months", None)]
    assert isinstance(payback, Quantity)
    assert payback.value == math.inf
    assert payback.interval is not None
    assert 0 < payback.interval.low < payback.interval.high == math.inf


def test_a_given_effect_is_no_evidence() -> None:
    from utfall.thread.given import _parse

    estimate, told = _parse("earnings=5:1:9@3", loaded("supported_work").initiative)
    assert isinstance(estimate, Estimate)
    assert estimate.grade is EvidenceGrade.INSUFFICIENT
    assert told
    assert (estimate.mean_comparison, estimate.mean_intervention) == (3, 8)
    # Half of a 95 % interval is 1.96 standard errors.
    assert estimate.std_error == pytest.approx(8 / 2 / 1.959964, rel=1e-6)
