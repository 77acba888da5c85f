# SPDX-License-Identifier: Apache-2.0
"""Everything that is planned has words in both languages, and the words hold for any numbers."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core import designs
from utfall.core.estimate import Check, Status
from utfall.core.initiative import Comparison
from utfall.core.lines import AppraisalSettings
from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import LANGS, Lang, Text
from utfall.effects.planning import (
    ALLOCATION_METHODS,
    ALTERNATIVES,
    QUESTIONS,
    Deviation,
    PowerPlan,
    allocation_checks,
    power_checks,
    rank_alternatives,
    requirements,
    solve_power,
)
from utfall.reports.phrases import planning, planning_checks, planning_fields, planning_guide

FEW = settings(max_examples=40, deadline=None)
CATALOGUE = (*power_checks.CATALOGUE, *allocation_checks.CATALOGUE, *requirements.CATALOGUE)
HOLES = re.compile(r"[{}]|\bnan\b|\binf\b|\bNone\b|  ")


def both(text: Text) -> bool:
    return bool(text.sv and text.en)


def test_every_check_has_words_and_no_words_are_left_over() -> None:
    assert set(planning_checks.WORDS) == set(CATALOGUE)


@pytest.mark.parametrize("id_", CATALOGUE)
def test_both_languages_name_the_same_numbers(id_: str) -> None:
    words = planning_checks.WORDS[id_]
    for text in (words.default, *words.by_status.values()):
        assert both(text)
        assert sorted(re.findall(r"{(\w+)}", text.sv)) == sorted(re.findall(r"{(\w+)}", text.en))


@FEW
@given(
    id_=st.sampled_from(CATALOGUE),
    status=st.sampled_from(list(Status)),
    value=st.none() | st.floats(0, 1e6),
    lang=st.sampled_from(LANGS),
)
def test_a_check_reads_whole_even_when_facts_are_missing(
    id_: str, status: Status, value: float | None, lang: Lang
) -> None:
    check = Check(id_, status, value, value)
    assert planning_checks.check_name(check, lang)
    assert not HOLES.search(planning_checks.check_text(check, lang))


def test_the_guide_has_words_for_all_that_it_asks_and_answers() -> None:
    assert set(planning_guide.QUESTIONS) == set(QUESTIONS)
    assert set(planning_guide.ALTERNATIVES) == {one.id for one in ALTERNATIVES}
    assert set(planning_guide.THREATS) == {one.threat for one in ALTERNATIVES}
    for words in (planning_guide.QUESTIONS, planning_guide.ALTERNATIVES, planning_guide.THREATS):
        assert all(both(text) and text.sv != text.en for text in words.values())


@pytest.mark.parametrize("lang", LANGS)
def test_the_guide_in_lines(lang: Lang) -> None:
    lines = planning.guide_lines(rank_alternatives({"others": "yes", "before_after": "yes", "lots": "no"}), lang)
    text = "\n".join(lines)
    assert lines[1].startswith("1. ")
    assert "(did)" in lines[1]
    for one in ALTERNATIVES:
        assert planning_guide.ALTERNATIVES[one.id].of(lang) in text
    assert planning_guide.QUESTIONS["lots"].of(lang) in text
    assert not HOLES.search(text.replace("   ", ""))


def test_methods_have_names() -> None:
    assert set(planning.ALLOCATION_METHODS) == set(ALLOCATION_METHODS)
    assert {"noncentral-t", "hussey-hughes", "simulation", "newcombe-exact", "normal-pooled"} <= set(
        planning.POWER_METHODS
    )


def test_every_field_of_a_plan_has_a_name() -> None:
    kinds = [kind for kind in vars(designs).values() if isinstance(kind, type) and is_dataclass(kind)]
    assert len(kinds) >= 4
    names = {
        field.name for kind in (Outcome, Comparison, Criterion, AppraisalSettings, *kinds) for field in fields(kind)
    }
    assert names - set(planning_fields.FIELDS) == {"id", "label"}
    assert all(both(text) for text in planning_fields.FIELDS.values())


def test_a_power_answer_in_both_languages() -> None:
    plan = PowerPlan(kind="binary", baseline=0.3, dropout=0.1, icc=0.02, cluster_size=20)
    answer = solve_power(plan, effect=0.1, power=0.8)
    swedish, english = ("\n".join(planning.power_lines(answer, plan, lang)) for lang in LANGS)
    assert "10,0\u00a0procentenheter" in swedish
    assert "10.0\u00a0percentage\u00a0points" in english
    assert f"{answer.clusters_intervention} + {answer.clusters_comparison}" in swedish
    assert str(answer.n)[0] in english
    assert not HOLES.search(swedish + english)


def test_no_power_reads_as_certain() -> None:
    plan = PowerPlan(sd=1.0)
    line = planning.power_lines(solve_power(plan, n=400, effect=3.0), plan, "sv")[0]
    assert "över 99,9\u00a0%" in line
    assert "100" not in line


@pytest.mark.parametrize(
    ("deviation", "swedish", "english"),
    [
        (
            Deviation(section="criteria", item="a", field="at_least", change="changed", planned=0.05, done=0.045),
            "Kriteriet ”a”, minst: planerat 0,05, gjort 0,045.",
            "Criterion 'a', at least: planned 0.05, done 0.045.",
        ),
        (
            Deviation(section="appraisal", item="", field="price_year", change="changed", planned=2023.0, done=2024.0),
            "Kalkylen, prisår: planerat 2023, gjort 2024.",
            "Appraisal, price year: planned 2023, done 2024.",
        ),
        (
            Deviation(section="comparisons", item="m", field="replace", change="changed", planned=False, done=True),
            "Jämförelsen ”m”, med återläggning: planerat nej, gjort ja.",
            "Comparison 'm', with replacement: planned no, done yes.",
        ),
        (
            Deviation(
                section="comparisons", item="m", field="covariates", change="changed", planned=["x", "y"], done=[]
            ),
            "Jämförelsen ”m”, kovariater: planerat x, y, gjort inget.",
            "Comparison 'm', covariates: planned x, y, done none.",
        ),
        (
            Deviation(
                section="outcomes",
                item="u",
                field="expected",
                change="changed",
                planned=None,
                done={"high": 0.18, "low": 0.02, "value": 0.1, "source": "X"},
            ),
            "Utfallet ”u”, givet eller väntat värde: planerat inget, gjort värde 0,1, lägst 0,02, högst 0,18, källa X.",
            "Outcome 'u', given or expected value: planned none, done value 0.1, lowest 0.02, highest 0.18, source X.",
        ),
        (
            Deviation(section="outcomes", item="u", field="", change="removed"),
            "Utfallet ”u”: fanns i planen men är borta.",
            "Outcome 'u': was in the plan but is gone.",
        ),
    ],
)
def test_deviations_in_words(deviation: Deviation, swedish: str, english: str) -> None:
    assert planning.deviation_line(deviation, "sv") == swedish
    assert planning.deviation_line(deviation, "en") == english


@FEW
@given(st.floats(-1e9, 1e9), st.sampled_from(LANGS))
def test_any_number_of_a_plan_reads_back(value: float, lang: Lang) -> None:
    text = planning.shown(value, lang)
    plain = text.replace("\u00a0", "").replace("\u2212", "-")
    plain = plain.replace(",", ".") if lang == "sv" else plain.replace(",", "")
    if not re.search("[·×]", text):
        assert float(plain) == pytest.approx(value, rel=1e-5, abs=1e-6)
