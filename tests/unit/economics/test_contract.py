# SPDX-License-Identifier: Apache-2.0
"""Outcome contracts: what is paid, and what the payer and the investor can expect."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.economics.build import KPI, WORK, M, R, estimate, line, settings
from utfall.core.errors import InputError
from utfall.economics.compile import compile_model
from utfall.economics.funding.contract import (
    Ladder,
    Linear,
    OutcomeContract,
    RateCard,
    investor_receives,
    investor_return,
    payment,
)
from utfall.economics.funding.contract_bands import payment_bands, payment_levels, slope_beyond
from utfall.economics.funding.contract_run import run_contract
from utfall.economics.model import Model

BASE = OutcomeContract(
    outcomes=(("work", 1.0),),
    terms=Ladder(steps=((0.2, 600.0), (0.3, 1200.0))),
    investment=1000.0,
    years=2,
)


def model(se: float = 0.05) -> Model:
    lines = [
        line("programme", "programme_cost", 1000.0),
        line("gain", "avoided_service", 6000.0, (M, 0.5), (R, 0.5), outcome="work"),
    ]
    at_start = settings(discount_rate=0.0, timing="start")
    return compile_model(lines, {"work": estimate(0.3, se)}, [WORK], at_start, population=1, index=KPI)


def test_ladder_pays_the_highest_step_reached() -> None:
    np.testing.assert_array_equal(payment(BASE, np.array([0.19, 0.2, 0.29, 0.3, 0.9])), [0, 600, 600, 1200, 1200])


def test_linear_and_rate_card_within_their_caps() -> None:
    linear = dataclasses.replace(BASE, terms=Linear(rate=10_000.0, floor=0.1, ceiling=0.3), cap=1500.0)
    np.testing.assert_allclose(payment(linear, np.array([0.05, 0.2, 0.5])), [0.0, 1000.0, 1500.0])
    card = dataclasses.replace(BASE, terms=RateCard(price=50.0, persons=60.0), return_cap=0.2)
    np.testing.assert_allclose(payment(card, np.array([-0.1, 0.1, 0.9])), [0.0, 300.0, 1200.0])


def test_guarantee_makes_good_up_to_its_amount() -> None:
    guaranteed = dataclasses.replace(BASE, guarantee=300.0)
    received = investor_receives(guaranteed, np.array([0.0, 600.0, 900.0, 1200.0]))
    np.testing.assert_array_equal(received, [300.0, 900.0, 1000.0, 1200.0])
    np.testing.assert_allclose(investor_return(guaranteed, received)[-1], 1.2**0.5 - 1)


def test_contract_over_the_draws() -> None:
    found = run_contract(model(), BASE, draws=40_000, seed=1)
    # P(effect >= 0.2) = P(Z > -2) = 0.97725; P(effect >= 0.3) = 0.5.
    assert found.probability_of_payment == pytest.approx(0.97725, abs=0.004)
    assert found.expected_payment == pytest.approx(600 * 0.97725 + 600 * 0.5, abs=12)
    assert found.probability_of_loss == pytest.approx(0.5, abs=0.01)
    # The payer's half of 6 000 x 0.3, less what it pays.
    assert found.payer_net == pytest.approx(900.0 - found.expected_payment, abs=5)
    assert found.unpaid_value > 0.0
    assert found.actor_net[M] == pytest.approx(found.payer_net)
    assert found.actor_net[R] == pytest.approx(900.0, abs=5)
    # Half of the draws pay 600, the others 1 200: the interval spans both steps, over two years.
    interval = found.investor_return_interval
    assert (interval.low, interval.high) == pytest.approx((0.6**0.5 - 1, 1.2**0.5 - 1))
    assert interval.low <= found.investor_return <= interval.high


def test_significance_rule_pays_less_often() -> None:
    strict = dataclasses.replace(BASE, significant_only=True)
    weak = run_contract(model(se=0.2), strict, draws=20_000, seed=1)
    # Paid only above 1.96 x 0.2: P(Z > (0.392 - 0.3) / 0.2) = 0.3228.
    assert weak.probability_of_payment == pytest.approx(0.3228, abs=0.012)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"investment": 0.0}, "contract-terms"),
        ({"years": 0}, "contract-terms"),
        ({"terms": Ladder(steps=((0.3, 1.0), (0.2, 2.0)))}, "ladder-order"),
        ({"terms": Linear(rate=1.0, floor=0.3, ceiling=0.2)}, "linear-ceiling"),
        ({"outcomes": (("wrok", 1.0),)}, "contract-outcomes"),
        ({"outcomes": (("work", 0.8),)}, "contract-outcomes"),
    ],
)
def test_impossible_contracts_are_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        run_contract(model(), dataclasses.replace(BASE, **change), draws=10, seed=1)
    assert code in [fault.code for fault in caught.value.faults]


def bands(contract: OutcomeContract, draws: int = 40_000) -> list[tuple[float | None, float, float]]:
    found = run_contract(model(), contract, draws=draws, seed=1).bands
    return [(band.start, band.pays, band.probability) for band in found]


def test_bands_of_a_ladder_are_its_steps_with_what_is_below() -> None:
    found = bands(BASE)
    assert [(start, pays) for start, pays, _ in found] == [(None, 0.0), (0.2, 600.0), (0.3, 1200.0)]
    # P(Z < -2) = 0.02275; three errors of 40 000 draws are at most 0.0075.
    assert [share for *_, share in found] == pytest.approx([0.02275, 0.47725, 0.5], abs=0.0075)


def test_linear_terms_bend_at_floor_and_where_the_cap_is_reached() -> None:
    linear = dataclasses.replace(BASE, terms=Linear(rate=10_000.0, floor=0.2), cap=1500.0)
    found = bands(linear)
    assert [(start, pays) for start, pays, _ in found] == [(None, 0.0), (0.2, 0.0), (0.35, pytest.approx(1500.0))]
    assert [share for *_, share in found] == pytest.approx([0.02275, 0.8186, 0.1587], abs=0.0075)
    assert slope_beyond(linear) == 0.0
    open_ended = dataclasses.replace(linear, cap=None)
    assert payment_levels(open_ended) == (0.2,)
    assert slope_beyond(open_ended) == 10_000.0


def test_a_rate_card_bends_at_nobody_and_at_the_return_cap() -> None:
    card = dataclasses.replace(BASE, terms=RateCard(price=50.0, persons=60.0), return_cap=0.2)
    assert payment_levels(card) == (0.0, pytest.approx(0.4))
    assert payment_levels(dataclasses.replace(card, return_cap=None)) == (0.0, 1.0)


def test_outcomes_that_are_not_paid_stand_in_the_first_band() -> None:
    strict = dataclasses.replace(BASE, significant_only=True)
    found = run_contract(model(se=0.2), strict, draws=20_000, seed=1)
    assert found.bands[0].probability == pytest.approx(1.0 - found.probability_of_payment)
    # The effect is 0.3 with standard error 0.2.
    assert found.metric == pytest.approx(0.3, abs=0.005)
    assert (found.metric_interval.low, found.metric_interval.high) == pytest.approx((-0.092, 0.692), abs=0.03)


@given(
    levels=st.lists(st.integers(-20, 60), min_size=1, max_size=6, unique=True).map(sorted),
    cap=st.none() | st.floats(1.0, 2e4),
    data=st.data(),
)
def test_a_ladders_bands_sum_to_one_and_carry_the_expected_payment(
    levels: list[int], cap: float | None, data: st.DataObject
) -> None:
    pays = data.draw(st.lists(st.floats(1.0, 1e4), min_size=len(levels), max_size=len(levels)))
    steps = tuple((level / 100, amount) for level, amount in zip(levels, pays, strict=True))
    contract = dataclasses.replace(BASE, terms=Ladder(steps=steps), cap=cap)
    metric = np.linspace(-0.5, 0.9, 141)
    paid = payment(contract, metric)
    found = payment_bands(contract, paid, metric)
    assert sum(band.probability for band in found) == pytest.approx(1.0)
    assert sum(band.probability * band.pays for band in found) == pytest.approx(paid.mean(), rel=1e-9, abs=1e-9)
