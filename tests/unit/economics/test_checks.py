# SPDX-License-Identifier: Apache-2.0
"""Each check passes on a sound case and fails or warns on the flaw that it is for."""

from __future__ import annotations

import dataclasses

import pytest

from unit.economics.build import KPI, WORK, H, S, cost, estimate, line, settings
from utfall.core.errors import InputError
from utfall.core.estimate import Check, Estimate, Status
from utfall.core.lines import Line
from utfall.economics import Appraisal, appraise
from utfall.economics.checks import (
    STANDARD_COSTS,
    check_consistent_returns,
    check_postings,
    check_price_years,
    check_timing,
)
from utfall.economics.comparing.published import check_claims, check_magnitude, check_recomputed, check_vintage
from utfall.economics.results import InternalRate

PROGRAMME = line("programme", "programme_cost", 100.0)
GAIN = line("gain", "avoided_service", 900.0, outcome="work", years=2, dropoff=0.1)


def run(*lines: Line, effect: Estimate | None = None, **more: object) -> Appraisal:
    found = {"work": effect or estimate(0.3)}
    return appraise(lines, found, [WORK], settings(**more), population=1, index=KPI)


def check(appraisal: Appraisal, name: str) -> Check:
    return next(found for found in appraisal.checks if found.id == name)


def test_a_sound_appraisal_has_no_red_check() -> None:
    found = run(PROGRAMME, GAIN, last_followup_year=2)
    assert not found.blocks_export
    found.require_exportable()
    assert [c.id for c in found.checks if c.status is not Status.PASS] == ["K12"]


def test_k1_finds_the_line_whose_shares_do_not_sum() -> None:
    bad = line("tax", "tax", 5.0, (S, 1.0), (H, -0.9))
    found = check_postings([PROGRAMME, bad])
    assert found.status is Status.FAIL
    assert found.details == (("line", "tax"),)
    assert found.value == pytest.approx(0.1)


def test_k2_same_thing_valued_twice_needs_a_motive() -> None:
    twin = dataclasses.replace(GAIN, id="twin", overlap_group="care")
    first = dataclasses.replace(GAIN, overlap_group="care")
    found = run(first, twin)
    assert check(found, "K2").status is Status.FAIL
    with pytest.raises(InputError, match="red-k2"):
        found.require_exportable()
    motivated = dataclasses.replace(twin, overlap_motive="other persons")
    assert check(run(first, motivated), "K2").status is Status.PASS


def test_k4_tells_missing_years_from_prices_left_alone() -> None:
    kept = line("kept", "avoided_service", cost(1.0, year=2018, index="none"))
    assert check(run(kept), "K4").status is Status.WARN
    lost = line("lost", "avoided_service", cost(1.0, year=None))
    assert check_price_years([lost], 2023, KPI).status is Status.FAIL


def test_k6_more_avoided_than_used_and_more_effect_than_people() -> None:
    over = dataclasses.replace(GAIN, baseline=0.2)
    assert check(run(over), "K6").status is Status.FAIL
    assert check(run(dataclasses.replace(GAIN, baseline=0.31)), "K6").status is Status.PASS
    assert check(run(GAIN, effect=estimate(0.9)), "K6").status is Status.FAIL


def test_k7_value_beyond_the_last_measurement() -> None:
    found = check(run(PROGRAMME, dataclasses.replace(GAIN), last_followup_year=1), "K7")
    # Two years, drop-off 10 %, 3.5 %: 0.9 / 1.035 against 1.
    assert found.value == pytest.approx(0.9 / 1.035 / (1 + 0.9 / 1.035))
    assert found.status is Status.PASS
    long = line("gain", "avoided_service", 900.0, outcome="work", years=5)
    assert check(run(PROGRAMME, long), "K7").status is Status.WARN


def test_k8_sees_a_factor_that_belongs_to_another_convention() -> None:
    model = run(PROGRAMME, GAIN).model
    assert check_timing(model).status is Status.PASS
    bent = dataclasses.replace(model, factors=model.factors / 1.035**0.5)
    found = check_timing(bent)
    assert found.status is Status.FAIL
    assert found.value == pytest.approx(1 - 1.035**-0.5)


def test_k10_signs_that_disagree_and_several_internal_rates() -> None:
    society = run(PROGRAMME, GAIN).society
    assert check_consistent_returns(society, 2.0, InternalRate(0.5, (0.5,)), 0.035).status is Status.PASS
    assert check_consistent_returns(society, 0.8, InternalRate(0.5, (0.5,)), 0.035).status is Status.FAIL
    assert check_consistent_returns(society, 2.0, InternalRate(0.01, (0.01,)), 0.035).status is Status.FAIL
    assert check_consistent_returns(society, 2.0, InternalRate(None, (0.1, 0.3)), 0.035).status is Status.WARN


def test_k11_groups_swapped() -> None:
    swapped = estimate(-0.3, comparison=0.2, intervention=0.5)
    assert check(run(GAIN, effect=swapped), "K11").status is Status.FAIL
    adjusted = estimate(0.28, comparison=0.2, intervention=0.5)
    assert check(run(GAIN, effect=adjusted), "K11").status is Status.PASS


def test_k12_lists_the_standard_costs_that_nobody_entered() -> None:
    covered = [
        dataclasses.replace(PROGRAMME, id=name, standard_cost=name) for name in STANDARD_COSTS if name != "premises"
    ]
    assert check(run(*covered), "K12").details == (("missing", "premises"),)


def test_k15_sunk_cost() -> None:
    assert check(run(dataclasses.replace(PROGRAMME, sunk=True)), "K15").status is Status.WARN


def test_k9_magnitude_and_recomputation() -> None:
    library = [float(x) for x in range(1, 1001)]
    assert check_magnitude(5000.0, library).status is Status.WARN
    assert check_magnitude(900.0, library).status is Status.PASS
    assert check_recomputed(100.0, 101.0).status is Status.PASS
    assert check_recomputed(0.0, 1.0).status is Status.WARN


def test_k13_and_k17_over_several_initiatives_and_vintages() -> None:
    assert check_claims({"a": 0.6, "b": 0.4}).status is Status.PASS
    assert check_claims({"a": 0.7, "b": 0.4}).status is Status.FAIL
    assert check_vintage("2014", "2019").status is Status.WARN
    assert check_vintage("2019", "2019").status is Status.PASS
