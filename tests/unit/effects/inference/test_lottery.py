# SPDX-License-Identifier: Apache-2.0
"""A plain trial of few persons is judged by the lotteries that could have been drawn."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from utfall.core.designs import RandomisedTrial
from utfall.core.estimate import EvidenceGrade, Status
from utfall.core.outcome import Outcome
from utfall.core.text import Lang, Text
from utfall.effects import estimate
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects.inference.within import unexplained
from utfall.reports.phrases.checks import check_text

Y = Outcome(id="y", label=Text.same("y"), column="y")
EVENT = Outcome(id="y", label=Text.same("y"), column="y", kind="binary")
TRIAL = RandomisedTrial(treatment="t")
FEW = settings(max_examples=15, deadline=None)


def trial(seed: int, n: int, *, decimals: int = 12) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    t = rng.permutation(np.arange(n) % 2)
    x = rng.normal(size=n)
    return {"t": t, "x": x, "y": (0.5 * x + 0.8 * t + rng.normal(size=n)).round(decimals)}


def lottery(found):
    return next(check for check in found.estimate.checks if check.id == "W-LOTTERY")


def counted(y: np.ndarray, t: np.ndarray) -> tuple[int, int]:
    """Welch's t of every way to draw the group, written out."""
    n, values = len(y), []
    for chosen in itertools.combinations(range(n), int(t.sum())):
        group = np.zeros(n, dtype=bool)
        group[list(chosen)] = True
        values.append(abs(stats.ttest_ind(y[group], y[~group], equal_var=False).statistic))
    seen = abs(stats.ttest_ind(y[t == 1], y[t == 0], equal_var=False).statistic)
    return sum(value >= seen * (1 - 1e-9) for value in values), len(values)


def test_twelve_persons_against_every_lottery_written_out():
    data = trial(3, 12)
    found = estimate(TRIAL, data, Y, seed=1)
    count, total = counted(data["y"], data["t"])
    assert (found.diagnostic("randomisation_count"), found.diagnostic("randomisation_total")) == (count, total)
    assert total == math.comb(12, 6)
    assert found.estimate.p_value == count / total
    assert found.estimate.method == "randomisation-exact"
    assert lottery(found).status is Status.INFO
    assert lottery(found).value == count / total
    # Value, standard error and its degrees of freedom stay Welch's: economics draws from them.
    welch = stats.ttest_ind(data["y"][data["t"] == 1], data["y"][data["t"] == 0], equal_var=False)
    assert found.estimate.std_error == pytest.approx(found.estimate.value / welch.statistic, rel=1e-12)
    assert found.estimate.df == pytest.approx(welch.df, rel=1e-12)


def test_the_sentence_gives_the_count():
    found = estimate(TRIAL, trial(3, 12), Y, seed=1)
    count = found.diagnostic("randomisation_count")
    assert f"i {count} av 924 lottningar" in check_text(lottery(found), "sv")
    assert f"in {count} of 924 lotteries" in check_text(lottery(found), "en")


def test_a_share_keeps_its_interval_and_has_fishers_count_beside_it():
    """Eight of ten against two of ten: both tails have the same probability, so the count is Fisher's exact test."""
    data = {"t": np.repeat([1, 0], 10), "y": np.array([1] * 8 + [0] * 2 + [1] * 2 + [0] * 8)}
    found = estimate(TRIAL, data, EVENT, seed=1)
    assert found.estimate.method == "newcombe"
    exact = stats.fisher_exact([[8, 2], [2, 8]]).pvalue
    # 184,756 lotteries: drawn, so within three standard errors of a share of 100,000.
    assert lottery(found).value == pytest.approx(exact, abs=3 * math.sqrt(exact / 1e5))
    small = {"t": np.repeat([1, 0], 6), "y": np.array([1] * 5 + [0] + [1] + [0] * 5)}
    counted_all = estimate(TRIAL, small, EVENT, seed=1)
    assert lottery(counted_all).value == pytest.approx(stats.fisher_exact([[5, 1], [1, 5]]).pvalue, rel=1e-12)


def test_an_interval_that_is_surer_than_the_lottery_is_warned_of():
    """Six of seven against two of seven: Newcombe's interval leaves out 0, Fisher's exact p is 352/3432 = 0.103."""
    few = {"t": np.repeat([1, 0], 7), "y": np.array([1] * 6 + [0] + [1] * 2 + [0] * 5)}
    found = estimate(TRIAL, few, EVENT, seed=1)
    assert found.estimate.interval.low > 0
    assert lottery(found).value == 352 / 3432 == pytest.approx(stats.fisher_exact([[6, 1], [2, 5]]).pvalue)
    assert lottery(found).status is Status.WARN
    assert "kan vara slumpen" in check_text(lottery(found), "sv")
    assert "may be chance" in check_text(lottery(found), "en")
    both = estimate(TRIAL, few | {"y": np.array([1] * 7 + [1] + [0] * 6)}, EVENT, seed=1)
    assert (both.estimate.interval.low > 0, lottery(both).status) == (True, Status.INFO)


def test_with_covariates_the_count_is_of_what_they_leave_unexplained():
    data = trial(5, 12)
    found = estimate(RandomisedTrial(treatment="t", covariates=("x",)), data, Y, seed=1)
    slope, middle = np.polyfit(data["x"], data["y"], 1)
    count, total = counted(data["y"] - slope * data["x"] - middle, data["t"])
    assert (found.diagnostic("randomisation_count"), found.diagnostic("randomisation_total")) == (count, total)
    assert found.estimate.method.startswith("lin")
    assert unexplained(data["y"], data["x"][:, None]) == pytest.approx(data["y"] - slope * data["x"] - middle)


@pytest.mark.parametrize(("n", "method"), [(24, "randomisation-drawn"), (198, "randomisation-drawn"), (200, "welch")])
def test_the_number_of_persons_decides_how_it_is_judged(n, method):
    found = estimate(TRIAL, trial(1, n), Y, seed=1)
    assert found.estimate.method == method
    assert (found.diagnostic("randomisation_total") == 100_001) == (method != "welch")
    if method == "welch":
        assert not [check for check in found.estimate.checks if check.id == "W-LOTTERY"]


def test_drawn_and_t_agree_where_both_are_right():
    """198 persons, normal outcomes: the drawn interval is within 2 % of Welch's in width and the p values agree."""
    data = trial(7, 198)
    found = estimate(TRIAL, data, Y, seed=1).estimate
    welch = stats.ttest_ind(data["y"][data["t"] == 1], data["y"][data["t"] == 0], equal_var=False)
    limits = welch.confidence_interval(0.95)
    assert found.interval.high - found.interval.low == pytest.approx(limits.high - limits.low, rel=0.02)
    assert found.p_value == pytest.approx(welch.pvalue, abs=0.003)


@FEW
@given(st.integers(0, 2**32 - 1), st.sampled_from([12, 30, 31]), st.sampled_from([0, 12]))
def test_order_and_names_of_the_groups_change_nothing(seed, n, decimals):
    """Also where lotteries are drawn, with ties (decimals 0) and without, in equal and unequal groups."""
    data = trial(seed, n, decimals=decimals)
    first = estimate(TRIAL, data, Y, seed=1).estimate
    mixed = np.random.default_rng(seed).permutation(n)
    again = estimate(TRIAL, {name: column[mixed] for name, column in data.items()}, Y, seed=1).estimate
    assert again.value == pytest.approx(first.value, rel=1e-9, abs=1e-12)
    assert again.p_value == first.p_value
    assert (again.interval.low, again.interval.high) == pytest.approx((first.interval.low, first.interval.high))
    other = estimate(TRIAL, data | {"t": 1 - data["t"]}, Y, seed=1).estimate
    assert other.value == pytest.approx(-first.value, rel=1e-9, abs=1e-12)
    assert other.p_value == first.p_value
    assert (other.interval.low, other.interval.high) == pytest.approx((-first.interval.high, -first.interval.low))


def test_too_few_lotteries_for_the_level_leave_the_t_interval():
    """Two against two: six lotteries, so that no count can be below 5 %."""
    found = estimate(TRIAL, {"t": np.array([1, 1, 0, 0]), "y": np.array([3.0, 4.0, 1.0, 2.5])}, Y, seed=1)
    assert found.estimate.method == "welch"
    assert found.estimate.grade is not EvidenceGrade.STRONG


def test_covariates_that_explain_everything_are_refused():
    y = np.array([1.0, 2.0, 3.0, 4.0])
    with pytest.raises(NotEstimableError, match="collinear"):
        unexplained(y, np.column_stack([y, 2 * y]))


@pytest.mark.parametrize(("lang", "said"), [("sv", "p < 0,001"), ("en", "p < 0.001")])
def test_a_rare_lottery_is_never_said_to_be_impossible(lang: Lang, said: str):
    """Ten of ten against none of ten: 2 of 184,756 lotteries give as much, about 0.00001."""
    t = np.repeat([1, 0], 10)
    found = estimate(TRIAL, {"t": t, "y": t}, EVENT, seed=1)
    text = check_text(lottery(found), lang).replace("\u00a0", " ")
    assert said in text
    assert "p = 0" not in text


def test_an_empty_line_of_a_file_is_nobody_lost():
    data = trial(5, 24)
    gaps = {name: [cell for value in column for cell in (value, None)] for name, column in data.items()}
    found, whole = estimate(TRIAL, gaps, Y, seed=1), estimate(TRIAL, data, Y, seed=1)
    assert found.flow == whole.flow
    assert found.estimate == whole.estimate
    half = {**gaps, "x": [0.0 if value is None else value for value in gaps["x"]]}  # a person without group and outcome
    assert estimate(TRIAL, half, Y, seed=1).flow.missing_group == 24
