# SPDX-License-Identifier: Apache-2.0
"""What a decision maker needs to know of losses, hidden causes, subgroups and components, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text
from utfall.reports.numbers import number, percent
from utfall.reports.phrases import measures, robustness
from utfall.reports.phrases.analyses import parts as part_words
from utfall.reports.phrases.analyses import words
from utfall.reports.phrases.columns import covariate_label
from utfall.thread import Answer, Evaluation
from utfall.thread.analyses import Analysis, Reading
from utfall.thread.analyses.losses import Assessed, Losses

SUBGROUPS = Text(sv="Andra grupper", en="Other groups")
HIDDEN = Text(sv="Hur starkt måste något dolt vara?", en="How strong must something hidden be?")
_DECLARED: dict[str, Text] = {
    "locked": Text(
        sv="Grupperna bestämdes i planen, som låstes före analysen.",
        en="The groups were decided in the plan, which was locked before the analysis.",
    ),
    "changed": Text(
        sv="Planen har ändrats sedan den låstes, så det är inte visat att grupperna bestämdes i förväg: läs skillnader mellan "
        "dem som idéer att pröva.",
        en="The plan has been changed since it was locked, so it is not shown that the groups were decided beforehand: read "
        "differences between them as ideas to test.",
    ),
    "unlocked": Text(
        sv="Planen är inte låst, så det är inte visat att grupperna bestämdes i förväg: läs skillnader mellan dem som idéer att "
        "pröva.",
        en="The plan is not locked, so it is not shown that the groups were decided beforehand: read differences between them "
        "as ideas to test.",
    ),
}
_WAYS = ("all", "none")  # covariates: no column is left out
_MOST = 2  # outcomes told of in the decision paper


def declared_sentence(evaluation: Evaluation, lang: Lang) -> str:
    """Return whether the subgroups were decided beforehand."""
    return _DECLARED[evaluation.beside.declared].of(lang)


def labelled_analysis(analysis: Analysis, evaluation: Evaluation, lang: Lang) -> Analysis:
    """Return an analysis whose columns are called by their labels."""
    answer = next((one for one in evaluation.primary if one.outcome.id == analysis.outcome.id), None)
    own = {} if evaluation.initiative.component_analysis is None else {
        one.column: one.label.of(lang) for one in evaluation.initiative.component_analysis.components
    }  # fmt: skip
    return replace(
        analysis, readings=tuple(_labelled(reading, evaluation, answer, own, lang) for reading in analysis.readings)
    )


def _labelled(
    reading: Reading, evaluation: Evaluation, answer: Answer | None, own: dict[str, str], lang: Lang
) -> Reading:
    if reading.kind == "specification" and answer is not None:
        shown = tuple(
            (choice, option if option in _WAYS else _within(covariate_label(str(option), evaluation, answer, lang)))
            if choice == "covariates"
            else (choice, option)
            for choice, option in reading.details
        )
        return replace(reading, details=shown)
    if reading.kind in ("session", "placebo_group", "placebo_time") or not reading.name:
        return reading
    if reading.kind.startswith("component") or reading.kind == "proposal":
        label = {} if answer is None else {reading.name: covariate_label(reading.name, evaluation, answer, lang)}
        name = " × ".join((label | own).get(part, part) for part in reading.name.split(" × "))
        return replace(reading, name=name)
    named = reading.kind in ("subgroups", "subgroup", "placebo_outcome")
    if answer is None or not named:
        return reading
    return replace(reading, name=covariate_label(reading.name, evaluation, answer, lang))


def hidden_sentences(evaluation: Evaluation, lang: Lang) -> list[str]:
    """Return how strong something unmeasured must be to explain the answers that criteria hang on; else placebos.

    Nothing is said of a lottery: its own reason says why what is unmeasured differs by chance only.
    """
    asked = {c.outcome for c in evaluation.initiative.criteria if c.measure == "effect" and c.kind == "success"}
    rows = [row for row in robustness.rows_of(evaluation) if row.finding.kind == "e_value"]
    chosen = [row for row in rows if row.outcome.id in asked] or rows[:1]
    found = [row for row in chosen if not isinstance(row.finding.value, Unknown)][:_MOST]
    several = len(evaluation.primary) > 1
    told = [
        f"{row.outcome.label.of(lang)}: {_lower(robustness.sentence(row, lang))}"
        if several
        else robustness.sentence(row, lang)
        for row in found
    ]
    return told or _false_starts(evaluation, lang)


def _within(name: str) -> str:
    """Return a name as it stands within a sentence: an abbreviation keeps its capitals."""
    return name if name[1:2].isupper() else _lower(name)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _false_starts(evaluation: Evaluation, lang: Lang) -> list[str]:
    """Return what made-up starts before the true one showed, where the design allows them."""
    for analysis in evaluation.beside.holding:
        tried = [one for one in analysis.of("placebo_time") if not isinstance(one.value, Unknown)]
        if not tried:
            continue
        seen = sum(bool(one.detail("found")) for one in tried)
        count = number(len(tried), lang, decimals=0)
        if seen:
            return [
                Text(
                    sv=f"Vid {number(seen, lang, decimals=0)} av {count} påhittade starter före den verkliga syns en skillnad: "
                    "grupperna utvecklades olika redan innan.",
                    en=f"At {number(seen, lang, decimals=0)} of {count} made-up starts before the true one a difference is seen: "
                    "the groups developed differently already before.",
                ).of(lang)
            ]
        return [
            Text(
                sv=f"{count} påhittade starter före den verkliga prövades, och ingen visade någon skillnad. Något dolt måste alltså "
                "ha ändrats just när satsningen började.",
                en=f"{count} made-up starts before the true one were tried, and none showed a difference. Something hidden must "
                "then have changed just when the initiative began.",
            ).of(lang)
        ]
    return []


def curve_sentences(evaluation: Evaluation, lang: Lang) -> list[str]:
    """Return how far the answers move by other reasonable ways to count, for the first outcomes; [] when not asked."""
    told = [(one, head) for one in evaluation.beside.holding for head in one.of("curve")]
    return [_curve(one, head, lang, named=len(evaluation.primary) > 1) for one, head in told[:_MOST]]


def _curve(analysis: Analysis, head: Reading, lang: Lang, *, named: bool) -> str:
    start = f"{analysis.outcome.label.of(lang)}. " if named else ""
    same, count = head.detail("same_sign"), head.detail("specifications")
    if isinstance(head.value, Unknown) or head.low is None or head.high is None or not isinstance(same, int | float):
        return start + words.meaning_of(head, analysis.outcome, lang)
    low, high = (measures.difference(end, analysis.outcome, lang, half_width=None) for end in (head.low, head.high))
    ways, share = number(float(count or 0), lang, decimals=0), percent(same, lang)
    found = Text(
        sv=f"Räknat på {ways} rimliga sätt ligger skillnaden mellan {low} och {high}; {share} av sätten pekar åt samma håll.",
        en=f"Counted in {ways} reasonable ways the difference lies between {low} and {high}; {share} of them point the same way.",
    )
    return start + found.of(lang)


def losses_sentences(evaluation: Evaluation, lang: Lang) -> list[str]:
    """Return how many were measured and what those lost can do to the answer, for the first outcomes."""
    several = len(evaluation.beside.losses) > 1
    return [_losses_sentence(found, lang, named=several) for found in evaluation.beside.losses[:_MOST]]


def _losses_sentence(found: Losses, lang: Lang, *, named: bool) -> str:
    flow, outcome = found.flow, found.analysis.outcome
    one, other = flow.intervention, flow.comparison
    shares = percent(one.measured / one.eligible, lang), percent(other.measured / other.eligible, lang)
    total = number(one.eligible + other.eligible, lang, decimals=0)
    measured = number(one.measured + other.measured, lang, decimals=0)
    head = Text(
        sv=f"Av {total} personer i grupperna är {measured} mätta: {shares[0]} av insatsgruppen och {shares[1]} av "
        "jämförelsegruppen.",
        en=f"Of {total} people in the groups {measured} are measured: {shares[0]} of the intervention group and {shares[1]} of "
        "the comparison group.",
    ).of(lang)
    parts = [f"{outcome.label.of(lang)}. {head}" if named else head]
    difference = next(iter(found.analysis.of("lost_difference")), None)
    if difference is not None and not isinstance(difference.value, Unknown):
        parts.append(words.meaning_of(difference, outcome, lang))
    bounds = next(iter(found.analysis.of("lee")), None)
    if bounds is not None and bounds.low is not None and bounds.high is not None:
        parts.append(_bounds(bounds.low, bounds.high, found, lang))
    return " ".join(parts)


def _bounds(low: float, high: float, found: Losses, lang: Lang) -> str:
    outcome = found.analysis.outcome
    ends = [measures.difference(end, outcome, lang, half_width=None) for end in (low, high)]
    same = low > 0 or high < 0
    if lang == "sv":
        head = f"Vilka som än föll bort ligger effekten på dem som mätts i båda fallen mellan {ends[0]} och {ends[1]}"
        return head + (": riktningen är densamma." if same else ": riktningen hänger på vilka som föll bort.")
    head = f"Whoever was lost, the effect on those measured either way lies between {ends[0]} and {ends[1]}"
    return head + (": the direction is the same." if same else ": the direction depends on who was lost.")


def assessed_sentence(found: Assessed, lang: Lang) -> str:
    """Return how many were assessed, found eligible and given a place in a group."""
    counts = [number(n, lang, decimals=0) for n in (found.assessed, found.eligible, found.in_groups)]
    return Text(
        sv=f"{counts[0]} personer bedömdes, {counts[1]} var berättigade och {counts[2]} står i en grupp.",
        en=f"{counts[0]} people were assessed, {counts[1]} were eligible and {counts[2]} stand in a group.",
    ).of(lang)


def subgroup_sentences(evaluation: Evaluation, lang: Lang) -> list[str]:
    """Return for each declared column and outcome whether the effect differs."""
    told = []
    several = len(evaluation.beside.subgroups) > 1
    for analysis in evaluation.beside.subgroups:
        shown = labelled_analysis(analysis, evaluation, lang)
        for head in shown.of("subgroups"):
            label = f"{analysis.outcome.label.of(lang)}, {_lower(head.name)}" if several else head.name
            told.append(f"{label}: {_lower(_differs(head, analysis, lang))}")
    return told


def _differs(head: Reading, analysis: Analysis, lang: Lang) -> str:
    if isinstance(head.value, Unknown):
        return words.meaning_of(head, analysis.outcome, lang)
    result = words.result_of(head, analysis.outcome, lang)
    if head.detail("differ"):
        text = Text(sv="Data tyder på att effekten skiljer sig", en="The data suggest that the effect differs")
    else:
        text = Text(sv="Data visar inte att effekten skiljer sig", en="The data do not show that the effect differs")
    return f"{text.of(lang)} ({result}, " + Text(
        sv="justerat för antalet prövningar).", en="adjusted for the number of tests)."
    ).of(lang)  # fmt: skip


def component_sentence(evaluation: Evaluation, lang: Lang) -> str:
    """Return what is proposed for the components; '' when none are analysed."""
    analysis = evaluation.beside.components
    if analysis is None:
        return ""
    shown = labelled_analysis(analysis, evaluation, lang)
    refused = next(iter(shown.of("no_components")), None)
    if refused is not None:
        return words.line_of(refused, analysis.outcome, lang)
    proposals = shown.of("proposal")
    listed = [f"{decision.of(lang)}: {_names(proposals, key)}" for key, decision in part_words.DECISIONS.items()
              if _names(proposals, key)]  # fmt: skip
    head = Text(sv="Komponentanalysen föreslår", en="The component analysis proposes").of(lang)
    tail = Text(
        sv="Förslagen är underlag för ett beslut, inget beslut.", en="These are grounds for a decision, no decision."
    ).of(lang)
    return f"{head} – {'; '.join(listed)}. {tail}"


def _names(proposals: Iterable[Reading], decision: str) -> str:
    return ", ".join(one.name for one in proposals if one.detail("decision") == decision)


STAGES_TITLE = Text(sv="Deltagarnas väg och bortfallet", en="The way of the participants, and the losses")
