# SPDX-License-Identifier: Apache-2.0
"""Breakdown of 10 indicators by 5 dimensions over 10^7 rows: seconds, beside plain DuckDB SQL in the same run.

Run: python bench/needs.py [--rows 10000000] [--runs 5] [--save]

The plan has 6 shares, 2 rates and 2 means; each dimension is a breakdown of its own, and each mean has its tenths and
tail in each. Plain SQL gives the same numbers: one GROUP BY per dimension for the sums, and order statistics by
quantile_disc. The engine's part is also timed alone, without distributions.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from utfall.core.text import Text
from utfall.disclosure import Rules
from utfall.engines import DuckDbSettings, Parquet, connect
from utfall.engines.needs import run_needs
from utfall.needs import Band, Condition, Dimension, Indicator, NeedsPlan, Tail
from utfall.needs.cells import needs_result

DIMENSIONS = ("sex", "age", "area", "background", "school")
NAME = Text.same("x")
BANDS = (Band("6-12", 6, 12), Band("13-15", 13, 15), Band("16-19", 16, 19))
AGE_SQL = "CASE WHEN age BETWEEN 6 AND 12 THEN 'a' WHEN age BETWEEN 13 AND 15 THEN 'b' ELSE 'c' END"


def plan(*, means: bool = True) -> NeedsPlan:
    shares = tuple(
        Indicator(id=f"share{n}", kind="share", direction="decrease", title=NAME, meets=Condition(f"b{n}", "=", 1))
        for n in range(6)
    )
    rates = tuple(
        Indicator(id=f"rate{n}", kind="rate", direction="decrease", title=NAME, count=f"c{n}") for n in range(2)
    )
    kinds = tuple(
        Indicator(id=f"mean{n}", kind="mean", direction="decrease", title=NAME, count=f"v{n}", tail=Tail(limit=20))
        for n in range(2)
    )
    dimensions = tuple(Dimension(id=name, column=name, bands=BANDS if name == "age" else ()) for name in DIMENSIONS)
    return NeedsPlan(form="persons", dimensions=dimensions, indicators=(*shares, *rates, *(kinds if means else ())),
                     breakdowns=tuple((name,) for name in DIMENSIONS))  # fmt: skip


def generate(path: str, rows: int) -> None:
    """Write generated persons: 2 sexes, 14 ages, 60 areas, 3 backgrounds, 40 schools."""
    columns = ["['F','P'][1 + (hash(i * 7) % 2)::INT] AS sex", "(6 + hash(i * 11) % 14)::INT AS age",
               "'1883C' || lpad((hash(i * 13) % 60)::VARCHAR, 4, '0') AS area",
               "['a','b','c'][1 + (hash(i * 17) % 3)::INT] AS background",
               "'s' || (hash(i * 19) % 40) AS school"]  # fmt: skip
    columns += [f"(hash(i * {101 + n}) % 10 < {n + 1})::INT AS b{n}" for n in range(6)]
    columns += [f"(hash(i * {201 + n}) % 4)::INT AS c{n}" for n in range(2)]
    columns += [f"(hash(i * {301 + n}) % 365)::INT AS v{n}" for n in range(2)]
    query = f"SELECT {', '.join(columns)} FROM range({rows}) t(i)"  # noqa: S608 - our own text
    duckdb.sql(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def plain(path: str) -> list[tuple[object, ...]]:
    """Return the same numbers by SQL as it is usually written: one query per dimension."""
    sums = [f"sum(b{n})" for n in range(6)] + [f"sum(c{n})" for n in range(2)]
    for n in range(2):
        sums += [f"avg(v{n})", f"stddev_samp(v{n})", f"quantile_disc(v{n}, [0.1, 0.5, 0.9])", f"count_if(v{n} >= 20)"]
    found = []
    with duckdb.connect() as connection:
        for name in ("'all'", *DIMENSIONS):
            key = AGE_SQL if name == "age" else name
            query = f"SELECT {key}, count(*), {', '.join(sums)} FROM '{path}' GROUP BY 1"  # noqa: S608 - our own text
            found += connection.sql(query).fetchall()
    return found


def timed(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return median wall and CPU seconds."""
    wall, cpu = [], []
    for _ in range(runs):
        start, burnt = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - burnt)
    return statistics.median(wall), statistics.median(cpu)


def ours(path: str, asked: NeedsPlan, *, whole: bool) -> object:
    with connect("duckdb", DuckDbSettings(memory_limit="4GB")) as engine:
        raw = run_needs(engine, Parquet((path,)), asked)
    return needs_result(raw, asked, rules=Rules()) if whole else raw


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--save", action="store_true")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, DuckDB {duckdb.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "people.parquet")
        generate(path, asked.rows)
        sql = timed(lambda: plain(path), asked.runs)
        full = timed(lambda: ours(path, plan(), whole=True), asked.runs)
        counts = timed(lambda: ours(path, replace(plan(means=False)), whole=False), asked.runs)
    print(f"  {asked.rows:,} rows, 10 indicators by 5 dimensions, tenths and tails, small cells hidden")
    print(f"  utfall            {full[0]:6.2f} s wall   {full[1]:6.2f} s CPU   bound 15 s")
    ratio = f"{full[0] / sql[0]:.2f} wall, {full[1] / sql[1]:.2f} CPU"
    print(f"  plain DuckDB SQL  {sql[0]:6.2f} s wall   {sql[1]:6.2f} s CPU   ratio {ratio}")
    print(f"  8 shares and rates alone {counts[0]:6.2f} s wall   {counts[1]:6.2f} s CPU")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  largest memory {memory:.0f} MB")
    if asked.save:
        rows = {"utfall": full, "sql": sql, "shares and rates alone": counts}
        told = {name: {"wall": wall, "cpu": cpu} for name, (wall, cpu) in rows.items()}
        machine = {"cores": os.cpu_count(), "load": [load, os.getloadavg()[0]], "duckdb": duckdb.__version__}
        whole = {"machine": machine, "rows": asked.rows, "runs": asked.runs, "peak_mb": memory, **told}
        Path(__file__).with_suffix(".json").write_text(json.dumps(whole, indent=1) + "\n")


if __name__ == "__main__":
    main()
