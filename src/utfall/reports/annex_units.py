# SPDX-License-Identifier: Apache-2.0
"""The units within the actors and the stakeholders of the lines, for the technical annex and result.json."""

from __future__ import annotations

from typing import Any

from utfall.core.actors import ACTOR_NAMES, Actor, unit_name
from utfall.core.initiative import Initiative
from utfall.core.lines import Posting
from utfall.core.text import Lang
from utfall.economics import Appraisal, UnitNet, UnitResult, unit_results
from utfall.reports import numbers
from utfall.reports.document import Column, Table
from utfall.reports.phrases import economy

Json = dict[str, Any]


def _pick(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def unit_label(actor: Actor, unit: str, lang: Lang) -> str:
    """Return what a unit is called; the part of an actor that no unit is named for has a name too."""
    return unit_name(actor, unit).of(lang) or _pick(lang, "Ej fördelat på enhet", "Not assigned to a unit")


def unit_table(appraisal: Appraisal, lang: Lang) -> Table | None:
    """Return cost, gain and net of each unit (board, agency), under its actor; None when no unit is named."""
    found = unit_results(appraisal)
    if not found:
        return None
    scale = numbers.money_scale(*(value for row in found for value in (row.cost, row.benefit)))
    unit = numbers.money_unit(scale, lang, currency=appraisal.settings.currency)
    level = numbers.percent(appraisal.settings.ci_level, lang, decimals=0)
    horizon = numbers.years(appraisal.settings.horizon_years, lang)
    return Table(
        caption=_pick(
            lang,
            f"Kostnad, nytta och netto per enhet inom aktörerna på {horizon}",
            f"Cost, gain and net per unit within the actors over {horizon}",
        ),
        columns=(
            Column(_pick(lang, "Aktör", "Actor")),
            Column(_pick(lang, "Enhet", "Unit")),
            Column(_pick(lang, "Kostnad", "Cost"), "right", unit),
            Column(_pick(lang, "Nytta", "Gain"), "right", unit),
            Column(_pick(lang, "Netto", "Net"), "right", unit),
            Column(_pick(lang, f"{level} osäkerhetsintervall", f"{level} uncertainty interval"), "right", unit),
        ),
        rows=tuple(_unit_row(row, scale, lang) for row in found),
        note=_pick(
            lang,
            "Enheterna summerar till sin aktör. Intervallen gör det inte.",
            "The units sum to their actor. The intervals do not.",
        ),
    )


def unit_horizon_table(appraisal: Appraisal, lang: Lang) -> Table | None:
    """Return each unit's net after 1 year, 5 years and the horizon with interval and chance; None without units."""
    found = unit_results(appraisal)
    if not found:
        return None
    scale = numbers.money_scale(*(after.net for row in found for after in row.horizons))
    unit = numbers.money_unit(scale, lang, currency=appraisal.settings.currency)
    level = numbers.percent(appraisal.settings.ci_level, lang, decimals=0)
    return Table(
        caption=_pick(
            lang,
            "Netto per enhet efter 1 år, 5 år och hela tiden",
            "Net per unit after 1 year, 5 years and the whole time",
        ),
        columns=(
            Column(_pick(lang, "Enhet", "Unit")),
            Column(_pick(lang, "Efter", "After")),
            Column(_pick(lang, "Netto", "Net"), "right", unit),
            Column(_pick(lang, f"{level} osäkerhetsintervall", f"{level} uncertainty interval"), "right", unit),
            Column(_pick(lang, "Sannolikhet för plus", "Chance of a gain"), "right"),
        ),
        rows=tuple(_horizon_row(row, after, scale, lang) for row in found for after in row.horizons),
    )


def _horizon_row(row: UnitResult, after: UnitNet, scale: numbers.Scale, lang: Lang) -> tuple[str, ...]:
    ends, chance = "–", "–"
    if after.interval is not None and after.probability_positive is not None:
        low, high = (numbers.scaled_digits(end, lang, scale) for end in (after.interval.low, after.interval.high))
        ends, chance = numbers.from_to(low, high, lang), economy.chance_text(after.probability_positive, lang)
    name = f"{ACTOR_NAMES[row.actor].of(lang)}: {unit_label(row.actor, row.unit, lang)}"
    net = numbers.scaled_digits(after.net, lang, scale)
    return (name, numbers.years(after.years, lang), net, ends, chance)


def unit_lines(appraisal: Appraisal, lang: Lang) -> list[str]:
    """Return one sentence per unit: its net and interval; [] when no unit is named."""
    currency = appraisal.settings.currency
    return [_unit_sentence(row, lang, currency) for row in unit_results(appraisal)]


def _unit_sentence(row: UnitResult, lang: Lang, currency: str) -> str:
    net = numbers.money(row.net, lang, currency=currency)
    ends = ""
    if row.interval is not None and row.interval.low < row.interval.high:
        low, high = row.interval.low, row.interval.high
        ends = f" ({numbers.money_interval(low, high, lang, currency=currency)})"
    actor, unit = ACTOR_NAMES[row.actor].of(lang), unit_label(row.actor, row.unit, lang)
    return f"  {actor}, {unit}: {_pick(lang, 'netto', 'net')} {net}{ends}."


def _unit_row(row: UnitResult, scale: numbers.Scale, lang: Lang) -> tuple[str, ...]:
    interval = "–"
    if row.interval is not None:
        low, high = (numbers.scaled_digits(end, lang, scale) for end in (row.interval.low, row.interval.high))
        interval = numbers.from_to(low, high, lang)
    return (
        ACTOR_NAMES[row.actor].of(lang),
        unit_label(row.actor, row.unit, lang),
        *(numbers.scaled_digits(value, lang, scale) for value in (row.cost, row.benefit, row.net)),
        interval,
    )


def stakeholder_table(initiative: Initiative, lang: Lang) -> Table | None:
    """Return who experiences each line beside whose purse it is; None when no line names a stakeholder."""
    rows = tuple(
        (line.label.of(lang), line.stakeholder.of(lang), ", ".join(_purses(line.postings, lang)))
        for line in initiative.lines
        if line.stakeholder
    )
    if not rows:
        return None
    return Table(
        caption=_pick(lang, "Vem som märker det och vems pengar det är", "Who experiences it and whose money it is"),
        columns=(
            Column(_pick(lang, "Rad", "Line")),
            Column(_pick(lang, "Vem som märker det", "Who experiences it")),
            Column(_pick(lang, "Vems pengar", "Whose money")),
        ),
        rows=rows,
    )


def _purses(postings: tuple[Posting, ...], lang: Lang) -> list[str]:
    names = []
    for posting in postings:
        name = ACTOR_NAMES[posting.actor].of(lang)
        names.append(f"{name} ({unit_label(posting.actor, posting.unit, lang)})" if posting.unit else name)
    return list(dict.fromkeys(names))


def units_json(appraisal: Appraisal, initiative: Initiative, lang: Lang) -> Json:
    """Return the keys "units" and "stakeholders" of the economy; empty lists when none is named."""
    return {
        "units": [_unit_json(row, lang) for row in unit_results(appraisal)],
        "stakeholders": [
            {"line": line.id, "stakeholder": line.stakeholder.of(lang)} for line in initiative.lines if line.stakeholder
        ],
    }


def _unit_json(row: UnitResult, lang: Lang) -> Json:
    told: Json = {
        "actor": str(row.actor),
        "unit": row.unit,
        "label": unit_label(row.actor, row.unit, lang),
        "cost": row.cost,
        "benefit": row.benefit,
        "net": row.net,
        "horizons": [_horizon_json(after) for after in row.horizons],
    }
    if row.interval is None:
        return told | {"ci": None, "ci_reason": "no-draws"}
    return told | {"ci": [row.interval.low, row.interval.high]}


def _horizon_json(after: UnitNet) -> Json:
    told: Json = {"years": after.years, "net": after.net}
    if after.interval is None:
        reason = {"ci_reason": "no-draws", "probability_net_positive_reason": "no-draws"}
        return told | {"ci": None, "probability_net_positive": None} | reason
    ends = [after.interval.low, after.interval.high]
    return told | {"ci": ends, "probability_net_positive": after.probability_positive}
