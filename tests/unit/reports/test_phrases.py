# SPDX-License-Identifier: Apache-2.0
"""Sentences about numbers that are known, word for word where the wording carries the meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unit.thread.thread_sample import DEMOS, demo, initiative
from utfall.core.estimate import Check, Estimand, Estimate, EvidenceGrade, Interval, Status, Unknown
from utfall.core.outcome import Outcome
from utfall.core.text import LANGS, Lang, Text
from utfall.economics import Appraisal
from utfall.reports.phrases import checks, economy, effects, gender, measures, purses

SCORE = Outcome(id="y", label=Text(sv="Poäng", en="Score"), column="y", unit=Text(sv="poäng", en="points"))
WORK = Outcome(id="w", label=Text(sv="I arbete", en="In work"), column="w", kind="binary")


def estimate(value: float, half: float, grade: EvidenceGrade = EvidenceGrade.STRONG, mean: float = 10.0) -> Estimate:
    return Estimate(
        id="main/y",
        outcome="y",
        design="rct",
        estimand=Estimand.ITT,
        value=value,
        std_error=half / 1.96,
        interval=Interval(value - half, value + half),
        p_value=None,
        df=None,
        unit="",
        n_intervention=50,
        n_comparison=60,
        mean_intervention=mean + value,
        mean_comparison=mean,
        grade=grade,
        method="welch",
    )


def test_a_sure_gain_of_a_trial_in_swedish() -> None:
    text = effects.effect_text(estimate(2, 1), SCORE, "sv").replace("\u00a0", " ")
    assert text == (
        "Poäng: 12,0 poäng bland 50 deltagare och 10,0 poäng bland 60 i jämförelsegruppen. "
        "Skillnaden är +2,0 poäng (95 % konfidensintervall från 1,0 till 3,0 poäng). "
        "Skillnaden är en effekt av satsningen; hur stor den är visar intervallet. "
        "Den går åt det håll som var avsett."
    )


def test_an_unsure_answer_names_no_direction_in_english() -> None:
    text = effects.meaning_sentence(estimate(2, 3), SCORE, "en")
    assert text == "The uncertainty is so large that nobody can say whether the initiative made things better or worse."


def test_an_interval_that_ends_at_zero_is_not_sure() -> None:
    assert not effects.sure(estimate(1, 1))
    assert not effects.sure(estimate(-1, 1))
    assert effects.sure(estimate(1, 0.999))


@pytest.mark.parametrize(("direction", "value", "right"), [
    ("increase", 1, True), ("increase", -1, False), ("decrease", 1, False), ("decrease", -1, True),
])  # fmt: skip
def test_the_wanted_way_depends_on_the_outcome(direction: str, value: float, right: bool) -> None:
    outcome = replace(SCORE, direction=direction)
    said = "det håll som var avsett" if right else "åt fel håll"
    assert said in effects.meaning_sentence(estimate(value, 0.5), outcome, "sv")


def test_shares_differ_by_percentage_points() -> None:
    text = effects.effect_text(estimate(0.108, 0.098, mean=0.378), WORK, "sv").replace("\u00a0", " ")
    assert "49 % bland 50 deltagare och 38 % bland 60" in text
    assert "+10,8 procentenheter" in text
    assert "från 1,0 till 20,6 procentenheter" in text
    assert "10,8 %" not in text


def test_a_threshold_of_zero_has_no_decimals() -> None:
    assert measures.difference(0, SCORE, "sv").replace("\u00a0", " ") == "0 poäng"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_the_sentence_on_society_has_the_sign_of_its_number(name: str, lang: Lang) -> None:
    found = demo(name).appraisal
    assert isinstance(found, Appraisal)
    text = purses.society_sentence(found, lang)
    gains, loses = (" vinna ", " förlora ") if lang == "sv" else (" gain SEK", " lose USD")
    assert (gains in text) == (found.society.net > 0)
    assert (loses in text) == (found.society.net <= 0)
    assert "%" in text  # the chance, beside the direction
    assert ("från" if lang == "sv" else "from") in text
    doubtful = ("osäkert" if lang == "sv" else "uncertain") in text
    spread = found.uncertainty.net[("society", found.settings.horizon_years)] if found.uncertainty else None
    assert spread is not None
    assert doubtful == (spread.interval.low < 0 < spread.interval.high)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_actors_come_by_gain_and_only_those_that_are_touched(name: str, lang: Lang) -> None:
    found = demo(name).appraisal
    assert isinstance(found, Appraisal)
    touched = [purse for key, purse in found.purses.items() if key not in ("public_sector", "society")]
    touched = [purse for purse in touched if purse.cost or purse.benefit]
    assert len(purses.actors_sentences(found, lang)) == len(touched)


@pytest.mark.parametrize(("share", "sv", "en"), [
    (1.0, "över 99 %", "above 99%"), (0.9932, "över 99 %", "above 99%"), (0.93, "93 %", "93%"),
    (0.5, "50 %", "50%"), (0.001, "under 1,0 %", "below 1.0%"), (0.0, "under 1,0 %", "below 1.0%"),
])  # fmt: skip
def test_no_chance_is_told_as_certain(share: float, sv: str, en: str) -> None:
    assert economy.chance_text(share, "sv").replace("\u00a0", " ") == sv
    assert economy.chance_text(share, "en").replace("\u00a0", " ") == en


@pytest.mark.parametrize("lang", LANGS)
def test_every_reason_of_an_unknown_has_words(lang: Lang) -> None:
    for reason in economy.REASONS:
        assert economy.reason(Unknown(reason), lang) not in ("", economy.reason(Unknown("nobody knows"), lang))


@pytest.mark.parametrize(("word", "sv", "en"), [
    ("kvinna", "kvinna", "woman"), ("Man", "man", "man"), ("girls", "flickor", "girls"), ("x", "x", "x"),
])  # fmt: skip
def test_a_sex_is_named_in_the_language_of_the_paper(word: str, sv: str, en: str) -> None:
    assert (gender.sex_name(word, "sv"), gender.sex_name(word, "en")) == (sv, en)


@pytest.mark.parametrize("lang", LANGS)
def test_a_difference_between_the_sexes_is_established_only_when_its_interval_says_so(lang: Lang) -> None:
    outcomes = {outcome.id: outcome for outcome in demo("vagen_till_jobb").initiative.outcomes}
    for result in demo("vagen_till_jobb").gender:
        assert not isinstance(result.difference, Unknown)
        sure = result.difference.interval.low > 0 or result.difference.interval.high < 0
        text = gender.sentence(result, outcomes[result.outcome], lang)
        none = "ingen säker skillnad mellan könen" if lang == "sv" else "no sure difference between the sexes"
        assert (none in text) != sure


def test_a_red_check_that_ratio_and_npv_disagree_does_not_speak_of_several_rates() -> None:
    failed, several = (economy.check_text(Check("K10", s, 2.0), "sv") for s in (Status.FAIL, Status.WARN))
    assert "säger olika saker" in failed
    assert "flera internräntor" in several


def test_a_parameter_of_an_effect_is_called_a_change_where_there_is_no_comparison() -> None:
    from unit.thread.thread_sample import BEFORE_AFTER, RCT, comparison

    for design, sv in ((RCT, "Effekten: Poäng"), (BEFORE_AFTER, "Förändringen: Poäng")):
        assert economy.parameter_label("effect:score", initiative(comparison(design)), "sv") == sv


def test_the_name_of_a_check_is_no_sentence() -> None:
    for words in checks.WORDS.values():
        assert not words.name.sv.endswith(".")
        assert not words.name.en.endswith(".")
