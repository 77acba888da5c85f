# SPDX-License-Identifier: Apache-2.0
"""What an initiative plans beside its lines, in a few sentences for a terminal."""

from __future__ import annotations

from utfall.core.actors import ACTOR_NAMES
from utfall.core.estimate import Unknown
from utfall.core.initiative import Initiative
from utfall.core.text import Lang
from utfall.reports import numbers
from utfall.thread.planned import Choice, Planned


def planned_lines(found: Planned, initiative: Initiative, lang: Lang) -> list[str]:
    """Return type cases, alternative costs, time saved, the choice and the scale-up, one sentence each."""
    currency = initiative.appraisal.currency if initiative.appraisal else "SEK"
    lines = _cases(found, lang, currency)
    plans = initiative.plans
    labels = {row.id: row.label.of(lang) or row.id for row in plans.alternative_costs}
    labels |= {row.id: row.label.of(lang) or row.id for row in plans.time_saved}
    for head, rows in (
        (("Alternativkostnad", "Alternative cost"), found.alternative_costs),
        (("Sparad tid", "Time saved"), found.time_saved),
    ):
        lines += [
            f"{head[lang != 'sv']}, {labels[name]}: {numbers.money(amount, lang, currency=currency)}"
            f" ({ACTOR_NAMES[actor].of(lang).lower()}, {'per år' if lang == 'sv' else 'per year'})."
            for name, (actor, amount) in rows.items()
        ]
    if found.choice is not None:
        lines += _choice(found.choice, initiative, lang, currency)
    return lines + scale_up_lines(found, lang, currency)


def _cases(found: Planned, lang: Lang, currency: str) -> list[str]:
    cases = found.type_cases
    if cases is None:
        return []
    total = numbers.money(cases.total["society"], lang, currency=currency)
    n, people = cases.cases, cases.participants
    if isinstance(cases.interval, Unknown):
        ends = "ett enda typfall: osäkerheten är okänd" if lang == "sv" else "a single case: the uncertainty is unknown"
    else:
        ends = numbers.money_interval(cases.interval.low, cases.interval.high, lang, currency=currency)
    if lang == "sv":
        return [f"{n} typfall för {people} deltagare: samhällets vinst {total} per år ({ends})."]
    return [f"{n} type cases for {people} participants: society's gain {total} per year ({ends})."]


STATUS_WORDS = {
    "ND": ("på fronten", "on the frontier"),
    "D": ("dominerat: dyrare och inte bättre", "dominated: dearer and no better"),
    "ED": ("utvidgat dominerat", "extendedly dominated"),
}


# Where an option lies against another, in words: a ratio means something for the dearer-and-better and its mirror.
QUADRANT_WORDS = {
    "north_east": ("bättre och dyrare", "better and dearer"),
    "south_east": ("bättre och inte dyrare", "better and no dearer"),
    "north_west": ("inte bättre och dyrare", "no better and dearer"),
    "south_west": ("inte bättre och billigare", "no better and cheaper"),
    "origin": ("det som jämförs med", "what is compared with"),
}


def _choice(choice: Choice, initiative: Initiative, lang: Lang, currency: str) -> list[str]:
    labels = {option.id: option.label.of(lang) or option.id for option in initiative.plans.alternatives}
    lines, first = [], labels[initiative.plans.alternatives[0].id]
    for row, where in zip(choice.rows, choice.quadrants, strict=True):
        ratio = "" if row.icer is None else numbers.money(row.icer, lang, currency=currency)
        per = f", {ratio} {'per effektenhet' if lang == 'sv' else 'per unit of effect'}" if ratio else ""
        standing = STATUS_WORDS[row.status][lang != "sv"]
        if where != "origin":
            standing += f"; {'mot' if lang == 'sv' else 'against'} {first}: {QUADRANT_WORDS[where][lang != 'sv']}"
        lines.append(f"{labels[row.name]}: {standing}{per}.")
    curve = choice.acceptability
    for k in range(curve.willingness.size):
        worth = numbers.money(float(curve.willingness[k]), lang, currency=currency)
        best = choice.names[curve.frontier[k]]
        chance = numbers.percent(float(curve.probability[k][curve.frontier[k]]), lang, decimals=0)
        lines.append(
            f"  vid betalningsviljan {worth}: {labels[best]} (bäst i {chance} av dragningarna)"
            if lang == "sv"
            else f"  at a willingness to pay of {worth}: {labels[best]} (best in {chance} of draws)"
        )
    return lines


def scale_up_lines(found: Planned, lang: Lang, currency: str) -> list[str]:
    """Return the roll-out in one sentence; [] when none is planned."""
    path, plan = found.scale_up, found.scale_up_plan
    if path is None or plan is None:
        return []
    people = numbers.number(sum(plan.persons), lang, decimals=0)
    kept = numbers.percent(plan.retention, lang)
    net = numbers.money(path.net_present_value, lang, currency=currency)
    first = numbers.money(float(path.cost[0]), lang, currency=currency)
    if lang == "sv":
        return [
            f"Uppskalat till {people} personer med {kept} av effekten kvar: netto {net}; kostnad första året {first}."
        ]
    return [f"Scaled up to {people} persons with {kept} of the effect kept: net {net}; cost in the first year {first}."]
