# SPDX-License-Identifier: Apache-2.0
"""How far a gain becomes money: cash released, capacity freed, growth avoided, or not valued (check K5).

A saving releases cash in whole steps only (a post, a ward); the rest of it frees capacity. At average cost
only the variable share (nothing where it is not stated) is released in the first two years after the start, since fixed
costs do not follow the volume so soon.
"""

from __future__ import annotations

import numpy as np

from utfall.core.actors import PUBLIC_SECTOR
from utfall.core.lines import Cashability, Line, LineKind
from utfall.economics._numerics.discounting import Floats
from utfall.economics.model import ACTORS, Model
from utfall.economics.results import Cube, StepTrace

KINDS: tuple[Cashability, ...] = ("cash_releasing", "freed_capacity", "avoided_growth", "not_valued")
# Years in which a saving at average cost is capacity only.
FIXED_COST_YEARS = 2


def released_share(units: Floats, step: float | None) -> Floats:
    """Return the share of each year's units that whole steps make up, array like `units`; 1 without a step."""
    if step is None:
        return np.ones_like(units)
    size = np.abs(units)
    # A volume that is a whole number of steps but for rounding counts as one.
    whole = np.floor(size / step * (1.0 + 1e-12)) * step
    return np.asarray(np.divide(whole, size, out=np.zeros_like(size), where=size > 0.0))


def cash_share(line: Line, units: Floats) -> Floats:
    """Return the share (0–1) of a cash-releasing line that is cash in each year, from its units: (T,)."""
    share = released_share(units, line.unit_cost.step)
    if line.unit_cost.basis == "average" and line.kind is LineKind.AVOIDED_SERVICE:
        share[:FIXED_COST_YEARS] *= line.unit_cost.variable_share or 0.0
    return share


def cash_by_year(model: Model, cube: Cube, traces: tuple[StepTrace, ...]) -> dict[Cashability, Floats]:
    """Return the public sector's gains per year by how far they become money.

    Returns
    -------
    Arrays (T,) of present values in kronor; together they are the public sector's benefit.
    """
    public = [a for a, actor in enumerate(ACTORS) if actor in PUBLIC_SECTOR]
    split: dict[Cashability, Floats] = {kind: np.zeros(model.years) for kind in KINDS}
    for line, step, flow in zip(model.lines, traces, cube.discounted, strict=True):
        if line.kind is LineKind.PROGRAMME_COST:
            continue
        gain = flow[public].sum(axis=0)
        if line.cashability != "cash_releasing":
            split[line.cashability] += gain
            continue
        cash = gain * cash_share(line, step.quantity * np.array(step.weights))
        split["cash_releasing"] += cash
        split["freed_capacity"] += gain - cash
    return split
