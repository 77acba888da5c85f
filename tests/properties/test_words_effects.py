# SPDX-License-Identifier: Apache-2.0
"""The words of an effect never go further than its numbers, whatever the numbers are."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.designs import DESIGN_KINDS
from utfall.core.estimate import Check, Estimand, Estimate, EvidenceGrade, Interval, Status
from utfall.core.outcome import Outcome
from utfall.core.text import LANGS, Lang, Text
from utfall.reports.phrases import effects

FEW = settings(max_examples=60, deadline=None)
IS_EFFECT = {"sv": "Skillnaden är en effekt av satsningen", "en": "The difference is an effect of the initiative"}
PROBABLY = {
    "sv": "är sannolikt en effekt av satsningen",
    "en": "is probably an effect of the initiative",
}
DIRECTIONS = {
    "sv": ("åt det håll som var avsett", "åt fel håll"),
    "en": ("the way that was intended", "the wrong way"),
}
DESIGNS = {
    "rct": Estimand.ITT,
    "matching": Estimand.ATT_MATCHED,
    "weighting": Estimand.ATO,
    "standardisation": Estimand.ATE,
    "doubly_robust": Estimand.ATT,
    "exact_matching": Estimand.ATT_MATCHED,
    "optimal_matching": Estimand.ATT,
    "did": Estimand.ATT,
    "staggered_did": Estimand.ATT,
    "its": Estimand.ATT,
    "synthetic_control": Estimand.ATT,
    "synthetic_did": Estimand.ATT,
    "rdd": Estimand.ITT,
    "historical": Estimand.ATT,
    "benchmark": Estimand.ATT,
    "wait_list": Estimand.ITT,
    "stepped_wedge": Estimand.ITT,
    "before_after": Estimand.CHANGE,
}

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 6))


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    return Outcome(
        id="y",
        label=Text(sv="Poäng", en="Score"),
        column="y",
        kind=draw(st.sampled_from(["continuous", "count"])),
        direction=draw(st.sampled_from(["increase", "decrease"])),
        unit=Text(sv="poäng", en="points"),
    )


@st.composite
def estimates(draw: st.DrawFn, *, designs: tuple[str, ...] = tuple(DESIGNS)) -> Estimate:
    design = draw(st.sampled_from(designs))
    grades = [EvidenceGrade.CHANGE_ONLY] if design == "before_after" else list(EvidenceGrade)[:4]
    middle = draw(numbers)
    below, above = draw(st.floats(1e-6, 1e6)), draw(st.floats(1e-6, 1e6))
    mean = draw(numbers)
    return Estimate(
        id="main/y",
        outcome="y",
        design=design,
        estimand=DESIGNS[design],
        value=middle,
        std_error=(below + above) / 3.92,
        interval=Interval(middle - below, middle + above),
        p_value=None,
        df=None,
        unit="poäng",
        n_intervention=draw(st.integers(5, 10**6)),
        n_comparison=draw(st.integers(5, 10**6)),
        mean_intervention=mean + middle,
        mean_comparison=mean,
        grade=draw(st.sampled_from(grades)),
        method="any",
    )


def holds_zero(estimate: Estimate) -> bool:
    return estimate.interval.low <= 0 <= estimate.interval.high


@FEW
@given(estimates(), outcomes(), st.sampled_from(LANGS))
def test_an_effect_is_claimed_only_by_strong_evidence_and_an_interval_without_zero(
    estimate: Estimate, outcome: Outcome, lang: Lang
) -> None:
    text = effects.effect_text(estimate, outcome, lang)
    claims = IS_EFFECT[lang] in text
    assert claims == (estimate.grade is EvidenceGrade.STRONG and not holds_zero(estimate))
    likely = PROBABLY[lang] in text
    assert likely == (estimate.grade is EvidenceGrade.MODERATE and not holds_zero(estimate))


@FEW
@given(estimates(), outcomes(), st.sampled_from(LANGS))
def test_a_direction_is_named_only_when_the_interval_has_one_and_then_the_right_one(
    estimate: Estimate, outcome: Outcome, lang: Lang
) -> None:
    text = effects.effect_text(estimate, outcome, lang)
    wanted, wrong = (words in text for words in DIRECTIONS[lang])
    if holds_zero(estimate) or estimate.grade in (EvidenceGrade.INSUFFICIENT, EvidenceGrade.CHANGE_ONLY):
        assert not wanted
        assert not wrong
    else:
        better = (estimate.value > 0) == (outcome.direction == "increase")
        assert (wanted, wrong) == (better, not better)


@FEW
@given(estimates(designs=("before_after",)), outcomes(), st.sampled_from(LANGS))
def test_a_change_is_never_called_a_difference_or_an_effect(estimate: Estimate, outcome: Outcome, lang: Lang) -> None:
    text = effects.effect_text(estimate, outcome, lang)
    assert ("Skillnaden" if lang == "sv" else "The difference") not in text
    assert ("inte en effekt" if lang == "sv" else "not an effect") in text
    assert len(re.findall("effekt" if lang == "sv" else "effect", text)) == 1
    assert ("jämförelsegrupp" if lang == "sv" else "comparison group") not in text


@FEW
@given(estimates(), outcomes(), st.sampled_from(LANGS))
def test_the_sign_in_the_text_is_that_of_the_number(estimate: Estimate, outcome: Outcome, lang: Lang) -> None:
    text = effects.difference_sentence(estimate, outcome, lang)
    shown = re.search(r"(?:är|is) ([+−]?)([\d\u00a0,.]+)", text)
    assert shown is not None, text
    if shown[1]:
        assert (shown[1] == "+") == (estimate.value > 0)
    else:
        assert not re.search("[1-9]", shown[2])  # no sign: shown as zero


@FEW
@given(estimates(), outcomes(), st.sampled_from(LANGS))
def test_no_placeholder_and_no_hole_is_left(estimate: Estimate, outcome: Outcome, lang: Lang) -> None:
    text = effects.effect_text(estimate, outcome, lang)
    assert not re.search(r"[{}]|\bnan\b|\binf\b|None|  ", text)
    assert text.endswith(".")


@FEW
@given(estimates(), estimates(), outcomes(), st.sampled_from(LANGS))
def test_the_distance_between_two_answers_is_told_as_it_is(
    first: Estimate, other: Estimate, outcome: Outcome, lang: Lang
) -> None:
    text = effects.distance_sentence(first, other, outcome, ("A", "B"), lang)
    inside = first.interval.low <= other.value <= first.interval.high
    assert (("ryms inom" if lang == "sv" else "lies within") in text) == inside
    assert (("ligger utanför" if lang == "sv" else "lies outside") in text) != inside


@FEW
@given(estimates(), st.sampled_from(LANGS))
def test_a_lottery_is_not_claimed_of_groups_that_no_lottery_makes(estimate: Estimate, lang: Lang) -> None:
    from dataclasses import replace

    failed = Check("W-NAIVE-IMBALANCE", Status.FAIL, 0.9, 0.5, (("covariate", "x"),))
    unlike = replace(estimate, design="rct", checks=(failed,))
    claim = effects.DESIGN_REASONS["rct"].of(lang)
    assert claim not in effects.design_reason(unlike, lang)
    assert claim == effects.design_reason(replace(unlike, checks=()), lang)


def test_every_grade_design_and_estimand_has_words_in_both_languages() -> None:
    assert set(effects.GRADE_NAMES) == set(EvidenceGrade)
    assert set(effects.ESTIMAND_NAMES) == set(Estimand)
    assert set(effects.DESIGN_NAMES) == set(effects.DESIGN_REASONS) == set(DESIGNS) == set(DESIGN_KINDS)
    for words in (effects.GRADE_NAMES, effects.ESTIMAND_NAMES, effects.DESIGN_NAMES, effects.DESIGN_REASONS):
        assert all(text.sv and text.en and text.sv != text.en for text in words.values())
