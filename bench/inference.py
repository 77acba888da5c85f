# SPDX-License-Identifier: Apache-2.0
"""Randomisation inference and the wild cluster bootstrap: seconds, beside the way it is usually done and a floor.

Run: python bench/inference.py [--alarms]

The floor of the bootstrap is what no way of doing it can avoid: one pass that builds X'X per cluster and one matrix
product of the sign vectors with the clusters' scores. The peer refits the regression for every sign vector, as is
usual. With --alarms also the share of false alarms: schools as clusters, and monthly looks (2,000 trials each).
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from utfall.effects._numerics.regression import cr1, fit
from utfall.effects.inference import cluster_statistics, infer, randomisation_test, wild_cluster_test
from utfall.effects.sequential import Boundary, monthly_looks


def seconds(work: Callable[[], object], runs: int = 5) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def cpu_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def assignments(n: int) -> None:
    rng = np.random.default_rng(1)
    y, treated = rng.normal(size=n), np.arange(n) < n // 2

    def work() -> object:
        return randomisation_test(y, treated, seed=1)

    def floor() -> None:
        """Draw a number per unit and assignment and weigh the outcomes: 10^5 assignments."""
        for _ in range(10):
            (rng.random((10_000, n), dtype=np.float32) < 0.5).astype(np.float64) @ y

    took, least = seconds(work), seconds(floor, 3)
    print(
        f"  10^5 assignments, n = {n:<4} interval included   {took:7.3f} s   floor {least:.3f} s"
        f"   ratio {took / least:.1f}   CPU {cpu_seconds(work):.3f} s"
    )


def bootstrap(n: int, n_clusters: int, draws: int, refits: int) -> None:
    rng = np.random.default_rng(2)
    k = 8
    cluster = rng.integers(0, n_clusters, n)
    X = rng.normal(size=(n, k))
    X[:, 0], X[:, 1] = 1.0, cluster < n_clusters // 3
    y = rng.normal(size=n) + 0.1 * rng.normal(size=n_clusters)[cluster]
    signs = rng.integers(0, 2, (draws, n_clusters)) * 2.0 - 1
    scores = rng.normal(size=(n_clusters, k))

    def work() -> object:
        return wild_cluster_test(cluster_statistics(X, y, cluster), 1, seed=1, draws=draws, interval=False)

    def floor() -> None:
        for j in range(k):
            for i in range(j, k):
                np.bincount(cluster, weights=X[:, i] * X[:, j], minlength=n_clusters)
        moved = signs @ scores
        moved @ scores.T

    def refit() -> None:
        restricted = fit(np.delete(X, 1, axis=1), y)
        predicted = y - restricted.residuals
        for w in signs[:refits]:
            again = fit(X, predicted + w[cluster] * restricted.residuals)
            _ = again.coefficients[1] / cr1(again, cluster)[1, 1] ** 0.5

    took, least, usual = seconds(work), seconds(floor), seconds(refit, 1) * draws / refits
    print(
        f"  wild bootstrap {draws} draws, {n:,} rows, {n_clusters} clusters   {took:7.3f} s   floor {least:.3f} s"
        f"   ratio {took / least:.1f}   CPU {cpu_seconds(work):.3f} s"
        f"   refitting {usual:.1f} s ({usual / took:,.0f} times as long)"
    )


def false_alarms(trials: int = 2000) -> None:
    rng = np.random.default_rng(3)
    school = np.repeat(np.arange(8), 25)
    treated = school < 4
    wrong = {"clusters": 0, "pupils": 0}
    for _ in range(trials):
        y = np.sqrt(0.1) * rng.normal(size=8)[school] + np.sqrt(0.9) * rng.normal(size=200)
        wrong["clusters"] += infer(y, treated, seed=1, cluster=school)[0].p_value <= 0.05
        wrong["pupils"] += _pupils(y, treated)
    print(
        f"  8 schools of 25, ICC 0.1, nominal 5 %: "
        f"schools {wrong['clusters'] / trials:.1%}, pupils {wrong['pupils'] / trials:.1%}"
    )
    edges = (Boundary("up", "above", 0), Boundary("down", "below", 0))
    months = tuple(map(str, range(24)))
    for per_month in (4, 12, 40):
        alarms = 0
        for _ in range(trials):
            n = 24 * per_month
            y, drawn = rng.normal(size=n), rng.random(n) < 0.5
            found = monthly_looks(
                y, drawn, np.repeat(np.arange(24), per_month), months, kind="continuous", planned=n, boundaries=edges
            )
            alarms += bool(found.crossings)
        print(f"  24 monthly looks, {per_month} persons a month, nominal 5 %: {alarms / trials:.1%}")


def _pupils(y: np.ndarray, treated: np.ndarray) -> bool:
    a, b = y[treated], y[~treated]
    return bool(abs(a.mean() - b.mean()) > 1.972 * np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))


def main() -> None:
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
          f"Python {platform.python_version()}, NumPy {np.__version__}")  # fmt: skip
    for n in (20, 100, 200):
        assignments(n)
    bootstrap(100_000, 290, 999, refits=5)
    bootstrap(100_000, 290, 9_999, refits=5)
    bootstrap(2_000, 12, 4_096, refits=50)
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if "--alarms" in sys.argv:
        false_alarms()


if __name__ == "__main__":
    main()
