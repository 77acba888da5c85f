# SPDX-License-Identifier: Apache-2.0
"""Every outcome whose comparison names a sex column is analysed by sex, also when that is not the primary one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from unit.reports.paper_text import words_of
from unit.thread.thread_sample import BEFORE_AFTER, DID, OUTCOME, comparison, initiative, people, run
from utfall.core.designs import Design, RandomisedTrial
from utfall.core.initiative import Initiative
from utfall.core.outcome import Outcome
from utfall.core.text import LANGS, Lang, Text
from utfall.reports.paper import decision_paper
from utfall.thread import Evaluation

MOOD = Outcome(id="mood", label=Text(sv="Trivsel", en="Mood"), column="after")
RCT = RandomisedTrial(treatment="treat", covariates=("before", "sex"))


def plan(primary_sex: str | None, second_sex: str | None, second: Design = RCT) -> Initiative:
    return initiative(
        comparison(DID, sex=primary_sex, outcomes=("score",)),
        comparison(second, id_="second", primary=False, sex=second_sex, outcomes=("mood", "score")),
        outcomes=(OUTCOME, MOOD),
    )


def analysed(found: Evaluation) -> list[tuple[str, str]]:
    return [(result.outcome, result.design) for result in found.gender]


def words(found: Evaluation, lang: Lang) -> str:
    return words_of(decision_paper(found, lang, date="2026-01-31"))


def test_an_outcome_of_a_secondary_comparison_is_analysed_by_its_sex_column() -> None:
    assert analysed(run(plan("sex", "sex"))) == [("score", "did"), ("mood", "rct")]
    assert analysed(run(plan("sex", None))) == [("score", "did")]


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_primary_lacks_is_still_missed(lang: Lang) -> None:
    found = run(plan(None, "sex"))
    assert analysed(found) == [("mood", "rct")]
    assert found.no_gender == "no-sex-column"
    text = words(found, lang)
    assert ("Jämställdhetsanalys saknas" if lang == "sv" else "There is no gender analysis") in text
    assert ("Trivsel: kvinna" if lang == "sv" else "Mood: woman") in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_change_beside_an_effect_is_called_both_and_hides_no_comparison_group(lang: Lang) -> None:
    text = words(run(plan("sex", "sex", BEFORE_AFTER)), lang)
    assert ("Effekt eller förändring" if lang == "sv" else "Effect or change") in text
    assert "· (n" not in text


def test_a_small_sex_hides_its_balance_in_every_comparison_of_the_same_data() -> None:
    table = people().with_columns(pl.Series("sex", np.where(np.arange(240) < 3, "kvinna", "man")))
    found = run(plan(None, "sex"), table)
    assert found.gender[0].hidden
    names = [
        row.covariate
        for a in found.answers
        if a.result and a.result.balance is not None
        for row in a.result.balance.rows
    ]
    assert "before" in names
    assert not [name for name in names if name.startswith("sex")]


@pytest.mark.parametrize("lang", LANGS)
def test_a_change_that_differs_between_the_sexes_is_not_called_an_effect(lang: Lang) -> None:
    table = people()
    women = (table["sex"] == "kvinna").to_numpy()
    table = table.with_columns(after=table["after"] + 5.0 * women)
    found = run(initiative(comparison(BEFORE_AFTER, sex="sex")), table)
    text = words(found, lang)
    assert ("förändringen skiljer sig" if lang == "sv" else "the change differs") in text
    assert ("effekten skiljer sig" if lang == "sv" else "the effect differs") not in text
