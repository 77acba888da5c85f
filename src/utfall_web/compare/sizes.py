# SPDX-License-Identifier: Apache-2.0
"""How many are needed: from what the form says to a plan of the library, and the curve over the number of persons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from utfall.core.errors import UtfallError
from utfall.effects.planning import PowerPlan, solve_power
from utfall_web.measure.reads import outcomes
from utfall_web.need.reads import target_group
from utfall_web.plan.models import Initiative

SIZES = (20, 50, 100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2000)


def plan_of(values: Mapping[str, Any]) -> PowerPlan:
    """Return the plan that a filled-in form states; any design but before and after."""
    design, cluster = values["design"], values["design"] == "cluster"
    return PowerPlan(
        design="did" if design == "did" else "rct",
        kind=values["kind"],
        baseline=_number(values["baseline"]),
        sd=_number(values["sd"]),
        dropout=float(values["dropout"] or 0),
        cluster_size=_number(values["cluster_size"]) if cluster else None,
        icc=_number(values["icc"]) if cluster else None,
        correlation=_number(values["correlation"]) if design == "did" else None,
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


@lru_cache(maxsize=256)
def curve(plan: PowerPlan, effect: float) -> tuple[tuple[int, float], ...]:
    """Return the power at each of `SIZES` that the plan can have. It hangs on nothing but its arguments."""
    found = []
    for size in SIZES:
        try:
            found.append((size, solve_power(plan, n=size, effect=effect).power))
        except UtfallError:  # too few for a group in each arm
            continue
    return tuple(found)


def start(initiative: Initiative) -> dict[str, Any]:
    """Return what the form begins with: the plan's own figures where it has them, else an example."""
    begin: dict[str, Any] = {
        "design": "rct", "kind": "binary", "baseline": 0.3, "effect": 0.1, "n": 200, "dropout": "0",
        "cluster_size": "20", "icc": 0.05, "correlation": 0.5,
    }  # fmt: skip
    known = next((one for one in outcomes(initiative) if one.kind == "binary" and one.expected), None)
    if known is not None:
        begin["effect"] = known.expected
        if known.now is not None and 0 < known.now < 1:
            begin["baseline"] = known.now
    group = target_group(initiative)
    if group is not None and group.expected:
        begin["n"] = max(4, 2 * group.expected)
    return begin
