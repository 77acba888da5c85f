# SPDX-License-Identifier: Apache-2.0
"""Verdict, criteria, numbers and box say one and the same thing, whatever was measured."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.thread.thread_sample import RCT, comparison, initiative, run
from utfall.core.estimate import Interval, Quantity, Unknown
from utfall.core.outcome import MEASURES, Criterion, Measure
from utfall.core.text import LANGS, Lang
from utfall.effects.verdict import (
    CriterionStatus,
    Measured,
    MeasureKey,
    Verdict,
    VerdictOutcome,
    assess,
    decide,
)
from utfall.reports.phrases import economy
from utfall.reports.phrases import verdict as words

FEW = settings(max_examples=60, deadline=None)
PLAN = initiative(comparison(RCT))
EVALUATION = run(PLAN)
NAMES = {"sv": re.compile(r" – ([^–(]+) \("), "en": re.compile(r" – ([^–(]+) \(")}
HOLES = re.compile(r"[{}]|\bnan\b|\binf\b|\bNone\b|\(\)|  ")

finite = st.floats(-1e9, 1e9).map(lambda value: round(value, 4))
_REASONS = st.sampled_from(sorted({*words.REASONS, *economy.REASONS, "a-reason-nobody-has-written-words-for"}))


@st.composite
def criteria(draw: st.DrawFn) -> Criterion:
    measure: Measure = draw(st.sampled_from(MEASURES))
    at_least = draw(st.booleans())
    threshold = draw(finite)
    return Criterion(
        id=f"c{draw(st.integers(0, 10**6))}",
        kind=draw(st.sampled_from(["success", "stop"])),
        measure=measure,
        outcome="score" if measure == "effect" else None,
        at_least=threshold if at_least else None,
        at_most=None if at_least else threshold,
        rule=draw(st.sampled_from(["interval", "point"])),
    )


@st.composite
def quantities(draw: st.DrawFn) -> Measured:
    if draw(st.integers(0, 5)) == 0:
        return Unknown(draw(_REASONS))
    value = draw(finite)
    below, above = draw(st.floats(0, 1e9)), draw(st.floats(0, 1e9))
    interval = Interval(value - below, value + above) if draw(st.booleans()) else None
    return Quantity(value, interval)


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Criterion], dict[MeasureKey, Measured]]:
    chosen = draw(st.lists(criteria(), max_size=5, unique_by=lambda c: c.id))
    measured = {(c.measure, c.outcome): draw(quantities()) for c in chosen if draw(st.integers(0, 8))}
    return chosen, measured


@FEW
@given(plans(), st.sampled_from(LANGS))
def test_the_box_names_the_outcome_and_every_criterion_with_its_status(
    plan: tuple[list[Criterion], dict[MeasureKey, Measured]], lang: Lang
) -> None:
    verdict = decide(*plan)
    found = replace(EVALUATION, verdict=verdict)
    box = words.callout(found, lang)
    assert box.title == words.TITLES[verdict.outcome].of(lang)
    assert box.kind == f"verdict_{verdict.outcome.value}"
    shown = [words.criterion_sentence(row, PLAN, lang) for row in verdict.criteria]
    for row, text in zip(verdict.criteria, shown, strict=True):
        assert NAMES[lang].findall(text)[-1] == words.status_name(row, lang)
        assert text.startswith(words.KIND_NAMES[row.criterion.kind].of(lang).capitalize())
        assert not HOLES.search(text), text
    assert not HOLES.search(words.verdict_text(found, lang))


@FEW
@given(plans())
def test_outcome_reason_and_criteria_agree(plan: tuple[list[Criterion], dict[MeasureKey, Measured]]) -> None:
    verdict = decide(*plan)
    statuses = {kind: [r.status for r in verdict.criteria if r.criterion.kind == kind] for kind in ("success", "stop")}
    everything = statuses["success"] + statuses["stop"]
    if verdict.outcome is VerdictOutcome.SUCCESS:
        assert set(statuses["success"]) == {CriterionStatus.MET}
        assert CriterionStatus.MET not in statuses["stop"]
        assert CriterionStatus.NOT_ASSESSABLE not in everything
    if verdict.outcome is VerdictOutcome.STOP:
        assert CriterionStatus.MET in statuses["stop"]
    else:
        assert CriterionStatus.MET not in statuses["stop"]
    if verdict.reason == "success-missed":
        assert CriterionStatus.MISSED in statuses["success"]
    if verdict.reason == "straddles":
        assert CriterionStatus.INCONCLUSIVE in statuses["success"]
    assert (verdict.reason == "no-criteria") == (not verdict.criteria)


@FEW
@given(criteria(), quantities())
def test_a_status_is_what_the_numbers_say(criterion: Criterion, measured: Measured) -> None:
    row = assess(criterion, measured)
    if isinstance(measured, Unknown):
        assert (row.status, row.reason) == (CriterionStatus.NOT_ASSESSABLE, measured.reason)
        return
    by_point = criterion.rule == "point" or criterion.measure == "probability_net_positive"
    if not by_point and measured.interval is None:
        assert row.reason == "no-interval"
        return
    low = high = measured.value
    if not by_point and measured.interval is not None:
        low, high = measured.interval.low, measured.interval.high
    # Turned round for "at most", so that more is better.
    worst, best, limit = (low, high, criterion.threshold)
    if criterion.at_most is not None:
        worst, best, limit = -high, -low, -criterion.threshold
    expected = CriterionStatus.INCONCLUSIVE
    if worst >= limit:
        expected = CriterionStatus.MET
    elif best < limit:
        expected = CriterionStatus.MISSED
    assert row.status is expected


@FEW
@given(criteria(), st.sampled_from(LANGS), st.booleans(), finite)
def test_a_payback_that_never_comes_has_words(criterion: Criterion, lang: Lang, always: bool, low: float) -> None:
    asked = replace(criterion, measure="payback_months", outcome=None)
    row = assess(asked, Quantity(math.inf, Interval(math.inf if always else abs(low), math.inf)))
    text = words.criterion_sentence(row, PLAN, lang)
    assert not HOLES.search(text), text
    assert ("aldrig" if lang == "sv" else "never") in text or ("inom" if lang == "sv" else "within") in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_reason_of_a_verdict_has_words_and_only_success_says_met(lang: Lang) -> None:
    reasons = {
        "stop-met", "all-success-met", "success-missed", "straddles", "no-success-criterion", "no-criteria",
        "not-assessable",
    }  # fmt: skip
    assert set(words.MEANINGS) == reasons
    assert set(words.TITLES) == set(VerdictOutcome)
    assert set(words.STATUS_NAMES) == set(CriterionStatus)
    assert set(words.MEASURE_NAMES) == set(MEASURES)
    all_met = "Alla kriterier" if lang == "sv" else "All criteria"
    assert [r for r in sorted(reasons) if all_met in words.MEANINGS[r].of(lang)] == ["all-success-met"]


@pytest.mark.parametrize("lang", LANGS)
def test_an_inconclusive_verdict_says_what_it_allows_one_to_decide(lang: Lang) -> None:
    decide_word = "besluta" if lang == "sv" else "decide"
    text = words.meaning(Verdict(outcome=VerdictOutcome.INCONCLUSIVE, reason="straddles", criteria=()), lang)
    assert decide_word in text
    assert ("varken ett bevis" if lang == "sv" else "neither proof") in text
