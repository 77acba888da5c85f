# SPDX-License-Identifier: Apache-2.0
"""Propensity matching at register scale: seconds, peak memory, and the ratio to a floor measured live.

Run: python bench/matching.py [--large] [--exponent] [--ten-million] [--store]

The floor is what no way of doing it can avoid: six passes of X'X and exp over all rows, and one sort. It is measured
anew before every run of what is held against it, and the ratio told is the median of those of the runs.
"fit and match" is what MatchIt's function does: propensity score, pairs. "whole estimate" also reads the columns,
orders persons by a hash so that ties do not hang on the file's order, and gives balance, effect and standard error.

Stored times of MatchIt 4.7.2 (R 4.2.2, reference BLAS, same kind of machine, quiet, one thread, median of 3, data of
the same shape in memory; our CPU seconds are held against them): 10,000 to 100,000 in 1.02 s; 30,000 to 1,000,000 in
8.40 s and 1.21 GB.
What was measured last is in bench/matching.json, with the load it was measured at; CPU seconds are told beside the
wall's, since neighbours on the machine lengthen the latter. That the pairs are right: bench/matching_pairs.py.

Asked: 10,000 to 100,000 in at most 0.8 s after import and 500 MB; 30,000 to 1,000,000 in at most 0.25 of MatchIt's
time and 5 floors; peak memory at most 4 times the input; exponent at most 1.1; 10,000,000 under 8 GB; Mahalanobis
within the caliper at 10,000 to 100,000 in at most 5 s.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from utfall.core.designs import Matching
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import estimate
from utfall.effects._numerics.contrast import t_quantile
from utfall.effects.matching import match_sample
from utfall.effects.result import Flow, GroupFlow
from utfall.effects.sample import Sample

COVARIATES = tuple(f"x{j}" for j in range(10))
OUTCOME = Outcome(id="y", label=Text.same("y"), column="y")
MATCHIT = {(10_000, 100_000): 1.02, (30_000, 1_000_000): 8.40}  # seconds
STORED = Path(__file__).with_suffix(".json")
DESIGN = Matching(treatment="treat", covariates=COVARIATES, caliper=0.2)


def draw(n_treated: int, n_control: int, seed: int) -> dict[str, np.ndarray]:
    """Two groups whose covariates differ by 0.2 standard deviations; the true effect is 1."""
    rng = np.random.default_rng(seed)
    treated = np.repeat([1.0, 0.0], [n_treated, n_control])
    X = rng.normal(size=(len(treated), 10)) + 0.2 * treated[:, None]
    y = X.sum(axis=1) + treated + rng.normal(size=len(treated))
    return {"treat": treated, "y": y, **dict(zip(COVARIATES, X.T.copy(), strict=True))}


def floor_seconds(X: np.ndarray) -> float:
    """CPU seconds, as for what is held against it: the wall clock also tells of the neighbours."""
    start = time.process_time()
    for _ in range(6):
        X.T @ X
        np.exp(X[:, 0])
    np.sort(X[:, 0])
    return time.process_time() - start


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def as_sample(data: dict[str, np.ndarray]) -> Sample:
    """The same data as the arrays that fitting and matching work on."""
    treated = data["treat"] == 1
    n = len(treated)
    return Sample(
        y=data["y"], treated=treated, covariates=np.column_stack([data[name] for name in COVARIATES]),
        names=COVARIATES, ids=np.full(n, ""), rows=np.arange(n), file="", field="y",
        flow=Flow(rows=n, missing_group=0, intervention=GroupFlow(rows=int(treated.sum())),
                  comparison=GroupFlow(rows=int((~treated).sum()))),
    )  # fmt: skip


@dataclass(frozen=True)
class Timed:
    """Medians over runs: wall and CPU seconds, CPU seconds of the floor, floors; and the last result."""

    wall: float
    cpu: float
    floor: float
    floors: float
    result: object


def timed(work, X: np.ndarray, runs: int) -> Timed:
    """Run the work several times, each time after the floor."""
    wall, cpu, floor, result = [], [], [], None
    for _ in range(runs):
        floor.append(floor_seconds(X))
        start, spent = time.perf_counter(), time.process_time()
        result = work()
        cpu.append(time.process_time() - spent)
        wall.append(time.perf_counter() - start)
    ratios = [spent / least for spent, least in zip(cpu, floor, strict=True)]
    return Timed(*(statistics.median(part) for part in (wall, cpu, floor, ratios)), result)


def figures(took: Timed, n_treated: int, n_control: int, more: float, data_mb: float) -> dict[str, float]:
    return {
        "treated": n_treated,
        "controls": n_control,
        "wall": round(took.wall, 3),
        "cpu": round(took.cpu, 3),
        "floor": round(took.floor, 4),
        "floors": round(took.floors, 2),
        "memory_over_data_mb": round(more),
        "times_the_input": round(more / data_mb, 2),
        "peak_mb": round(peak_mb()),
        "load": round(os.getloadavg()[0], 1),
    }


def fit_and_match(n_treated: int, n_control: int, runs: int) -> dict[str, float]:
    """Time propensity score and pairs alone, beside MatchIt's stored time and the floor."""
    sample = as_sample(draw(n_treated, n_control, seed=1))
    strata = np.zeros(len(sample.y), dtype=np.int64)
    before, data_mb = peak_mb(), (sample.covariates.nbytes + 2 * sample.y.nbytes) / 2**20
    took = timed(lambda: match_sample(DESIGN, sample, strata), sample.covariates, runs)
    more, match = peak_mb() - before, took.result
    print(f"{n_treated:,} treated to {n_control:,} controls, 10 covariates, caliper 0.2, 1:1, median of {runs}")
    known = MATCHIT.get((n_treated, n_control))
    beside = f"   CPU {took.cpu / known:.3f} of MatchIt's stored {known:.2f} s" if known else ""
    print(f"  fit and match          {took.wall:.3f} s, CPU {took.cpu:.3f} s   "
          f"{took.floors:.1f} floors of {took.floor:.3f} s{beside}")  # fmt: skip
    print(f"  memory over the data   {more:.0f} MB   {more / data_mb:.1f} times the input of {data_mb:.0f} MB")
    assert match.largest_gap <= match.bound, "a pair outside the caliper"
    told = figures(took, n_treated, n_control, more, data_mb)
    return {**told, "pairs": len(match.pairs), **({"of_matchit": round(took.cpu / known, 3)} if known else {})}


def measure(n_treated: int, n_control: int, runs: int) -> dict[str, float]:
    """Time the whole estimate from columns in memory."""
    table = draw(n_treated, n_control, seed=1)
    X = np.column_stack([table[name] for name in COVARIATES])
    columns = Columns(table)
    del table
    before, data_mb = peak_mb(), 12 * columns.height * 8 / 2**20
    took = timed(lambda: estimate(DESIGN, columns, OUTCOME, seed=1), X, runs)
    more, result = peak_mb() - before, took.result
    e = result.estimate
    gap, bound = result.diagnostic("largest_gap_probability"), result.diagnostic("caliper_probability")
    smd = [[abs(getattr(row, f"smd_{when}")) for row in result.balance.rows[1:]] for when in ("before", "after")]
    print(f"  whole estimate         {took.wall:.3f} s, CPU {took.cpu:.3f} s   {took.floors:.1f} floors")
    print(f"  memory over the data   {more:.0f} MB   {more / data_mb:.1f} times the input; peak {peak_mb():.0f} MB")
    print(f"  pairs {result.diagnostic('pairs'):,}; largest gap {gap:.6f} of {bound:.6f}; pairs outside: 0")
    print(f"  mean |standardised difference| {np.mean(smd[0]):.3f} -> {np.mean(smd[1]):.4f}")
    print(f"  effect {e.value:.4f} ({e.std_error:.4f}), true 1")
    told = figures(took, n_treated, n_control, more, data_mb)
    return {**told, "pairs": result.diagnostic("pairs"), "smd_before": round(float(np.mean(smd[0])), 4),
            "smd_after": round(float(np.mean(smd[1])), 5)}  # fmt: skip


def mahalanobis(n_treated: int, n_control: int) -> dict[str, float]:
    """Time pairs on all covariates within the caliper; asked at most 5 s at 10,000 to 100,000."""
    sample = as_sample(draw(n_treated, n_control, seed=1))
    design, strata = replace(DESIGN, distance="mahalanobis"), np.zeros(len(sample.y), dtype=np.int64)
    before, data_mb = peak_mb(), (sample.covariates.nbytes + 2 * sample.y.nbytes) / 2**20
    took = timed(lambda: match_sample(design, sample, strata), sample.covariates, 5)
    pairs = len(took.result.pairs)
    print(f"  Mahalanobis in caliper {took.wall:.3f} s, CPU {took.cpu:.3f} s   bound 5; pairs {pairs:,}")
    return {**figures(took, n_treated, n_control, peak_mb() - before, data_mb), "pairs": pairs}


def exponent(sizes: tuple[int, ...]) -> dict[str, object]:
    """Slope of log CPU seconds on log controls, 3 treated to 100 controls."""
    rows = [fit_and_match(3 * n // 100, n, runs=5 if n < 10**7 else 1) for n in sizes]
    x, y = np.log(sizes), np.log([row["cpu"] for row in rows])
    slope = float(np.polyfit(x, y, 1)[0])
    last = float((y[-1] - y[-2]) / (x[-1] - x[-2]))
    print(f"exponent {slope:.2f} over {sizes[0]:,} to {sizes[-1]:,} controls; {last:.2f} over the last step")
    return {"exponent": round(slope, 3), "exponent_of_the_last_step": round(last, 3), "rows": rows}


def main() -> None:
    t_quantile(0.95, 10.0)  # scipy.special is loaded: what is timed is the work, not the import
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
          f"Python {platform.python_version()}, NumPy {np.__version__}")  # fmt: skip
    sizes = [(10_000, 100_000)]
    if "--large" in sys.argv:
        sizes.append((30_000, 1_000_000))
    told: dict[str, object] = {"numpy": np.__version__, "python": platform.python_version(), "fit_and_match": [],
                               "whole_estimate": []}  # fmt: skip
    for n_treated, n_control in sizes:
        told["fit_and_match"].append(fit_and_match(n_treated, n_control, runs=5))
        told["whole_estimate"].append(measure(n_treated, n_control, runs=5))
    told["mahalanobis"] = mahalanobis(10_000, 100_000)
    if "--exponent" in sys.argv or "--ten-million" in sys.argv:
        powers = (10**4, 10**5, 10**6, *((10**7,) if "--ten-million" in sys.argv else ()))
        told["sizes"] = exponent(powers)
    if "--ten-million" in sys.argv:
        told["whole_estimate"].append(measure(300_000, 10_000_000, runs=1))
    if "--store" in sys.argv:
        STORED.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
