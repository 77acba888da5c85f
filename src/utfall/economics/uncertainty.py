# SPDX-License-Identifier: Apache-2.0
"""Monte Carlo: the uncertainty of the effect and of every parameter carried into every purse.

Draws are made in blocks of 16,384. A block's draws depend on the seed, the block's number and the
parameter's name only, so the result is the same to the last bit for any number of workers, any order of
blocks and any order of lines. Kept per draw are totals in single precision, never the cube.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from utfall.economics._numerics import distributions as dist
from utfall.economics._numerics.linear import Floats, Values, combine
from utfall.economics._numerics.returns import payback_months
from utfall.economics.correlation import Correlation, correlate, require_correlation
from utfall.economics.evaluate import apply_effects, potential_value, term_amounts, term_bases
from utfall.economics.keyfigures import PURSES
from utfall.economics.model import ACTORS, PUBLIC, SOCIETY, Model
from utfall.economics.results import Uncertainty
from utfall.economics.spreads import Draws, Singles, summarise

BLOCK = 16_384
# Draws of which the payback curve, the potential and the realised value are kept: enough for any interval.
KEPT = 8 * BLOCK
_ROUNDING = 1e-12
# Names the generator that shuffles scores; no parameter can have it.
_CORRELATION = "\x00correlation"
Progress = Callable[[int, int], None]


def block_generator(seed: int, block: int, name: str) -> np.random.Generator:
    """Return the random generator of one parameter in one block."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    words = (int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little"))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(block, *words))))


def sample_block(samplers: Mapping[str, dist.Sampler], seed: int, block: int, size: int) -> Values:
    """Return the draws of one block: a number for what is certain, an array (size,) for the rest."""
    return {
        name: sampler.location
        if sampler.kind == "constant"
        else dist.draw(sampler, block_generator(seed, block, name), size)
        for name, sampler in samplers.items()
    }


def model_block(
    model: Model,
    samplers: Mapping[str, dist.Sampler],
    seed: int,
    block: int,
    size: int,
    correlation: Correlation | None = None,
) -> Values:
    """Return the draws of one block of a model, correlated as its settings say unless `correlation` is given."""
    values = sample_block(samplers, seed, block, size)
    chosen = correlation or Correlation.of_pairs(model.settings.correlations)
    return values if chosen is None else correlate(values, chosen, block_generator(seed, block, _CORRELATION))


def block_sizes(draws: int) -> list[int]:
    """Return the number of draws in each block."""
    whole, rest = divmod(draws, BLOCK)
    return [BLOCK] * whole + ([rest] if rest else [])


@dataclass(frozen=True, slots=True)
class _Plan:
    """What every block is multiplied by, computed once.

    Parameters
    ----------
    net, curve
        (purse, years) of the rows of `net_worth` (rows, C): those of every draw, then those of the first
        `KEPT` draws.
    paid
        Purses whose payback is followed.
    flows
        For each of them the worth per year (rows, C), undiscounted: the gains of T years, then the
        programme cost of those years that have any; and which years those are.
    rounding
        Array (rows,): kronor below which a net is zero; above 0 only where gains and losses cancel out,
        as for transfers between two actors of one purse.
    society_cost
        Array (C,): present value of programme cost to society per unit of each term, positive.
    linked_worth
        Array (C,): present value to society per unit of each term that is linked to an outcome.
    potential_worth
        The same times the outcome's potential improvement, for terms before the effect multiplies them;
        not a number when there is no potential to hold the draws against.
    """

    net: tuple[tuple[str, int], ...]
    curve: tuple[tuple[str, int], ...]
    net_worth: Floats
    centre: Floats
    rounding: Floats
    paid: tuple[str, ...]
    flows: tuple[tuple[Floats, tuple[int, ...]], ...]
    society_cost: Floats
    linked_worth: Floats
    potential_worth: Floats


def _plan(model: Model) -> _Plan:
    horizons = sorted({h for h in (1, 5, model.years) if h <= model.years})
    path = [years for years in range(model.years + 1) if years not in horizons]
    net = tuple((str(purse), years) for purse in PURSES for years in horizons)
    curve = tuple((SOCIETY, years) for years in path)  # the payback curve
    paid = [SOCIETY, PUBLIC, *(a for a in ACTORS if np.any(model.purse_shares(a)[model.programme] != 0.0))]
    net_worth = np.array([_worth(model, purse, years) for purse, years in (*net, *curve)])
    worth = model.worth(SOCIETY, model.years)
    possible = potential_value(model, term_bases(model, model.central(), 1))
    known = possible is not None and float(possible[0]) > 0.0
    linked = [outcome is not None for outcome in model.linked]
    potential = np.array([_potential(model, outcome) for outcome in model.linked])
    amounts = term_amounts(model, model.central(), 1)
    centre, gross = (net_worth @ amounts)[:, 0], (np.abs(net_worth) @ np.abs(amounts))[:, 0]
    return _Plan(
        net=net,
        curve=curve,
        net_worth=net_worth,
        centre=centre,
        rounding=np.where(np.abs(centre) <= _ROUNDING * gross, _ROUNDING * gross, 0.0),
        flows=tuple(_purse_flows(model, purse) for purse in paid),
        paid=tuple(str(purse) for purse in paid),
        society_cost=np.where(model.programme, -worth, 0.0),
        linked_worth=np.where(linked, worth, 0.0 if any(linked) else np.nan),
        potential_worth=potential * worth if known else np.full_like(worth, np.nan),
    )


def _worth(model: Model, purse: str, years: int) -> Floats:
    return model.worth(purse, years) if years else model.worth_at_start(purse)


def _potential(model: Model, outcome: str | None) -> float:
    potential = model.effects[outcome].potential if outcome is not None else None
    return potential or 0.0


def _purse_flows(model: Model, purse: str) -> tuple[Floats, tuple[int, ...]]:
    yearly = (model.weights * model.purse_shares(purse)[:, None]).T
    costs = np.where(model.programme, -yearly, 0.0)
    with_cost = np.flatnonzero(np.any(costs != 0.0, axis=1))
    gains = np.where(model.programme, 0.0, yearly)
    return np.concatenate((gains, costs[with_cost])), tuple(with_cost.tolist())


def draw_totals(
    model: Model,
    *,
    draws: int,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
    correlation: Correlation | None = None,
) -> Draws:
    """Return the totals of `draws` draws of the model.

    Parameters
    ----------
    workers
        Threads; the result does not depend on it.
    progress
        Called with (blocks done, blocks in all) after each block.
    correlation
        Rank correlation between some parameters; None: as the model's settings say.

    Raises
    ------
    InputError
        For a correlation of what is not drawn, or that cannot hold together.
    """
    plan, samplers, sizes = _plan(model), model.samplers(), block_sizes(draws)
    chosen = correlation or Correlation.of_pairs(model.settings.correlations)
    if chosen is not None:
        require_correlation(chosen, [name for name, s in samplers.items() if s.kind != "constant"])
    net = np.empty((len(plan.net), draws), np.float32)
    payback = np.empty((len(plan.paid), draws), np.float32)
    ratios = np.empty((3, draws), np.float32)
    side = np.empty((len(plan.curve) + 2, min(draws, KEPT)), np.float32)
    sums = np.empty((len(sizes), len(plan.net), 2))
    out = Draws(plan.net, plan.paid, net, payback, ratios, sums, plan.centre, plan.curve, side)

    def run(block: int) -> None:
        values = model_block(model, samplers, seed, block, sizes[block], chosen)
        amounts = term_bases(model, values, sizes[block])
        potential = plan.potential_worth @ amounts
        apply_effects(model, amounts, values)
        del values
        sums[block] = _totals(plan, model, amounts, potential, out, block * BLOCK)

    _for_each(run, len(sizes), workers, progress)
    return replace(out, sums=sums.sum(axis=0))


def _for_each(run: Callable[[int], None], n: int, workers: int, progress: Progress | None) -> None:
    if workers <= 1:
        for block in range(n):
            run(block)
            if progress is not None:
                progress(block + 1, n)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        for done, _ in enumerate(pool.map(run, range(n)), start=1):
            if progress is not None:
                progress(done, n)


def _totals(plan: _Plan, model: Model, amounts: Floats, potential: Floats, into: Draws, first: int) -> Floats:
    """Write one block's totals into `into` from `first` on; return sums and sums of squares of the nets."""
    here = slice(first, first + amounts.shape[1])
    kept = first < KEPT
    net = combine(plan.net_worth if kept else plan.net_worth[: len(plan.net)], amounts)
    for row in np.flatnonzero(plan.rounding[: len(net)]):
        net[row][np.abs(net[row]) <= plan.rounding[row]] = 0.0
    if kept:
        into.side[:-2, here] = net[len(plan.net) :]
        net = net[: len(plan.net)]
    into.net[:, here] = net
    society = net[plan.net.index((SOCIETY, model.years))]
    realised = _write_ratios(plan, amounts, society, potential, into.ratios[:, here])
    if kept:
        into.side[-2:, here] = potential, realised
    _write_payback(plan, amounts, model.years, into.payback[:, here])
    net -= plan.centre[: len(net), None]
    return np.stack((net.sum(axis=1), np.einsum("rd,rd->r", net, net)), axis=1)


def _write_payback(plan: _Plan, amounts: Floats, years: int, into: Singles) -> None:
    for row, (worth, with_cost) in enumerate(plan.flows):
        flows = combine(worth, amounts)
        costs = dict(zip(with_cost, flows[years:], strict=True))
        into[row] = payback_months([costs.get(year) for year in range(years)], list(flows[:years]))


def _write_ratios(plan: _Plan, amounts: Floats, society: Floats, potential: Floats, into: Singles) -> Floats:
    """Write ratio, verkningsgrad and break-even; return the realised value, not a number like the potential."""
    cost, realised = combine(np.stack((plan.society_cost, plan.linked_worth)), amounts)
    with np.errstate(divide="ignore", invalid="ignore"):
        into[0] = np.where(cost > 0.0, (society + cost) / cost, np.nan)
        possible = np.where(potential > 0.0, potential, np.nan)
        into[1], into[2] = realised / possible, (realised - society) / possible
    return np.asarray(realised)


def simulate(
    model: Model,
    *,
    draws: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    correlation: Correlation | None = None,
) -> Uncertainty:
    """Return the Monte Carlo run of a model; draws and seed default to the model's settings.

    Returns
    -------
    Percentile intervals at the settings' level, probabilities of a net above zero, Monte Carlo errors.
    """
    settings = model.settings
    n = settings.draws if draws is None else draws
    start = settings.seed if seed is None else seed
    totals = draw_totals(model, draws=n, seed=start, workers=workers, progress=progress, correlation=correlation)
    return summarise(totals, seed=start, level=settings.ci_level)
