# SPDX-License-Identifier: Apache-2.0
"""Interrupted time series, against statsmodels, known series and what must be refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from utfall.core.designs import InterruptedTimeSeries
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.effects._numerics.contrast import NotEstimableError, t_quantile
from utfall.effects._numerics.regression import fit
from utfall.effects.series import analyse_its, estimate_its
from utfall.effects.series.its import autocorrelation_check
from utfall.effects.series.segmented import (
    average_contrast,
    design_matrix,
    newey_west,
    prais_winsten_rows,
    restricted_rho,
    segmented,
)


def series(n_pre=20, n_post=10, *, level=5.0, slope=0.5, rho=0.0, noise=1.0, seed=1) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    t = np.arange(n_pre + n_post)
    after = t >= n_pre
    errors = np.zeros(len(t))
    for k in range(len(t)):
        errors[k] = (rho * errors[k - 1] if k else 0) + noise * rng.normal()
    return pl.DataFrame({"t": t, "y": 10 + 0.3 * t + after * (level + slope * (t - n_pre)) + errors})


def design(**options) -> InterruptedTimeSeries:
    return InterruptedTimeSeries(**{"time": "t", "post": "20", **options})


def statuses(result):
    return {check.id: check.status for check in result.estimate.checks}


def test_known_series_is_found_again(outcome):
    found = analyse_its(design(), Columns(series(noise=1e-6)), outcome())
    r = found.result
    assert r.diagnostic("level_change") == pytest.approx(5, abs=1e-4)
    assert r.diagnostic("trend_change") == pytest.approx(0.5, abs=1e-4)
    assert r.diagnostic("trend_before") == pytest.approx(0.3, abs=1e-4)
    assert r.estimate.value == pytest.approx(5 + 0.5 * 4.5, abs=1e-4)
    assert found.path[-1][1] - found.path[-1][3] == pytest.approx(5 + 0.5 * 9, abs=1e-4)
    level = estimate_its(design(contrast="level"), Columns(series(noise=1e-6)), outcome())
    assert level.estimate.value == pytest.approx(5, abs=1e-4)


def test_newey_west_is_that_of_statsmodels(outcome):
    data = series(rho=0.5)
    X = design_matrix(30, 20, slope=True, season=None)
    other = sm.OLS(data["y"].to_numpy(), X).fit(cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True})
    found = estimate_its(design(errors="newey_west"), Columns(data), outcome())
    assert found.diagnostic("lags") == 3
    assert found.diagnostic("level_change") == pytest.approx(other.params[2], abs=1e-9)
    assert found.diagnostic("level_change_std_error") == pytest.approx(other.bse[2], rel=1e-9)
    fitted = fit(X, data["y"].to_numpy())
    plain = sm.OLS(data["y"].to_numpy(), X).fit(cov_type="HAC", cov_kwds={"maxlags": 3})
    assert newey_west(X, fitted.residuals, fitted.bread, 3) == pytest.approx(plain.cov_params(), rel=1e-9)


def test_prais_winsten_is_generalised_least_squares(outcome):
    data = series(rho=0.6, seed=4)
    X = design_matrix(30, 20, slope=True, season=None)
    found = estimate_its(design(), Columns(data), outcome())
    rho = found.diagnostic("autocorrelation")
    lags = np.abs(np.subtract.outer(np.arange(30), np.arange(30)))
    other = sm.GLS(data["y"].to_numpy(), X, sigma=rho**lags).fit()
    assert 0 < rho < 0.99
    assert found.diagnostic("level_change") == pytest.approx(other.params[2], abs=1e-8)
    assert found.diagnostic("level_change_std_error") == pytest.approx(other.bse[2], rel=1e-8)


def left_by(X: np.ndarray, rho: float, y: np.ndarray) -> float:
    """The restricted log likelihood by its definition: the density of what the columns leave, without its constants."""
    n, k = X.shape
    contrasts = np.linalg.qr(X, mode="complete")[0][:, k:]
    sigma = contrasts.T @ (rho ** np.abs(np.subtract.outer(np.arange(n), np.arange(n))) / (1 - rho**2)) @ contrasts
    rest = contrasts.T @ y
    return float(-0.5 * np.linalg.slogdet(sigma)[1] - 0.5 * (n - k) * np.log(rest @ np.linalg.solve(sigma, rest)))


@pytest.mark.parametrize("season", [None, 4])
@pytest.mark.parametrize("seed", [1, 4, 7])
def test_rho_is_where_the_restricted_likelihood_is_largest(seed, season):
    y = series(rho=0.6, seed=seed)["y"].to_numpy()
    X = design_matrix(30, 20, slope=True, season=None if season is None else np.arange(30) % season)
    rho = restricted_rho(y, X)
    best = max(left_by(X, one, y) for one in np.linspace(0, 0.99, 400))
    assert left_by(X, rho, y) >= best - 1e-12
    assert restricted_rho(1e6 * y + X @ np.arange(X.shape[1]), X) == pytest.approx(rho, abs=1e-6)


def test_rho_of_the_nile_is_that_of_statsmodels():
    """The exact diffuse likelihood of a regression with first-order errors (statsmodels 0.14, `SARIMAX`) is the
    restricted likelihood of the others: 0.19747547 by its own search, whose printed digits are the tolerance."""
    file = Path(__file__).parents[2] / "reference" / "effects" / "data" / "nile.csv"
    y = pl.read_csv(file)["volume"].to_numpy()
    X = design_matrix(100, 28, slope=True, season=None)
    rho = restricted_rho(y, X)
    assert rho == pytest.approx(0.19747547, abs=5e-9)
    other = sm.tsa.SARIMAX(y / y.std(), exog=X, order=(1, 0, 0), mle_regression=False, use_exact_diffuse=True)
    rest = prais_winsten_rows(np.column_stack([X, y / y.std()]), rho)
    fitted = fit(rest[:, :-1], rest[:, -1])
    sigma2 = float(fitted.residuals @ fitted.residuals) / fitted.df
    there = other.loglike([rho, sigma2])
    assert all(there > other.loglike([rho + step, sigma2]) for step in (-0.02, 0.02))


def test_rho_is_0_where_neighbours_differ_and_never_above_its_bound():
    X = design_matrix(40, 20, slope=True, season=None)
    assert restricted_rho(np.cos(np.pi * np.arange(40)) + 0.01 * np.arange(40) ** 0.5, X) == 0.0
    drift = np.random.default_rng(1).normal(size=40).cumsum().cumsum()
    assert restricted_rho(drift, X) <= 0.99


def test_degrees_of_freedom_are_of_the_variance_by_small_differences():
    """2 v² over the variance of v, with the derivative by rho taken by a difference of two fits."""
    y, X = series(rho=0.6, seed=4)["y"].to_numpy(), design_matrix(30, 20, slope=True, season=None)
    found, w = segmented(y, X, n_pre=20, slope=True, prais_winsten=True), average_contrast(30, 20, 4, slope=True)

    def variance(rho: float) -> float:
        return float(w @ np.linalg.inv(prais_winsten_rows(X, rho).T @ prais_winsten_rows(X, rho)) @ w)

    turn = (np.log(variance(found.rho + 1e-5)) - np.log(variance(found.rho - 1e-5))) / 2e-5
    assert found.df_of(w) == pytest.approx(1 / (1 / 26 + 0.5 * turn**2 * (1 - found.rho**2) / 26), rel=1e-6)
    assert 2 < found.df_of(w) < found.df == 26
    plain = segmented(y, X, n_pre=20, slope=True, prais_winsten=False)
    assert plain.df_of(w) == plain.df


def test_intervals_cover_where_neighbours_resemble_each_other():
    """24 periods, autocorrelation 0.3, no effect, 400 draws: at least 92 %, three standard errors below 95; Newey–West
    covers less, which is why it is not the default."""
    rng = np.random.default_rng(6)
    X, w = design_matrix(24, 12, slope=True, season=None), average_contrast(24, 12, 4, slope=True)
    covered = {True: 0, False: 0}
    for _ in range(400):
        e = rng.normal(size=74)
        for k in range(1, 74):
            e[k] += 0.3 * e[k - 1]
        for prais in covered:
            found = segmented(e[50:], X, n_pre=12, slope=True, prais_winsten=prais)
            critical = t_quantile(0.95, found.df_of(w))
            covered[prais] += abs(w @ found.coefficients) <= critical * np.sqrt(w @ found.covariance @ w)
    assert covered[True] >= 368
    assert covered[False] < covered[True]


def test_a_season_is_not_an_effect(outcome):
    t = np.arange(48)
    rng = np.random.default_rng(3)
    y = 10 + 4 * np.isin(t % 12, [10, 11]) + 0.3 * rng.normal(size=48)
    data = pl.DataFrame({"t": t, "y": y})
    with_season = estimate_its(design(post="34", season=12), Columns(data), outcome()).estimate
    without = estimate_its(design(post="34"), Columns(data), outcome()).estimate
    assert with_season.std_error < without.std_error / 2
    assert with_season.interval.low < 0 < with_season.interval.high


def test_months_left_out_of_the_file_do_not_shift_the_season(outcome):
    t = np.arange(60)
    y = 10 + 4.0 * (t % 12 == 6) + 0.1 * np.random.default_rng(4).normal(size=60)
    months = [f"{2019 + k // 12}-{k % 12 + 1:02d}" for k in t]
    whole = pl.DataFrame({"t": months, "y": y})
    holed = whole.filter(~pl.col("t").is_in(["2020-02", "2021-05"]))
    for data in (whole, holed):
        found = estimate_its(design(post="2022-09", season=12), Columns(data), outcome()).estimate
        assert found.std_error < 0.2
    joined = whole.with_columns(pl.col("t").str.replace("-", "").cast(pl.Int64))
    written = estimate_its(design(post="202209", season=12), Columns(joined), outcome()).estimate
    assert written.std_error < 0.2
    numbered = estimate_its(design(post="44", season=12), Columns(whole.with_columns(pl.Series("t", t))), outcome())
    assert numbered.estimate.value == pytest.approx(
        estimate_its(design(post="2022-09", season=12), Columns(whole), outcome()).estimate.value, abs=1e-9
    )


def test_a_comparison_series_takes_away_what_happens_to_both(outcome):
    own = series(noise=0.3, seed=1).with_columns(pl.lit(1).alias("g"))
    other = series(noise=0.3, seed=2, level=0, slope=0).with_columns(pl.lit(0).alias("g"))
    shock = pl.when(pl.col("t") >= 20).then(pl.col("y") + 7).otherwise(pl.col("y")).alias("y")
    both = pl.concat([own, other]).with_columns(shock)
    found = estimate_its(design(treatment="g"), Columns(both), outcome())
    assert found.estimate.value == pytest.approx(7.25, abs=4 * found.estimate.std_error)
    assert found.estimate.method == "controlled-segmented-prais-winsten"
    assert "W-ITS-NOCONTROL" not in statuses(found)
    alone = estimate_its(design(), Columns(both.filter(pl.col("g") == 1)), outcome())
    assert alone.estimate.value > 12
    assert statuses(alone)["W-ITS-NOCONTROL"] is Status.WARN
    assert alone.estimate.grade in (EvidenceGrade.LIMITED, EvidenceGrade.INSUFFICIENT)


def test_short_series_whose_periods_resemble_each_other_warn(outcome):
    """30 periods always warn: 0.3 cannot be told from none. Of 120 periods those with 0.8 do, without it few."""

    def warned(rho: float, n: int) -> int:
        tables = (Columns(series(n - 10, rho=rho, seed=seed)) for seed in range(20))
        found = (estimate_its(design(post=str(n - 10)), table, outcome()) for table in tables)
        return sum(statuses(one)["W-ITS-AUTOCORRELATION"] is Status.WARN for one in found)

    assert warned(0.0, 30) == warned(0.8, 30) == 20
    assert warned(0.0, 120) <= 2
    assert warned(0.8, 120) == 20


def test_long_series_warn_when_a_strong_correlation_only_may_be_there(outcome):
    """200 periods with 0.6: at most one in a hundred happens to look weak enough to be told nothing. Looked at with the
    estimate alone one in ten did, and those were the ones with the shortest intervals."""
    rng, X = np.random.default_rng(9), design_matrix(200, 100, slope=True, season=None)
    told, weak = 0, 0
    for _ in range(200):
        e = rng.normal(size=250)
        for k in range(1, 250):
            e[k] += 0.6 * e[k - 1]
        found = segmented(e[50:], X, n_pre=100, slope=True, prais_winsten=True)
        told += autocorrelation_check(200, found).status is Status.WARN
        weak += found.rho <= 0.5
    assert told >= 198
    assert weak >= 5


@pytest.mark.parametrize(("n_pre", "status"), [(4, Status.FAIL), (7, Status.WARN), (8, Status.PASS)])
def test_few_points_before_warn(outcome, n_pre, status):
    found = estimate_its(design(post=str(n_pre)), Columns(series(n_pre=n_pre)), outcome())
    assert statuses(found)["W-ITS-FEWPTS"] is status


def test_rows_of_a_period_are_averaged_and_gaps_are_told(outcome):
    data = series()
    doubled = pl.concat([data.with_columns(pl.col("y") + 1), data.with_columns(pl.col("y") - 1)])
    one = estimate_its(design(), Columns(data), outcome()).estimate
    assert estimate_its(design(), Columns(doubled), outcome()).estimate.value == pytest.approx(one.value, abs=1e-9)
    holed = data.with_columns(pl.when(pl.col("t").is_in([3, 25])).then(None).otherwise("y").alias("y"))
    assert statuses(estimate_its(design(), Columns(holed), outcome()))["W-GAPS"] is Status.WARN


def test_one_period_after_has_no_trend_of_its_own(outcome):
    found = estimate_its(design(), Columns(series(n_post=1)), outcome())
    assert found.diagnostic("trend_change") is None
    assert statuses(found)["W-ITS-SHORTPOST"] is Status.WARN


@pytest.mark.parametrize(
    ("post", "reason"),
    [("0", "no-before"), ("1", "few-pre-periods"), ("2", "few-pre-periods"), ("99", "no-post-period")],
)
def test_refused_with_what_could_carry_it(outcome, post, reason):
    with pytest.raises(DesignRefused) as caught:
        estimate_its(design(post=post), Columns(series()), outcome())
    assert caught.value.faults[0].code == reason


def test_faults_of_the_input(outcome):
    with pytest.raises(InputError, match="season-too-long"):
        estimate_its(design(season=20), Columns(series()), outcome())
    with pytest.raises(InputError, match="time-order-unknown"):
        estimate_its(design(post="hösten"), Columns(series()), outcome())


def test_a_series_on_its_own_line_tells_no_uncertainty(outcome):
    with pytest.raises(DesignRefused, match="no-variation"):
        estimate_its(design(), Columns(series(noise=0)), outcome())
    with pytest.raises(NotEstimableError, match="too-few"):
        segmented(np.arange(5.0), design_matrix(5, 3, slope=True, season=None), n_pre=3, slope=True, prais_winsten=True)


def test_dates_read_like_numbers(outcome):
    data = series()
    months = [f"{2020 + t // 12}-{t % 12 + 1:02d}" for t in data["t"]]
    dated = data.with_columns(pl.Series("t", months))
    found = estimate_its(design(post="2021-09"), Columns(dated), outcome()).estimate
    assert found.value == pytest.approx(estimate_its(design(), Columns(data), outcome()).estimate.value, abs=1e-9)


@pytest.mark.parametrize(
    ("season", "written"),
    [
        (12, lambda k: f"{2018 + k // 12}M{k % 12 + 1:02d}"),
        (4, lambda k: f"{2018 + k // 4}K{k % 4 + 1}"),
        (4, lambda k: f"{2018 + k // 4}Q{k % 4 + 1}"),
    ],
    ids=["2024M08", "2024K3", "2024Q3"],
)
def test_months_and_quarters_as_statistics_offices_write_them(outcome, season, written):
    """The same answer as with the periods numbered, also where the file leaves some out."""
    data = series(40, 20).filter(~pl.col("t").is_in([7, 8, 33, 50]))
    named = data.with_columns(t=pl.Series([written(k) for k in data["t"]]))
    for options in ({}, {"season": season}):
        numbered = estimate_its(design(post="40", **options), Columns(data), outcome()).estimate
        found = estimate_its(design(post=written(40), **options), Columns(named), outcome()).estimate
        assert (found.value, found.std_error) == pytest.approx((numbered.value, numbered.std_error), rel=1e-9)


def test_two_ways_of_writing_periods_have_no_order(outcome):
    mixed = series(6, 6).with_columns(t=pl.Series([f"2024{'K' if k % 2 else 'Q'}{k % 4 + 1}" for k in range(12)]))
    with pytest.raises(InputError, match="time-order-unknown"):
        estimate_its(design(post="2024K3"), Columns(mixed), outcome())
