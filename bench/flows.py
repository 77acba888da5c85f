# SPDX-License-Identifier: Apache-2.0
"""Flows over registers: the kernel of the embedded engine against straightforward DuckDB SQL for the same numbers.

    python bench/flows.py [--events 100000,1000000,10000000] [--repeats 3] [--save]
    python bench/flows.py --events 100000000 --repeats 1 --only kernel,kernel-whole --save

Each piece of work runs in a process of its own; CPU seconds count all threads and the reading of the Parquet files, and
leave out the imports. The machine may be loaded: read ratios within a run, not wall times. pm4py (AGPL) is no
dependency: its stored ratio to DuckDB SQL stands for it. `kernel` gives transitions and sequences; `kernel-whole` gives
everything a flow gives, and is held against SQL that gives the trace alone. More than 10^7 events are written as files
of 10^7 with persons of their own; beside them stand the seconds that plain DuckDB took for 10^8 (once, limit 8 GB).
`--save` keeps what is stored of other sizes.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

STATES = 6
PM4PY_TO_SQL = 54 / 36  # CPU seconds of transitions + variants at 10^7 events, pm4py 2.7.23, measured once
TASKS = ("kernel", "kernel-whole", "sql-transitions", "sql-trace")
SQL_AT_1E8 = {
    "sql-transitions": {"cpu": 456, "wall": 293, "peak_mb": 8054},
    "sql-trace": {"cpu": 263, "wall": 353, "peak_mb": 8158},
}
A_FILE = 10_000_000
OUT = Path(__file__).with_name("flows.json")


def generate(folder: Path, events: int) -> None:
    """Write spells (5 a person) and supports (6 for 25 spells) as Parquet, in no order, 10^7 spells a file."""
    for number in range(-(-events // A_FILE)):
        _file(folder, number, min(events - number * A_FILE, A_FILE))


def _file(folder: Path, number: int, events: int) -> None:
    import polars as pl

    rng = np.random.default_rng(7 + number)
    persons, before = events // 5, number * A_FILE // 5
    days = rng.integers(20, 120, size=(persons, 5))
    gaps = rng.choice([0, 0, 0, 30, 60], size=(persons, 5))
    begin = rng.integers(10_000, 13_000, size=persons)[:, None]
    start = begin + np.cumsum(days + gaps, axis=1) - days
    state = rng.choice(STATES, p=[0.3, 0.25, 0.2, 0.1, 0.1, 0.05], size=(persons, 5))
    order = rng.permutation(events)
    person = before + np.repeat(np.arange(1, persons + 1), 5)

    def dates(values: np.ndarray) -> pl.Series:
        return pl.Series(values.astype("datetime64[D]"))

    names = np.array([f"S{n}" for n in range(STATES)])
    spells = pl.DataFrame(
        {
            "person": person[order], "kind": pl.Series(["placement"]).new_from_index(0, events),
            "state": pl.Series(names[state.ravel()[order]]), "start_d": dates(start.ravel()[order]),
            "end_d": dates((start + days).ravel()[order]), "row_id": number * A_FILE + np.arange(events),
        }
    )  # fmt: skip
    spells.write_parquet(folder / f"spells{number}.parquet")
    n = events * 6 // 25
    since = rng.integers(10_000, 13_500, size=n)
    pl.DataFrame(
        {
            "person": before + rng.integers(1, persons + 1, size=n),
            "kind": pl.Series(["support"]).new_from_index(0, n),
            "state": pl.Series(["U"]).new_from_index(0, n), "start_d": dates(since),
            "end_d": dates(since + rng.integers(10, 90, size=n)), "row_id": np.arange(n),
        }
    ).write_parquet(folder / f"supports{number}.parquet")  # fmt: skip


SQL_STEPS = """
WITH raw AS (
  SELECT person, state, date_diff('day', DATE '1970-01-01', start_d) AS s,
    date_diff('day', DATE '1970-01-01', end_d) AS e
  FROM read_parquet('{folder}/spells*.parquet')),
ordered AS (SELECT *, lead(s) OVER (PARTITION BY person ORDER BY s, e, state DESC) AS nxt FROM raw),
cut AS (SELECT person, state, s, least(e, coalesce(nxt, e)) AS e, nxt FROM ordered),
ended AS (SELECT max(greatest(e, s + 1)) AS day FROM raw),
gaps AS (SELECT person, 'none' AS state, e AS s, coalesce(nxt, day) AS e FROM cut, ended
  WHERE coalesce(nxt, day) - e > 14),
steps AS (SELECT person, state, s, e FROM cut UNION ALL SELECT person, state, s, e FROM gaps)
"""
SQL_TRANSITIONS = (
    SQL_STEPS
    + """,
moves AS (SELECT person, state, lead(state) OVER (PARTITION BY person ORDER BY s, e) AS nxt, e - s AS d FROM steps)
SELECT state, nxt, count(*), sum(d) FROM moves GROUP BY ALL
"""
)
SQL_VARIANTS = (
    SQL_STEPS
    + """,
paths AS (SELECT person, string_agg(state, '>' ORDER BY s, e) AS path FROM steps GROUP BY person)
SELECT path, count(*) AS n FROM paths GROUP BY path
"""
)
SQL_TRACE = (
    SQL_STEPS
    + """,
back AS (SELECT person, state, s, lag(state, 1) OVER w AS s1, lag(state, 2) OVER w AS s2, lag(state, 3) OVER w AS s3,
  lag(s, 1) OVER w AS b1, lag(s, 2) OVER w AS b2, lag(s, 3) OVER w AS b3 FROM steps
  WINDOW w AS (PARTITION BY person ORDER BY s, e)),
outcome AS (SELECT *, row_number() OVER () AS id FROM back WHERE state = 'S0'),
given AS (SELECT person, date_diff('day', DATE '1970-01-01', start_d) AS i,
    date_diff('day', DATE '1970-01-01', end_d) AS j
  FROM read_parquet('{folder}/supports*.parquet')),
flags AS (SELECT o.id, any_value(o.person) AS person, any_value(o.state) AS s0, any_value(s1) AS s1,
  any_value(s2) AS s2, any_value(s3) AS s3, coalesce(max((i < s AND j > b1)::INT), 0) AS u1,
  coalesce(max((i < b1 AND j > b2)::INT), 0) AS u2, coalesce(max((i < b2 AND j > b3)::INT), 0) AS u3
  FROM outcome o LEFT JOIN given g ON o.person = g.person GROUP BY o.id)
SELECT s0, s1, s2, s3, count(*) AS n, count(DISTINCT person), sum(u1), sum(u2), sum(u3) FROM flags GROUP BY ALL
"""
)


def definition(*, supports: bool):
    from utfall.core.text import Text
    from utfall.flows.definition import FlowDefinition, Outcome, State, Support

    states = tuple(State(id=f"S{n}", label=Text.same(f"S{n}"), codes=(f"S{n}",)) for n in range(STATES))
    given = (Support(id="U", label=Text.same("U"), codes=("U",)),) if supports else ()
    return FlowDefinition(
        id="bench", title=Text.same("bench"), states=states, supports=given, outcome=Outcome(states=("S0",)), depth=3
    )


def work(task: str, folder: Path, memory: str) -> dict[str, object]:
    """Do one piece of work and return what it found, CPU seconds and peak memory."""
    import duckdb

    from utfall.core.registers import EPISODE
    from utfall.engines import DuckDbSettings, Parquet, connect
    from utfall.engines.flow_run import run_flow
    from utfall.engines.kernel import transitions_and_sequences

    files = {name: Parquet(tuple(map(str, sorted(folder.glob(f"{name}*.parquet"))))) for name in ("spells", "supports")}
    with connect("duckdb", DuckDbSettings(memory_limit=memory, threads=2)) as warm:
        warm.to_arrow(warm.register("w", files["supports"], EPISODE).limit(1))
    begun, wall = time.process_time(), time.perf_counter()
    found: dict[str, object]
    if task.startswith("kernel"):
        with connect("duckdb", DuckDbSettings(memory_limit=memory, threads=2)) as engine:
            spells = engine.register("spells", files["spells"], EPISODE)
            supports = engine.register("supports", files["supports"], EPISODE)
            if task == "kernel":
                moves, _, variants = transitions_and_sequences(engine, definition(supports=False), spells)
                onward = sum(row.steps for row in moves if row.next not in ("END", "ONGOING"))
                found = {"variants": variants, "moves": onward}
            else:
                tables = run_flow(engine, definition(supports=True), spells, supports)
                outcomes = sum(row.outcomes for row in tables.paths)
                found = {"outcomes": outcomes, "given": [sum(row.given[n] for row in tables.paths) for n in range(3)]}
    else:
        with duckdb.connect() as plain:
            plain.execute("SET threads = 2")
            if task == "sql-transitions":
                moves = plain.execute(SQL_TRANSITIONS.format(folder=folder)).fetchall()
                paths = plain.execute(SQL_VARIANTS.format(folder=folder)).fetchall()
                found = {"variants": len(paths), "moves": sum(n for _, after, n, _ in moves if after is not None)}
            else:
                rows = plain.execute(SQL_TRACE.format(folder=folder)).fetchall()
                found = {
                    "outcomes": sum(row[4] for row in rows),
                    "given": [sum(row[n] for row in rows) for n in (6, 7, 8)],
                }
    return found | {
        "cpu": time.process_time() - begun,
        "wall": time.perf_counter() - wall,
        "peak_mb": peak_mb(),
    }


def peak_mb() -> float:
    """Return the largest memory of this process since it began (ru_maxrss would count its parent's)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(task: str, folder: Path, repeats: int, memory: str) -> dict[str, object]:
    runs = []
    for _ in range(repeats):
        command = [sys.executable, __file__, "--task", task, "--folder", str(folder), "--memory", memory]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout))
    middle = {name: statistics.median(run[name] for run in runs) for name in ("cpu", "wall", "peak_mb")}
    return runs[0] | middle | {"load": os.getloadavg()[0]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", default="100000,1000000,10000000")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default=",".join(TASKS))
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--task")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(work(options.task, options.folder, options.memory)))
        return 0
    stored = json.loads(OUT.read_text())["events"] if OUT.exists() else {}
    found = {int(size): rows for size, rows in stored.items()} if options.save else {}
    for events in map(int, options.events.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            generate(Path(folder), events)
            tasks = options.only.split(",")
            done = {task: measured(task, Path(folder), options.repeats, options.memory) for task in tasks}
            found[events] = found.get(events, {}) | done
        told(events, found[events])
    slopes = exponents(found)
    if options.save:
        machine = {"python": platform.python_version(), "cores": os.cpu_count(), "numpy": np.__version__}
        whole = {"machine": machine, "events": {size: found[size] for size in sorted(found)}, "exponents": slopes}
        OUT.write_text(json.dumps(whole, indent=1) + "\n")
    return 0


def exponents(found: dict[int, dict[str, dict[str, object]]]) -> dict[str, float]:
    """Return how the whole flow's CPU seconds grow, from the smallest size to each larger and from size to size."""
    sizes = sorted(size for size, rows in found.items() if "kernel-whole" in rows)
    cpu = {size: found[size]["kernel-whole"]["cpu"] for size in sizes}
    pairs = sorted({*pairwise(sizes), *((sizes[0], size) for size in sizes[1:])})
    slopes = {f"{low} to {high}": math.log(cpu[high] / cpu[low]) / math.log(high / low) for low, high in pairs}
    for pair, slope in slopes.items():
        print(f"exponent of the whole flow's CPU, {pair} events: {slope:.2f} (asked 1.05)")
    return slopes


def told(events: int, rows: dict[str, dict[str, object]]) -> None:
    print(f"{events:,} events")
    for task, row in rows.items():
        print(f"  {task:16} {row['cpu']:8.2f} CPU-s {row['wall']:8.2f} s {row['peak_mb']:7.0f} MB")
    if events == 100_000_000:
        for task, row in SQL_AT_1E8.items():
            print(f"  {task:16} {row['cpu']:8.2f} CPU-s {row['wall']:8.2f} s {row['peak_mb']:7.0f} MB (stored, once)")
        rows = SQL_AT_1E8 | rows
    if not {*TASKS} <= {*rows}:
        return
    kernel, whole = rows["kernel"], rows["kernel-whole"]
    sql, back = rows["sql-transitions"], rows["sql-trace"]
    if "variants" in sql:
        assert kernel["variants"] == sql["variants"], "the kernel and SQL count other variants"
        assert kernel["moves"] == sql["moves"]
    if "outcomes" in back:
        assert (whole["outcomes"], whole["given"]) == (back["outcomes"], back["given"])
    ratio = kernel["cpu"] / sql["cpu"]
    about = ratio / PM4PY_TO_SQL
    print(f"  transitions + variants: {ratio:.3f} of DuckDB SQL's CPU (asked 0.2), about {about:.3f} of pm4py's (0.1)")
    print(f"  the whole flow, trace included: {whole['cpu'] / back['cpu']:.2f} of DuckDB SQL's trace alone (asked 0.5)")
    print(f"  wall: {kernel['wall'] / sql['wall']:.2f} and {whole['wall'] / back['wall']:.2f}")


if __name__ == "__main__":
    sys.exit(main())
