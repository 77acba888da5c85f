# SPDX-License-Identifier: Apache-2.0
"""The tables of the technical annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from utfall.core.actors import ACTOR_NAMES, Actor
from utfall.core.initiative import Initiative, LogicLevel, LogicRow
from utfall.core.lines import AppraisalSettings, Line
from utfall.core.text import Lang
from utfall.economics import Appraisal
from utfall.economics.sensitivity import OneWay
from utfall.effects.result import GroupFlow
from utfall.reports import numbers
from utfall.reports.document import Column, Table
from utfall.reports.phrases import checks as check_words
from utfall.reports.phrases import economy, effects, measures
from utfall.reports.phrases.columns import labelled
from utfall.reports.phrases.index import index_text
from utfall.reports.phrases.lines import KIND_NAMES, TIMING_NAMES
from utfall.thread import Evaluation


def _pick(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def logic_table(rows: Sequence[LogicRow], levels: Mapping[LogicLevel, str], lang: Lang) -> Table:
    """Return the logic model, from long-term goal to resource."""
    order = list(LogicLevel)
    ordered = sorted(rows, key=lambda row: order.index(row.level))
    return Table(
        caption=_pick(lang, "Logikmodellen, från mål till resurs", "The logic model, from goal to resource"),
        columns=(
            Column(_pick(lang, "Nivå", "Level")),
            Column(_pick(lang, "Vad", "What")),
            Column(_pick(lang, "Indikator", "Indicator")),
            Column(_pick(lang, "Datakälla", "Data source")),
            Column(_pick(lang, "Antagande", "Assumption")),
        ),
        rows=tuple(
            (
                levels[row.level],
                row.text.of(lang),
                row.indicator.of(lang) or "–",
                row.data_source.of(lang) or "–",
                row.assumption.of(lang) or "–",
            )
            for row in ordered
        ),
    )


def flow_table(evaluation: Evaluation, lang: Lang) -> Table | None:
    """Return how many people each answer rests on, and where the others went."""
    rows = []
    for answer in evaluation.answers:
        if answer.result is None:
            continue
        groups = (
            (_pick(lang, "deltagare", "participants"), answer.result.flow.intervention),
            (_pick(lang, "jämförelsegrupp", "comparison group"), answer.result.flow.comparison),
        )
        name = f"{answer.comparison.label.of(lang)}: {answer.outcome.label.of(lang)}"
        rows += [(name, group, *_flow_cells(flow, lang)) for group, flow in groups if flow.rows]
    if not rows:
        return None
    return Table(
        caption=_pick(lang, "Från fil till uppskattning: antal personer", "From file to estimate: number of people"),
        columns=(
            Column(_pick(lang, "Svar", "Answer")),
            Column(_pick(lang, "Grupp", "Group")),
            Column(_pick(lang, "I filen", "In the file"), "right"),
            Column(_pick(lang, "Saknar utfall", "Outcome missing"), "right"),
            Column(_pick(lang, "Saknar uppgifter", "Covariates missing"), "right"),
            Column(_pick(lang, "Utan motsvarighet", "Without a match"), "right"),
            Column(_pick(lang, "Med i svaret", "In the answer"), "right"),
        ),
        rows=tuple(rows),
    )


def _flow_cells(flow: GroupFlow, lang: Lang) -> tuple[str, ...]:
    lost = (flow.missing_outcome + flow.incomplete, flow.missing_covariates, flow.unmatched)
    return tuple(_count(count, lang) for count in (flow.rows, *lost, flow.used))


def _count(value: int, lang: Lang) -> str:
    return numbers.number(value, lang, decimals=0)


def estimate_table(evaluation: Evaluation, lang: Lang) -> Table | None:
    """Return every estimate with standard error, interval, n, method and grade."""
    rows = []
    for answer in evaluation.answers:
        if answer.result is None:
            continue
        found, outcome = answer.result.estimate, answer.outcome
        half = measures.half_width(found)
        value = measures.difference(found.value, outcome, lang, half_width=half)
        p = "–" if found.p_value is None else numbers.p_value(found.p_value, lang)
        rows.append(
            (
                f"{answer.comparison.label.of(lang)}: {outcome.label.of(lang)}",
                f"{value} ({measures.span(found.interval, outcome, lang)})",
                f"{measures.bare(found.std_error, outcome, lang)}; {p}",
                f"{_count(found.n_intervention, lang)} + {_count(found.n_comparison, lang)}",
                f"{found.method}; {effects.GRADE_NAMES[found.grade].of(lang)}",
            )
        )
    if not rows:
        return None
    return Table(
        caption=_pick(lang, "Alla uppskattningar", "All estimates"),
        columns=(
            Column(_pick(lang, "Svar", "Answer")),
            Column(_pick(lang, "Skillnad (95 % konfidensintervall)", "Difference (95% confidence interval)")),
            Column(_pick(lang, "Medelfel; p", "Standard error; p")),
            Column("n"),
            Column(_pick(lang, "Metod; underlag", "Method; evidence")),
        ),
        rows=tuple(rows),
    )


def ratio_table(evaluation: Evaluation, lang: Lang) -> Table | None:
    """Return how many times as large each share or count is among participants; None where no answer has a ratio.

    An answer whose levels are not shown is left out: with the difference the ratio would tell them.
    """
    rows = []
    for answer in evaluation.answers:
        ratio = None if answer.result is None else effects.shown_ratio(answer.result, answer.outcome)
        if ratio is None:
            continue
        rows.append(
            (
                f"{answer.comparison.label.of(lang)}: {answer.outcome.label.of(lang)}",
                effects.RATIO_NAMES[answer.outcome.kind].of(lang),
                "{} ({})".format(*effects.ratio_numbers(ratio, lang)),
                numbers.p_value(ratio.p_value, lang),
            )
        )
    if not rows:
        return None
    return Table(
        caption=_pick(
            lang,
            "Hur många gånger så stor andelen eller antalet är bland deltagarna (1: ingen skillnad)",
            "How many times as large the share or number is among participants (1: no difference)",
        ),
        columns=(
            Column(_pick(lang, "Svar", "Answer")),
            Column(_pick(lang, "Kvot", "Ratio")),
            Column(_pick(lang, "Gånger (konfidensintervall)", "Times (confidence interval)")),
            Column("p"),
        ),
        rows=tuple(rows),
    )


def check_table(evaluation: Evaluation, lang: Lang) -> Table | None:
    """Return every check on the estimates; answers of one comparison that say the same share a row."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for answer in evaluation.answers:
        if answer.result is None:
            continue
        for check in answer.result.estimate.checks:
            key = (
                answer.comparison.label.of(lang),
                f"{check_words.check_name(check, lang)} ({check.id})",
                check_words.STATUS_NAMES[check.status].of(lang),
                check_words.check_text(labelled(check, evaluation, answer, lang), lang),
            )
            rows.setdefault(key, []).append(answer.outcome.label.of(lang))
    if not rows:
        return None
    return Table(
        caption=_pick(lang, "Kontroller av uppskattningarna", "Checks on the estimates"),
        columns=(
            Column(_pick(lang, "Jämförelse", "Comparison")),
            Column(_pick(lang, "Utfall", "Outcome")),
            Column(_pick(lang, "Kontroll", "Check")),
            Column(_pick(lang, "Utslag", "Status")),
            Column(_pick(lang, "Vad den visade", "What it showed")),
        ),
        rows=tuple((key[0], ", ".join(names), *key[1:]) for key, names in rows.items()),
    )


def _cautious(initiative: Initiative, settings: AppraisalSettings, lang: Lang) -> list[tuple[str, str]]:
    """Return the optimism bias by evidence grade and where it comes from, when it is used."""
    if not settings.optimism:
        return []
    grades = "; ".join(f"{grade}: {numbers.percent(share, lang, decimals=0)}" for grade, share in settings.optimism)
    plans = initiative.plans
    if plans.own_optimism:
        origin = plans.optimism_source or _pick(lang, "egen tabell, källa inte angiven", "own table, no source stated")
    else:
        origin = _pick(lang, "katalogens tabell, inte sedd vid källan", "the catalogue's table, not seen at its source")
    return [
        (
            _pick(lang, "Påslag för optimism, efter evidensgrad", "Optimism bias, by evidence grade"),
            f"{grades} ({origin})",
        )
    ]


def _together(appraisal: Appraisal, initiative: Initiative, lang: Lang) -> list[tuple[str, str]]:
    """Return which assumptions are drawn together, with their rank correlation."""
    return [
        (
            _pick(lang, "Dras tillsammans", "Drawn together"),
            f"{economy.parameter_label(first, initiative, lang)}; {economy.parameter_label(second, initiative, lang)}: "
            + _pick(lang, "rangkorrelation ", "rank correlation ")
            + numbers.number(rank, lang, decimals=2),
        )
        for first, second, rank in appraisal.settings.correlations
    ]


def settings_table(appraisal: Appraisal, initiative: Initiative, lang: Lang) -> Table:
    """Return price year, discounting, horizon, timing, draws and what is drawn together."""
    settings = appraisal.settings
    rows = (
        (_pick(lang, "Valuta", "Currency"), settings.currency),
        (_pick(lang, "Prisår", "Price year"), str(settings.price_year)),
        (_pick(lang, "Index", "Index"), index_text(initiative, lang)),
        (_pick(lang, "Kalkylränta, real", "Discount rate, real"), numbers.percent(settings.discount_rate, lang)),
        (_pick(lang, "Horisont", "Horizon"), numbers.years(settings.horizon_years, lang)),
        (_pick(lang, "Flöden faller", "Flows fall"), TIMING_NAMES[settings.timing].of(lang)),
        (
            _pick(lang, "Deltagare", "Participants"),
            "–" if appraisal.population is None else f"{appraisal.population:g}",
        ),
        (_pick(lang, "Sista mätning, år", "Last measurement, year"), str(settings.last_followup_year)),
        (_pick(lang, "Dragningar", "Draws"), _count(settings.draws, lang)),
        (_pick(lang, "Slumptalsfrö", "Seed"), str(settings.seed)),
        *_together(appraisal, initiative, lang),
        *_cautious(initiative, settings, lang),
    )
    return Table(
        caption=_pick(lang, "Så räknades ekonomin", "How the economy was counted"),
        columns=(Column(_pick(lang, "Vad", "What")), Column(_pick(lang, "Värde", "Value"))),
        rows=rows,
        note=_pick(
            lang,
            "Engångskostnader för programmet räknas vid början av sitt år; övriga flöden enligt tabellen.",
            "One-off programme costs are counted at the start of their year; other flows as the table says.",
        ),
    )


def line_table(initiative: Initiative, lang: Lang) -> Table:
    """Return every line with its unit cost, price year, source and how sure it is."""
    currency = initiative.appraisal.currency if initiative.appraisal else "SEK"
    return Table(
        caption=_pick(lang, "Rader, enhetskostnader och källor", "Lines, unit costs and sources"),
        columns=(
            Column(_pick(lang, "Rad", "Line")),
            Column(_pick(lang, "Slag", "Kind")),
            Column(_pick(lang, "Enhetskostnad", "Unit cost"), "right"),
            Column(_pick(lang, "Prisår", "Price year"), "right"),
            Column(_pick(lang, "Hur säkert", "How sure")),
            Column(_pick(lang, "Källa", "Source")),
        ),
        rows=tuple(_line_row(line, initiative, currency, lang) for line in initiative.lines),
    )


def _line_row(line: Line, initiative: Initiative, currency: str, lang: Lang) -> tuple[str, ...]:
    cost = line.unit_cost
    price = numbers.money(cost.price.value, lang, currency=currency, scale="one")
    if cost.price.low is not None and cost.price.high is not None:
        price += f" ({numbers.money_interval(cost.price.low, cost.price.high, lang, currency=currency, scale='one')})"
    unit = cost.unit.of(lang)
    if cost.price.assumption:
        sure = _pick(lang, "antagande", "assumption")
    elif cost.verified:
        sure = _pick(lang, "verifierad", "verified")
    else:
        sure = (
            _pick(lang, "inte verifierad", "not verified")
            if cost.address
            else _pick(lang, "given i filen", "given in the file")
        )
    others = [p.name for p in economy.parameters_of(line) if p.assumption and p is not cost.price]
    if others:
        named = ", ".join(economy.parameter_label(name, initiative, lang) for name in dict.fromkeys(others))
        sure += _pick(lang, f"; antas också: {named}", f"; also assumed: {named}")
    sources = dict.fromkeys(filter(None, (cost.source, cost.price.source)))
    return (
        line.label.of(lang),
        KIND_NAMES[line.kind].of(lang),
        f"{price} / {unit}" if unit else price,
        "–" if cost.price_year is None else str(cost.price_year),
        sure,
        "; ".join(sources) or "–",
    )


def yearly_table(appraisal: Appraisal, lang: Lang) -> Table:
    """Return the undiscounted net per actor and year."""
    touched = [a for a in Actor if appraisal.purses[str(a)].cost or appraisal.purses[str(a)].benefit]
    flows = [(ACTOR_NAMES[actor].of(lang), appraisal.purses[str(actor)].flow) for actor in touched]
    flows.append((economy.purse_name("society", lang), appraisal.society.flow))
    scale = numbers.money_scale(*(value for _, flow in flows for value in flow))
    unit = numbers.money_unit(scale, lang, currency=appraisal.settings.currency)
    year = _pick(lang, "År", "Year")
    return Table(
        caption=_pick(
            lang, f"Netto per aktör och år, utan ränta, {unit}", f"Net per actor and year, undiscounted, {unit}"
        ),
        columns=(
            Column(_pick(lang, "Aktör", "Actor")),
            *(Column(f"{year} {number}", "right") for number in range(1, appraisal.settings.horizon_years + 1)),
        ),
        rows=tuple((name, *(numbers.scaled_digits(value, lang, scale) for value in flow)) for name, flow in flows),
    )


def sensitivity_table(rows: Sequence[OneWay], initiative: Initiative, appraisal: Appraisal, lang: Lang) -> Table:
    """Return every uncertain assumption: its range, what it does to society's net, and where the sign turns."""
    currency = appraisal.settings.currency
    scale = numbers.money_scale(*(value for row in rows for value in (row.net_low, row.net_high)))
    unit = numbers.money_unit(scale, lang, currency=currency)

    def cells(row: OneWay) -> tuple[str, ...]:
        known = (row.low, row.central, row.high, *(() if row.switching is None else (row.switching,)))
        unit, texts = economy.parameter_values(row.name, known, initiative, lang)
        label = economy.parameter_label(row.name, initiative, lang)
        nets = (numbers.scaled_digits(net, lang, scale) for net in (row.net_low, row.net_high))
        return (f"{label} ({unit})" if unit else label, *texts[:3], *nets, *(texts[3:] or ("–",)))

    return Table(
        caption=_pick(lang, "Ett antagande i taget: samhällets netto", "One assumption at a time: net to society"),
        columns=(
            Column(_pick(lang, "Antagande", "Assumption")),
            Column(_pick(lang, "Lågt", "Low"), "right"),
            Column(_pick(lang, "Använt", "Used"), "right"),
            Column(_pick(lang, "Högt", "High"), "right"),
            Column(_pick(lang, "Netto vid lågt", "Net at low"), "right", unit),
            Column(_pick(lang, "Netto vid högt", "Net at high"), "right", unit),
            Column(_pick(lang, "Jämnt upp vid", "Breaks even at"), "right"),
        ),
        rows=tuple(cells(row) for row in rows),
    )


def economic_check_table(appraisal: Appraisal, lang: Lang) -> Table:
    """Return every economic check and how it went."""
    return Table(
        caption=_pick(lang, "Kontroller av ekonomin", "Checks on the economy"),
        columns=(
            Column(_pick(lang, "Kontroll", "Check")),
            Column(_pick(lang, "Utslag", "Status")),
            Column(_pick(lang, "Vad den visade", "What it showed")),
        ),
        rows=tuple(
            (check.id, check_words.STATUS_NAMES[check.status].of(lang), economy.check_text(check, lang))
            for check in appraisal.checks
        ),
    )
