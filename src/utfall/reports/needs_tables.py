# SPDX-License-Identifier: Apache-2.0
"""Tables of a needs analysis, for the terminal and for documents alike."""

from __future__ import annotations

from utfall.core.estimate import Unknown
from utfall.core.text import Lang
from utfall.needs.answers import AreaAnswer, IndexAnswer, Standardised
from utfall.needs.cells import NeedsResult, NeedsTable
from utfall.needs.practice import PracticeAnswer, StockAnswer
from utfall.reports import numbers
from utfall.reports.document import Column, Table
from utfall.reports.phrases import needs as words
from utfall.thread.needs import NeedsStudy, PathCost

say = words.say


def breakdown_table(found: NeedsResult, table: NeedsTable, lang: Lang, *, source: str = "") -> Table:
    """Return one indicator's breakdown: group, persons, value, interval, and the distribution of a mean."""
    it = found.plan.indicator(table.indicator)
    described = [cell for cell in table.cells if cell.quantiles]
    columns = [
        Column(say(lang, "Grupp", "Group")),
        Column(say(lang, "Personer", "Persons"), "right"),
        Column(say(lang, "Värde", "Value"), "right", words.head_unit(it, lang)),
        Column(say(lang, "Intervall", "Interval"), "right"),
    ]
    if described:
        for p, _ in described[0].quantiles:
            columns.append(Column(say(lang, f"{p / 10:.0f} % har högst", f"{p / 10:.0f}% have at most"), "right"))
    if it.tail is not None:
        columns.append(Column(say(lang, "I svansen", "In the tail"), "right"))
    rows = []
    for cell in table.cells:
        row = [
            words.group(found, table.by, cell, lang), words.persons(cell.persons, lang),
            words.bare(it, cell.value, lang) if cell.value is not None or cell.hidden else "–",
            words.interval(it, cell.interval, lang) or "–",
        ]  # fmt: skip
        if described:
            shown = [numbers.number(value, lang) for _, value in cell.quantiles]
            row += shown or ["–"] * len(described[0].quantiles)
        if it.tail is not None:
            row.append("–" if cell.tail is None else numbers.percent(cell.tail, lang))
        rows.append(tuple(row))
    when = f", {table.period}" if table.period else ""
    by = f" {say(lang, 'efter', 'by')} {words.crossing(found, table.by, lang)}" if table.by else ""
    return Table(f"{it.title.of(lang)}{by}{when}", tuple(columns), tuple(rows), source=source)


def area_table(found: NeedsResult, row: AreaAnswer, lang: Lang) -> Table:
    """Return one indicator over areas: observed, smoothed, and where each stands in the funnel."""
    it = found.plan.indicator(row.indicator)
    columns = (
        Column(say(lang, "Område", "Area")), Column(say(lang, "Observerat", "Observed"), "right", words.head_unit(it, lang)),
        Column(say(lang, "Inom slumpen", "Within chance"), "right"), Column(say(lang, "Läge", "Place")),
        Column(say(lang, "Utjämnat", "Smoothed"), "right"),
    )  # fmt: skip
    rows = []
    for at, area in enumerate(row.areas):
        observed = limits = place = smooth = "–"
        if row.funnel is not None:
            around = row.funnel
            observed = words.bare(it, float(around.rates[at]) * it.per, lang)
            limits = _span(it.kind, float(around.inner.low[at]) * it.per, float(around.inner.high[at]) * it.per, lang)
            place = words.PLACES[around.places[at]].of(lang)
        if row.smoothed is not None:
            smooth = words.bare(it, float(row.smoothed.smoothed[at]) * it.per, lang)
        rows.append((_area(found, area, lang), observed, limits, place, smooth))
    note = say(lang, "Inom slumpen: 95 av 100 områden av den storleken hamnar där av slumpen ensam.",
               "Within chance: 95 of 100 areas of that size land there by chance alone.")  # fmt: skip
    return Table(
        f"{it.title.of(lang)}: {say(lang, 'områden mot helheten', 'areas against the whole')}",
        columns,
        tuple(rows),
        note=note,
    )


def _span(kind: str, low: float, high: float, lang: Lang) -> str:
    return numbers.percent_interval(low, high, lang) if kind == "share" else numbers.interval(low, high, lang)


def _area(found: NeedsResult, area: str, lang: Lang) -> str:
    dimension = next(d for d in found.plan.dimensions if d.role == "area")
    return dimension.label(area).of(lang)


def standardised_table(found: NeedsResult, rows: tuple[Standardised, ...], lang: Lang) -> Table:
    """Return the standardised rates of one indicator and dimension."""
    it, first = found.plan.indicator(rows[0].indicator), rows[0]
    dimension = found.plan.dimension(first.of)
    by = words.crossing(found, first.by, lang)
    columns = (
        Column(dimension.title.of(lang)), Column(say(lang, "Utan hänsyn", "As observed"), "right", words.head_unit(it, lang)),
        Column(say(lang, f"Vid lika {by}", f"At equal {by}"), "right"), Column(say(lang, "Intervall", "Interval"), "right"),
        Column(say(lang, "Mot väntat", "Against expected"), "right"),
    )  # fmt: skip
    lines = []
    for row in rows:
        ratio = f"{numbers.number(row.indirect.ratio, lang, digits=3)} ({numbers.interval(row.indirect.interval.low, row.indirect.interval.high, lang)})"
        if row.direct is None:
            crude, rate, span = "–", "–", "–"
        else:
            crude, rate = (words.bare(it, x * it.per / it.scale, lang) for x in (row.direct.crude, row.direct.rate))
            span = _span(it.kind, row.direct.interval.low * it.per, row.direct.interval.high * it.per, lang)
        lines.append((dimension.label(row.level).of(lang), crude, rate, span, ratio))
    note = say(lang, "Mot väntat: 1 är som väntat med allas tal; jämför varje rad med 1, inte raderna med varandra.",
               "Against expected: 1 is as expected with everybody's rates; compare each row with 1, not rows with each other.")  # fmt: skip
    return Table(
        f"{it.title.of(lang)}, {say(lang, 'standardiserat för', 'standardised for')} {by}",
        columns,
        tuple(lines),
        note=note,
    )


def index_table(found: NeedsResult, row: IndexAnswer, lang: Lang) -> Table:
    """Return an index and its parts over areas, the lowest first."""
    titles = [found.plan.indicator(part.indicator).title.of(lang) for part in row.index.parts]
    columns = (
        Column(say(lang, "Område", "Area")),
        Column("Index", "right"),
        *(Column(title, "right") for title in titles),
    )
    order = sorted(range(len(row.areas)), key=lambda at: float(row.scores.scores[at]))
    rows = tuple(
        (_area(found, row.areas[at], lang), numbers.number(float(row.scores.scores[at]), lang, decimals=1),
         *(numbers.number(float(part), lang, decimals=1) for part in row.scores.parts[at]))
        for at in order
    )  # fmt: skip
    return Table(f"{row.index.title.of(lang)}, 0–10", columns, rows, source=row.index.source.of(lang))


def practice_table(found: NeedsResult, row: PracticeAnswer, lang: Lang) -> Table:
    """Return both pictures of every need."""
    it = found.plan.indicator(row.asked.indicator)
    columns = (
        Column(say(lang, "Behov", "Need")), Column(say(lang, "Verksamheten 1–5", "Practice 1–5"), "right"),
        Column(say(lang, "Bedömare", "Judges"), "right"), Column(it.title.of(lang), "right"),
        Column(say(lang, "Bilderna", "The pictures")), Column(say(lang, "Samsyn", "Shared view")),
    )  # fmt: skip
    rows = []
    for need in row.needs:
        shared = (
            say(lang, "ännu inte", "not yet")
            if need.shared is None
            else f"{need.shared.date}: {need.shared.text.of(lang)}"
        )
        rows.append(
            (found.plan.dimension(row.asked.of).label(need.need).of(lang), numbers.number(need.median, lang, decimals=1),
             str(need.raters), words.value(it, need.value, lang), words.PICTURES[need.pictures].of(lang), shared)
        )  # fmt: skip
    return Table(
        say(lang, "Verksamhetens bild bredvid statistiken", "Practice's picture beside the statistics"),
        columns,
        tuple(rows),
    )


def stock_table(found: NeedsResult, stock: StockAnswer, lang: Lang) -> Table:
    """Return what each group already gets, by operation."""
    columns = (Column(say(lang, "Grupp", "Group")), *(Column(name) for name in stock.operations),
               Column(say(lang, "Platser per år", "Places a year"), "right"))  # fmt: skip
    rows = []
    for row in stock.rows:
        given = [
            ", ".join(e.title.of(lang) for e in row.interventions if e.operation == name) or "–"
            for name in stock.operations
        ]
        rows.append((row.group, *given, "–" if row.places is None else numbers.number(row.places, lang, decimals=0)))
    return Table(say(lang, "Insatser som redan ges", "Interventions already given"), columns, tuple(rows))


def cost_table(study: NeedsStudy, lang: Lang) -> Table:
    """Return what today's path costs a year."""
    year = study.costs[0].price_year
    columns = (
        Column(say(lang, "Vad", "What")), Column(say(lang, "Personer", "Persons"), "right"),
        Column(say(lang, "Per person och år", "Per person and year"), "right"),
        Column(say(lang, "Pris", "Price"), "right", say(lang, f"kr, {year} års priser", f"SEK, {year} prices")),
        Column(say(lang, "Kostnad per år", "Cost a year"), "right"), Column(say(lang, "Hur säkert", "How sure")),
    )  # fmt: skip
    rows = tuple(_cost_row(row, lang) for row in study.costs)
    note = say(lang, "Det som läggs på gruppen i dag. Det är inte vad en satsning skulle spara.",
               "What is spent on the group today. It is not what an initiative would save.")  # fmt: skip
    return Table(say(lang, "Vad dagens väg kostar", "What today's path costs"), columns, rows, note=note)


def _cost_row(row: PathCost, lang: Lang) -> tuple[str, ...]:
    if isinstance(row.persons, Unknown) or isinstance(row.cost, Unknown):
        known = row.persons if isinstance(row.persons, Unknown) else Unknown("small-cell")
        people, cost = "–", words.reason(known, lang)
    else:
        people, cost = numbers.number(row.persons, lang, decimals=0), numbers.money(row.cost, lang)
        if row.low is not None and row.high is not None:
            cost += f" ({numbers.money_interval(row.low, row.high, lang)})"
    sure = (
        say(lang, "pris sett vid källan", "price seen at its source")
        if row.verified
        else say(lang, "PRIS EJ VERIFIERAT", "PRICE NOT VERIFIED")
    )
    if row.asked.assumption:
        sure += say(lang, "; mängden är ett antagande", "; the quantity is an assumption")
    return (
        row.asked.title.of(lang),
        people,
        numbers.number(row.asked.quantity, lang),
        numbers.number(row.price, lang, decimals=0),
        cost,
        sure,
    )
