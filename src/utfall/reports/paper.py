# SPDX-License-Identifier: Apache-2.0
"""The decision paper: what a decision maker needs, in the order they ask for it.

Verdict first; then did it work, for whom, what was it worth to whom, how sure are we; criteria and caveats last.
"""

from __future__ import annotations

from utfall.core.estimate import Status, Unknown
from utfall.core.text import Lang
from utfall.economics import Appraisal
from utfall.economics.model import SOCIETY
from utfall.reports import charts, numbers, tables
from utfall.reports.document import (
    Block,
    BulletList,
    Callout,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Meta,
    Paragraph,
    inline,
    strong,
)
from utfall.reports.ex_ante import revision_sentence
from utfall.reports.origin import provenance_block
from utfall.reports.phrases import beside as beside_words
from utfall.reports.phrases import checks as check_words
from utfall.reports.phrases import economy, effects, measures, purses, robustness
from utfall.reports.phrases import gender as gender_words
from utfall.reports.phrases import plan_record as plan_words
from utfall.reports.phrases import verdict as verdict_words
from utfall.reports.phrases.columns import labelled
from utfall.reports.plan_section import deviations_block
from utfall.thread import Answer, Evaluation


def decision_paper(evaluation: Evaluation, lang: Lang, *, date: str) -> Document:
    """Return the decision paper.

    Parameters
    ----------
    date
        ISO date of the paper; nothing here reads the clock.
    """
    initiative = evaluation.initiative
    blocks: list[Block] = [
        *illustration_callout(evaluation, lang),
        verdict_words.callout(evaluation, lang),
        *_key_figures(evaluation, lang),
        *_question(evaluation, lang),
        *_effects(evaluation, lang),
        *_other_answers(evaluation, lang),
        *_further_outcomes(evaluation, lang),
        *_gender(evaluation, lang),
        *_subgroups(evaluation, lang),
        *_economy(evaluation, lang),
        *_criteria(evaluation, lang),
        *deviations_block(evaluation, lang),
        *_certainty(evaluation, lang),
        provenance_block(evaluation, lang),
    ]
    return Document(
        title=initiative.title.of(lang),
        subtitle="Beslutsunderlag" if lang == "sv" else "Decision paper",
        lang=lang,
        meta=Meta(
            organisation=initiative.organisation.of(lang) or initiative.title.of(lang),
            date=date,
            keywords=("social investering", "utvärdering") if lang == "sv" else ("social investment", "evaluation"),
            run_id=evaluation.provenance.run_id,
        ),
        blocks=tuple(blocks),
    )


def _heading(sv: str, en: str, anchor: str, lang: Lang) -> Heading:
    return Heading(1, sv if lang == "sv" else en, anchor)


def illustration_callout(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return the warning that the numbers are made up, when they are."""
    if not evaluation.initiative.illustration:
        return []
    if lang == "sv":
        return [Callout.of("warning", "Illustration", "Siffrorna är påhittade för att visa metoden. Använd dem inte.")]
    return [Callout.of("warning", "Illustration", "The numbers are made up to show the method. Do not use them.")]


def _key_figures(evaluation: Evaluation, lang: Lang) -> list[Block]:
    cards = [_effect_card(answer, lang) for answer in evaluation.primary[:2] if answer.result is not None]
    if isinstance(evaluation.appraisal, Appraisal) and not evaluation.unfounded:
        cards += economy_cards(evaluation.appraisal, lang)
    return [KeyFigures(tuple(cards))] if cards else []


def _effect_card(answer: Answer, lang: Lang) -> KeyFigure:
    assert answer.result is not None  # noqa: S101 - the caller has filtered
    found, outcome = answer.result.estimate, answer.outcome
    return KeyFigure(
        label=outcome.label.of(lang),
        value=measures.difference(found.value, outcome, lang, half_width=measures.half_width(found)),
        interval=measures.span(found.interval, outcome, lang),
        explanation=effects.GRADE_NAMES[found.grade].of(lang).capitalize(),
    )


def economy_cards(appraisal: Appraisal, lang: Lang) -> list[KeyFigure]:
    """Return society's net, payback and probability of a gain as key figures."""
    settings, society = appraisal.settings, appraisal.society
    horizon = numbers.years(settings.horizon_years, lang)
    spread = None if appraisal.uncertainty is None else appraisal.uncertainty.net[(SOCIETY, settings.horizon_years)]
    scale = numbers.money_scale(society.net)
    interval = (
        ""
        if spread is None
        else numbers.money_interval(
            spread.interval.low, spread.interval.high, lang, currency=settings.currency, scale=scale
        )
    )
    cards = [
        KeyFigure(
            label="Samhällets netto" if lang == "sv" else "Net to society",
            value=numbers.money(society.net, lang, currency=settings.currency, scale=scale, signed=True),
            interval=interval,
            explanation=f"på {horizon}, nuvärde" if lang == "sv" else f"over {horizon}, present value",
        ),
        KeyFigure(
            label="Återbetalning, samhället" if lang == "sv" else "Payback, society",
            value=economy.payback_text(society.payback, lang)
            .removeprefix("efter ")
            .removeprefix("after ")
            .capitalize(),
            explanation="tills nyttan täckt kostnaden" if lang == "sv" else "until gains have covered the cost",
        ),
    ]
    if spread is not None and spread.probability_positive is not None:
        cards.append(
            KeyFigure(
                label="Sannolikhet att samhället går plus" if lang == "sv" else "Probability that society gains",
                value=economy.chance_text(spread.probability_positive, lang).capitalize(),
                explanation=f"inom {horizon}" if lang == "sv" else f"within {horizon}",
            )
        )
    if not isinstance(appraisal.realisation.rate, Unknown):
        cards.append(
            KeyFigure(
                label="Verkningsgrad" if lang == "sv" else "Realisation rate",
                value=numbers.percent(appraisal.realisation.rate, lang),
                explanation="av potentialen" if lang == "sv" else "of the potential",
            )
        )
    return cards


def _question(evaluation: Evaluation, lang: Lang) -> list[Block]:
    initiative = evaluation.initiative
    labels = (
        ("Frågan: ", "Satsningen: ", "För vilka: ", "Jämfört med: ")
        if lang == "sv"
        else ("The question: ", "The initiative: ", "For whom: ", "Compared with: ")
    )
    texts = (initiative.question, initiative.summary, initiative.target_group, initiative.counterfactual)
    lines = [inline(strong(label), text.of(lang)) for label, text in zip(labels, texts, strict=True) if text.of(lang)]
    if not lines:
        return []
    return [
        _heading("Vad det gäller", "What it is about", "question", lang),
        *(Paragraph(line) for line in lines),
    ]


def _effects(evaluation: Evaluation, lang: Lang) -> list[Block]:
    answers = [answer for answer in evaluation.primary if answer.result is not None]
    if not answers:
        return []
    first = answers[0].result
    assert first is not None  # noqa: S101 - filtered above
    blocks: list[Block] = [
        _heading("Gjorde satsningen skillnad?", "Did the initiative make a difference?", "effect", lang)
    ]
    if first.estimate.grade.value == "change_only":
        blocks[0] = _heading("Vad ändrades?", "What changed?", "effect", lang)
    for answer in answers:
        assert answer.result is not None  # noqa: S101 - filtered above
        told = effects.effect_text(answer.result.estimate, answer.outcome, lang)
        times = effects.ratio_sentence(answer.result, answer.outcome, lang)
        blocks.append(Paragraph.of(" ".join(filter(None, (told, times)))))
    blocks.append(charts.effects_figure(evaluation, lang))
    grade = effects.GRADE_NAMES[first.estimate.grade].of(lang)
    whom = effects.ESTIMAND_NAMES[first.estimate.estimand].of(lang)
    reason = effects.design_reason(first.estimate, lang)
    about = f"Svaret gäller {whom}." if lang == "sv" else f"The answer is about {whom}."
    blocks.append(Paragraph.of(strong(effects.how_sure(first.estimate, lang)), f" {grade}. {reason} {about}"))
    hidden = beside_words.hidden_sentences(evaluation, lang)
    if hidden:
        blocks.append(Paragraph.of(strong(beside_words.HIDDEN.of(lang)), " " + " ".join(hidden)))
    proposed = beside_words.component_sentence(evaluation, lang)
    return [*blocks, *([Paragraph.of(proposed)] if proposed else [])]


def _other_answers(evaluation: Evaluation, lang: Lang) -> list[Block]:
    primary = {answer.outcome.id: answer for answer in evaluation.primary}
    same = [answer for answer in evaluation.others if answer.outcome.id in primary]
    if not same:
        return []
    title = ("Samma fråga besvarad på andra sätt", "The same question answered in other ways")
    sentences = [
        effects.other_answer(primary[answer.outcome.id].result, primary[answer.outcome.id].comparison, answer, lang)
        for answer in same
    ]
    return [
        _heading(*title, "other", lang),
        BulletList.of(*sentences),
        *charts.comparison_figures(evaluation, lang),
    ]


def _further_outcomes(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return what other comparisons say of outcomes that the primary one does not measure."""
    primary = {answer.outcome.id for answer in evaluation.primary}
    beyond = [answer for answer in evaluation.others if answer.outcome.id not in primary]
    if not beyond:
        return []
    return [
        _heading("Andra utfall som mättes", "Other outcomes that were measured", "further", lang),
        Paragraph.of(effects.FURTHER.of(lang)),
        BulletList.of(*(effects.further_answer(answer, lang) for answer in beyond)),
    ]


def _gender(evaluation: Evaluation, lang: Lang) -> list[Block]:
    if not evaluation.gender and not evaluation.no_gender:
        return []
    blocks: list[Block] = [_heading("Kvinnor och män", "Women and men", "gender", lang)]
    if evaluation.no_gender:
        blocks.append(Paragraph.of(gender_words.missing(evaluation.no_gender, evaluation.sex_column, lang)))
    outcomes = {outcome.id: outcome for outcome in evaluation.initiative.outcomes}
    for result in evaluation.gender:
        blocks.append(Paragraph.of(gender_words.sentence(result, outcomes[result.outcome], lang)))
    table = tables.gender_table(evaluation, lang)
    return [*blocks, *([table] if table is not None else [])]


def _subgroups(evaluation: Evaluation, lang: Lang) -> list[Block]:
    sentences = beside_words.subgroup_sentences(evaluation, lang)
    if not sentences:
        return []
    return [
        Heading(1, beside_words.SUBGROUPS.of(lang), "subgroups"),
        BulletList.of(*sentences),
        Paragraph.of(beside_words.declared_sentence(evaluation, lang)),
    ]


def unfounded_callout(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return the warning that stands before the first amount when the effects behind it are no effects."""
    if not evaluation.unfounded:
        return []
    text = economy.UNFOUNDED[evaluation.unfounded].of(lang)
    return [Callout.of("warning", economy.UNFOUNDED_TITLE.of(lang), text)]


def _economy(evaluation: Evaluation, lang: Lang) -> list[Block]:
    appraisal = evaluation.appraisal
    if isinstance(appraisal, Unknown):
        return []
    blocks: list[Block] = [
        _heading("Vem betalar och vem vinner?", "Who pays and who gains?", "economy", lang),
        *unfounded_callout(evaluation, lang),
        Paragraph.of(purses.society_sentence(appraisal, lang, chance=not evaluation.unfounded)),
        BulletList.of(*purses.actors_sentences(appraisal, lang)),
    ]
    revised = revision_sentence(evaluation.revisions, evaluation.initiative, lang)
    for sentence in (purses.wrong_pocket_sentence(appraisal, lang), revised):
        if sentence:
            blocks.append(Paragraph.of(sentence))
    blocks += [charts.actors_figure_of(appraisal, lang), tables.actor_table(appraisal, lang)]
    blocks += [
        _heading("När är pengarna tillbaka?", "When is the money back?", "payback", lang),
        Paragraph.of(
            _payback_sentence(appraisal, lang),
            " ",
            "" if evaluation.unfounded else economy.realisation_sentence(appraisal, lang),
            " ",
            economy.projection_sentence(evaluation.initiative, appraisal, lang),
        ),
        charts.payback_figure_of(appraisal, lang),
    ]
    if evaluation.sensitivity:
        blocks += [
            _heading("Vad hänger resultatet på?", "What does the result depend on?", "sensitivity", lang),
            Paragraph.of(economy.sensitivity_sentence(evaluation.sensitivity, evaluation.initiative, appraisal, lang)),
            charts.tornado_figure_of(evaluation, appraisal, lang),
        ]
    return blocks


def _payback_sentence(appraisal: Appraisal, lang: Lang) -> str:
    payback = appraisal.society.payback
    if payback.never or payback.months is None:
        if lang == "sv":
            return "För samhället som helhet är pengarna inte tillbaka inom horisonten."
        return "For society as a whole the money is not back within the horizon."
    text = economy.payback_text(payback, lang)
    if lang == "sv":
        return f"För samhället som helhet är pengarna tillbaka {text}."
    return f"For society as a whole the money is back {text}."


def _criteria(evaluation: Evaluation, lang: Lang) -> list[Block]:
    if not evaluation.verdict.criteria:
        return []
    title = ("Kriterierna", "The criteria")
    blocks: list[Block] = [_heading(*title, "criteria", lang)]
    lock = verdict_words.lock_sentence(evaluation.provenance, lang)
    return [*blocks, Paragraph.of(lock), tables.criteria_table(evaluation, lang)]


def _certainty(evaluation: Evaluation, lang: Lang) -> list[Block]:
    items = [caveat.of(lang) for caveat in evaluation.initiative.caveats]
    seen: set[str] = set()
    for answer in evaluation.primary:
        if answer.result is None:
            continue
        for check in answer.result.estimate.checks:
            text = check_words.check_text(labelled(check, evaluation, answer, lang), lang)
            if check.status in (Status.WARN, Status.FAIL) and text not in seen:
                seen.add(text)
                items.append(f"{answer.outcome.label.of(lang)}. {text}" if len(evaluation.primary) > 1 else text)
    items += filter(None, (plan_words.participants_sentence(evaluation.participants, lang),))
    items += filter(None, (robustness.overturned_sentence(evaluation, lang),))
    items += beside_words.curve_sentences(evaluation, lang)
    items += beside_words.losses_sentences(evaluation, lang)
    if isinstance(evaluation.appraisal, Appraisal):
        items += [
            economy.check_text(check, lang)
            for check in evaluation.appraisal.checks
            if check.status in (Status.WARN, Status.FAIL)
        ]
        items += economy.assumption_sentences(evaluation.initiative, lang)
    if not items:
        return []
    return [
        _heading("Vad man ska veta innan man beslutar", "What to know before deciding", "caveats", lang),
        BulletList.of(*items),
    ]
