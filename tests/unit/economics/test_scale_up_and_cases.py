# SPDX-License-Identifier: Apache-2.0
"""Scale-up, type cases, cash in whole steps, correlated draws and social accounts."""

from __future__ import annotations

import numpy as np
import pytest

from unit.economics.build import KPI, WORK, H, M, S, between, cost, estimate, line, settings
from utfall.core.errors import InputError
from utfall.core.estimate import Status, Unknown
from utfall.economics import appraise
from utfall.economics.accounts import social_accounts
from utfall.economics.cashability import cash_by_year, released_share
from utfall.economics.compile import compile_model
from utfall.economics.correlation import Correlation, correlate
from utfall.economics.model import SOCIETY
from utfall.economics.planning.optimism import EvidenceGrades, optimism_by_line
from utfall.economics.planning.scale_up import ScaleUp, check_scale_up, roll_out, teams_of, yearly_cost
from utfall.economics.planning.typfall import TypeCase, alternative_cost, carry_to_all, time_saved
from utfall.economics.uncertainty import simulate

PLAN = ScaleUp(
    persons=(20.0, 50.0, 50.0),
    fixed=100.0,
    step_cost=300.0,
    capacity=25.0,
    variable=2.0,
    training=40.0,
    premises=60.0,
    turnover=0.25,
    retention=0.8,
    released=1.0,
)


def test_cost_follows_fixed_step_variable_and_one_off_parts() -> None:
    np.testing.assert_array_equal(teams_of(PLAN), [1.0, 2.0, 2.0])
    # Year 1: 100 + 300 + 40 + (40 + 60); year 2: one new team and a quarter of one retrained; year 3: half.
    np.testing.assert_allclose(yearly_cost(PLAN), [540.0, 910.0, 820.0])


def test_roll_out_keeps_part_of_the_effect_and_releases_what_it_replaces() -> None:
    path = roll_out(PLAN, np.array([10.0, 5.0]), rate=0.0)
    np.testing.assert_allclose(path.benefit, [160.0, 480.0, 600.0, 200.0])
    np.testing.assert_allclose(path.released, [20.0, 50.0, 50.0, 0.0])
    assert path.net_present_value == pytest.approx(1440.0 + 120.0 - 2270.0)
    shorter = roll_out(PLAN, np.array([10.0, 5.0]), rate=0.0, horizon=2)
    assert shorter.net_present_value == pytest.approx(640.0 + 70.0 - 1450.0)
    assert roll_out(PLAN, np.array([10.0, 5.0]), rate=0.05).net_present_value > path.net_present_value


def test_k15_pilots_average_cost_alone_warns() -> None:
    assert check_scale_up(PLAN).status is Status.PASS
    assert check_scale_up(ScaleUp(persons=(10.0,), variable=5.0)).status is Status.WARN


@pytest.mark.parametrize(
    "bad",
    [{"persons": ()}, {"persons": (-1.0,)}, {"fixed": -1.0}, {"retention": 1.2}, {"capacity": 0.0}],
)
def test_impossible_scale_up_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(InputError, match="scale-up-outside"):
        roll_out(ScaleUp(**({"persons": (1.0,)} | bad)), np.array([1.0]), rate=0.0)


def test_optimism_follows_the_weakest_evidence() -> None:
    table = {1: 0.0, 2: 0.05, 3: 0.1}
    grades = {"a": EvidenceGrades(1, 1, 1), "b": EvidenceGrades(1, 3, 2)}
    assert optimism_by_line(grades, table) == {"a": 0.0, "b": 0.1}
    with pytest.raises(InputError, match="optimism-grade"):
        optimism_by_line({"a": EvidenceGrades(1, 4, 1)}, table)
    with pytest.raises(InputError, match="share-outside"):
        optimism_by_line(grades, table | {3: 1.2})


CASES = [
    TypeCase(id="a", before={M: 100.0, H: 20.0}, after={M: 40.0, H: 0.0}),
    TypeCase(id="b", before={M: 50.0}, after={M: 50.0, S: 10.0}),
    TypeCase(id="c", before={M: 90.0}, after={M: 60.0}),
]


def test_type_cases_carry_their_sampling_uncertainty() -> None:
    found = carry_to_all(CASES, 30)
    assert found.per_person[M] == pytest.approx(30.0)
    assert found.total["society"] == pytest.approx(1000.0)
    assert not isinstance(found.std_error, Unknown)
    # Society's gains 80, -10, 30: s = 45.09, with the correction for 3 of 30.
    gains = np.array([80.0, -10.0, 30.0])
    by_hand = gains.std(ddof=1) / np.sqrt(3) * np.sqrt(1 - 3 / 30)
    assert found.std_error["society"] == pytest.approx(by_hand)
    assert not isinstance(found.interval, Unknown)
    # 4.302653 is the 97.5 % quantile of t with 2 degrees of freedom.
    assert found.interval.high - 1000.0 == pytest.approx(4.302653 * by_hand * 30, rel=1e-6)
    assert found.check.status is Status.WARN
    assert found.check.value == 0.1


def test_every_participant_a_case_leaves_no_sampling_error() -> None:
    found = carry_to_all(CASES, 3)
    assert not isinstance(found.std_error, Unknown)
    assert found.std_error["society"] == 0.0
    assert found.check.status is Status.PASS


def test_a_single_case_has_no_known_error_and_too_many_are_refused() -> None:
    assert carry_to_all(CASES[:1], 10).interval == Unknown("single-case")
    with pytest.raises(InputError, match="typfall-cases"):
        carry_to_all(CASES, 2)


def test_alternative_cost_and_time_saved() -> None:
    assert alternative_cost(3.0, 1000.0, 0.5) == 1500.0
    assert time_saved(40, 90, 60, 400.0) == 8000.0


def test_cash_is_released_in_whole_steps() -> None:
    np.testing.assert_allclose(released_share(np.array([0.9, 1.0, 2.5, 0.0]), 1.0), [0.0, 1.0, 0.8, 0.0])
    np.testing.assert_array_equal(released_share(np.array([0.9]), None), [1.0])


def test_average_cost_is_capacity_in_the_first_two_years() -> None:
    housing = line("housing", "avoided_service", cost(100.0), quantity=1.0, years=4, cashability="cash_releasing")
    result = appraise([housing], {}, [], settings(discount_rate=0.0), population=None, index=KPI)
    split = cash_by_year(result.model, result.cube, result.traces)
    np.testing.assert_allclose(split["cash_releasing"], [0.0, 0.0, 100.0, 100.0, 0.0])
    np.testing.assert_allclose(split["freed_capacity"], [100.0, 100.0, 0.0, 0.0, 0.0])
    assert sum(result.cash.values()) == pytest.approx(result.public_sector.benefit)


def test_reordered_draws_keep_their_marginals_and_get_the_correlation() -> None:
    rng = np.random.default_rng(4)
    values = {"x": rng.gamma(2.0, 3.0, 20_000), "y": rng.beta(2, 5, 20_000), "z": 1.0}
    found = correlate(values, Correlation(("x", "y"), ((1.0, -0.6), (-0.6, 1.0))), rng)
    np.testing.assert_array_equal(np.sort(found["x"]), np.sort(values["x"]))
    ranks = [np.argsort(np.argsort(found[name])) for name in ("x", "y")]
    # Normal scores correlated at -0.6 have Spearman's 6/pi asin(-0.3) = -0.582.
    assert np.corrcoef(*ranks)[0, 1] == pytest.approx(-0.582, abs=0.01)
    assert found["z"] == 1.0


def test_correlated_gains_widen_the_interval_of_their_sum() -> None:
    lines = [
        line("a", "avoided_service", between("a", 50.0, 100.0, 150.0)),
        line("b", "avoided_service", between("b", 50.0, 100.0, 150.0)),
    ]
    model = compile_model(lines, {}, [], settings(), population=None, index=KPI)
    apart = simulate(model, draws=20_000).net[(SOCIETY, 5)]
    together = simulate(model, draws=20_000, correlation=Correlation(("a", "b"), ((1.0, 0.8), (0.8, 1.0))))
    # Variances 2 (1 + 0.8) against 2.
    assert together.net[(SOCIETY, 5)].sd / apart.sd == pytest.approx(1.8**0.5, rel=0.02)
    with pytest.raises(InputError, match="correlation-impossible"):
        simulate(model, draws=10, correlation=Correlation(("a", "b"), ((1.0, 1.4), (1.4, 1.0))))
    with pytest.raises(InputError, match="correlation-unknown"):
        simulate(model, draws=10, correlation=Correlation(("a", "bb"), ((1.0, 0.4), (0.4, 1.0))))


def test_social_accounts_add_up() -> None:
    lines = [
        line("programme", "programme_cost", 1000.0),
        line("gain", "avoided_service", 300.0, (M, 0.5), (S, 0.5), outcome="work", years=5),
        line("tax", "tax", 50.0, (S, 1.0), (H, -1.0), outcome="work", years=5),
    ]
    result = appraise(lines, {"work": estimate(0.5)}, [WORK], settings(), population=10, index=KPI)
    accounts = social_accounts(result)
    np.testing.assert_allclose(accounts.result, [500.0, 1500.0, 1500.0, 1500.0, 1500.0])
    np.testing.assert_allclose(sum(accounts.financing.values()), accounts.result)
    np.testing.assert_allclose(accounts.accumulated[-1], 6500.0)
    assert [row.line for row in accounts.costs] == ["programme"]
    assert accounts.net == result.society.net
    np.testing.assert_allclose(accounts.result_per_participant, accounts.result / 10)
