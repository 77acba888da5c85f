# SPDX-License-Identifier: Apache-2.0
"""The appraisal's pipeline and key figures on small cases computed by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from unit.economics.build import (
    KPI,
    WORK,
    H,
    M,
    R,
    S,
    between,
    cost,
    estimate,
    fixed,
    line,
    settings,
)
from utfall.core.estimate import Estimand, Status, Unknown
from utfall.core.lines import Adjustment, Line
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.economics import Appraisal, appraise
from utfall.economics.model import PUBLIC
from utfall.economics.path import cumulative_net

PROGRAMME = line("programme", "programme_cost", 100_000.0)
GAIN = line("gain", "avoided_service", 50_000.0, (M, 0.8), (R, 0.2), outcome="work", units=2.0, years=5)


def run(*lines: Line, effect: float = 0.1, population: float | None = 10, **more: object) -> Appraisal:
    estimates = {"work": estimate(effect, 0.02)}
    return appraise(lines, estimates, [WORK], settings(**more), population=population, index=KPI)


def test_every_step_of_the_pipeline_is_kept() -> None:
    worn = line(
        "worn",
        "avoided_service",
        cost(1000.0, year=2018),
        outcome="work",
        units=3.0,
        years=3,
        first_year=2,
        ramp=(0.5,),
        dropoff=0.2,
        displacement=0.1,
        reach=fixed(0.5),
        population=fixed(200.0),
    )
    result = appraise(
        [worn], {"work": estimate(0.25)}, [WORK], settings(), population=None, index=KPI, optimism={"worn": 0.1}
    )
    (step,) = result.traces
    factor = 403.70 / 328.40
    assert step.price_factor == factor
    assert (step.population, step.reach, step.improvement, step.units_per_improvement) == (200.0, 0.5, 0.25, 3.0)
    assert step.quantity == 75.0
    assert step.gross == pytest.approx(75_000.0 * factor)
    assert step.after_attribution == pytest.approx(67_500.0 * factor)
    assert step.after_optimism == pytest.approx(60_750.0 * factor)
    assert step.weights == pytest.approx((0.0, 0.5, 0.8, 0.64, 0.0))
    np.testing.assert_allclose(result.cube.flow[0, 0], step.yearly, rtol=1e-12)
    assert result.society.net == pytest.approx(sum(value for _, value in step.present_value))


def test_wanted_decrease_counts_as_improvement() -> None:
    days = Outcome(id="days", label=Text.same("days"), column="days", direction="decrease", target=0.0)
    saved = line("saved", "avoided_service", 100.0, outcome="days", years=1)
    found = appraise(
        [saved], {"days": estimate(-5.0, outcome="days", comparison=20.0)}, [days], settings(), population=2, index=KPI
    )
    assert found.traces[0].quantity == 10.0
    assert found.realisation.rate == pytest.approx(5.0 / 20.0)


def test_actors_sum_to_society_and_public_sector() -> None:
    result = run(PROGRAMME, GAIN, line("tax", "tax", 9000.0, (S, 1.0), (H, -1.0), outcome="work", years=5))
    assert result.society.net == pytest.approx(sum(result.purses[a].net for a in result.cube.actors))
    public = result.purses[M].net + result.purses[R].net + result.purses[S].net
    assert result.public_sector.net == pytest.approx(public)
    assert result.purses[H].net == pytest.approx(-result.purses[S].net)
    assert result.organisation is result.purses[M]


def test_realisation_break_even_and_margin_by_hand() -> None:
    result = run(PROGRAMME, GAIN, discount_rate=0.0)
    # Ten persons, two units of 50 000 kr, five years: P = 0.8 x 5 Mkr (comparison mean 0.2), R = 0.1 x 5 Mkr.
    found = result.realisation
    assert found.potential == pytest.approx(4_000_000.0)
    assert found.realised == pytest.approx(500_000.0)
    assert found.rate == pytest.approx(0.125)
    assert found.break_even == pytest.approx(0.025)
    assert found.margin == pytest.approx(5.0)
    assert result.bcr == pytest.approx(5.0)
    assert result.nnk == pytest.approx(4.0)
    assert result.cost_per_effect[0].cost == pytest.approx(100_000.0)


def test_payback_and_results_after_one_and_five_years() -> None:
    result = run(PROGRAMME, GAIN, discount_rate=0.0, horizon_years=10)
    assert result.society.net_1y == pytest.approx(0.0)
    assert result.society.net_5y == pytest.approx(400_000.0)
    assert result.society.payback.months == pytest.approx(12.0)
    assert result.purses[R].payback.months == 0.0
    assert result.purses[M].payback.months == pytest.approx(15.0)


def test_never_within_the_horizon_is_a_value() -> None:
    result = run(PROGRAMME, GAIN, effect=0.001)
    assert result.society.payback.never
    assert result.society.payback.months is None


def test_what_cannot_be_known_has_its_reason() -> None:
    short = run(PROGRAMME, GAIN, horizon_years=3)
    assert short.society.net_5y == Unknown("horizon-shorter")
    assert short.do_nothing == Unknown("no-baseline-volume")
    assert run(GAIN).bcr == Unknown("no-programme-cost")
    assert run(PROGRAMME).realisation.rate == Unknown("no-line-linked-to-an-outcome")
    assert run(PROGRAMME, GAIN, effect=-0.1).cost_per_effect[0].cost == Unknown("no-improvement")
    income = Outcome(id="work", label=Text.same("income"), column="income")
    no_target = appraise([GAIN], {"work": estimate(0.1)}, [income], settings(), population=5, index=KPI)
    assert no_target.realisation.rate == Unknown("outcome-without-target")
    assert no_target.realisation.realised == pytest.approx(no_target.society.net)


def test_deadweight_is_taken_off_a_change_and_not_off_an_effect() -> None:
    worn = line("worn", "avoided_service", 1000.0, outcome="work", deadweight=0.4)
    against = run(worn)
    assert against.traces[0].after_deadweight == against.traces[0].gross
    assert {c.id: c.status for c in against.checks}["K3"] is Status.FAIL
    assert against.blocks_export
    change = {"work": estimate(0.1, estimand=Estimand.CHANGE)}
    before_after = appraise([worn], change, [WORK], settings(), population=10, index=KPI)
    assert before_after.traces[0].after_deadweight == pytest.approx(0.6 * before_after.traces[0].gross)
    assert not before_after.blocks_export
    motivated = dataclasses.replace(worn, deadweight=Adjustment(share=fixed(0.4), motive="other cohort"))
    assert run(motivated).traces[0].after_deadweight == pytest.approx(0.6 * against.traces[0].gross)
    assert not run(motivated).blocks_export


def test_one_off_outlay_is_not_half_cycled_and_recurring_cost_is() -> None:
    twice = line("programme", "programme_cost", 100_000.0, years=2)
    assert run(PROGRAMME, GAIN).society.cost == pytest.approx(100_000.0)
    assert run(twice, GAIN).society.cost == pytest.approx(100_000.0 * (1.035**-0.5 + 1.035**-1.5))


def test_do_nothing_path_and_cash_split() -> None:
    housing = line(
        "housing",
        "avoided_service",
        cost(700_000.0, step=5.0, basis="marginal"),
        outcome="work",
        years=2,
        baseline=8.0,
        cashability="cash_releasing",
    )
    result = run(PROGRAMME, housing, discount_rate=0.0)
    assert not isinstance(result.do_nothing, Unknown)
    np.testing.assert_allclose(result.do_nothing[0], 5_600_000.0)
    # One placement avoided of a step of five: capacity, not cash (K5).
    assert result.cash["cash_releasing"] == 0.0
    assert result.cash["freed_capacity"] == pytest.approx(1_400_000.0)
    assert {c.id: c.status for c in result.checks}["K5"] is Status.WARN


def test_an_uncertain_dropoff_gives_the_same_central_result_as_a_known_one() -> None:
    known = dataclasses.replace(GAIN, timing=dataclasses.replace(GAIN.timing, dropoff=fixed(0.3)))
    unsure = dataclasses.replace(
        GAIN, timing=dataclasses.replace(GAIN.timing, dropoff=between("fade", 0.1, 0.3, 0.5, "beta"))
    )
    assert run(PROGRAMME, unsure).society.net == pytest.approx(run(PROGRAMME, known).society.net, rel=1e-12)
    assert len(run(unsure).model.terms) == 5


def test_cumulative_net_starts_with_the_outlay_and_ends_with_the_net() -> None:
    result = run(PROGRAMME, GAIN, discount_rate=0.0)
    assert cumulative_net(result) == pytest.approx((-1e5, 0.0, 1e5, 2e5, 3e5, 4e5))
    assert cumulative_net(result, R) == pytest.approx((0.0, 2e4, 4e4, 6e4, 8e4, 1e5))
    assert cumulative_net(result, PUBLIC) == cumulative_net(result)


def test_magnitude_is_held_against_the_library_that_is_given() -> None:
    estimates = {"work": estimate(0.1, 0.02)}
    for library, status in (([10_000.0, 90_000.0], Status.PASS), ([100.0, 900.0], Status.WARN)):
        result = appraise(
            [PROGRAMME, GAIN],
            estimates,
            [WORK],
            settings(discount_rate=0.0),
            population=10,
            index=KPI,
            reference_costs=library,
        )
        found = next(check for check in result.checks if check.id == "K9")
        # 500 000 kr over ten persons and five years.
        assert (found.value, found.status) == (pytest.approx(10_000.0), status)
    assert "K9" not in [check.id for check in run(PROGRAMME, GAIN).checks]
