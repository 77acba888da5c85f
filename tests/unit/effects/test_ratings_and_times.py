# SPDX-License-Identifier: Apache-2.0
"""Ratings in order and times until an event, from a table to words."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from utfall.api import effect, effect_by_sex, outcome_of
from utfall.core import designs as d
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import estimate
from utfall.effects.scales import probability_of_superiority, pseudo_times, restricted_mean, restricted_mean_difference
from utfall.reports.phrases.levels import levels_sentence
from utfall.thread.robust import robustness_of

TIME = Outcome(id="m", label=Text.same("m"), column="m", kind="time", event="e", horizon=12.0, unit=Text.same("mån"))
RATING = Outcome(id="r", label=Text.same("r"), column="r", kind="ordinal")
TRIAL = d.RandomisedTrial(treatment="t")
AB = {"treatment": "t", "covariates": ("x",)}
OF_PERSONS = [
    d.RandomisedTrial(treatment="t", covariates=("x",)),
    d.RandomisedTrial(treatment="t", strata=("half",)),
    d.Matching(**AB),
    d.ExactMatching(**AB, method="subclass", subclasses=3),
    d.OptimalMatching(**AB, method="full"),
    d.Weighting(**AB),
    d.Standardisation(**AB),
    d.DoublyRobust(**AB, folds=2, repeats=1),
    d.HistoricalCohort(**AB),
]


def people(seed: int = 1, n: int = 160, *, lost: bool = True) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    t, x = rng.permutation(np.arange(n) % 2), rng.normal(size=n)
    until = rng.exponential(np.where(t == 1, 15, 9))
    gone = rng.uniform(4, 40, n) if lost else np.full(n, 50.0)
    return pl.DataFrame(
        {
            "t": t, "x": x, "half": np.arange(n) // (n // 2), "m": np.minimum(until, gone),
            "e": (until <= gone).astype(int), "r": np.clip(np.round(3 + 0.7 * t + rng.normal(size=n)), 1, 5),
            "sex": np.where(rng.random(n) < 0.5, "k", "m"),
        }
    )  # fmt: skip


def status(found, name):
    return next(check.status for check in found.estimate.checks if check.id == name)


def test_a_trial_of_times_is_the_difference_in_restricted_means():
    data = people()
    found = estimate(TRIAL, data, TIME, seed=1).estimate
    direct = restricted_mean_difference(
        data["m"].to_numpy(), data["e"].to_numpy() == 1, data["t"].to_numpy() == 1, horizon=12.0
    )
    assert (found.value, found.std_error, found.p_value) == (direct.value, direct.std_error, direct.p_value)
    assert (found.mean_intervention, found.mean_comparison) == (direct.mean_1, direct.mean_0)


def test_a_trial_of_ratings_is_the_probability_of_standing_higher():
    data = people()
    t, r = data["t"].to_numpy() == 1, data["r"].to_numpy()
    found = estimate(TRIAL, data, RATING, seed=1).estimate
    pairs = r[t][:, None] - r[~t][None, :]
    assert found.value == pytest.approx((pairs > 0).mean() + (pairs == 0).mean() / 2 - 0.5, rel=1e-12)
    assert found.mean_comparison == 0.5
    direct = probability_of_superiority(r[t], r[~t])
    assert (found.interval.low, found.interval.high) == (direct.low - 0.5, direct.high - 0.5)
    # Only the order counts: squares of the ratings give the same.
    assert estimate(TRIAL, data.with_columns(pl.col("r") ** 2), RATING, seed=1).estimate.value == found.value


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(4, 40))
def test_pseudo_times_against_leaving_each_person_out(seed, n):
    """The jackknife written out, with ties and persons lost."""
    rng = np.random.default_rng(seed)
    time, event = rng.integers(1, 20, n).astype(float), rng.random(n) < 0.7
    time[0], event[0], time[1], event[1] = 30.0, False, 25.0, False
    whole = restricted_mean(time, event, 12.0).value
    without = [restricted_mean(np.delete(time, i), np.delete(event, i), 12.0).value for i in range(n)]
    assert pseudo_times(time, event, 12.0) == pytest.approx(n * whole - (n - 1) * np.array(without), abs=1e-9)


def test_without_losses_a_pseudo_time_is_the_shorter_of_time_and_horizon():
    data = people(lost=False)
    found = pseudo_times(data["m"].to_numpy(), data["e"].to_numpy() == 1, 12.0)
    assert found == pytest.approx(np.minimum(data["m"].to_numpy(), 12.0), abs=1e-9)
    # Then every design of persons gives what it gives for that number.
    plain = data.with_columns(pl.col("m").clip(upper_bound=12.0))
    number = Outcome(id="m", label=Text.same("m"), column="m")
    for design in OF_PERSONS:
        ours, theirs = (estimate(design, *pair, seed=1).estimate for pair in ((data, TIME), (plain, number)))
        assert ours.value == pytest.approx(theirs.value, rel=1e-6)
        assert ours.std_error == pytest.approx(theirs.std_error, rel=1e-6)


@pytest.mark.parametrize("design", OF_PERSONS, ids=lambda design: f"{design.kind}-{getattr(design, 'method', '')}")
def test_every_design_of_persons_comes_near_the_truth(design):
    """Exponential times: 15(1 - e^(-12/15)) - 9(1 - e^(-12/9)) = 1.63 months, within four errors."""
    truth = 15 * (1 - np.exp(-12 / 15)) - 9 * (1 - np.exp(-12 / 9))
    found = estimate(design, people(3, 1200), TIME, seed=1)
    assert abs(found.estimate.value - truth) < 4 * found.estimate.std_error
    assert status(found, "W-FOLLOWED") in (Status.PASS, Status.WARN)


def test_unequal_losses_are_warned_of_and_lower_the_grade():
    data = people(lost=False).with_columns(
        m=pl.when((pl.col("t") == 1) & (pl.col("x") > 0)).then(3.0).otherwise(pl.col("m")),
        e=pl.when((pl.col("t") == 1) & (pl.col("x") > 0)).then(0).otherwise(pl.col("e")),
    )
    found = estimate(TRIAL, data, TIME, seed=1)
    assert status(found, "W-FOLLOWED") is Status.WARN
    assert found.estimate.grade.value == "moderate"
    assert status(estimate(TRIAL, people(lost=False), TIME, seed=1), "W-FOLLOWED") is Status.PASS


@pytest.mark.parametrize(
    ("design", "outcome", "code"),
    [
        (d.DifferenceInDifferences(treatment="t", before="x"), TIME, "time-not-of-design"),
        (d.WaitList(treatment="t", time="x", comparison_starts="3"), TIME, "time-not-of-design"),
        (d.Matching(**AB), RATING, "ordinal-not-of-design"),
        (d.RandomisedTrial(treatment="t", cluster="half"), RATING, "ordinal-not-of-design"),
        (d.RandomisedTrial(treatment="t", covariates=("x",)), RATING, "ordinal-not-adjusted"),
        (TRIAL, Outcome(id="m", label=Text.same("m"), column="m", kind="time"), "time-needs-event"),
    ],
)
def test_what_a_design_cannot_carry_is_said_with_a_mend(design, outcome, code):
    with pytest.raises(InputError) as caught:
        estimate(design, people(), outcome, seed=1)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert caught.value.faults[0].mend.sv


def test_a_time_below_zero_names_its_row_and_a_far_horizon_is_refused():
    data = people()
    with pytest.raises(InputError, match="time-negative") as caught:
        estimate(
            TRIAL, data.with_columns(m=pl.when(pl.arange(0, 160) == 7).then(-1.0).otherwise(pl.col("m"))), TIME, seed=1
        )
    assert caught.value.faults[0].place.row == 9
    far = Outcome(id="m", label=Text.same("m"), column="m", kind="time", event="e", horizon=60.0)
    for design in (TRIAL, d.Matching(**AB)):
        with pytest.raises(DesignRefused, match="horizon-beyond-follow-up"):
            estimate(design, data, far, seed=1)


def test_a_missing_event_is_a_missing_outcome():
    data = people().with_columns(e=pl.when(pl.arange(0, 160) < 5).then(None).otherwise(pl.col("e")))
    for design in (TRIAL, d.Matching(**AB)):
        flow = estimate(design, data, TIME, seed=1).flow
        assert flow.intervention.missing_outcome + flow.comparison.missing_outcome == 5


def test_words_name_the_horizon_and_the_share():
    data = people()
    time = levels_sentence(estimate(TRIAL, data, TIME, seed=1).estimate, TIME, "sv")
    assert "utan händelse bland 80 deltagare" in time
    assert time.endswith("räknat till 12\u00a0mån.")
    rating = levels_sentence(estimate(TRIAL, data, RATING, seed=1).estimate, RATING, "en")
    assert "stands higher than one in the comparison group in" in rating
    assert rating.endswith("50% means no difference.")


def test_by_sex_and_without_numbers_of_means():
    data = people(n=400)
    by_sex = effect_by_sex(data, outcome=RATING, sex="sex", design="rct", treatment="t")
    assert {group.sex for group in by_sex.groups} == {"k", "m"}
    assert by_sex.difference.method == "square-and-add"
    found = estimate(TRIAL, data, TIME, seed=1)
    assert robustness_of(TRIAL, Columns(data), [(found, TIME)], seed=1) == ()


def test_the_kind_is_found_from_the_event():
    columns = Columns(people())
    outcome = outcome_of(columns, "m", event="e", horizon=12)
    assert outcome.kind == "time"
    assert effect(columns, outcome=outcome, design="rct", treatment="t").estimate.method == "restricted-mean-survival"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "utfall", *words], capture_output=True, text=True)


def test_the_command_line(tmp_path):
    file = tmp_path / "p.csv"
    people().write_csv(file)
    call = ["effect", str(file), "--treatment", "t", "--design", "rct", "--lang", "sv"]
    done = run(*call, "--outcome", "m", "--event", "e", "--horizon", "12")
    assert done.returncode == 0, done.stderr
    assert "räknat till 12." in done.stdout
    assert "W-FOLLOWED" in done.stdout
    done = run(*call, "--outcome", "r", "--kind", "ordinal")
    assert done.returncode == 0, done.stderr
    assert "av jämförelserna" in done.stdout


def test_the_interval_of_ratings_agrees_with_brunner_munzel_in_scipy():
    """p of the log odds differs from SciPy's of the plain share by less than 0.005 here."""
    data = people(4, 200)
    t, r = data["t"].to_numpy() == 1, data["r"].to_numpy()
    found = estimate(TRIAL, data, RATING, seed=1).estimate
    assert found.p_value == pytest.approx(stats.brunnermunzel(r[t], r[~t]).pvalue, abs=0.005)
