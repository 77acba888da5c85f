# SPDX-License-Identifier: Apache-2.0
"""What is said of a continuous follow-up: the answer so far, the criteria, and how the intervals may be read."""

from __future__ import annotations

from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Lang, Text
from utfall.effects.sequential import AnytimeInterval
from utfall.reports import numbers
from utfall.reports.phrases import measures
from utfall.reports.phrases.planning import deviation_line
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
        *plan_sentences(found, outcome, lang),
        *(_criterion(criterion, found, outcome, lang) for criterion in found.criteria),
        *_changed(found, lang),
        _rule(found, outcome, lang),
        _lot(lang),
    ]


_STATUS: dict[str, Text] = {
    "locked": Text(
        sv="Kriterierna och antalet personer är de som låstes {date}.",
        en="The criteria and the number of persons are those locked on {date}.",
    ),
    "changed": Text(
        sv="Satsningsfilen har ändrats sedan planen låstes {date}. Här gäller det som låstes:",
        en="The initiative file has been changed since the plan was locked on {date}. What was locked holds here:",
    ),
    "not-kept": Text(
        sv="Varning: satsningsfilen har ändrats sedan planen låstes {date}, och det som låstes är inte sparat bredvid den "
        "(.plan.json). Ingen kan då visa att kriterierna bestämdes före start.",
        en="Warning: the initiative file has been changed since the plan was locked on {date}, and what was locked is not kept "
        "beside it (.plan.json). Nobody can then show that the criteria were set before the start.",
    ),
    "unlocked": Text(
        sv="Varning: planen är inte låst (utfall plan lock). Ingen kan då visa att kriterierna bestämdes före start.",
        en="Warning: the plan is not locked (utfall plan lock). Nobody can then show that the criteria were set before the start.",
    ),
}


def plan_sentences(found: Followed, outcome: Outcome, lang: Lang) -> list[str]:
    """Return where the criteria come from and every deviation from what was locked; nothing without a file."""
    plan = found.plan
    if plan is None:
        return []
    told = [_STATUS[plan.status].of(lang).format(date=plan.date)]
    told += [deviation_line(one, lang) for one in plan.changes]
    if plan.late:
        told.append(
            Text(
                sv=f"Varning: planen låstes {plan.date}, efter att de första mätningarna kommit in ({found.looks[0].period}).",
                en=f"Warning: the plan was locked on {plan.date}, after the first measurements came in "
                f"({found.looks[0].period}).",
            ).of(lang)
        )
    if found.planned != plan.planned:
        by_plan, asked = (numbers.number(n, lang, decimals=0) for n in (plan.planned, found.planned))
        told.append(
            Text(
                sv=f"Avvikelse: enligt planen mäts {by_plan} personer, men intervallen är gjorda för {asked}.",
                en=f"Deviation: by the plan {by_plan} persons are measured, but the intervals are made for {asked}.",
            ).of(lang)
        )
    labels = [criterion_label(one, outcome, lang) for one in found.criteria if one.id in plan.extra]
    return [
        *told,
        *(
            Text(
                sv=f"Avvikelse: kriteriet ”{label}” står inte i planen. Det bestämdes inte före start.",
                en=f"Deviation: the criterion “{label}” does not stand in the plan. It was not set before the start.",
            ).of(lang)
            for label in labels
        ),
    ]


def _name(criterion: Criterion, found: Followed, lang: Lang) -> str:
    """Return what a criterion is called: by its kind where a plan says which it is."""
    if found.plan is None or criterion.id in found.plan.extra:
        return Text(sv="Kriteriet", en="The criterion").of(lang)
    if criterion.kind == "stop":
        return Text(sv="Stoppkriteriet", en="The stop criterion").of(lang)
    return Text(sv="Framgångskriteriet", en="The success criterion").of(lang)


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
    label, met, name = (
        criterion_label(criterion, outcome, lang),
        met_in(found, criterion),
        _name(criterion, found, lang),
    )
    if not met:
        return Text(
            sv=f"{name} ”{label}” är inte uppfyllt: hela intervallet har inte legat på den sidan vid någon tidpunkt.",
            en=f"{name} “{label}” is not met: the whole interval has not been on that side at any time.",
        ).of(lang)
    return Text(
        sv=f"{name} ”{label}” uppfylldes {met}: då låg hela intervallet på den sidan för första gången. Ni får besluta på det.",
        en=f"{name} “{label}” was met in {met}: the whole interval then was on that side for the first time. "
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
        sv="Skillnaden är en effekt bara om lotten avgjorde vem som kom i vilken grupp, och intervallen håller bara om varje "
        "person lottades för sig: lottades hela skolor eller grupper är de för smala.",
        en="The difference is an effect only if a lottery decided who came into which group, and the intervals hold only if "
        "each person was drawn by themselves: where whole schools or groups were drawn they are too narrow.",
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
