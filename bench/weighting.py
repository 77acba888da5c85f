# SPDX-License-Identifier: Apache-2.0
"""Simulated coverage, bias and error of weighting, standardisation, AIPW and matching in strata and sets.

Run: python bench/weighting.py [persons] [draws] [--only PART] [--minutes M]   (default 200 persons, 2,000 draws)

A method is kept beside those already stored for the size; after M minutes the draws made so far are, and how many.

Three covariates, participation by a logistic model, a linear outcome, true effect 1 on everyone, so that all targets
have one truth. Stored in bench/weighting.json: seed, versions and every figure; docs/methods cites them. A method that
refuses a draw is counted in `refused`. The error of a coverage of 95 % is 0.5 points with 2,000 draws.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from utfall.core.designs import DoublyRobust, ExactMatching, OptimalMatching, Standardisation, Weighting
from utfall.core.errors import DesignRefused
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects.doubly_robust import estimate_doubly_robust
from utfall.effects.matching_more import estimate_exact_matching, estimate_optimal_matching
from utfall.effects.result import EffectResult
from utfall.effects.weighting import estimate_standardisation, estimate_weighting

STORE = Path(__file__).with_suffix(".json")
SEED = 20_261_127
Y = Outcome(id="y", label=Text.same("y"), column="y")
MADE = {"treatment": "treat", "covariates": ("a", "b", "c")}
WAYS: dict[str, Callable[[Columns], EffectResult]] = {
    "ipw att": lambda c: estimate_weighting(Weighting(**MADE), c, Y),
    "ipw ate": lambda c: estimate_weighting(Weighting(**MADE, estimand="ate"), c, Y),
    "overlap": lambda c: estimate_weighting(Weighting(**MADE, method="overlap"), c, Y),
    "entropy att": lambda c: estimate_weighting(Weighting(**MADE, method="entropy"), c, Y),
    "entropy ate": lambda c: estimate_weighting(Weighting(**MADE, method="entropy", estimand="ate"), c, Y),
    "standardisation": lambda c: estimate_standardisation(Standardisation(**MADE), c, Y),
    "aipw att": lambda c: estimate_doubly_robust(DoublyRobust(**MADE, repeats=2), c, Y, seed=1),
    "subclass att": lambda c: estimate_exact_matching(ExactMatching(**MADE, method="subclass"), c, Y),
    "optimal pair": lambda c: estimate_optimal_matching(OptimalMatching(**MADE), c, Y),
    "optimal pair caliper 0.2": lambda c: estimate_optimal_matching(OptimalMatching(**MADE, caliper=0.2), c, Y),
    "full att": lambda c: estimate_optimal_matching(OptimalMatching(**MADE, method="full"), c, Y),
}


def draw(rng: np.random.Generator, n: int) -> Columns:
    X = rng.normal(size=(n, 3))
    treat = (rng.random(n) < 1 / (1 + np.exp(0.5 - X @ [0.4, 0.3, 0.0]))).astype(float)
    y = X @ [1.0, 0.5, 0.5] + treat + rng.normal(size=n)
    return Columns({"treat": treat, "y": y, "a": X[:, 0], "b": X[:, 1], "c": X[:, 2]})


def simulate(n: int, draws: int, only: str = "", seconds: float = math.inf) -> dict[str, dict[str, float | None]]:
    rng, end, made = np.random.default_rng(SEED + n), time.monotonic() + seconds, 0
    ways = {name: way for name, way in WAYS.items() if re.search(only, name)}
    found: dict[str, list[tuple[float, float, bool, bool]]] = {name: [] for name in ways}
    for _ in range(draws):
        if time.monotonic() > end:
            break
        made += 1
        columns = draw(rng, n)
        for name, way in ways.items():
            try:
                e = way(columns).estimate
            except DesignRefused:
                continue
            warned = any(check.status in ("warn", "fail") for check in e.checks)
            found[name].append((e.value, e.std_error, e.interval.low <= 1 <= e.interval.high, warned))
    return {name: summary(np.array(rows, dtype=float), made) for name, rows in found.items()}


def summary(rows: np.ndarray, draws: int) -> dict[str, float | None]:
    unwarned = rows[rows[:, 3] == 0, 2]
    return {
        "coverage": round(float(rows[:, 2].mean()), 4),
        "bias": round(float(rows[:, 0].mean()) - 1, 4),
        "spread": round(float(rows[:, 0].std(ddof=1)), 4),
        "std_error": round(float(rows[:, 1].mean()), 4),
        "warned": round(float(rows[:, 3].mean()), 4),
        "coverage_unwarned": round(float(unwarned.mean()), 4) if len(unwarned) else None,
        "refused": draws - len(rows),
        "draws": draws,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("persons", type=int, nargs="?", default=200)
    parser.add_argument("draws", type=int, nargs="?", default=2_000)
    parser.add_argument("--only", default="", help="methods whose name this pattern is found in")
    parser.add_argument("--minutes", type=float, default=math.inf)
    asked = parser.parse_args()
    n, draws = asked.persons, asked.draws
    result = simulate(n, draws, asked.only, 60 * asked.minutes)
    stored = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    known = stored.get(str(n), {}).get("methods", {}) | result
    methods = {name: known[name] for name in WAYS if name in known}
    stored[str(n)] = {"seed": SEED + n, "draws": draws, **versions, "methods": methods}
    STORE.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"{n} persons, {draws} draws, true effect 1")
    for name, row in result.items():
        print(f"  {name:<26}" + "  ".join(f"{key} {value:g}" for key, value in row.items() if value is not None))


if __name__ == "__main__":
    main()
