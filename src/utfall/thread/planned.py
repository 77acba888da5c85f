# SPDX-License-Identifier: Apache-2.0
"""What an initiative plans beside its lines, worked out, and what a portfolio of them claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from utfall.core.actors import Actor
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Check, Status
from utfall.core.initiative import Initiative
from utfall.core.planning import Alternative, ScaleUp
from utfall.core.text import Text
from utfall.economics import Appraisal, carry_to_all, icer_table, roll_out
from utfall.economics.comparing.cost_effectiveness import Acceptability, IcerRow, Quadrant, acceptability, quadrant
from utfall.economics.comparing.published import check_claims, check_vintage
from utfall.economics.parameters import sampler_of
from utfall.economics.planning.scale_up import OrdinaryYear, ScaleUpPath, check_scale_up, ordinary_years
from utfall.economics.planning.typfall import TypeCaseResult, alternative_cost, check_cases, time_saved
from utfall.economics.uncertainty import BLOCK, sample_block

# How far beyond the plan's largest number of persons its curve is drawn.
_CURVE_BEYOND = 1.5
# Kronor per unit of effect that acceptability is shown for when the file states none.
DEFAULT_WILLINGNESS = tuple(100_000.0 * step for step in range(11))


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice between alternatives: incremental ratios at the central values, acceptability over draws.

    `quadrants` has one per row: where the option lies against the first that the file states (that one: origin).
    """

    rows: tuple[IcerRow, ...]
    quadrants: tuple[Quadrant, ...]
    names: tuple[str, ...]
    acceptability: Acceptability


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned, worked out; None for what the file does not plan.

    Parameters
    ----------
    type_cases
        Kronor per year from the type cases, for all participants.
    alternative_costs, time_saved
        By id: (actor, kronor per year).
    """

    type_cases: TypeCaseResult | None
    alternative_costs: Mapping[str, tuple[Actor, float]]
    time_saved: Mapping[str, tuple[Actor, float]]
    choice: Choice | None
    scale_up: ScaleUpPath | None
    scale_up_plan: ScaleUp | None
    scale_up_curve: tuple[OrdinaryYear, ...] = ()


def extra_checks(initiative: Initiative) -> tuple[Check, ...]:
    """Return the checks on what is planned: K14 (type cases), K15 (scale-up) and K17 (vintage of what is quoted)."""
    plans, found = initiative.plans, []
    if plans.type_cases and initiative.participants is not None:
        found.append(check_cases(len(plans.type_cases), initiative.participants))
    if plans.scale_up is not None:
        found.append(check_scale_up(plans.scale_up))
    found += [
        replace(check_vintage(quoted, current), details=(("quoted", name), ("vintage", quoted), ("current", current)))
        for name, quoted, current in plans.vintages
    ]
    return tuple(found)


def work_out(
    initiative: Initiative, appraisal: Appraisal | None, *, scale_up: float | None = None, seed: int = 1
) -> Planned:
    """Return everything that an initiative plans, worked out.

    Parameters
    ----------
    appraisal
        Its economy, which the scale-up takes the gain per person from; None when it has none.
    scale_up
        Persons in all; the years' pattern is that of the file's plan, or all at once.

    Raises
    ------
    InputError
        For type cases without a number of participants, or a scale-up without participants to scale from.
    """
    plans = initiative.plans
    plan = _plan(plans.scale_up, scale_up)
    gain = None if plan is None or appraisal is None else _gain_per_person(appraisal)
    return Planned(
        type_cases=_type_cases(initiative),
        alternative_costs={
            row.id: (row.actor, alternative_cost(row.units, row.unit_cost, row.probability))
            for row in plans.alternative_costs
        },
        time_saved={
            row.id: (row.actor, time_saved(row.cases, row.minutes_before, row.minutes_after, row.hourly_cost))
            for row in plans.time_saved
        },
        choice=_choice(plans.alternatives, plans.willingness or DEFAULT_WILLINGNESS, seed),
        scale_up=_path(plan, gain, appraisal)
        if plan is not None and gain is not None and appraisal is not None
        else None,
        scale_up_plan=plan,
        scale_up_curve=_curve(plan, gain) if plan is not None and gain is not None else (),
    )


def scaled_to(initiative: Initiative, persons: float | None) -> Initiative:
    """Return the initiative with its plan for scale-up set to `persons` in all; unchanged for None.

    Raises
    ------
    InputError
        When the file has no plan for scale-up.
    """
    if persons is None:
        return initiative
    plans = replace(initiative.plans, scale_up=_plan(initiative.plans.scale_up, persons))
    return replace(initiative, plans=plans)


def _plan(plan: ScaleUp | None, persons: float | None) -> ScaleUp | None:
    if persons is None:
        return plan
    if plan is None or sum(plan.persons) <= 0.0:
        raise InputError(
            Fault(
                "scale-up-missing",
                Text(
                    sv="Satsningsfilen har ingen plan för uppskalning.",
                    en="The initiative file has no plan for scale-up.",
                ),
                Text(
                    sv="Lägg till [scale_up] med fasta, steg- och rörliga kostnader: pilotens snitt räcker inte (K15).",
                    en="Add [scale_up] with fixed, step and variable costs: the pilot's average does not do (K15).",
                ),
                Place(field="--scale-up"),
            )
        )
    times = persons / sum(plan.persons)
    return replace(plan, persons=tuple(n * times for n in plan.persons))


def _type_cases(initiative: Initiative) -> TypeCaseResult | None:
    cases = initiative.plans.type_cases
    if not cases:
        return None
    if initiative.participants is None:
        raise InputError(
            Fault(
                "population-missing",
                Text(
                    sv="Typfallen står för ett okänt antal deltagare.", en="The type cases stand for an unknown number."
                ),
                Text(sv="Ange participants i [initiative].", en="State participants in [initiative]."),
                Place(field="type_cases"),
            )
        )
    return carry_to_all(cases, initiative.participants)


def _gain_per_person(appraisal: Appraisal) -> NDArray[np.float64]:
    """Return what society gains per person and year, undiscounted, as the appraisal found: array (T,)."""
    if appraisal.population is None:
        raise InputError(
            Fault(
                "population-missing",
                Text(sv="Antalet deltagare saknas.", en="The number of participants is missing."),
                Text(sv="Ange participants i [initiative].", en="State participants in [initiative]."),
                Place(field="scale_up"),
            )
        )
    programme = [n for n, line in enumerate(appraisal.model.lines) if line.kind.value == "programme_cost"]
    society = appraisal.cube.flow.sum(axis=1)
    return np.asarray(np.delete(society, programme, axis=0).sum(axis=0) / appraisal.population)


def _path(plan: ScaleUp, gain: NDArray[np.float64], appraisal: Appraisal) -> ScaleUpPath:
    settings = appraisal.settings
    return roll_out(plan, gain, rate=settings.discount_rate, schedule=settings.schedule, timing=settings.timing)


def _curve(plan: ScaleUp, gain: NDArray[np.float64]) -> tuple[OrdinaryYear, ...]:
    """Return a year of ordinary operation for numbers up to half as many again as the plan's largest."""
    most = max(plan.persons)
    return ordinary_years(plan, gain, _CURVE_BEYOND * most) if most > 0.0 else ()


def _choice(alternatives: Sequence[Alternative], willingness: Sequence[float], seed: int) -> Choice | None:
    if len(alternatives) < 2:
        return None
    names = tuple(option.id for option in alternatives)
    samplers = {p.name: sampler_of(p) for option in alternatives for p in (option.cost, option.effect)}
    drawn = sample_block(samplers, seed, 0, BLOCK)
    cost = np.column_stack([np.broadcast_to(np.asarray(drawn[option.cost.name]), (BLOCK,)) for option in alternatives])
    effect = np.column_stack([np.broadcast_to(np.asarray(drawn[o.effect.name]), (BLOCK,)) for o in alternatives])
    central = (np.array([o.cost.value for o in alternatives]), np.array([o.effect.value for o in alternatives]))
    rows = icer_table(names, *central)
    first = alternatives[0]
    where = tuple(quadrant(row.cost - first.cost.value, row.effect - first.effect.value) for row in rows)
    worth = np.array(sorted(set(willingness)))
    return Choice(rows, where, names, acceptability(cost, effect, worth))


_Claims = dict[tuple[str, str], dict[str, float]]  # (people, outcome) → initiative → share


def _claims(initiatives: Sequence[Initiative]) -> _Claims:
    """Return what initiatives claim."""
    claims: _Claims = {}
    for initiative in initiatives:
        for outcome, share in (initiative.plans.claims or {}).items():
            claims.setdefault((initiative.plans.people, outcome), {})[initiative.id] = share
    return claims


def portfolio_claims(initiatives: Sequence[Initiative]) -> tuple[Check, ...]:
    """Return check K13 for every outcome that initiatives claim in the same people; red above 100 %."""
    return tuple(
        check_claims(claimed, outcome=outcome, people=people)
        for (people, outcome), claimed in _claims(initiatives).items()
    )


def require_claims(
    initiatives: Sequence[Initiative], *, place: Callable[[int, Fault], Fault] = lambda _, fault: fault
) -> tuple[Check, ...]:
    """Return the portfolio's claims (K13).

    Parameters
    ----------
    place
        Gives a fault the file and line that it is about: which of the initiatives, and the fault with its field.

    Raises
    ------
    InputError
        When initiatives together claim more than the whole of an outcome (one fault for each of them, at its own
        claim), or two of them have one id.
    """
    names = [initiative.id for initiative in initiatives]
    faults = [_twice(name) for name in dict.fromkeys(names) if names.count(name) > 1]
    if not faults:
        for (people, outcome), claimed in _claims(initiatives).items():
            if check_claims(claimed).status is Status.FAIL:
                faults += [place(names.index(name), _over(name, outcome, people, claimed)) for name in claimed]
    if faults:
        raise InputError(*faults)
    return portfolio_claims(initiatives)


def _over(own: str, outcome: str, people: str, claimed: Mapping[str, float]) -> Fault:
    others = [(name, 100.0 * share) for name, share in claimed.items() if name != own]
    sv, en = (", ".join(f"{name} {share:.0f}{mark}" for name, share in others) for mark in (" %", "%"))
    mine, total = 100.0 * claimed[own], 100.0 * sum(claimed.values())
    return Fault(
        "red-k13",
        Text(
            sv=f"Kontroll K13 är röd: {own} tillskriver sig {mine:.0f} % av ”{outcome}” bland ”{people}”, och "
            f"tillsammans med andra ({sv}) blir det {total:.0f} %.",
            en=f"Check K13 is red: {own} claims {mine:.0f}% of '{outcome}' among '{people}', and together with others "
            f"({en}) that is {total:.0f}%.",
        ),
        Text(
            sv="Dela effekten mellan satsningarna: högst 100 % tillsammans.",
            en="Share the effect between the initiatives: at most 100% together.",
        ),
        Place(field=f"claims.outcomes.{outcome}"),
    )


def _twice(name: str) -> Fault:
    return Fault(
        "initiative-twice",
        Text(sv=f"Satsningen {name} är med två gånger.", en=f"The initiative {name} is given twice."),
        Text(sv="Ta med varje satsning en gång.", en="Give each initiative once."),
        Place(field=name),
    )
