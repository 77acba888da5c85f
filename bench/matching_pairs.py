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
not: that MatchIt follows its rule. Therefore others pair the same persons, from a score of their own: R's MatchIt with
R's glm, and pymatchit-causal; a peer that is not installed keeps its stored rows. From 4.6 MatchIt holds its caliper,
searches by the score as we do, and pairs every size, 30,000 of 1,000,000 too (`--large`), and its CPU seconds for
score and pairs stand beside ours of the same run. (glm stops at a change of 1e-8; left there, 5 of 29,998 pairs hang on
where it stopped, so the score that pairs are compared by goes on until it stands still. The seconds are those of glm's
own stop.) Debian's 4.5.1 does not hold its caliper when it searches by a score of its own
(tests/reference/r/README.md); it is given the distances as a matrix, which has no room for more than 10,000.
`R_LIBS` tells R where another version stands.
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
from dataclasses import dataclass
from functools import lru_cache
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


READ = """
suppressPackageStartupMessages(library(MatchIt)); a <- commandArgs(TRUE); n <- as.integer(a[2]); names <- a[-(1:2)]
d <- as.data.frame(matrix(readBin(a[1], "double", n * length(names)), n, dimnames = list(NULL, names)))
"""
BY_DISTANCES = """
score <- fitted(glm(treat ~ . - id, binomial, d, control = glm.control(epsilon = 1e-14)))
o <- order(-d$treat, -score); d <- d[o, ]; score <- unname(score[o]); rownames(d) <- d$id; n <- sum(d$treat)
apart <- abs(outer(score[1:n], score[-(1:n)], "-")); dimnames(apart) <- list(d$id[1:n], d$id[-(1:n)])
m <- matchit(treat ~ 1, d, distance = apart, m.order = "data", caliper = 0.2 * sd(score), std.caliper = FALSE)
took <- NA
"""
BY_ITS_SCORE = """
d$id <- NULL; rownames(d) <- sprintf("%d", seq_len(n) - 1L)
took <- sum(system.time(matchit(treat ~ ., d, m.order = "largest", caliper = 0.2))[c("user.self", "sys.self")])
whole <- list(control = glm.control(epsilon = 1e-14))
m <- matchit(treat ~ ., d, m.order = "largest", caliper = 0.2, distance.options = whole)
"""
TELL = """
pairs <- na.omit(data.frame(rownames(m$match.matrix), m$match.matrix[, 1]))
cat(as.character(packageVersion("MatchIt")), took, "\\n")
write.table(pairs, row.names = FALSE, col.names = FALSE, quote = FALSE)
"""
HOLDS_CALIPER = (4, 6)  # the first MatchIt that does when it searches by its own score


@dataclass(frozen=True)
class Theirs:
    """Pairs of a peer as rows of the table, and the CPU seconds of its score and search where it tells them."""

    peer: str
    pairs: set[tuple[int, int]]
    cpu: float | None = None


@lru_cache
def matchit_version() -> tuple[int, ...]:
    """The version of MatchIt that R finds; nothing where there is none."""
    if shutil.which("Rscript") is None:
        return ()
    ask = 'cat(as.character(packageVersion("MatchIt")))'
    done = subprocess.run(["Rscript", "-e", ask], capture_output=True, text=True)
    return tuple(int(part) for part in done.stdout.split(".")) if done.returncode == 0 else ()


def by_matchit(table: dict[str, np.ndarray]) -> Theirs:
    """Pairs of R's MatchIt by R's own score."""
    size, version_found = len(table["treat"]), matchit_version()
    searches = version_found >= HOLDS_CALIPER
    if not version_found or (size > 11_000 and not searches):
        raise ImportError("R with a MatchIt for this size")
    columns = {"id": np.arange(size), "treat": table["treat"], **{name: table[name] for name in COVARIATES}}
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "d.bin", Path(folder) / "m.R"
        np.concatenate([np.asarray(column, dtype=float) for column in columns.values()]).tofile(data)
        script.write_text(READ + (BY_ITS_SCORE if searches else BY_DISTANCES) + TELL, encoding="utf-8")
        done = subprocess.run(["Rscript", script, data, str(size), *columns], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    told, *rows = done.stdout.strip().splitlines()
    number, took = told.split()
    pairs = {(int(a), int(b)) for a, b in (row.split() for row in rows)}
    return Theirs(f"MatchIt {number}", pairs, None if took == "NA" else float(took))


def by_port(table: dict[str, np.ndarray]) -> Theirs:
    """Pairs of pymatchit-causal by its own score."""
    if len(table["treat"]) > 11_000:
        raise ImportError("a matrix of all distances has no room for more")
    import pandas as pd
    from pymatchit import MatchIt

    people = pd.DataFrame({name: table[name] for name in COVARIATES}).assign(treat=table["treat"].astype(int))
    model = MatchIt(people, method="nearest", m_order="largest", caliper=DESIGN.caliper)
    with contextlib.redirect_stdout(io.StringIO()):
        model.fit("treat ~ " + " + ".join(COVARIATES))
    pairs = model.matches()[["treated_index", "control_index"]].to_numpy()
    return Theirs(f"pymatchit-causal {version('pymatchit-causal')}", {(int(a), int(b)) for a, b in pairs})


def beside_others(n_treated: int, n_control: int, seed: int) -> list[dict[str, object]]:
    """How many pairs of others are ours; nothing of a peer that is not installed or has no room."""
    table = draw(n_treated, n_control, seed=seed)
    sample = as_sample(table)
    start = time.process_time()
    match = match_sample(DESIGN, sample, np.zeros(len(sample.y), dtype=np.int64))
    took = time.process_time() - start
    rows = (match.rows_treated[match.pairs.treated], match.rows_control[match.pairs.control])
    ours = set(zip(*(part.tolist() for part in rows), strict=True))
    told: list[dict[str, object]] = []
    for peer in (by_matchit, by_port):
        try:
            theirs = peer(table)
        except ImportError:
            continue
        row = {"peer": theirs.peer, "treated": n_treated, "controls": n_control, "seed": seed, "pairs": len(ours),
               "theirs": len(theirs.pairs), "same": len(ours & theirs.pairs)}  # fmt: skip
        if theirs.cpu is not None:
            row |= {"cpu_seconds": round(took, 2), "their_cpu_seconds": round(theirs.cpu, 2)}
        told.append(row)
    return told


def told_of(row: dict[str, object]) -> str:
    """One comparison in a line."""
    seconds = f"; {row['cpu_seconds']} CPU seconds to their {row['their_cpu_seconds']}" if "cpu_seconds" in row else ""
    return (
        f"{row['peer']}, {row['treated']:,} to {row['controls']:,}, seed {row['seed']}: {row['theirs']:,} pairs, "
        f"{row['same']:,} of our {row['pairs']:,} the same{seconds}"
    )


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
    drawn = [(*size, seed) for size in sizes for seed in ((1,) if size[0] > 10_000 else (1, 2, 3))]
    others = [row for one in drawn for row in beside_others(*one)]
    ran = {(row["peer"], row["treated"], row["seed"]) for row in others}
    kept = [row for row in stored if (row["peer"], row["treated"], row["seed"]) not in ran]
    for row in others:
        print(told_of(row))
    for row in kept:
        print(f"{told_of(row)} (stored)")
    others += kept
    if "--large" in sys.argv:
        told = {"numpy": np.__version__, "load": round(os.getloadavg()[0], 1), "rows": rows, "others": others}
        STORED.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
