# SPDX-License-Identifier: Apache-2.0
"""Panels at register scale: seconds, peak memory, and the ratio to a floor measured in the same run.

Run: python bench/panel.py [--json FILE]

Floors are what no way of doing it can avoid. Fixed effects: for each column, means by unit and by period taken and
gathered once, and the cross-products. Staggered starts: every row scattered to its cell once, and for each of the 45
cells one difference of two columns, two means and one influence vector written.

The peers are not installed here. Ratios noted in the design study on another day and machine, not measured by this
script: 1,000,000 rows within units and periods, an array function took 0.13 of pyfixest 0.60; 100,000 units by 10
periods, 0.47 of diff-diff 3.13. Asked: at most 0.2 and 0.6.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from utfall.core.designs import StaggeredDiD
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects.panel import estimate_staggered_did, fixed_effects

RUNS = 5
OUTCOME = Outcome(id="y", label=Text.same("y"), column="y")


def timed(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Return the median wall and CPU seconds, after one run that is not counted."""
    work()
    wall, cpu = [], []
    for _ in range(runs):
        start, busy = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
    return statistics.median(wall), statistics.median(cpu)


def rows(n_units: int, n_periods: int, *, share: float, seed: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    unit, period = np.divmod(np.arange(n_units * n_periods), n_periods)
    if share < 1:
        use = rng.random(len(unit)) < share
        use[: 2 * n_periods] = True
        unit, period = np.unique(unit[use], return_inverse=True)[1], period[use]
    X = rng.normal(size=(len(unit), 2))
    y = X @ [1.0, -0.5] + rng.normal(size=n_units)[unit] + period + rng.normal(size=len(unit))
    return y, X, unit, period


def fixed_effects_floor(y: np.ndarray, X: np.ndarray, unit: np.ndarray, period: np.ndarray) -> object:
    columns = []
    for column in (y, *X.T):
        for code in (unit, period):
            count = np.bincount(code)
            column = column - (np.bincount(code, weights=column) / count)[code]
        columns.append(column)
    table = np.column_stack(columns)
    return table.T @ table


def measure_fixed_effects(share: float) -> dict[str, float]:
    n_units = int(100_000 / share)
    y, X, unit, period = rows(n_units, 10, share=share, seed=1)
    found = fixed_effects(y, X, unit, period, cluster=unit)
    assert np.abs(found.coefficients - [1.0, -0.5]).max() < 5 * found.std_errors.max()
    floor = timed(lambda: fixed_effects_floor(y, X, unit, period))
    wall, cpu = timed(lambda: fixed_effects(y, X, unit, period, cluster=unit))
    return _told(f"fixed effects, {len(y):,} rows, {'balanced' if share == 1 else 'unbalanced'}", wall, cpu, floor)


def staggered(n_units: int, n_periods: int, seed: int) -> pl.DataFrame:
    """Five start groups and one that never starts; the effect is 1 plus 0.2 a period."""
    rng = np.random.default_rng(seed)
    unit, period = np.divmod(np.arange(n_units * n_periods), n_periods)
    start = np.array([3, 4, 5, 6, 7, 0])[rng.integers(0, 6, n_units)]
    since = period - start[unit]
    on = (start[unit] > 0) & (since >= 0)
    y = rng.normal(size=n_units)[unit] + 0.1 * period + on * (1 + 0.2 * since) + rng.normal(size=len(unit))
    return pl.DataFrame(
        {"unit": unit, "year": period + 2010, "start": np.where(start > 0, start + 2010, 0)[unit], "y": y}
    )


def staggered_floor(unit: np.ndarray, period: np.ndarray, y: np.ndarray, n_units: int, n_periods: int) -> object:
    table = np.empty((n_periods, n_units))
    table[period, unit] = y
    influence = np.empty((45, n_units))
    sixth, k = n_units // 6, 0
    for g in range(3, 8):
        for t in range(1, n_periods):
            change = table[t] - table[min(t, g) - 1]
            influence[k] = change
            influence[k, :sixth] -= change[:sixth].mean()
            influence[k, sixth:] -= change[sixth:].mean()
            k += 1
    return influence.sum(axis=0)


def measure_staggered() -> dict[str, float]:
    data = staggered(100_000, 10, seed=2)
    design, columns = StaggeredDiD(id="unit", time="year", cohort="start"), Columns(data)
    found = estimate_staggered_did(design, columns, OUTCOME)
    started = data.filter((pl.col("start") > 0) & (pl.col("year") >= pl.col("start")))
    true = float((1 + 0.2 * (started["year"] - started["start"])).mean())
    assert abs(found.estimate.value - true) < 5 * found.estimate.std_error
    unit, period, y = data["unit"].to_numpy(), data["year"].to_numpy() - 2010, data["y"].to_numpy()
    floor = timed(lambda: staggered_floor(unit, period, y, 100_000, 10))
    wall, cpu = timed(lambda: estimate_staggered_did(design, columns, OUTCOME))
    print(f"  effect {found.estimate.value:.5f} ({found.estimate.std_error:.5f}), true {true:.5f}")
    return _told("staggered starts, 100,000 units by 10 periods, 45 cells, checks included", wall, cpu, floor)


def _told(name: str, wall: float, cpu: float, floor: tuple[float, float]) -> dict[str, float]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratio = cpu / floor[1]  # by CPU: the wall clock also tells of the neighbours
    print(
        f"{name}\n  seconds {wall:.3f} (CPU {cpu:.3f}), floor CPU {floor[1]:.3f}, ratio {ratio:.1f}, peak {peak:.0f} MB"
    )
    return {"seconds": wall, "cpu_seconds": cpu, "floor_cpu_seconds": floor[1], "ratio": ratio, "peak_mb": peak}


def main() -> None:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"machine: {machine}, Python {platform.python_version()}, NumPy {np.__version__}; median of {RUNS}")
    results = {
        "fixed_effects_balanced": measure_fixed_effects(1.0),
        "fixed_effects_unbalanced": measure_fixed_effects(0.8),
        "staggered_did": measure_staggered(),
    }
    if "--json" in sys.argv:
        stored = {"machine": machine, "numpy": np.__version__, "runs": RUNS, "results": results}
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
