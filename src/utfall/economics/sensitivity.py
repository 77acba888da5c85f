# SPDX-License-Identifier: Apache-2.0
"""What the answer hangs on: one parameter at a time, two at a time, scenarios and the discount rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from utfall.core.errors import InputError, suggestion
from utfall.economics._faults import fault
from utfall.economics._numerics.distributions import Z_95
from utfall.economics._numerics.linear import Floats
from utfall.economics.compile import with_discount_rate
from utfall.economics.evaluate import apply_effects, net_values, potential_value, realised_value, term_bases
from utfall.economics.model import SOCIETY, Effect, Model

DISCOUNT_RATES = (0.0, 0.02, 0.05)
# How far outside its own range a switching value is looked for, in widths of the range.
_REACH = 20.0
# A net whose middle misses the chord by less than this share is linear in the parameter: nearly always so.
_LINEAR = 1e-12


@dataclass(frozen=True, slots=True)
class OneWay:
    """One parameter moved from its low to its high value while all others keep their central value.

    Parameters
    ----------
    name
        Parameter name, or "effect:<outcome>".
    low, central, high
        Values of the parameter; for an effect its 95 % interval.
    net_low, net_high
        Net present value of the purse at low and high, kronor.
    break_even_low, break_even_high
        Break-even verkningsgrad at low and high; None when the potential is unknown.
    switching
        Value of the parameter at which the net is zero; None when there is none.
    assumption
        True when nobody has measured it.
    """

    name: str
    low: float
    central: float
    high: float
    net_low: float
    net_high: float
    break_even_low: float | None
    break_even_high: float | None
    switching: float | None
    assumption: bool

    @property
    def break_even_swing(self) -> float | None:
        """How far the break-even verkningsgrad moves; None when it is unknown at either end."""
        if self.break_even_low is None or self.break_even_high is None:
            return None
        return abs(self.break_even_high - self.break_even_low)

    @property
    def swing(self) -> float:
        """How far the net moves, kronor."""
        return abs(self.net_high - self.net_low)


@dataclass(frozen=True, slots=True)
class Grid:
    """Net present value over two parameters.

    Parameters
    ----------
    net
        Array (len(ys), len(xs)), kronor.
    contour
        (x, y) where the net is zero, one y for each x that has one within `ys`, interpolated.
    """

    x: str
    y: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    net: Floats
    contour: tuple[tuple[float, float], ...]


def ranges_of(model: Model) -> dict[str, tuple[float, float, float]]:
    """Return (low, central, high) of every parameter and effect that has an uncertainty, by name."""
    found = {
        name: (p.low, p.value, p.high)
        for name, p in model.parameters.items()
        if p.low is not None and p.high is not None and p.low < p.high
    }
    return found | {e.name: _effect_range(e) for e in model.effects.values() if e.std_error > 0.0}


def _effect_range(effect: Effect) -> tuple[float, float, float]:
    from scipy.special import stdtrit

    half = (Z_95 if effect.df is None else float(stdtrit(effect.df, 0.975))) * effect.std_error
    # An end given as nought comes back from its standard error as 10^-17 of a unit: rounding, no value to show.
    low, high = (0.0 if abs(end) < 1e-12 * half else end for end in (effect.value - half, effect.value + half))
    return low, effect.value, high


def one_way(model: Model, *, purse: str = SOCIETY) -> tuple[OneWay, ...]:
    """Return every uncertain parameter's swing in the net present value of a purse, the largest first."""
    ranges = ranges_of(model)
    if not ranges:
        return ()
    size = 2 * len(ranges)
    variants = {name: np.full(size, value) for name, value in model.central().items()}
    for place, (name, (low, _, high)) in enumerate(ranges.items()):
        variants[name][2 * place : 2 * place + 2] = low, high
    net = net_values(model, variants, size, purse=purse)
    even = break_even_values(model, variants, size)
    rows = []
    for place, (name, (low, central, high)) in enumerate(ranges.items()):
        i, j = 2 * place, 2 * place + 1
        rows.append(
            OneWay(
                name=name,
                low=low,
                central=central,
                high=high,
                net_low=float(net[i]),
                net_high=float(net[j]),
                break_even_low=None if even is None else float(even[i]),
                break_even_high=None if even is None else float(even[j]),
                switching=switching_value(model, name, purse=purse),
                assumption=name in model.parameters and model.parameters[name].assumption,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.swing, row.name)))


def break_even_values(model: Model, values: Mapping[str, Floats], size: int) -> Floats | None:
    """Return the break-even verkningsgrad of each variant, array (D,); None without a known potential."""
    bases = term_bases(model, values, size)
    potential = potential_value(model, bases)
    if potential is None or np.any(potential <= 0.0):
        return None
    realised = realised_value(model, bases, values)
    apply_effects(model, bases, values)
    net = model.worth(SOCIETY, model.years) @ bases
    return np.asarray((realised - net) / potential)


def switching_value(model: Model, name: str, *, purse: str = SOCIETY) -> float | None:
    """Return the value of one parameter at which the net present value of a purse is zero.

    Looked for within twenty widths of the parameter's own range on either side (of its size when it has
    none), among values that can be: a share lies within 0–1 and a price is not negative. The nearest to the
    central value; None when the sign never turns there.
    """
    central = model.central()
    require_names(model, [name])
    low, here, high = ranges_of(model).get(name, (central[name],) * 3)
    width = (high - low) or abs(here) or 1.0
    least, most = np.clip([here - _REACH * width, here + _REACH * width], *_possible(model, name))
    ends = np.array([least, (least + most) / 2.0, most])
    net = net_values(model, central | {name: ends}, 3, purse=purse)
    if abs(net[1] - (net[0] + net[2]) / 2.0) <= _LINEAR * np.max(np.abs(net)):
        return _zero_of_line(ends, net)
    grid = np.linspace(least, most, 401)
    net = net_values(model, central | {name: grid}, grid.size, purse=purse)
    turns = np.flatnonzero(np.sign(net[:-1]) * np.sign(net[1:]) <= 0.0)
    turns = turns[net[turns] != net[turns + 1]]
    if turns.size == 0:
        return None
    nearest = turns[np.argmin(np.abs(grid[turns] + (most - least) / 800.0 - here))]
    return _zero_between(model, central, name, grid[nearest], grid[nearest + 1], purse)


def _possible(model: Model, name: str) -> tuple[float, float]:
    """Return the least and the largest value that a parameter can have at all."""
    shares = {share for term in model.terms for share in (term.dropoff, *term.remainders)}
    shares |= {line.reach.name for line in model.lines if line.reach is not None}
    if name in shares or (name in model.parameters and model.parameters[name].distribution == "beta"):
        return 0.0, 1.0
    if any(line.unit_cost.price.name == name for line in model.lines):
        return 0.0, math.inf
    return -math.inf, math.inf


def _zero_of_line(ends: Floats, net: Floats) -> float | None:
    if net[0] == net[2] or (net[0] > 0.0) == (net[2] > 0.0):
        return None
    return float(ends[0] - net[0] * (ends[2] - ends[0]) / (net[2] - net[0]))


def _zero_between(model: Model, central: dict[str, float], name: str, low: float, high: float, purse: str) -> float:
    from scipy.optimize import brentq

    def net(value: float) -> float:
        return float(net_values(model, central | {name: np.array([value])}, 1, purse=purse)[0])

    return float(brentq(net, low, high, xtol=1e-12 * max(1.0, abs(low), abs(high)), rtol=1e-14))


def two_way(model: Model, x: str, y: str, xs: Sequence[float], ys: Sequence[float], *, purse: str = SOCIETY) -> Grid:
    """Return the net present value of a purse for every pair of values of two parameters."""
    require_names(model, [x, y])
    across, down = np.meshgrid(np.asarray(xs, float), np.asarray(ys, float))
    values = model.central() | {x: across.ravel(), y: down.ravel()}
    net = net_values(model, values, across.size, purse=purse).reshape(across.shape)
    return Grid(x, y, tuple(map(float, xs)), tuple(map(float, ys)), net, _contour(xs, ys, net))


def _contour(xs: Sequence[float], ys: Sequence[float], net: Floats) -> tuple[tuple[float, float], ...]:
    points = []
    for column, x in enumerate(xs):
        values = net[:, column]
        for row in np.flatnonzero(np.sign(values[:-1]) != np.sign(values[1:]))[:1]:
            share = values[row] / (values[row] - values[row + 1])
            points.append((float(x), float(ys[row] + share * (ys[row + 1] - ys[row]))))
    return tuple(points)


def scenarios(model: Model, *, purse: str = SOCIETY) -> dict[str, float]:
    """Return the net present value of a purse in three scenarios, kronor.

    "pessimistic" has every uncertain parameter at the end of its range that is worse for the purse,
    "optimistic" at the better end: bounds that all happen together are far less likely than 2.5 %.
    """
    rows, central = one_way(model, purse=purse), model.central()
    worse = {row.name: row.low if row.net_low <= row.net_high else row.high for row in rows}
    better = {row.name: row.high if row.net_low <= row.net_high else row.low for row in rows}
    chosen = {"pessimistic": central | worse, "expected": central, "optimistic": central | better}
    return {name: scenario(model, values, purse=purse) for name, values in chosen.items()}


def scenario(model: Model, values: Mapping[str, float], *, purse: str = SOCIETY) -> float:
    """Return the net present value of a purse with some parameters at given values, kronor."""
    require_names(model, values)
    return float(net_values(model, model.central() | dict(values), 1, purse=purse)[0])


def discount_rate_sensitivity(
    model: Model, rates: Sequence[float] = DISCOUNT_RATES, *, purse: str = SOCIETY
) -> dict[float, float]:
    """Return the net present value of a purse at each constant discount rate, kronor."""
    central = model.central()
    return {r: float(net_values(with_discount_rate(model, r), central, 1, purse=purse)[0]) for r in rates}


def require_names(model: Model, names: Sequence[str] | Mapping[str, float]) -> None:
    """Raise an InputError for every name that is no parameter of the model."""
    known = model.central()
    faults = []
    for name in names:
        if name not in known:
            mend = suggestion(name, sorted(known))
            text = (f"Parametern {name} finns inte.", f"There is no parameter {name}.")
            faults.append(fault("parameter-unknown", name, text=text, mend=(mend.sv, mend.en)))
    if faults:
        raise InputError(*faults)
