# SPDX-License-Identifier: Apache-2.0
"""Each line's way from effect to kronor, one step after the other: a table for the annex, and all of it as data."""

from __future__ import annotations

from typing import Any

from utfall.core.actors import Actor
from utfall.core.initiative import Initiative
from utfall.core.lines import Line
from utfall.core.text import Lang
from utfall.economics import Appraisal
from utfall.economics.results import StepTrace
from utfall.reports import numbers
from utfall.reports.document import Column, Table

Json = dict[str, Any]


def _pick(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def trace_table(initiative: Initiative, appraisal: Appraisal, lang: Lang) -> Table:
    """Return each line's way from effect to money per year, one step per column."""
    labels = {line.id: line.label.of(lang) for line in initiative.lines}
    currency = appraisal.settings.currency
    scale = numbers.money_scale(*(abs(step.gross) for step in appraisal.traces))
    unit = numbers.money_unit(scale, lang, currency=currency)
    return Table(
        caption=_pick(
            lang,
            "Från effekt till kronor, per rad och år vid full omfattning",
            "From effect to money, per line and year at full size",
        ),
        columns=(
            Column(_pick(lang, "Rad", "Line")),
            Column(_pick(lang, "Prisfaktor", "Price factor"), "right"),
            Column(_pick(lang, "Förbättring per person", "Improvement per person"), "right"),
            Column(_pick(lang, "Mängd per år", "Quantity per year"), "right"),
            Column(_pick(lang, "Belopp per år", "Amount per year"), "right", unit),
            Column(_pick(lang, "Efter avdrag", "After deductions"), "right", unit),
            Column(_pick(lang, "Efter försiktighet", "After optimism bias"), "right", unit),
        ),
        rows=tuple(_row(step, labels[step.line], scale, lang) for step in appraisal.traces),
        note=_pick(
            lang,
            "Belopp med minus är kostnader. Avdrag är det som hänt ändå, undanträngning och andras del. Försiktighet sänker "
            "nytta och höjer kostnad efter hur säkert underlaget är, när filen ber om det. Varje steg för sig står i "
            "result.json (steps).",
            "Amounts with a minus are costs. Deductions are deadweight, displacement and what others caused. Optimism bias "
            "lowers gains and raises costs by how sure the evidence is, when the file asks for it. Every step by itself is in "
            "result.json (steps).",
        ),
    )


def _row(step: StepTrace, label: str, scale: numbers.Scale, lang: Lang) -> tuple[str, ...]:
    return (
        label,
        numbers.number(step.price_factor, lang, decimals=4),
        "–" if step.improvement is None else numbers.number(step.improvement, lang, digits=3),
        numbers.number(step.quantity, lang),
        *(numbers.scaled_digits(x, lang, scale) for x in (step.gross, step.after_attribution, step.after_optimism)),
    )


def steps_json(appraisal: Appraisal) -> Json:
    """Return the key "steps": every line through the pipeline in its order, to kronor per actor and year."""
    lines = appraisal.model.lines
    return {"steps": [_step(step) | _price(line) for step, line in zip(appraisal.traces, lines, strict=True)]}


def _price(line: Line) -> Json:
    """Return where a line's price comes from and how sure it is: the mark follows the number wherever it goes."""
    cost = line.unit_cost
    year = (
        {"price_year": cost.price_year} if cost.price_year else {"price_year": None, "price_year_reason": "not-stated"}
    )
    return {
        "unit_cost": cost.id,
        **year,
        "index": cost.index,
        "verified": cost.verified,
        "assumption": cost.price.assumption,
        "source": "; ".join(dict.fromkeys(filter(None, (cost.source, cost.price.source)))),
    }


_MONEY = (
    "gross", "after_deadweight", "after_displacement", "after_attribution", "after_optimism",
)  # fmt: skip
_WITHOUT_EFFECT = ("population", "reach", "improvement", "units_per_improvement")


def _step(step: StepTrace) -> Json:
    told: Json = {
        "line": step.line,
        "unit_own_year": step.unit_own,
        "price_factor": step.price_factor,
        "unit_base_year": step.unit_base,
    }
    for name in _WITHOUT_EFFECT:
        value = getattr(step, name)
        told |= {name: value} if value is not None else {name: None, f"{name}_reason": "quantity-stated"}
    told |= {"quantity": step.quantity, **{name: getattr(step, name) + 0.0 for name in _MONEY}}
    told |= {"weights": list(step.weights), "yearly": _plain(step.yearly), "cashability": step.cashability}
    present = dict(step.present_value)
    told["postings"] = [
        {"actor": str(actor), "yearly": _plain(flow), "present_value": present[actor] + 0.0}
        for actor, flow in step.per_actor
        if _touched(actor, flow, present)
    ]
    return told


def _plain(flow: tuple[float, ...]) -> list[float]:
    return [value + 0.0 for value in flow]  # + 0.0: no minus zero


def _touched(actor: Actor, flow: tuple[float, ...], present: dict[Actor, float]) -> bool:
    return actor in present and any(flow)
