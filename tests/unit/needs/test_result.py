# SPDX-License-Identifier: Apache-2.0
"""A run from rows to what may be shown: by hand, by an attacker, and for what cannot be carried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from utfall.core.errors import InputError
from utfall.core.text import Text
from utfall.disclosure import Rules
from utfall.engines.needs_memory import run_needs_in_memory
from utfall.needs import Band, Condition, Dimension, Indicator, NeedsPlan, Tail
from utfall.needs.answers import Answers, answer
from utfall.needs.cells import NeedsResult, needs_result
from utfall.needs.practice import Pictures
from utfall.needs.questions import (
    AreaIndex,
    Existing,
    IndexPart,
    Practice,
    Questions,
    Rating,
    SharedView,
    Similar,
    Standardise,
    require_answerable,
)

OPEN = Rules(threshold=1)
SHARE = Indicator(id="aid", kind="share", direction="decrease", title=Text.same("Aid"), meets=Condition("aid", "=", 1))
INCOME = Indicator(id="income", kind="mean", direction="increase", title=Text.same("Income"), count="income", scale=100,
                   tail=Tail(limit=10_000, side="low"))  # fmt: skip
SEX = Dimension(id="sex", column="sex", role="sex")
AREA = Dimension(id="area", column="area", role="area", recode=(("1883A0010", "1883A0030"), ("1883A0020", "1883A0030")))
PLAN = NeedsPlan(form="persons", dimensions=(SEX, AREA), indicators=(SHARE, INCOME), breakdowns=(("sex",), ("area",)))


def rows(count: int = 600, seed: int = 4) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    areas = ["1883A0010", "1883A0020", "1883B0040", "1883C0050", "1883C0060", "1883C0070", "1883C0080"]
    risk = dict(zip(areas, (0.4, 0.4, 0.3, 0.2, 0.2, 0.15, 0.1), strict=True))
    made = []
    for _ in range(count):
        area = str(rng.choice(areas))
        made.append({"sex": str(rng.choice(["F", "P"])), "area": area, "aid": int(rng.random() < risk[area]),
                     "income": int(rng.integers(500, 60_000)), "age": int(rng.integers(6, 20))})  # fmt: skip
    return made


def result(data: list[dict[str, Any]], plan: NeedsPlan = PLAN, rules: Rules = OPEN) -> NeedsResult:
    return needs_result(run_needs_in_memory(data, plan), plan, rules=rules)


def test_values_are_what_a_reader_would_count() -> None:
    data = rows()
    found = result(data)
    girls = [row for row in data if row["sex"] == "F"]
    cell = found.table("aid", ("sex",), "").groups[0]
    assert cell.persons == len(girls)
    assert cell.numerator == sum(row["aid"] for row in girls)
    assert cell.value == pytest.approx(sum(row["aid"] for row in girls) / len(girls))
    mean = found.table("income", ("sex",), "").groups[0]
    incomes = np.array([row["income"] for row in girls]) / 100
    assert mean.value == pytest.approx(incomes.mean())
    assert mean.interval is not None
    half = (mean.interval.high - mean.interval.low) / 2
    assert half == pytest.approx(stats.t.ppf(0.975, len(incomes) - 1) * incomes.std(ddof=1) / np.sqrt(len(incomes)))
    assert mean.tail == pytest.approx(np.mean(incomes <= 100))
    ordered = np.sort(incomes)
    assert dict(mean.quantiles)[500] == pytest.approx(ordered[-(-len(ordered) // 2) - 1], rel=5e-3)


def test_joined_areas_are_counted_as_the_new_one() -> None:
    data = rows()
    found = result(data).table("aid", ("area",), "")
    joined = next(cell for cell in found.groups if cell.levels == ("1883A0030",))
    assert joined.persons == sum(row["area"] in ("1883A0010", "1883A0020") for row in data)
    assert not any(cell.levels[0] in ("1883A0010", "1883A0020") for cell in found.groups)


def test_a_divided_area_is_refused_by_its_code() -> None:
    plan = replace(PLAN, dimensions=(SEX, replace(AREA, divided=("1883B0040",))))
    with pytest.raises(InputError) as error:
        result(rows(), plan)
    assert error.value.faults[0].code == "area-divided"


def test_a_hidden_share_cannot_be_had_from_the_others() -> None:
    data = [row | {"aid": int(row["aid"] and row["area"] != "1883C0080")} for row in rows()]
    for row in [row for row in data if row["area"] == "1883C0080"][:2]:
        row["aid"] = 1
    found = result(data, rules=Rules(threshold=5))
    table = found.table("aid", ("area",), "")
    hidden = [cell for cell in table.groups if cell.value is None]
    assert ("1883C0080",) in [cell.levels for cell in hidden]
    assert len(hidden) >= 2  # one alone is the whole minus the others
    assert table.whole.numerator is not None


def test_a_crossing_that_is_too_fine_is_not_shown_and_takes_nothing_with_it() -> None:
    plan = replace(PLAN, breakdowns=(("sex",), ("sex", "area")))
    found = result(rows(60), plan, Rules(threshold=5))
    assert found.too_fine == (("sex", "area"),)
    assert found.table("aid", ("sex",), "").whole.value is not None
    with pytest.raises(KeyError):
        found.table("aid", ("sex", "area"), "")


AGE = Dimension(id="age", column="age", role="age", bands=(Band("6–12", 6, 12), Band("13–", 13, None)))
ASKED = Questions(
    area="area",
    standardise=(Standardise(of="area", by=("age",)),),
    indices=(AreaIndex(id="poor", title=Text.same("Poor"), parts=(IndexPart(indicator="income", higher=False),)),),
    similar=(Similar(indicator="aid", values=(("A", 0.1), ("B", 0.2), ("C", 0.15), ("D", 0.12))),),
    practice=(
        Practice(
            indicator="aid", of="area",
            ratings=tuple(Rating(rater=who, need=need, value=value) for who in "ab" for need, value in
                          (("1883A0030", 1), ("1883B0040", 4), ("1883C0050", 3), ("1883C0080", 5))),
            shared=(SharedView(need="1883C0080", date="2026-01-01", text=Text.same("small")),),
        ),
    ),
    existing=(Existing(id="x", title=Text.same("X"), operation="school", groups=("F", "Z"), places=10),),
    groups="sex",
)  # fmt: skip
NINE = Practice(indicator="aid", of="area", ratings=(Rating(rater="a", need="b", value=9),))
WIDE = replace(PLAN, dimensions=(SEX, AREA, AGE), strata=("area", "age", "sex"))


def answered() -> tuple[NeedsResult, Answers]:
    found = result(rows(3000), WIDE)
    require_answerable(WIDE, ASKED)
    return found, answer(found, ASKED)


def test_every_question_is_answered_once() -> None:
    found, answers = answered()
    assert answers.unanswered == ()
    assert {row.level for row in answers.risks} == {"F", "P"}
    assert [row.indicator for row in answers.areas] == ["aid"]
    assert len(answers.standardised) == 6
    everybody = found.table("aid", (), "").whole
    expected = sum(row.indirect.expected for row in answers.standardised)
    assert expected == pytest.approx(everybody.numerator)  # the standard is everybody: all events are expected
    assert answers.similar[0].standing.of == 5


def test_the_index_puts_the_poorest_highest_and_goes_with_the_aid() -> None:
    _, answers = answered()
    index = answers.indices[0]
    assert index.scores.scores.max() == pytest.approx(10.0)
    assert index.scores.scores.min() == pytest.approx(0.0)
    assert index.associations[0][0] == "aid"


def test_practice_and_statistics_differ_until_there_is_a_shared_view() -> None:
    _, answers = answered()
    needs = {need.need: need for need in answers.practice[0].needs}
    assert needs["1883A0030"].pictures is Pictures.STATISTICS_HIGHER
    assert needs["1883C0080"].pictures is Pictures.PRACTICE_HIGHER
    assert needs["1883C0080"].shared is not None
    assert needs["1883A0030"].shared is None
    assert answers.practice[0].agreement is not None
    assert answers.practice[0].agreement.alpha == pytest.approx(1.0)


def test_groups_without_an_intervention_are_named() -> None:
    _, answers = answered()
    assert answers.stock is not None
    assert answers.stock.without == ("P",)
    assert answers.stock.unmatched == ("Z",)


def test_what_the_data_cannot_carry_is_told_and_not_guessed() -> None:
    few = [row for row in rows(300) if row["area"] in ("1883B0040", "1883C0050")]
    answers = answer(result(few, WIDE), replace(ASKED, practice=(), indices=(), similar=()))
    assert {row.question for row in answers.unanswered} == {"funnel", "smoothing"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (replace(ASKED, area="city"), "dimension-unknown"),
        (replace(ASKED, similar=(Similar(indicator="aids", values=()),)), "indicator-unknown"),
        (replace(ASKED, area=""), "index-without-areas"),
        (replace(ASKED, practice=(NINE,)), "rating-outside"),
    ],
)  # fmt: skip
def test_questions_about_what_there_is_not_are_faults(asked: Questions, code: str) -> None:
    with pytest.raises(InputError) as error:
        require_answerable(WIDE, asked)
    assert [fault.code for fault in error.value.faults] == [code]


BAD: list[tuple[str, Any]] = [
    ("bands-overlap", lambda: Dimension(id="age", column="age", bands=(Band("a", 0, 9), Band("b", 9, 12)))),
    ("bands-overlap", lambda: Dimension(id="age", column="age", bands=(Band("a", 9, 3),))),
    ("id-form", lambda: Dimension(id="two words", column="x")),
    ("condition-form", lambda: Condition("x", ">", "a")),
    ("condition-form", lambda: Condition("x", "in", 3)),
    ("indicator-form", lambda: Indicator(id="x", kind="share", direction="increase", title=Text.same("X"))),
    ("indicator-form", lambda: Indicator(id="x", kind="mean", direction="increase", title=Text.same("X"))),
    ("indicator-form", lambda: replace(INCOME, per=1000)),
    ("indicator-form", lambda: replace(INCOME, kind="rate")),
    ("plan-empty", lambda: NeedsPlan(form="persons", dimensions=(), indicators=())),
    ("dimension-unknown", lambda: replace(PLAN, breakdowns=(("city",),))),
    ("crossing-twice", lambda: replace(PLAN, breakdowns=(("sex", "sex"),))),
    ("id-duplicate", lambda: replace(PLAN, indicators=(SHARE, SHARE))),
    ("indicator-form", lambda: replace(PLAN, form="groups", indicators=(SHARE,))),
]


@pytest.mark.parametrize(("code", "build"), BAD, ids=[f"{n}-{code}" for n, (code, _) in enumerate(BAD)])
def test_a_plan_that_does_not_hold_together_refuses_itself(code: str, build: Any) -> None:
    with pytest.raises(InputError) as error:
        build()
    assert {fault.code for fault in error.value.faults} == {code}
    assert all(fault.mend.sv and fault.mend.en for fault in error.value.faults)
