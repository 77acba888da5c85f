# SPDX-License-Identifier: Apache-2.0
"""Monte Carlo: same bits for any workers and order, and the effect's uncertainty in every purse."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from unit.economics.build import KPI, WORK, H, M, S, between, estimate, line, settings
from utfall.core.estimate import Estimate, Unknown
from utfall.core.lines import Line, Parameter
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.economics import appraise
from utfall.economics.comparing.central import CentralGap, central_gap
from utfall.economics.compile import compile_model
from utfall.economics.model import PUBLIC, SOCIETY, Model
from utfall.economics.uncertainty import BLOCK, block_sizes, draw_totals, sample_block, simulate

LINES = [
    line("programme", "programme_cost", between("outlay", 80e3, 100e3, 120e3, "gamma"), (M, 0.7), (S, 0.3)),
    line("gain", "avoided_service", between("price", 30e3, 50e3, 70e3), outcome="work", years=5),
    line(
        "wages",
        "production",
        40e3,
        (H, 1.0),
        outcome="work",
        years=5,
        dropoff=between("fade", 0.1, 0.2, 0.3, "beta"),
    ),
    line("tax", "tax", 12e3, (S, 1.0), (H, -1.0), outcome="work", years=5),
]


def model(lines: list[Line] = LINES, effect: Estimate | None = None, **more: object) -> Model:
    found = {"work": effect or estimate(0.3, 0.05)}
    return compile_model(lines, found, [WORK], settings(**more), population=20, index=KPI)


def test_blocks_cover_all_draws() -> None:
    assert block_sizes(BLOCK * 2 + 5) == [BLOCK, BLOCK, 5]
    assert block_sizes(0) == []


def test_same_bits_for_one_and_two_workers_and_any_order_of_lines() -> None:
    one = draw_totals(model(), draws=40_000, seed=4, workers=1)
    two = draw_totals(model(LINES[::-1]), draws=40_000, seed=4, workers=2)
    for name in ("net", "payback", "ratios", "side", "sums"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes(), name


def test_a_block_is_the_same_whichever_blocks_are_drawn_beside_it() -> None:
    samplers = model().samplers()
    alone = sample_block(samplers, 4, 1, 100)["price"]
    draw_totals(model(), draws=10, seed=4)
    np.testing.assert_array_equal(alone, sample_block(samplers, 4, 1, 100)["price"])
    assert not np.array_equal(alone, sample_block(samplers, 5, 1, 100)["price"])
    assert not np.array_equal(alone, sample_block(samplers, 4, 2, 100)["price"])


def test_a_parameter_shared_by_name_is_drawn_once() -> None:
    shared = between("price", 30e3, 50e3, 70e3)
    up = line("up", "avoided_service", shared, (M, 1.0), quantity=1.0)
    down = line("down", "induced_service", shared, (M, 1.0), quantity=1.0)
    spread = simulate(model([up, down]), draws=1000).net[(SOCIETY, 5)]
    # Not above zero by rounding either.
    assert (spread.mean, spread.sd, spread.probability_positive) == (pytest.approx(0.0, abs=1e-6), 0.0, 0.0)


def test_the_effects_standard_error_reaches_every_purse() -> None:
    lines = [line("gain", "avoided_service", 1000.0, (M, 0.6), (H, 0.4), outcome="work")]
    found = simulate(model(lines, estimate(0.3, 0.05), discount_rate=0.0), draws=50_000)
    for purse, share in ((M, 0.6), (H, 0.4), (SOCIETY, 1.0), (PUBLIC, 0.6)):
        spread = found.net[(str(purse), 5)]
        # 20 persons x 1 000 kr x 0.05; a sample of 50 000 gives the standard deviation to 1 %.
        assert spread.sd == pytest.approx(1000.0 * share, rel=0.01)
        assert spread.mean == pytest.approx(6000.0 * share, abs=4 * spread.mc_error)
        assert spread.interval.low == pytest.approx(share * (6000 - 1960), abs=40)
        # P(effect > 0) is 1 - 1e-9.
        assert spread.probability_positive == 1.0


def test_probability_of_a_positive_net_is_the_share_of_draws() -> None:
    lines = [
        line("programme", "programme_cost", 6000.0),
        line("gain", "avoided_service", 1000.0, outcome="work"),
    ]
    found = simulate(model(lines, estimate(0.35, 0.05), discount_rate=0.0, timing="start"), draws=50_000)
    # P(Z > -1) = 0.8413.
    assert found.net[(SOCIETY, 5)].probability_positive == pytest.approx(0.8413, abs=0.008)


def test_few_degrees_of_freedom_widen_the_interval() -> None:
    lines = [line("gain", "avoided_service", 1000.0, outcome="work")]
    wide = simulate(model(lines, estimate(0.3, 0.05, df=4)), draws=50_000).net[(SOCIETY, 5)].interval
    slim = simulate(model(lines, estimate(0.3, 0.05)), draws=50_000).net[(SOCIETY, 5)].interval
    # Ratio of the 97.5 % quantiles: 2.776 / 1.960.
    assert (wide.high - wide.low) / (slim.high - slim.low) == pytest.approx(1.4165, rel=0.03)


def test_payback_interval_tells_never_apart() -> None:
    lines = [
        line("programme", "programme_cost", 30_000.0),
        line("gain", "avoided_service", 1000.0, outcome="work", years=5),
    ]
    found = simulate(model(lines, estimate(0.3, 0.05)), draws=20_000).payback[SOCIETY]
    # Break-even at an effect of 0.30: half of the draws never have the money back.
    assert found.probability_never == pytest.approx(0.5, abs=0.02)
    assert found.interval.high == float("inf")
    assert found.interval.low < 60.0


def test_ratios_follow_the_draws_and_are_unknown_without_a_target() -> None:
    found = simulate(model(), draws=20_000)
    assert not isinstance(found.rate, Unknown)
    assert found.rate.mean == pytest.approx(0.3 / 0.8, abs=4 * found.rate.mc_error)
    central = appraise(LINES, {"work": estimate(0.3, 0.05)}, [WORK], settings(), population=20, index=KPI).realisation
    for name in ("potential", "realised"):
        spread = getattr(found, name)
        assert spread.mean == pytest.approx(getattr(central, name), abs=4 * spread.mc_error)
    assert not isinstance(found.bcr, Unknown)
    assert found.bcr.interval.low < found.bcr.mean < found.bcr.interval.high
    income = Outcome(id="work", label=Text.same("i"), column="i")
    untold = compile_model(LINES, {"work": estimate(0.3, 0.05)}, [income], settings(), population=20, index=KPI)
    assert simulate(untold, draws=100).rate == Unknown("undefined-in-some-draws")


def with_values(item: Line, values: dict[str, float]) -> Line:
    """The line with its named parameters at the values of one draw."""

    def at(parameter: Parameter) -> Parameter:
        return dataclasses.replace(parameter, value=values.get(parameter.name, parameter.value), distribution="fixed")

    timing = item.timing
    if timing.dropoff is not None:
        timing = dataclasses.replace(timing, dropoff=at(timing.dropoff))
    unit = dataclasses.replace(item.unit_cost, price=at(item.unit_cost.price))
    return dataclasses.replace(item, unit_cost=unit, timing=timing)


def test_every_draw_is_the_appraisal_of_its_own_values() -> None:
    given = model(horizon_years=7)
    totals = draw_totals(given, draws=5, seed=11)
    drawn = sample_block(given.samplers(), 11, 0, 5)
    for place in range(5):
        values = {name: float(np.broadcast_to(drawn[name], 5)[place]) for name in drawn}
        alone = appraise(
            [with_values(item, values) for item in LINES],
            {"work": estimate(values["effect:work"])},
            [WORK],
            settings(horizon_years=7),
            population=20,
            index=KPI,
        )
        for row, (purse, years) in enumerate(totals.names):
            purse_result = alone.purses[purse]
            expected = {1: purse_result.net_1y, 5: purse_result.net_5y, 7: purse_result.net}[years]
            # Single precision keeps seven digits.
            assert totals.net[row, place] == pytest.approx(expected, rel=3e-7, abs=1e-3), (purse, years)
        for row, purse in enumerate(totals.paid):
            months = alone.purses[purse].payback.months
            assert totals.payback[row, place] == pytest.approx(np.inf if months is None else months, rel=3e-7)
        bcr, rate, break_even = totals.ratios[:, place]
        assert bcr == pytest.approx(alone.bcr, rel=3e-7)
        assert rate == pytest.approx(alone.realisation.rate, rel=3e-7)
        assert break_even == pytest.approx(alone.realisation.break_even, rel=3e-6)


def test_the_payback_curve_has_every_year_and_the_start() -> None:
    lines = [
        line("programme", "programme_cost", 1000.0),
        line("gain", "avoided_service", 100.0, outcome="work", years=5),
    ]
    found = simulate(model(lines, estimate(0.3, 0.05), discount_rate=0.0), draws=20_000).net
    # 20 persons x 0.3 x 100 kr a year; the outlay is paid at the start.
    for years in range(6):
        spread = found[(SOCIETY, years)]
        assert spread.mean == pytest.approx(600.0 * years - 1000.0, abs=4 * spread.mc_error + 1e-9)
    assert found[(SOCIETY, 2)].probability_positive == pytest.approx(0.84, abs=0.02)


def test_progress_is_told_block_by_block_in_order() -> None:
    told: list[tuple[int, int]] = []
    draw_totals(model(), draws=BLOCK + 1, seed=1, workers=2, progress=lambda done, n: told.append((done, n)))
    assert told == [(1, 2), (2, 2)]


def test_appraise_runs_the_draws_that_the_settings_ask_for() -> None:
    estimates = {"work": estimate(0.3, 0.05)}
    found = appraise(LINES, estimates, [WORK], settings(draws=500, seed=9), population=20, index=KPI)
    assert found.uncertainty is not None
    assert (found.uncertainty.draws, found.uncertainty.seed) == (500, 9)
    again = appraise(LINES, estimates, [WORK], settings(draws=500, seed=9), population=20, index=KPI)
    assert found.uncertainty == again.uncertainty
    other = appraise(LINES, estimates, [WORK], settings(draws=500, seed=10), population=20, index=KPI)
    assert dataclasses.replace(other.uncertainty, seed=9) != found.uncertainty


def test_a_gap_between_the_mean_and_the_central_value_is_explained() -> None:
    def gap(*lines: Line) -> CentralGap:
        found = appraise(lines, {}, [], settings(draws=20_000), population=None, index=KPI)
        result = central_gap(found)
        assert result is not None
        return result

    straight = gap(line("gain", "avoided_service", between("price", 50.0, 100.0, 150.0)))
    assert not straight.notable
    assert (straight.skewed, straight.curved) == ((), ())
    askew = gap(line("gain", "avoided_service", between("price", 90.0, 100.0, 400.0, "triangular")))
    assert askew.notable
    assert askew.skewed == ("price",)
    # Mean of the triangular: 590 / 3, at mid-year.
    assert askew.mean == pytest.approx(590 / 3 / 1.035**0.5, rel=0.01)
    fading = line("gain", "avoided_service", 100.0, years=5, dropoff=between("fade", 0.0, 0.5, 1.0, "beta"))
    bent = gap(fading)
    assert bent.curved == ("fade",)
    assert bent.notable
    assert bent.mean > bent.central


def test_no_draws_no_gap() -> None:
    found = appraise([line("gain", "avoided_service", 1.0)], {}, [], settings(), population=None, index=KPI)
    assert central_gap(found) is None
