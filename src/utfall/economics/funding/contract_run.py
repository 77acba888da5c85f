# SPDX-License-Identifier: Apache-2.0
"""An outcome contract run through draws: of an appraisal's model, or of effects that are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from utfall.core.actors import Actor
from utfall.core.errors import InputError
from utfall.core.estimate import Interval
from utfall.economics._numerics import distributions as dist
from utfall.economics._numerics.discounting import When, annual_rates, discount_factors
from utfall.economics._numerics.linear import Floats, Values, combine
from utfall.economics.evaluate import improvement, term_amounts
from utfall.economics.funding.contract import (
    Ladder,
    OutcomeContract,
    contract_faults,
    investor_receives,
    investor_return,
    payment,
)
from utfall.economics.funding.contract_bands import PaymentBand, payment_bands
from utfall.economics.model import ACTORS, Effect, Model
from utfall.economics.uncertainty import block_sizes, model_block, sample_block

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class StepChance:
    """One step of a ladder: the outcome it asks for, what it pays, the investor's return, and how likely it is."""

    level: float
    pays: float
    investor_return: float
    probability: float


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
    payment_interval
        Percentile interval of the payment.
    investor_quantiles
        (probability, internal rate of return per year) at 5, 25, 50, 75 and 95 %.
    steps
        Of a ladder: how likely each step is.
    actor_net
        Mean net present value of every actor, the payer's with the payment, without programme cost (the
        investor bears it).
    metric, metric_interval
        The outcome in the contract's metric: mean over the draws, percentile interval.
    bands
        The payment by bands of outcome, with the share of draws in each; shares sum to 1.
    """

    probability_of_payment: float
    expected_payment: float
    payer_net: float
    payer_net_interval: Interval
    investor_return: float
    investor_return_interval: Interval
    probability_of_loss: float
    unpaid_value: float
    payment_interval: Interval
    investor_quantiles: tuple[tuple[float, float], ...]
    steps: tuple[StepChance, ...]
    actor_net: dict[str, float]
    metric: float
    metric_interval: Interval
    bands: tuple[PaymentBand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenEffects:
    """Effects that are expected or taken from elsewhere, and what they are worth.

    Parameters
    ----------
    effects
        One per outcome of the contract.
    gains
        Actor → kronor per unit of the contract's weighted improvement in each year (year 1 first), all persons.
    discount_rate
        Share per year.
    timing
        Where in the year a gain falls.
    """

    effects: tuple[Effect, ...]
    gains: Mapping[Actor, tuple[float, ...]]
    discount_rate: float = 0.035
    timing: When = "mid"
    ci_level: float = 0.95


class _Source(Protocol):
    """Where the draws come from."""

    @property
    def effects(self) -> Mapping[str, Effect]: ...
    @property
    def rates(self) -> tuple[float, tuple[tuple[int | None, float], ...]]: ...
    @property
    def level(self) -> float: ...

    def samplers(self) -> Mapping[str, dist.Sampler]: ...
    def block(self, samplers: Mapping[str, dist.Sampler], seed: int, block: int, size: int) -> Values: ...
    def gains(self, contract: OutcomeContract, values: Values, size: int) -> tuple[Floats, Floats]: ...


@dataclass(frozen=True, slots=True)
class _OfModel:
    model: Model

    @property
    def effects(self) -> Mapping[str, Effect]:
        return self.model.effects

    @property
    def rates(self) -> tuple[float, tuple[tuple[int | None, float], ...]]:
        return self.model.settings.discount_rate, self.model.settings.schedule

    @property
    def level(self) -> float:
        return self.model.settings.ci_level

    def samplers(self) -> Mapping[str, dist.Sampler]:
        return self.model.samplers()

    def block(self, samplers: Mapping[str, dist.Sampler], seed: int, block: int, size: int) -> Values:
        return model_block(self.model, samplers, seed, block, size)

    def gains(self, contract: OutcomeContract, values: Values, size: int) -> tuple[Floats, Floats]:
        """Return present values per actor (7, D), and what the payer gains within the window (D,), undiscounted."""
        model = self.model
        worth = [np.where(model.programme, 0.0, model.worth(a, model.years)) for a in ACTORS]
        within = model.weights[:, : contract.counted_years].sum(axis=1) * model.purse_shares(contract.payer)
        found = combine(np.array([*worth, np.where(model.programme, 0.0, within)]), term_amounts(model, values, size))
        return found[:-1], found[-1]


@dataclass(frozen=True, slots=True)
class _OfGiven:
    given: GivenEffects

    @property
    def effects(self) -> Mapping[str, Effect]:
        return {effect.outcome: effect for effect in self.given.effects}

    @property
    def rates(self) -> tuple[float, tuple[tuple[int | None, float], ...]]:
        return self.given.discount_rate, ()

    @property
    def level(self) -> float:
        return self.given.ci_level

    def samplers(self) -> Mapping[str, dist.Sampler]:
        return {e.name: dist.normal(e.value, e.std_error, e.df) for e in self.given.effects}

    def block(self, samplers: Mapping[str, dist.Sampler], seed: int, block: int, size: int) -> Values:
        return sample_block(samplers, seed, block, size)

    def gains(self, contract: OutcomeContract, values: Values, size: int) -> tuple[Floats, Floats]:
        """As for a model: every krona is linear in the weighted improvement."""
        improved = np.broadcast_to(weighted(self.effects, contract, values), (size,))
        years = max((len(path) for path in self.given.gains.values()), default=1)
        factors = discount_factors(annual_rates(self.given.discount_rate, (), years), self.given.timing)
        path = np.zeros((len(ACTORS), years))
        for actor, yearly in self.given.gains.items():
            path[ACTORS.index(actor), : len(yearly)] = yearly
        within = float(path[ACTORS.index(contract.payer), : contract.counted_years].sum())
        return np.outer(path @ factors, improved), within * improved


def weighted(effects: Mapping[str, Effect], contract: OutcomeContract, values: Values) -> Floats:
    """Return the weighted improvement of the contract's outcomes, a number or array (D,)."""
    return np.asarray(sum(weight * improvement(effects[name], values) for name, weight in contract.outcomes))


def run_contract(model: Model, contract: OutcomeContract, *, draws: int, seed: int) -> ContractResult:
    """Return the contract over the same draws as the appraisal's Monte Carlo run.

    Raises
    ------
    InputError
        When the contract's terms, outcomes or weights are impossible.
    """
    return _run(_OfModel(model), contract, draws, seed)


def run_given(given: GivenEffects, contract: OutcomeContract, *, draws: int, seed: int) -> ContractResult:
    """Return the contract over draws of given effects. Raises as `run_contract`."""
    return _run(_OfGiven(given), contract, draws, seed)


def by_window(source: Model | GivenEffects, contract: OutcomeContract, *, draws: int, seed: int) -> tuple[float, ...]:
    """Return P(payment) of a contract on a saving for windows of 1, 2, … years up to the contract's own years."""
    from dataclasses import replace

    found: _Source = _OfModel(source) if isinstance(source, Model) else _OfGiven(source)
    windows = range(1, contract.years + 1)
    return tuple(_run(found, replace(contract, window=w), draws, seed).probability_of_payment for w in windows)


def _run(source: _Source, contract: OutcomeContract, draws: int, seed: int) -> ContractResult:
    faults = contract_faults(contract, sorted(source.effects))
    if faults:
        raise InputError(*faults)
    samplers = source.samplers()
    paid, value, metric = np.empty(draws), np.empty(draws), np.empty(draws)
    totals = np.zeros(len(ACTORS))
    first = 0
    for block, size in enumerate(block_sizes(draws)):
        values = source.block(samplers, seed, block, size)
        here = slice(first, first + size)
        improved = np.broadcast_to(weighted(source.effects, contract, values), (size,))
        by_actor, within = source.gains(contract, values, size)
        metric[here] = _metric(contract, improved, within)
        due = payment(contract, metric[here])
        paid[here] = np.where(_significant(source.effects, contract, improved), due, 0.0)
        value[here] = by_actor[ACTORS.index(contract.payer)]
        totals += by_actor.sum(axis=1)
        first += size
    return _summary(source, contract, paid, value, metric, totals / draws)


def _metric(contract: OutcomeContract, improved: Floats, within: Floats) -> Floats:
    if contract.metric == "saving":
        return within
    return improved / contract.baseline if contract.metric == "relative" and contract.baseline else improved


def _significant(effects: Mapping[str, Effect], contract: OutcomeContract, improved: Floats) -> Floats | bool:
    if not contract.significant_only:
        return True
    variance = sum((w * effects[name].std_error) ** 2 for name, w in contract.outcomes)
    return np.asarray(np.abs(improved) > 1.959963984540054 * np.sqrt(variance))


def _summary(
    source: _Source, contract: OutcomeContract, paid: Floats, value: Floats, metric: Floats, totals: Floats
) -> ContractResult:
    rate, schedule = source.rates
    net = value - paid * discount_factors(annual_rates(rate, schedule, contract.years), "end")[-1]
    by_actor = dict(zip(map(str, ACTORS), totals.tolist(), strict=True))
    by_actor[str(contract.payer)] = float(net.mean())
    received = investor_receives(contract, paid)
    earned = investor_return(contract, received)
    return ContractResult(
        probability_of_payment=float(np.mean(paid > 0.0)),
        expected_payment=float(paid.mean()),
        payer_net=float(net.mean()),
        payer_net_interval=_interval(net, source.level),
        investor_return=float(np.median(earned)),
        investor_return_interval=_interval(earned, source.level),
        probability_of_loss=float(np.mean(received < contract.investment)),
        unpaid_value=float(np.where(paid > 0.0, 0.0, value).mean()),
        payment_interval=_interval(paid, source.level),
        investor_quantiles=tuple(zip(QUANTILES, np.quantile(earned, QUANTILES).tolist(), strict=True)),
        steps=_steps(contract, paid, metric),
        actor_net=by_actor,
        metric=float(metric.mean()),
        metric_interval=_interval(metric, source.level),
        bands=payment_bands(contract, paid, metric),
    )


def _interval(values: Floats, level: float) -> Interval:
    low, high = np.quantile(values, ((1.0 - level) / 2.0, (1.0 + level) / 2.0))
    return Interval(float(low), float(high), level)


def _steps(contract: OutcomeContract, paid: Floats, metric: Floats) -> tuple[StepChance, ...]:
    """Return the ladder's steps; a draw stands on the highest step that it reaches and is paid for."""
    if not isinstance(contract.terms, Ladder):
        return ()
    levels = [level for level, _ in contract.terms.steps]
    standing = np.where(paid > 0.0, np.searchsorted(levels, metric, side="right"), 0)
    bounded = payment(contract, np.array(levels))
    earned = investor_return(contract, investor_receives(contract, bounded))
    chance: Sequence[float] = [float(np.mean(standing == n + 1)) for n in range(len(levels))]
    return tuple(
        StepChance(level, pays, rate, share)
        for level, pays, rate, share in zip(levels, bounded.tolist(), earned.tolist(), chance, strict=True)
    )
