# SPDX-License-Identifier: Apache-2.0
"""`make bench`: every figure asked for, measured in one run, beside its bound, its floor and the machine.

Nothing here is a test: a slow machine fails nothing. Each part also runs alone.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5


def seconds(*command: str, runs: int = RUNS) -> float:
    """Return the median wall time of a whole process, after one run that is not counted."""
    taken = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def row(name: str, value: float, bound: float, note: str) -> None:
    """Print one figure beside its bound."""
    print(f"  {name:<46} {value:7.3f}   bound {bound:g}   {note}")


def main() -> None:
    """Measure start-up, the demo, matching and the Monte Carlo run."""
    python = sys.executable
    load = os.getloadavg()[0]
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}")
    numpy = seconds(python, "-c", "import numpy")
    row(
        "import utfall, s more than import numpy",
        seconds(python, "-c", "import numpy, utfall") - numpy,
        0.25,
        f"numpy {numpy:.3f} s",
    )
    row("import utfall alone, s", seconds(python, "-c", "import utfall"), 0.25 + numpy, "")
    bare = seconds(python, "-c", "pass")
    row("utfall --help, s", seconds(python, "-m", "utfall", "--help"), 0.4, f"python alone {bare:.3f} s")
    effect = [
        python,
        "-m",
        "utfall",
        "effect",
        "demos/supported_work/nsw.csv",
        "--outcome",
        "re78",
        "--treatment",
        "treat",
    ]
    frame = seconds(python, "-c", "import numpy, polars")
    row(
        "utfall effect on 445 rows, s more than imports",
        seconds(*effect) - frame,
        1.2,
        f"numpy and polars {frame:.3f} s",
    )
    with tempfile.TemporaryDirectory() as folder:
        for demo in ("supported_work", "vagen_till_jobb"):
            file = f"demos/{demo}/initiative.toml"
            taken = seconds(python, "-m", "utfall", "evaluate", file, "--out", f"{folder}/{demo}", runs=3)
            row(f"evaluate {demo}, five formats, s", taken, 10, "cold process, files on disk in cache")
    for script in ("matching.py", "economics.py", "panel.py", "inference.py"):
        print(f"\n{script}", flush=True)
        subprocess.run([python, str(ROOT / "bench" / script)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
