# SPDX-License-Identifier: Apache-2.0
"""The whole economy as data: every perspective, sensitivity and plan, under keys of their own in result.json."""

from __future__ import annotations

import math
from typing import Any

from utfall.core.actors import Actor
from utfall.core.estimate import Unknown
from utfall.core.initiative import Initiative
from utfall.core.text import Lang
from utfall.economics import Appraisal, discount_rate_sensitivity, own_unit, scenarios, sroi
from utfall.economics.comparing.central import central_gap
from utfall.economics.comparing.perspectives import TAX_FACTOR, marginal_value_of_public_funds, net_with_tax_factor
from utfall.economics.model import ACTORS, PUBLIC, SOCIETY
from utfall.economics.results import Known
from utfall.reports.annex_pipeline import steps_json
from utfall.reports.annex_units import units_json
from utfall.reports.phrases import economy
from utfall.reports.phrases.index import index_json
from utfall.thread.economy_views import Information, worth_measuring
from utfall.thread.planned import Choice, Planned

Json = dict[str, Any]
RATES = (0.0, 0.02, 0.035, 0.05)
_MOST_PARAMETERS = 20


def economics_detail(
    appraisal: Appraisal, initiative: Initiative, lang: Lang, *, information: Information | Unknown | None = None
) -> Json:
    """Return perspectives, steps, tax factor, public funds, cash, do-nothing path, scenarios, rates, SROI, information.

    `information` is what each assumption is worth to know; None: worked out here.
    """
    worth = worth_measuring(appraisal) if information is None else information
    return {
        "perspectives": [
            _purse(appraisal, name, purse)
            for name, purse in (
                ("organisation", str(appraisal.settings.own_actor)),
                (PUBLIC, PUBLIC),
                (SOCIETY, SOCIETY),
            )
        ]
        + _own_unit(appraisal),
        "net_with_tax_factor": {"factor": TAX_FACTOR, "net": net_with_tax_factor(appraisal)},
        **_known("mvpf", marginal_value_of_public_funds(appraisal)),
        "cash": {str(how): amount for how, amount in appraisal.cash.items()},
        "cash_by_year": {str(how): path.tolist() for how, path in appraisal.cash_by_year.items()},
        **_do_nothing(appraisal),
        **_together(appraisal, initiative, lang),
        "scenarios": scenarios(appraisal.model),
        "discount_rates": [
            {"rate": rate, "npv": net} for rate, net in discount_rate_sensitivity(appraisal.model, RATES).items()
        ],
        "sroi_detail": _sroi(appraisal),
        **_information(worth, initiative, lang),
        **steps_json(appraisal),
        **index_json(initiative),
        **_intervals(appraisal),
        **_central(appraisal),
        **units_json(appraisal, initiative, lang),
    }


def _together(appraisal: Appraisal, initiative: Initiative, lang: Lang) -> Json:
    """Return which assumptions are drawn together; nothing when all are independent."""
    found = [
        {
            "between": [first, second],
            "labels": [economy.parameter_label(name, initiative, lang) for name in (first, second)],
            "rank": rank,
        }
        for first, second, rank in appraisal.settings.correlations
    ]
    return {"correlations": found} if found else {}


def _known(name: str, value: Known) -> Json:
    if isinstance(value, Unknown):
        return {name: None, f"{name}_reason": value.reason}
    return {name: value} if math.isfinite(value) else {name: None, f"{name}_reason": "pays-for-itself"}


def _own_unit(appraisal: Appraisal) -> list[Json]:
    """Return the own unit as a perspective of its own; [] when the file names none."""
    unit = own_unit(appraisal)
    if unit is None:
        return []
    row: Json = {"perspective": "unit", "purse": f"{unit.actor}/{unit.unit}"}
    row |= {"cost": unit.cost, "benefit": unit.benefit, "net": unit.net}
    row |= _known("bcr", unit.benefit / unit.cost if unit.cost > 0.0 else Unknown("no-programme-cost"))
    months = unit.payback.months
    row |= _known("payback_months", Unknown("never-within-horizon") if months is None else months)
    row["horizons"] = [
        {
            "years": after.years,
            "mean": after.mean,
            "ci": [after.interval.low, after.interval.high],
            "probability_net_positive": after.probability_positive,
        }
        for after in unit.horizons
        if after.interval is not None
    ]
    return [row]


def _purse(appraisal: Appraisal, name: str, purse: str) -> Json:
    found, draws = appraisal.purses[purse], appraisal.uncertainty
    row: Json = {"perspective": name, "purse": purse, "cost": found.cost, "benefit": found.benefit, "net": found.net}
    row |= _known("bcr", found.benefit / found.cost if found.cost > 0.0 else Unknown("no-programme-cost"))
    row |= _known(
        "payback_months", Unknown("never-within-horizon") if found.payback.months is None else found.payback.months
    )
    horizons = [years for years in dict.fromkeys((1, 5, appraisal.settings.horizon_years)) if draws is not None]
    spreads = [(years, draws.net.get((purse, years))) for years in horizons if draws is not None]
    row["horizons"] = [
        {
            "years": years,
            "mean": spread.mean,
            "ci": [spread.interval.low, spread.interval.high],
            "probability_net_positive": spread.probability_positive,
        }
        for years, spread in spreads
        if spread is not None
    ]
    return row


def _do_nothing(appraisal: Appraisal) -> Json:
    path = appraisal.do_nothing
    if isinstance(path, Unknown):
        return {"do_nothing": None, "do_nothing_reason": path.reason}
    return {"do_nothing": [{"actor": str(actor), "yearly_cost": path[a].tolist()} for a, actor in enumerate(ACTORS)]}


def _sroi(appraisal: Appraisal) -> Json:
    found = sroi(appraisal)
    return {
        **_known("ratio", found.ratio),
        **_known("net_ratio", found.net_ratio),
        "value": found.value,
        "inputs": found.inputs,
        "value_map": [
            {
                "line": row.line,
                "gross": row.gross,
                "after_deadweight": row.after_deadweight,
                "after_displacement": row.after_displacement,
                "after_attribution": row.after_attribution,
                "present_value": row.present_value,
            }
            for row in found.value_map
        ],
    }


def _information(found: Information | Unknown, initiative: Initiative, lang: Lang) -> Json:
    """Return EVPI and what to measure next."""
    if isinstance(found, Unknown):
        return {"evpi": None, "evpi_reason": found.reason, "measure_next": []}
    return {
        "evpi": found.everything,
        "measure_next": [
            {"parameter": row.name, "label": economy.parameter_label(row.name, initiative, lang), "evppi": row.value}
            for row in found.rows[:_MOST_PARAMETERS]
        ],
    }


def _intervals(appraisal: Appraisal) -> Json:
    """Return the intervals of the ratios, the potential and the realisation rate."""
    drawn = appraisal.uncertainty
    told: Json = {}
    for name, attribute in (
        ("bcr", "bcr"),
        ("potential", "potential"),
        ("realised", "realised"),
        ("realisation_rate", "rate"),
        ("break_even_rate", "break_even"),
    ):
        spread = Unknown("no-draws") if drawn is None else getattr(drawn, attribute)
        told |= (
            {f"{name}_ci": None, f"{name}_ci_reason": spread.reason}
            if isinstance(spread, Unknown)
            else {f"{name}_ci": [spread.interval.low, spread.interval.high]}
        )
    return told


def _central(appraisal: Appraisal) -> Json:
    """Return the mean of the draws beside the central calculation, and what may hold them apart."""
    gap = central_gap(appraisal)
    if gap is None:
        return {"central_gap": None, "central_gap_reason": "no-draws"}
    return {
        "central_gap": {
            "central": gap.central,
            "mean": gap.mean,
            "monte_carlo_errors": gap.errors,
            "skewed": list(gap.skewed),
            "curved": list(gap.curved),
        }
    }


def planned_json(found: Planned) -> Json:
    """Return what is planned; null beside its reason where the file plans nothing of the kind."""
    told: Json = {
        "alternative_costs": _amounts(found.alternative_costs),
        "time_saved": _amounts(found.time_saved),
    }
    told |= {"type_cases": None, "type_cases_reason": "none-stated"} if found.type_cases is None else _cases(found)
    told |= (
        {"choice": None, "choice_reason": "none-stated"} if found.choice is None else {"choice": _choice(found.choice)}
    )
    return told | (
        {"scale_up": None, "scale_up_reason": "none-stated"} if found.scale_up is None else {"scale_up": _path(found)}
    )


def _amounts(rows: Any) -> list[Json]:
    return [{"id": name, "actor": str(actor), "yearly": amount} for name, (actor, amount) in rows.items()]


def _cases(found: Planned) -> Json:
    cases = found.type_cases
    if cases is None:
        return {}
    row: Json = {
        "cases": cases.cases,
        "participants": cases.participants,
        "per_person": cases.per_person,
        "total": cases.total,
        "actors": [str(actor) for actor in Actor],
    }
    if isinstance(cases.interval, Unknown) or isinstance(cases.std_error, Unknown):
        return {"type_cases": row | {"total_ci": None, "total_ci_reason": "single-case"}}
    interval = [cases.interval.low, cases.interval.high]
    return {"type_cases": row | {"total_ci": interval, "std_error": cases.std_error}}


def _choice(choice: Choice) -> Json:
    curve = choice.acceptability
    return {
        "options": [
            {
                "id": row.name,
                "quadrant": where,
                "cost": row.cost,
                "effect": row.effect,
                "status": row.status,
                **_known("icer", Unknown("cheapest-or-dominated") if row.icer is None else row.icer),
            }
            for row, where in zip(choice.rows, choice.quadrants, strict=True)
        ],
        "acceptability": [
            {
                "willingness": float(curve.willingness[k]),
                "probability": dict(zip(choice.names, curve.probability[k].tolist(), strict=True)),
                "best": choice.names[curve.frontier[k]],
                "evpi": float(curve.evpi[k]),
            }
            for k in range(curve.willingness.size)
        ],
    }


def _path(found: Planned) -> Json:
    path, plan = found.scale_up, found.scale_up_plan
    if path is None or plan is None:
        return {}
    return {
        "retention": plan.retention,
        "persons": list(plan.persons),
        **{name: getattr(path, name).tolist() for name in ("teams", "cost", "benefit", "released", "net")},
        "npv": path.net_present_value,
    }
