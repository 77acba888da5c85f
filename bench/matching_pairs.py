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
not: that MatchIt 4.7.2 follows its rule. Therefore 1,000 of 10,000 are also paired by others, from a score of their
own: by R's MatchIt with R's glm, and by pymatchit-causal; a peer that is not installed keeps its stored row. MatchIt is
given the distances as a matrix, since Debian's 4.5.1 does not hold its caliper when it searches by a score of its own
(tests/reference/r/README.md); such a matrix has no room for a million. With 4.7.2 itself these data were not run.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from importlib.metadata import version
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


MATCHIT = """
suppressPackageStartupMessages(library(MatchIt)); a <- commandArgs(TRUE); d <- read.csv(a[1])
score <- fitted(glm(treat ~ . - id, binomial, d, control = glm.control(epsilon = 1e-14)))
o <- order(-d$treat, -score); d <- d[o, ]; score <- unname(score[o]); rownames(d) <- d$id; n <- sum(d$treat)
apart <- abs(outer(score[1:n], score[-(1:n)], "-")); dimnames(apart) <- list(d$id[1:n], d$id[-(1:n)])
m <- matchit(treat ~ 1, d, distance = apart, m.order = "data", caliper = 0.2 * sd(score), std.caliper = FALSE)
cat(as.character(packageVersion("MatchIt")), "\\n")
pairs <- na.omit(data.frame(rownames(m$match.matrix), m$match.matrix[, 1]))
write.table(pairs, row.names = FALSE, col.names = FALSE, quote = FALSE)
"""


def by_matchit(table: dict[str, np.ndarray]) -> tuple[str, set[tuple[int, int]]]:
    """Pairs of R's MatchIt by R's own score, as rows of the table."""
    import polars as pl

    if shutil.which("Rscript") is None:
        raise ImportError("R")
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "d.csv", Path(folder) / "m.R"
        given = {"id": np.arange(len(table["treat"])), "treat": table["treat"].astype(int)}
        pl.DataFrame({**given, **{name: table[name] for name in COVARIATES}}).write_csv(data)
        script.write_text(MATCHIT, encoding="utf-8")
        done = subprocess.run(["Rscript", "--vanilla", str(script), str(data)], capture_output=True, text=True)
    if done.returncode:
        raise ImportError(done.stderr)
    number, *rows = done.stdout.strip().splitlines()
    return f"MatchIt {number.strip()}", {(int(a), int(b)) for a, b in (row.split() for row in rows)}


def by_port(table: dict[str, np.ndarray]) -> tuple[str, set[tuple[int, int]]]:
    """Pairs of pymatchit-causal by its own score, as rows of the table."""
    import pandas as pd
    from pymatchit import MatchIt

    people = pd.DataFrame({name: table[name] for name in COVARIATES}).assign(treat=table["treat"].astype(int))
    model = MatchIt(people, method="nearest", m_order="largest", caliper=DESIGN.caliper)
    with contextlib.redirect_stdout(io.StringIO()):
        model.fit("treat ~ " + " + ".join(COVARIATES))
    pairs = model.matches()[["treated_index", "control_index"]].to_numpy()
    return f"pymatchit-causal {version('pymatchit-causal')}", {(int(a), int(b)) for a, b in pairs}


def beside_others(n_treated: int, n_control: int, seed: int) -> list[dict[str, object]]:
    """How many pairs of others are ours; nothing of a peer that is not installed."""
    table = draw(n_treated, n_control, seed=seed)
    sample = as_sample(table)
    match = match_sample(DESIGN, sample, np.zeros(len(sample.y), dtype=np.int64))
    rows = (match.rows_treated[match.pairs.treated], match.rows_control[match.pairs.control])
    ours = set(zip(*(part.tolist() for part in rows), strict=True))
    told: list[dict[str, object]] = []
    for peer in (by_matchit, by_port):
        try:
            name, theirs = peer(table)
        except ImportError:
            continue
        told.append(
            {"peer": name, "treated": n_treated, "controls": n_control, "seed": seed, "pairs": len(ours),
             "theirs": len(theirs), "same": len(ours & theirs)}
        )  # fmt: skip
    return told


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
    stored = json.loads(STORED.read_text(encoding="utf-8")).get("others", []) if STORED.exists() else []
    others = [row for seed in (1, 2, 3) for row in beside_others(1_000, 10_000, seed)]
    ran = {str(row["peer"]).split()[0] for row in others}
    others += [row for row in stored if row["peer"].split()[0] not in ran]
    for row in others:
        print(
            f"{row['peer']}, {row['treated']:,} to {row['controls']:,}, seed {row['seed']}: {row['theirs']:,} pairs, "
            f"{row['same']:,} of our {row['pairs']:,} the same{'' if row not in stored else ' (stored)'}"
        )
    if "--large" in sys.argv:
        told = {"numpy": np.__version__, "load": round(os.getloadavg()[0], 1), "rows": rows, "others": others}
        STORED.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
