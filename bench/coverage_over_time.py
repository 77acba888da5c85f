# SPDX-License-Identifier: Apache-2.0
"""How often the 95 % intervals of designs over time and at a cutoff hold the truth, and how far off they are.

Run: python bench/coverage_over_time.py [--draws N] [--json FILE]

Staggered starts, a historical cohort (doubly robust) and a cutoff by number of persons. No effect anywhere, so that
1 - coverage is also the share of placebo "effects". Stored: 2,000 draws a cell.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from utfall.effects._numerics.contrast import NotEstimableError, t_quantile
from utfall.effects._numerics.local_linear import bandwidths, jump, side
from utfall.effects.panel import groups
from utfall.effects.panel.doubly_robust import att_doubly_robust
from utfall.effects.panel.long import NEVER

SEED = 20261127
Draw = tuple[float, float, float]  # estimate, middle of the interval, its half-width


def staggered(rng: np.random.Generator, n: int) -> Draw:
    """Units drift and differ; a quarter starts in period 3, a quarter in 5, half never."""
    start = rng.permutation(np.resize([3, 5, NEVER, NEVER], n))
    y = rng.normal(size=(n, 1)) + 0.5 * rng.normal(size=(n, 7)).cumsum(axis=1) + rng.normal(size=(n, 7))
    found = groups.cells(y, start)
    part = groups.simple(found)
    treated = int((start != NEVER).sum())
    error = groups.std_error(part, groups.covariance(found.basis))
    return part.value, part.value, t_quantile(0.95, min(treated, n - treated) - 1) * error


def historical(rng: np.random.Generator, n: int) -> Draw:
    """The later cohort differs on two covariates that matter; half of the persons belong to it."""
    treated = rng.permutation(np.resize([1.0, 0.0], n))
    X = rng.normal(size=(n, 2)) + 0.4 * treated[:, None]
    value, influence = att_doubly_robust(X.sum(axis=1) + rng.normal(size=n), treated, X)
    error = math.sqrt(float(influence @ influence)) / n
    return value, value, t_quantile(0.95, n // 2 - 1) * error


def cutoff(rng: np.random.Generator, n: int) -> Draw:
    """A smooth curve through the cutoff."""
    x = rng.uniform(-1, 1, n)
    y = np.sin(2 * x) + 0.5 * rng.normal(size=n)
    below, above = side(x[x < 0], y[x < 0]), side(x[x >= 0], y[x >= 0])
    found = jump(below, above, *bandwidths(below, above))
    return found.value, found.corrected, t_quantile(0.95, None) * found.robust_error


CELLS: dict[str, tuple[Callable[[np.random.Generator, int], Draw], tuple[int, ...]]] = {
    "staggered_did": (staggered, (20, 50, 200, 2000)),
    "historical, doubly robust": (historical, (20, 50, 200, 2000)),
    "rdd": (cutoff, (50, 200, 2000)),
}


def cell(draw: Callable[[np.random.Generator, int], Draw], n: int, draws: int) -> dict[str, float]:
    rng = np.random.default_rng([SEED, n])
    found, refused = [], 0
    for _ in range(draws):
        try:
            found.append(draw(rng, n))
        except NotEstimableError:
            refused += 1
    values, middles, halves = np.array(found).T
    return {
        "coverage": round(float((np.abs(middles) <= halves).mean()), 4),
        "bias": round(float(values.mean()), 4),
        "spread": round(float(values.std(ddof=1)), 4),
        "refused": refused,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    results: dict[str, dict[str, dict[str, float]]] = {}
    for name, (draw, sizes) in CELLS.items():
        results[name] = {}
        for n in sizes:
            results[name][str(n)] = cell(draw, n, asked.draws)
            print(f"{name:<28} n = {n:>5}  {results[name][str(n)]}", flush=True)
    if asked.json:
        stored = {"seed": SEED, "draws": asked.draws, "numpy": np.__version__, "results": results}
        asked.json.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
