# SPDX-License-Identifier: Apache-2.0
"""Agreement with rdrobust, pyfixest, diff-diff, wildboottest and pymatchit-causal, on stored output.

Script, versions and the reason for each tolerance: oracles/README.md.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import Matching, RegressionDiscontinuity, StaggeredDiD
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import estimate
from utfall.effects._numerics.local_linear import jump, side
from utfall.effects._numerics.matched import pair_weights
from utfall.effects.inference import cluster_statistics, wild_cluster_test
from utfall.effects.matching import match_sample, matching_sample
from utfall.effects.panel import fixed_effects

HERE = Path(__file__).parent / "oracles"
STORED = json.loads((HERE / "values.json").read_text(encoding="utf-8"))
Y = Outcome(id="y", label=Text.same("y"), column="y")


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    return pl.read_csv(HERE.parents[1] / "r" / "made.csv")


@pytest.fixture(scope="module")
def scores() -> pl.DataFrame:
    return pl.read_csv(HERE / "scores.csv")


@pytest.fixture(scope="module")
def panel() -> pl.DataFrame:
    return pl.read_csv(HERE / "panel.csv")


@pytest.mark.parametrize(("name", "column"), [("given", "y"), ("given_event", "event")])
def test_rdrobust_at_given_bandwidths(scores, name, column):
    x, y, stored = scores["x"].to_numpy(), scores[column].to_numpy().astype(float), STORED["rdrobust"][name]
    found = jump(side(x[x < 0], y[x < 0]), side(x[x >= 0], y[x >= 0]), stored["h"], stored["b"])
    ours = (found.value, found.corrected, found.std_error)
    assert ours == pytest.approx((stored["value"], stored["corrected"], stored["error"]), rel=1e-9)
    assert found.robust_error == pytest.approx(stored["robust_error"], rel=1e-6)


@pytest.mark.parametrize(("name", "kind"), [("chosen", "continuous"), ("chosen_event", "binary")])
def test_rdrobust_with_chosen_bandwidths(scores, name, kind):
    """The whole estimate: value, interval, p value and bandwidths, in the scale of each."""
    stored = STORED["rdrobust"][name]
    column = "y" if kind == "continuous" else "event"
    outcome = Outcome(id="y", label=Text.same("y"), column=column, kind=kind)
    found = estimate(RegressionDiscontinuity(running="x", cutoff=0.0), scores, outcome, seed=1)
    assert found.diagnostic("bandwidth") == pytest.approx(stored["h"], rel=0.002)
    assert found.diagnostic("bandwidth_bias") == pytest.approx(stored["b"], rel=0.002)
    assert found.diagnostic("std_error_conventional") == pytest.approx(stored["error"], rel=0.01)
    e, step = found.estimate, 0.01 * stored["error"]
    assert e.std_error == pytest.approx(stored["robust_error"], rel=0.01)
    assert e.value == pytest.approx(stored["value"], abs=step)
    assert (e.interval.low, e.interval.high) == pytest.approx((stored["low"], stored["high"]), abs=2 * step)
    assert np.log(e.p_value) == pytest.approx(np.log(stored["p"]), abs=0.05)


@pytest.mark.parametrize(("name", "cluster"), [("balanced", "unit"), ("unbalanced", "cluster")])
def test_pyfixest(panel, name, cluster):
    rows = panel if name == "balanced" else panel.filter(pl.col("kept") == 1)
    X = rows.select("on", "w").to_numpy().astype(float)
    unit, period, group = (rows[column].to_numpy() for column in ("unit", "period", cluster))
    found, stored = fixed_effects(rows["y"].to_numpy(), X, unit, period, cluster=group), STORED["pyfixest"][name]
    assert found.coefficients == pytest.approx(np.array(stored["coefficients"]), rel=1e-6)
    assert found.std_errors == pytest.approx(np.array(stored["errors"]), rel=1e-6)


@pytest.mark.parametrize("group", ["never", "not_yet"])
@pytest.mark.parametrize("covariates", [(), ("z",)])
def test_diff_diff(panel, group, covariates):
    stored = STORED["diff_diff"][group + ("_covariate" if covariates else "")]
    design = StaggeredDiD(id="unit", time="period", cohort="start", comparison_group=group, covariates=covariates)
    found = estimate(design, panel, Y, seed=1)
    close = 2e-4 if covariates else 1e-6  # a thousandth of the error; why: oracles/README.md
    assert found.estimate.value == pytest.approx(stored["simple"], abs=close)
    assert found.estimate.std_error == pytest.approx(stored["error"], rel=0.02)
    for cell, value in stored["cells"].items():
        assert found.diagnostic("att_" + cell.replace(",", "_")) == pytest.approx(value, abs=close)


def test_wildboottest(people):
    """All 4,096 sign vectors of twelve clusters: 904 of them give as large a t value."""
    group = (people["unit"].to_numpy() - 1) // 2
    X = np.column_stack([np.ones(people.height), group % 3 == 0, people["a"].to_numpy()]).astype(float)
    found = wild_cluster_test(cluster_statistics(X, people["y"].to_numpy(), group), 1, seed=1)
    assert found.t == pytest.approx(STORED["wildboottest"]["t"], rel=1e-9)
    assert (found.total, found.exact) == (4096, True)
    assert found.p_value == STORED["wildboottest"]["p"]


@pytest.mark.parametrize(("name", "options"), [("nearest", {}), ("caliper", {"caliper": 0.05}), ("replacement", {})])
def test_pymatchit(people, name, options):
    """The same persons, with the same weights."""
    design = Matching(
        treatment="t", covariates=("a", "b", "c"), replace=name == "replacement", id="id",
        caliper=options.get("caliper"),
    )  # fmt: skip
    sample, strata = matching_sample(design, Columns(people), Y)
    match = match_sample(design, sample, strata)
    weights = np.zeros(people.height)
    rows = sample.rows[match.rows_treated], sample.rows[match.rows_control]
    weights[rows[0]], weights[rows[1]] = pair_weights(match.pairs, len(rows[0]), len(rows[1]))
    other = np.array(STORED["pymatchit"][name]["weights"])
    assert np.array_equal(weights > 0, other > 0)
    control = people["t"].to_numpy() == 0
    scale = other[control].sum() / weights[control].sum()
    assert weights[control] * scale == pytest.approx(other[control], abs=1e-9)
