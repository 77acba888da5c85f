# SPDX-License-Identifier: Apache-2.0
"""Every design through the front door: values, checks, what is counted and what is refused."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import BeforeAfter, DifferenceInDifferences, Matching, RandomisedTrial
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Estimand, EvidenceGrade, Status
from utfall.effects import EffectResult, estimate
from utfall.effects.checks import CATALOGUE
from utfall.effects.refusals import reasons, refused

RCT = RandomisedTrial(treatment="treat")
MATCH = Matching(treatment="treat", covariates=("x1", "x2"))
DID = DifferenceInDifferences(treatment="treat", before="before")


def checks(result: EffectResult) -> dict[str, Status]:
    return {check.id: check.status for check in result.estimate.checks}


class TestRandomised:
    def test_binary_outcome_is_a_risk_difference(self, persons, outcome):
        found = estimate(RCT, persons, outcome("b", "binary"), seed=1).estimate
        shares = persons.group_by("treat").agg(pl.col("b").mean()).sort("treat")["b"]
        assert found.value == pytest.approx(shares[1] - shares[0])
        assert found.method == "newcombe"
        assert -1 <= found.interval.low < found.value < found.interval.high <= 1

    def test_adjustment_narrows_the_interval(self, outcome):
        rng = np.random.default_rng(2)
        x, treat = rng.normal(size=200), rng.permutation(np.repeat([1, 0], 100))
        data = {"x": x, "treat": treat, "y": 3 * x + treat + rng.normal(size=200)}
        raw = estimate(RCT, data, outcome(), seed=1).estimate
        adjusted = estimate(RandomisedTrial(treatment="treat", covariates=("x",)), data, outcome(), seed=1)
        assert adjusted.estimate.std_error < 0.5 * raw.std_error
        assert adjusted.estimate.value == pytest.approx(1, abs=3 * adjusted.estimate.std_error)

    def test_missing_values_are_counted_per_group(self, persons, outcome):
        treated = pl.col("treat") == 1
        first = pl.int_range(pl.len()).over("treat") < 10
        data = persons.with_columns(y=pl.when(treated & first).then(None).otherwise(pl.col("y")))
        found = estimate(RCT, data, outcome(), seed=1)
        flow = found.flow.intervention
        assert (flow.missing_outcome, flow.used) == (10, flow.rows - 10)
        assert found.flow.comparison.missing_outcome == 0
        assert found.estimate.n_intervention == flow.used
        assert checks(found)["W-MISSING-DIFF"] is Status.FAIL  # 10 of about 90 against none
        assert found.estimate.grade is EvidenceGrade.LIMITED

    def test_who_lacks_both_is_counted_once(self, persons, outcome):
        first = pl.int_range(pl.len()).over("treat")
        data = persons.with_columns(
            y=pl.when(first < 3).then(None).otherwise(pl.col("y")),
            x1=pl.when(first < 5).then(None).otherwise(pl.col("x1")),
        )
        found = estimate(RandomisedTrial(treatment="treat", covariates=("x1",)), data, outcome(), seed=1)
        for group in (found.flow.intervention, found.flow.comparison):
            assert (group.missing_outcome, group.missing_covariates) == (3, 2)
            assert group.used == group.rows - 5

    def test_missing_covariates_cost_nobody_when_they_do_not_adjust(self, persons, outcome):
        data = persons.with_columns(x1=pl.when(pl.int_range(pl.len()) < 50).then(None).otherwise(pl.col("x1")))
        design = RandomisedTrial(treatment="treat", covariates=("x1",), adjust=False)
        found = estimate(design, data, outcome(), seed=1)
        assert found.estimate.n_intervention + found.estimate.n_comparison == 300
        assert found.balance.rows[0].covariate == "x1"

    def test_unknown_group_is_left_out_and_told(self, persons, outcome):
        group = persons["treat"].cast(pl.String).to_list()
        group[0] = ""
        found = estimate(RCT, persons.with_columns(treat=pl.Series(group)), outcome(), seed=1)
        assert found.flow.missing_group == 1
        assert checks(found)["W-MISSING-GROUP"] is Status.INFO

    def test_small_groups_lower_the_grade(self, persons, outcome):
        twenty = persons.group_by("treat", maintain_order=True).head(20)
        few = estimate(RCT, twenty, outcome(), seed=1)
        assert checks(few)["W-SMALLN"] is Status.WARN
        assert few.estimate.grade is EvidenceGrade.MODERATE
        fewer = estimate(RCT, persons.group_by("treat", maintain_order=True).head(6), outcome(), seed=1)
        assert checks(fewer)["W-SMALLN"] is Status.FAIL
        assert fewer.estimate.grade is EvidenceGrade.LIMITED

    def test_groups_that_no_lottery_makes(self, persons, outcome):
        data = persons.with_columns(x1=pl.col("x1") + pl.col("treat"))
        found = estimate(RandomisedTrial(treatment="treat", covariates=("x1",), adjust=False), data, outcome(), seed=1)
        assert checks(found)["W-NAIVE-IMBALANCE"] is Status.FAIL
        assert found.estimate.grade is EvidenceGrade.INSUFFICIENT

    def test_small_groups_may_differ_much_by_chance(self, outcome):
        data = {
            "treat": [1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
            "x1": [1.0, 2.0, 3.0, 4.0, 5.0, 0.0, 1.0, 2.0, 3.0, 3.5],
            "y": [1.0, 3.0, 2.0, 5.0, 4.0, 2.0, 1.0, 4.0, 3.0, 2.5],
        }
        design = RandomisedTrial(treatment="treat", covariates=("x1",), adjust=False)
        found = estimate(design, data, outcome(), seed=1)
        assert abs(found.balance.rows[0].smd_before) > 0.5
        assert checks(found)["W-NAIVE-IMBALANCE"] is Status.PASS

    def test_rare_events_are_told(self, persons, outcome):
        data = persons.with_columns(b=(pl.int_range(pl.len()) < 6).cast(pl.Int8))
        assert checks(estimate(RCT, data, outcome("b", "binary"), seed=1))["W-SPARSE"] is Status.WARN


class TestMatching:
    def test_effect_and_balance(self, persons, outcome):
        found = estimate(MATCH, persons, outcome(), seed=1)
        assert found.estimate.value == pytest.approx(1, abs=3 * found.estimate.std_error)
        rows = {row.covariate: row for row in found.balance.rows}
        assert abs(rows["x1"].smd_after) < abs(rows["x1"].smd_before)
        assert found.balance.denominator == "treated-unmatched"
        spread = persons.filter(pl.col("treat") == 1)["x1"].std()
        x1 = rows["x1"]
        assert x1.smd_after == pytest.approx((x1.mean_intervention_after - x1.mean_comparison_after) / spread)
        assert x1.smd_before == pytest.approx((x1.mean_intervention_before - x1.mean_comparison_before) / spread)

    @pytest.mark.parametrize("distance", ["propensity", "mahalanobis"])
    @pytest.mark.parametrize("replace", [True, False])
    def test_order_of_rows_does_not_matter(self, persons, outcome, distance, replace):
        """Rounded covariates make many ties; the file sorted in other ways gives the same number."""
        data = persons.with_columns(pl.col("x1").round(0))
        design = Matching(treatment="treat", covariates=("x1", "x2"), distance=distance, replace=replace)
        first = estimate(design, data, outcome(), seed=1)
        for other in (data.reverse(), data.sample(fraction=1, shuffle=True, seed=3)):
            assert estimate(design, other, outcome(), seed=1) == first
            with_id = Matching(treatment="treat", covariates=("x1", "x2"), distance=distance, replace=replace, id="id")
            assert estimate(with_id, other, outcome(), seed=1) == estimate(with_id, data, outcome(), seed=1)

    def test_dropped_treated_change_the_estimand(self, persons, outcome):
        all_kept = Matching(treatment="treat", covariates=("x1",), caliper=None, replace=True)
        assert estimate(all_kept, persons, outcome(), seed=1).estimate.estimand is Estimand.ATT
        tight = Matching(treatment="treat", covariates=("x1",), caliper=0.003)
        found = estimate(tight, persons, outcome(), seed=1)
        assert found.estimate.estimand is Estimand.ATT_MATCHED
        assert checks(found)["W-DROPPED"] is Status.FAIL
        flow = found.flow.intervention
        assert flow.used + flow.unmatched == flow.rows
        assert found.estimate.n_intervention == flow.used
        assert checks(found)["W-CALIPER"] is Status.PASS

    def test_exact_columns_agree_within_pairs(self, persons, outcome):
        """All men among the controls have one outcome: exact matching on sex shows it."""
        data = persons.with_columns(
            y=pl.when((pl.col("treat") == 0) & (pl.col("sex") == "man")).then(100.0).otherwise(pl.col("y"))
        )
        men = data.filter((pl.col("sex") == "man") | (pl.col("treat") == 0)).filter(
            ~((pl.col("sex") == "kvinna") & (pl.col("treat") == 1))
        )
        design = Matching(treatment="treat", covariates=("x1",), exact=("sex",))
        assert estimate(design, men, outcome(), seed=1).estimate.mean_comparison == pytest.approx(100)

    def test_ratio(self, persons, outcome):
        found = estimate(
            Matching(treatment="treat", covariates=("x1",), ratio=2, caliper=None), persons, outcome(), seed=1
        )
        assert found.diagnostic("pairs") > found.estimate.n_intervention
        assert found.balance.ess_comparison <= found.estimate.n_comparison

    def test_without_caliper_distant_pairs_are_told(self, persons, outcome):
        data = persons.with_columns(x1=pl.col("x1") + 2.5 * pl.col("treat"))
        found = estimate(Matching(treatment="treat", covariates=("x1",), caliper=None), data, outcome(), seed=1)
        assert checks(found)["W-CALIPER"] is Status.WARN
        assert checks(found)["W-OVERLAP"] in (Status.WARN, Status.FAIL)
        assert checks(found)["W-BALANCE"] is Status.FAIL

    def test_adjustment_removes_what_matching_leaves(self, persons, outcome):
        design = {"treatment": "treat", "covariates": ("x1", "x2"), "caliper": None}
        for replace in (True, False):
            found = estimate(Matching(**design, adjust=True, replace=replace), persons, outcome(), seed=1)
            assert found.estimate.value == pytest.approx(1, abs=3 * found.estimate.std_error)
            assert "W-EXTRAPOLATION" in checks(found)

    def test_never_graded_strong(self, persons, outcome):
        assert estimate(MATCH, persons, outcome(), seed=1).estimate.grade is not EvidenceGrade.STRONG

    def test_few_comparison_persons_are_told(self, persons, outcome):
        treated, control = persons.filter(pl.col("treat") == 1), persons.filter(pl.col("treat") == 0)
        data = pl.concat([treated, control.head(12)])
        found = estimate(Matching(treatment="treat", covariates=("x1",), replace=True), data, outcome(), seed=1)
        assert checks(found)["W-ESS"] in (Status.WARN, Status.FAIL)


class TestDifferenceInDifferences:
    def test_long_form_equals_wide_form(self, persons, outcome):
        wide = estimate(DID, persons, outcome(), seed=1).estimate
        long = pl.concat(
            [
                persons.select("id", "treat", time=pl.lit(2023), y="before"),
                persons.select("id", "treat", time=pl.lit(2024), y="y"),
            ]
        )
        design = DifferenceInDifferences(treatment="treat", time="time", post="2024", id="id")
        found = estimate(design, long, outcome(), seed=1).estimate
        assert (found.value, found.std_error) == pytest.approx((wide.value, wide.std_error))
        # without id the same rows are separate samples: same value, wider interval
        separate = DifferenceInDifferences(treatment="treat", time="time", post="2024")
        loose = estimate(separate, long, outcome(), seed=1).estimate
        assert loose.value == pytest.approx(wide.value)
        assert loose.std_error > wide.std_error

    def test_units_without_both_periods_are_counted(self, persons, outcome):
        long = pl.concat(
            [
                persons.select("id", "treat", time=pl.lit("2023-05-01"), y="before"),
                persons.select("id", "treat", time=pl.lit("2024-05-01"), y="y").tail(200),
            ]
        )
        design = DifferenceInDifferences(treatment="treat", time="time", post="2024-01-01", id="id")
        found = estimate(design, long, outcome(), seed=1)
        assert found.flow.intervention.incomplete + found.flow.comparison.incomplete == 100
        assert found.estimate.n_intervention + found.estimate.n_comparison == 200
        assert checks(found)["W-INCOMPLETE"] is Status.FAIL

    def test_missing_covariates_and_values_are_counted(self, persons, outcome):
        first = pl.int_range(pl.len()).over("treat")
        data = persons.with_columns(
            before=pl.when(first < 3).then(None).otherwise(pl.col("before")),
            x2=pl.when(first < 5).then(None).otherwise(pl.col("x2")),
        )
        design = DifferenceInDifferences(treatment="treat", before="before", covariates=("x2",))
        found = estimate(design, data, outcome(), seed=1)
        for group in (found.flow.intervention, found.flow.comparison):
            assert (group.missing_outcome, group.missing_covariates) == (3, 2)
        assert found.estimate.n_intervention + found.estimate.n_comparison == 290
        assert found.estimate.method == "first-difference-adjusted-hc2"

    def test_words_for_periods(self, persons, outcome):
        long = pl.concat(
            [
                persons.select("id", "treat", time=pl.lit("före"), y="before"),
                persons.select("id", "treat", time=pl.lit("efter"), y="y"),
            ]
        )
        design = DifferenceInDifferences(treatment="treat", time="time", post="efter", id="id")
        wide = estimate(DID, persons, outcome(), seed=1).estimate
        assert estimate(design, long, outcome(), seed=1).estimate.value == pytest.approx(wide.value)

    def test_few_clusters_are_told(self, persons, outcome):
        data = persons.with_columns(
            school=pl.when(pl.col("treat") == 1)
            .then(pl.int_range(pl.len()) % 4)
            .otherwise(10 + pl.int_range(pl.len()) % 5)
        )
        design = DifferenceInDifferences(treatment="treat", before="before", cluster="school")
        found = estimate(design, data, outcome(), seed=1)
        assert checks(found)["W-CLUSTER"] is Status.WARN
        assert found.estimate.df < 8
        assert found.estimate.method == "first-difference-cr2"

    def test_far_apart_at_the_start(self, persons, outcome):
        data = persons.with_columns(before=pl.col("before") + 5 * pl.col("treat"))
        found = estimate(DID, data, outcome(), seed=1)
        assert checks(found)["W-BASELINE"] is Status.FAIL
        assert found.estimate.grade is EvidenceGrade.INSUFFICIENT

    def test_parallel_trends_cannot_be_tested(self, persons, outcome):
        found = estimate(DID, persons, outcome(), seed=1)
        assert checks(found)["W-PARALLEL"] is Status.WARN
        assert found.estimate.grade in (EvidenceGrade.MODERATE, EvidenceGrade.LIMITED)

    def test_a_unit_in_both_groups(self, persons, outcome):
        long = pl.concat(
            [
                persons.select("id", "treat", time=pl.lit(1), y="before"),
                persons.select("id", treat=1 - pl.col("treat"), time=pl.lit(2), y="y"),
            ]
        )
        design = DifferenceInDifferences(treatment="treat", time="time", post="2", id="id")
        with pytest.raises(InputError, match="group-varies"):
            estimate(design, long, outcome(), seed=1)

    def test_times_without_an_order(self, persons, outcome):
        times = pl.Series(["vår", "höst", "vinter"] * 100)
        design = DifferenceInDifferences(treatment="treat", time="time", post="höst")
        with pytest.raises(InputError, match="time-order-unknown"):
            estimate(design, persons.with_columns(time=times), outcome(), seed=1)


class TestBeforeAfter:
    @pytest.mark.parametrize("treatment", [None, "treat"])
    def test_an_empty_line_of_the_file_is_nobody_lost(self, persons, outcome, treatment):
        gaps = pl.concat([persons, pl.DataFrame({"treat": [None] * 9})], how="diagonal_relaxed")
        design = BeforeAfter(before="before", treatment=treatment)
        found, whole = (estimate(design, table, outcome(), seed=1) for table in (gaps, persons))
        assert found.flow == whole.flow
        assert found.estimate == whole.estimate

    def test_is_a_change_and_never_an_effect(self, persons, outcome):
        found = estimate(BeforeAfter(before="before"), persons, outcome(), seed=1)
        assert found.estimate.estimand is Estimand.CHANGE
        assert found.estimate.grade is EvidenceGrade.CHANGE_ONLY
        assert checks(found)["W-BEFOREAFTER-RTM"] is Status.WARN
        expected = (persons["y"] - persons["before"]).mean()
        assert found.estimate.value == pytest.approx(expected)

    def test_only_participants_count_when_the_group_is_named(self, persons, outcome):
        found = estimate(BeforeAfter(before="before", treatment="treat"), persons, outcome(), seed=1)
        assert found.estimate.n_intervention == int(persons["treat"].sum())

    def test_resembling_neighbours_are_told(self, outcome):
        rng = np.random.default_rng(1)
        series = np.cumsum(rng.normal(size=60))
        data = {"year": np.arange(1960, 2020), "y": series}
        found = estimate(BeforeAfter(time="year", post="1990"), data, outcome(), seed=1)
        assert checks(found)["W-AUTOCORRELATION"] is Status.WARN


def _with(persons, **columns):
    return persons.with_columns(**columns)


@pytest.mark.parametrize(
    ("design", "change", "reason"),
    [
        (RCT, {"treat": pl.lit(1)}, "empty-group"),
        (RCT, {"treat": (pl.int_range(pl.len()) == 0).cast(pl.Int8)}, "one-participant"),
        (RCT, {"y": pl.lit(3.0)}, "all-equal"),
        (RCT, {"y": pl.col("treat") * 2.0}, "no-variation"),
        (RCT, {"y": pl.when(pl.col("treat") == 1).then(None).otherwise(pl.col("y"))}, "no-complete"),
        (MATCH, {"x2": pl.lit(None, dtype=pl.Float64)}, "no-complete"),
        (RandomisedTrial(treatment="treat", covariates=("x1",)), {"y": 3 * pl.col("x1")}, "no-variation"),
        (RandomisedTrial(treatment="treat", covariates=("x1", "x2")), {"x2": pl.col("treat")}, "collinear"),
        (Matching(treatment="treat", covariates=()), {}, "no-covariates"),
        (MATCH, {"x1": pl.col("treat") + pl.col("x1") / 1e6}, "separation"),
        (Matching(treatment="treat", covariates=("x1",), caliper=1e-12), {}, "no-pair"),
        (MATCH, {"y": pl.lit(1.0)}, "all-equal"),
        (DifferenceInDifferences(treatment="treat"), {}, "no-before"),
        (DifferenceInDifferences(treatment="treat", time="t", post="2"), {"t": pl.lit(1)}, "one-period"),
        (DifferenceInDifferences(treatment="treat", time="t", post="1"), {"t": pl.col("treat")}, "one-period"),
        (DID, {"y": pl.lit(1.0), "before": pl.lit(1.0)}, "all-equal"),
        (
            DifferenceInDifferences(treatment="treat", before="before", cluster="treat"),
            {},
            "too-few-clusters",
        ),
        (BeforeAfter(), {}, "no-before"),
        (BeforeAfter(before="before", treatment="treat"), {"treat": pl.lit(0)}, "empty-group"),
        (BeforeAfter(time="t", post="2"), {"t": pl.lit(2)}, "no-before"),
        (BeforeAfter(before="before"), {"before": pl.lit(None, dtype=pl.Float64)}, "no-before"),
        (BeforeAfter(before="before"), {"y": pl.col("before") + 1}, "no-variation"),
    ],
)
def test_what_the_data_cannot_carry_is_refused(persons, outcome, design, change, reason):
    with pytest.raises(DesignRefused) as caught:
        estimate(design, _with(persons, **change), outcome(), seed=1)
    fault = caught.value.faults[0]
    assert fault.code == reason
    assert caught.value.exit_code == 3
    assert fault.mend.sv
    assert fault.mend.en  # says what could carry the question


@pytest.mark.parametrize("design", [RCT, MATCH, DID, BeforeAfter(before="before")])
def test_an_empty_table_is_refused(persons, outcome, design):
    with pytest.raises(DesignRefused):
        estimate(design, persons.clear(), outcome(), seed=1)


@pytest.mark.parametrize("design", [RCT, MATCH, DID, BeforeAfter(before="before")])
def test_repeated_ids_name_rows_and_no_id(persons, outcome, design):
    twice = pl.concat([persons, persons.slice(4, 1)])
    named = type(design)(**{
        field: getattr(design, field) for field in design.__slots__ if field not in ("id", "kind")
    } | {"id": "id"})  # fmt: skip
    with pytest.raises(InputError, match="duplicate-ids") as caught:
        estimate(named, twice, outcome(), seed=1)
    assert "6, 302" in str(caught.value)
    assert "p004" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("column", ["y", "treat"])
@pytest.mark.parametrize("design", [RandomisedTrial, Matching, DifferenceInDifferences])
def test_what_is_to_be_explained_cannot_be_a_covariate(persons, outcome, design, column):
    with pytest.raises(InputError, match="covariate-is"):
        estimate(design(treatment="treat", covariates=("x1", column)), persons, outcome(), seed=1)


@pytest.mark.parametrize("kind", ["pandas", "pyarrow", "dict", "swedish"])
def test_any_table_gives_the_same_number(persons, outcome, kind):
    data = {
        "pandas": lambda: persons.to_pandas(),
        "pyarrow": lambda: persons.to_arrow(),
        "dict": lambda: persons.to_dict(as_series=False),
        "swedish": lambda: persons.with_columns(
            treat=pl.when(pl.col("treat") == 1).then(pl.lit("ja")).otherwise(pl.lit("nej")),
            y=pl.col("y").cast(pl.String).str.replace(".", ",", literal=True),
        ),
    }[kind]()
    design = Matching(treatment="treat", covariates=("x1", "sex"), id="id")
    assert estimate(design, data, outcome(), seed=1) == estimate(design, persons, outcome(), seed=1)


def test_a_named_comparison_group(persons, outcome):
    named = persons.with_columns(treat=pl.when(pl.col("treat") == 1).then(pl.lit("Insats")).otherwise(pl.lit("Kö")))
    design = RandomisedTrial(treatment="treat", comparison="kö")
    found = estimate(design, named, outcome(), seed=1).estimate
    assert found.value == estimate(RCT, persons, outcome(), seed=1).estimate.value


def test_every_refusal_speaks_both_languages():
    for reason in reasons():
        fault = refused(reason).faults[0]
        assert all((fault.text.sv, fault.text.en, fault.mend.sv, fault.mend.en))


def test_every_check_is_in_the_catalogue_and_in_the_docs(persons, outcome, request):
    page = (request.config.rootpath / "docs/methods/checks.md").read_text(encoding="utf-8")
    missing = [check_id for check_id in CATALOGUE if f"| `{check_id}` |" not in page]
    assert not missing
    for design in (RCT, MATCH, DID, BeforeAfter(before="before")):
        assert set(checks(estimate(design, persons, outcome(), seed=1))) <= set(CATALOGUE)


def test_results_need_no_scipy_until_something_is_estimated():
    code = "import sys, utfall.effects; print(sorted({m.split('.')[0] for m in sys.modules} & {'scipy', 'polars'}))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


@pytest.mark.parametrize(("before", "start"), [("2024M09", "2024M10"), ("2023K4", "2024K1"), ("2024-09", "2024-10")])
def test_before_and_after_in_months_and_quarters(outcome, before, start):
    rng = np.random.default_rng(3)
    rows = [(i, name, i % 2, rng.normal()) for i in range(40) for name in (before, start)]
    named = pl.DataFrame(rows, schema=["id", "when", "treat", "y"], orient="row")
    numbered = named.with_columns(when=(pl.col("when") == start).cast(pl.Int64))
    design = {"treatment": "treat", "time": "when", "id": "id"}
    found = estimate(DifferenceInDifferences(post=start, **design), named, outcome(), seed=1).estimate
    assert found == estimate(DifferenceInDifferences(post="1", **design), numbered, outcome(), seed=1).estimate
