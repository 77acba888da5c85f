# SPDX-License-Identifier: Apache-2.0
"""Outcome contracts (utfallskontrakt): what is paid for which outcome, to whom, and what the investor earns.

The payment falls at the end of the contract's last year; the investor's capital is paid in at the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.core.actors import Actor
from utfall.core.errors import Fault
from utfall.economics._faults import fault
from utfall.economics._numerics.linear import Floats

Metric = Literal["improvement", "relative", "saving"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Steps (at least this outcome, this payment in kronor), in rising order; below the first: nothing."""

    steps: tuple[tuple[float, float], ...]

    def pays(self, metric: Floats) -> Floats:
        """Return the payment for each outcome, array of the same shape."""
        levels = np.array([level for level, _ in self.steps])
        amounts = np.array([0.0, *(amount for _, amount in self.steps)])
        return np.asarray(amounts[np.searchsorted(levels, metric, side="right")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """`rate` kronor per unit of outcome above `floor`, up to the outcome `ceiling` (None: no ceiling)."""

    rate: float
    floor: float = 0.0
    ceiling: float | None = None

    def pays(self, metric: Floats) -> Floats:
        """Return the payment for each outcome, array of the same shape."""
        top = np.inf if self.ceiling is None else self.ceiling
        return np.asarray(self.rate * (np.minimum(np.maximum(metric, self.floor), top) - self.floor))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCard:
    """`price` kronor for every one of `persons` who improves; the outcome is a share of persons, 0–1."""

    price: float
    persons: float

    def pays(self, metric: Floats) -> Floats:
        """Return the payment for each outcome, array of the same shape."""
        return np.asarray(self.price * self.persons * np.clip(metric, 0.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeContract:
    """What is paid for an outcome.

    Parameters
    ----------
    outcomes
        (outcome id, weight): the metric is the weighted improvement; weights sum to 1.
    metric
        "improvement": in the outcome's unit; "relative": improvement / `baseline`, a share; "saving": kronor that
        the payer gains in the first `window` years, undiscounted.
    baseline
        The outcome without the initiative, for "relative".
    window
        Years in which a saving is counted; None: all of `years`.
    terms
        Step ladder, linear or rate card, in the metric's unit.
    investment
        What the investor pays in at the start, kronor.
    years
        Whole years from start to payment.
    payer
        The actor who pays for the outcome.
    cap
        Most that is paid, kronor; None for no cap.
    return_cap
        Most that the investor earns, as a share of the investment over the whole term (0.2: 20 %).
    guarantee
        Most that a guarantor makes good of the investor's shortfall, kronor.
    significant_only
        True: nothing is paid unless the measured outcome differs from zero at 5 % (two-sided).
    """

    outcomes: tuple[tuple[str, float], ...]
    terms: Ladder | Linear | RateCard
    investment: float
    years: int
    payer: Actor = Actor.MUNICIPALITY
    cap: float | None = None
    return_cap: float | None = None
    guarantee: float = 0.0
    significant_only: bool = False
    metric: Metric = "improvement"
    baseline: float | None = None
    window: int | None = None

    @property
    def counted_years(self) -> int:
        """Years in which a saving is counted."""
        return self.years if self.window is None else self.window


def payment(contract: OutcomeContract, metric: Floats) -> Floats:
    """Return what the payer pays for each outcome, within the caps: array like `metric`, kronor."""
    paid = contract.terms.pays(np.asarray(metric, dtype=np.float64))
    if contract.cap is not None:
        paid = np.minimum(paid, contract.cap)
    if contract.return_cap is not None:
        paid = np.minimum(paid, contract.investment * (1.0 + contract.return_cap))
    return np.asarray(paid)


def investor_receives(contract: OutcomeContract, paid: Floats) -> Floats:
    """Return what reaches the investor: the payment and what the guarantor makes good, kronor."""
    shortfall = np.maximum(contract.investment - paid, 0.0)
    return np.asarray(paid + np.minimum(shortfall, contract.guarantee))


def investor_return(contract: OutcomeContract, received: Floats) -> Floats:
    """Return the investor's internal rate of return per year: one payment in, one back after `years`."""
    return np.asarray((received / contract.investment) ** (1.0 / contract.years) - 1.0)


def contract_faults(contract: OutcomeContract, known: Sequence[str]) -> list[Fault]:
    """Return everything that is wrong with a contract; `known` are the outcomes with an effect."""
    faults = []
    if contract.investment <= 0.0 or contract.years < 1 or contract.guarantee < 0.0:
        faults.append(
            fault(
                "contract-terms",
                "contract",
                text=(
                    "Investering, år eller garanti är omöjlig.",
                    "Investment, years or guarantee impossible.",
                ),
                mend=(
                    "Ange en investering över noll, minst ett år och en garanti från noll.",
                    "State an investment above zero, at least one year and a guarantee from zero.",
                ),
            )
        )
    faults += _metric_faults(contract)
    levels = [level for level, _ in contract.terms.steps] if isinstance(contract.terms, Ladder) else [0.0]
    if not levels or levels != sorted(set(levels)):
        faults.append(
            fault(
                "ladder-order",
                "contract.terms",
                text=("Trappans steg stiger inte.", "The steps of the ladder do not rise."),
                mend=("Ange stegen i stigande ordning.", "State the steps in rising order."),
            )
        )
    faults += _ceiling_faults(contract)
    weights = sum(weight for _, weight in contract.outcomes)
    unknown = [name for name, _ in contract.outcomes if name not in known]
    if unknown or abs(weights - 1.0) > 1e-6:
        listed = ", ".join(unknown)
        faults.append(
            fault(
                "contract-outcomes",
                "contract.outcomes",
                text=(f"Utfall utan effekt: {listed}.", f"Outcomes without an effect: {listed}.")
                if unknown
                else (f"Vikterna summerar till {weights:g}.", f"The weights sum to {weights:g}."),
                mend=(
                    "Knyt kontraktet till skattade utfall med vikter som summerar till 1.",
                    "Tie the contract to estimated outcomes with weights that sum to 1.",
                ),
            )
        )
    return faults


def _ceiling_faults(contract: OutcomeContract) -> list[Fault]:
    terms = contract.terms
    if not isinstance(terms, Linear) or terms.ceiling is None or terms.ceiling > terms.floor:
        return []
    return [
        fault(
            "linear-ceiling",
            "contract.terms",
            text=("Taket ligger inte över golvet.", "The ceiling does not lie above the floor."),
            mend=("Ange ett ceiling som är större än floor.", "State a ceiling that is larger than floor."),
        )
    ]


def _metric_faults(contract: OutcomeContract) -> list[Fault]:
    faults = []
    if contract.metric == "relative" and (contract.baseline is None or contract.baseline <= 0.0):
        faults.append(
            fault(
                "contract-baseline",
                "contract.baseline",
                text=(
                    "En relativ förändring behöver ett nuläge över noll.",
                    "A relative change needs a baseline above 0.",
                ),
                mend=("Ange baseline: utfallet utan insatsen.", "State baseline: the outcome without the initiative."),
            )
        )
    if contract.counted_years < 1 or contract.counted_years > contract.years:
        faults.append(
            fault(
                "contract-window",
                "contract.window_years",
                text=(
                    "Mätfönstret ryms inte före betalningen.",
                    "The window of measurement does not fit before the payment.",
                ),
                mend=(
                    "Ange ett fönster på 1 år till kontraktets år.",
                    "State a window of 1 year to the contract's years.",
                ),
            )
        )
    return faults
