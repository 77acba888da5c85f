# SPDX-License-Identifier: Apache-2.0
"""What must hold for weighting, standardisation, doubly robust and matching in strata and sets, for any data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from utfall.core.designs import DoublyRobust, ExactMatching, OptimalMatching, Standardisation, Weighting
from utfall.core.errors import DesignRefused
from utfall.core.estimate import EvidenceGrade
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects.doubly_robust import estimate_doubly_robust
from utfall.effects.matching_more import estimate_exact_matching, estimate_optimal_matching
from utfall.effects.result import EffectResult
from utfall.effects.weighting import estimate_standardisation, estimate_weighting

Y = Outcome(id="y", label=Text.same("y"), column="y")
FEW = settings(max_examples=12, deadline=None)
X = ("a", "b")
MADE = {"treatment": "treat", "covariates": X}
BOTH_WAYS = [
    Weighting(**MADE, estimand="ate"),
    Weighting(**MADE, method="overlap"),
    Weighting(**MADE, method="entropy", estimand="ate"),
    Standardisation(**MADE),
    DoublyRobust(**MADE, estimand="ate", folds=2, repeats=2),
    ExactMatching(**MADE, method="coarsened", bins=2, estimand="ate"),
    OptimalMatching(**MADE, method="full", estimand="ate"),
]
ALL = [
    *BOTH_WAYS,
    Weighting(**MADE),
    Weighting(**MADE, method="entropy"),
    Weighting(**MADE, trim=0.2),
    DoublyRobust(**MADE, folds=2, repeats=2),
    ExactMatching(**MADE, method="subclass", subclasses=3),
    OptimalMatching(**MADE, ratio=2, distance="mahalanobis"),
]
draws = st.integers(0, 2**32 - 1)


def data(seed: int, *, decimals: int = 1, n: int = 80) -> dict[str, np.ndarray]:
    """Rounded covariates: many persons are alike, so that ties occur."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2)).round(decimals)
    treat = (rng.random(n) < 1 / (1 + np.exp(0.3 - 0.6 * x[:, 0]))).astype(float)
    return {"treat": treat, "a": x[:, 0], "b": x[:, 1], "y": (x.sum(axis=1) + treat + rng.normal(size=n)).round(6)}


def run(design, table: dict[str, np.ndarray]) -> EffectResult:
    columns = Columns(table)
    try:
        match design:
            case Weighting():
                return estimate_weighting(design, columns, Y)
            case Standardisation():
                return estimate_standardisation(design, columns, Y)
            case DoublyRobust():
                return estimate_doubly_robust(design, columns, Y, seed=7)
            case ExactMatching():
                return estimate_exact_matching(design, columns, Y)
        return estimate_optimal_matching(design, columns, Y)
    except DesignRefused:
        assume(False)
        raise


@FEW
@given(draws, st.sampled_from(ALL))
def test_shuffling_rows_changes_nothing(seed, design):
    table = data(seed)
    order = np.random.default_rng(seed + 1).permutation(80)
    first, second = run(design, table), run(design, {name: column[order] for name, column in table.items()})
    assert second.estimate.value == pytest.approx(first.estimate.value, abs=1e-7)
    assert second.estimate.std_error == pytest.approx(first.estimate.std_error, rel=1e-6)
    assert second.influence == pytest.approx(first.influence[order], abs=1e-6, nan_ok=True)


@FEW
@given(draws, st.sampled_from(BOTH_WAYS))
def test_swapping_the_groups_flips_the_sign(seed, design):
    table = data(seed, decimals=6)  # without ties: which of two equally good matches is taken may depend on the group
    first, second = run(design, table), run(design, {**table, "treat": 1 - table["treat"]})
    assert second.estimate.value == pytest.approx(-first.estimate.value, abs=1e-7)
    assert second.estimate.std_error == pytest.approx(first.estimate.std_error, rel=1e-6)


@FEW
@given(draws, st.sampled_from(ALL), st.floats(-50, 50), st.sampled_from([2.0, 0.01, 1000.0]))
def test_adding_changes_nothing_and_stretching_stretches(seed, design, constant, factor):
    table = data(seed)
    first = run(design, table).estimate
    moved = run(design, {**table, "y": table["y"] + constant}).estimate
    assert moved.value == pytest.approx(first.value, abs=1e-6)
    assert moved.std_error == pytest.approx(first.std_error, rel=1e-6)
    stretched = run(design, {**table, "y": factor * table["y"]}).estimate
    assert stretched.value == pytest.approx(factor * first.value, abs=1e-6 * factor)
    assert stretched.std_error == pytest.approx(factor * first.std_error, rel=1e-6)


@FEW
@given(draws, st.sampled_from(ALL))
def test_everyone_is_counted_and_nothing_is_called_strong(seed, design):
    found = run(design, data(seed))
    e = found.estimate
    for group in (found.flow.intervention, found.flow.comparison):
        assert group.missing_outcome + group.missing_covariates + group.unmatched + group.used == group.rows
    assert e.interval.low < e.value < e.interval.high
    assert e.value == pytest.approx(e.mean_intervention - e.mean_comparison)
    assert e.grade is not EvidenceGrade.STRONG
    used = np.isfinite(found.influence)
    assert used.sum() == e.n_intervention + e.n_comparison
    assert found.influence[used].mean() == pytest.approx(0, abs=1e-6)


@FEW
@given(draws, st.sampled_from(ALL))
def test_scale_and_place_of_a_covariate_do_not_matter(seed, design):
    # Without values on the very edge of an interval, where rounding decides the side.
    table = data(seed, decimals=6 if isinstance(design, ExactMatching) else 1)
    first = run(design, table).estimate
    second = run(design, {**table, "a": 1e4 + 8 * table["a"]}).estimate
    ties = isinstance(design, OptimalMatching)  # rounding decides which of two equally good matches is taken
    tolerance = 1.5 * first.std_error if ties else 1e-5
    assert second.value == pytest.approx(first.value, abs=tolerance)


def test_placebo_outcomes_show_an_effect_in_no_more_than_one_in_twenty():
    """300 outcomes that nothing changed: at most 5 % plus 2.5 binomial standard errors for each method."""
    ways = [replace(BOTH_WAYS[0]), BOTH_WAYS[1], BOTH_WAYS[2], BOTH_WAYS[3]]
    found = np.zeros(len(ways))
    for seed in range(300):
        table = data(seed, n=120, decimals=6)
        table["y"] = table["y"] - table["treat"]
        found += [run(design, table).estimate.p_value < 0.05 for design in ways]
    assert (found / 300 <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 300)).all()
