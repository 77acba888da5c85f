# SPDX-License-Identifier: Apache-2.0
"""Exact, coarsened, subclass, optimal pair and full matching: against brute force and by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import ExactMatching, OptimalMatching
from utfall.core.estimate import Estimand, Status
from utfall.core.frame import Columns
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.mahalanobis import mahalanobis_with_replacement, mahalanobis_without_replacement
from utfall.effects.matching_more import estimate_exact_matching, estimate_optimal_matching
from utfall.effects.matching_more._optimal import full_sets, optimal_pairs
from utfall.effects.matching_more._strata import between, combined, intervals, stratified_effect, subclasses
from utfall.effects.matching_more.optimal import set_weights


@pytest.mark.parametrize("forbidden", [0.0, 0.4])
@pytest.mark.parametrize(("n_1", "n_0"), [(3, 5), (4, 4), (5, 3)])
def test_optimal_pairs_against_all_assignments(n_1, n_0, forbidden):
    rng = np.random.default_rng(n_1)
    d = np.where(rng.random((n_1, n_0)) < forbidden, np.inf, rng.random((n_1, n_0)))
    best = (0, math.inf)  # most pairs first, then least distance
    for columns in itertools.permutations(range(max(n_1, n_0)), n_1):
        costs = [d[i, j] for i, j in enumerate(columns) if j < n_0 and np.isfinite(d[i, j])]
        best = min(best, (-len(costs), sum(costs)))
    found = optimal_pairs(d)
    assert -len(found) == best[0]
    assert d[found.treated, found.control].sum() == pytest.approx(best[1])
    assert len(set(found.control.tolist())) == len(found)


def test_optimal_pairs_of_two_each():
    d = np.array([[0.0, 1.0, 2.0, 9.0], [1.0, 0.0, 5.0, 9.0]])
    found = optimal_pairs(d, ratio=2)
    assert d[found.treated, found.control].sum() == 0 + 2 + 0 + 9
    assert np.bincount(found.treated).tolist() == [2, 2]
    assert len(optimal_pairs(np.full((2, 2), np.inf))) == 0


@pytest.mark.parametrize("decimals", [1, 6])
@pytest.mark.parametrize("seed", range(4))
def test_full_sets_are_the_cheapest_cover_and_stars(seed, decimals):
    """All 2^12 sets of edges between 3 treated and 4 controls; rounded distances make ties."""
    d = np.random.default_rng(seed).random((3, 4)).round(decimals)
    edges = list(itertools.product(range(3), range(4)))
    cheapest = min(
        sum(d[i, j] for (i, j), used in zip(edges, bits, strict=True) if used)
        for bits in itertools.product([0, 1], repeat=12)
        if {i for (i, _), used in zip(edges, bits, strict=True) if used} == {0, 1, 2}
        and {j for (_, j), used in zip(edges, bits, strict=True) if used} == {0, 1, 2, 3}
    )
    found = full_sets(d)
    assert found.total == pytest.approx(cheapest)
    assert (found.treated >= 0).all()
    assert (found.control >= 0).all()
    for name in np.unique(found.treated):
        assert min((found.treated == name).sum(), (found.control == name).sum()) == 1


def test_full_sets_leave_out_who_has_no_allowed_partner():
    d = np.array([[0.1, np.inf, np.inf], [0.3, 0.2, np.inf]])
    found = full_sets(d)
    assert found.control.tolist()[2] == -1
    assert found.treated.tolist() == [found.control[0], found.control[1]]
    assert (full_sets(np.full((2, 2), np.inf)).treated == -1).all()


def test_weights_of_sets_by_hand():
    sets = np.array([0, 0, 1, 0, 1, 1, -1])
    treated = np.array([True, True, True, False, False, False, False])
    assert set_weights(sets, treated, everyone=False).tolist() == [1, 1, 1, 2, 0.5, 0.5, 0]
    assert set_weights(sets, treated, everyone=True).tolist() == [1.5, 1.5, 3, 3, 1.5, 1.5, 0]


def test_stratified_effect_by_hand():
    """Two strata: differences 2 and 4; ATT weights 2/5 and 3/5, ATE 4/10 and 6/10; variances within."""
    y = np.array([3.0, 5.0, 1.0, 3.0, 8.0, 9.0, 10.0, 4.0, 5.0, 6.0])
    treated = np.array([1, 1, 0, 0, 1, 1, 1, 0, 0, 0], dtype=bool)
    stratum = np.repeat([5, 9], [4, 6])
    found = stratified_effect(y, treated, stratum, everyone=False, level=0.95, method="x")
    assert found.contrast.value == pytest.approx(0.4 * 2 + 0.6 * 4)
    variance = 0.4**2 * (2 / 2 + 2 / 2) + 0.6**2 * (1 / 3 + 1 / 3)
    assert found.contrast.std_error == pytest.approx(math.sqrt(variance))
    assert found.strata == 2
    assert found.weights[treated] == pytest.approx(1)
    everyone = stratified_effect(y[:9], treated[:9], stratum[:9], everyone=True, level=0.95, method="x")
    assert everyone.contrast.value == pytest.approx(4 / 9 * 2 + 5 / 9 * 4.5)


def test_a_person_alone_in_a_stratum_has_the_spread_of_the_others():
    y, treated = np.array([1.0, 3.0, 2.0, 5.0, 4.0]), np.array([1, 1, 0, 1, 0], dtype=bool)
    found = stratified_effect(y, treated, np.array([0, 0, 0, 1, 1]), everyone=False, level=0.95, method="x")
    shares, pooled_1 = np.array([2, 1]) / 3, 2.0  # variance of 1 and 3
    own_0 = np.var([2.0, 4.0], ddof=1)  # no stratum has two: the whole group's
    variance = shares[0] ** 2 * (pooled_1 / 2 + own_0) + shares[1] ** 2 * (pooled_1 + own_0)
    assert found.contrast.std_error == pytest.approx(math.sqrt(variance))
    with pytest.raises(NotEstimableError, match="too-few"):
        stratified_effect(
            np.array([1.0, 2.0]), np.array([True, False]), np.zeros(2, int), everyone=False, level=0.95, method="x"
        )


def test_codes():
    assert combined([np.array([7, 7, 3]), np.array([1, 2, 1])]).tolist() == [1, 2, 0]
    assert between(np.array([0.0, 1.0, 2.5]), np.array([2.0, 1.0])).tolist() == [0, 1, 2]
    assert intervals(np.array([0.0, 1.0, 1.0, 0.0]), 5).tolist() == [0, 1, 1, 0]
    assert intervals(np.arange(100.0), 4).tolist() == np.repeat([0, 1, 2, 3], 25).tolist()
    assert len(np.unique(intervals(np.arange(64.0), None))) == 7  # Sturges: 1 + log2(64)
    score = np.arange(10.0)
    assert np.bincount(subclasses(score, np.ones(10), 5)).tolist() == [2, 2, 2, 2, 2]


def test_exact_strata_balance_exactly(persons, outcome):
    design = ExactMatching(treatment="treat", covariates=("x2", "sex"))
    found = estimate_exact_matching(design, Columns(persons), outcome())
    assert found.estimate.estimand is Estimand.ATT
    assert all(abs(row.smd_after) < 1e-12 for row in found.balance.rows)
    assert found.diagnostic("strata") == 6
    frame = persons.group_by("x2", "sex").agg(
        (pl.col("y").filter(pl.col("treat") == 1).mean() - pl.col("y").filter(pl.col("treat") == 0).mean()).alias("d"),
        pl.col("treat").sum().alias("n"),
    )
    assert found.estimate.value == pytest.approx((frame["d"] * frame["n"]).sum() / frame["n"].sum())


@pytest.mark.parametrize("estimand", ["att", "ate"])
@pytest.mark.parametrize("method", ["coarsened", "subclass"])
def test_strata_take_away_most_of_the_difference(persons, outcome, method, estimand):
    design = ExactMatching(treatment="treat", covariates=("x1",), method=method, estimand=estimand)
    found = estimate_exact_matching(design, Columns(persons), outcome())
    e, row = found.estimate, found.balance.rows[-1]
    assert abs(row.smd_after) < 0.3 * abs(row.smd_before)
    assert e.value == pytest.approx(1, abs=3 * e.std_error)
    lost = found.flow.intervention.unmatched + found.flow.comparison.unmatched
    expected = {"att": Estimand.ATT_MATCHED if found.flow.intervention.unmatched else Estimand.ATT}
    expected["ate"] = Estimand.ATO if lost else Estimand.ATE
    assert e.estimand is expected[estimand]
    assert np.isnan(found.influence).sum() == lost


def test_limits_of_ones_own(persons, outcome):
    design = ExactMatching(treatment="treat", covariates=("x1",), method="coarsened", cutpoints=(("x1", (0.0,)),))
    assert estimate_exact_matching(design, Columns(persons), outcome()).diagnostic("strata") == 2


def test_optimal_pairs_are_no_further_apart_than_nearest_ones(persons, outcome):
    from utfall.core.designs import Matching
    from utfall.effects import estimate_matching

    greedy = estimate_matching(
        Matching(treatment="treat", covariates=("x1", "x2"), caliper=None), Columns(persons), outcome()
    )
    best = estimate_optimal_matching(
        OptimalMatching(treatment="treat", covariates=("x1", "x2")), Columns(persons), outcome()
    )
    assert best.diagnostic("pairs") == greedy.diagnostic("pairs")
    assert best.diagnostic("total_distance") > 0
    e = best.estimate
    assert e.value == pytest.approx(1, abs=3 * e.std_error)
    assert abs(best.balance.rows[0].smd_after) <= abs(greedy.balance.rows[0].smd_after) + 1e-9


@pytest.mark.parametrize("distance", ["propensity", "mahalanobis"])
@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_full_matching_uses_everyone_and_finds_the_effect(persons, outcome, distance, estimand):
    design = OptimalMatching(
        treatment="treat", covariates=("x1", "x2"), method="full", distance=distance, estimand=estimand
    )
    found = estimate_optimal_matching(design, Columns(persons), outcome())
    e = found.estimate
    assert e.n_intervention + e.n_comparison == 300
    assert e.value == pytest.approx(1, abs=3 * e.std_error)
    assert max(abs(row.smd_after) for row in found.balance.rows) < 0.15
    assert e.estimand is (Estimand.ATT if estimand == "att" else Estimand.ATE)
    assert e.df == found.diagnostic("sets") - 1


def test_no_pair_is_outside_the_caliper(persons, outcome):
    for method in ("pair", "full"):
        design = OptimalMatching(
            treatment="treat", covariates=("x1",), method=method, caliper=0.05, distance="mahalanobis"
        )
        found = estimate_optimal_matching(design, Columns(persons), outcome())
        check = {c.id: c for c in found.estimate.checks}["W-CALIPER"]
        assert check.value <= 0.05 * (1 + 1e-9)


def test_binary_outcome_tells_its_ratio(persons, outcome):
    for found in (
        estimate_exact_matching(
            ExactMatching(treatment="treat", covariates=("x2",)), Columns(persons), outcome("b", "binary")
        ),
        estimate_optimal_matching(
            OptimalMatching(treatment="treat", covariates=("x1",)), Columns(persons), outcome("b", "binary")
        ),
    ):
        e = found.estimate
        assert found.diagnostic("risk_ratio") == pytest.approx(e.mean_intervention / e.mean_comparison)
        assert found.diagnostic("risk_ratio_low") < found.diagnostic("risk_ratio") < found.diagnostic("risk_ratio_high")


def test_difference_left_inside_strata_is_told_in_errors(outcome):
    """One stratum of all: what is left is the slope, 2, times the difference in means; the outcome has no effect."""
    rng = np.random.default_rng(2)
    treat = np.repeat([1, 0], 400)
    x = rng.normal(size=800) + 0.5 * treat
    data = Columns({"treat": treat, "x": x, "y": 2 * x + rng.normal(size=800) / 100})
    design = ExactMatching(treatment="treat", covariates=("x",), method="coarsened", cutpoints=(("x", (99.0,)),))
    found = estimate_exact_matching(design, data, outcome())
    apart = x[:400].mean() - x[400:].mean()
    assert found.diagnostic("left_inside") == pytest.approx(2 * apart, rel=0.01)
    check = {c.id: c for c in found.estimate.checks}["W-INSIDE"]
    assert check.status is Status.FAIL
    assert check.value == pytest.approx(2 * apart / found.estimate.std_error, rel=0.01)
    exact = estimate_exact_matching(
        ExactMatching(treatment="treat", covariates=("z",)),
        Columns({"treat": treat, "z": np.arange(800) % 4, "y": x}),
        outcome(),
    )
    check = {c.id: c for c in exact.estimate.checks}["W-INSIDE"]
    assert (check.status, check.value) == (Status.PASS, pytest.approx(0))


def test_subclasses_grow_with_the_target():
    score = np.random.default_rng(3).random(10_000)
    assert len(np.unique(subclasses(score, np.ones(10_000), None))) == 39  # 10,000^0.4 = 39.8
    assert len(np.unique(subclasses(score[:50], np.ones(50), None))) == 5


def greedy_by_hand(treated, control, score_t, score_c, caliper):
    """Largest score first, the nearest free control, of equally near the one that stands first: written out."""
    free, expected = np.ones(len(control), dtype=bool), {}
    for i in np.argsort(-score_t, kind="stable"):
        distance = ((control - treated[i]) ** 2).sum(axis=1)
        distance[~free | (np.abs(score_c - score_t[i]) > caliper)] = np.inf
        if np.isfinite(distance).any():
            expected[int(i)] = int(distance.argmin())
            free[expected[int(i)]] = False
    return expected


def as_dict(found):
    return dict(zip(found.treated.tolist(), found.control.tolist(), strict=True))


@pytest.mark.parametrize("caliper", [0.002, 0.05, 0.5])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mahalanobis_within_a_caliper_against_looking_at_everybody(caliper, seed):
    """More participants than places, so that some are left without."""
    rng = np.random.default_rng(seed)
    treated, control = rng.normal(size=(150, 3)), rng.normal(size=(160, 3))
    score_t, score_c = rng.random(150), rng.random(160) ** 2
    found = mahalanobis_without_replacement(
        treated, control, score_treated=score_t, score_control=score_c, caliper=caliper
    )
    assert as_dict(found) == greedy_by_hand(treated, control, score_t, score_c, caliper)


@pytest.mark.parametrize("kind", ["whole numbers", "far from 0", "one far away", "one beyond single precision"])
def test_mahalanobis_looks_roughly_first_and_misses_nobody(kind):
    """Ties by the hundred go to who stands first; rounding to single precision must never decide."""
    rng = np.random.default_rng(7)
    treated, control = rng.normal(size=(300, 4)), rng.normal(size=(3_000, 4))
    score_t, score_c = rng.random(300), rng.random(3_000)
    if kind == "whole numbers":
        treated, control = treated.round(), control.round()
    elif kind == "far from 0":
        treated, control = treated * 1e-6 + 1e4, control * 1e-6 + 1e4
    else:
        control[11] = 1e6 if kind == "one far away" else 1e25
    found = mahalanobis_without_replacement(treated, control, score_treated=score_t, score_control=score_c, caliper=0.1)
    assert as_dict(found) == greedy_by_hand(treated, control, score_t, score_c, 0.1)


@pytest.mark.parametrize("ratio", [1, 3])
@pytest.mark.parametrize("caliper", [1e-5, 0.002, 0.3])
def test_mahalanobis_with_replacement_takes_who_stands_first_among_equally_near(ratio, caliper):
    """Some have fewer than `ratio` inside the caliper, some none."""
    rng = np.random.default_rng(8)
    treated, control = rng.normal(size=(200, 3)).round(), rng.normal(size=(2_000, 3)).round()
    score_t, score_c = rng.random(200), rng.random(2_000)
    found = mahalanobis_with_replacement(
        treated, control, score_treated=score_t, score_control=score_c, ratio=ratio, caliper=caliper
    )
    expected = []
    for i in range(200):
        distance = ((control - treated[i]) ** 2).sum(axis=1)
        inside = np.flatnonzero(np.abs(score_c - score_t[i]) <= caliper)
        expected += [(i, int(j)) for j in inside[np.argsort(distance[inside], kind="stable")][:ratio]]
    assert list(zip(found.treated.tolist(), found.control.tolist(), strict=True)) == expected
