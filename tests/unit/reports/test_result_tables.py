# SPDX-License-Identifier: Apache-2.0
"""A result read back tells what the reports told, in either language, whichever language its file is in."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from unit.thread.thread_sample import DEMOS, demo
from utfall.core.text import LANGS, Lang
from utfall.economics import Appraisal
from utfall.reports import result_tables as tables
from utfall.reports.phrases import verdict
from utfall.reports.result_json import result_text
from utfall.reports.tables import actor_table


@cache
def _file(name: str, lang: Lang) -> Any:
    return json.loads(result_text(demo(name), lang))


def _names(name: str, lang: Lang) -> tables.Names:
    return tables.Names(demo(name).initiative, lang)


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("written", LANGS)
def test_verdict_and_criteria_are_those_of_the_reports(name: str, lang: Lang, written: Lang) -> None:
    found, names, evaluation = _file(name, written), _names(name, lang), demo(name)
    assert f"{tables.title(found, lang)}. {tables.meaning(found, lang)}" == verdict.verdict_text(evaluation, lang)
    told = [verdict.criterion_sentence(row, evaluation.initiative, lang) for row in evaluation.verdict.criteria]
    assert tables.criteria(found, names) == told
    assert tables.trust(found, names) == verdict.evidence_sentences(evaluation, lang)


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_kronor_are_those_of_the_reports(name: str, lang: Lang) -> None:
    appraisal = demo(name).appraisal
    assert isinstance(appraisal, Appraisal)
    found = tables.actor_table(_file(name, "sv"), lang)
    assert found is not None
    assert found.rows == actor_table(appraisal, lang).rows


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_effect_stands_with_difference_interval_and_counts(name: str, lang: Lang) -> None:
    file = _file(name, lang)
    found = tables.effect_table(file, _names(name, lang))
    assert found is not None
    assert len(found.rows) == len(file["effects"])
    for row, effect in zip(found.rows, file["effects"], strict=True):
        difference, span, first, second, _ = row[2:]
        assert difference in effect["text"]  # the sentence of the reports has the same words
        assert span.split(" (")[0] in effect["text"]
        counts = ("n_intervention", "n_comparison")
        told = [int("".join(sign for sign in count if sign.isdigit()) or 0) for count in (first, second)]
        compared = effect["estimand"] != "change"  # before and after: the same persons, nobody to compare with
        assert told == [effect[counts[0]], effect[counts[1]] if compared else 0]


def test_what_is_hidden_is_said_to_be_hidden() -> None:
    file = json.loads(json.dumps(_file("vagen_till_jobb", "sv")))
    row = file["gender"][0]
    for name in ("estimate", "ci", "n_intervention", "evidence_grade"):
        row |= {name: None, f"{name}_reason": "small-cell"}
    found = tables.gender_table(file, _names("vagen_till_jobb", "sv"))
    assert found is not None
    assert found.rows[0][2:5] == ("dolt: för få personer", "–", "dolt: för få personer")


def test_without_the_plan_the_files_own_words_stand() -> None:
    file = _file("vagen_till_jobb", "sv")
    names = tables.Names(None, "en")
    assert tables.criteria(file, names) == [row["text"] for row in file["verdict"]["criteria"]]
    found = tables.effect_table(file, names)
    assert found is not None
    assert found.rows[0][0] == "arbete"
    assert tables.trust(file, names) == [
        "The verdict rests on limited evidence: the differences need not be due to the initiative."
    ]


def test_checks_that_warn_stand_the_gravest_first_and_all_are_counted() -> None:
    file = _file("vagen_till_jobb", "sv")
    found = tables.check_table(file, _names("vagen_till_jobb", "sv"))
    assert found is not None
    rows = [row for effect in file["effects"] for row in effect["checks"]] + file["economics"]["checks"]
    assert len(found.rows) == sum(row["status"] in {"warn", "fail"} for row in rows)
    assert [row[2] for row in found.rows] == sorted((row[2] for row in found.rows), key=["underkänd", "varning"].index)
    assert tables.checks_sentence(file, "sv").startswith(f"{len(rows)} kontroller:")
