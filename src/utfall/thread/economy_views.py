# SPDX-License-Identifier: Apache-2.0
"""The economy cut up for figures: from cost to net, a map over two assumptions, what to measure next. Kronor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from utfall.core.actors import Actor
from utfall.core.estimate import Unknown
from utfall.core.lines import LineKind
from utfall.economics import Appraisal, two_way, value_of_information
from utfall.economics.comparing.cost_effectiveness import InformationValue
from utfall.economics.model import ACTORS, SOCIETY
from utfall.economics.sensitivity import Grid, OneWay
from utfall.economics.uncertainty import BLOCK, draw_totals

PROGRAMME = "programme_cost"
# With fewer draws than this the user asked for a rough run: a regression over them would only seem exact.
FEWEST_DRAWS = 1_000
# Values of each assumption in a map: as many as its figure shows.
_ACROSS, _DOWN = 5, 7
# Values below this share of knowing everything are noise of the regression, not something to measure.
_NOISE = 1e-3
_ONE_KRONA = 1.0  # and less than this is rounding


@dataclass(frozen=True, slots=True)
class Item:
    """One item on the way from cost to net: `PROGRAMME`, an actor's or a line's id, and its present value."""

    name: str
    amount: float


@dataclass(frozen=True, slots=True)
class Path:
    """The items over the first `years`, the net that they add up to, and its interval (None without draws).

    An item that is nothing over the whole horizon is left out.
    """

    years: int
    items: tuple[Item, ...]
    net: float
    low: float | None = None
    high: float | None = None


def periods(appraisal: Appraisal) -> tuple[int, ...]:
    """Return 1 year, 5 years and the horizon: those that the horizon holds, in rising order."""
    horizon = appraisal.settings.horizon_years
    return tuple(sorted({years for years in (1, 5, horizon) if years <= horizon}))


def from_cost_to_net(appraisal: Appraisal, purse: str) -> tuple[Path, ...]:
    """Return a purse's present values after 1 year, 5 years and the horizon, cut into items.

    Parameters
    ----------
    purse
        "society": the programme's cost, then every actor's gain. An actor: its cost, then its gain by line.

    Returns
    -------
    Paths in the order of time; () when nothing touches the purse.
    """
    yearly = _items(appraisal, purse)
    touched = {name: flow for name, flow in yearly.items() if np.any(flow)}
    if not touched:
        return ()
    return tuple(_path(appraisal, purse, touched, years) for years in periods(appraisal))


def _items(appraisal: Appraisal, purse: str) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return present values per item and year, each an array (T,)."""
    cube, lines = appraisal.cube.discounted, appraisal.model.lines
    costs = np.array([line.kind is LineKind.PROGRAMME_COST for line in lines], dtype=bool)
    if purse == SOCIETY:
        gains = {str(actor): cube[~costs, place].sum(axis=0) for place, actor in enumerate(ACTORS)}
        return {PROGRAMME: cube[costs].sum(axis=(0, 1)), **gains}
    own = cube[:, ACTORS.index(Actor(purse))]
    by_line = {line.id: own[place] for place, line in enumerate(lines) if not costs[place]}
    return {PROGRAMME: own[costs].sum(axis=0), **by_line}


def _path(
    appraisal: Appraisal, purse: str, yearly: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]], years: int
) -> Path:
    items = tuple(Item(name, float(flow[:years].sum())) for name, flow in yearly.items())
    net = float(sum(flow[:years].sum() for flow in yearly.values()))
    if appraisal.uncertainty is None:
        return Path(years, items, net)
    interval = appraisal.uncertainty.net[(purse, years)].interval
    return Path(years, items, net, interval.low, interval.high)


@dataclass(frozen=True, slots=True)
class Map:
    """Society's net over the two assumptions that move it most, and what is used of them."""

    grid: Grid
    used: tuple[float, float]
    base: float


def two_most_important(appraisal: Appraisal, rows: Sequence[OneWay]) -> Map | Unknown:
    """Return society's net over the ranges of the two assumptions that move it most.

    Parameters
    ----------
    rows
        The one-way sensitivity, largest swing first.

    Returns
    -------
    The map; Unknown("fewer-than-two-uncertain") when fewer than two move the net.
    """
    moving = [row for row in rows if row.swing > 0.0 and row.low < row.central < row.high]
    if len(moving) < 2:
        return Unknown("fewer-than-two-uncertain")
    x, y = moving[:2]
    across, down = (np.linspace(row.low, row.high, n) for row, n in ((x, _ACROSS), (y, _DOWN)))
    grid = two_way(appraisal.model, x.name, y.name, across.tolist(), down.tolist())
    return Map(grid, (x.central, y.central), appraisal.society.net)


@dataclass(frozen=True, slots=True)
class Information:
    """Expected value of perfect information about everything, and about each assumption by itself.

    Parameters
    ----------
    everything
        EVPI, kronor, not negative.
    rows
        The assumptions that are worth anything to know, the most valuable first.
    worthless
        How many other uncertain assumptions there are: to know one of them would not change the decision.
    """

    everything: float
    rows: tuple[InformationValue, ...]
    worthless: int


def worth_measuring(appraisal: Appraisal) -> Information | Unknown:
    """Return what it is worth to know each assumption, for the choice between the initiative and nothing.

    Returns
    -------
    The values, no rows when no assumption by itself would change the decision; Unknown("few-draws") below
    `FEWEST_DRAWS`, Unknown("nothing-uncertain") when all is certain.
    """
    if appraisal.settings.draws < FEWEST_DRAWS:
        return Unknown("few-draws")
    everything, found = value_of_information(appraisal.model, seed=appraisal.settings.seed)
    if not found:
        return Unknown("nothing-uncertain")
    rows = without_noise(everything, found)
    return Information(everything, rows, len(found) - len(rows))


def without_noise(everything: float, found: Sequence[InformationValue]) -> tuple[InformationValue, ...]:
    """Return the values above the regression's noise, none above what knowing everything is worth."""
    floor = max(_NOISE * everything, _ONE_KRONA)
    capped = [InformationValue(row.name, min(row.value, everything)) for row in found]
    return tuple(row for row in capped if row.value > floor)


def yearly_baseline(appraisal: Appraisal) -> dict[str, tuple[float, ...]] | Unknown:
    """Return what the present way of working costs by actor and year, undiscounted, actors with any cost only."""
    path = appraisal.do_nothing
    if isinstance(path, Unknown):
        return path
    found = {str(actor): tuple(path[place].tolist()) for place, actor in enumerate(ACTORS) if np.any(path[place])}
    return found or Unknown("no-baseline-volume")


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    """One number over the first draws of a run: a purse's net over the horizon, or RATIO of society.

    Parameters
    ----------
    values
        Array (D,): kronor, or kronor per krona.
    mean, sd, low, median, high, above_zero
        Of these draws: standard deviation of a sample, percentiles at the settings' level, share above zero.
    """

    name: str
    values: NDArray[np.float64]
    mean: float
    sd: float
    low: float
    median: float
    high: float
    above_zero: float


RATIO = "bcr"


def first_draws(appraisal: Appraisal, most: int = 1_000) -> tuple[DrawnSeries, ...]:
    """Return at most `most` draws of the run, the first, by purse that is touched and for society's ratio.

    () when the run made fewer than two. The ratio is left out when a draw has none.
    """
    settings, model = appraisal.settings, appraisal.model
    if settings.draws < 2:
        return ()
    drawn = draw_totals(model, draws=min(settings.draws, BLOCK), seed=settings.seed)
    found = [
        _series(purse, drawn.net[row, :most], settings.ci_level)
        for row, (purse, years) in enumerate(drawn.names)
        if years == model.years and (purse == SOCIETY or np.any(drawn.net[row]))
    ]
    ratio = drawn.ratios[0, :most]
    return (*found, _series(RATIO, ratio, settings.ci_level)) if np.all(np.isfinite(ratio)) else tuple(found)


def _series(name: str, drawn: NDArray[np.float32], level: float) -> DrawnSeries:
    values = drawn.astype(np.float64)
    low, median, high = np.quantile(values, ((1.0 - level) / 2.0, 0.5, (1.0 + level) / 2.0)).tolist()
    above = float(np.mean(values > 0.0))
    return DrawnSeries(name, values, float(values.mean()), float(values.std(ddof=1)), low, median, high, above)
