# SPDX-License-Identifier: Apache-2.0
"""Sentences about needs: values, groups, and what a question could not be answered for."""

from __future__ import annotations

from utfall.core.estimate import Interval, Unknown
from utfall.core.text import Lang, Text
from utfall.needs.answers import GroupRisk, TrendAnswer, Unanswered
from utfall.needs.cells import Cell, NeedsResult, NeedsTable
from utfall.needs.definitions import Indicator
from utfall.needs.municipalities import GroupStanding, SimilarGroup
from utfall.needs.practice import Pictures
from utfall.needs.statistics import Association, FunnelPlace
from utfall.reports import numbers

HIDDEN = Text(sv="visas inte", en="not shown")
PLACES = {
    FunnelPlace.FAR_ABOVE: Text(sv="långt över helheten", en="far above the whole"),
    FunnelPlace.ABOVE: Text(sv="över helheten", en="above the whole"),
    FunnelPlace.INSIDE: Text(sv="inom slumpen", en="within chance"),
    FunnelPlace.BELOW: Text(sv="under helheten", en="below the whole"),
    FunnelPlace.FAR_BELOW: Text(sv="långt under helheten", en="far below the whole"),
}
PICTURES = {
    Pictures.ALIKE: Text(sv="bilderna stämmer", en="the pictures agree"),
    Pictures.PRACTICE_HIGHER: Text(
        sv="verksamheten ser större behov än statistiken", en="practice sees a larger need than the statistics"
    ),
    Pictures.STATISTICS_HIGHER: Text(
        sv="statistiken visar större behov än verksamheten ser",
        en="the statistics show a larger need than practice sees",
    ),
    Pictures.NOT_COMPARED: Text(sv="går inte att jämföra", en="cannot be compared"),
}
QUESTIONS = {
    "standardise": Text(sv="Standardisering", en="Standardisation"), "funnel": Text(sv="Tratt", en="Funnel"),
    "smoothing": Text(sv="Utjämning", en="Smoothing"), "trend": Text(sv="Trend", en="Trend"), "index": Text(sv="Index", en="Index"),
    "similar": Text(sv="Liknande kommuner", en="Similar municipalities"), "practice": Text(sv="Verksamhetens bild", en="Practice's picture"),
}  # fmt: skip
REASONS = {
    "small-cell": Text(sv="för få personer bakom", en="too few persons behind it"),
    "no-such-group": Text(sv="gruppen finns inte i data", en="there is no such group in the data"),
    "too-fine": Text(sv="indelningen är för fin för att visas", en="the breakdown is too fine to be shown"),
}


def say(lang: Lang, sv: str, en: str) -> str:
    """Return the text in the language."""
    return sv if lang == "sv" else en


def origin(group: SimilarGroup, lang: Lang) -> str:
    """Return who published a key figure and when it was fetched."""
    if not group.fetched:
        return group.source
    return say(lang, f"{group.source}, hämtat {group.fetched}", f"{group.source}, fetched {group.fetched}")


def standing_sentence(row: GroupStanding, lang: Lang) -> str:
    """Return where a municipality stands among similar ones, and whether to look closer."""
    group, found = row.group, row.standing
    own, median, low, high = (numbers.number(v, lang) for v in (found.value, found.median, found.lower, found.upper))
    better = say(lang, "högre", "higher") if group.direction == "increase" else say(lang, "lägre", "lower")
    text = say(
        lang,
        f"{group.title} {group.year}: {group.own.name} har {own}, plats {found.rank} av {found.of} ({better} är bättre). De andras "
        f"median är {median}; hälften ligger mellan {low} och {high}.",
        f"{group.title} {group.year}: {group.own.name} has {own}, place {found.rank} of {found.of} ({better} is better). The "
        f"others' median is {median}; half lie between {low} and {high}.",
    )
    if found.worse:
        text += say(lang, " Värdet hör till den sämre fjärdedelen: titta närmare.",
                    " The value is beyond the worse quartile: look closer.")  # fmt: skip
    if group.chosen_by:
        text += say(lang, f" Valda efter: {group.chosen_by.sv}.", f" Chosen by: {group.chosen_by.en}.")
    return text


def unit(it: Indicator, lang: Lang) -> str:
    """Return the unit that a value is shown in."""
    if it.kind == "share":
        return say(lang, "procent", "per cent")
    if it.kind == "mean":
        return it.unit.of(lang)
    per = numbers.number(it.per, lang, decimals=0)
    return say(lang, f"per {per} {it.unit.of(lang)}", f"per {per} {it.unit.of(lang)}").strip()


def value(it: Indicator, amount: float | None, lang: Lang) -> str:
    """Return a value with its unit; what is hidden is said to be."""
    if amount is None:
        return HIDDEN.of(lang)
    if it.kind == "share":
        return numbers.percent(amount, lang)
    tail = f" {unit(it, lang)}".rstrip()
    return numbers.number(amount, lang) + tail


def bare(it: Indicator, amount: float | None, lang: Lang) -> str:
    """Return a value for a column whose head holds the unit."""
    if amount is None:
        return HIDDEN.of(lang)
    return numbers.percent(amount, lang) if it.kind == "share" else numbers.number(amount, lang)


def head_unit(it: Indicator, lang: Lang) -> str:
    """Return the unit for the head of a column, '' for per cent, which stands at each number."""
    return "" if it.kind == "share" else unit(it, lang)


def interval(it: Indicator, found: Interval | None, lang: Lang) -> str:
    """Return an interval in the value's unit, '' when there is none."""
    if found is None:
        return ""
    if it.kind == "share":
        return numbers.percent_interval(found.low, found.high, lang)
    return numbers.interval(found.low, found.high, lang)


def group(found: NeedsResult, by: tuple[str, ...], cell: Cell, lang: Lang) -> str:
    """Return what a cell is of: the words of its levels."""
    if not by or all(level is None for level in cell.levels):
        return say(lang, "Alla", "All")
    names = [
        found.plan.dimension(name).label(level).of(lang)
        for name, level in zip(by, cell.levels, strict=True)
        if level is not None
    ]
    return ", ".join(names)


def persons(count: int | None, lang: Lang) -> str:
    """Return a number of persons, '–' when hidden."""
    return "–" if count is None else numbers.number(count, lang, decimals=0)


def crossing(found: NeedsResult, by: tuple[str, ...], lang: Lang) -> str:
    """Return the name of a breakdown."""
    titles = [found.plan.dimension(name).title.of(lang) or name for name in by]
    return " × ".join(titles).lower()


def whole_sentence(found: NeedsResult, it: Indicator, table: NeedsTable, lang: Lang) -> str:
    """Return the sentence about everybody."""
    cell = table.whole
    if cell.value is None:
        return f"{it.title.of(lang)}: {HIDDEN.of(lang)}."
    when = f", {table.period}" if table.period else ""
    sure = interval(it, cell.interval, lang)
    sure = f" ({sure})" if sure else ""
    people = persons(cell.persons, lang)
    return say(
        lang,
        f"{it.title.of(lang)}{when}: {value(it, cell.value, lang)}{sure}, {people} personer.",
        f"{it.title.of(lang)}{when}: {value(it, cell.value, lang)}{sure}, {people} persons.",
    )


def risk_sentence(found: NeedsResult, row: GroupRisk, lang: Lang) -> str:
    """Return how much commoner something is in a group than among the others."""
    name = found.plan.dimension(row.dimension).label(row.level).of(lang)
    points = numbers.percentage_points(row.risk.difference, lang)
    sure = numbers.points_interval(row.risk.difference_interval.low, row.risk.difference_interval.high, lang)
    if row.risk.ratio is None:
        return say(
            lang,
            f"{name}: {points} mot övriga ({sure}); ingen av de övriga har det.",
            f"{name}: {points} against the others ({sure}); none of the others has it.",
        )
    times = numbers.number(row.risk.ratio, lang, digits=2)
    high = row.risk.ratio if row.risk.ratio_high is None else row.risk.ratio_high
    span = numbers.interval(row.risk.ratio_low, high, lang)
    return say(
        lang,
        f"{name}: {times} gånger så vanligt som bland övriga ({span}), {points} ({sure}).",
        f"{name}: {times} times as common as among the others ({span}), {points} ({sure}).",
    )


def trend_sentence(it: Indicator, row: TrendAnswer, lang: Lang) -> str:
    """Return the yearly change."""
    change = numbers.percent(row.trend.ratio - 1, lang, signed=True)
    sure = numbers.percent_interval(row.trend.interval.low - 1, row.trend.interval.high - 1, lang)
    unsure = row.trend.interval.low <= 1 <= row.trend.interval.high
    more = say(lang, " Åren kan inte skilja upp från ned.", " The years cannot tell up from down.") if unsure else ""
    return say(
        lang,
        f"{it.title.of(lang)}: {change} per år ({sure}).{more}",
        f"{it.title.of(lang)}: {change} a year ({sure}).{more}",
    )


def association_sentence(title: str, first: Association, second: Association, lang: Lang) -> str:
    """Return how closely an index and an indicator go together over areas."""
    line, order = (numbers.number(a.value, lang, decimals=2) for a in (first, second))
    span = numbers.interval(first.interval.low, first.interval.high, lang, decimals=2)
    return say(
        lang,
        f"{title}: samband {line} ({span}), i rangordning {order}, över {first.areas} områden. Säger något om områden, inte om personerna i dem.",
        f"{title}: association {line} ({span}), in order {order}, over {first.areas} areas. Says something of areas, not of the persons in them.",
    )


def unanswered_sentence(row: Unanswered, title: str, lang: Lang) -> str:
    """Return what could not be answered, and why."""
    why = " ".join(fault.of(lang) for fault in row.faults)
    return f"{QUESTIONS[row.question].of(lang)}, {title}: {why}"


def reason(unknown: Unknown, lang: Lang) -> str:
    """Return why a number is not there."""
    return REASONS[unknown.reason].of(lang)


def rules(found: NeedsResult, lang: Lang) -> list[str]:
    """Return the rules of the run in sentences."""
    plan, level = found.plan, numbers.percent(found.level, lang, decimals=0)
    lines = [
        say(lang, f"Grupper med färre än {found.rules.threshold} personer visas inte, och inte heller så många andra tal att de går att räkna ut.",
            f"Groups with fewer than {found.rules.threshold} persons are not shown, nor so many other numbers that they could be worked out."),
        say(lang, f"Intervallen ({level}) säger hur mycket slumpen kan flytta talen: Wilson för andelar, exakt Poisson för händelser, Student för medelvärden.",
            f"The intervals ({level}) say how far chance can move the numbers: Wilson for shares, exact Poisson for events, Student for means."),
        say(lang, "Allt summeras i hela tal och delas en gång.", "Everything is summed in whole numbers and divided once."),
    ]  # fmt: skip
    for dimension in plan.dimensions:
        seen = set(found.counted.levels.get(dimension.id, ()))
        joined = [f"{old} → {new}" for old, new in dimension.recode if new in seen]
        if joined:
            lines.append(
                say(lang, "Områden som slagits ihop räknas som det nya: ", "Joined areas are counted as the new one: ")
                + ", ".join(joined)
                + "."
            )
    for by in found.too_fine:
        name = crossing(found, by, lang)
        lines.append(say(lang, f"Indelningen {name} visas inte: mer än en tredjedel av grupperna är för små.",
                         f"The breakdown {name} is not shown: more than a third of its groups are too small."))  # fmt: skip
    return lines


def missing_sentence(it: Indicator, table: NeedsTable, lang: Lang) -> str:
    """Return how many lack a value, '' when none does."""
    if table.missing == 0:
        return ""
    count = say(lang, "några få", "a few") if table.missing is None else numbers.number(table.missing, lang, decimals=0)
    return say(
        lang,
        f"{it.title.of(lang)}: {count} saknar uppgift och är inte med.",
        f"{it.title.of(lang)}: {count} have no value and are not counted.",
    )
