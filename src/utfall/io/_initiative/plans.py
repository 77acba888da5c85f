# SPDX-License-Identifier: Apache-2.0
"""What an initiative file plans beside its lines, made into core values; intervals and optimism by evidence grade."""

from __future__ import annotations

from utfall.core.actors import Actor
from utfall.core.errors import InputError, suggestion
from utfall.core.lines import AppraisalSettings, Line
from utfall.core.planning import Alternative, AlternativeCost, Plans, ScaleUp, TimeSaved, TypeCase
from utfall.core.text import Text
from utfall.economics.planning.evidence import with_default_intervals
from utfall.economics.planning.optimism import optimism_by_line
from utfall.io._initiative import models_economy as e
from utfall.io._initiative import models_plans as p
from utfall.io._initiative.build import OUTCOME, actor_of, check_known, words
from utfall.io._initiative.grades import optimism_table, table_by_grade
from utfall.io._initiative.numbers import parameter_of
from utfall.io._initiative.source import Faults, Path
from utfall.io._initiative.structure import Structure
from utfall.io.catalogue import load_catalogue, load_index

# What a year of the service costs one person: a day, a month or a year of it, times how many there are in a year.
_PER_YEAR = {"dygn": 365.0, "månad": 12.0, "år": 1.0}


def plans(found: Structure, settings: AppraisalSettings | None, lines: tuple[Line, ...], faults: Faults) -> Plans:
    """Return the plans of a document; note what is wrong with them."""
    claims, section = found.one("claims", p.ClaimsSection), found.one("appraisal", e.AppraisalSection)
    if claims is not None:
        _check_claims(claims, found, faults)
    choice = found.one("choice", p.ChoiceSection)
    _require_optimism(section, faults)
    _require_own_unit(settings, lines, faults)
    return Plans(
        type_cases=_type_cases(found, faults),
        alternative_costs=_alternative_costs(found, faults),
        time_saved=_time_saved(found, faults),
        alternatives=_alternatives(found, faults),
        willingness=() if choice is None else tuple(choice.willingness),
        scale_up=_scale_up(found),
        claims=None if claims is None else dict(claims.outcomes),
        people="" if claims is None else claims.people,
        optimism=_optimism(lines, section, faults) if section is not None and section.optimism_bias else None,
        own_optimism=section is not None and section.optimism_shares is not None,
        optimism_source="" if section is None else section.optimism_source,
        reference_costs=reference_costs(settings),
        vintages=tuple((q.id, q.vintage, q.current) for _, q in found.many("quoted", p.QuotedSection)),
    )


def graded_lines(found: Structure, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines, those without intervals given the ones of their evidence grade when the file asks for it."""
    section = found.one("appraisal", e.AppraisalSection)
    if section is None or not section.default_intervals:
        return lines
    return with_default_intervals(lines, table_by_grade("evidence_intervals"))


def _require_own_unit(settings: AppraisalSettings | None, lines: tuple[Line, ...], faults: Faults) -> None:
    """Note an own unit that no line names: nothing could be shown of it."""
    if settings is None or not settings.own_unit:
        return
    known = sorted({p.unit for line in lines for p in line.postings if p.actor is settings.own_actor and p.unit})
    if settings.own_unit in known:
        return
    shown = settings.own_unit[:60]
    said = Text(
        sv=f"Ingen kostnad eller konsekvens faller på enheten ”{shown}”.",
        en=f"No cost or consequence falls on the unit '{shown}'.",
    )
    none = Text(
        sv="Namnge den på raderna, som actor = \"kommun/Socialnämnden\", eller ta bort own_unit.",
        en="Name it on the lines, as actor = \"kommun/Socialnämnden\", or remove own_unit.",
    )  # fmt: skip
    faults.add("own-unit-unknown", ("appraisal", "own_unit"), said, suggestion(shown, known) if known else none)


def _require_optimism(section: e.AppraisalSection | None, faults: Faults) -> None:
    if section is None or section.optimism_shares is None or section.optimism_bias:
        return
    said = Text(
        sv="optimism_shares används inte, för optimism_bias är inte påslagen.",
        en="optimism_shares is not used, since optimism_bias is not switched on.",
    )
    mend = Text(
        sv="Skriv optimism_bias = true under [appraisal], eller ta bort optimism_shares.",
        en="Write optimism_bias = true under [appraisal], or remove optimism_shares.",
    )
    faults.add("optimism-unused", ("appraisal", "optimism_shares"), said, mend)


def _optimism(lines: tuple[Line, ...], section: e.AppraisalSection, faults: Faults) -> dict[str, float]:
    grades = {line.id: line.evidence for line in lines if line.evidence is not None}
    try:
        return optimism_by_line(grades, dict(optimism_table(section)))
    except InputError as error:
        for one in error.faults:
            faults.add(one.code, ("appraisal", "optimism_shares"), one.text, one.mend)
        return {}


def reference_costs(settings: AppraisalSettings | None) -> tuple[float, ...]:
    """Return what a year of each listed service costs one person, kronor of the base price year (check K9)."""
    if settings is None or settings.currency != "SEK":
        return ()
    index = load_index("kpi")
    found = []
    for entry in load_catalogue().values():
        cost, times = entry.unit_cost, _PER_YEAR.get(entry.unit.sv)
        if cost is None or times is None or cost.price_year not in index or settings.price_year not in index:
            continue
        found.append(cost.price.value * times * index[settings.price_year] / index[cost.price_year])
    return tuple(found)


def _check_claims(claims: p.ClaimsSection, found: Structure, faults: Faults) -> None:
    for name, share in claims.outcomes.items():
        path: Path = ("claims", "outcomes", name)
        check_known(name, found.ids.get("outcomes", []), OUTCOME, path, faults)
        if not 0.0 <= share <= 1.0:
            said = Text(sv=f"Andelen {share:g} ligger utanför 0–1.", en=f"The share {share:g} lies outside 0–1.")
            faults.add("attribution-outside", path, said, Text(sv="Ange en andel 0–1.", en="State a share 0–1."))


def _purses(raw: dict[str, float], path: Path, faults: Faults) -> dict[Actor, float]:
    found: dict[Actor, float] = {}
    for word, amount in raw.items():
        actor = actor_of(word, (*path, word), faults)
        if actor is not None:
            found[actor] = found.get(actor, 0.0) + amount
    return found


def _type_cases(found: Structure, faults: Faults) -> tuple[TypeCase, ...]:
    return tuple(
        TypeCase(
            id=case.id, label=words(case.label, case.id), stands_for=case.stands_for,
            before=_purses(case.before, ("type_cases", n, "before"), faults),
            after=_purses(case.after, ("type_cases", n, "after"), faults),
        )
        for n, case in found.many("type_cases", p.TypeCaseSection)
    )  # fmt: skip


def _alternative_costs(found: Structure, faults: Faults) -> tuple[AlternativeCost, ...]:
    rows = []
    for n, row in found.many("alternative_costs", p.AlternativeCostSection):
        actor = actor_of(row.actor, ("alternative_costs", n, "actor"), faults)
        if actor is not None:
            rows.append(
                AlternativeCost(
                    id=row.id, label=words(row.label, row.id), actor=actor, units=row.units, unit_cost=row.unit_cost,
                    probability=row.probability,
                )
            )  # fmt: skip
    return tuple(rows)


def _time_saved(found: Structure, faults: Faults) -> tuple[TimeSaved, ...]:
    rows = []
    for n, row in found.many("time_saved", p.TimeSavedSection):
        actor = actor_of(row.actor, ("time_saved", n, "actor"), faults)
        if actor is not None:
            rows.append(
                TimeSaved(
                    id=row.id, label=words(row.label, row.id), actor=actor, cases=row.cases,
                    minutes_before=row.minutes_before, minutes_after=row.minutes_after, hourly_cost=row.hourly_cost,
                )
            )  # fmt: skip
    return tuple(rows)


def _alternatives(found: Structure, faults: Faults) -> tuple[Alternative, ...]:
    rows = []
    for n, row in found.many("alternatives", p.AlternativeSection):
        path: Path = ("alternatives", n)
        cost = parameter_of(row.cost, f"{row.id}.cost", (*path, "cost"), faults)
        effect = parameter_of(row.effect, f"{row.id}.effect", (*path, "effect"), faults)
        if cost is not None and effect is not None:
            rows.append(Alternative(id=row.id, label=words(row.label, row.id), cost=cost, effect=effect))
    if len(rows) == 1:
        said = Text(
            sv="Ett ensamt alternativ har inget att jämföras med.", en="One option has nothing to be held against."
        )
        mend = Text(sv="Lägg till minst ett till, gärna nuläget.", en="Add one more, such as what is done today.")
        faults.add("options-do-not-match", ("alternatives",), said, mend)
    return tuple(rows)


def _scale_up(found: Structure) -> ScaleUp | None:
    row = found.one("scale_up", p.ScaleUpSection)
    return None if row is None else ScaleUp(**(row.model_dump() | {"persons": tuple(row.persons)}))
