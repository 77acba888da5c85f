# SPDX-License-Identifier: Apache-2.0
"""Power against published numbers, statsmodels.stats.power computed live, and covariance matrices built directly.

Sources. R 4.x, documentation of stats::power.t.test and stats::power.prop.test (printed examples); Cohen (1988),
table 2.4.1 (n per group for d = 0.2, 0.5, 0.8 at power 0.80, alpha 0.05 two-sided: 393, 64, 26); Woertman et al.
(2013), Journal of Clinical Epidemiology 66:752, the stepped wedge design effect.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower, TTestPower
from statsmodels.stats.proportion import power_proportions_2indep

from utfall.effects._numerics.means import risk_difference, welch
from utfall.effects.planning import PowerPlan, power_of, solve_power
from utfall.effects.planning._tests import exact_shares_power, shares_power, t_power
from utfall.effects.planning._variance import (
    cluster_factor,
    discontinuity_factor,
    mean_correlation,
    repeated_factor,
    wedge_schedule,
    wedge_variance,
)


@pytest.mark.parametrize(("effect", "per_group"), [(0.2, 393), (0.5, 64), (0.8, 26)])
def test_cohen_table_of_sample_sizes(effect: float, per_group: int) -> None:
    # Cohen's table rounds the number per group to the nearest whole one; here both groups are counted together.
    assert solve_power(PowerPlan(sd=1.0), effect=effect, power=0.8).n == pytest.approx(2 * per_group, abs=1)


def test_r_power_t_test_examples() -> None:
    # n = 20, delta = 1. R counts one direction only; the other has probability 2e-7.
    assert power_of(PowerPlan(sd=1.0), n=40, effect=1.0) == pytest.approx(0.8689528, abs=5e-7)
    # power = .90, delta = 1: n = 22.02110 per group
    assert solve_power(PowerPlan(sd=1.0), effect=1.0, power=0.9).n in (45, 46)


def test_r_power_prop_test_examples() -> None:
    # R counts one direction only; the other has probability below 1e-6 here.
    assert shares_power(0.75, 0.50, 50, 50, alpha=0.05) == pytest.approx(0.740, abs=5e-4)
    plan = PowerPlan(kind="binary", baseline=0.5, method="normal")
    assert solve_power(plan, effect=0.25, power=0.9).n in (153, 154)  # n = 76.7 per group


@pytest.mark.parametrize("ratio", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("size", [0.15, 0.4, 1.1])
def test_two_means_against_statsmodels(ratio: float, size: float) -> None:
    n_1 = 24
    expected = TTestIndPower().power(size, nobs1=n_1, alpha=0.05, ratio=ratio)
    found = power_of(PowerPlan(sd=2.0, ratio=ratio), n=int(n_1 * (1 + ratio)), effect=2.0 * size)
    assert found == pytest.approx(expected, abs=1e-9)  # the same distribution from the same library


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.8])
def test_paired_ratings_against_statsmodels(correlation: float) -> None:
    plan = PowerPlan(design="before_after", sd=10.0, correlation=correlation)
    expected = TTestPower().power(3 / (10 * math.sqrt(2 * (1 - correlation))), nobs=40, alpha=0.05)
    assert power_of(plan, n=40, effect=3.0) == pytest.approx(expected, abs=1e-9)


def test_smallest_effect_against_statsmodels() -> None:
    # statsmodels searches to its own tolerance, about 1e-6 of the effect
    expected = TTestIndPower().solve_power(nobs1=50, alpha=0.05, power=0.8)
    assert solve_power(PowerPlan(sd=10.0), n=100, power=0.8).effect == pytest.approx(10 * expected, rel=1e-5)


@pytest.mark.parametrize(("share", "n_1", "n_0"), [(0.1, 60, 60), (0.4, 150, 50), (0.6, 80, 200)])
def test_two_shares_against_statsmodels(share: float, n_1: int, n_0: int) -> None:
    expected = power_proportions_2indep(0.15, share, n_1, ratio=n_0 / n_1, alpha=0.05, return_results=False)
    # statsmodels pools the shares without regard to unequal groups: only equal groups agree to the digit
    tolerance = 1e-9 if n_1 == n_0 else 0.02
    assert shares_power(share + 0.15, share, n_1, n_0, alpha=0.05) == pytest.approx(expected, abs=tolerance)


def test_fisher_enumeration_against_scipy() -> None:
    n_1, n_0, p_1, p_0 = 9, 7, 0.8, 0.25
    expected = sum(
        stats.binom.pmf(a, n_1, p_1) * stats.binom.pmf(c, n_0, p_0)
        for a in range(n_1 + 1)
        for c in range(n_0 + 1)
        if stats.fisher_exact([[a, n_1 - a], [c, n_0 - c]]).pvalue <= 0.05
    )
    assert exact_shares_power(p_1, p_0, n_1, n_0, alpha=0.05, test="fisher") == pytest.approx(expected, abs=1e-12)


def test_newcombe_enumeration_is_the_power_of_the_estimate_itself() -> None:
    n_1, n_0, p_1, p_0 = 10, 8, 0.7, 0.2
    expected = 0.0
    for a in range(n_1 + 1):
        for c in range(n_0 + 1):
            if a + c in (0, n_1 + n_0):
                continue  # nobody, or everybody: no estimate is given
            found = risk_difference(a, n_1, c, n_0)
            if found.low > 0 or found.high < 0:
                expected += stats.binom.pmf(a, n_1, p_1) * stats.binom.pmf(c, n_0, p_0)
    assert exact_shares_power(p_1, p_0, n_1, n_0, alpha=0.05, test="newcombe") == pytest.approx(expected, abs=1e-12)


def test_clusters_are_a_t_test_of_their_means_in_statsmodels() -> None:
    size, icc, sd, effect, k = 20, 0.05, 10.0, 3.0, 15
    error = sd * math.sqrt(cluster_factor(icc, size) / size)
    expected = TTestIndPower().power(effect / error, nobs1=k, alpha=0.05)
    plan = PowerPlan(sd=sd, icc=icc, cluster_size=size)
    assert power_of(plan, n=2 * k * size, effect=effect) == pytest.approx(expected, abs=1e-9)


def test_counts_against_the_normal_formula() -> None:
    # n per group = (1.96 + 0.8416)² (4 + 3) / 1² = 54.9 for Poisson counts; the t test asks for one or two more
    n = solve_power(PowerPlan(kind="count", baseline=4.0), effect=-1.0, power=0.8).n
    assert 110 <= n <= 114


def _covariance(rho: float, before: int, after: int) -> np.ndarray:
    periods = before + after
    return np.full((periods, periods), rho) + (1 - rho) * np.eye(periods)


@pytest.mark.parametrize(("before", "after", "rho"), [(1, 1, 0.5), (3, 2, 0.7), (2, 5, 0.2)])
def test_repeated_measures_against_their_covariance_matrix(before: int, after: int, rho: float) -> None:
    sigma = _covariance(rho, before, after)
    b = np.r_[np.full(before, 1 / before), np.zeros(after)]
    a = np.r_[np.zeros(before), np.full(after, 1 / after)]
    change, covariance = (a - b) @ sigma @ (a - b), a @ sigma @ b
    ancova = a @ sigma @ a - covariance**2 / (b @ sigma @ b)
    assert repeated_factor(rho, before=before, after=after, analysis="change") == pytest.approx(change, abs=1e-12)
    assert repeated_factor(rho, before=before, after=after, analysis="ancova") == pytest.approx(ancova, abs=1e-12)
    assert repeated_factor(rho, before=before, after=after, analysis="post") == pytest.approx(a @ sigma @ a, abs=1e-12)


def test_cluster_means_over_time_against_their_components() -> None:
    icc, size, person, cluster = 0.1, 12, 0.6, 0.8
    variance = icc + (1 - icc) / size
    covariance = icc * cluster + (1 - icc) * person / size
    found = mean_correlation(person, icc=icc, size=size, cluster_autocorrelation=cluster)
    assert found == pytest.approx(covariance / variance, abs=1e-12)


@pytest.mark.parametrize(("clusters", "steps", "icc"), [(8, 4, 0.05), (12, 3, 0.2), (10, 4, 0.01)])
def test_hussey_hughes_against_generalised_least_squares(clusters: int, steps: int, icc: float) -> None:
    size, variance = 15, 4.0
    schedule = wedge_schedule(clusters, steps)
    periods = steps + 1
    within, between = variance * (1 - icc) / size, variance * icc
    X = np.column_stack([np.tile(np.eye(periods), (clusters, 1)), schedule.ravel()])
    V = np.kron(np.eye(clusters), within * np.eye(periods) + between * np.ones((periods, periods)))
    expected = np.linalg.inv(X.T @ np.linalg.solve(V, X))[-1, -1]
    assert wedge_variance(schedule, variance=variance, icc=icc, size=size) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("steps", "icc", "size"), [(3, 0.05, 10), (5, 0.2, 4)])
def test_stepped_wedge_design_effect_of_woertman(steps: int, icc: float, size: int) -> None:
    clusters = 2 * steps
    over = 1 + icc * (steps * size + size - 1)
    under = 1 + icc * (steps * size / 2 + size - 1)
    design_effect = over / under * 3 * (1 - icc) / (2 * (steps - 1 / steps))
    expected = 4 * design_effect / (clusters * size)
    found = wedge_variance(wedge_schedule(clusters, steps), variance=1.0, icc=icc, size=size)
    assert found == pytest.approx(expected, rel=1e-9)


def test_schochet_design_effect_of_a_cut_off() -> None:
    # "about 2.75" with a normal score cut in the middle; and by least squares on a drawn score at 30 %
    assert discontinuity_factor(0.5) == pytest.approx(1 / (1 - 2 / math.pi), rel=1e-12)
    assert discontinuity_factor(0.5) == pytest.approx(2.75, abs=0.005)
    score = np.random.default_rng(1).standard_normal(200_000)
    treated = (score > np.quantile(score, 0.7)).astype(float)
    X = np.column_stack([np.ones(len(score)), treated, score])
    inflated = np.linalg.inv(X.T @ X)[1, 1] / np.linalg.inv(X[:, :2].T @ X[:, :2])[1, 1]
    assert discontinuity_factor(0.3) == pytest.approx(inflated, rel=0.01)  # one per cent: 200,000 draws


def test_a_computed_power_is_what_the_estimator_reaches_on_drawn_data() -> None:
    rng = np.random.default_rng(5)
    n, effect, draws = 50, 0.7, 3000
    hits = sum(welch(rng.normal(effect, 1, n // 2), rng.normal(0, 1, n // 2)).p_value <= 0.05 for _ in range(draws))
    expected = power_of(PowerPlan(sd=1.0), n=n, effect=effect)
    assert hits / draws == pytest.approx(expected, abs=4 * math.sqrt(0.25 / draws))  # four Monte Carlo errors


def test_no_effect_is_found_as_often_as_alpha() -> None:
    assert t_power(0.0, 18, alpha=0.05) == pytest.approx(0.05, abs=1e-9)
