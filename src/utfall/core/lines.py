# SPDX-License-Identifier: Apache-2.0
"""The economy as data: parameters, unit costs, postings, lines and settings.

Sign convention. A line linked to an outcome has, per year,

    quantity = population x reach x improvement x units_per_improvement

where improvement is the effect counted in the WANTED direction (effect x +1 for an outcome to increase,
x -1 for one to decrease). The kind of line gives the sign of its value: avoided_service, production, tax,
transfer, time and wellbeing +; programme_cost and induced_service -. The postings share the value among
actors: for resource lines the shares sum to 1; for tax and transfer lines they sum to 0, plus for the one
who gains and minus for the one who pays.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from utfall.core.actors import Actor
from utfall.core.text import NO_TEXT, Text

Distribution = Literal["fixed", "normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number with its uncertainty, sampled once per draw and shared by name.

    Parameters
    ----------
    value
        Central value.
    low, high
        The 95 % interval for normal, lognormal, beta and gamma; the bounds for triangular, pert and uniform.
    assumption
        True when nobody has measured it: every report marks it so.
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    distribution: Distribution = "fixed"
    source: str = ""
    assumption: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """What one unit of a service or resource costs, in kronor of its OWN price year.

    Parameters
    ----------
    price
        Parameter in currency units of `price_year`.
    index
        Name of the index series that carries it to the base price year; "none" when none shall be used.
    verified
        Whether somebody has seen the number at its source.
    basis
        Average or marginal cost, or a tariff.
    variable_share
        Share (0–1) of an average cost that follows the volume at once; None where nobody has stated it.
    step
        Smallest change in volume that frees any cash (one post, one ward); None when there is no step.
    overhead
        "in" or "out": whether shared costs are part of it; "" where nobody has stated it.
    overlap_group
        Lines that value the same thing share a group (check K2).
    valid_from, valid_to
        ISO dates between which the figure holds, "" where nobody has stated it.
    """

    id: str
    label: Text
    price: Parameter
    price_year: int | None
    actor: Actor
    unit: Text = NO_TEXT
    index: str = "kpi"
    source: str = ""
    address: str = ""
    verified: bool = False
    basis: Literal["average", "marginal", "tariff"] = "average"
    step: float | None = None
    variable_share: float | None = None
    overhead: str = ""
    overlap_group: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """An actor's share of a line's value: positive for who gains, negative for who pays (see the module).

    `unit` names the part of the actor (a board, an agency); "" is the actor as a whole.
    """

    actor: Actor
    share: float
    unit: str = ""


class LineKind(StrEnum):
    """What a line is; gives the sign of its value (see the module)."""

    PROGRAMME_COST = "programme_cost"
    AVOIDED_SERVICE = "avoided_service"
    INDUCED_SERVICE = "induced_service"
    PRODUCTION = "production"
    TAX = "tax"
    TRANSFER = "transfer"
    TIME = "time"
    WELLBEING = "wellbeing"

    @property
    def sign(self) -> int:
        """-1 for what costs, +1 for what gains."""
        return -1 if self in (LineKind.PROGRAMME_COST, LineKind.INDUCED_SERVICE) else 1

    @property
    def moves_money_only(self) -> bool:
        """True for tax and transfer, whose shares sum to zero."""
        return self in (LineKind.TAX, LineKind.TRANSFER)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLink:
    """How a line's quantity follows from an outcome.

    Parameters
    ----------
    outcome
        Outcome id.
    units_per_improvement
        Units of the unit cost, per person and year, for an improvement of one outcome unit
        (for a binary outcome: per person who is moved).
    """

    outcome: str
    units_per_improvement: Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A share (0–1) taken off a line: deadweight, displacement or attribution to others.

    `motive` is required when the effect already comes from a comparison group, which has taken it off.
    """

    share: Parameter
    motive: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a line falls.

    Parameters
    ----------
    first_year
        1 is the year the initiative starts.
    years
        How many years it lasts.
    dropoff
        Share (0–1) of the quantity lost from one year to the next.
    ramp
        Shares of full quantity in the first years, for example (0.5, 1.0); empty: full at once.
    """

    first_year: int = 1
    years: int = 1
    dropoff: Parameter | None = None
    ramp: tuple[float, ...] = ()


Cashability = Literal["cash_releasing", "freed_capacity", "avoided_growth", "not_valued"]


@dataclass(frozen=True, slots=True)
class EvidenceGrades:
    """Grades of what a line rests on, 1 the best: population, effect and unit cost."""

    population: int
    effect: int
    unit_cost: int

    @property
    def weakest(self) -> int:
        """The grade that the line as a whole can claim: that of its weakest part."""
        return max(self.population, self.effect, self.unit_cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One cost or consequence: how much, of what, when, and in whose purse.

    Parameters
    ----------
    quantity
        Units per year when the line is not linked to an outcome (a programme's cost: persons, posts, 1).
    link
        The outcome that the quantity follows from; None for fixed quantities. One of the two is set.
    population
        Persons that the link counts; None: the initiative's participants.
    reach
        Share (0–1) of them reached.
    overlap_group, overlap_motive
        Lines of one group value the same thing; more than one needs a motive.
    evidence
        Grades of what it rests on; None when nobody has graded it.
    split_size
        How sure the postings' shares are, as the number of observations they are worth: they are then drawn from
        a Dirichlet distribution. None: the shares are certain.
    baseline
        Units per year without the initiative, for all of the population; bounds what can be avoided.
    stakeholder
        Who experiences it, which need not be whose purse it is; told in reports, never part of a sum.
    """

    id: str
    label: Text
    kind: LineKind
    unit_cost: UnitCost
    postings: tuple[Posting, ...]
    quantity: Parameter | None = None
    link: OutcomeLink | None = None
    population: Parameter | None = None
    reach: Parameter | None = None
    timing: Timing = Timing()
    deadweight: Adjustment | None = None
    displacement: Adjustment | None = None
    attribution: Adjustment | None = None
    cashability: Cashability = "not_valued"
    overlap_group: str = ""
    overlap_motive: str = ""
    baseline: float | None = None
    sunk: bool = False
    evidence: EvidenceGrades | None = None
    split_size: float | None = None
    stakeholder: Text = NO_TEXT
    standard_cost: str = ""  # which of the standard costs of check K12 it covers: evaluation, premises, …


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalSettings:
    """How the lines are added up.

    Parameters
    ----------
    price_year
        Base year of all kronor in the result.
    discount_rate
        Real rate, share per year; `schedule` ((last year, rate), …) overrides it when set.
    horizon_years
        Whole years counted.
    timing
        Where in the year a flow falls: start, mid or end. One convention for the whole analysis.
    last_followup_year
        Year (1 = first) of the last measurement; what lies beyond is projection.
    correlations
        (parameter, parameter, rank correlation) of what is drawn together; an effect is "effect:<outcome>".
    own_unit
        Board or agency within `own_actor` whose perspective is shown beside it; "" for none.
    optimism
        (evidence grade, optimism bias as a share) that lines are corrected by; empty when they are not.
    default_intervals
        Numbers without an interval are given that of their evidence grade.
    """

    currency: str = "SEK"
    price_year: int
    discount_rate: float = 0.035
    schedule: tuple[tuple[int | None, float], ...] = ()
    horizon_years: int = 5
    timing: Literal["start", "mid", "end"] = "mid"
    draws: int = 10_000
    seed: int = 1
    own_actor: Actor = Actor.MUNICIPALITY
    last_followup_year: int = 1
    ci_level: float = 0.95
    correlations: tuple[tuple[str, str, float], ...] = ()
    optimism: tuple[tuple[int, float], ...] = ()
    default_intervals: bool = False
    own_unit: str = ""
