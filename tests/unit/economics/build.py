# SPDX-License-Identifier: Apache-2.0
"""Short builders of lines and estimates for the economy's tests."""

from __future__ import annotations

from typing import Any

from utfall.core.actors import Actor
from utfall.core.estimate import Estimand, Estimate, EvidenceGrade, Interval
from utfall.core.lines import (
    Adjustment,
    AppraisalSettings,
    Line,
    LineKind,
    OutcomeLink,
    Parameter,
    Posting,
    Timing,
    UnitCost,
)
from utfall.core.outcome import Outcome
from utfall.core.text import Text

M, R, S, H = Actor.MUNICIPALITY, Actor.REGION, Actor.STATE, Actor.HOUSEHOLD
KPI = {"kpi": {2018: 328.40, 2019: 334.26, 2020: 335.92, 2021: 343.19, 2022: 371.91, 2023: 403.70}}
WORK = Outcome(id="work", label=Text.same("work"), column="work", kind="binary")


def fixed(value: float, name: str = "") -> Parameter:
    return Parameter(name=name, value=value)


def between(name: str, low: float, value: float, high: float, distribution: Any = "normal", **more: Any) -> Parameter:
    return Parameter(name=name, value=value, low=low, high=high, distribution=distribution, **more)


def cost(
    price: float | Parameter, *, id: str = "unit", year: int | None = 2023, actor: Actor = M, **more: Any
) -> UnitCost:
    parameter = price if isinstance(price, Parameter) else fixed(price)
    return UnitCost(id=id, label=Text.same(id), price=parameter, price_year=year, actor=actor, **more)


def line(
    id: str,
    kind: LineKind | str,
    price: float | Parameter | UnitCost,
    *postings: tuple[Actor, float],
    quantity: float | Parameter | None = None,
    outcome: str | None = None,
    units: float | Parameter = 1.0,
    years: int = 1,
    first_year: int = 1,
    dropoff: float | Parameter | None = None,
    ramp: tuple[float, ...] = (),
    deadweight: float | Adjustment | None = None,
    displacement: float | Adjustment | None = None,
    attribution: float | Adjustment | None = None,
    **more: Any,
) -> Line:
    amount = 1.0 if quantity is None and outcome is None else quantity
    return Line(
        id=id,
        label=Text.same(id),
        kind=LineKind(kind),
        unit_cost=price if isinstance(price, UnitCost) else cost(price, id=f"{id}-unit"),
        postings=tuple(Posting(actor, share) for actor, share in postings or ((M, 1.0),)),
        quantity=_parameter(amount),
        link=OutcomeLink(outcome=outcome, units_per_improvement=_parameter(units)) if outcome else None,
        timing=Timing(first_year=first_year, years=years, dropoff=_parameter(dropoff), ramp=ramp),
        deadweight=_adjustment(deadweight),
        displacement=_adjustment(displacement),
        attribution=_adjustment(attribution),
        **more,
    )


def _parameter(given: float | Parameter | None) -> Parameter | None:
    return given if isinstance(given, Parameter) or given is None else fixed(given)


def _adjustment(given: float | Adjustment | None) -> Adjustment | None:
    return given if isinstance(given, Adjustment) or given is None else Adjustment(share=fixed(given))


def settings(**more: Any) -> AppraisalSettings:
    return AppraisalSettings(**({"price_year": 2023, "horizon_years": 5, "draws": 0} | more))


def estimate(
    value: float,
    std_error: float = 0.0,
    *,
    outcome: str = "work",
    df: float | None = None,
    comparison: float = 0.2,
    intervention: float | None = None,
    estimand: Estimand = Estimand.ATE,
) -> Estimate:
    return Estimate(
        id=f"main/{outcome}",
        outcome=outcome,
        design="rct",
        estimand=estimand,
        value=value,
        std_error=std_error,
        interval=Interval(value - 2 * std_error, value + 2 * std_error),
        p_value=None,
        df=df,
        unit="",
        n_intervention=100,
        n_comparison=100,
        mean_intervention=comparison + value if intervention is None else intervention,
        mean_comparison=comparison,
        grade=EvidenceGrade.MODERATE,
        method="welch",
    )
