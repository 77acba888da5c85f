# SPDX-License-Identifier: Apache-2.0
"""The verdict in words: what was found against the criteria, and what it allows one to decide."""

from __future__ import annotations

import math
from collections.abc import Iterable

from utfall.core.estimate import EvidenceGrade, Interval, Unknown
from utfall.core.initiative import Initiative, Provenance
from utfall.core.outcome import Criterion
from utfall.core.text import Lang, Text
from utfall.effects.verdict import CriterionResult, CriterionStatus, Verdict, VerdictOutcome
from utfall.reports import numbers
from utfall.reports.document import Callout, CalloutKind
from utfall.reports.phrases import economy, effects, measures
from utfall.thread import Evaluation

TITLES: dict[VerdictOutcome, Text] = {
    VerdictOutcome.SUCCESS: Text(sv="Kriterierna för framgång är uppfyllda", en="The criteria for success are met"),
    VerdictOutcome.STOP: Text(sv="Ett stoppkriterium är utlöst", en="A stop criterion is triggered"),
    VerdictOutcome.INCONCLUSIVE: Text(sv="Resultatet avgör inte frågan", en="The result does not settle the question"),
    VerdictOutcome.NOT_ASSESSABLE: Text(sv="Det går inte att bedöma", en="It cannot be assessed"),
}

MEANINGS: dict[str, Text] = {
    "all-success-met": Text(
        sv="Alla kriterier för framgång är uppfyllda, och inget stoppkriterium är utlöst.",
        en="All criteria for success are met, and no stop criterion is triggered.",
    ),
    "stop-met": Text(
        sv="Enligt kriterierna ska satsningen avbrytas eller läggas om.",
        en="By the criteria the initiative is to be ended or changed.",
    ),
    "success-missed": Text(
        sv="Minst ett kriterium för framgång är inte uppfyllt, men inget stoppkriterium är det heller. Underlaget ger inte skäl "
        "att införa satsningen som den är. Det hindrar inte att den prövas vidare i ändrad form med ny uppföljning.",
        en="At least one criterion for success is not met, but no stop criterion is either. The evidence gives no grounds to "
        "roll out the initiative as it is. It does not hinder trying it further in a changed form with new follow-up.",
    ),
    "straddles": Text(
        sv="Data är förenliga både med att kriterierna är uppfyllda och med att de inte är det. Det är varken ett bevis för att "
        "satsningen fungerar eller för att den inte gör det. Underlaget räcker för att besluta om att fortsätta pröva med fler "
        "deltagare eller längre uppföljning, men inte för att införa den fullt ut med hänvisning till resultatet.",
        en="The data agree both with the criteria being met and with them not being met. That is neither proof that the "
        "initiative works nor that it does not. The evidence suffices to decide to go on trying with more participants or a "
        "longer follow-up, but not to roll it out in full on the strength of the result.",
    ),
    "no-success-criterion": Text(
        sv="Inget kriterium för framgång var bestämt, så framgång kan inte fastställas.",
        en="No criterion for success was set, so success cannot be established.",
    ),
    "no-criteria": Text(
        sv="Inga kriterier var bestämda. Resultaten visas utan utlåtande: det går inte att i efterhand välja vad som räknas.",
        en="No criteria were set. The results are shown without a verdict: what counts cannot be chosen afterwards.",
    ),
    "not-assessable": Text(
        sv="Minst ett kriterium går inte att pröva med det underlag som finns. Resultaten får inte användas som om kriterierna vore prövade.",
        en="At least one criterion cannot be tested with the evidence at hand. The results must not be used as if the criteria had been tested.",
    ),
}

_STOP_NAMES: dict[CriterionStatus, Text] = {
    CriterionStatus.MET: Text(sv="utlöst", en="triggered"),
    CriterionStatus.MISSED: Text(sv="inte utlöst", en="not triggered"),
}

STATUS_NAMES: dict[CriterionStatus, Text] = {
    CriterionStatus.MET: Text(sv="uppfyllt", en="met"),
    CriterionStatus.MISSED: Text(sv="inte uppfyllt", en="not met"),
    CriterionStatus.INCONCLUSIVE: Text(sv="går inte att avgöra", en="not settled"),
    CriterionStatus.NOT_ASSESSABLE: Text(sv="går inte att bedöma", en="cannot be assessed"),
}

KIND_NAMES: dict[str, Text] = {
    "success": Text(sv="framgång", en="success"),
    "stop": Text(sv="stopp", en="stop"),
}

MEASURE_NAMES: dict[str, Text] = {
    "effect": Text(sv="effekt", en="effect"),
    "npv_society": Text(sv="nettonuvärde, samhället", en="net present value, society"),
    "npv_public": Text(sv="nettonuvärde, offentlig sektor", en="net present value, public sector"),
    "npv_municipality": Text(sv="nettonuvärde, kommunen", en="net present value, municipality"),
    "bcr": Text(sv="nytto–kostnadskvot", en="benefit–cost ratio"),
    "payback_months": Text(sv="återbetalningstid, samhället", en="payback, society"),
    "probability_net_positive": Text(sv="sannolikhet att samhället går plus", en="probability that society gains"),
    "realisation_rate": Text(sv="verkningsgrad", en="realisation rate"),
}

REASONS: dict[str, Text] = {
    "not-measured": Text(sv="måttet är inte mätt", en="it was not measured"),
    "other-comparison": Text(
        sv="utfallet är mätt med en annan jämförelse än den som bär slutsatsen",
        en="the outcome is measured by another comparison than the one that carries the conclusion",
    ),
    "change-only": Text(
        sv="utan jämförelse går en effekt inte att fastställa",
        en="without a comparison no effect can be established",
    ),
    "evidence-insufficient": Text(sv="underlaget är otillräckligt", en="the evidence is insufficient"),
    "no-interval": Text(sv="osäkerheten är okänd", en="the uncertainty is unknown"),
    "never-within-horizon": Text(
        sv="pengarna är inte tillbaka inom horisonten", en="the money is not back within the horizon"
    ),
    "no-draws": Text(sv="osäkerheten är inte beräknad", en="the uncertainty has not been computed"),
}

_KINDS: dict[VerdictOutcome, CalloutKind] = {
    VerdictOutcome.SUCCESS: "verdict_success",
    VerdictOutcome.STOP: "verdict_stop",
    VerdictOutcome.INCONCLUSIVE: "verdict_inconclusive",
    VerdictOutcome.NOT_ASSESSABLE: "verdict_not_assessable",
}


def status_name(result: CriterionResult, lang: Lang) -> str:
    """Return how a criterion went: a stop criterion is triggered, not met."""
    stop = _STOP_NAMES if result.criterion.kind == "stop" else {}
    return stop.get(result.status, STATUS_NAMES[result.status]).of(lang)


def callout(evaluation: Evaluation, lang: Lang) -> Callout:
    """Return the verdict as a box: what it is, what it means, and how each criterion went in a sentence."""
    verdict = evaluation.verdict
    sentences = [criterion_sentence(result, evaluation.initiative, lang) for result in verdict.criteria]
    texts = [meaning(verdict, lang), *evidence_sentences(evaluation, lang), *sentences]
    return Callout.of(_KINDS[verdict.outcome], TITLES[verdict.outcome].of(lang), *texts)


def evidence_sentences(evaluation: Evaluation, lang: Lang) -> list[str]:
    """Return how far the verdict can be trusted when the evidence behind its effects is not strong, else nothing."""
    criteria = [row.criterion for row in evaluation.verdict.criteria]
    asked = {criterion.outcome for criterion in criteria if criterion.measure == "effect"}
    if any(criterion.measure != "effect" for criterion in criteria):  # the economy rests on what its lines hang on
        asked |= {line.link.outcome for line in evaluation.initiative.lines if line.link is not None}
    grades = [
        answer.result.estimate.grade
        for answer in evaluation.primary
        if answer.result is not None and answer.outcome.id in asked
    ]
    return trust_sentences(grades, evaluation.verdict.outcome, lang)


def trust_sentences(grades: Iterable[EvidenceGrade], outcome: VerdictOutcome, lang: Lang) -> list[str]:
    """Return how far a verdict can be trusted by the weakest of the grades that it rests on, nothing when all are strong."""
    order = list(EvidenceGrade)
    worst = max(grades, key=order.index, default=EvidenceGrade.STRONG)
    if worst is EvidenceGrade.STRONG or outcome is VerdictOutcome.NOT_ASSESSABLE:
        return []
    grade = effects.GRADE_NAMES[worst].of(lang)
    if lang == "sv":
        return [f"Utlåtandet vilar på {grade}: skillnaderna behöver inte bero på satsningen."]
    return [f"The verdict rests on {grade}: the differences need not be due to the initiative."]


def meaning(verdict: Verdict, lang: Lang) -> str:
    """Return what the verdict means and what it allows one to decide."""
    return MEANINGS[verdict.reason].of(lang)


def verdict_text(evaluation: Evaluation, lang: Lang) -> str:
    """Return title and meaning as running text."""
    return f"{TITLES[evaluation.verdict.outcome].of(lang)}. {meaning(evaluation.verdict, lang)}"


def criterion_sentence(result: CriterionResult, initiative: Initiative, lang: Lang) -> str:
    """Return how one criterion went, with the numbers that decided it."""
    name = criterion_name(result.criterion, initiative, lang)
    status = status_name(result, lang)
    kind = KIND_NAMES[result.criterion.kind].of(lang).capitalize()
    if result.reason:
        return f"{kind}: {name} – {status} ({reason_text(result.reason, lang)})."
    found = found_text(result, initiative, lang)
    return f"{kind}: {name} – {status} ({found})."


def criterion_name(criterion: Criterion, initiative: Initiative, lang: Lang) -> str:
    """Return the criterion's own words, else its measure and threshold."""
    if criterion.label:
        return criterion.label.of(lang)
    subject = MEASURE_NAMES[criterion.measure].of(lang)
    if criterion.outcome is not None:
        subject = f"{subject}, {initiative.outcome(criterion.outcome).label.of(lang)}"
    return f"{subject} {threshold_text(criterion, initiative, lang)}"


def threshold_text(criterion: Criterion, initiative: Initiative, lang: Lang) -> str:
    """Return 'minst 500 kronor'."""
    word = ("minst", "at least") if criterion.at_least is not None else ("högst", "at most")
    if criterion.measure == "effect" and criterion.outcome is not None:
        limit = measures.threshold(criterion.threshold, initiative.outcome(criterion.outcome), lang)
    else:
        limit = _value(criterion.threshold, criterion, initiative, lang)
    return f"{word[0 if lang == 'sv' else 1]} {limit}"


def found_text(result: CriterionResult, initiative: Initiative, lang: Lang) -> str:
    """Return what was found with its interval."""
    if result.value is None:
        return reason_text(result.reason, lang)
    value = _value(result.value, result.criterion, initiative, lang, half=_half(result))
    if result.low is None or result.high is None:
        return value
    return f"{value}, {_span(result.low, result.high, result.criterion, initiative, lang)}"


def _span(low: float, high: float, criterion: Criterion, initiative: Initiative, lang: Lang) -> str:
    """Return 'från … till …' with the unit once."""
    finite = math.isfinite(low) and math.isfinite(high)
    if criterion.measure == "effect" and criterion.outcome is not None and finite:
        return measures.span(Interval(low, high), initiative.outcome(criterion.outcome), lang)
    if criterion.measure.startswith("npv") and finite:
        currency = initiative.appraisal.currency if initiative.appraisal else "SEK"
        return numbers.money_interval(low, high, lang, currency=currency)
    first, last = (_end(end, criterion, initiative, lang) for end in (low, high))
    return numbers.from_to(first, last, lang)


def reason_text(reason: str, lang: Lang) -> str:
    """Return why a criterion cannot be assessed."""
    if reason in REASONS:
        return REASONS[reason].of(lang)
    text = economy.reason(Unknown(reason), lang)
    return text[0].lower() + text[1:].rstrip(".")


def lock_sentence(origin: Provenance, lang: Lang) -> str:
    """Return whether the criteria were locked before the start, and kept."""
    texts = {
        None: Text(
            sv="Satsningsfilen säger inte när kriterierna låstes. Då kan ingen visa att de bestämdes före start.",
            en="The initiative file does not say when the criteria were locked. Nobody can then show that they were set "
            "before the start.",
        ),
        True: Text(
            sv=f"Kriterierna låstes {origin.lock_date} och är oförändrade sedan dess.",
            en=f"The criteria were locked on {origin.lock_date} and have not been changed since.",
        ),
        False: Text(
            sv=f"Planen har ändrats efter låsningen {origin.lock_date}. Utlåtandet gäller den ändrade planen.",
            en=f"The plan has been changed after it was locked on {origin.lock_date}. The verdict is about the changed plan.",
        ),
    }
    return texts[origin.lock_kept].of(lang)


def _half(result: CriterionResult) -> float | None:
    if result.low is None or result.high is None or not math.isfinite(result.high - result.low):
        return None
    return (result.high - result.low) / 2 or None


def _end(end: float, criterion: Criterion, initiative: Initiative, lang: Lang) -> str:
    if math.isinf(end):
        return "aldrig" if lang == "sv" else "never"
    return _value(end, criterion, initiative, lang)


def _value(value: float, criterion: Criterion, initiative: Initiative, lang: Lang, *, half: float | None = None) -> str:
    measure = criterion.measure
    if math.isinf(value):
        return REASONS["never-within-horizon"].of(lang)
    if measure == "effect" and criterion.outcome is not None:
        return measures.difference(value, initiative.outcome(criterion.outcome), lang, half_width=half)
    if measure.startswith("npv"):
        currency = initiative.appraisal.currency if initiative.appraisal else "SEK"
        return numbers.money(value, lang, currency=currency)
    if measure == "payback_months":
        return numbers.months(value, lang)
    if measure == "probability_net_positive":
        return economy.chance_text(value, lang)
    if measure == "realisation_rate":
        return numbers.percent(value, lang)
    return numbers.number(value, lang, decimals=2)
