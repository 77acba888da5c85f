# SPDX-License-Identifier: Apache-2.0
"""Every pair of the register-scale matching, looked for again in the plainest way.

Run: python bench/matching_pairs.py [--large]

The rule, as MatchIt documents it (nearest, order "largest", caliper in standard deviations of the score): participants
in order of falling score; each takes the nearest person still free, none when that one is outside the caliper. Here it
is done on a sorted list with `bisect` and `del`, and the propensity score is fitted by Newton's method on whole arrays
with an intercept, from nothing: no line is shared with what is held against it.

Shown and stored (bench/matching_pairs.json): how many pairs, how many of them are the same, by the product's own score
and by the score fitted here, and the greatest difference between the two scores.

What it proves: on these data the fast search makes the pairs that the written rule makes, all of them. What it does
not: that MatchIt 4.7.2 follows its rule. That is shown where it was run: its own example with and without a caliper
(tests/reference/effects/test_published.py), and pymatchit-causal, which makes its pairs (test_against_packages.py).
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from bisect import bisect_left
from pathlib import Path

import numpy as np

from matching import COVARIATES, DESIGN, as_sample, draw
from utfall.effects.matching import match_sample

STORED = Path(__file__).with_suffix(".json")


def plain_score(treated: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Propensity score by Newton's method on all rows at once, until no coefficient moves by 1e-13."""
    Z = np.column_stack([np.ones(len(X)), X])
    beta = np.zeros(Z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(Z @ beta)))
        step = np.linalg.solve((Z * (p * (1 - p))[:, None]).T @ Z, Z.T @ (treated - p))
        beta = beta + step
        if np.abs(step).max() < 1e-13:
            return 1 / (1 + np.exp(-(Z @ beta)))
    raise SystemExit("the score did not converge")


def plain_pairs(score_treated: list[float], score_control: list[float], caliper: float) -> dict[int, int]:
    """Return who is paired with whom: treated position to control position."""
    free = sorted((score, position) for position, score in enumerate(score_control))
    pairs: dict[int, int] = {}
    for i in sorted(range(len(score_treated)), key=lambda k: (-score_treated[k], k)):
        score = score_treated[i]
        above = bisect_left(free, (score, -1))
        near = [above] if above < len(free) else []
        if above > 0:
            near.append(bisect_left(free, (free[above - 1][0], -1)))  # of equal scores the one that stands first
        best = min(near, key=lambda k: (abs(free[k][0] - score), free[k][1]), default=None)
        if best is not None and abs(free[best][0] - score) <= caliper:
            pairs[i] = free[best][1]
            del free[best]
    return pairs


def smd(X: np.ndarray, treated: np.ndarray, pairs: dict[int, int]) -> tuple[float, float]:
    """Mean absolute standardised difference before and after, over the standard deviation of all treated."""
    X_1, X_0 = X[treated], X[~treated]
    kept = X_1[list(pairs)].mean(axis=0) - X_0[list(pairs.values())].mean(axis=0)
    scale = X_1.std(axis=0, ddof=1)
    raw = X_1.mean(axis=0) - X_0.mean(axis=0)
    return float(np.abs(raw / scale).mean()), float(np.abs(kept / scale).mean())


def compare(n_treated: int, n_control: int) -> dict[str, object]:
    sample = as_sample(draw(n_treated, n_control, seed=1))
    match = match_sample(DESIGN, sample, np.zeros(len(sample.y), dtype=np.int64))
    ours = dict(zip(match.pairs.treated.tolist(), match.pairs.control.tolist(), strict=True))
    start = time.process_time()
    by_ours = plain_pairs(match.score_treated.tolist(), match.score_control.tolist(), match.bound)
    own = plain_score(sample.treated.astype(float), sample.covariates)
    by_own = plain_pairs(own[sample.treated].tolist(), own[~sample.treated].tolist(), 0.2 * float(own.std(ddof=1)))
    before, after = smd(sample.covariates, sample.treated, ours)
    text = "".join(f"{i},{j}\n" for i, j in sorted(ours.items()))
    return {
        "treated": n_treated,
        "controls": n_control,
        "covariates": len(COVARIATES),
        "caliper": DESIGN.caliper,
        "seed": 1,
        "pairs": len(ours),
        "same_by_the_same_score": len(ours.items() & by_ours.items()),
        "pairs_by_the_same_score": len(by_ours),
        "same_by_a_score_fitted_here": len(ours.items() & by_own.items()),
        "pairs_by_a_score_fitted_here": len(by_own),
        "largest_difference_in_score": float(np.abs(own - match.logistic.probability).max()),
        "smd_before": before,
        "smd_after": after,
        "pairs_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "plain_cpu_seconds": round(time.process_time() - start, 1),
    }


def main() -> None:
    sizes = [(1_000, 10_000), (10_000, 100_000), *([(30_000, 1_000_000)] if "--large" in sys.argv else [])]
    rows = [compare(*size) for size in sizes]
    for row in rows:
        print(
            f"{row['treated']:,} to {row['controls']:,}: {row['pairs']:,} pairs, {row['same_by_the_same_score']:,} the "
            f"same by the same score, {row['same_by_a_score_fitted_here']:,} by one fitted here (largest difference "
            f"{row['largest_difference_in_score']:.1e}); SMD {row['smd_before']:.3f} -> {row['smd_after']:.4f}; "
            f"{row['plain_cpu_seconds']} CPU seconds in the plain way"
        )
    if "--large" in sys.argv:
        STORED.write_text(
            json.dumps({"numpy": np.__version__, "load": round(os.getloadavg()[0], 1), "rows": rows}, indent=1) + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
