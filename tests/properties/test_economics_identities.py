# SPDX-License-Identifier: Apache-2.0
"""What holds for any lines: conservation, agreeing signs, order, currency, and means of linear models."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from unit.economics.build import KPI, WORK, between, estimate, line, settings
from utfall.core.actors import Actor
from utfall.core.estimate import Unknown
from utfall.core.lines import Line
from utfall.economics import Appraisal, appraise
from utfall.economics._numerics.discounting import annual_rates, discount_factors, flow_times
from utfall.economics.compile import compile_model
from utfall.economics.model import SOCIETY
from utfall.economics.uncertainty import simulate

ACTORS = list(Actor)
actors = st.sampled_from(ACTORS)
money = st.floats(1.0, 1e6)
SLOW = hypothesis(max_examples=40, deadline=None)


@st.composite
def transfers(draw: Any, name: str = "t") -> Line:
    gains, pays = draw(actors), draw(actors)
    assume(gains is not pays)
    return line(
        f"{name}{draw(st.integers(0, 10**6))}",
        draw(st.sampled_from(["tax", "transfer"])),
        draw(money),
        (gains, 1.0),
        (pays, -1.0),
        outcome="work",
        years=draw(st.integers(1, 6)),
        dropoff=draw(st.none() | st.floats(0.0, 0.9)),
    )


@st.composite
def consequences(draw: Any) -> Line:
    share = draw(st.floats(0.0, 1.0))
    first, second = draw(actors), draw(actors)
    postings = ((first, 1.0),) if first is second else ((first, share), (second, 1.0 - share))
    return line(
        f"c{draw(st.integers(0, 10**6))}",
        draw(st.sampled_from(["avoided_service", "induced_service", "production", "time", "wellbeing"])),
        draw(money),
        *postings,
        outcome=draw(st.sampled_from([None, "work"])),
        first_year=draw(st.integers(1, 3)),
        years=draw(st.integers(1, 6)),
    )


def unique(items: list[Line]) -> list[Line]:
    return list({item.id: item for item in items}.values())


def run(lines: list[Line], effect: float = 0.3, **more: Any) -> Appraisal:
    return appraise(lines, {"work": estimate(effect, 0.05)}, [WORK], settings(**more), population=10, index=KPI)


@SLOW
@given(st.lists(transfers(), min_size=1, max_size=6).map(unique), st.floats(-0.3, 0.6))
def test_transfers_sum_to_zero_over_society(lines: list[Line], effect: float) -> None:
    found = run(lines, effect)
    gross = float(np.abs(found.cube.flow).sum())
    assert abs(found.society.net) <= 1e-12 * max(gross, 1.0)
    np.testing.assert_allclose(found.cube.flow.sum(axis=1), 0.0, atol=1e-12 * max(gross, 1.0))


@SLOW
@given(st.lists(st.one_of(transfers(), consequences()), min_size=1, max_size=6).map(unique))
def test_every_krona_is_in_exactly_one_purse(lines: list[Line]) -> None:
    found = run(lines)
    by_actor = sum(found.purses[actor].net for actor in ACTORS)
    scale = float(np.abs(found.cube.discounted).sum())
    assert found.society.net == pytest.approx(by_actor, abs=1e-11 * scale)
    assert found.society.net == pytest.approx(float(found.cube.discounted.sum()), abs=1e-11 * scale)
    for step, flow in zip(found.traces, found.cube.flow, strict=True):
        posted = sum(p.share for p in next(li for li in lines if li.id == step.line).postings)
        np.testing.assert_allclose(flow.sum(axis=0), posted * np.array(step.yearly), rtol=1e-9, atol=1e-9)


@SLOW
@given(
    st.lists(consequences(), min_size=1, max_size=4).map(unique),
    money,
    st.floats(0.0, 0.2),
    st.sampled_from(["start", "mid", "end"]),
)
def test_npv_bcr_and_internal_rate_agree(lines: list[Line], outlay: float, rate: float, timing: str) -> None:
    found = run([line("programme", "programme_cost", outlay), *lines], discount_rate=rate, timing=timing)
    assume(abs(found.society.net) > 1e-6 * outlay)
    gains = found.society.net > 0
    assert not isinstance(found.bcr, Unknown)
    assert (found.bcr > 1.0) is gains
    if found.irr.rate is not None and found.irr.invests:
        assert (found.irr.rate > rate) is gains
    assert "K10" not in [c.id for c in found.checks if c.status == "fail"]


@SLOW
@given(
    st.floats(-0.5, 1.0),
    st.integers(1, 60),
    st.sampled_from(["start", "mid", "end"]),
)
def test_discount_factor_times_growth_is_one(rate: float, years: int, when: Any) -> None:
    factors = discount_factors(annual_rates(rate, (), years), when)
    np.testing.assert_allclose(factors * (1.0 + rate) ** flow_times(years, when), 1.0, rtol=1e-10)


@SLOW
@given(st.lists(st.one_of(transfers(), consequences()), min_size=2, max_size=6).map(unique), st.randoms())
def test_order_of_lines_is_irrelevant_to_the_last_bit(lines: list[Line], random: Any) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)
    first, second = run(lines, draws=200), run(shuffled, draws=200)
    assert first.purses == second.purses
    assert first.uncertainty == second.uncertainty
    assert first.realisation == second.realisation


@SLOW
@given(st.lists(consequences(), min_size=1, max_size=4).map(unique), money, st.floats(0.01, 1000.0))
def test_another_currency_scales_money_and_nothing_else(lines: list[Line], outlay: float, factor: float) -> None:
    lines = [line("programme", "programme_cost", outlay), *lines]
    first, second = run(lines), run([in_currency(item, factor) for item in lines])
    scale = 1e-9 * float(np.abs(first.cube.flow).sum())
    assert second.society.net == pytest.approx(factor * first.society.net, abs=factor * scale)
    assert second.society.payback.never == first.society.payback.never
    if first.society.payback.months is not None:
        assert second.society.payback.months == pytest.approx(first.society.payback.months, abs=1e-6)
    assert second.bcr == pytest.approx(first.bcr, rel=1e-9, abs=1e-9)
    for name in ("rate", "break_even"):
        one, two = getattr(first.realisation, name), getattr(second.realisation, name)
        assert one == two if isinstance(one, Unknown) else two == pytest.approx(one, rel=1e-6, abs=1e-9)


def in_currency(item: Line, factor: float) -> Line:
    price = dataclasses.replace(item.unit_cost.price, value=item.unit_cost.price.value * factor)
    return dataclasses.replace(item, unit_cost=dataclasses.replace(item.unit_cost, price=price))


@hypothesis(max_examples=12, deadline=None)
@given(
    st.floats(0.05, 0.5),
    st.sampled_from(["normal", "lognormal", "gamma"]),
    st.sampled_from(["beta", "normal", "gamma"]),
    st.integers(0, 10_000),
)
def test_monte_carlo_mean_is_the_closed_form_of_a_linear_model(
    effect: float, price: str, reach: str, seed: int
) -> None:
    lines = [
        line("programme", "programme_cost", between("outlay", 5e3, 7e3, 9e3, "gamma")),
        line(
            "gain",
            "avoided_service",
            between("price", 600.0, 1000.0, 1400.0, price),
            outcome="work",
            years=4,
            reach=between("reach", 0.5, 0.7, 0.9, reach),
        ),
    ]
    found = {"work": estimate(effect, 0.05)}
    model = compile_model(lines, found, [WORK], settings(), population=10, index=KPI)
    spread = simulate(model, draws=20_000, seed=seed).net[(SOCIETY, 5)]
    # Independent factors with their central value as mean: the mean of the product is the product of means.
    annuity = sum(1.035 ** -(year - 0.5) for year in range(1, 5))
    closed = 10 * 0.7 * effect * 1000.0 * annuity - 7e3
    # Three standard errors hold in 99.7 % of runs and would fail one run in thirty of a dozen examples with
    # seeds of their own; four hold in 99.994 %. The next test holds the bound of three for a fixed seed.
    assert abs(spread.mean - closed) <= 4.0 * spread.mc_error


def test_monte_carlo_mean_within_three_errors_for_the_standard_seed() -> None:
    lines = [
        line("programme", "programme_cost", between("outlay", 5e3, 7e3, 9e3, "gamma")),
        line("gain", "avoided_service", between("price", 600.0, 1000.0, 1400.0), outcome="work", years=4),
    ]
    found = {"work": estimate(0.3, 0.05)}
    model = compile_model(lines, found, [WORK], settings(), population=10, index=KPI)
    spread = simulate(model, draws=100_000, seed=1).net[(SOCIETY, 5)]
    closed = 10 * 0.3 * 1000.0 * sum(1.035 ** -(year - 0.5) for year in range(1, 5)) - 7e3
    assert abs(spread.mean - closed) <= 3.0 * spread.mc_error
