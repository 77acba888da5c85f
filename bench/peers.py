# SPDX-License-Identifier: Apache-2.0
"""Ours beside the packages that people use, on the same data in the same run: CPU seconds, ratio and the bound asked.

    python -m venv SOMEWHERE && SOMEWHERE/bin/pip install -r bench/peers.txt
    PYTHONPATH=src SOMEWHERE/bin/python bench/peers.py [--json FILE]

A peer that is not installed is skipped and its stored ratio (bench/peers.json) shown instead. R's MatchIt is run when
Rscript has it; its version stands beside the ratio, since Debian's 4.5.1 is several times slower than 4.7.2, whose
stored seconds are in bench/matching.py. Single thread: OPENBLAS_NUM_THREADS=1 is set for both.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np

from utfall.core.frame import Columns
from utfall.effects.inference import cluster_statistics, wild_cluster_test
from utfall.effects.panel import estimate_staggered_did, fixed_effects

STORE = Path(__file__).with_suffix(".json")
Row = dict[str, float | str]

MATCHIT = """
suppressPackageStartupMessages(library(MatchIt)); a <- commandArgs(TRUE); d <- read.csv(a[1])
f <- reformulate(setdiff(names(d), c("treat", "y")), "treat")
for (i in 1:3) cat(sum(system.time(matchit(f, d, caliper = 0.2))[1:2]), "")
cat(as.character(packageVersion("MatchIt")))
"""


def cpu(work: Callable[[], object], runs: int) -> float:
    """Median CPU seconds, after one run that is not counted."""
    work()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def fixed_effects_beside_pyfixest(share: float) -> tuple[float, float]:
    import pandas as pd
    import pyfixest as pf

    from panel import rows

    y, X, unit, period = rows(int(100_000 / share), 10, share=share, seed=1)
    table = pd.DataFrame({"y": y, "a": X[:, 0], "b": X[:, 1], "unit": unit, "period": period})
    ours = cpu(lambda: fixed_effects(y, X, unit, period, cluster=unit), 5)
    return ours, cpu(lambda: pf.feols("y ~ a + b | unit + period", data=table, vcov={"CRV1": "unit"}), 3)


def staggered_beside_diff_diff() -> tuple[float, float]:
    import pandas as pd
    from diff_diff import CallawaySantAnna

    from panel import OUTCOME, StaggeredDiD, staggered

    table = staggered(100_000, 10, seed=2)
    design, columns = StaggeredDiD(id="unit", time="year", cohort="start"), Columns(table)
    ours = cpu(lambda: estimate_staggered_did(design, columns, OUTCOME), 5)
    frame = pd.DataFrame({name: table[name].to_numpy() for name in table.columns})
    names = {"outcome": "y", "unit": "unit", "time": "year", "first_treat": "start"}
    return ours, cpu(lambda: CallawaySantAnna().fit(frame, **names), 3)


def wild_beside_wildboottest() -> tuple[float, float]:
    import pandas as pd
    import statsmodels.formula.api as smf
    from wildboottest.wildboottest import wildboottest

    rng = np.random.default_rng(2)
    n, k, n_clusters = 100_000, 8, 290
    cluster = rng.integers(0, n_clusters, n)
    X = rng.normal(size=(n, k))
    X[:, 0], X[:, 1] = 1.0, cluster < n_clusters // 3
    y = rng.normal(size=n) + 0.1 * rng.normal(size=n_clusters)[cluster]
    table = pd.DataFrame(X[:, 1:], columns=[f"x{j}" for j in range(1, k)]).assign(y=y)
    model = smf.ols("y ~ " + " + ".join(f"x{j}" for j in range(1, k)), table)
    ours = cpu(lambda: wild_cluster_test(cluster_statistics(X, y, cluster), 1, seed=1, draws=999, interval=False), 5)
    them = cpu(lambda: wildboottest(model, cluster=cluster, param="x1", B=999, seed=1, show=False, parallel=False), 3)
    return ours, them


def matching_beside_matchit() -> tuple[float, float, str]:
    """10,000 treated to 100,000 controls; R's own CPU seconds, data in memory in both."""
    import polars as pl

    import matching as m

    table = m.draw(10_000, 100_000, seed=1)
    sample = m.as_sample(table)
    strata = np.zeros(len(sample.y), dtype=np.int64)
    ours = cpu(lambda: m.match_sample(m.DESIGN, sample, strata), 5)
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "d.csv", Path(folder) / "m.R"
        pl.DataFrame(table).write_csv(data)
        script.write_text(MATCHIT, encoding="utf-8")
        done = subprocess.run(
            ["Rscript", "--vanilla", str(script), str(data)], capture_output=True, text=True, check=True
        )
    *seconds, number = done.stdout.split()
    return ours, statistics.median(float(word) for word in seconds), f"MatchIt {number}"


def has_matchit() -> bool:
    ask = ["Rscript", "-e", "stopifnot(requireNamespace('MatchIt', quietly = TRUE))"]
    return shutil.which("Rscript") is not None and subprocess.run(ask, capture_output=True).returncode == 0


def named(package: str) -> str | None:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return None


# Name, peer, what measures both, and the ratio asked for.
PEERS: list[tuple[str, str, Callable[[], tuple[float, float]], float]] = [
    ("fixed effects, 1,000,000 rows, balanced", "pyfixest", lambda: fixed_effects_beside_pyfixest(1.0), 0.2),
    ("fixed effects, 1,000,000 rows, unbalanced", "pyfixest", lambda: fixed_effects_beside_pyfixest(0.8), 0.2),
    ("staggered starts, 100,000 units by 10 periods", "diff-diff", staggered_beside_diff_diff, 0.6),
    ("wild bootstrap, 999 draws, 290 clusters", "wildboottest", wild_beside_wildboottest, 1 / 30),
]


def main() -> None:
    warnings.filterwarnings("ignore")
    stored = {row["what"]: row for row in json.loads(STORE.read_text())["rows"]} if STORE.exists() else {}
    rows: list[Row] = []
    for what, package, measure, bound in PEERS:
        peer = named(package)
        if peer is not None:
            with contextlib.redirect_stdout(io.StringIO()):
                ours, theirs = measure()
            rows.append(told(what, peer, ours, theirs, bound))
        elif what in stored:
            print(f"{what}: {package} is not here; stored ratio {stored[what]['ratio']:.4f} ({stored[what]['peer']})")
    if has_matchit():
        ours, theirs, peer = matching_beside_matchit()
        rows.append(told("matching, 10,000 to 100,000, caliper 0.2", peer, ours, theirs, 0.25))
    if "--json" in sys.argv:
        found = {"numpy": np.__version__, "load": round(os.getloadavg()[0], 1), "rows": rows}
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def told(what: str, peer: str, ours: float, theirs: float, bound: float) -> Row:
    print(
        f"{what}\n  ours {ours:.4f} s, {peer} {theirs:.4f} s CPU: ratio {ours / theirs:.4f}, asked {bound:.4f}",
        flush=True,
    )
    return {"what": what, "peer": peer, "ours": ours, "theirs": theirs, "ratio": ours / theirs, "asked": bound}


if __name__ == "__main__":
    main()
