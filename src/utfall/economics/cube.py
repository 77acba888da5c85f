# SPDX-License-Identifier: Apache-2.0
"""The cash-flow cube line x actor x year, and each line's way through the pipeline."""

from __future__ import annotations

import numpy as np

from utfall.core.actors import Actor
from utfall.core.lines import Line, Parameter
from utfall.economics._numerics.discounting import Floats
from utfall.economics.compile import applies
from utfall.economics.evaluate import term_amounts
from utfall.economics.model import ACTORS, PARTICIPANTS, Model
from utfall.economics.parameters import key_of
from utfall.economics.results import Cube, StepTrace


def term_flows(model: Model) -> Floats:
    """Return the kronor of each term per year at the central values, undiscounted: array (C, T)."""
    return np.asarray(term_amounts(model, model.central(), 1) * model.weights)


def build_cube(model: Model) -> Cube:
    """Return the cube at the central values; terms of one line are added up."""
    flows = term_flows(model)
    owner = np.array([term.line for term in model.terms])
    cube = np.zeros((len(model.lines), len(ACTORS), model.years))
    factors = np.ones((len(model.lines), model.years))
    np.add.at(cube, owner, model.shares[:, :, None] * flows[:, None, :])
    factors[owner] = model.factors
    return Cube(tuple(line.id for line in model.lines), ACTORS, cube, factors)


def trace(model: Model, cube: Cube) -> tuple[StepTrace, ...]:
    """Return every line's steps at the central values, in order of line id."""
    return tuple(_trace_line(model, cube, place) for place in range(len(model.lines)))


def _trace_line(model: Model, cube: Cube, place: int) -> StepTrace:
    line, values = model.lines[place], model.central()
    parts = _quantity_parts(model, line, values)
    quantity = parts[-1]
    factor = float(model.price_factors[place])
    unit_base = line.unit_cost.price.value * factor
    gross = line.kind.sign * unit_base * float(quantity or 0.0)
    steps = _after_adjustments(model, line, gross)
    after_optimism = steps[-1] * (1.0 - line.kind.sign * model.optimism.get(line.id, 0.0))
    weights = _line_weights(model, place)
    return StepTrace(
        line=line.id,
        unit_own=line.unit_cost.price.value,
        price_factor=factor,
        unit_base=unit_base,
        population=parts[0],
        reach=parts[1],
        improvement=parts[2],
        units_per_improvement=parts[3],
        quantity=float(quantity or 0.0),
        gross=gross,
        after_deadweight=steps[0],
        after_displacement=steps[1],
        after_attribution=steps[2],
        after_optimism=after_optimism,
        weights=tuple(weights.tolist()),
        yearly=tuple((weights * after_optimism).tolist()),
        per_actor=_per_actor(cube.flow[place]),
        present_value=tuple(
            (actor, float(cube.discounted[place, a].sum())) for a, actor in enumerate(ACTORS) if _used(line, actor)
        ),
        cashability=line.cashability,
    )


def _used(line: Line, actor: Actor) -> bool:
    return any(posting.actor is actor for posting in line.postings)


def _per_actor(flow: Floats) -> tuple[tuple[Actor, tuple[float, ...]], ...]:
    rows = ((actor, flow[a]) for a, actor in enumerate(ACTORS))
    return tuple((actor, tuple(row.tolist())) for actor, row in rows if np.any(row != 0.0))


Parts = tuple[float | None, float | None, float | None, float | None, float | None]


def _quantity_parts(model: Model, line: Line, values: dict[str, float]) -> Parts:
    """Return population, reach, improvement, units per improvement and quantity."""
    if line.link is None:
        return None, None, None, None, line.quantity.value if line.quantity else None
    people = line.population.value if line.population else values[PARTICIPANTS]
    reach = line.reach.value if line.reach else 1.0
    improved = model.effects[line.link.outcome].improvement
    units = line.link.units_per_improvement.value
    return people, reach, improved, units, people * reach * improved * units


def _after_adjustments(model: Model, line: Line, gross: float) -> tuple[float, float, float]:
    effect = model.effects[line.link.outcome] if line.link else None
    kept = [gross]
    for adjustment, taken in (
        (line.deadweight, applies(line.deadweight, effect)),
        (line.displacement, True),
        (line.attribution, applies(line.attribution, effect)),
    ):
        share = adjustment.share.value if adjustment is not None and taken else 0.0
        kept.append(kept[-1] * (1.0 - share))
    return kept[1], kept[2], kept[3]


def _counts(model: Model, row: int) -> bool:
    """Return whether a term's weights are the line's: of an uncertain split, the first posting's terms alone."""
    return model.terms[row].posting in (None, 0)


def _line_weights(model: Model, place: int) -> Floats:
    """Return the share of a line's yearly amount in each year, drop-off included: (T,)."""
    total = np.zeros(model.years)
    for row, term in enumerate(model.terms):
        if term.line == place and _counts(model, row):
            drop: Parameter | None = model.lines[place].timing.dropoff
            kept = 1.0
            if drop is not None and term.dropoff == key_of(drop, "dropoff", model.lines[place]):
                kept = (1.0 - drop.value) ** term.power
            total += kept * model.weights[row]
    return total
