# SPDX-License-Identifier: Apache-2.0
"""What must hold for every registered design: row order, names of the groups, level and unit of the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from utfall.core import designs as d
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import _ESTIMATORS, EffectResult, _estimator_of, estimate

Y = Outcome(id="y", label=Text.same("y"), column="y")
Table = dict[str, np.ndarray]
MADE = {"treatment": "t", "covariates": ("a", "b")}


def persons(seed: int) -> Table:
    """Eighty persons in ten schools and two districts; numbers have no ties, so that no rule needs one."""
    rng = np.random.default_rng(seed)
    n = 80
    a, b = rng.normal(size=n), rng.normal(size=n)
    school, district = np.arange(n) % 10, np.arange(n) % 2
    t = (rng.random(n) < 1 / (1 + np.exp(0.2 - 0.5 * a))).astype(int)
    y = a + 0.5 * b + t + rng.normal(size=n)
    before = a + rng.normal(size=n)
    return {
        "id": np.arange(n), "a": a, "b": b, "kind": rng.integers(0, 3, n), "school": school, "district": district,
        "t": t, "drawn": (school < 5).astype(int), "y": y, "before": before, "x": a,
    }  # fmt: skip


def over_time(seed: int) -> Table:
    """Twenty-four units over eight periods; some start in period 4, some in 6, half never."""
    rng = np.random.default_rng(seed)
    unit, period = np.repeat(np.arange(24), 8), np.tile(np.arange(8), 24)
    start = np.array([4, 6, 0, 0])[unit % 4]
    on = (start > 0) & (period >= start)
    y = rng.normal(size=24)[unit] + 0.2 * period + on + rng.normal(size=192)
    return {
        "id": unit, "time": period, "start": start, "group": (start > 0).astype(int), "y": y,
        "alone": ((unit == 0) & (period >= 4)).astype(int),
    }  # fmt: skip


def wedge(seed: int) -> Table:
    rng = np.random.default_rng(seed)
    cluster, period = np.repeat(np.arange(8), 15), np.tile(np.repeat(np.arange(5), 3), 8)
    start = np.repeat([1, 2, 3, 4], 2)[cluster]
    y = rng.normal(size=8)[cluster] * 0.3 + 0.2 * period + (period >= start) + rng.normal(size=120)
    return {"school": cluster, "time": period, "start": start, "y": y}


def waiting(seed: int) -> Table:
    rng = np.random.default_rng(seed)
    who, when = np.repeat(np.arange(40), 2), np.tile([1, 2], 40)
    t = (who % 2 == 0).astype(int)
    return {"id": who, "time": when, "t": t, "y": t + rng.normal(size=80)}


@dataclass(frozen=True)
class Case:
    """A design with its table.

    Parameters
    ----------
    swap
        The 1/0 column whose exchange turns the question round; None where a design has no such (a regression that
        asks for the effect on the treated answers another question when the groups change places).
    also
        Columns in the outcome's unit that move with it.
    level
        Whether adding a constant to the outcome changes nothing (against a given value it does: by that constant).
    """

    design: d.Design
    table: Callable[[int], Table]
    swap: str | None = None
    also: tuple[str, ...] = ()
    level: bool = True


CASES: dict[str, Case] = {
    "rct": Case(d.RandomisedTrial(treatment="t"), persons, "t"),
    "rct, adjusted": Case(d.RandomisedTrial(treatment="t", covariates=("a",)), persons, "t"),
    "drawn_trial": Case(d.RandomisedTrial(treatment="drawn", cluster="school"), persons, "drawn"),
    "drawn_trial, strata": Case(d.RandomisedTrial(treatment="t", strata=("district",)), persons, "t"),
    "wait_list": Case(d.WaitList(treatment="t", time="time", comparison_starts="2", id="id"), waiting, "t"),
    "stepped_wedge": Case(d.SteppedWedge(cluster="school", time="time", start="start"), wedge),
    "matching": Case(d.Matching(**MADE, id="id"), persons),
    "matching, mahalanobis": Case(d.Matching(**MADE, id="id", distance="mahalanobis"), persons),
    "matching, with replacement": Case(d.Matching(**MADE, id="id", replace=True), persons),
    "exact_matching": Case(d.ExactMatching(treatment="t", covariates=("kind",), estimand="ate"), persons, "t"),
    "optimal_matching": Case(d.OptimalMatching(**MADE, method="full", estimand="ate"), persons, "t"),
    "weighting": Case(d.Weighting(**MADE, estimand="ate"), persons, "t"),
    "weighting, overlap": Case(d.Weighting(**MADE, method="overlap"), persons, "t"),
    "weighting, entropy": Case(d.Weighting(**MADE, method="entropy", estimand="ate"), persons, "t"),
    "standardisation": Case(d.Standardisation(**MADE), persons, "t"),
    "doubly_robust": Case(d.DoublyRobust(**MADE, estimand="ate", folds=2, repeats=2), persons, "t"),
    "did": Case(d.DifferenceInDifferences(treatment="t", before="before"), persons, "t", ("before",)),
    "did, long": Case(d.DifferenceInDifferences(treatment="group", time="time", post="4", id="id"), over_time, "group"),
    "staggered_did": Case(d.StaggeredDiD(id="id", time="time", cohort="start"), over_time),
    "its": Case(d.InterruptedTimeSeries(time="time", post="4", slope=False), over_time),
    "its, controlled": Case(
        d.InterruptedTimeSeries(time="time", post="4", slope=False, treatment="group"), over_time, "group"
    ),
    "synthetic_control": Case(d.SyntheticControl(id="id", time="time", treatment="alone"), over_time),
    "synthetic_did": Case(d.SyntheticDiD(id="id", time="time", treatment="alone"), over_time),
    "rdd": Case(d.RegressionDiscontinuity(running="x", cutoff=0.0), persons),
    "historical": Case(d.HistoricalCohort(treatment="t", covariates=("a",)), persons),
    "benchmark": Case(d.BenchmarkValue(reference=0.5), persons, level=False),
    "before_after": Case(d.BeforeAfter(before="before"), persons, None, ("before",)),
}  # fmt: skip
EVERY = pytest.mark.parametrize("name", CASES)
# Two solvers stop at a tolerance instead of at an answer of so many digits: simplex weights and matched sets.
CLOSE = {"synthetic_did": 1e-4, "synthetic_control": 1e-6}


def found(case: Case, table: Table, design: d.Design | None = None) -> EffectResult:
    return estimate(design or case.design, table, Y, seed=1)


def moved(case: Case, table: Table, *, scale: float = 1.0, shift: float = 0.0) -> Table:
    return table | {name: scale * table[name] + shift for name in ("y", *case.also)}


def test_every_registered_design_has_a_case():
    assert {_estimator_of(case.design) for case in CASES.values()} == set(_ESTIMATORS)


@EVERY
@pytest.mark.parametrize("seed", [1, 2])
def test_shuffling_rows_changes_nothing(name, seed):
    case = CASES[name]
    table = case.table(seed)
    order = np.random.default_rng(seed).permutation(len(table["y"]))
    first = found(case, table).estimate
    again = found(case, {column: values[order] for column, values in table.items()}).estimate
    close = CLOSE.get(name, 1e-7)
    assert again.value == pytest.approx(first.value, rel=close)
    assert again.std_error == pytest.approx(first.std_error, rel=close)
    assert (again.interval.low, again.interval.high) == pytest.approx(
        (first.interval.low, first.interval.high), rel=close, abs=close
    )
    assert [(c.id, c.status) for c in again.checks] == [(c.id, c.status) for c in first.checks]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.swap])
@pytest.mark.parametrize("seed", [1, 2])
def test_swapping_the_groups_flips_the_sign(name, seed):
    case = CASES[name]
    table = case.table(seed)
    first = found(case, table).estimate
    other = found(case, table | {case.swap: 1 - table[case.swap]}).estimate
    assert other.value == pytest.approx(-first.value, rel=1e-6)
    assert (other.interval.low, other.interval.high) == pytest.approx(
        (-first.interval.high, -first.interval.low), rel=1e-5, abs=1e-6
    )


@EVERY
@pytest.mark.parametrize("seed", [1, 2])
def test_adding_a_constant_changes_nothing(name, seed):
    """Against a given value the difference grows by the constant."""
    case = CASES[name]
    table = case.table(seed)
    first, later = found(case, table).estimate, found(case, moved(case, table, shift=3.0)).estimate
    close = CLOSE.get(name, 1e-7)
    assert later.value == pytest.approx(first.value + (0.0 if case.level else 3.0), rel=close, abs=close)
    assert later.std_error == pytest.approx(first.std_error, rel=close)


@EVERY
@pytest.mark.parametrize("seed", [1, 2])
def test_doubling_the_outcome_doubles_the_estimate(name, seed):
    case = CASES[name]
    table = case.table(seed)
    twice = d.BenchmarkValue(reference=1.0) if name == "benchmark" else None
    first, later = found(case, table).estimate, found(case, moved(case, table, scale=2.0), twice).estimate
    close = CLOSE.get(name, 1e-7)
    assert later.value == pytest.approx(2 * first.value, rel=close)
    assert later.std_error == pytest.approx(2 * first.std_error, rel=close)
    assert (later.interval.low, later.interval.high) == pytest.approx(
        (2 * first.interval.low, 2 * first.interval.high), rel=10 * close, abs=close
    )
    if first.p_value is not None:
        assert later.p_value == pytest.approx(first.p_value, rel=1e-3, abs=1e-9)


KINDS = ("binary", "count", "time")
# Designs that compare no persons by one value each, and so carry no time until an event.
NO_TIMES = {
    "wait_list", "stepped_wedge", "did", "staggered_did", "its", "synthetic_control", "synthetic_did", "rdd",
    "benchmark", "before_after",
}  # fmt: skip
CARRIED = [
    (name, kind)
    for name, case in CASES.items()
    for kind in KINDS
    if kind != "time" or _estimator_of(case.design) not in NO_TIMES
]
OF_EVERY_KIND = pytest.mark.parametrize(("name", "kind"), CARRIED)


def of_kind(kind: str, horizon: float = 6.0) -> Outcome:
    if kind == "time":
        return Outcome(id="y", label=Text.same("y"), column="y", kind="time", event="event", horizon=horizon)
    return Outcome(id="y", label=Text.same("y"), column="y", kind="binary" if kind == "binary" else "count")


def made(case: Case, kind: str) -> Table:
    """The table with its outcome above its median, as a count, or as a time with some followed no longer."""
    table = case.table(3)
    y = table["y"]
    middle, spread = np.median(y), y.std()
    for name in ("y", *case.also):
        level = (table[name] - middle) / spread
        if kind == "binary":
            table |= {name: (level > 0).astype(int)}
        elif kind == "count":
            table |= {name: np.floor(np.exp(np.clip(level, -3, 2)) * 2).astype(int)}
        else:
            table |= {name: 3 * np.exp(level)}
    if kind == "time":
        came = np.random.default_rng(3).random(len(y)) < 0.7
        past = table["y"] >= 6
        table |= {"event": (came & ~past).astype(int), "y": np.where(past, 6.0, table["y"])}
    return table


def numbers(case: Case, table: Table, outcome: Outcome) -> np.ndarray:
    found = estimate(case.design, table, outcome, seed=1).estimate
    return np.array([found.value, found.interval.low, found.interval.high, found.p_value or 0.0])


@OF_EVERY_KIND
def test_of_every_kind_of_outcome_the_order_of_rows_changes_nothing(name, kind):
    case = CASES[name]
    table = made(case, kind)
    order = np.random.default_rng(3).permutation(len(table["y"]))
    again = numbers(case, {column: values[order] for column, values in table.items()}, of_kind(kind))
    close = CLOSE.get(name, 1e-6)
    assert again == pytest.approx(numbers(case, table, of_kind(kind)), rel=close, abs=close)


@pytest.mark.parametrize(("name", "kind"), [(n, k) for n, k in CARRIED if CASES[n].swap])
def test_of_every_kind_of_outcome_swapping_the_groups_flips_the_sign(name, kind):
    case = CASES[name]
    table = made(case, kind)
    value, low, high, p = numbers(case, table, of_kind(kind))
    turned = numbers(case, table | {case.swap: 1 - table[case.swap]}, of_kind(kind))
    assert turned == pytest.approx([-value, -high, -low, p], rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", [name for name, kind in CARRIED if kind == "time"])
def test_times_in_half_the_unit_double_the_estimate(name):
    case = CASES[name]
    table = made(case, "time")
    value, low, high, p = numbers(case, table, of_kind("time"))
    later = numbers(case, table | {"y": 2 * table["y"]}, of_kind("time", horizon=12.0))
    assert later == pytest.approx([2 * value, 2 * low, 2 * high, p], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", [name for name in CASES if name != "benchmark"])
def test_a_constant_added_to_a_count_changes_nothing_and_twice_the_count_doubles(name):
    """Against a given value a count has Poisson's interval, which knows where nought is."""
    case = CASES[name]
    table = made(case, "count")
    first = numbers(case, table, of_kind("count"))
    close = CLOSE.get(name, 1e-6)
    assert numbers(case, moved(case, table, shift=3), of_kind("count")) == pytest.approx(first, rel=close, abs=close)
    twice = numbers(case, moved(case, table, scale=2), of_kind("count"))
    assert twice == pytest.approx(first * [2, 2, 2, 1], rel=10 * close, abs=10 * close)


@pytest.mark.parametrize("seed", [501, 904])
def test_a_share_turned_round_has_the_same_place_among_the_placebos(seed):
    """Units of yes and no are often alike; which of two equal gaps is larger was left to the rounding."""
    table = over_time(seed)
    table |= {"y": (table["y"] > np.median(table["y"])).astype(int)}
    case = CASES["synthetic_control"]
    value, low, high, p = numbers(case, table, of_kind("binary"))
    turned = numbers(case, table | {"y": 1 - table["y"]}, of_kind("binary"))
    assert turned == pytest.approx([-value, -high, -low, p], rel=1e-5, abs=1e-5)
