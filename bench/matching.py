# SPDX-License-Identifier: Apache-2.0
"""Propensity matching at register scale: seconds, peak memory, and the ratio to a floor measured live.

Run: python bench/matching.py [--large]

The floor is what no way of doing it can avoid: six passes of X'X and exp over all rows, and one sort.
Asked: 10,000 treated to 100,000 controls in at most 0.8 s after import and 500 MB (MatchIt 4.7.2: 1.0 s).
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import time

import numpy as np

from utfall.core.designs import Matching
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import EffectResult, estimate
from utfall.effects._numerics.contrast import t_quantile

COVARIATES = tuple(f"x{j}" for j in range(10))
OUTCOME = Outcome(id="y", label=Text.same("y"), column="y")
DESIGN = Matching(treatment="treat", covariates=COVARIATES, caliper=0.2)


def draw(n_treated: int, n_control: int, seed: int) -> dict[str, np.ndarray]:
    """Two groups whose covariates differ by 0.2 standard deviations; the true effect is 1."""
    rng = np.random.default_rng(seed)
    treated = np.repeat([1.0, 0.0], [n_treated, n_control])
    X = rng.normal(size=(len(treated), 10)) + 0.2 * treated[:, None]
    y = X.sum(axis=1) + treated + rng.normal(size=len(treated))
    return {"treat": treated, "y": y, **dict(zip(COVARIATES, X.T.copy(), strict=True))}


def floor_seconds(X: np.ndarray) -> float:
    start = time.perf_counter()
    for _ in range(6):
        X.T @ X
        np.exp(X[:, 0])
    np.sort(X[:, 0])
    return time.perf_counter() - start


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(n_treated: int, n_control: int, runs: int) -> EffectResult:
    data = draw(n_treated, n_control, seed=1)
    columns = Columns(data)
    X = np.column_stack([data[name] for name in COVARIATES])
    floors = [floor_seconds(X) for _ in range(runs)]
    before = peak_mb()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = estimate(DESIGN, columns, OUTCOME, seed=1)
        seconds.append(time.perf_counter() - start)
    floor, took = statistics.median(floors), statistics.median(seconds)
    e = result.estimate
    gap, bound = result.diagnostic("largest_gap_probability"), result.diagnostic("caliper_probability")
    assert isinstance(gap, float)
    assert isinstance(bound, float)
    assert gap <= bound, "a pair outside the caliper"
    print(f"{n_treated:,} treated to {n_control:,} controls, 10 covariates, caliper 0.2, 1:1")
    print(f"  seconds after import   {took:.3f} (median of {runs}: {', '.join(f'{s:.3f}' for s in seconds)})")
    print(f"  floor                  {floor:.3f}   ratio {took / floor:.1f}")
    print(f"  peak memory            {peak_mb():.0f} MB (before the estimate: {before:.0f} MB)")
    print(f"  pairs {result.diagnostic('pairs'):,}; largest gap {gap:.6f} of {bound:.6f}; pairs outside: 0")
    print(f"  effect {e.value:.4f} ({e.std_error:.4f}), true 1")
    return result


def main() -> None:
    t_quantile(0.95, 10.0)  # scipy.special is loaded: what is timed is the work, not the import
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
          f"Python {platform.python_version()}, NumPy {np.__version__}")  # fmt: skip
    measure(10_000, 100_000, runs=5)
    if "--large" in sys.argv:
        measure(30_000, 1_000_000, runs=1)


if __name__ == "__main__":
    main()
