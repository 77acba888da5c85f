# SPDX-License-Identifier: Apache-2.0
"""The few lines for a terminal say what the paper says."""

from __future__ import annotations

import pytest

from unit.thread.economy_sample import TEXT, appraised
from unit.thread.test_unfounded import on_a_change
from unit.thread.thread_sample import BEFORE_AFTER, DEMOS, comparison, demo, initiative, run, run_demo
from utfall.core.text import LANGS, Lang
from utfall.economics import Appraisal
from utfall.reports.effect_text import effect_lines
from utfall.reports.numbers import NBSP
from utfall.reports.phrases import economy, purses
from utfall.reports.phrases import verdict as verdict_words
from utfall.reports.summary import economy_lines, summary_lines


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_title_verdict_effects_and_economy_in_this_order(name: str, lang: Lang) -> None:
    found = demo(name)
    lines = summary_lines(found, lang)
    assert lines[0] == found.initiative.title.of(lang)
    assert ("Illustration" in lines[1]) == found.initiative.illustration
    verdict = lines[1 + found.initiative.illustration]
    assert verdict.startswith(verdict_words.TITLES[found.verdict.outcome].of(lang))
    assert isinstance(found.appraisal, Appraisal)
    assert lines[-1] == purses.society_sentence(found.appraisal, lang)
    assert len(lines) == 3 + found.initiative.illustration + len(found.primary) + bool(found.no_gender)
    said = "Jämställdhetsanalys saknas" if lang == "sv" else "There is no gender analysis"
    assert any(line.startswith(said) for line in lines) == (name == "supported_work")


@pytest.mark.parametrize("lang", LANGS)
def test_without_economy_nothing_is_said_of_money(lang: Lang) -> None:
    lines = summary_lines(run_demo("supported_work", lines=()), lang)
    assert not any(("Samhället" if lang == "sv" else "Society") in line for line in lines)


@pytest.mark.parametrize("lang", LANGS)
def test_an_economy_on_a_change_is_warned_of_first(lang: Lang) -> None:
    lines = summary_lines(on_a_change(), lang)
    assert lines[-2] == economy.UNFOUNDED["change-only"].of(lang)


@pytest.mark.parametrize("lang", LANGS)
def test_a_change_is_called_a_change(lang: Lang) -> None:
    text = " ".join(summary_lines(run(initiative(comparison(BEFORE_AFTER))), lang))
    assert ("Det är en förändring, inte en effekt" if lang == "sv" else "This is a change, not an effect") in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_the_economy_alone_names_society_and_every_actor_that_is_touched(name: str, lang: Lang) -> None:
    found = demo(name).appraisal
    assert isinstance(found, Appraisal)
    lines = economy_lines(found, lang)
    assert lines[0] == purses.society_sentence(found, lang)
    for sentence in purses.actors_sentences(found, lang):
        assert sentence in lines


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_one_effect_in_text_lists_every_check_with_its_mark(name: str, lang: Lang) -> None:
    for answer in demo(name).answers:
        assert answer.result is not None
        lines = effect_lines(answer.result, answer.outcome, lang, gender=None)
        for check in answer.result.estimate.checks:
            (line,) = (line for line in lines if f" {check.id} (" in line)
            assert line[0] == {"pass": "✓", "warn": "!", "fail": "✗", "info": "·"}[check.status.value]


@pytest.mark.parametrize("lang", LANGS)
def test_a_raw_comparison_is_not_said_to_be_a_lottery(lang: Lang) -> None:
    (raw,) = (a for a in demo("supported_work").answers if a.comparison.id == "raw")
    assert raw.result is not None
    text = " ".join(effect_lines(raw.result, raw.outcome, lang, gender=None))
    assert ("ingen lottning kan ha gjort dem" if lang == "sv" else "no lottery can have made them") in text
    assert ("avgjorde lotten vem" if lang == "sv" else "a lottery decided who") not in text


def test_the_economy_alone_tells_the_net_before_the_horizon_too() -> None:
    # 100 000 paid, 40 000 back a year: 60 000 short after one year, 100 000 gained after five.
    _, appraisal = appraised()
    one, five = purses.earlier_sentences(appraisal, "sv")
    assert one.startswith(f"  Samhällets netto efter 1{NBSP}år: −60{NBSP}tkr (från ")
    assert one.endswith(f"sannolikhet för plus under 1,0{NBSP}%).")
    assert f"5{NBSP}år: 100{NBSP}tkr" in five
    assert one in economy_lines(appraisal, "sv")
    _, short = appraised(TEXT.replace("horizon_years = 6", "horizon_years = 5"))
    assert len(purses.earlier_sentences(short, "en")) == 1  # five years are the horizon, told already
