# SPDX-License-Identifier: Apache-2.0
"""Synthetic control and synthetic difference in differences, against brute force and what must be refused."""

from __future__ import annotations

import itertools
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.core.designs import SyntheticControl, SyntheticDiD
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects.series import (
    analyse_synthetic_control,
    estimate_synthetic_control,
    estimate_synthetic_did,
)
from utfall.effects.series.simplex import frank_wolfe, kkt_residual, simplex_least_squares
from utfall.effects.series.synthetic_control import placebo_contrast
from utfall.effects.series.weights import (
    Synthetic,
    difference_in_differences,
    donors_needed,
    placebo_controls,
    placebo_sets,
    smallest_p,
    synthetic_control,
    synthetic_did,
)

SC = SyntheticControl(id="town", time="year", treatment="on")
SDID = SyntheticDiD(id="town", time="year", treatment="on")


def towns(donors=12, treated=1, n_pre=10, n_post=5, effect=-4.0, noise=0.1, seed=1) -> pl.DataFrame:
    """Each town follows two factors; treated towns are mixes of the first three donors."""
    rng = np.random.default_rng(seed)
    T = n_pre + n_post
    factors = rng.normal(size=(2, T)).cumsum(axis=1)
    loads = rng.normal(size=(donors + treated, 2))
    for k in range(treated):
        loads[donors + k] = rng.dirichlet(np.ones(3)) @ loads[:3]
    y = 50 + loads @ factors + noise * rng.normal(size=(donors + treated, T))
    y[donors:, n_pre:] += effect
    on = np.zeros((donors + treated, T), dtype=int)
    on[donors:, n_pre:] = 1
    town = np.repeat(np.arange(donors + treated), T)
    year = np.tile(np.arange(2005, 2005 + T), donors + treated)
    return pl.DataFrame({"town": town, "year": year, "on": on.ravel(), "y": y.ravel()})


def statuses(result):
    return {check.id: check.status for check in result.estimate.checks}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("ridge", [0.0, 0.7])
def test_simplex_weights_are_the_best_of_every_support(seed, ridge):
    """Brute force: the best of the equality-constrained solutions on every subset of five donors."""
    rng = np.random.default_rng(seed)
    A, b = rng.normal(size=(4, 5)), rng.normal(size=4)
    best = np.inf
    for size in range(1, 6):
        for subset in itertools.combinations(range(5), size):
            part = A[:, subset]
            system = np.zeros((size + 1, size + 1))
            system[:size, :size] = part.T @ part + ridge * np.eye(size)
            system[:size, size] = system[size, :size] = 1
            w = np.linalg.lstsq(system, np.append(part.T @ b, 1), rcond=None)[0][:size]
            if w.min() >= -1e-12 and abs(w.sum() - 1) < 1e-9:
                best = min(best, float(((part @ w - b) ** 2).sum() + ridge * (w @ w)))
    w = simplex_least_squares(A, b, ridge=ridge)
    assert w.min() >= 0
    assert w.sum() == pytest.approx(1, abs=1e-12)
    assert float(((A @ w - b) ** 2).sum() + ridge * (w @ w)) == pytest.approx(best, abs=1e-9)


def test_equal_weights_are_no_optimum():
    """What a general solver has been seen to call a success: its gradient says otherwise."""
    rng = np.random.default_rng(1)
    A, b = 100 + 10 * rng.normal(size=(19, 38)), 100 + 10 * rng.normal(size=19)
    columns = A - b[:, None]
    assert kkt_residual(columns, np.full(38, 1 / 38)) > 1
    assert kkt_residual(columns, simplex_least_squares(A, b)) < 1e-6


def test_weights_do_not_depend_on_the_unit_of_the_outcome():
    rng = np.random.default_rng(2)
    A, b = rng.normal(size=(8, 20)), rng.normal(size=8)
    assert simplex_least_squares(1e6 * A, 1e6 * b) == pytest.approx(simplex_least_squares(A, b), abs=1e-7)
    assert simplex_least_squares(A + 1e4, b + 1e4) == pytest.approx(simplex_least_squares(A, b), abs=1e-5)


def test_frank_wolfe_walks_to_the_same_place():
    rng = np.random.default_rng(3)
    A, b = rng.normal(size=(12, 6)), rng.normal(size=12)
    exact = simplex_least_squares(A, b, ridge=1.0)
    assert frank_wolfe(A, b, ridge=1.0, least_gain=1e-15) == pytest.approx(exact, abs=1e-3)


def test_known_effect_is_found(outcome):
    found = analyse_synthetic_control(SC, Columns(towns(donors=25)), outcome())
    e = found.result.estimate
    assert e.value == pytest.approx(-4, abs=0.5)
    assert e.interval.high < 0
    assert e.p_value == pytest.approx(1 / 26)
    assert statuses(found.result)["W-SC-PREFIT"] is Status.PASS
    assert len(found.path) == 15
    assert found.path[-1][1] - found.path[-1][2] == pytest.approx(found.result.diagnostic("gap_2019"))
    assert len(found.placebo_effects) == 25


def test_no_effect_is_seldom_found(outcome):
    """Placebo data, 40 draws with 24 donors: at the 5 % level p can only be 1/25; about 1.6 are expected."""
    found = sum(
        estimate_synthetic_control(
            SC, Columns(towns(donors=24, effect=0.0, noise=0.5, seed=s)), outcome()
        ).estimate.p_value
        < 0.05
        for s in range(40)
    )
    assert found <= 5


def test_few_donors_lower_the_level_that_the_interval_can_have(outcome):
    e = estimate_synthetic_control(SC, Columns(towns(donors=9)), outcome()).estimate
    assert e.interval.level == pytest.approx(0.9)
    assert e.p_value >= 0.1
    assert {c.id: c.status for c in e.checks}["W-SC-FEWDONORS"] is Status.WARN


@pytest.mark.parametrize(("donors", "status"), [(18, Status.WARN), (19, Status.PASS)])
def test_below_19_donors_no_effect_is_large_enough_for_5_per_cent_and_it_is_said(outcome, donors, status):
    e = estimate_synthetic_control(SC, Columns(towns(donors=donors, effect=1e6)), outcome()).estimate
    told = next(check for check in e.checks if check.id == "W-SC-REACH")
    assert e.p_value == told.value == pytest.approx(1 / (donors + 1))
    assert told.status is status
    assert dict(told.details) == {"donors": donors, "needed": 19}


@given(st.integers(1, 4), st.integers(2, 30))
def test_the_smallest_p_value_is_one_over_the_sets_that_are_compared(treated, donors):
    assert smallest_p(treated, donors) == 1 / min(math.comb(treated + donors, treated), 200)
    assert smallest_p(treated, donors + 1) <= smallest_p(treated, donors)
    needed = donors_needed(treated, 0.05)
    assert smallest_p(treated, needed) <= 0.05
    assert needed == 1 or smallest_p(treated, needed - 1) > 0.05
    assert donors_needed(1, 0.05) == 19


@pytest.mark.parametrize(("treated", "donors"), [(1, 7), (2, 5), (2, 30)])
def test_the_smallest_p_value_is_that_of_the_placebos_that_are_made(treated, donors):
    units = np.random.default_rng(3).normal(size=(treated + donors, 4))
    assert smallest_p(treated, donors) == 1 / (1 + len(placebo_sets(units[:treated], units[treated:], 2)))


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
def test_interval_and_p_value_agree(level):
    rng = np.random.default_rng(9)
    for _ in range(50):
        gaps = rng.normal(size=(31, 12)) * rng.uniform(0.5, 2, size=(31, 1))
        gaps[0, 8:] += rng.normal() * 2
        one, *others = [Synthetic(weights=np.ones(1), gap=gap, n_pre=8) for gap in gaps]
        found = placebo_contrast(one, others, np.ones(12), level=level)
        outside = found.low > 0 or found.high < 0
        assert outside == (found.p_value <= 1 - level + 1e-12)


def test_post_and_constant_treatment_column_say_the_same(outcome):
    data = towns()
    constant = data.with_columns((pl.col("town") == 12).cast(pl.Int8).alias("on"))
    with pytest.raises(InputError, match="post-missing"):
        estimate_synthetic_control(SC, Columns(constant), outcome())
    design = SyntheticControl(id="town", time="year", treatment="on", post="2015")
    found = estimate_synthetic_control(design, Columns(constant), outcome()).estimate
    assert found.value == estimate_synthetic_control(SC, Columns(data), outcome()).estimate.value
    wrong = SyntheticControl(id="town", time="year", treatment="on", post="i höst")
    with pytest.raises(InputError, match="time-order-unknown"):
        estimate_synthetic_control(wrong, Columns(constant), outcome())


def test_donors_with_a_gap_are_left_out_and_counted(outcome):
    data = towns().filter(~((pl.col("town") == 4) & (pl.col("year") == 2007)))
    found = estimate_synthetic_control(SC, Columns(data), outcome())
    assert found.flow.comparison.incomplete == 1
    assert found.flow.comparison.used == 11
    broken = towns().filter(~((pl.col("town") == 12) & (pl.col("year") == 2007)))
    with pytest.raises(DesignRefused, match="gaps"):
        estimate_synthetic_control(SC, Columns(broken), outcome())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.with_columns(pl.lit(0).alias("on")), "no-treated"),
        (lambda d: d.filter(pl.col("town") > 9), "few-donors"),
        (lambda d: d.filter(pl.col("year") >= 2014), "one-pre-period"),
        (lambda d: d.with_columns(pl.lit(1.0).alias("y")), "all-equal"),
        (lambda d: pl.concat([d, d.filter(pl.col("town") == 12).with_columns(
            town=99, on=(pl.col("year") >= 2012).cast(pl.Int64))], how="diagonal_relaxed"), "different-starts"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", [estimate_synthetic_control, estimate_synthetic_did])
def test_refused_with_what_could_carry_it(outcome, change, reason, method):
    options = {} if method is estimate_synthetic_control else {"seed": 1}
    design = SC if method is estimate_synthetic_control else SDID
    with pytest.raises(DesignRefused) as caught:
        method(design, Columns(change(towns())), outcome(), **options)
    assert caught.value.faults[0].code == reason


def test_a_start_outside_the_periods_is_refused(outcome):
    for post, reason in (("2005", "no-pre-period"), ("2044", "no-post-period")):
        design = SyntheticControl(id="town", time="year", treatment="on", post=post)
        with pytest.raises(DesignRefused, match=reason):
            estimate_synthetic_control(design, Columns(towns()), outcome())


class TestSyntheticDiD:
    def test_known_effect_of_several_units(self, outcome):
        design = SyntheticDiD(id="town", time="year", treatment="on", placebos=50)
        found = estimate_synthetic_did(design, Columns(towns(donors=30, treated=4)), outcome(), seed=2)
        assert found.estimate.value == pytest.approx(-4, abs=1.0)
        assert found.estimate.interval.high < 0
        assert found.diagnostic("placebos") == 50
        assert "W-ONETREAT" not in statuses(found)
        assert found.estimate.grade is EvidenceGrade.MODERATE
        again = estimate_synthetic_did(design, Columns(towns(donors=30, treated=4)), outcome(), seed=2)
        assert again == found

    def test_parallel_towns_give_the_plain_difference(self):
        """Where every town moves alike, any weights give the difference in differences."""
        rng = np.random.default_rng(5)
        common = rng.normal(size=12).cumsum()
        donors = rng.normal(size=(10, 1)) + common + 1e-9 * rng.normal(size=(10, 12))
        treated = 3 + common[None] + np.where(np.arange(12) >= 8, 2.0, 0.0)
        assert synthetic_did(treated, donors, 8).effect == pytest.approx(2, abs=1e-6)
        assert difference_in_differences(treated, donors, 8) == pytest.approx(2, abs=1e-6)

    def test_level_differences_do_not_matter(self):
        rng = np.random.default_rng(6)
        donors, treated = rng.normal(size=(10, 12)).cumsum(axis=1), rng.normal(size=(2, 12)).cumsum(axis=1)
        first = synthetic_did(treated, donors, 8).effect
        assert synthetic_did(treated + 100, donors, 8).effect == pytest.approx(first, abs=1e-6)

    def test_both_ways_to_the_weights_are_near(self, outcome):
        found = estimate_synthetic_did(SDID, Columns(towns(donors=20)), outcome(), seed=1)
        assert found.estimate.value == pytest.approx(found.diagnostic("effect_exact_weights"), abs=0.05)

    def test_more_treated_than_donors_are_refused(self, outcome):
        with pytest.raises(DesignRefused, match="few-donors"):
            estimate_synthetic_did(SDID, Columns(towns(donors=5, treated=4)), outcome(), seed=1)


def test_a_perfect_fit_of_everything_tells_no_uncertainty():
    flat = Synthetic(weights=np.ones(1), gap=np.zeros(6), n_pre=4)
    with pytest.raises(NotEstimableError, match="no-variation"):
        placebo_contrast(flat, [flat, flat, flat], np.ones(6), level=0.95)


class TestUnitsThatAreImitatedExactly:
    """Four periods before and thirty towns: most mixes are exact, and a gap in units of 0 has no bound."""

    def test_the_interval_is_of_the_gaps_themselves(self, outcome) -> None:
        table = towns(donors=29, n_pre=4, noise=2.0, effect=5.0)
        found = analyse_synthetic_control(SC, Columns(table), outcome())
        estimate = found.result.estimate
        gaps = np.sort(np.abs(found.placebo_effects))[::-1]  # 29 of them: one of thirty may be left out
        half = (estimate.interval.high - estimate.interval.low) / 2
        assert half == pytest.approx(gaps[0])
        assert estimate.p_value == pytest.approx((1 + (gaps >= abs(estimate.value)).sum()) / 30)
        assert estimate.method == "synthetic-control-placebo-gaps"
        told = {check.id: check for check in estimate.checks}["W-SC-EXACT"]
        assert told.status is Status.WARN
        assert told.value is not None
        assert told.value > 2

    def test_with_many_periods_nothing_is_exact(self, outcome) -> None:
        found = estimate_synthetic_control(SC, Columns(towns(donors=12, noise=1.0)), outcome())
        assert "W-SC-EXACT" not in statuses(found)
        assert found.estimate.method == "synthetic-control-placebo"

    def test_one_in_thirty_is_called_an_effect_where_there_is_none(self) -> None:
        """The rule looks at all units alike, so the test keeps its level: 150 draws, at most 1/30 + 3 errors."""
        rng, called = np.random.default_rng(11), 0
        for _ in range(150):
            units = rng.normal(size=(30, 2)) @ rng.normal(size=(2, 7)).cumsum(axis=1) + rng.normal(size=(30, 7))
            own = synthetic_control(units[0], units[1:], 4)
            found = placebo_contrast(own, placebo_controls(units[1:], 4), units[0], level=0.95)
            called += found.p_value <= 0.05
        assert called / 150 <= 1 / 30 + 3 * np.sqrt(1 / 30 * 29 / 30 / 150)


def test_several_treated_units_are_held_against_as_many_others() -> None:
    rng = np.random.default_rng(4)
    units = rng.normal(size=(6, 9))
    found = placebo_sets(units[:2], units[2:], 6)
    assert len(found) == 14  # fifteen pairs but the treated one
    first = synthetic_control(units[[0, 2]].mean(axis=0), units[[1, 3, 4, 5]], 6)
    assert found[0].effect == pytest.approx(first.effect, abs=1e-9)
    assert all(len(one.weights) == 4 for one in found)  # as many to be made of as the treated have
    drawn = placebo_sets(rng.normal(size=(5, 9)), rng.normal(size=(30, 9)), 6)
    assert len(drawn) == 199
