# SPDX-License-Identifier: Apache-2.0
"""Losses, robustness and follow-up from tables."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import DifferenceInDifferences, Matching, RandomisedTrial
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import Criterion
from utfall.effects import estimate
from utfall.effects.attrition import EffectBounds, analyse_attrition, lee_bounds
from utfall.effects.robustness import (
    analyse_robustness,
    holm,
    omitted_in_table,
    omitted_variable,
    pair_differences,
    rosenbaum_signed_rank,
)
from utfall.effects.sequential import follow_up


@pytest.fixture
def lossy(persons):
    lost = pl.Series(np.random.default_rng(1).random(300) < 0.1 + 0.2 * persons["treat"].to_numpy())
    return persons.with_columns(
        y=pl.when(lost).then(None).otherwise(pl.col("y")), b=pl.when(lost).then(None).otherwise(pl.col("b"))
    )


def test_attrition_of_a_trial(lossy, outcome):
    design = RandomisedTrial(treatment="treat", covariates=("x1", "x2"))
    found = analyse_attrition(design, Columns(lossy), outcome(), seed=1)
    y, treated = lossy["y"].to_numpy(), lossy["treat"].to_numpy() > 0
    assert found.lee == lee_bounds(np.asarray(y, float), treated)
    assert found.lee.trimmed == "comparison"
    assert found.worst_case == Unknown("no-range")
    assert found.flow.difference.value == pytest.approx(np.isnan(y)[treated].mean() - np.isnan(y)[~treated].mean())
    for way in (found.weighted.contrast, found.imputed.contrast):
        assert way.low < found.complete.value < way.high
    shares = analyse_attrition(RandomisedTrial(treatment="treat"), Columns(lossy), outcome("b", "binary"), seed=1)
    assert isinstance(shares.worst_case, EffectBounds)
    assert shares.worst_case.lower < shares.complete.value < shares.worst_case.upper
    assert shares.weighted == shares.imputed == Unknown("no-covariates")


def test_attrition_says_why_it_says_nothing(persons, lossy, outcome):
    whole = analyse_attrition(RandomisedTrial(treatment="treat"), Columns(persons), outcome(), seed=1)
    assert whole.lee == whole.worst_case == whole.weighted == Unknown("nobody-lost")
    clustered = RandomisedTrial(treatment="treat", cluster="id", covariates=("x1",))
    assert analyse_attrition(clustered, Columns(lossy), outcome(), seed=1).imputed == Unknown("clustered")
    holes = lossy.with_columns(x1=pl.when(pl.col("x1") > 1.5).then(None).otherwise(pl.col("x1")))
    found = analyse_attrition(RandomisedTrial(treatment="treat", covariates=("x1",)), Columns(holes), outcome(), seed=1)
    assert found.weighted == Unknown("covariates-missing")
    assert not isinstance(found.imputed, Unknown)


def test_robustness_table(persons, outcome):
    columns, covariates = Columns(persons), ("x1", "x2")
    matched = Matching(treatment="treat", covariates=covariates)
    results = [
        (estimate(matched, columns, outcome(), seed=1).estimate, outcome()),
        (estimate(matched, columns, outcome("b", "binary"), seed=1).estimate, outcome("b", "binary")),
        (
            estimate(DifferenceInDifferences(treatment="treat", before="before"), columns, outcome(), seed=1).estimate,
            outcome(),
        ),
        (estimate(RandomisedTrial(treatment="treat"), columns, outcome(), seed=1).estimate, outcome()),
    ]
    spread = float(persons.filter(pl.col("treat") == 0)["y"].std())
    rows = analyse_robustness(results, standard_deviations={results[0][0].id: spread})
    p = np.array([e.p_value for e, _ in results])
    assert [row.p_holm for row in rows] == pytest.approx(holm(p))
    assert rows[0].e_value.risk_ratio == pytest.approx(np.exp(0.91 * results[0][0].value / spread))
    assert rows[1].e_value.risk_ratio == pytest.approx(results[1][0].mean_intervention / results[1][0].mean_comparison)
    assert rows[2].e_value == Unknown("no-standard-deviation")
    assert rows[3].e_value == Unknown("drawn-by-lot")


def test_omitted_in_a_table(persons, outcome):
    found = omitted_in_table(Columns(persons), outcome(), treatment="treat", covariates=("x1", "x2"))
    X = persons.select("x1", "x2").to_numpy()
    by_hand = omitted_variable(persons["y"].to_numpy(), persons["treat"].to_numpy().astype(float), X, ("x1", "x2"))
    assert found.value == pytest.approx(by_hand.value, rel=1e-12)
    assert [b.adjusted for b in found.bounds] == pytest.approx([b.adjusted for b in by_hand.bounds], rel=1e-9)
    # x1 explains so much of the outcome that no cause can be twice as strong; x2 explains next to nothing.
    assert [(b.covariate, b.times) for b in found.bounds] == [("x1", 1.0), ("x2", 1.0), ("x2", 2.0), ("x2", 3.0)]
    with pytest.raises(DesignRefused):
        omitted_in_table(
            Columns(persons.with_columns(x3=2 * pl.col("x1"))), outcome(), treatment="treat", covariates=("x1", "x3")
        )


def test_differences_of_matched_sets():
    found = pair_differences(
        np.array([5.0, 9.0, 1.0]), np.array([1.0, 2.0, 3.0]), np.array([0, 0, 2]), np.array([0, 2, 1])
    )
    assert found.tolist() == [3.0, -1.0]
    assert rosenbaum_signed_rank(found).pairs == 2


def monthly(n=400, effect=1.0, seed=2):
    rng = np.random.default_rng(seed)
    treat = rng.integers(0, 2, n)
    day = np.sort(rng.integers(0, 360, n))
    return pl.DataFrame(
        {
            "treat": treat,
            "y": rng.normal(size=n) + effect * treat,
            "date": [f"2026-{1 + d // 30:02d}-{1 + d % 30 % 28:02d}" for d in day],
            "month": 1 + day // 30,
        }
    )


def test_follow_up_from_a_table(outcome):
    criteria = (
        Criterion(id="success", kind="success", measure="effect", outcome="y", at_least=0.0),
        Criterion(id="stop", kind="stop", measure="effect", outcome="y", at_most=0.0),
        Criterion(id="money", kind="success", measure="bcr", at_least=1.0),
    )
    data = monthly()
    found = follow_up(Columns(data), outcome(), treatment="treat", time="date", planned=400, criteria=criteria)
    assert len(found.looks) == 12
    assert found.looks[0].period == "2026-01"
    assert [crossing.name for crossing in found.crossings] == ["success"]
    numbered = follow_up(Columns(data), outcome(), treatment="treat", time="month", planned=400, criteria=criteria)
    assert [look.interval for look in numbered.looks] == [look.interval for look in found.looks]
    whole = data["y"].filter(data["treat"] == 1).mean() - data["y"].filter(data["treat"] == 0).mean()
    assert found.looks[-1].interval.value == pytest.approx(whole)


def test_follow_up_refuses_times_it_cannot_order(outcome):
    data = monthly(40).with_columns(date=pl.when(pl.int_range(40) == 5).then(pl.lit("i maj")).otherwise(pl.col("date")))
    with pytest.raises(InputError) as caught:
        follow_up(Columns(data), outcome(), treatment="treat", time="date", planned=40)
    assert caught.value.faults[0].place.row == 7
    with pytest.raises(DesignRefused):
        follow_up(
            Columns(data.with_columns(y=pl.lit(None, dtype=pl.Float64))),
            outcome(),
            treatment="treat",
            time="date",
            planned=40,
        )
