# SPDX-License-Identifier: Apache-2.0
"""The two levels that a difference is made of, said as each design means them."""

from __future__ import annotations

from utfall.core.estimate import Estimand, Estimate
from utfall.core.outcome import Outcome
from utfall.core.text import Lang, Text
from utfall.reports import numbers
from utfall.reports.phrases import measures

_PEOPLE = Text(
    sv="{name}: {first} bland {n_1} deltagare och {second} bland {n_0} i jämförelsegruppen.",
    en="{name}: {first} among {n_1} participants and {second} among {n_0} in the comparison group.",
)
_HIDDEN = Text(
    sv="{name}: {n_1} deltagare och {n_0} i jämförelsegruppen. Andelarna visas inte, så få är de i någon grupp.",
    en="{name}: {n_1} participants and {n_0} in the comparison group. The shares are not shown: too few people.",
)
_CHANGE = Text(
    sv="{name}: {second} före och {first} efter, bland {n_1} deltagare.",
    en="{name}: {second} before and {first} after, among {n_1} participants.",
)
_ORDINAL = Text(
    sv="{name}: en deltagare står högre än en i jämförelsegruppen i {first} av jämförelserna, där lika betyg "
    "räknas som en halv ({n_1} mot {n_0} personer). {second} betyder ingen skillnad.",
    en="{name}: a participant stands higher than one in the comparison group in {first} of comparisons, ties counted as half "
    "({n_1} against {n_0} people). {second} means no difference.",
)
_TIME = Text(
    sv="{name}: i genomsnitt {first} utan händelse bland {n_1} deltagare och {second} bland {n_0} i jämförelsegruppen, räknat till "
    "{horizon}.",
    en="{name}: on average {first} without the event among {n_1} participants and {second} among {n_0} in the comparison group, "
    "counted up to {horizon}.",
)
_BY_DESIGN: dict[str, Text] = {
    "did": Text(
        sv="{name}: ändrades med {first} bland {n_1} deltagare och med {second} bland {n_0} i jämförelsegruppen.",
        en="{name}: changed by {first} among {n_1} participants and by {second} among {n_0} in the comparison group.",
    ),
    "staggered_did": Text(
        sv="{name}: {first} bland {n_1} enheter som började. Efter utvecklingen bland {n_0} som de jämförs med hade det annars varit "
        "{second}.",
        en="{name}: {first} among {n_1} units that started. Judging by how {n_0} that they are compared with changed it would "
        "otherwise have been {second}.",
    ),
    "stepped_wedge": Text(
        sv="{name}: {first} efter start, i {n_1} mätningar av kluster. Efter {n_0} mätningar av kluster som inte hade börjat hade det "
        "annars varit {second}.",
        en="{name}: {first} after the start, in {n_1} measurements of clusters. Judging by {n_0} measurements of clusters that had "
        "not started it would otherwise have been {second}.",
    ),
    "its": Text(
        sv="{name}: {first} i genomsnitt under {n_1} perioder efter start. Trenden från {n_0} perioder före hade gett {second}.",
        en="{name}: {first} on average in {n_1} periods after the start. The trend of {n_0} periods before would have given {second}.",
    ),
    "synthetic_control": Text(
        sv="{name}: {first} där insatsen gavs och {second} i den sammanvägda jämförelsen av {n_0} andra.",
        en="{name}: {first} where the initiative was and {second} in the weighted comparison of {n_0} others.",
    ),
    "synthetic_did": Text(
        sv="{name}: {first} där insatsen gavs. Efter utvecklingen i den sammanvägda jämförelsen av {n_0} andra hade det annars "
        "varit {second}.",
        en="{name}: {first} where the initiative was. Judging by how the weighted comparison of {n_0} others changed it would "
        "otherwise have been {second}.",
    ),
    "rdd": Text(
        sv="{name}: {first} strax innanför gränsen och {second} strax utanför ({n_1} och {n_0} personer nära gränsen).",
        en="{name}: {first} just inside the cutoff and {second} just outside ({n_1} and {n_0} people near the cutoff).",
    ),
    "benchmark": Text(
        sv="{name}: {first} bland {n_1} deltagare. Det givna värdet för sådana som de är {second}.",
        en="{name}: {first} among {n_1} participants. The given value for people like them is {second}.",
    ),
    "historical": Text(
        sv="{name}: {first} bland {n_1} deltagare. Efter {n_0} tidigare att döma hade det annars varit {second}.",
        en="{name}: {first} among {n_1} participants. Judging by {n_0} earlier ones it would otherwise have been {second}.",
    ),
}
_MEASUREMENTS = Text(
    sv="{name}: ändrades med {first} i {n_1} mätningar av deltagare och med {second} i {n_0} av jämförelsegruppen.",
    en="{name}: changed by {first} in {n_1} measurements of participants and by {second} in {n_0} of the comparison group.",
)
_AREAS = Text(
    sv="{name}: ändrades med {first} i {n_1} områden med satsningen och med {second} i {n_0} områden att jämföra med.",
    en="{name}: changed by {first} in {n_1} areas with the initiative and by {second} in {n_0} areas to compare with.",
)
# Designs whose two means are changes, not levels.
_CHANGES = frozenset({"did"})


def levels_hidden(estimate: Estimate) -> bool:
    """Tell whether a group has so few people with (or without) the outcome that its share gives them away."""
    return any(
        check.id == "W-SPARSE" and check.value and 0 < check.value < (check.limit or 0) for check in estimate.checks
    )


def among_areas(estimate: Estimate) -> bool:
    """Tell whether groups are counted in areas, not in persons."""
    return any(check.id == "W-FEWAREAS" for check in estimate.checks)


def levels_sentence(estimate: Estimate, outcome: Outcome, lang: Lang) -> str:
    """Return the two means that the difference is made of, and how many each rests on."""
    template = _BY_DESIGN.get(estimate.design, _PEOPLE)
    if any(check.id == "W-SEPARATE-SAMPLES" for check in estimate.checks) and estimate.design == "did":
        template = _MEASUREMENTS
    if among_areas(estimate) and estimate.design == "did":
        template = _AREAS
    if outcome.kind in ("ordinal", "time"):
        template = _ORDINAL if outcome.kind == "ordinal" else _TIME
    if levels_hidden(estimate):
        template = _HIDDEN
    elif estimate.estimand is Estimand.CHANGE:
        template = _CHANGE
    first, second = (
        _mean(mean, estimate, outcome, lang) for mean in (estimate.mean_intervention, estimate.mean_comparison)
    )
    n_1, n_0 = (numbers.number(n, lang, decimals=0) for n in (estimate.n_intervention, estimate.n_comparison))
    words = template.of(lang)
    horizon = _horizon(outcome, lang) if outcome.kind == "time" else ""
    return words.format(name=outcome.label.of(lang), first=first, second=second, n_1=n_1, n_0=n_0, horizon=horizon)


def _horizon(outcome: Outcome, lang: Lang) -> str:
    horizon = outcome.horizon or 0.0
    return measures.level(horizon, outcome, lang, decimals=0 if horizon.is_integer() else None)


def _mean(mean: float, estimate: Estimate, outcome: Outcome, lang: Lang) -> str:
    if estimate.design in _CHANGES:
        return measures.difference(mean, outcome, lang, half_width=measures.half_width(estimate))
    return measures.level(mean, outcome, lang)
