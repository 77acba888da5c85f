# SPDX-License-Identifier: Apache-2.0
"""What pairs still differ by: the correction of Abadie and Imbens as a measure, when it warns and when it must not."""

from __future__ import annotations

import numpy as np
import pytest

from utfall.core.designs import Matching, OptimalMatching
from utfall.core.estimate import Check, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import estimate_matching
from utfall.effects._numerics.left import Left, chance_beside_score, left_in_pairs, left_in_sets
from utfall.effects._numerics.matched import abadie_imbens_effect
from utfall.effects._numerics.nearest import nearest_other, nearest_with_replacement
from utfall.effects.checks import inside
from utfall.effects.matching_more import estimate_optimal_matching
from utfall.effects.result import EffectResult
from utfall.reports.effect_json import effect_json
from utfall.reports.effect_text import effect_lines
from utfall.reports.phrases.effects import adjusted_sentence

Y = Outcome(id="y", label=Text.same("y"), column="y")
AB = {"treatment": "t", "covariates": ("a", "b")}


def alike(n: int, seed: int = 1) -> Columns:
    """Four in ten are participants, so that others like those with high scores are scarce; the effect is 0."""
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 3, n), rng.normal(size=n)
    t = rng.random(n) < 1 / (1 + np.exp(0.9 - 0.5 * a - 0.3 * b))
    return Columns({"t": t.astype(int), "a": a, "b": b, "y": 0.6 * a + 0.5 * b + rng.normal(size=n)})


def check_of(found: EffectResult) -> Check:
    (check,) = [check for check in found.estimate.checks if check.id == "W-INSIDE"]
    return check


@pytest.mark.parametrize("ratio", [1, 3])
def test_it_is_what_the_correction_of_abadie_and_imbens_takes_away(ratio: int) -> None:
    rng = np.random.default_rng(4)
    x_1, x_0 = rng.normal(size=(60, 2)) + 0.4, rng.normal(size=(90, 2))
    y_1, y_0 = x_1.sum(axis=1) + rng.normal(size=60), x_0.sum(axis=1) + rng.normal(size=90)
    pairs = nearest_with_replacement(x_1[:, 0], x_0[:, 0], ratio=ratio)
    near = nearest_other(x_0[:, 0])
    plain, corrected = (
        abadie_imbens_effect(y_1, y_0, pairs, nearest_control=lambda who: near[who], covariates=x)
        for x in (None, (x_1, x_0))
    )
    found = left_in_pairs((y_1, y_0), (x_1, x_0), pairs)
    assert found.value == pytest.approx(plain.value - corrected.value, rel=1e-9)


def test_two_pairs_by_hand() -> None:
    """Slope 2 among the comparison persons; the pairs differ by 1 and 3, so the shift is 4, of chance √(2² + 2²)/2."""
    y, x = np.array([0.0, 0.0, 0.0, 4.0]), np.array([[1.0], [5.0], [0.0], [2.0]])
    found = left_in_sets(y, np.array([True, True, False, False]), np.ones(4), np.array([0, 1, 0, 1]), x)
    assert (found.value, found.chance) == pytest.approx((4.0, np.sqrt(2.0)))


def test_a_column_that_says_what_another_says_and_one_that_does_not_vary_change_nothing() -> None:
    rng = np.random.default_rng(5)
    y, x, sets = rng.normal(size=40), rng.normal(size=(40, 1)), np.tile(np.arange(20), 2)
    group = np.arange(40) < 20
    plain = left_in_sets(y, group, np.ones(40), sets, x)
    more = left_in_sets(y, group, np.ones(40), sets, np.column_stack([x, 3 * x + 1, np.full(40, 7.3)]))
    assert (more.value, more.chance) == pytest.approx((plain.value, plain.chance))


def test_chance_is_what_the_score_equations_do_not_explain() -> None:
    """Residuals of the sets' deviations on the sums of (t - p)(1, x), those outside sets having deviation 0."""
    rng = np.random.default_rng(6)
    n, x = 90, rng.normal(size=(90, 2))
    t, score = np.arange(n) < 40, rng.uniform(0.2, 0.8, n)
    sets = np.concatenate([np.arange(30), np.full(10, -1), np.arange(30), np.full(20, -1)])
    deviation = rng.normal(size=30)
    equations = (t - score)[:, None] * np.column_stack([np.ones(n), x])
    summed = np.vstack([equations[sets == s].sum(axis=0) for s in range(30)])
    all_of_them = np.vstack([summed, equations[sets < 0]])
    d = np.concatenate([deviation, np.zeros(30)])
    unexplained = d - all_of_them @ np.linalg.lstsq(all_of_them, d, rcond=None)[0]
    left = Left(0.0, float(np.sqrt(deviation @ deviation)), deviation)
    found = chance_beside_score(left, sets, t, score, x)
    assert found == pytest.approx(float(np.sqrt(unexplained @ unexplained)), rel=1e-10)
    twice = np.column_stack([100 * x[:, 1] - 7, x[:, 0], x.sum(axis=1)])  # the same in other units, with a double
    assert chance_beside_score(left, sets, t, score, twice) == pytest.approx(found, rel=1e-8)


def test_chance_is_how_far_what_is_left_moves_from_draw_to_draw() -> None:
    """Narrow pairs in 120 draws: the spread of what is left, and its error as said (12 % is two errors of a spread).

    Taken for known, the score gives an error half as large again.
    """
    rng, seen = np.random.default_rng(8), []
    for _ in range(120):
        x = rng.normal(size=(600, 3))
        t = rng.random(600) < 1 / (1 + np.exp(0.7 - x @ [0.4, 0.3, 0.0]))
        table = Columns({"t": t, "y": x @ [1.0, 0.5, 0.5] + rng.normal(size=600)} | dict(zip("abc", x.T, strict=True)))
        design = OptimalMatching(treatment="t", covariates=("a", "b", "c"), caliper=0.1)
        details = dict(check_of(estimate_optimal_matching(design, table, Y)).details)
        seen.append((float(details["left"]), float(details["chance"])))
    left, chance = np.array(seen).T
    assert 0.75 < chance.mean() / left.std(ddof=1) < 1.12


@pytest.mark.parametrize("distance", ["propensity", "mahalanobis"])
def test_pairs_that_differ_to_one_side_are_warned_of_and_lower_the_grade(distance: str) -> None:
    found = estimate_matching(Matching(**AB, distance=distance), alike(4_000), Y)
    check = check_of(found)
    assert check.status in (Status.WARN, Status.FAIL)
    assert check.value == pytest.approx(dict(check.details)["left"] / found.estimate.std_error)
    assert found.estimate.grade in (EvidenceGrade.LIMITED, EvidenceGrade.INSUFFICIENT)
    others = [c for c in found.estimate.checks if c.id != "W-INSIDE"]
    assert all(c.status in (Status.PASS, Status.INFO) for c in others)  # nothing else tells


def test_pairs_that_are_alike_are_not_warned_of() -> None:
    found = estimate_matching(Matching(**AB, replace=True), alike(4_000), Y)
    assert check_of(found).status is Status.PASS
    assert found.estimate.grade is EvidenceGrade.MODERATE


def test_adjusted_for_it_is_not_asked() -> None:
    found = estimate_matching(Matching(**AB, distance="mahalanobis", adjust=True), alike(4_000), Y)
    assert "W-INSIDE" not in {check.id for check in found.estimate.checks}


@pytest.mark.parametrize("method", ["pair", "full"])
def test_optimal_sets_are_asked_too(method: str) -> None:
    check = check_of(estimate_optimal_matching(OptimalMatching(**AB, method=method), alike(600), Y))
    assert check.value is not None
    assert dict(check.details)["chance"] > 0


@pytest.mark.parametrize(
    ("left", "chance", "status"),
    [
        (0.39, 0.0, Status.PASS),
        (-0.41, 0.0, Status.WARN),
        (1.51, 0.0, Status.FAIL),
        (0.41, 0.22, Status.INFO),
        (0.41, 0.20, Status.WARN),
    ],
)
def test_limits(left: float, chance: float, status: Status) -> None:
    assert inside(left, 1.0, chance=chance).status is status


def test_the_limit_is_where_a_95_percent_interval_covers_in_93() -> None:
    from scipy.special import ndtr

    assert ndtr(1.96 - 0.4) - ndtr(-1.96 - 0.4) == pytest.approx(0.93, abs=0.002)


@pytest.mark.parametrize("further", [{}, {"distance": "mahalanobis"}, {"covariates": ("a", "b", "twice")}])
def test_where_it_warns_the_adjusted_effect_is_said_beside_it(further: dict[str, object]) -> None:
    """The effect is 0: the unadjusted one is off by several of its errors, the adjusted one holds 0."""
    table = alike(2_000)
    table = Columns({name: table.number(name) for name in ("t", "a", "b", "y")} | {"twice": 2 * table.number("a")})
    found = estimate_matching(Matching(**AB | further), table, Y)
    assert check_of(found).status in (Status.WARN, Status.FAIL)
    same = {name: value for name, value in further.items() if name == "distance"}  # without the double
    asked = estimate_matching(Matching(**AB, **same, adjust=True), table, Y)
    value, low, high, error = (found.diagnostic(f"adjusted{part}") for part in ("", "_low", "_high", "_std_error"))
    e = asked.estimate
    assert (value, low, high) == pytest.approx((e.value, e.interval.low, e.interval.high), rel=1e-6, abs=1e-9)
    assert low < 0 < high
    assert error == pytest.approx(e.std_error, rel=1e-6)
    said = effect_lines(found, Y, "sv", gender=None)
    assert any(line.startswith("De som jämförs är inte helt lika. Justerad för det är skillnaden") for line in said)
    assert "Adjusted for that, the difference is" in str(effect_json(found, Y, "en", gender=None, seed=1)["text"])


def test_where_nothing_is_left_nothing_more_is_said() -> None:
    for options in ({"replace": True}, {"adjust": True}):
        found = estimate_matching(Matching(**AB, **options), alike(2_000), Y)
        assert found.diagnostic("adjusted") is None
        assert adjusted_sentence(found, Y, "sv") == ""
