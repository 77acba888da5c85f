# SPDX-License-Identifier: Apache-2.0
"""Textbook arithmetic of investments, and closed forms of what is drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from unit.economics.build import M, cost, line, settings
from utfall.economics import Appraisal, acceptability, appraise, icer_table
from utfall.economics._numerics.returns import internal_rates


def project(outlay: float, gains: list[float], rate: float) -> Appraisal:
    """An outlay at the start and a gain at the end of each year."""
    lines = [line("outlay", "programme_cost", cost(outlay, id="o", index="none"), (M, 1.0))]
    lines += [
        line(f"y{t}", "avoided_service", cost(gain, id=f"g{t}", index="none"), (M, 1.0), first_year=t)
        for t, gain in enumerate(gains, 1)
    ]
    asked = settings(discount_rate=rate, timing="end", horizon_years=len(gains))
    return appraise(lines, {}, [], asked, population=None, index={})


@pytest.mark.parametrize(
    ("gains", "npv", "irr", "months", "discounted"),
    [
        ([500, 400, 300, 100], 78.82, 14.49, 2.33, 2.95),  # S
        ([100, 300, 400, 675], 100.40, 13.55, 3.30, 3.78),  # L
    ],
)
def test_brigham_projects_s_and_l(gains: list[float], npv: float, irr: float, months: float, discounted: float) -> None:
    """Brigham and Houston, Fundamentals of Financial Management, the basics of capital budgeting: 1,000 out, cost of
    capital 10 %. The book counts years to payback. Tolerance: half the last printed digit."""
    found = project(1000, gains, 0.10)
    assert found.society.net == pytest.approx(npv, abs=0.005)
    assert 100 * (found.irr.rate or 0.0) == pytest.approx(irr, abs=0.005)
    assert (found.society.payback.months or 0.0) / 12 == pytest.approx(months, abs=0.005)
    assert (found.society.payback_discounted.months or 0.0) / 12 == pytest.approx(discounted, abs=0.005)


def test_two_internal_rates_are_both_found() -> None:
    """Brigham's strip mine: 1.6 out, 10 in, 10 out has the internal rates 25 % and 400 %."""
    assert internal_rates(np.array([-1.6, 10.0, -10.0]), np.arange(3.0)) == pytest.approx((0.25, 4.0), rel=1e-9)


@pytest.mark.parametrize(
    ("rate", "years", "factor"), [(0.10, 5, 3.7908), (0.035, 5, 4.5151), (0.04, 10, 8.1109), (0.03, 20, 14.8775)]
)
def test_annuity_factors_of_interest_tables(rate: float, years: int, factor: float) -> None:
    """Four-place tables of 1/r - 1/(r(1 + r)^n), in any textbook of engineering economy."""
    assert project(1.0, [1.0] * years, rate).society.net + 1.0 == pytest.approx(factor, abs=0.00005)


def test_dominance_strong_and_extended() -> None:
    """Drummond and others, Methods for the Economic Evaluation of Health Care Programmes: the rules, counted by hand.

    A (100; 10), B (200; 12): 50 a unit. C (250; 15): 30 a unit from A, so B is dominated by a mix of A and C.
    D (400; 20): 30 a unit from C. E (420; 18) costs more and gives less than D.
    """
    rows = icer_table(list("ABCDE"), np.array([100.0, 200, 250, 400, 420]), np.array([10.0, 12, 15, 20, 18]))
    status = {row.name: row.status for row in rows}
    assert (status["B"], status["E"]) == ("ED", "D")
    ratios = {row.name: row.icer for row in rows}
    assert (ratios["C"], ratios["D"]) == (30.0, 30.0)


@pytest.mark.parametrize("willingness", [5_000.0, 10_000.0, 20_000.0])
def test_perfect_information_about_a_normal_gain(willingness: float) -> None:
    """Raiffa and Schlaifer (1961): with net benefit N(μ, σ), s[φ(u) - u Φ(-u)] with u = |μ|/σ is what knowing is worth,
    and Φ(μ/σ) the chance that the initiative is best. Tolerance: 5 Monte Carlo errors of 400,000 draws."""
    draws = 400_000
    effect = np.random.default_rng(20240601).normal(0.1, 0.1, draws)
    costs = np.column_stack([np.zeros(draws), np.full(draws, 1000.0)])
    effects = np.column_stack([np.zeros(draws), effect])
    mean, sd = 0.1 * willingness - 1000, 0.1 * willingness
    u = abs(mean) / sd
    below = 0.5 * math.erfc(u / math.sqrt(2))
    closed = sd * (math.exp(-u * u / 2) / math.sqrt(2 * math.pi) - u * below)
    found = acceptability(costs, effects, np.array([willingness]))
    assert found.evpi[0] == pytest.approx(closed, abs=5 * sd / math.sqrt(draws))
    best = below if mean < 0 else 1 - below
    assert found.probability[0, 1] == pytest.approx(best, abs=5 * 0.5 / math.sqrt(draws))
