# SPDX-License-Identifier: Apache-2.0
"""Staggered starts and fixed effects, against slow direct computations and against what must be refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import StaggeredDiD
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.effects import carrying
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects.assemble import CATALOGUE
from utfall.effects.checks import CATALOGUE as SHARED
from utfall.effects.panel import analyse_staggered_did, estimate_staggered_did, fixed_effects, groups
from utfall.effects.panel import fixed_effects as fe_function
from utfall.effects.panel.fixed_effects import _solve_by_steps, _solve_dense, within
from utfall.effects.panel.long import NEVER, dense_codes
from utfall.effects.panel.twfe import _balanced, two_way

DESIGN = StaggeredDiD(id="unit", time="year", cohort="start")


def panel(seed: int = 1, units: int = 60, effect: float = 2.0, noise: float = 1.0) -> pl.DataFrame:
    """Units by years 2015–2021; a third starts in 2018, a third in 2020, a third never."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(units), 7)
    year = np.tile(np.arange(2015, 2022), units)
    start = np.array([2018, 2020, 0])[unit % 3]
    on = (start > 0) & (year >= start)
    level = rng.normal(size=units)[unit] * 3
    y = level + 0.5 * (year - 2015) + effect * on + noise * rng.normal(size=len(unit))
    return pl.DataFrame({"unit": unit, "year": year, "start": start, "y": y, "town": unit % 12})


def statuses(result):
    return {check.id: check.status for check in result.estimate.checks}


def test_without_noise_every_cell_is_the_effect(outcome):
    found = analyse_staggered_did(DESIGN, Columns(panel(noise=1e-9)), outcome())
    for cell in found.cells:
        expected = 2.0 if int(cell.period) >= int(cell.group) else 0.0
        assert cell.value == pytest.approx(expected, abs=1e-6)
    assert [value for _, value, _ in found.averages] == pytest.approx([2.0] * 4, abs=1e-6)
    assert [point.at for point in found.event_study] == ["-4", "-3", "-2", "-1", "0", "1", "2", "3"]


def test_cells_are_differences_of_four_means(outcome):
    data = panel()
    found = analyse_staggered_did(DESIGN, Columns(data), outcome())
    wide = data.pivot(on="year", index=["unit", "start"], values="y")
    cell = next(cell for cell in found.cells if (cell.group, cell.period) == ("2018", "2020"))

    def change(start: int) -> np.ndarray:
        rows = wide.filter(pl.col("start") == start)
        return (rows["2020"] - rows["2017"]).to_numpy()

    mine, theirs = change(2018), change(0)
    assert cell.value == pytest.approx(mine.mean() - theirs.mean(), abs=1e-12)
    assert cell.std_error == pytest.approx(np.sqrt(mine.var() / len(mine) + theirs.var() / len(theirs)), abs=1e-12)
    assert (cell.n_intervention, cell.n_comparison) == (20, 20)


def test_not_yet_treated_never_uses_a_unit_that_has_started(outcome):
    """With the later group spoilt after its own start, the earlier group's effects before that are untouched."""
    data = panel()
    spoilt = data.with_columns(
        pl.when((pl.col("start") == 2020) & (pl.col("year") >= 2020)).then(1000.0).otherwise(pl.col("y")).alias("y")
    )
    design = StaggeredDiD(id="unit", time="year", cohort="start", comparison_group="not_yet")
    kept = [
        {(c.group, c.period): c.value for c in analyse_staggered_did(design, Columns(table), outcome()).cells}
        for table in (data, spoilt)
    ]
    for key, value in kept[0].items():
        if key[0] == "2018":
            assert kept[1][key] == pytest.approx(value, abs=1e-9)


def test_not_yet_treated_works_without_a_unit_that_never_starts(outcome):
    data = panel().filter(pl.col("start") > 0)
    design = StaggeredDiD(id="unit", time="year", cohort="start", comparison_group="not_yet")
    found = analyse_staggered_did(design, Columns(data), outcome())
    assert {cell.group for cell in found.cells if int(cell.period) >= int(cell.group)} == {"2018"}
    with pytest.raises(DesignRefused, match="no-untreated"):
        estimate_staggered_did(DESIGN, Columns(data), outcome())


def test_universal_base_tells_all_trends_relative_to_the_last_period_before(outcome):
    data = panel()
    design = StaggeredDiD(id="unit", time="year", cohort="start", base="universal")
    found = analyse_staggered_did(design, Columns(data), outcome())
    assert "-1" not in [point.at for point in found.event_study]
    varying = analyse_staggered_did(DESIGN, Columns(data), outcome())
    long = next(c.value for c in found.cells if (c.group, c.period) == ("2018", "2015"))
    short = [c.value for c in varying.cells if c.group == "2018" and c.period in ("2016", "2017")]
    assert long == pytest.approx(-sum(short), abs=1e-12)


def test_the_usual_regression_is_wrong_where_effects_grow(outcome):
    data = panel(noise=0.01).with_columns(
        pl.when((pl.col("start") > 0) & (pl.col("year") >= pl.col("start")))
        .then(pl.col("y") + 3 * (pl.col("year") - pl.col("start")))
        .otherwise(pl.col("y"))
        .alias("y")
    )
    found = estimate_staggered_did(DESIGN, Columns(data), outcome())
    true = 2 + 3 * np.mean([0, 1, 2, 3, 0, 1])
    assert found.estimate.value == pytest.approx(true, abs=0.05)
    assert abs(found.diagnostic("twfe") - true) > 0.3


def test_a_trend_before_the_start_is_seen(outcome):
    data = panel(units=240).with_columns(
        pl.when(pl.col("start") > 0).then(pl.col("y") + 0.6 * (pl.col("year") - 2015)).otherwise(pl.col("y")).alias("y")
    )
    found = analyse_staggered_did(DESIGN, Columns(data), outcome())
    assert statuses(found.result)["W-PRETREND"] in (Status.WARN, Status.FAIL)
    straight = next(bounds for bounds in found.bounds if bounds.kind == "smoothness")
    assert straight.confidence_low < 2.0 < straight.confidence_high  # the trend goes on: the effect is 2, not 2.6
    assert found.result.estimate.value > 2.5


def test_gaps_are_counted_and_change_nothing_without_noise(outcome):
    data = panel(noise=1e-9).filter(~((pl.col("unit") % 5 == 0) & (pl.col("year") == 2016)))
    found = estimate_staggered_did(DESIGN, Columns(data), outcome())
    assert found.estimate.value == pytest.approx(2.0, abs=1e-6)
    assert statuses(found)["W-GAPS"] is Status.WARN
    assert found.diagnostic("twfe") is not None


def test_clusters_widen_the_error_and_few_are_refused(outcome):
    data = panel(units=120)
    shock = np.random.default_rng(5).normal(size=(12, 7)) * 3
    data = data.with_columns(
        pl.Series("y", data["y"].to_numpy() + shock[data["town"].to_numpy(), data["year"].to_numpy() - 2015])
    )
    by_town = StaggeredDiD(id="unit", time="year", cohort="start", cluster="town")
    plain = estimate_staggered_did(DESIGN, Columns(data), outcome()).estimate
    clustered = estimate_staggered_did(by_town, Columns(data), outcome())
    assert clustered.estimate.value == plain.value
    assert clustered.estimate.std_error > 1.3 * plain.std_error
    assert clustered.estimate.df == 3
    assert statuses(clustered)["W-CLUSTER"] is Status.WARN
    few = data.with_columns(pl.col("unit").mod(3).alias("town"))
    with pytest.raises(DesignRefused, match="few-clusters"):
        estimate_staggered_did(by_town, Columns(few), outcome())


def test_one_treated_unit_is_a_red_warning(outcome):
    data = panel().filter((pl.col("start") == 0) | (pl.col("unit") == 0))
    found = estimate_staggered_did(DESIGN, Columns(data), outcome())
    assert statuses(found)["W-ONETREAT"] is Status.FAIL
    assert found.estimate.grade is EvidenceGrade.INSUFFICIENT


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.with_columns(pl.lit(0).alias("start")), "no-treated"),
        (lambda d: d.filter(pl.col("year") >= 2018), "no-pre-period"),
        (lambda d: d.filter((pl.col("year") >= 2017) & (pl.col("start") != 2020)), "one-pre-period"),
        (lambda d: d.filter(~((pl.col("unit") == 0) & (pl.col("year") < 2018))), "no-pre-period"),
        (lambda d: d.with_columns(pl.lit(1.0).alias("y")), "all-equal"),
    ],
)
def test_refused_with_what_could_carry_it(outcome, change, reason):
    with pytest.raises(DesignRefused) as caught:
        estimate_staggered_did(DESIGN, Columns(change(panel())), outcome())
    assert caught.value.faults[0].code == reason
    assert caught.value.faults[0].mend.sv


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: pl.concat([d, d.head(1)]), "duplicate-ids"),
        (lambda d: d.with_columns(pl.when(pl.col("year") == 2016).then(2019).otherwise("start").alias("start")),
         "cohort-varies"),
        (lambda d: d.with_columns(pl.lit("sen").alias("start")), "cohort-unknown"),
        (lambda d: d.with_columns(("v" + pl.col("year").cast(pl.String)).alias("year")), "time-order-unknown"),
        (lambda d: d.with_columns(pl.lit(None).alias("town")), "cluster-missing"),
    ],
)  # fmt: skip
def test_faults_of_the_input(outcome, change, code):
    design = StaggeredDiD(id="unit", time="year", cohort="start", cluster="town")
    with pytest.raises(InputError) as caught:
        estimate_staggered_did(design, Columns(change(panel())), outcome())
    assert caught.value.faults[0].code == code


def test_dates_text_and_empty_starts_read_alike(outcome):
    data = panel()
    plain = estimate_staggered_did(DESIGN, Columns(data), outcome()).estimate
    dated = data.with_columns(
        (pl.col("year").cast(pl.String) + "-01").alias("year"),
        pl.when(pl.col("start") > 0).then(pl.col("start").cast(pl.String) + "-01").otherwise(None).alias("start"),
        ("u" + pl.col("unit").cast(pl.String)).alias("unit"),
    )
    assert estimate_staggered_did(DESIGN, Columns(dated), outcome()).estimate.value == pytest.approx(
        plain.value, abs=1e-12
    )
    decimals = data.with_columns(pl.col("year").cast(pl.Float64), pl.col("start").cast(pl.Float64))
    assert estimate_staggered_did(DESIGN, Columns(decimals), outcome()).estimate.value == pytest.approx(
        plain.value, abs=1e-12
    )


def test_a_start_after_the_data_is_never(outcome):
    data = panel()
    later = data.with_columns(pl.when(pl.col("start") == 0).then(2030).otherwise("start").alias("start"))
    assert (
        estimate_staggered_did(DESIGN, Columns(later), outcome()).estimate.value
        == estimate_staggered_did(DESIGN, Columns(data), outcome()).estimate.value
    )


def test_the_event_study_band_holds_all_points_at_once(outcome):
    found = analyse_staggered_did(DESIGN, Columns(panel()), outcome(), seed=3)
    for point in found.event_study:
        assert point.band.low < point.interval.low < point.interval.high < point.band.high
    assert found == analyse_staggered_did(DESIGN, Columns(panel()), outcome(), seed=3)


def test_influence_gives_the_standard_error(outcome):
    found = analyse_staggered_did(DESIGN, Columns(panel()), outcome())
    n = len(found.influence)
    assert np.sqrt((found.influence**2).sum()) / n == pytest.approx(found.result.estimate.std_error, rel=1e-12)
    assert abs(found.influence.mean()) < 1e-10


def test_two_units_that_start_leave_trends_untested(outcome):
    data = panel(units=6)
    found = estimate_staggered_did(DESIGN, Columns(data.filter(pl.col("unit").is_in([0, 2, 5]))), outcome())
    assert statuses(found)["W-PRETREND"] is Status.INFO
    assert statuses(found)["W-PARALLEL"] is Status.WARN


def test_every_check_has_its_id_in_a_catalogue(outcome):
    found = estimate_staggered_did(DESIGN, Columns(panel()), outcome())
    assert {check.id for check in found.estimate.checks} <= {*CATALOGUE, *SHARED}


def test_every_new_check_has_words_and_a_page(request):
    from utfall.reports.phrases.checks import WORDS

    folder = request.config.rootpath / "docs" / "methods"
    pages = ("staggered_did", "its", "synthetic_control", "rdd", "historical", "benchmark")
    text = "".join((folder / f"{page}.md").read_text(encoding="utf-8") for page in pages)
    assert [check_id for check_id in CATALOGUE if check_id not in WORDS or f"`{check_id}`" not in text] == []


def test_every_new_refusal_speaks_both_languages():
    for reason in carrying.reasons():
        fault = carrying.refused(reason).faults[0]
        assert all((fault.text.sv, fault.text.en, fault.mend.sv, fault.mend.en))


class TestFixedEffects:
    @staticmethod
    def data(seed, n_units=15, n_periods=6, keep=0.7):
        rng = np.random.default_rng(seed)
        unit, period = np.repeat(np.arange(n_units), n_periods), np.tile(np.arange(n_periods), n_units)
        use = rng.random(len(unit)) < keep
        use[:n_periods] = True
        use[::n_periods] = True
        unit, period = unit[use], period[use]
        X = rng.normal(size=(len(unit), 2)) + unit[:, None] / 5
        y = X @ [1.0, -2.0] + unit + period**2 + rng.normal(size=len(unit))
        return y, X, unit, period

    @staticmethod
    def dummies(y, X, unit, period):
        D = [(unit == u).astype(float) for u in np.unique(unit)] + [
            (period == t).astype(float) for t in np.unique(period)[1:]
        ]
        full = np.column_stack([X, *D])
        beta = np.linalg.lstsq(full, y, rcond=None)[0]
        return beta[:2], y - full @ beta, full

    @pytest.mark.parametrize("keep", [0.7, 2.0])
    def test_equals_a_regression_with_a_dummy_each(self, keep):
        y, X, unit, period = self.data(1, keep=keep)
        beta, left, full = self.dummies(y, X, unit, period)
        found = fixed_effects(y, X, unit, period)
        assert found.coefficients == pytest.approx(beta, abs=1e-9)
        df = len(y) - np.linalg.matrix_rank(full)
        assert found.df == df
        expected = np.sqrt(np.diag(np.linalg.pinv(full.T @ full))[:2] * (left @ left) / df)
        assert found.std_errors == pytest.approx(expected, rel=1e-8)

    @pytest.mark.parametrize("keep", [0.7, 2.0])
    def test_clustered_errors_are_their_definition(self, keep):
        y, X, unit, period = self.data(2, keep=keep)
        _, left, full = self.dummies(y, X, unit, period)
        bread = np.linalg.pinv(full.T @ full)
        meat = sum(
            np.outer(full[unit == u].T @ left[unit == u], full[unit == u].T @ left[unit == u]) for u in np.unique(unit)
        )
        G, n = len(np.unique(unit)), len(y)
        k = 2 + len(np.unique(period))  # the units' effects lie within the clusters: one of them counts
        expected = np.sqrt(np.diag(bread @ meat @ bread)[:2] * G / (G - 1) * (n - 1) / (n - k))
        found = fixed_effects(y, X, unit, period, cluster=unit)
        assert found.std_errors == pytest.approx(expected, rel=1e-8)
        assert found.df == G - 1

    def test_both_ways_to_solve_agree(self):
        _, X, unit, period = self.data(3)
        in_unit, in_period = np.bincount(unit), np.bincount(period)
        right = np.column_stack([np.bincount(period, weights=c - (np.bincount(unit, c) / in_unit)[unit]) for c in X.T])
        dense, rank = _solve_dense(right, unit, period, in_unit, in_period)
        steps, other = _solve_by_steps(right, unit, period, in_unit, in_period)
        assert rank == other == len(in_period) - 1
        assert dense - dense.mean(axis=0) == pytest.approx(steps - steps.mean(axis=0), abs=1e-8)

    def test_unconnected_parts_cost_one_effect_less(self):
        unit = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
        period = np.array([0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5])
        assert within(np.arange(24.0).reshape(12, 2) ** 2, unit, period)[1] == 4 + 6 - 2

    def test_what_the_effects_explain_is_refused(self):
        y, X, unit, period = self.data(4)
        with pytest.raises(NotEstimableError, match="collinear"):
            fixed_effects(y, np.column_stack([X, unit.astype(float)]), unit, period)

    def test_swapped_effects_give_the_same(self):
        y, X, unit, period = self.data(5)
        assert fixed_effects(y, X, period, unit).coefficients == pytest.approx(
            fixed_effects(y, X, unit, period).coefficients, abs=1e-9
        )

    def test_contrast_speaks_for_one_coefficient(self):
        y, X, unit, period = self.data(6)
        found = fe_function(y, X, unit, period, cluster=unit)
        assert found.contrast(1).value == found.coefficients[1]
        assert found.contrast(1).low < -2 < found.contrast(1).high


def test_two_way_from_group_means_is_two_way_from_rows():
    rng = np.random.default_rng(7)
    start = np.array([2, 4, NEVER])[np.arange(30) % 3]
    y = rng.normal(size=(30, 6))
    unit, period = np.divmod(np.arange(180), 6)
    on = (period >= start[unit]).astype(float)
    found = fixed_effects(y.ravel(), on[:, None], unit, period)
    coefficient, negative = _balanced(y, start)
    assert coefficient == pytest.approx(float(found.coefficients[0]), abs=1e-12)
    assert negative == pytest.approx(float((found.regressors_within[on > 0, 0] < 0).mean()), abs=1e-12)
    y[0, 0] = np.nan
    assert two_way(y, start)[0] == pytest.approx(coefficient, abs=0.5)


def test_dense_codes_of_scattered_numbers():
    values = np.array([10**12, -5, 10**12, 7])
    codes, count = dense_codes(values)
    assert (codes.tolist(), count) == ([2, 0, 2, 1], 3)


def test_covariates_take_away_a_trend_that_they_explain(outcome):
    rng = np.random.default_rng(8)
    data = panel(seed=8, units=600, noise=0.5)
    x = rng.normal(size=600) + (np.arange(600) % 3 < 2)
    unit, year = data["unit"].to_numpy(), data["year"].to_numpy()
    data = data.with_columns(pl.Series("x", x[unit]), pl.Series("y", data["y"].to_numpy() + x[unit] * (year - 2015)))
    design = StaggeredDiD(id="unit", time="year", cohort="start", covariates=("x",))
    adjusted = estimate_staggered_did(design, Columns(data), outcome()).estimate
    plain = estimate_staggered_did(DESIGN, Columns(data), outcome()).estimate
    assert adjusted.value == pytest.approx(2.0, abs=4 * adjusted.std_error)
    assert plain.value > 2.8
    assert groups.AGGREGATES.keys() == {"simple", "dynamic", "group", "calendar"}
