# SPDX-License-Identifier: Apache-2.0
"""From project to ordinary operation: what it costs for N persons, what of the effect is kept, what it replaces.

cost(N) = fixed + step x ceil(N / capacity) + variable x N, each year; training and premises when people start
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.errors import Fault, InputError
from utfall.core.estimate import Check, Status
from utfall.core.planning import DEFAULT_RETENTION, ScaleUp
from utfall.economics._faults import fault
from utfall.economics._numerics.discounting import Floats, When, annual_rates, discount_factors

Schedule = tuple[tuple[int | None, float], ...]
# A curve over persons has at most this many steps drawn upright, and otherwise this many points.
_MOST_STEPS, _SPREAD = 12, 10

__all__ = [
    "DEFAULT_RETENTION",
    "OrdinaryYear",
    "ScaleUp",
    "ScaleUpPath",
    "check_scale_up",
    "ordinary_years",
    "roll_out",
    "teams_of",
    "yearly_cost",
]


@dataclass(frozen=True, slots=True)
class ScaleUpPath:
    """The roll-out year by year, arrays (T,) in kronor, undiscounted but for `net_present_value`.

    Parameters
    ----------
    cost
        What it costs.
    benefit
        What it gains at the effect that is kept.
    released
        What phased-out activities give back.
    """

    teams: Floats
    cost: Floats
    benefit: Floats
    released: Floats
    net: Floats
    net_present_value: float

    @property
    def gain(self) -> Floats:
        """Benefit and released together, array (T,)."""
        return np.asarray(self.benefit + self.released)


def teams_of(plan: ScaleUp) -> Floats:
    """Return the number of teams at work in each year, array (T,)."""
    persons = np.array(plan.persons, dtype=np.float64)
    if plan.capacity is None:
        return np.where(persons > 0.0, 1.0, 0.0)
    return np.ceil(persons / plan.capacity)


def yearly_cost(plan: ScaleUp) -> Floats:
    """Return what the roll-out costs in each year, array (T,)."""
    persons, teams = np.array(plan.persons, dtype=np.float64), teams_of(plan)
    steps = plan.step_cost * teams if plan.capacity is not None else 0.0
    new = np.maximum(np.diff(teams, prepend=0.0), 0.0)
    repeated = plan.turnover * (teams - new)
    running = np.where(persons > 0.0, plan.fixed, 0.0) + steps + plan.variable * persons
    return np.asarray(running + plan.training * (new + repeated) + plan.premises * new)


def roll_out(
    plan: ScaleUp,
    gain_per_person: Floats,
    *,
    rate: float,
    schedule: Schedule = (),
    timing: When = "mid",
    horizon: int | None = None,
) -> ScaleUpPath:
    """Return the roll-out's cost and gain per year.

    Parameters
    ----------
    gain_per_person
        Array (K,): kronor that one person served in the pilot gained in the year of service and the years
        after, any purse.
    rate
        Discount rate, share per year.
    schedule
        Declining rates as (last year, rate), in place of `rate`; () for none.
    horizon
        Years counted; None: until the last person's last gain.

    Raises
    ------
    InputError
        Negative amounts, shares outside 0–1, no persons or a capacity of zero.
    """
    faults = scale_up_faults(plan)
    if faults:
        raise InputError(*faults)
    years = horizon or len(plan.persons) + gain_per_person.size - 1
    persons = _fit(np.array(plan.persons, dtype=np.float64), years)
    cost = _fit(yearly_cost(plan), years)
    benefit = plan.retention * np.convolve(persons, gain_per_person)[:years]
    benefit = _fit(benefit, years)
    released = plan.released * persons
    net = benefit + released - cost
    factors = discount_factors(annual_rates(rate, schedule, years), timing)
    return ScaleUpPath(_fit(teams_of(plan), years), cost, benefit, released, net, float(net @ factors))


@dataclass(frozen=True, slots=True)
class OrdinaryYear:
    """One year of ordinary operation with `persons` served every year, kronor, undiscounted.

    Parameters
    ----------
    cost
        Fixed, step and variable costs, and training again for the share of staff replaced; nothing one-off.
    gain
        What every year's persons gain together at the effect that is kept, and what phased-out activities give back.
    """

    persons: float
    cost: float
    gain: float


def ordinary_years(plan: ScaleUp, gain_per_person: Floats, most: float) -> tuple[OrdinaryYear, ...]:
    """Return cost and gain of a year of ordinary operation for numbers of persons up to `most`, rising.

    At a step the number comes twice: before the new team and with it. `gain_per_person` as for `roll_out`.
    """
    kept = plan.retention * float(gain_per_person.sum()) + plan.released
    found = [_ordinary(plan, n, teams, kept) for n, teams in _numbers(plan, most)]
    return tuple(found)


def _ordinary(plan: ScaleUp, persons: float, teams: float, gain: float) -> OrdinaryYear:
    steps = plan.step_cost * teams if plan.capacity is not None else 0.0
    cost = plan.fixed + steps + plan.variable * persons + plan.turnover * plan.training * teams
    return OrdinaryYear(persons, cost, gain * persons)


def _numbers(plan: ScaleUp, most: float) -> list[tuple[float, float]]:
    """Return (persons, teams): at every step when they are few, else evenly spread."""
    if plan.capacity is None:
        return [(most * share / _SPREAD, 1.0) for share in range(1, _SPREAD + 1)]
    if most / plan.capacity > _MOST_STEPS:
        spread = [most * share / _SPREAD for share in range(1, _SPREAD + 1)]
        return [(n, float(np.ceil(n / plan.capacity))) for n in spread]
    full = int(np.ceil(most / plan.capacity))
    steps = [(k * plan.capacity, k + more) for k in range(1, full) for more in (0.0, 1.0)]
    return [(plan.capacity / _SPREAD, 1.0), *steps, (full * plan.capacity, float(full))]


def _fit(values: Floats, years: int) -> Floats:
    return np.pad(values[:years], (0, max(years - values.size, 0)))


def check_scale_up(plan: ScaleUp) -> Check:
    """K15: the cost has fixed, step or one-off parts, not the pilot's average alone (value: how many)."""
    parts = {
        "fixed": plan.fixed,
        "step": plan.step_cost if plan.capacity is not None else 0.0,
        "training": plan.training,
        "premises": plan.premises,
    }
    stated = sum(value > 0.0 for value in parts.values())
    missing = tuple(("missing", name) for name, value in parts.items() if value == 0.0)
    return Check("K15", Status.PASS if stated else Status.WARN, float(stated), 1.0, missing)


def scale_up_faults(plan: ScaleUp) -> list[Fault]:
    """Return everything that is wrong with a plan."""
    amounts = (plan.fixed, plan.step_cost, plan.variable, plan.training, plan.premises, plan.released)
    shares = (plan.turnover, plan.retention)
    good = (
        plan.persons
        and all(n >= 0.0 for n in plan.persons)
        and all(amount >= 0.0 for amount in amounts)
        and all(0.0 <= share <= 1.0 for share in shares)
        and (plan.capacity is None or plan.capacity > 0.0)
    )
    if good:
        return []
    return [
        fault(
            "scale-up-outside",
            "scale_up",
            text=("Uppskalningen har omöjliga värden.", "The scale-up has impossible values."),
            mend=(
                "Ange personer och belopp från noll, andelar 0–1 och en kapacitet över noll.",
                "State persons and amounts from zero, shares 0–1 and a capacity above zero.",
            ),
        )
    ]
