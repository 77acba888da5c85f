# SPDX-License-Identifier: Apache-2.0
"""What weighting, standardisation, doubly robust and the further ways of matching refuse, and in which words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import DoublyRobust, ExactMatching, OptimalMatching, Standardisation, Weighting
from utfall.core.errors import DesignRefused, InputError
from utfall.core.frame import Columns
from utfall.effects.doubly_robust import estimate_doubly_robust
from utfall.effects.matching_more import _optimal, estimate_exact_matching, estimate_optimal_matching
from utfall.effects.weighting import estimate_standardisation, estimate_weighting
from utfall.effects.weighting._refusals import reasons, refused

X = ("x1", "x2")


def run(design, data, outcome):
    columns = Columns(data)
    match design:
        case Weighting():
            return estimate_weighting(design, columns, outcome)
        case Standardisation():
            return estimate_standardisation(design, columns, outcome)
        case DoublyRobust():
            return estimate_doubly_robust(design, columns, outcome, seed=1)
        case ExactMatching():
            return estimate_exact_matching(design, columns, outcome)
    return estimate_optimal_matching(design, columns, outcome)


ALL = [
    Weighting(treatment="treat", covariates=X),
    Weighting(treatment="treat", covariates=X, method="overlap"),
    Weighting(treatment="treat", covariates=X, method="entropy"),
    Standardisation(treatment="treat", covariates=X),
    DoublyRobust(treatment="treat", covariates=X),
    ExactMatching(treatment="treat", covariates=X, method="coarsened"),
    ExactMatching(treatment="treat", covariates=X, method="subclass"),
    OptimalMatching(treatment="treat", covariates=X),
    OptimalMatching(treatment="treat", covariates=X, method="full"),
]
SCORED = [d for d in ALL if not isinstance(d, Standardisation) and getattr(d, "method", "") != "coarsened"]


def same(**values):
    return lambda data: data.with_columns(**{name: pl.lit(value) for name, value in values.items()})


def codes(caught) -> list[str]:
    return [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize("design", SCORED)
def test_separation(persons, outcome, design):
    data = persons.with_columns(x1=pl.col("treat") * 2.0 + pl.col("x2") / 10)
    with pytest.raises(DesignRefused) as caught:
        run(design, data, outcome())
    assert codes(caught) == ["separation"]


@pytest.mark.parametrize("design", ALL)
def test_no_covariates_an_empty_group_and_an_outcome_without_variation(persons, outcome, design):
    cases = [
        (replace(design, covariates=()), persons, "no-covariates"),
        (design, persons.with_columns(treat=pl.lit(1)), "empty-group"),
        (design, persons.with_columns(y=pl.lit(3.0)), "all-equal"),
    ]
    for tried, data, reason in cases:
        with pytest.raises(DesignRefused) as caught:
            run(tried, data, outcome())
        assert codes(caught) == [reason]


@pytest.mark.parametrize("design", ALL)
def test_infinite_values_and_repeated_ids_are_faults_of_the_input(persons, outcome, design):
    endless = persons.with_columns(x1=pl.when(pl.int_range(300) == 3).then(float("inf")).otherwise(pl.col("x1")))
    with pytest.raises(InputError) as caught:
        run(design, endless, outcome())
    assert codes(caught) == ["not-a-number"]
    with pytest.raises(InputError) as caught:
        run(replace(design, id="id"), persons.with_columns(id=pl.lit("p1")), outcome())
    assert codes(caught) == ["duplicate-ids"]


def test_no_common_support(persons, outcome):
    """Participants lie on average beyond every comparison person on a function of the covariates, not on each."""
    rng = np.random.default_rng(1)
    corner = np.where(persons["treat"].to_numpy() == 1, rng.choice([0.98, 1.0, 0.1], 300), rng.uniform(0, 0.6, 300))
    data = persons.with_columns(pl.Series("x1", corner))
    with pytest.raises(DesignRefused) as caught:
        run(ALL[2], data, outcome())
    assert codes(caught) == ["no-common-support"]


def test_too_much_trimmed_and_no_common_stratum(persons, outcome):
    with pytest.raises(DesignRefused) as caught:
        run(Weighting(treatment="treat", covariates=X, trim=0.499), persons, outcome())
    assert codes(caught) == ["none-left"]
    with pytest.raises(DesignRefused) as caught:
        run(ExactMatching(treatment="treat", covariates=("x1",)), persons, outcome())
    assert codes(caught) == ["none-left"]


@pytest.mark.parametrize(
    ("weights", "said"),
    [([-1.0] + [1.0] * 299, "negative"), ([0.0] * 300, "0"), ([None] + [1.0] * 299, "missing"), (None, "column")],
)
def test_weights_that_cannot_be(persons, outcome, weights, said):
    data = persons if weights is None else persons.with_columns(pl.Series("w", weights, dtype=pl.Float64))
    design = Weighting(treatment="treat", covariates=X, method="given", weights=None if weights is None else "w")
    with pytest.raises(InputError) as caught:
        run(design, data, outcome())
    assert codes(caught) == ["weights-wrong"]
    assert said in caught.value.faults[0].text.en


@pytest.mark.parametrize(
    ("design", "code"),
    [
        (Weighting(treatment="treat", covariates=X, method="overlap", estimand="att"), "estimand-unknown"),
        (Weighting(treatment="treat", covariates=X, method="entropy", estimand="ato"), "estimand-unknown"),
        (Weighting(treatment="treat", covariates=X, trim=0.5), "trim-range"),
        (Weighting(treatment="treat", covariates=X, trim=-0.1), "trim-range"),
        (Standardisation(treatment="treat", covariates=X, interactions=("sex",)), "interaction-unknown"),
        (DoublyRobust(treatment="treat", covariates=X, folds=0), "option-range"),
        (DoublyRobust(treatment="treat", covariates=X, repeats=0), "option-range"),
        (ExactMatching(treatment="treat", covariates=X, bins=0), "option-range"),
        (ExactMatching(treatment="treat", covariates=X, method="subclass", subclasses=1), "option-range"),
        (ExactMatching(treatment="treat", covariates=X, cutpoints=(("age", (1.0,)),)), "cutpoints-unknown"),
        (OptimalMatching(treatment="treat", covariates=X, estimand="ate"), "estimand-unknown"),
        (OptimalMatching(treatment="treat", covariates=X, ratio=0), "option-range"),
    ],
)
def test_options_that_cannot_be(persons, outcome, design, code):
    with pytest.raises(InputError) as caught:
        run(design, persons, outcome())
    assert codes(caught) == [code]


def test_collinear_covariates_in_a_regression(persons, outcome):
    data = persons.with_columns(twice=pl.col("x1") * 2)
    design = Standardisation(treatment="treat", covariates=("x1", "twice"))
    for kind, column in (("continuous", "y"), ("binary", "b")):
        with pytest.raises(DesignRefused) as caught:
            run(design, data, outcome(column, kind))
        assert codes(caught) == ["collinear"]


def test_too_many_parts_for_the_groups(persons, outcome):
    few = pl.concat([persons.filter(pl.col("treat") == 1).head(8), persons.filter(pl.col("treat") == 0)])
    with pytest.raises(DesignRefused) as caught:
        run(ALL[4], few, outcome())
    assert codes(caught) == ["folds"]
    assert "folds" in caught.value.faults[0].mend.sv


def test_too_many_persons_for_all_pairs_of_them(persons, outcome, monkeypatch):
    monkeypatch.setattr(_optimal, "MOST_CELLS", 1_000)
    for design in ALL[-2:]:
        with pytest.raises(DesignRefused) as caught:
            run(design, persons, outcome())
        assert codes(caught) == ["too-large"]
        assert "matching" in caught.value.faults[0].mend.en


def test_no_pair_inside_the_caliper(persons, outcome):
    for method in ("pair", "full"):
        design = OptimalMatching(treatment="treat", covariates=X, method=method, caliper=1e-9)
        with pytest.raises(DesignRefused) as caught:
            run(design, persons, outcome())
        assert codes(caught) == ["no-pair"]


def test_every_refusal_speaks_both_languages():
    for reason in reasons():
        fault = refused(reason).faults[0]
        assert fault.text.sv != fault.text.en
        assert fault.mend.sv != fault.mend.en
