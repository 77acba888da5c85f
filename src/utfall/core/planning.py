# SPDX-License-Identifier: Apache-2.0
"""What is planned before there is an effect of one's own: type cases, alternatives and a roll-out, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from utfall.core.actors import Actor
from utfall.core.lines import Parameter
from utfall.core.text import NO_TEXT, Text

# Effects shrink when pilots become routine; how much is not known in general, hence an assumption to state.
DEFAULT_RETENTION = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCase:
    """One described participant; kronor per year, positive for what an actor pays or loses.

    Parameters
    ----------
    before, after
        Actor → kronor per year in the state before, and in the state after.
    stands_for
        Participants whom the case stands for.
    """

    id: str
    before: Mapping[Actor, float]
    after: Mapping[Actor, float]
    stands_for: float = 1.0
    label: Text = NO_TEXT

    def gain(self, actor: Actor) -> float:
        """Return what the actor gains per year by the change, kronor."""
        return self.before.get(actor, 0.0) - self.after.get(actor, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeCost:
    """What would have been used instead (alternativkostnadsberäkning): units x kronor x how likely, 0–1."""

    id: str
    actor: Actor
    units: float
    unit_cost: float
    probability: float = 1.0
    label: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSaved:
    """Time saved per case: cases per year, minutes before and after, kronor per hour."""

    id: str
    actor: Actor
    cases: float
    minutes_before: float
    minutes_after: float
    hourly_cost: float
    label: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One option of a choice: cost per person in kronor, and effect per person in one common unit."""

    id: str
    cost: Parameter
    effect: Parameter
    label: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleUp:
    """How an initiative is rolled out; kronor of the base price year.

    Parameters
    ----------
    persons
        Persons served in each year, (N_1, N_2, …): all at once or phased.
    fixed
        Kronor per year whatever the number of persons, in years with any.
    step_cost, capacity
        Kronor per year for each team (or unit) of `capacity` persons begun; None: no steps.
    variable
        Kronor per person and year.
    training, premises
        One-off kronor for each new team; training again for the share of staff replaced each year.
    turnover
        Share (0–1) of the teams' training that has to be repeated each year.
    retention
        Share of the pilot's effect that is kept.
    released
        Kronor per person and year of existing activities that are phased out because of it.
    """

    persons: tuple[float, ...]
    fixed: float = 0.0
    step_cost: float = 0.0
    capacity: float | None = None
    variable: float = 0.0
    training: float = 0.0
    premises: float = 0.0
    turnover: float = 0.0
    retention: float = DEFAULT_RETENTION
    released: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """Everything of an initiative file that is planned beside its lines.

    Parameters
    ----------
    willingness
        Kronor per unit of effect that acceptability is shown for.
    claims
        Outcome → share (0–1) of it that the initiative attributes to itself, for the portfolio (check K13).
    optimism
        Line id → share that gains are lowered, and costs raised, by.
    reference_costs
        Yearly costs per person of known services, base-year kronor (check K9).
    vintages
        (result that is quoted, its vintage, the current vintage), for check K17.
    """

    type_cases: tuple[TypeCase, ...] = ()
    alternative_costs: tuple[AlternativeCost, ...] = ()
    time_saved: tuple[TimeSaved, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    willingness: tuple[float, ...] = ()
    scale_up: ScaleUp | None = None
    claims: Mapping[str, float] | None = None
    people: str = ""
    optimism: Mapping[str, float] | None = None
    own_optimism: bool = False
    optimism_source: str = ""
    reference_costs: tuple[float, ...] = ()
    vintages: tuple[tuple[str, str, str], ...] = ()


NO_PLANS = Plans()
