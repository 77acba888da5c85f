# SPDX-License-Identifier: Apache-2.0
"""The model evaluated for given parameter values: one set, many variants or a block of draws."""

from __future__ import annotations

import numpy as np

from utfall.economics._numerics.linear import Floats, Values, product
from utfall.economics.model import SOCIETY, Effect, Model

_ROUNDING = 1e-12


def term_bases(model: Model, values: Values, size: int) -> Floats:
    """Return each term's yearly amount before the effect multiplies it.

    Parameters
    ----------
    values
        By parameter name: a number, or an array (D,).
    size
        D, the number of variants or draws.

    Returns
    -------
    Array (C, D) in kronor of the base price year (per unit of improvement for terms linked to an outcome),
    positive for gains and negative for costs.
    """
    bases = np.empty((len(model.terms), size))
    seen, whole = None, np.asarray(0.0)
    for row, term in enumerate(model.terms):
        same = (term.line, term.factors, term.remainders)
        if same != seen:
            seen, whole = same, product(term.constant, term.factors, term.remainders, values)
        if term.dropoff and term.power:
            bases[row] = whole * (1.0 - values[term.dropoff]) ** term.power
        else:
            bases[row] = whole
    return bases


def improvement(effect: Effect, values: Values) -> Floats:
    """Return the effect in the wanted direction, a number or array (D,), in the outcome's unit."""
    return np.asarray(effect.sign * np.asarray(values[effect.name]))


def term_amounts(model: Model, values: Values, size: int) -> Floats:
    """Return each term's yearly amount, array (C, D), in kronor of the base price year."""
    amounts = term_bases(model, values, size)
    apply_effects(model, amounts, values)
    return amounts


def apply_effects(model: Model, amounts: Floats, values: Values) -> None:
    """Multiply the linked rows of `amounts` (C, D) by their outcome's improvement, in place."""
    improvements = {outcome: improvement(effect, values) for outcome, effect in model.effects.items()}
    for row, outcome in enumerate(model.linked):
        if outcome is not None:
            amounts[row] *= improvements[outcome]


def net_values(model: Model, values: Values, size: int, *, purse: str = SOCIETY) -> Floats:
    """Return the net present value to a purse over the horizon for each variant, array (D,)."""
    return np.asarray(model.worth(purse, model.years) @ term_amounts(model, values, size))


def potential_value(model: Model, bases: Floats, purse: str = SOCIETY) -> Floats | None:
    """Return the present value if everyone reached the target state, array (D,).

    None when no line is linked to an outcome, or when a linked outcome has no target.
    """
    worth = model.worth(purse, model.years)
    total, gross = np.zeros(bases.shape[1]), np.zeros(bases.shape[1])
    for outcome, rows in linked_rows(model).items():
        potential = model.effects[outcome].potential
        if potential is None:
            return None
        total += potential * (worth[rows] @ bases[rows])
        gross += abs(potential) * (np.abs(worth[rows]) @ np.abs(bases[rows]))
    # Gains and losses that cancel out leave no potential, whatever their last digits say.
    return np.where(np.abs(total) <= _ROUNDING * gross, 0.0, total) if model.effects else None


def realised_value(model: Model, bases: Floats, values: Values, purse: str = SOCIETY) -> Floats:
    """Return the present value of all lines linked to an outcome at the effect reached, array (D,)."""
    worth = model.worth(purse, model.years)
    total = np.zeros(bases.shape[1])
    for outcome, rows in linked_rows(model).items():
        total += improvement(model.effects[outcome], values) * (worth[rows] @ bases[rows])
    return total


def linked_rows(model: Model) -> dict[str, list[int]]:
    """Return the rows of the terms that are linked to each outcome."""
    found: dict[str, list[int]] = {}
    for row, outcome in enumerate(model.linked):
        if outcome is not None:
            found.setdefault(outcome, []).append(row)
    return found
