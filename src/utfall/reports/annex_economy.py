# SPDX-License-Identifier: Apache-2.0
"""Tables of the whole economy for the technical annex: perspectives, rates and scenarios, information, plans."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.actors import unit_name
from utfall.core.estimate import Unknown
from utfall.core.initiative import Initiative
from utfall.core.lines import AppraisalSettings
from utfall.core.text import Lang
from utfall.economics import Appraisal, UnitResult, discount_rate_sensitivity, own_unit, scenarios, sroi
from utfall.economics.model import PUBLIC, SOCIETY
from utfall.economics.sensitivity import OneWay
from utfall.reports import numbers
from utfall.reports.document import Column, Table
from utfall.reports.economics_json import RATES
from utfall.reports.phrases import economy
from utfall.reports.planned_lines import QUADRANT_WORDS, STATUS_WORDS
from utfall.thread.planned import Planned

_MOST_ROWS = 10


def _pick(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def perspective_table(appraisal: Appraisal, lang: Lang) -> Table:
    """Return own unit, organisation, public sector and society side by side, with interval and chance at each horizon."""
    currency, settings = appraisal.settings.currency, appraisal.settings
    purses = (str(settings.own_actor), PUBLIC, SOCIETY)
    heads: tuple[str, ...] = (
        _pick(lang, "Organisationen", "The organisation") + f" ({economy.purse_name(purses[0], lang)})",
        economy.purse_name(PUBLIC, lang),
        economy.purse_name(SOCIETY, lang),
    )
    money = {purse: appraisal.purses[purse] for purse in purses}
    rows = [
        (name, *(numbers.money(getattr(money[purse], key), lang, currency=currency) for purse in purses))
        for name, key in (
            (_pick(lang, "Kostnad", "Cost"), "cost"),
            (_pick(lang, "Nytta", "Gain"), "benefit"),
            (_pick(lang, "Netto", "Net"), "net"),
        )
    ]
    for years in dict.fromkeys((1, 5, settings.horizon_years)):
        after = _pick(lang, f"Efter {years} år", f"After {years} years")
        ends, chances = zip(*(_drawn(appraisal, purse, years, lang) for purse in purses), strict=True)
        if any(ends):
            rows.append((f"{after}: {_pick(lang, 'intervall', 'interval')}", *(end or "–" for end in ends)))
        if any(chances):
            word = _pick(lang, "sannolikhet för plus", "chance of a gain")
            rows.append((f"{after}: {word}", *(chance or "–" for chance in chances)))
    rows.append(
        (
            _pick(lang, "Pengarna tillbaka", "Money back"),
            *(economy.payback_text(money[purse].payback, lang) for purse in purses),
        )
    )
    unit, caption = own_unit(appraisal), _pick(lang, "Tre perspektiv", "Three perspectives")
    if unit is not None:
        mine = (unit_name(unit.actor, unit.unit).of(lang), *_unit_cells(unit, settings, [row[0] for row in rows], lang))
        heads = (mine[0], *heads)
        rows = [(row[0], cell, *row[1:]) for row, cell in zip(rows, mine[1:], strict=True)]
        caption = _pick(lang, "Fyra perspektiv", "Four perspectives")
    return Table(
        caption=caption + _pick(lang, " på samma kalkyl", " on one appraisal"),
        columns=(Column(_pick(lang, "Mått", "Measure")), *(Column(head, "right") for head in heads)),
        rows=tuple(rows),
    )


def _unit_cells(unit: UnitResult, settings: AppraisalSettings, measures: list[str], lang: Lang) -> list[str]:
    """Return the own unit's cells, in the order of the table's rows."""
    money = [numbers.money(value, lang, currency=settings.currency) for value in (unit.cost, unit.benefit, unit.net)]
    cells = dict(zip(measures[:3], money, strict=True))
    for after in unit.horizons:
        if after.interval is None or after.probability_positive is None:
            continue
        head = _pick(lang, f"Efter {after.years} år", f"After {after.years} years")
        ends = numbers.money_interval(after.interval.low, after.interval.high, lang, currency=settings.currency)
        cells[f"{head}: {_pick(lang, 'intervall', 'interval')}"] = ends
        word = _pick(lang, "sannolikhet för plus", "chance of a gain")
        cells[f"{head}: {word}"] = economy.chance_text(after.probability_positive, lang)
    cells[measures[-1]] = economy.payback_text(unit.payback, lang)
    return [cells.get(measure, "–") for measure in measures]


def _drawn(appraisal: Appraisal, purse: str, years: int, lang: Lang) -> tuple[str, str]:
    """Return the interval of a purse's net after some years and the chance of a gain; '' for what there is not."""
    spread = None if appraisal.uncertainty is None else appraisal.uncertainty.net.get((purse, years))
    if spread is None:
        return "", ""
    low, high = spread.interval.low, spread.interval.high
    ends = numbers.money_interval(low, high, lang, currency=appraisal.settings.currency)
    chance = spread.probability_positive
    return ends, "" if chance is None else economy.chance_text(chance, lang)


def scenario_table(appraisal: Appraisal, lang: Lang) -> Table:
    """Return society's net in three scenarios and at four discount rates."""
    currency, found = appraisal.settings.currency, scenarios(appraisal.model)
    names = {
        "pessimistic": _pick(lang, "Allt osäkert åt det sämre hållet", "Everything uncertain at its worse end"),
        "expected": _pick(lang, "Som antaget", "As assumed"),
        "optimistic": _pick(lang, "Allt osäkert åt det bättre hållet", "Everything uncertain at its better end"),
    }
    rows = [(names[name], numbers.money(net, lang, currency=currency)) for name, net in found.items()]
    rate = _pick(lang, "Kalkylränta", "Discount rate")
    rows += [
        (f"{rate} {numbers.percent(r, lang)}", numbers.money(net, lang, currency=currency))
        for r, net in discount_rate_sensitivity(appraisal.model, RATES).items()
    ]
    return Table(
        caption=_pick(
            lang, "Scenarier och kalkylränta: samhällets netto", "Scenarios and discount rate: net to society"
        ),
        columns=(Column(_pick(lang, "Räknat med", "Counted with")), Column(_pick(lang, "Netto", "Net"), "right")),
        rows=tuple(rows),
    )


def value_map_table(appraisal: Appraisal, initiative: Initiative, lang: Lang) -> Table:
    """Return the value map of SROI: each consequence's value step by step, and its present value."""
    currency = appraisal.settings.currency
    labels = {line.id: line.label.of(lang) for line in initiative.lines}
    heads = (
        ("Konsekvens", "Före avdrag", "Efter det som hänt ändå", "Efter undanträngning", "Efter andras del", "Nuvärde")
        if lang == "sv"
        else ("Consequence", "Gross", "After deadweight", "After displacement", "After attribution", "Present value")
    )
    rows = tuple(
        (
            labels[row.line],
            *(
                numbers.money(amount, lang, currency=currency)
                for amount in (
                    row.gross, row.after_deadweight, row.after_displacement, row.after_attribution, row.present_value,
                )
            ),
        )
        for row in sroi(appraisal).value_map
    )  # fmt: skip
    return Table(
        caption=_pick(lang, "Värdekarta (SROI)", "Value map (SROI)"),
        columns=(Column(heads[0]), *(Column(head, "right") for head in heads[1:])),
        rows=rows,
        note=_pick(
            lang,
            "Värden per år vid full omfattning; nuvärdet gäller hela tiden och alla aktörer. Skatt och bidrag flyttar pengar mellan aktörer: där är nuvärdet 0.",
            "Values per year at full size; the present value is for the whole time and all actors. Taxes and benefits move money between actors: there the present value is 0.",
        ),
    )


def choice_table(found: Planned, initiative: Initiative, lang: Lang) -> Table | None:
    """Return the alternatives with incremental ratios and dominance in words; None when the file states none."""
    if found.choice is None:
        return None
    currency = initiative.appraisal.currency if initiative.appraisal else "SEK"
    labels = {option.id: option.label.of(lang) or option.id for option in initiative.plans.alternatives}
    first = labels[initiative.plans.alternatives[0].id]
    return Table(
        caption=_pick(lang, "Alternativen mot varandra", "The options held against each other"),
        columns=(
            Column(_pick(lang, "Alternativ", "Option")),
            Column(_pick(lang, "Kostnad per person", "Cost per person"), "right"),
            Column(_pick(lang, "Effekt per person", "Effect per person"), "right"),
            Column(_pick(lang, "Kostnad per extra effekt", "Cost per extra effect"), "right"),
            Column(_pick(lang, "Läge", "Standing")),
            Column(_pick(lang, f"Mot {first}", f"Against {first}")),
        ),
        rows=tuple(
            (
                labels[row.name],
                numbers.money(row.cost, lang, currency=currency),
                numbers.number(row.effect, lang),
                "–" if row.icer is None else numbers.money(row.icer, lang, currency=currency),
                STATUS_WORDS[row.status][lang != "sv"],
                QUADRANT_WORDS[where][lang != "sv"],
            )
            for row, where in zip(found.choice.rows, found.choice.quadrants, strict=True)
        ),
    )


def type_case_table(found: Planned, lang: Lang, currency: str = "SEK") -> Table | None:
    """Return the yearly gain of all participants per actor, from the type cases; None when there are none."""
    cases = found.type_cases
    if cases is None:
        return None
    rows = [
        (economy.purse_name(name, lang), numbers.money(cases.per_person[name], lang, currency=currency),
         numbers.money(total, lang, currency=currency))
        for name, total in cases.total.items()
        if total or name == SOCIETY
    ]  # fmt: skip
    note = ""
    if not isinstance(cases.interval, Unknown):
        ends = numbers.money_interval(cases.interval.low, cases.interval.high, lang, currency=currency)
        note = _pick(lang, f"95 % intervall för samhället: {ends}.", f"95% interval for society: {ends}.")
    return Table(
        caption=_pick(lang, f"{cases.cases} typfall för {cases.participants} deltagare, per år",
                      f"{cases.cases} type cases for {cases.participants} participants, per year"),
        columns=(
            Column(_pick(lang, "Aktör", "Actor")),
            Column(_pick(lang, "Per deltagare", "Per participant"), "right"),
            Column(_pick(lang, "Alla", "All"), "right"),
        ),
        rows=tuple(rows),
        note=note,
    )  # fmt: skip


def saving_table(found: Planned, initiative: Initiative, lang: Lang) -> Table | None:
    """Return what an alternative would have cost and the time saved, kronor per year; None when neither is stated."""
    currency = initiative.appraisal.currency if initiative.appraisal else "SEK"
    labels = {row.id: row.label.of(lang) or row.id for row in initiative.plans.alternative_costs}
    labels |= {row.id: row.label.of(lang) or row.id for row in initiative.plans.time_saved}
    kinds = (
        (_pick(lang, "Alternativkostnad", "Alternative cost"), found.alternative_costs),
        (_pick(lang, "Sparad tid", "Time saved"), found.time_saved),
    )
    rows = tuple(
        (kind, labels[name], economy.purse_name(str(actor), lang), numbers.money(amount, lang, currency=currency))
        for kind, amounts in kinds
        for name, (actor, amount) in amounts.items()
    )
    if not rows:
        return None
    return Table(
        caption=_pick(
            lang,
            "Vad alternativet hade kostat och vad sparad tid är värd, per år",
            "What the alternative would have cost and what time saved is worth, per year",
        ),
        columns=(
            Column(_pick(lang, "Slag", "Kind")),
            Column(_pick(lang, "Vad", "What")),
            Column(_pick(lang, "Aktör", "Actor")),
            Column(_pick(lang, "Värde", "Value"), "right"),
        ),
        rows=rows,
        note=_pick(lang, "Räknas vid sidan av raderna ovan.", "Counted beside the lines above."),
    )


def break_even_table(rows: Sequence[OneWay], initiative: Initiative, lang: Lang) -> Table | None:
    """Return how far each assumption alone moves the realisation rate that is needed; None where none does."""
    moving = [row for row in rows if row.break_even_swing]
    if not moving:
        return None
    ranked = sorted(moving, key=lambda row: (-(row.break_even_swing or 0.0), row.name))[:_MOST_ROWS]
    return Table(
        caption=_pick(
            lang,
            "Ett antagande i taget: verkningsgraden som krävs för att gå jämnt upp",
            "One assumption at a time: the realisation rate needed to break even",
        ),
        columns=(
            Column(_pick(lang, "Antagande", "Assumption")),
            Column(_pick(lang, "Krävs vid lågt", "Needed at low"), "right"),
            Column(_pick(lang, "Krävs vid högt", "Needed at high"), "right"),
        ),
        rows=tuple(
            (
                economy.parameter_label(row.name, initiative, lang),
                *(
                    "–" if rate is None else numbers.percent(rate, lang, decimals=1)
                    for rate in (row.break_even_low, row.break_even_high)
                ),
            )
            for row in ranked
        ),
        note=_pick(lang, "Det som flyttar mest står först.", "What moves it most stands first."),
    )
