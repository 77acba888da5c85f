# SPDX-License-Identifier: Apache-2.0
"""What must hold for any data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utfall.core.designs import BeforeAfter, DifferenceInDifferences, Matching, RandomisedTrial
from utfall.core.errors import DesignRefused
from utfall.core.estimate import Estimand, Estimate, EvidenceGrade, Interval, Quantity, Unknown
from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Text
from utfall.effects import CriterionStatus, VerdictOutcome, decide, estimate
from utfall.effects._numerics.logistic import fit_logistic
from utfall.effects._numerics.means import risk_difference, welch
from utfall.effects._numerics.nearest import nearest_with_replacement, nearest_without_replacement
from utfall.effects._numerics.paired import sign_flip

Y = Outcome(id="y", label=Text.same("y"), column="y")
FEW = settings(max_examples=40, deadline=None)
numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@FEW
@given(
    st.lists(numbers, min_size=2, max_size=30),
    st.lists(numbers, min_size=2, max_size=30),
    st.sampled_from([0.8, 0.9, 0.95, 0.99]),
)
def test_welch_interval_p_value_and_direction_agree(a, b, level):
    a, b = np.array(a), np.array(b)
    assume(np.ptp(a) > 0 or np.ptp(b) > 0)
    found, mirrored = welch(a, b, level=level), welch(b, a, level=level)
    assert found.low < found.value < found.high
    assert mirrored.value == -found.value
    assert (found.low, found.high) == pytest.approx((-mirrored.high, -mirrored.low))
    if abs(found.p_value - (1 - level)) > 1e-9:
        assert (found.p_value < 1 - level) == (found.low > 0 or found.high < 0)


@FEW
@given(st.data(), st.integers(2, 60), st.integers(2, 60))
def test_newcombe_stays_among_shares_and_agrees_with_its_p_value(data, n_1, n_0):
    a, c = data.draw(st.integers(0, n_1)), data.draw(st.integers(0, n_0))
    assume(0 < a + c < n_1 + n_0)
    found = risk_difference(a, n_1, c, n_0)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high
    if abs(found.p_value - 0.05) > 1e-9:
        assert (found.p_value < 0.05) == (found.low > 0 or found.high < 0)


@FEW
@given(st.lists(st.integers(-50, 50), min_size=6, max_size=12))
def test_sign_flip_interval_and_p_value_agree(change):
    change = np.array(change, dtype=float)
    found = sign_flip(change, seed=1)
    assert 0 < found.count <= found.total == 2 ** len(change)
    assert (found.p_value <= 0.05) == (found.low > 0 or found.high < 0)
    flipped = sign_flip(-change, seed=1)
    assert flipped.count == found.count
    assert (flipped.low, flipped.high) == pytest.approx((-found.high, -found.low))


scores = arrays(np.float64, st.integers(1, 60), elements=st.floats(0.01, 0.99).map(lambda v: round(v, 2)))


@FEW
@given(scores, scores, st.integers(1, 3), st.sampled_from([0.0, 0.01, 0.05, 0.3, math.inf]))
def test_no_pair_is_outside_the_caliper_and_nobody_is_used_twice(treated, control, ratio, caliper):
    without = nearest_without_replacement(treated, control, ratio=ratio, caliper=caliper)
    again = nearest_with_replacement(treated, control, ratio=ratio, caliper=caliper)
    for pairs in (without, again):
        assert np.all(np.abs(treated[pairs.treated] - control[pairs.control]) <= caliper)
        counts = np.bincount(pairs.treated, minlength=len(treated))
        assert counts.max(initial=0) <= ratio
    assert len(set(without.control.tolist())) == len(without)
    # with replacement everyone with a control in reach is matched, and no worse than without
    reach = np.abs(treated[:, None] - control[None, :]).min(axis=1) <= caliper
    assert set(again.treated.tolist()) == set(np.flatnonzero(reach).tolist())
    # without replacement nobody is left out while a control in reach is free
    free = np.setdiff1d(np.arange(len(control)), without.control)
    left_out = np.setdiff1d(np.arange(len(treated)), without.treated)
    if len(free) and len(left_out):
        assert np.abs(treated[left_out][:, None] - control[free][None, :]).min() > caliper


@FEW
@given(st.integers(0, 2**32 - 1), st.floats(0.05, 1.0), st.booleans(), st.sampled_from(["propensity", "mahalanobis"]))
def test_matching_keeps_its_caliper_and_counts_everyone(seed, caliper, replace, distance):
    rng = np.random.default_rng(seed)
    n = 80
    x = rng.normal(size=(n, 2)).round(1)
    treat = (rng.random(n) < 1 / (1 + np.exp(1 - x[:, 0]))).astype(float)
    data = {"treat": treat, "a": x[:, 0], "b": x[:, 1], "y": x[:, 0] + rng.normal(size=n)}
    design = Matching(treatment="treat", covariates=("a", "b"), caliper=caliper, replace=replace, distance=distance)
    try:
        found = estimate(design, data, Y, seed=1)
    except DesignRefused:
        assume(False)
    assert found.diagnostic("largest_gap_probability") <= found.diagnostic("caliper_probability")
    for group in (found.flow.intervention, found.flow.comparison):
        parts = group.missing_outcome + group.missing_covariates + group.incomplete + group.unmatched
        assert parts + group.used == group.rows
    dropped = found.flow.intervention.unmatched > 0
    assert found.estimate.estimand is (Estimand.ATT_MATCHED if dropped else Estimand.ATT)


DESIGNS = [
    RandomisedTrial(treatment="treat"),
    RandomisedTrial(treatment="treat", covariates=("x",)),
    DifferenceInDifferences(treatment="treat", before="x"),
    BeforeAfter(before="x"),
    Matching(treatment="treat", covariates=("x",), caliper=None),
    Matching(treatment="treat", covariates=("x",), caliper=None, replace=True),
]


@FEW
@given(st.integers(0, 2**32 - 1), st.sampled_from(DESIGNS), st.floats(0.1, 1000), st.floats(-100, 100))
def test_estimates_follow_the_unit_of_the_outcome(seed, design, scale, shift):
    """y → scale·y + shift (before and after alike): estimates and intervals scale, p values stand."""
    rng = np.random.default_rng(seed)
    treat = rng.permutation(np.repeat([1, 0], [12, 18]))
    x, y = rng.normal(size=30), rng.normal(size=30) + treat
    first = estimate(design, {"treat": treat, "x": x, "y": y}, Y, seed=1).estimate
    second = estimate(design, {"treat": treat, "x": scale * x + shift, "y": scale * y + shift}, Y, seed=1).estimate
    if isinstance(design, Matching) and second.value != pytest.approx(scale * first.value, rel=1e-6):
        assume(False)  # rounding of the score can swap two equally near controls
    assert second.value == pytest.approx(scale * first.value, rel=1e-6, abs=1e-7 * scale)
    assert second.std_error == pytest.approx(scale * first.std_error, rel=1e-6)
    assert second.p_value == pytest.approx(first.p_value, rel=1e-5, abs=1e-9)


@FEW
@given(st.integers(0, 2**32 - 1), st.integers(30, 200))
def test_fitted_probabilities_balance_the_covariates(seed, n):
    """The likelihood equations: covariates weighed by probability sum to those of the treated."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    y = (rng.random(n) < 0.5).astype(float)
    assume(5 < y.sum() < n - 5)
    p = fit_logistic(y, X).probability
    assert X.T @ p == pytest.approx(X.T @ y, abs=1e-3)
    assert p.sum() == pytest.approx(y.sum(), abs=1e-3)


finite = st.floats(-1e9, 1e9, allow_nan=False)
measures = st.sampled_from(["effect", "npv_society", "bcr", "probability_net_positive"])


@st.composite
def criteria_and_numbers(draw):
    criteria, measured = [], {}
    for i in range(draw(st.integers(0, 4))):
        measure = draw(measures)
        outcome = "work" if measure == "effect" else None
        side = draw(st.sampled_from(["at_least", "at_most"]))
        criteria.append(
            Criterion(
                id=str(i), kind=draw(st.sampled_from(["success", "stop"])), measure=measure, outcome=outcome,
                rule=draw(st.sampled_from(["interval", "point"])), **{side: draw(finite)},
            )
        )  # fmt: skip
        low, value, high = sorted(draw(st.tuples(finite, finite, finite)))
        interval = Interval(low, high)
        grade = draw(st.sampled_from(list(EvidenceGrade)))
        measured[(measure, outcome)] = draw(
            st.sampled_from(
                [
                    Quantity(value, interval),
                    Quantity(value),
                    Unknown("too-few"),
                    Estimate(
                        id="m/w", outcome="work", design="rct", estimand=Estimand.ITT, value=value,
                        std_error=1.0, interval=interval, p_value=None, df=None, unit="", n_intervention=9,
                        n_comparison=9, mean_intervention=0.0, mean_comparison=0.0, grade=grade, method="welch",
                    ),
                ]
            )
        )  # fmt: skip
    return criteria, measured


def _holds(criterion, number):
    return number >= criterion.at_least if criterion.at_least is not None else number <= criterion.at_most


@settings(max_examples=300, deadline=None)
@given(criteria_and_numbers())
def test_verdict_numbers_and_threshold_never_contradict(case):
    criteria, measured = case
    verdict = decide(criteria, measured)
    assert [result.criterion for result in verdict.criteria] == criteria
    for result in verdict.criteria:
        by_point = result.criterion.rule == "point" or result.criterion.measure == "probability_net_positive"
        source = measured[(result.criterion.measure, result.criterion.outcome)]
        if result.status is CriterionStatus.NOT_ASSESSABLE:
            assert result.reason
            continue
        assert result.reason == ""
        assert result.value == source.value
        looked_at = [result.value] if by_point else [result.low, result.high]
        held = [_holds(result.criterion, number) for number in looked_at]
        assert (result.status is CriterionStatus.MET) == all(held)
        assert (result.status is CriterionStatus.MISSED) == (not any(held))
        if result.status is CriterionStatus.MET:
            assert _holds(result.criterion, result.value)
            if isinstance(source, Estimate) and result.criterion.measure == "effect":
                assert source.grade not in (EvidenceGrade.CHANGE_ONLY, EvidenceGrade.INSUFFICIENT)
    by_kind = {kind: [r.status for r in verdict.criteria if r.criterion.kind == kind] for kind in ("success", "stop")}
    assert (verdict.outcome is VerdictOutcome.STOP) == (CriterionStatus.MET in by_kind["stop"])
    if verdict.outcome is VerdictOutcome.SUCCESS:
        assert by_kind["success"]
        assert set(by_kind["success"]) == {CriterionStatus.MET}
        assert CriterionStatus.MET not in by_kind["stop"]
    if verdict.outcome is VerdictOutcome.INCONCLUSIVE:
        assert set(by_kind["success"]) != {CriterionStatus.MET}


@FEW
@given(st.integers(0, 2**32 - 1), st.booleans(), st.sampled_from(["propensity", "mahalanobis"]))
def test_what_pairs_still_differ_by_follows_neither_row_order_nor_units(seed, replace, distance):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(80, 2))
    treat = (rng.random(80) < 1 / (1 + np.exp(0.5 - x[:, 0]))).astype(float)
    data = {"id": np.arange(80), "treat": treat, "a": x[:, 0], "b": x[:, 1], "y": x.sum(axis=1) + rng.normal(size=80)}
    design = Matching(treatment="treat", covariates=("a", "b"), id="id", replace=replace, distance=distance)
    order = rng.permutation(80)
    tables = (data, {k: v[order] for k, v in data.items()}, data | {"y": 3 * data["y"] - 7})
    try:
        found = [estimate(design, table, Y, seed=1).estimate for table in tables]
    except DesignRefused:
        assume(False)
    first, shuffled, scaled = ({c.id: c for c in one.checks}["W-INSIDE"] for one in found)
    assert (shuffled.status, scaled.status) == (first.status, first.status)
    assert (shuffled.value, scaled.value) == pytest.approx((first.value, first.value), rel=1e-6, abs=1e-9)
