# SPDX-License-Identifier: Apache-2.0
"""The statistics of a needs analysis against published worked examples and against R.

R values: R 4.2.2, base functions, printed with 15 digits; scripts are the few calls named in each test.
"""

import math

import numpy as np
import pytest
from scipy import optimize, stats

from utfall.needs.statistics import (
    associations,
    byar_limits,
    direct_rate,
    funnel,
    indirect_ratio,
    krippendorff,
    over_risk,
    poisson_limits,
    quantiles,
    smooth_rates,
    trend_per_year,
)

# Down's syndrome by mother's age (under 20, 20–24, …, 40 and over) and birth order 1–5+, Michigan 1950–64: Stark and
# Mantell (1966), table 14.4 of Fleiss (1981), used by Fay and Feuer (1997).
BIRTHS = np.array(
    [
        [230061, 329449, 114920, 39487, 14208, 3052],
        [72202, 326701, 208667, 83228, 28466, 5375],
        [15050, 175702, 207081, 117300, 45026, 8660],
        [2293, 68800, 132424, 98301, 46075, 9834],
        [327, 30666, 123419, 149919, 104088, 34392],
    ]
)
CASES = np.array(
    [
        [107, 141, 60, 40, 39, 25],
        [25, 150, 110, 84, 82, 39],
        [3, 71, 114, 103, 108, 75],
        [1, 26, 64, 89, 137, 96],
        [0, 8, 63, 112, 262, 295],
    ]
)

# Lip cancer in 56 districts of Scotland 1975–80: Clayton and Kaldor (1987), table 1, as distributed with GeoBUGS.
LIP_OBSERVED = [
    9, 39, 11, 9, 15, 8, 26, 7, 6, 20, 13, 5, 3, 8, 17, 9, 2, 7, 9, 7, 16, 31, 11, 7, 19, 15, 7, 10, 16, 11, 5, 3, 7, 8,
    11, 9, 11, 8, 6, 4, 10, 8, 2, 6, 19, 3, 2, 3, 28, 6, 1, 1, 1, 1, 0, 0,
]  # fmt: skip
LIP_EXPECTED = [
    1.4, 8.7, 3.0, 2.5, 4.3, 2.4, 8.1, 2.3, 2.0, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5, 4.4, 10.5, 22.7, 8.8,
    5.6, 15.5, 12.5, 6.0, 9.0, 14.4, 10.2, 4.8, 2.9, 7.0, 8.5, 12.3, 10.1, 12.7, 9.4, 7.2, 5.3, 18.8, 15.8, 4.3, 14.6,
    50.7, 8.2, 5.6, 9.3, 88.7, 19.6, 3.4, 3.6, 5.7, 7.0, 4.2, 1.8,
]  # fmt: skip

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, four observers and twelve units with gaps.
GAP = math.nan
RATINGS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]


def test_direct_standardisation_gives_the_published_rate_and_gamma_interval() -> None:
    """Published with the R package dsrTest's vignette (version 1.0.0): 75.52901 (67.70212 to 188.30017)."""
    found = direct_rate(CASES[4], BIRTHS[4], BIRTHS.sum(axis=0))
    assert 1e5 * found.rate == pytest.approx(75.52901, abs=5e-6)  # as many digits as are printed
    assert 1e5 * found.interval.low == pytest.approx(67.70212, abs=5e-6)
    assert 1e5 * found.interval.high == pytest.approx(188.30017, abs=5e-6)
    assert 1e5 * found.crude == pytest.approx(740 / 442811 * 1e5)


def test_indirect_ratio_against_r_poisson_test() -> None:
    """poisson.test(8, T = 3.59, conf.level = .9) and poisson.test(23, T = 17.83), examples of Liddell (1984)."""
    first = indirect_ratio([8], [1.0], [3.59], level=0.90)
    second = indirect_ratio([23], [100.0], [0.1783])
    assert (first.interval.low, first.interval.high) == pytest.approx((1.10886428584659, 4.02079379253379), rel=1e-12)
    assert (second.interval.low, second.interval.high) == pytest.approx((0.817724455246477, 1.935574475313126))
    none = poisson_limits([0])
    assert (none.low[0], none.high[0]) == pytest.approx((0.0, 3.68887945411394), rel=1e-12)


def test_byars_limits_are_within_one_per_cent_of_the_exact_ones_from_ten_events() -> None:
    events = np.arange(10, 400)
    exact, near = poisson_limits(events), byar_limits(events)
    assert np.abs(near.low / exact.low - 1).max() < 0.01
    assert np.abs(near.high / exact.high - 1).max() < 0.01
    # By hand, 4 observed and 3.3 expected: 4 · (1 − 1/36 − 1.96/6)³ / 3.3 and 5 · (1 − 1/45 + 1.96/(3√5))³ / 3.3.
    found = byar_limits([4])
    assert (found.low[0] / 3.3, found.high[0] / 3.3) == pytest.approx((0.3261, 3.1033), abs=5e-5)


def test_funnel_limits_are_spiegelhalters_by_r() -> None:
    """With qbinom, pbinom, qpois, ppois: r <- qbinom(p, n, t); (r - (F(r) - p) / (F(r) - F(r - 1))) / n."""
    found = funnel([4, 50, 6], [40, 500, 60], target=0.1)
    assert found.inner.low[:2] == pytest.approx([0.00388897832979194, 0.0734475283117622], rel=1e-9)
    assert found.inner.high[:2] == pytest.approx([0.19100160454702994, 0.1260148988918183], rel=1e-9)
    assert found.outer.low[:2] == pytest.approx([0.0, 0.0599886865476911], rel=1e-9)  # R: −0.023, no share
    assert found.outer.high[:2] == pytest.approx([0.26078445161019381, 0.1426893129644309], rel=1e-9)
    rate = funnel([5, 5, 5], [100.0, 100.0, 100.0], kind="rate")
    assert (rate.inner.low[0], rate.inner.high[0]) == pytest.approx((0.00542065795512883, 0.09376558587662771))
    assert (rate.outer.low[0], rate.outer.high[0]) == pytest.approx((0.0, 0.12771353781639883))


def test_gamma_model_of_lip_cancer_is_the_likeliest_by_another_route() -> None:
    """Clayton and Kaldor's data; their model maximised over scipy's negative binomial instead of our likelihood."""
    observed, expected = np.array(LIP_OBSERVED), np.array(LIP_EXPECTED)

    def minus(logs: np.ndarray) -> float:
        shape, mean = np.exp(logs)
        return -float(stats.nbinom.logpmf(observed, shape, shape / (shape + expected * mean)).sum())

    best = optimize.minimize(minus, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12})
    shape, mean = np.exp(best.x)
    found = smooth_rates(observed, expected, method="likelihood")
    assert found.mean == pytest.approx(mean, rel=1e-5)  # two optimisers of a flat top
    assert found.mean**2 / found.between == pytest.approx(shape, rel=1e-4)
    assert found.smoothed[0] == pytest.approx((9 + shape) / (1.4 + shape / mean), rel=1e-5)
    assert found.raw[0] == pytest.approx(9 / 1.4)
    assert found.smoothed[-1] > 0  # no cases in a small district is no proof of no risk


def test_moment_estimator_is_marshalls_by_hand() -> None:
    """Five areas, all of 100 persons, events 2 4 6 8 30: m = .1; s² = .01; a = s² − m/100 = .009."""
    found = smooth_rates([2, 4, 6, 8, 30], [100.0] * 5)
    assert found.mean == pytest.approx(0.1)
    assert found.between == pytest.approx(0.0104 - 0.001)
    kept = 0.0094 / (0.0094 + 0.001)
    assert found.smoothed == pytest.approx(0.1 + kept * (np.array([0.02, 0.04, 0.06, 0.08, 0.30]) - 0.1))


def test_trend_is_rs_quasi_poisson() -> None:
    """glm(d ~ y + offset(log(n)), family = poisson): 0.0852967884481263, s.e. 0.0226049570702904, dispersion 0.3047."""
    deaths, people = [30, 41, 38, 47, 52, 49, 61, 66], [10000, 10100, 10250, 10300, 10500, 10600, 10750, 10900]
    found = trend_per_year(range(2015, 2023), deaths, people)
    half = stats.t.ppf(0.975, 6) * 0.0226049570702904
    assert math.log(found.ratio) == pytest.approx(0.0852967884481263, rel=1e-7)  # R stops at 1e-8
    assert math.log(found.interval.low) == pytest.approx(0.0852967884481263 - half, rel=1e-5)  # so does its error
    assert found.dispersion == pytest.approx(0.30466774993485, rel=1e-4)


def test_weighted_correlation_is_rs_cov_wt_and_the_unweighted_interval_cor_test() -> None:
    first, second = [1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 4, 3, 7, 5, 8, 6]
    assert associations(first, second, [5, 1, 2, 4, 3, 6, 2, 1])[0].value == pytest.approx(0.83040624947071)
    pearson, spearman = associations(first, second)
    assert (pearson.interval.low, pearson.interval.high) == pytest.approx((0.311698057183441, 0.968989208891987))
    assert spearman.value == pytest.approx(0.833333333333333)


def test_over_risk_is_statsmodels_score_and_newcombe() -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    found = over_risk(15, 100, 6, 90)
    score = confint_proportions_2indep(15, 100, 6, 90, compare="ratio", method="score", correction=False)
    assert (found.ratio_low, found.ratio_high) == pytest.approx(score, rel=1e-9)
    newcombe = confint_proportions_2indep(15, 100, 6, 90, compare="diff", method="newcomb")
    assert (found.difference_interval.low, found.difference_interval.high) == pytest.approx(newcombe, rel=1e-12)
    assert found.ratio == pytest.approx(2.25)


@pytest.mark.parametrize(("scale", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorffs_own_example(scale: str, alpha: float) -> None:
    assert krippendorff(RATINGS, scale=scale).alpha == pytest.approx(alpha, abs=5e-4)


def test_order_statistics_are_rs_type_one() -> None:
    """quantile(rep(c(10, 20, 30, 50), c(3, 4, 2, 1)), c(.1, .5, .75, .9, 1), type = 1): 10 20 30 30 50."""
    assert quantiles([50, 10, 30, 20], [1, 3, 2, 4], (100, 500, 750, 900, 1000)) == (10, 20, 30, 30, 50)
