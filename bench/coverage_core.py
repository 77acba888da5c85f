# SPDX-License-Identifier: Apache-2.0
"""Simulation study of the four core designs: coverage of the 95 % interval, bias and false alarms.

For each design and n = 20, 50, 200, 2,000 persons (half in each group; for matching one in five) outcomes are drawn
2,000 times from a model whose true effect is known. `--json FILE` stores the result; `bench/coverage_core.json` is
the stored run. A cell where the design refuses most draws says so: what is refused misleads nobody.

    python bench/coverage_core.py [--json FILE] [--draws N]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from utfall.core.designs import Design, DifferenceInDifferences, Matching, RandomisedTrial
from utfall.core.errors import DesignRefused
from utfall.core.estimate import Status
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import estimate

SEED = 20261127
SIZES = (20, 50, 200, 2_000)
TRUE = 0.5
OUTCOME = Outcome(id="y", label=Text.same("y"), column="y")
BINARY = Outcome(id="y", label=Text.same("y"), column="y", kind="binary")
Table = dict[str, np.ndarray]


def trial(rng: np.random.Generator, n: int, effect: float) -> Table:
    x = rng.normal(size=n)
    t = rng.permutation(np.arange(n) % 2)
    return {"t": t, "x": x, "y": 0.6 * x + effect * t + rng.normal(size=n) * (1 + 0.5 * t)}


def binary_trial(rng: np.random.Generator, n: int, effect: float) -> Table:
    t = rng.permutation(np.arange(n) % 2)
    return {"t": t, "y": (rng.random(n) < 0.3 + 0.4 * effect * t).astype(int)}


def observed(rng: np.random.Generator, n: int, effect: float) -> Table:
    x = rng.normal(size=n)
    order = np.argsort(x + rng.normal(size=n))
    t = np.zeros(n, dtype=int)
    t[order[-max(n // 5, 2) :]] = 1
    return {"t": t, "x": x, "y": 0.6 * x + effect * t + rng.normal(size=n)}


def panel(rng: np.random.Generator, n: int, effect: float) -> Table:
    t = np.arange(n) % 2
    before = 0.5 * t + rng.normal(size=n)
    return {"t": t, "b": before, "y": 0.7 * before + 0.15 * t + 0.2 + effect * t + rng.normal(size=n)}


CELLS: dict[str, tuple[Design, Outcome, object, float]] = {
    "rct, Welch": (RandomisedTrial(treatment="t"), OUTCOME, trial, TRUE),
    "rct, Lin": (RandomisedTrial(treatment="t", covariates=("x",)), OUTCOME, trial, TRUE),
    "rct, binary": (RandomisedTrial(treatment="t"), BINARY, binary_trial, 0.4 * TRUE),
    "matching, caliper 0.2": (Matching(treatment="t", covariates=("x",)), OUTCOME, observed, TRUE),
    "did, two waves": (DifferenceInDifferences(treatment="t", before="b"), OUTCOME, panel, TRUE),
}


def run(name: str, n: int, draws: int) -> dict[str, float | int | str]:
    """Return coverage, bias, spread against the stated error, false alarms and how often the design warns."""
    design, outcome, draw, truth = CELLS[name]
    rng = np.random.default_rng([SEED, n, *name.encode()])
    values, errors, covered, alarms, warned, refused = [], [], 0, 0, 0, 0
    for _ in range(draws):
        try:
            found = estimate(design, draw(rng, n, TRUE), outcome, seed=1).estimate
            null = estimate(design, draw(rng, n, 0.0), outcome, seed=1).estimate
        except DesignRefused:
            refused += 1
            continue
        values.append(found.value)
        errors.append(found.std_error)
        covered += found.interval.low <= truth <= found.interval.high
        alarms += not null.interval.low <= 0 <= null.interval.high
        warned += any(check.status in (Status.WARN, Status.FAIL) for check in found.checks)
    used = len(values)
    if not used:
        return {"cell": name, "n": n, "used": 0, "refused": refused / draws}
    return {
        "cell": name,
        "n": n,
        "used": used,
        "refused": round(refused / draws, 4),
        "coverage": round(covered / used, 4),
        "bias": round(float(np.mean(values)) - truth, 4),
        "sd": round(float(np.std(values)), 4),
        "mean_error": round(float(np.mean(errors)), 4),
        "false_alarms": round(alarms / used, 4),
        "warned": round(warned / used, 4),
    }


def main() -> None:
    """Run every cell and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--draws", type=int, default=2_000)
    options = parser.parse_args()
    rows = []
    for name in CELLS:
        for n in SIZES:
            rows.append(run(name, n, options.draws))
            print(rows[-1], flush=True)
    if options.json:
        options.json.write_text(json.dumps({"seed": SEED, "draws": options.draws, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
