# SPDX-License-Identifier: Apache-2.0
"""Tables of results, as the document model has them."""

from __future__ import annotations

from utfall.core.actors import Actor
from utfall.core.estimate import Estimate, Unknown
from utfall.core.outcome import Outcome
from utfall.core.text import Lang
from utfall.economics import Appraisal
from utfall.economics.model import PUBLIC, SOCIETY
from utfall.economics.results import Known
from utfall.effects.gender import SexGroup
from utfall.reports import numbers
from utfall.reports.document import Column, Table
from utfall.reports.phrases import economy, gender, measures
from utfall.reports.phrases import verdict as verdict_words
from utfall.thread import Evaluation

_HIDDEN = "·"


def actor_table(appraisal: Appraisal, lang: Lang) -> Table:
    """Return cost, gain and net per actor, with the interval of the net and when the money is back."""
    sv, settings = lang == "sv", appraisal.settings
    touched = [a for a in Actor if appraisal.purses[str(a)].cost or appraisal.purses[str(a)].benefit]
    purses = [*(str(actor) for actor in touched), PUBLIC, SOCIETY]
    amounts = [v for p in purses for v in (appraisal.purses[p].cost, appraisal.purses[p].benefit)]
    scale = numbers.money_scale(*amounts)
    unit = numbers.money_unit(scale, lang, currency=settings.currency)
    rows = tuple(_actor_row(appraisal, purse, scale, lang) for purse in purses)
    horizon = numbers.years(settings.horizon_years, lang)
    level = numbers.percent(settings.ci_level, lang, decimals=0)
    return Table(
        caption=f"Kostnad, nytta och netto per aktör på {horizon}"
        if sv
        else f"Cost, gain and net per actor over {horizon}",
        columns=(
            Column("Aktör" if sv else "Actor"),
            Column("Kostnad" if sv else "Cost", "right", unit),
            Column("Nytta" if sv else "Gain", "right", unit),
            Column("Netto" if sv else "Net", "right", unit),
            Column(f"{level} osäkerhetsintervall" if sv else f"{level} uncertainty interval", "right", unit),
            Column("Pengarna tillbaka" if sv else "Money back"),
        ),
        rows=rows,
        note=_money_note(appraisal, lang),
    )


def _money_note(appraisal: Appraisal, lang: Lang) -> str:
    settings = appraisal.settings
    rate = numbers.percent(settings.discount_rate, lang)
    if lang == "sv":
        return (
            f"Nuvärde vid början av år 1 i {settings.price_year} års priser, kalkylränta {rate}. Offentlig sektor är kommun, "
            "region och stat. Samhället är summan av alla aktörer; skatter och bidrag tar ut varandra. Pengarna tillbaka: "
            "utan ränta, för den som har en kostnad."
        )
    return (
        f"Present value at the start of year 1 in {settings.price_year} prices, discount rate {rate}. The public sector is "
        "municipality, region and state. Society is the sum of all actors; taxes and benefits cancel out. Money back: "
        "undiscounted, for those who bear a cost."
    )


def _actor_row(appraisal: Appraisal, purse: str, scale: numbers.Scale, lang: Lang) -> tuple[str, ...]:
    result, settings = appraisal.purses[purse], appraisal.settings
    bare = [numbers.scaled_digits(value, lang, scale) for value in (result.cost, result.benefit, result.net)]
    spread = None if appraisal.uncertainty is None else appraisal.uncertainty.net[(purse, settings.horizon_years)]
    ends = "" if spread is None else numbers.from_to(
        numbers.scaled_digits(spread.interval.low, lang, scale), numbers.scaled_digits(spread.interval.high, lang, scale), lang
    )  # fmt: skip
    back = economy.payback_text(result.payback, lang) if result.cost else "–"
    return (economy.purse_name(purse, lang), *bare, ends, back)


def criteria_table(evaluation: Evaluation, lang: Lang) -> Table:
    """Return every criterion with its threshold, what was found and how it went."""
    sv, initiative = lang == "sv", evaluation.initiative
    rows = []
    for result in evaluation.verdict.criteria:
        criterion = result.criterion
        rule = (
            ("hela intervallet", "whole interval") if criterion.rule == "interval" else ("uppskattningen", "estimate")
        )
        found = verdict_words.found_text(result, initiative, lang)
        if result.reason and result.value is not None:
            found = f"{found} ({verdict_words.reason_text(result.reason, lang)})"
        rows.append(
            (
                verdict_words.criterion_name(criterion, initiative, lang),
                verdict_words.KIND_NAMES[criterion.kind].of(lang),
                f"{verdict_words.threshold_text(criterion, initiative, lang)} ({rule[0 if sv else 1]})",
                found,
                verdict_words.status_name(result, lang),
            )
        )
    return Table(
        caption="Kriterierna och hur det gick" if sv else "The criteria and how they went",
        columns=(
            Column("Kriterium" if sv else "Criterion"),
            Column("Slag" if sv else "Kind"),
            Column("Gräns" if sv else "Threshold"),
            Column("Resultat" if sv else "Result"),
            Column("Utlåtande" if sv else "Verdict"),
        ),
        rows=tuple(rows),
    )


def gender_table(evaluation: Evaluation, lang: Lang) -> Table | None:
    """Return attainment and effect by sex; hidden cells are marked, never empty."""
    sv = lang == "sv"
    outcomes = {outcome.id: outcome for outcome in evaluation.initiative.outcomes}
    one_group = all(result.design == "before_after" for result in evaluation.gender)
    rows = [
        _sex_row(group, outcomes[result.outcome], lang, one_group=one_group, alone=result.design == "before_after")
        for result in evaluation.gender
        for group in result.groups
    ]
    if not rows:
        return None
    groups = [Column("Deltagare" if sv else "Participants", "right")]
    if not one_group:
        groups.append(Column("Jämförelsegrupp" if sv else "Comparison group", "right"))
    return Table(
        caption="Resultat för kvinnor och män" if sv else "Results for women and men",
        columns=(
            Column("Utfall" if sv else "Outcome"),
            Column("Kön" if sv else "Sex"),
            *groups,
            Column(gender.column_word(evaluation.gender, lang), "right"),
        ),
        rows=tuple(rows),
        note=_gender_note(evaluation, lang),
    )


def _sex_row(group: SexGroup, outcome: Outcome, lang: Lang, *, one_group: bool, alone: bool) -> tuple[str, ...]:
    sides = [(group.mean_intervention, group.n_intervention), (group.mean_comparison, group.n_comparison)]
    cells = []
    for mean, n in sides[:1] if one_group else sides:
        level = _HIDDEN if mean is None else measures.level(mean, outcome, lang)
        count = _HIDDEN if n is None else numbers.number(n, lang, decimals=0)
        cells.append(f"{level} (n{numbers.NBSP}={numbers.NBSP}{count})")
    if alone and not one_group:
        cells[1] = "–"  # a design without a comparison group hides nothing there
    effect = _HIDDEN
    if isinstance(group.effect, Estimate):
        half = measures.half_width(group.effect)
        value = measures.difference(group.effect.value, outcome, lang, half_width=half)
        effect = f"{value} ({measures.span(group.effect.interval, outcome, lang)})"
    return (outcome.label.of(lang), gender.sex_name(group.sex, lang), *cells, effect)


def _gender_note(evaluation: Evaluation, lang: Lang) -> str:
    sv, notes = lang == "sv", []
    if any(result.design == "matching" for result in evaluation.gender):
        notes.append(
            "Nivåerna gäller alla i grupperna; effekten gäller matchade personer av samma kön, och könens tal behöver "
            "inte vägas ihop till det gemensamma."
            if sv
            else "Levels are for everybody in the groups; the effect is for matched people of the same sex, and the "
            "sexes' numbers need not average to the common one."
        )
    if any(result.hidden for result in evaluation.gender):
        threshold = evaluation.initiative.disclosure_threshold
        notes.append(
            f"· döljs: färre än {threshold} personer, eller något som annars går att räkna ut."
            if sv
            else f"· hidden: fewer than {threshold} people, or what could otherwise be worked out."
        )
    return " ".join(notes)


def known_text(value: Known, lang: Lang, form: str, currency: str = "SEK") -> str:
    """Return a number, or why it cannot be computed."""
    return economy.reason(value, lang) if isinstance(value, Unknown) else economy.known(value, lang, form, currency)
