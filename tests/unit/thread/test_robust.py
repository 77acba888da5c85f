# SPDX-License-Identifier: Apache-2.0
"""What it takes to overturn the primary answers: which questions are put to which design, and the numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from unit.thread.thread_sample import BEFORE_AFTER, OUTCOME, RCT, comparison, demo, initiative, people, run
from utfall.core.designs import Matching
from utfall.core.estimate import Unknown
from utfall.core.text import LANGS, Lang
from utfall.effects.robustness import holm
from utfall.reports.annex_robustness import robustness_json, robustness_section, robustness_table
from utfall.thread import Evaluation
from utfall.thread.robust import Finding

MATCHED = Matching(treatment="treat", covariates=("before",), id="person", caliper=None)


def of_kind(found: Evaluation, kind: str) -> list[Finding]:
    return [row for row in found.robustness if row.kind == kind]


def values(found: Evaluation, kind: str) -> list[float]:
    return sorted(row.value for row in of_kind(found, kind) if isinstance(row.value, float))


def lossy(lost: int) -> pl.DataFrame:
    """People of whom the first participants by number have no outcome."""
    gone = pl.col("treat").eq(1) & pl.col("person").lt(2 * lost)
    return people().with_columns(pl.when(gone).then(None).otherwise(pl.col("after")).alias("after"))


def test_a_lottery_has_no_e_value() -> None:
    (found,) = run(initiative(comparison(RCT))).robustness
    assert (found.kind, found.value) == ("e_value", Unknown("drawn-by-lot"))


def test_a_change_has_no_effect_to_overturn() -> None:
    found = run(initiative(comparison(BEFORE_AFTER)))
    assert found.robustness == ()
    assert robustness_table(found, "sv") is None
    assert robustness_section(found, "sv") == []


def test_e_values_are_those_of_their_risk_ratios() -> None:
    # VanderWeele and Ding (2017): RR + sqrt(RR (RR - 1)), of the ratio above one.
    found = of_kind(demo("vagen_till_jobb"), "e_value")
    assert len(found) == 3
    for row in found:
        ratio = row.detail("risk_ratio")
        assert isinstance(ratio, float)
        above = max(ratio, 1 / ratio)
        assert row.value == pytest.approx(above + math.sqrt(above * (above - 1)))
        limit = row.detail("limit")
        assert isinstance(limit, float)
        assert isinstance(row.value, float)
        assert 1.0 <= limit <= row.value


def test_three_outcomes_are_adjusted_for_being_three() -> None:
    found = demo("vagen_till_jobb")
    p = sorted(float(row.detail("p_value") or 0.0) for row in of_kind(found, "holm"))
    assert values(found, "holm") == pytest.approx([3 * p[0], 2 * p[1], p[2]])
    assert values(found, "benjamini_hochberg") == pytest.approx([3 * p[0], 1.5 * p[1], p[2]])


def test_one_outcome_is_not_adjusted() -> None:
    found = run(initiative(comparison(RCT)))
    assert of_kind(found, "holm") == of_kind(found, "benjamini_hochberg") == []


def test_matched_pairs_are_asked_about_hidden_bias() -> None:
    found = run(initiative(comparison(MATCHED)))
    (bias,) = of_kind(found, "rosenbaum")
    assert isinstance(bias.value, float)
    assert bias.value > 1.0
    assert of_kind(found, "omitted_variable")
    assert of_kind(run(initiative(comparison(RCT))), "rosenbaum") == []


def test_losses_in_one_group_only_are_bounded_from_both_sides() -> None:
    found = run(initiative(comparison(RCT)), lossy(24))
    (lee,) = of_kind(found, "lee_bounds")
    assert lee.bounds is not None
    assert lee.interval is not None
    low, high = lee.bounds
    result = found.answers[0].result
    assert result is not None
    # Taking away the best or the worst of the fuller group moves the difference to either side of the plain one.
    assert lee.interval.low < low < result.estimate.value < high < lee.interval.high
    assert lee.value == low
    assert of_kind(run(initiative(comparison(RCT))), "lee_bounds") == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_finding_is_a_row_of_the_annex_with_words(lang: Lang) -> None:
    found = demo("vagen_till_jobb")
    table = robustness_table(found, lang)
    assert table is not None
    assert len(table.rows) == len(robustness_json(found, lang)) >= len(found.robustness)
    for question, result, meaning in table.rows:
        assert question
        assert result
        assert meaning
        assert not {"nan", "None", "{"} & set(str(meaning).split())


def test_what_is_not_known_is_null_beside_its_reason() -> None:
    (row,) = robustness_json(run(initiative(comparison(RCT))), "sv")
    assert (row["value"], row["value_reason"]) == (None, "drawn-by-lot")
    assert "lott" in row["text"].lower()


def test_every_outcome_that_is_tested_counts_whatever_its_kind() -> None:
    scale = replace(OUTCOME, id="scale", column="step", kind="ordinal")
    data = people().with_columns(pl.col("after").round(0).clip(8, 15).alias("step"))
    plan = initiative(comparison(RCT), outcomes=(OUTCOME, scale))
    found = run(plan, data)
    p = [answer.result.estimate.p_value for answer in found.primary if answer.result is not None]
    assert None not in p
    assert [row.value for row in of_kind(found, "holm")] == pytest.approx(holm(np.array(p, dtype=float)).tolist())
    assert [row.outcome for row in of_kind(found, "e_value")] == ["score"]


def test_several_changes_are_counted_and_have_nothing_to_overturn() -> None:
    other = replace(OUTCOME, id="again", column="after_2")
    data = people().with_columns((pl.col("after") + 0.1).alias("after_2"))
    found = run(initiative(comparison(BEFORE_AFTER), outcomes=(OUTCOME, other)), data)
    assert {row.kind for row in found.robustness} == {"holm", "benjamini_hochberg"}
    assert len(of_kind(found, "holm")) == 2
