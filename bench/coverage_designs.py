# SPDX-License-Identifier: Apache-2.0
"""Simulation study of every design that `coverage_core` and `weighting` leave out, through the front door.

For n = 20, 50, 200 and 2,000 (persons, units or periods, as each cell says) 2,000 tables are drawn; every other one has
no effect. Stored in bench/coverage_designs.json: coverage of the 95 % interval, bias, spread beside the stated error,
"effects" found among the tables without one, how often the design refuses, how often the result carries a warning, and
the coverage of those that carry none.

    python bench/coverage_designs.py [--draws N] [--minutes M] [--only PART] [--least N] [--most N]

A cell that is still going after M minutes stores the draws it has made, and how many they are. A run adds its cells to
the stored ones. The error of a coverage of 95 % is 0.5 points with 2,000 draws.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from utfall.core import designs as d
from utfall.core.errors import DesignRefused
from utfall.core.estimate import Status
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import estimate

STORE = Path(__file__).with_suffix(".json")
SEED = 20261127
SIZES = (20, 50, 200, 2_000)
TRUE = 0.5
Y = Outcome(id="y", label=Text.same("y"), column="y")
Table = dict[str, np.ndarray]
Draw = Callable[[np.random.Generator, int, float], Table]


def clusters(rng: np.random.Generator, n: int, effect: float) -> Table:
    """Clusters of five, half of them drawn; intracluster correlation 0.1."""
    school = np.arange(n) // 5
    drawn = rng.permutation(np.arange(n // 5) % 2)
    y = np.sqrt(0.1) * rng.normal(size=n // 5)[school] + np.sqrt(0.9) * rng.normal(size=n)
    return {"t": drawn[school], "g": school, "y": y + effect * drawn[school]}


def strata(rng: np.random.Generator, n: int, effect: float) -> Table:
    """Strata of ten that differ, half of each drawn."""
    g = np.arange(n) // 10
    t = np.concatenate([rng.permutation(np.arange(10) % 2) for _ in range(n // 10)])
    return {"t": t, "g": g, "y": rng.normal(size=n // 10)[g] + effect * t + rng.normal(size=n)}


def plain(rng: np.random.Generator, n: int, effect: float) -> Table:
    """Unequal variances, half drawn."""
    t = rng.permutation(np.arange(n) % 2)
    return {"t": t, "y": effect * t + rng.normal(size=n) * (1 + 0.5 * t)}


def waiting(rng: np.random.Generator, n: int, effect: float) -> Table:
    """Measured twice while the others wait, once when they too have started."""
    t, when, own = rng.permutation(np.arange(n) % 2), np.tile([1, 2, 3], n), rng.normal(size=n)
    who = np.repeat(np.arange(n), 3)
    y = own[who] + effect * np.where(when == 3, 1, t[who]) + rng.normal(size=3 * n)
    return {"id": who, "t": t[who], "time": when, "y": y}


def wedge(rng: np.random.Generator, n: int, effect: float) -> Table:
    """A start for two clusters in each of four steps (one in each below 50 persons); five periods."""
    each = 1 if n < 50 else 2
    start, period = rng.permutation(np.repeat([1, 2, 3, 4], each)), np.arange(5)
    per = max(n // (4 * each * 5), 1)
    cluster = np.repeat(np.arange(4 * each), 5 * per)
    time_ = np.tile(np.repeat(period, per), 4 * each)
    y = 0.3 * rng.normal(size=4 * each)[cluster] + 0.2 * time_ + rng.normal(size=len(cluster))
    return {"g": cluster, "time": time_, "start": start[cluster], "y": y + effect * (time_ >= start[cluster])}


def alike(rng: np.random.Generator, n: int, effect: float) -> Table:
    """Participation by a logistic model of a coarse and a fine covariate, a linear outcome."""
    a, b = rng.integers(0, 3, n), rng.normal(size=n)
    t = rng.random(n) < 1 / (1 + np.exp(0.9 - 0.5 * a - 0.3 * b))
    y = 0.6 * a + 0.5 * b + effect * t + rng.normal(size=n)
    return {"t": t.astype(int), "a": a, "b": b, "y": y}


def coarse(rng: np.random.Generator, n: int, effect: float) -> Table:
    """As `alike`, but only the coarse covariate matters."""
    a = rng.integers(0, 3, n)
    t = rng.random(n) < 1 / (1 + np.exp(0.9 - 0.5 * a))
    return {"t": t.astype(int), "a": a, "y": 0.6 * a + effect * t + rng.normal(size=n)}


def rising(rng: np.random.Generator, n: int, effect: float) -> Table:
    """Units over seven periods; a quarter starts in period 3, a quarter in 5, half never."""
    start = rng.permutation(np.resize([3, 5, 0, 0], n))
    unit, period = np.repeat(np.arange(n), 7), np.tile(np.arange(7), n)
    y = rng.normal(size=(n, 1)) + 0.5 * rng.normal(size=(n, 7)).cumsum(axis=1) + rng.normal(size=(n, 7))
    on = (start[unit] > 0) & (period >= start[unit])
    return {"id": unit, "time": period, "start": start[unit], "y": y.ravel() + effect * on}


def repeated(rng: np.random.Generator, n: int, effect: float) -> Table:
    """The same persons in two periods."""
    t, who, when = np.arange(n) % 2, np.repeat(np.arange(n), 2), np.tile([0, 1], n)
    y = rng.normal(size=n)[who] + 0.3 * when + 0.5 * t[who] + effect * t[who] * when + rng.normal(size=2 * n)
    return {"id": who, "t": t[who], "time": when, "y": y}


def series(rho: float, *, beside: bool = False) -> Draw:
    """n periods with a trend and first-order autocorrelation, the start half-way; beside a series without one."""

    def one(rng: np.random.Generator, n: int) -> np.ndarray:
        errors = rng.normal(size=n + 50)
        for k in range(1, n + 50):
            errors[k] += rho * errors[k - 1]
        return errors[50:] + 0.02 * np.arange(n)

    def draw(rng: np.random.Generator, n: int, effect: float) -> Table:
        when = np.arange(n)
        treated = one(rng, n) + effect * (when >= n // 2)
        if not beside:
            return {"time": when, "y": treated}
        return {
            "time": np.tile(when, 2),
            "t": np.repeat([1, 0], n),
            "y": np.concatenate([treated, one(rng, n)]),
        }

    return draw


def donors(rng: np.random.Generator, n: int, effect: float) -> Table:
    """n units over 20 periods that share two factors; one starts in period 15. Schools or areas, when n is large."""
    units, periods = n, 20
    factors = rng.normal(size=(periods, 2)).cumsum(axis=0) * 0.5
    y = rng.uniform(0, 1, (units, 2)) @ factors.T + rng.normal(size=(units, periods)) * 0.5
    unit, period = np.repeat(np.arange(units), periods), np.tile(np.arange(periods), units)
    on = (unit == 0) & (period >= 15)
    return {"id": unit, "time": period, "t": on.astype(int), "y": y.ravel() + effect * on}


def cutoff(rng: np.random.Generator, n: int, effect: float) -> Table:
    """A smooth curve through the cutoff."""
    x = rng.uniform(-1, 1, n)
    return {"x": x, "y": np.sin(2 * x) + effect * (x >= 0) + 0.5 * rng.normal(size=n)}


def cohorts(rng: np.random.Generator, n: int, effect: float) -> Table:
    """The later cohort differs on a covariate that matters; half of the persons belong to it."""
    t = rng.permutation(np.arange(n) % 2)
    b = rng.normal(size=n) + 0.4 * t
    return {"t": t, "b": b, "y": b + effect * t + rng.normal(size=n)}


def against(rng: np.random.Generator, n: int, effect: float) -> Table:
    """Persons against a given value of 10."""
    return {"y": 10 + effect + rng.normal(size=n)}


def change(rng: np.random.Generator, n: int, effect: float) -> Table:
    """A change between two measurements of the same persons."""
    before = rng.normal(size=n)
    return {"b": before, "y": 0.6 * before + effect + rng.normal(size=n)}


@dataclass(frozen=True)
class Cell:
    """A design, how its data come about, and the sizes it is run at."""

    draw: Draw
    design: Callable[[int], d.Design]
    of: str = "persons"
    sizes: tuple[int, ...] = SIZES


def fixed(design: d.Design) -> Callable[[int], d.Design]:
    return lambda _: design


def halfway(**more: object) -> Callable[[int], d.Design]:
    return lambda n: d.InterruptedTimeSeries(time="time", post=str(n // 2), **more)  # type: ignore[arg-type]


AB = {"treatment": "t", "covariates": ("a", "b")}
CELLS: dict[str, Cell] = {
    "rct, lottery counted or drawn": Cell(plain, fixed(d.RandomisedTrial(treatment="t"))),
    "rct, clusters of five": Cell(clusters, fixed(d.RandomisedTrial(treatment="t", cluster="g"))),
    "rct, strata of ten": Cell(strata, fixed(d.RandomisedTrial(treatment="t", strata=("g",)))),
    "wait_list": Cell(waiting, fixed(d.WaitList(treatment="t", time="time", comparison_starts="3", id="id"))),
    "stepped_wedge": Cell(wedge, fixed(d.SteppedWedge(cluster="g", time="time", start="start"))),
    "matching, nearest on the score": Cell(alike, fixed(d.Matching(**AB))),
    "matching, with replacement": Cell(alike, fixed(d.Matching(**AB, replace=True))),
    "matching, adjusted": Cell(alike, fixed(d.Matching(**AB, adjust=True))),
    "matching, mahalanobis": Cell(alike, fixed(d.Matching(**AB, distance="mahalanobis"))),
    "exact_matching": Cell(coarse, fixed(d.ExactMatching(treatment="t", covariates=("a",)))),
    "exact_matching, coarsened": Cell(alike, fixed(d.ExactMatching(**AB, method="coarsened"))),
    "did, long form": Cell(repeated, fixed(d.DifferenceInDifferences(treatment="t", time="time", post="1", id="id"))),
    "staggered_did": Cell(rising, fixed(d.StaggeredDiD(id="id", time="time", cohort="start")), "units"),
    "its, autocorrelation 0": Cell(series(0.0), halfway(), "periods"),
    "its, autocorrelation 0.3": Cell(series(0.3), halfway(), "periods"),
    "its, autocorrelation 0.6": Cell(series(0.6), halfway(), "periods"),
    "its, controlled, autocorrelation 0.3": Cell(series(0.3, beside=True), halfway(treatment="t"), "periods"),
    "its, controlled, autocorrelation 0.6": Cell(series(0.6, beside=True), halfway(treatment="t"), "periods"),
    "synthetic_control": Cell(donors, fixed(d.SyntheticControl(id="id", time="time", treatment="t")), "units"),
    "synthetic_did": Cell(donors, fixed(d.SyntheticDiD(id="id", time="time", treatment="t")), "units"),
    "rdd": Cell(cutoff, fixed(d.RegressionDiscontinuity(running="x", cutoff=0.0))),
    "historical, regression": Cell(cohorts, fixed(d.HistoricalCohort(treatment="t", covariates=("b",)))),
    "historical, doubly robust": Cell(
        cohorts, fixed(d.HistoricalCohort(treatment="t", covariates=("b",), method="doubly_robust"))
    ),
    "benchmark": Cell(against, fixed(d.BenchmarkValue(reference=10.0))),
    "before_after": Cell(change, fixed(d.BeforeAfter(before="b"))),
}  # fmt: skip


def run(name: str, n: int, draws: int, seconds: float = math.inf) -> dict[str, float | int | str]:
    """Return a cell's figures. What the design refuses misleads nobody and is counted apart."""
    end = time.monotonic() + seconds
    cell = CELLS[name]
    rng, design = np.random.default_rng([SEED, n, *name.encode()]), cell.design(n)
    errors, widths, covered, alarms, nulls, warned, refused, quiet = [], [], 0, 0, 0, 0, 0, 0
    made = 0
    for k in range(draws):
        if time.monotonic() > end:
            break
        made, truth = k + 1, TRUE * (k % 2)
        table = cell.draw(rng, n, truth)
        try:
            found = estimate(design, table, Y, seed=1).estimate
        except DesignRefused:
            refused += 1
            continue
        low, high = found.interval.low, found.interval.high
        errors.append(found.value - truth)
        widths.append(found.std_error)
        covered += low <= truth <= high
        nulls += truth == 0
        alarms += truth == 0 and not low <= 0 <= high
        told = any(check.status in (Status.WARN, Status.FAIL) for check in found.checks)
        warned += told
        quiet += low <= truth <= high and not told
    row: dict[str, float | int | str] = {"cell": name, "n": n, "of": cell.of, "draws": made, "refused": refused}
    if not errors:
        return row
    used = len(errors)
    return row | {
        "coverage": round(covered / used, 4),
        "bias": round(float(np.mean(errors)), 4),
        "spread": round(float(np.std(errors)), 4),
        "mean_error": round(float(np.mean(widths)), 4),
        "false_alarms": round(alarms / max(nulls, 1), 4),
        "warned": round(warned / used, 4),
        "coverage_unwarned": round(quiet / (used - warned), 4) if used > warned else "none",
    }


def keep(row: dict[str, float | int | str]) -> None:
    """Add a cell to the stored ones; the file is whole after every cell."""
    stored = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {"rows": []}
    rows = [old for old in stored["rows"] if (old["cell"], old["n"]) != (row["cell"], row["n"])]
    order = list(CELLS)
    rows = sorted([*rows, row], key=lambda r: (order.index(r["cell"]), r["n"]))
    text = ",\n".join("  " + json.dumps(one) for one in rows)
    head = f'{{"seed": {SEED}, "numpy": "{np.__version__}", "rows": [\n'
    STORE.write_text(head + text + "\n]}\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=2_000)
    parser.add_argument("--minutes", type=float, default=math.inf, help="of each cell, at most")
    parser.add_argument("--only", default="")
    parser.add_argument("--most", type=int, default=max(SIZES))
    parser.add_argument("--least", type=int, default=min(SIZES))
    parser.add_argument("--dry", action="store_true", help="print, store nothing")
    asked = parser.parse_args()
    for name, cell in CELLS.items():
        for n in cell.sizes:
            if asked.only not in name or not asked.least <= n <= asked.most:
                continue
            start = time.perf_counter()
            row = run(name, n, asked.draws, 60 * asked.minutes)
            print(row, f"{time.perf_counter() - start:.0f} s", flush=True)
            if not asked.dry:
                keep(row)


if __name__ == "__main__":
    main()
