# SPDX-License-Identifier: Apache-2.0
"""Monte Carlo of the economy: time against sampling alone, memory, and equality for any number of workers.

    python bench/economics.py [--json FILE]

The floor is drawing the same 40 parameters and doing nothing with them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from utfall.core.actors import Actor
from utfall.core.estimate import Estimand, Estimate, EvidenceGrade, Interval
from utfall.core.lines import (
    AppraisalSettings,
    Line,
    LineKind,
    OutcomeLink,
    Parameter,
    Posting,
    Timing,
    UnitCost,
)
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.economics import appraise, one_way
from utfall.economics.compile import compile_model
from utfall.economics.model import Model
from utfall.economics.uncertainty import block_sizes, draw_totals, sample_block, simulate

KINDS = ("normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform")
RATIO_BOUND, MEMORY_BOUND, PORTFOLIO_BOUND = 2.0, 60.0, 60.0


def parameter(name: str, value: float, kind: str) -> Parameter:
    return Parameter(name=name, value=value, low=0.7 * value, high=1.4 * value, distribution=kind)  # type: ignore[arg-type] - cycles through the literal's values


def inputs_40() -> dict[str, Any]:
    """19 linked lines with two uncertain factors each, one programme cost, one effect: 40 parameters."""
    actors = tuple(Actor)
    outcome = Outcome(id="work", label=Text.same("work"), column="work", kind="binary")
    lines = [one_line(i, actors) for i in range(19)]
    price = UnitCost(
        id="programme",
        label=Text.same("p"),
        price=parameter("programme", 4e5, "gamma"),
        price_year=2023,
        actor=actors[0],
    )
    lines.append(
        Line(
            id="programme",
            label=Text.same("p"),
            kind=LineKind.PROGRAMME_COST,
            unit_cost=price,
            postings=(Posting(actors[0], 0.7), Posting(actors[2], 0.3)),
            quantity=Parameter(name="posts", value=3.0),
            timing=Timing(years=2),
        )
    )
    effect = Estimate(
        id="main/work",
        outcome="work",
        design="rct",
        estimand=Estimand.ATE,
        value=0.12,
        std_error=0.04,
        interval=Interval(0.04, 0.2),
        p_value=None,
        df=None,
        unit="",
        n_intervention=100,
        n_comparison=100,
        mean_intervention=0.4,
        mean_comparison=0.28,
        grade=EvidenceGrade.MODERATE,
        method="welch",
    )
    return {
        "lines": lines,
        "estimates": {"work": effect},
        "outcomes": [outcome],
        "settings": AppraisalSettings(price_year=2023, horizon_years=10, draws=10_000),
        "population": 120,
        "index": {"kpi": {2023: 403.7}},
    }


def model_40() -> Model:
    return compile_model(**inputs_40())


def portfolio_seconds(initiatives: int) -> float:
    """Wall time of a portfolio, each with 10,000 draws and its tornado."""
    start = time.perf_counter()
    for _ in range(initiatives):
        one_way(appraise(**inputs_40()).model)
    return time.perf_counter() - start


def one_line(i: int, actors: tuple[Actor, ...]) -> Line:
    kind = LineKind.TRANSFER if i % 5 == 0 else LineKind.AVOIDED_SERVICE
    here, other = actors[i % 7], actors[(i + 3) % 7]
    shares = (1.0, -1.0) if kind is LineKind.TRANSFER else (0.8, 0.2)
    price = parameter(f"price{i}", 20_000.0 + 1_000.0 * i, KINDS[i % 7] if KINDS[i % 7] != "beta" else "gamma")
    units = parameter(f"units{i}", 0.5, KINDS[(i + 2) % 7])
    return Line(
        id=f"line{i:02d}",
        label=Text.same(f"line {i}"),
        kind=kind,
        unit_cost=UnitCost(id=f"u{i}", label=Text.same("u"), price=price, price_year=2023, actor=here),
        postings=(Posting(here, shares[0]), Posting(other, shares[1])),
        link=OutcomeLink(outcome="work", units_per_improvement=units),
        timing=Timing(years=10),
    )


def sampling(model: Model, draws: int) -> None:
    samplers = model.samplers()
    for block, size in enumerate(block_sizes(draws)):
        sample_block(samplers, 1, block, size)


def best_cpu(run: object, times: int = 5) -> float:
    found = []
    for _ in range(times):
        start = time.process_time()
        run()  # type: ignore[operator] - a function without arguments
        found.append(time.process_time() - start)
    return min(found)


def extra_megabytes(draws: int) -> float:
    """Peak memory of a run in a fresh process, above the same process before it."""
    here = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {here!r}); import economics; economics.peak({draws})"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def peak(draws: int) -> None:
    model = model_40()
    simulate(model, draws=100)
    before = resident("VmRSS")
    simulate(model, draws=draws)
    print((resident("VmHWM") - before) / 1024.0)


def resident(field: str) -> float:
    """Resident memory (VmRSS) or its peak (VmHWM) of this process, kilobytes."""
    status = Path("/proc/self/status").read_text("ascii")
    return float(next(row.split()[1] for row in status.splitlines() if row.startswith(field)))


def same_for_any_workers(model: Model) -> bool:
    one = draw_totals(model, draws=100_000, seed=1, workers=1)
    two = draw_totals(model, draws=100_000, seed=1, workers=2)
    names = ("net", "payback", "ratios", "side", "sums")
    return all(getattr(one, name).tobytes() == getattr(two, name).tobytes() for name in names)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--json", type=Path)
    words.add_argument("--million", action="store_true", help="also 10^6 draws")
    chosen = words.parse_args()
    model = model_40()
    floor = best_cpu(lambda: sampling(model, 100_000))
    total = best_cpu(lambda: simulate(model, draws=100_000))
    small = best_cpu(lambda: simulate(model, draws=10_000))
    result = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "software": f"Python {platform.python_version()}, numpy {np.__version__}",
        "parameters": sum(sampler.kind != "constant" for sampler in model.samplers().values()),
        "floor_cpu_s": round(floor, 3),
        "total_cpu_s": round(total, 3),
        "ratio": round(total / floor, 2),
        "ratio_bound": RATIO_BOUND,
        "microseconds_per_draw_1e4": round(100.0 * small, 2),
        "microseconds_per_draw_1e5": round(10.0 * total, 2),
        "extra_megabytes_1e5": round(extra_megabytes(100_000), 1),
        "megabytes_bound": MEMORY_BOUND,
        "portfolio_of_200_s": round(10.0 * portfolio_seconds(20), 1),
        "portfolio_bound_s": PORTFOLIO_BOUND,
        "bitwise_equal_1_and_2_workers": same_for_any_workers(model),
    }
    if chosen.million:
        result["extra_megabytes_1e6"] = round(extra_megabytes(1_000_000), 1)
        result["microseconds_per_draw_1e6"] = round(best_cpu(lambda: simulate(model, draws=1_000_000), 2), 2)
    result["bounds_met"] = (
        total / floor <= RATIO_BOUND
        and result["bitwise_equal_1_and_2_workers"] is True
        and float(str(result["portfolio_of_200_s"])) <= PORTFOLIO_BOUND
        and float(str(result["extra_megabytes_1e5"])) <= MEMORY_BOUND
    )
    print(json.dumps(result, indent=1))
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
