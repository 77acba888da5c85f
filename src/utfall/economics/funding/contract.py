# SPDX-License-Identifier: Apache-2.0
"""Outcome contracts (utfallskontrakt): what is paid for which outcome, to whom, and what the investor earns.

The payment falls at the end of the contract's last year; the investor's capital is paid in at the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from utfall.core.actors import Actor
from utfall.core.errors import Fault, InputError
from utfall.core.estimate import Interval
from utfall.economics._faults import fault
from utfall.economics._numerics.discounting import annual_rates, discount_factors
from utfall.economics._numerics.linear import Floats, combine
from utfall.economics.evaluate import improvement, term_amounts
from utfall.economics.model import ACTORS, Model
from utfall.economics.uncertainty import block_sizes, sample_block


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
    terms
        Step ladder, linear or rate card, in the metric's unit.
    investment
        What the investor pays in at the start, kronor.
    years
        Whole years from start to payment; also the window in which the outcome is measured.
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


@dataclass(frozen=True, slots=True)
class ContractResult:
    """The contract over the draws.

    Parameters
    ----------
    probability_of_payment
        Share of draws in which anything is paid.
    expected_payment
        Mean payment, kronor when it falls.
    payer_net
        The payer's net present value with the contract in place of the programme cost it bears: mean.
    payer_net_interval, investor_return_interval
        Percentile intervals.
    investor_return
        Median internal rate of return per year, -1 when all is lost.
    probability_of_loss
        Share of draws in which the investor gets back less than was paid in.
    unpaid_value
        Mean value to the payer of outcomes reached in draws where nothing is paid, kronor.
    actor_net
        Mean net present value of every actor, the payer's with the payment, without programme cost (the
        investor bears it).
    """

    probability_of_payment: float
    expected_payment: float
    payer_net: float
    payer_net_interval: Interval
    investor_return: float
    investor_return_interval: Interval
    probability_of_loss: float
    unpaid_value: float
    actor_net: dict[str, float]


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
    weights = sum(weight for _, weight in contract.outcomes)
    unknown = [name for name, _ in contract.outcomes if name not in known]
    if unknown or abs(weights - 1.0) > 1e-6:
        faults.append(
            fault(
                "contract-outcomes",
                "contract.outcomes",
                text=(
                    f"Utfallen saknar effekt ({', '.join(unknown)}) eller vikterna blir {weights:g}.",
                    f"Outcomes have no effect ({', '.join(unknown)}) or the weights sum to {weights:g}.",
                ),
                mend=(
                    "Knyt kontraktet till skattade utfall med vikter som summerar till 1.",
                    "Tie the contract to estimated outcomes with weights that sum to 1.",
                ),
            )
        )
    return faults


def run_contract(model: Model, contract: OutcomeContract, *, draws: int, seed: int) -> ContractResult:
    """Return the contract over the same draws as the appraisal's Monte Carlo run.

    Raises
    ------
    InputError
        When the contract's terms, outcomes or weights are impossible.
    """
    faults = contract_faults(contract, sorted(model.effects))
    if faults:
        raise InputError(*faults)
    samplers, blocks = model.samplers(), block_sizes(draws)
    paid, value = np.empty(draws), np.empty(draws)
    worth = np.array([np.where(model.programme, 0.0, model.worth(a, model.years)) for a in ACTORS])
    gains = np.zeros(len(ACTORS))
    first = 0
    for block, size in enumerate(blocks):
        values = sample_block(samplers, seed, block, size)
        here = slice(first, first + size)
        metric = sum(w * improvement(model.effects[name], values) for name, w in contract.outcomes)
        due = payment(contract, np.broadcast_to(np.asarray(metric), (size,)))
        paid[here] = np.where(_significant(model, contract, np.asarray(metric)), due, 0.0)
        by_actor = combine(worth, term_amounts(model, values, size))
        value[here] = by_actor[ACTORS.index(contract.payer)]
        gains += by_actor.sum(axis=1)
        first += size
    return _summary(model, contract, paid, value, gains / draws)


def _significant(model: Model, contract: OutcomeContract, metric: Floats) -> Floats | bool:
    if not contract.significant_only:
        return True
    variance = sum((w * model.effects[name].std_error) ** 2 for name, w in contract.outcomes)
    return np.asarray(np.abs(metric) > 1.959963984540054 * np.sqrt(variance))


def _summary(model: Model, contract: OutcomeContract, paid: Floats, value: Floats, gains: Floats) -> ContractResult:
    rates = annual_rates(model.settings.discount_rate, model.settings.schedule, contract.years)
    net = value - paid * discount_factors(rates, "end")[-1]
    by_actor = dict(zip(map(str, ACTORS), gains.tolist(), strict=True))
    by_actor[str(contract.payer)] = float(net.mean())
    received = investor_receives(contract, paid)
    earned, level = investor_return(contract, received), model.settings.ci_level
    ends = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    net_low, net_high = np.quantile(net, ends)
    low, high = np.quantile(earned, ends)
    return ContractResult(
        probability_of_payment=float(np.mean(paid > 0.0)),
        expected_payment=float(paid.mean()),
        payer_net=float(net.mean()),
        payer_net_interval=Interval(float(net_low), float(net_high), level),
        investor_return=float(np.median(earned)),
        investor_return_interval=Interval(float(low), float(high), level),
        probability_of_loss=float(np.mean(received < contract.investment)),
        unpaid_value=float(np.where(paid > 0.0, 0.0, value).mean()),
        actor_net=by_actor,
    )
