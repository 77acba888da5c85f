# SPDX-License-Identifier: Apache-2.0
"""What is said of a continuous follow-up: the answer so far, the criteria, and how the intervals may be read."""

from __future__ import annotations

from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Lang, Text
from utfall.effects.sequential import AnytimeInterval
from utfall.reports import numbers
from utfall.reports.phrases import measures
from utfall.thread.follow import Followed, ShownLook

HIDDEN: dict[str, Text] = {
    "small-cell": Text(sv="visas inte: för få i en grupp", en="not shown: too few in a group"),
    "few-new": Text(
        sv="visas inte: för få nya i en grupp sedan förra", en="not shown: too few new in a group since the last"
    ),
    "too-few": Text(sv="visas inte: för få mätta för ett intervall", en="not shown: too few measured for an interval"),
}


def sentences(found: Followed, outcome: Outcome, lang: Lang) -> list[str]:
    """Return the answer so far, the criteria and how they may be read."""
    return [
        _now(found, outcome, lang),
        *(_criterion(criterion, found, outcome, lang) for criterion in found.criteria),
        *_changed(found, lang),
        _rule(found, outcome, lang),
        _lot(lang),
    ]


def _now(found: Followed, outcome: Outcome, lang: Lang) -> str:
    period, interval = found.last
    people = interval.n_1 + interval.n_0
    shown, count = difference(interval, outcome, lang), numbers.number(people, lang, decimals=0)
    sure = interval.low > 0 or interval.high < 0
    tail = (
        Text(sv="Noll ligger utanför intervallet.", en="Zero lies outside the interval.")
        if sure
        else Text(
            sv="Noll ligger i intervallet: det går ännu inte att säga åt vilket håll det går.",
            en="Zero lies in the interval: nobody can yet say which way it goes.",
        )
    )
    name = outcome.label.of(lang)
    head = Text(
        sv=f"{name}, till och med {period}: skillnaden mellan grupperna är {shown}, bland {count} mätta.",
        en=f"{name}, up to {period}: the difference between the groups is {shown}, among {count} measured.",
    )
    return f"{head.of(lang)} {tail.of(lang)}"


def difference(interval: AnytimeInterval, outcome: Outcome, lang: Lang) -> str:
    """Return '+3.9 poäng (från 1.9 till 5.8 poäng)'."""
    half = (interval.high - interval.low) / 2
    value = measures.difference(interval.value, outcome, lang, half_width=half)
    return f"{value} ({_span(interval, outcome, lang)})"


def _span(interval: AnytimeInterval, outcome: Outcome, lang: Lang) -> str:
    if outcome.kind == "binary":
        return numbers.points_interval(interval.low, interval.high, lang)
    return numbers.interval(interval.low, interval.high, lang, unit=measures.difference_unit(outcome, lang))


def criterion_label(criterion: Criterion, outcome: Outcome, lang: Lang) -> str:
    """Return 'minst +2 poäng', 'högst 0'."""
    side = Text(sv="minst", en="at least") if criterion.at_least is not None else Text(sv="högst", en="at most")
    return f"{side.of(lang)} {measures.threshold(criterion.threshold, outcome, lang)}"


def _criterion(criterion: Criterion, found: Followed, outcome: Outcome, lang: Lang) -> str:
    label, met = criterion_label(criterion, outcome, lang), met_in(found, criterion)
    if not met:
        return Text(
            sv=f"Kriteriet ”{label}” är inte uppfyllt: hela intervallet har inte legat på den sidan vid någon tidpunkt.",
            en=f"The criterion “{label}” is not met: the whole interval has not been on that side at any time.",
        ).of(lang)
    return Text(
        sv=f"Kriteriet ”{label}” uppfylldes {met}: då låg hela intervallet på den sidan för första gången. Ni får besluta på det.",
        en=f"The criterion “{label}” was met in {met}: the whole interval then was on that side for the first time. "
        "You may decide on it.",
    ).of(lang)


def met_in(found: Followed, criterion: Criterion) -> str:
    """Return the period in which a criterion was first met, '' when it has not been."""
    return next((crossing.period for crossing in found.crossings if crossing.name == criterion.id), "")


def _changed(found: Followed, lang: Lang) -> list[str]:
    if found.consistent:
        return []
    return [
        Text(
            sv="Varning: intervall från olika tidpunkter utesluter varandra. Skillnaden har ändrats under tiden; lita inte på "
            "ett enda tal.",
            en="Warning: intervals from different times exclude each other. The difference has changed over time; do not rely "
            "on one number.",
        ).of(lang)
    ]


def _rule(found: Followed, outcome: Outcome, lang: Lang) -> str:
    miss = numbers.percent(1 - found.level, lang, decimals=0)
    text = Text(
        sv="Ni får titta varje månad, och sluta när ni vill: intervallen är gjorda för det. Risken att något av dem missar "
        f"det rätta värdet är högst {miss}, hur ofta ni än tittar.",
        en="You may look every month, and stop when you like: the intervals are made for it. The risk that any of them "
        f"misses the true value is at most {miss}, however often you look.",
    ).of(lang)
    if outcome.kind == "binary":
        return text
    planned = numbers.number(found.planned, lang, decimals=0)
    return text + Text(
        sv=f" De är smalast när {planned} är mätta; det talet bestäms före start och ändras inte.",
        en=f" They are narrowest when {planned} have been measured; that number is set before the start and kept.",
    ).of(lang)


def _lot(lang: Lang) -> str:
    return Text(
        sv="Skillnaden är en effekt bara om lotten avgjorde vem som kom i vilken grupp.",
        en="The difference is an effect only if a lottery decided who came into which group.",
    ).of(lang)


def look_line(look: ShownLook, outcome: Outcome, lang: Lang) -> str:
    """Return one look on a line, or why it is not shown."""
    if look.interval is None:
        return f"{look.period}: {HIDDEN[look.reason].of(lang)}"
    people = f"{look.interval.n_1} + {look.interval.n_0}"
    word = Text(sv="mätta", en="measured").of(lang)
    return f"{look.period}: {difference(look.interval, outcome, lang)}; {people} {word}"


def hidden_note(found: Followed, lang: Lang) -> str:
    """Return which looks the figure leaves out, '' when it shows all."""
    hidden = [look.period for look in found.looks if look.interval is None]
    if not hidden:
        return ""
    listed = ", ".join(hidden[:6]) + (" …" if len(hidden) > 6 else "")
    return Text(sv=f"Visas inte, för få personer: {listed}.", en=f"Not shown, too few people: {listed}.").of(lang)
