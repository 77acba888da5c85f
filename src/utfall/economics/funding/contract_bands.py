# SPDX-License-Identifier: Apache-2.0
"""An outcome contract's payment as bands of outcome: where it bends, what it is there, and how likely each band is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.economics._numerics.linear import Floats
from utfall.economics.funding.contract import Ladder, Linear, OutcomeContract, payment


@dataclass(frozen=True, slots=True)
class PaymentBand:
    """Outcomes from `start` (in the metric's unit; None: below the first level, or not paid for) to the next band.

    Parameters
    ----------
    pays
        Payment at `start`, kronor within the caps; 0 for the first band.
    probability
        Share of draws that stand in the band, 0–1; those that reach an outcome and are not paid stand in the first.
    """

    start: float | None
    pays: float
    probability: float


def payment_levels(contract: OutcomeContract) -> tuple[float, ...]:
    """Return the outcomes at which the payment jumps or bends, rising, in the metric's unit; caps are counted."""
    terms = contract.terms
    if isinstance(terms, Ladder):
        return tuple(level for level, _ in terms.steps)
    rate, floor, top = (
        (terms.rate, terms.floor, np.inf if terms.ceiling is None else terms.ceiling)
        if isinstance(terms, Linear)
        else (terms.price * terms.persons, 0.0, 1.0)
    )
    if rate > 0.0:
        top = min(top, floor + _most(contract) / rate)
    return (floor, float(top)) if floor < top < np.inf else (floor,)


def _most(contract: OutcomeContract) -> float:
    """Return the most that may be paid, kronor."""
    cap = np.inf if contract.cap is None else contract.cap
    by_return = np.inf if contract.return_cap is None else contract.investment * (1.0 + contract.return_cap)
    return float(min(cap, by_return))


def payment_bands(contract: OutcomeContract, paid: Floats, metric: Floats) -> tuple[PaymentBand, ...]:
    """Return the bands with their probabilities, which sum to one, from payment and metric of each draw (D,)."""
    levels = payment_levels(contract)
    standing = np.where(paid > 0.0, np.searchsorted(levels, metric, side="right"), 0)
    pays = payment(contract, np.array(levels)).tolist()
    chances = [float(np.mean(standing == n)) for n in range(len(levels) + 1)]
    above = (PaymentBand(*row) for row in zip(levels, pays, chances[1:], strict=True))
    return (PaymentBand(None, 0.0, chances[0]), *above)


def slope_beyond(contract: OutcomeContract) -> float:
    """Return kronor per unit of outcome beyond the last level: 0 but for a linear contract without any ceiling."""
    terms = contract.terms
    unbounded = isinstance(terms, Linear) and terms.ceiling is None and np.isinf(_most(contract))
    return terms.rate if isinstance(terms, Linear) and unbounded else 0.0
