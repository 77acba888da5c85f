# SPDX-License-Identifier: Apache-2.0
"""Outcome contracts: what is paid, and what the payer and the investor can expect."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

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
        ({"outcomes": (("wrok", 1.0),)}, "contract-outcomes"),
        ({"outcomes": (("work", 0.8),)}, "contract-outcomes"),
    ],
)
def test_impossible_contracts_are_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        run_contract(model(), dataclasses.replace(BASE, **change), draws=10, seed=1)
    assert code in [fault.code for fault in caught.value.faults]
