# SPDX-License-Identifier: Apache-2.0
"""Continuous follow-up for a steering group: lines for a terminal, JSON (schema utfall/follow/1), figure and page."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Lang, Text
from utfall.effects.sequential import AnytimeInterval
from utfall.reports import numbers
from utfall.reports.document import BulletList, Callout, Document, Figure, Meta
from utfall.reports.figures.sequence import CriterionLine, SequenceChart, SequencePoint, sequence_figure
from utfall.reports.phrases import measures
from utfall.thread.follow import Followed, ShownLook

SCHEMA = "utfall/follow/1"
_POINTS = Text(sv="procentenheter", en="percentage points")
_HIDDEN: dict[str, Text] = {
    "small-cell": Text(sv="visas inte: för få i en grupp", en="not shown: too few in a group"),
    "few-new": Text(
        sv="visas inte: för få nya i en grupp sedan förra", en="not shown: too few new in a group since the last"
    ),
    "too-few": Text(sv="visas inte: för få mätta för ett intervall", en="not shown: too few measured for an interval"),
}


def follow_lines(found: Followed, outcome: Outcome, lang: Lang) -> list[str]:
    """Return what a steering group needs to know, then every look on a line."""
    return [*sentences(found, outcome, lang), "", *(_look_line(look, outcome, lang) for look in found.looks)]


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
    shown, count = _difference(interval, outcome, lang), numbers.number(people, lang, decimals=0)
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


def _difference(interval: AnytimeInterval, outcome: Outcome, lang: Lang) -> str:
    half = (interval.high - interval.low) / 2
    value = measures.difference(interval.value, outcome, lang, half_width=half)
    return f"{value} ({_span(interval, outcome, lang)})"


def _span(interval: AnytimeInterval, outcome: Outcome, lang: Lang) -> str:
    if outcome.kind == "binary":
        return numbers.points_interval(interval.low, interval.high, lang)
    return numbers.interval(interval.low, interval.high, lang, unit=outcome.unit.of(lang))


def criterion_label(criterion: Criterion, outcome: Outcome, lang: Lang) -> str:
    """Return 'minst +2 poäng', 'högst 0'."""
    side = Text(sv="minst", en="at least") if criterion.at_least is not None else Text(sv="högst", en="at most")
    limit, binary = criterion.threshold, outcome.kind == "binary"
    written = Decimal(repr(limit)) * (100 if binary else 1)
    exponent = written.normalize().as_tuple().exponent
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    value = numbers.number(float(written), lang, decimals=min(decimals, 6), signed=True)
    unit = _POINTS.of(lang) if binary else outcome.unit.of(lang)
    return f"{side.of(lang)} {value}{numbers.NBSP if unit else ''}{unit}"


def _criterion(criterion: Criterion, found: Followed, outcome: Outcome, lang: Lang) -> str:
    label, met = criterion_label(criterion, outcome, lang), _met(found, criterion)
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


def _met(found: Followed, criterion: Criterion) -> str:
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
        sv=f" De är smalast när {planned} är mätta; det talet bestäms före start och ändras inte (--planned).",
        en=f" They are narrowest when {planned} have been measured; that number is set before the start and kept (--planned).",
    ).of(lang)


def _lot(lang: Lang) -> str:
    return Text(
        sv="Skillnaden är en effekt bara om lotten avgjorde vem som kom i vilken grupp.",
        en="The difference is an effect only if a lottery decided who came into which group.",
    ).of(lang)


def _look_line(look: ShownLook, outcome: Outcome, lang: Lang) -> str:
    if look.interval is None:
        return f"{look.period}: {_HIDDEN[look.reason].of(lang)}"
    people = f"{look.interval.n_1} + {look.interval.n_0}"
    word = Text(sv="mätta", en="measured").of(lang)
    return f"{look.period}: {_difference(look.interval, outcome, lang)}; {people} {word}"


def follow_json(found: Followed, outcome: Outcome, lang: Lang) -> dict[str, Any]:
    """Return the looks as data; those that are not shown are null beside their reason."""
    return {
        "schema": SCHEMA,
        "lang": lang,
        "outcome": outcome.id,
        "kind": outcome.kind,
        "ci_level": found.level,
        "planned": found.planned,
        "consistent": found.consistent,
        "looks": [_look_json(look) for look in found.looks],
        "criteria": [
            {
                "at_least": criterion.at_least,
                "at_most": criterion.at_most,
                "met": bool(_met(found, criterion)),
                "period": _met(found, criterion) or None,
                **({} if _met(found, criterion) else {"period_reason": "not-met"}),
            }
            for criterion in found.criteria
        ],
        "text": sentences(found, outcome, lang),
    }


def _look_json(look: ShownLook) -> dict[str, Any]:
    names = ("estimate", "ci", "ci_running", "p_value", "n_intervention", "n_comparison")
    if look.interval is None:
        row: dict[str, Any] = {"period": look.period}
        for name in names:
            row |= {name: None, f"{name}_reason": look.reason}
        return row
    found = look.interval
    running = [look.low, look.high] if look.low <= look.high and math.isfinite(look.low + look.high) else None
    values = (found.value, [found.low, found.high], running, found.p_value, found.n_1, found.n_0)
    row = {"period": look.period, **dict(zip(names, values, strict=True))}
    return row if running is not None else row | {"ci_running_reason": "looks-exclude-each-other"}


def follow_figure(found: Followed, outcome: Outcome, lang: Lang) -> Figure:
    """Return the looks as a figure, shares in percentage points."""
    factor = 100.0 if outcome.kind == "binary" else 1.0
    unit = _POINTS.of(lang) if outcome.kind == "binary" else outcome.unit.of(lang)
    points = tuple(
        SequencePoint(
            place,
            look.period,
            look.interval.value * factor,
            look.interval.low * factor,
            look.interval.high * factor,
            look.interval.n_1,
            look.interval.n_0,
        )
        for place, look in enumerate(found.looks)
        if look.interval is not None
    )
    lines = tuple(
        CriterionLine(criterion_label(c, outcome, lang), c.threshold * factor, _met(found, c)) for c in found.criteria
    )
    periods = tuple(look.period for look in found.looks)
    hidden = _hidden_note(found, lang)
    return sequence_figure(
        SequenceChart(outcome.label.of(lang), unit, points, periods, lines, found.level, hidden), lang
    )


def _hidden_note(found: Followed, lang: Lang) -> str:
    hidden = [look.period for look in found.looks if look.interval is None]
    if not hidden:
        return ""
    listed = ", ".join(hidden[:6]) + (" …" if len(hidden) > 6 else "")
    return Text(sv=f"Visas inte, för få personer: {listed}.", en=f"Not shown, too few people: {listed}.").of(lang)


def follow_document(found: Followed, outcome: Outcome, lang: Lang, *, date: str) -> Document:
    """Return the page for the steering group: the answer so far, the figure and how to read it."""
    title = Text(sv="Löpande uppföljning", en="Continuous follow-up").of(lang)
    first, *rest = sentences(found, outcome, lang)
    word = Text(sv="Läget", en="As it stands").of(lang)
    return Document(
        title=f"{title}: {outcome.label.of(lang)}",
        lang=lang,
        meta=Meta(organisation=outcome.label.of(lang), date=date),
        blocks=(
            Callout.of("info", word, first),
            BulletList.of(*rest),
            follow_figure(found, outcome, lang),
        ),
    )


__all__ = ["SCHEMA", "follow_document", "follow_figure", "follow_json", "follow_lines", "sentences"]
