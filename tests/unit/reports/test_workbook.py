# SPDX-License-Identifier: Apache-2.0
"""The workbook as it is written: formulas, names, words, properties. Recalculation is tested in tests/reference."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from unit.reports import workbook_sample as samples
from utfall.core.lines import LineKind, Parameter, Timing
from utfall.core.text import LANGS, Lang, Text
from utfall.reports.workbook import workbook
from utfall.reports.workbook.formulas import (
    ONE,
    Expr,
    count_above_zero,
    count_where,
    deviation,
    difference,
    either,
    mean,
    position,
    quantile,
    sum_where,
    total,
)
from utfall.reports.workbook.sheets import defined_name
from utfall.thread.economy_views import first_draws

SHEETS = {
    "sv": [
        "Läs mig", "Resultat", "Effekter", "Antaganden", "Enhetskostnader", "Index", "Rader", "Tidsplan", "Kassaflöde",
        "Aktör×år", "Diskontering", "Återbetalning", "Potential", "Internränta", "Att inte göra något", "Känslighet",
        "PSA", "PSA dragningar", "Jämställdhet", "Kontroller", "Kriterier och utlåtande", "Ändringslogg",
    ],
    "en": [
        "Read me", "Results", "Effects", "Assumptions", "Unit costs", "Index", "Lines", "Schedule", "Cash flow",
        "Actor×year", "Discounting", "Payback", "Potential", "Internal rate", "Doing nothing", "Sensitivity", "PSA",
        "PSA draws", "Gender", "Checks", "Criteria and verdict", "Change log",
    ],
}  # fmt: skip
VOLATILE = ("NOW(", "TODAY(", "RAND", "OFFSET(", "INDIRECT(", "CELL(", "INFO(")
DYNAMIC = ("FILTER(", "UNIQUE(", "SORT(", "SEQUENCE(", "LET(", "LAMBDA(", "XLOOKUP(", "VSTACK(", "_xlfn")


@cache
def content(lang: Lang) -> bytes:
    return workbook(samples.sample(), lang, date=samples.DATE)


def opened(data: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def formulas(book: Any) -> list[tuple[str, str, str]]:
    return [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def words(sheet: Worksheet) -> list[str]:
    return [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value not in (None, "")]


@pytest.mark.parametrize("lang", LANGS)
def test_sheets_stand_in_order_in_both_languages(lang):
    assert opened(content(lang)).sheetnames == SHEETS[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_what_follows_from_others_is_a_formula(lang):
    counts: dict[str, int] = {}
    for sheet, _, _ in formulas(opened(content(lang))):
        counts[sheet] = counts.get(sheet, 0) + 1
    live = [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 19]
    assert {SHEETS[lang][place] for place in live} == set(counts)
    # 6 lines x 6 years: share left (where it drops), share of full amount, kronor.
    assert counts[SHEETS[lang][7]] > 6 * 6 * 2
    # 11 rows (line and actor) x 6 years, as it falls and discounted, with label and sum.
    assert counts[SHEETS[lang][8]] == 12 * (1 + 1 + 2 * 6 + 1)


def test_formulas_hold_no_constants_and_no_volatile_or_dynamic_functions():
    for sheet, at, formula in formulas(opened(content("sv"))):
        bare = re.sub(r"'[^']*'!", "", formula)
        assert '"' not in bare, (sheet, at, formula)
        numbers = re.findall(r"(?<![A-Za-z0-9_$.])\d+(?:\.\d+)?", bare)
        assert set(numbers) <= {"0", "1"}, (sheet, at, formula)
        assert not any(name in bare.upper() for name in VOLATILE + DYNAMIC), (sheet, at, formula)
        assert not bare.startswith("={"), (sheet, at)


def test_every_formula_has_its_value_stored():
    written, values = opened(content("sv")), opened(content("sv"), values=True)
    assert [place for *place, _ in formulas(written) if values[place[0]][place[1]].value is None] == []


def test_stored_key_figures_equal_python_and_the_difference_is_zero():
    rows = [
        r
        for r in opened(content("en"), values=True)["Results"].iter_rows(min_row=5, max_col=6, values_only=True)
        if r[3] is not None
    ]
    assert len(rows) > 50
    for label, _, _, excel, python, apart in rows:
        assert excel == pytest.approx(python, rel=1e-12, abs=1e-6), label
        assert apart == pytest.approx(0.0, abs=1e-6), label


def test_names_are_valid_and_each_stands_for_its_cell():
    book, values = opened(content("sv")), opened(content("sv"), values=True)
    names = {name: defined.attr_text for name, defined in book.defined_names.items()}
    assert {"p_r", "p_A1", "p_drop_off", "p_undantrangning", "p_participants", "p_effect_work"} <= set(names)
    assert all(re.fullmatch(r"p_[A-Za-z0-9_]*", name) for name in names)
    sheet, at = names["p_r"].rsplit("!", 1)
    assert values[sheet.strip("'")][at.replace("$", "")].value == 0.9


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_parameter_name_gives_a_name_that_excel_takes(wanted):
    name = defined_name(wanted)
    assert len(name) <= 255
    assert re.fullmatch(r"p_[A-Za-z0-9_]*", name)


def test_parameters_whose_names_read_alike_keep_apart():
    twin = replace(samples.LINES[3], reach=replace(samples.LINES[3].reach, name="drop.off"))
    plan = replace(samples.PLAN, lines=(*samples.LINES[:3], twin, *samples.LINES[4:]))
    book = opened(workbook(samples.run(plan), "en", date=samples.DATE))
    assert {"p_drop_off", "p_drop_off_2"} <= set(book.defined_names)


@pytest.mark.parametrize("lang", LANGS)
def test_text_that_looks_like_a_formula_is_text(lang):
    book = opened(content(lang))
    found = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")) and cell.data_type != "f"
    ]
    assert {samples.HOSTILE, "+Stöd till arbete", "@Unga vuxna"} <= {cell.value for cell in found}
    assert all(cell.data_type == "s" for cell in found)
    assert not any("HYPERLINK" in formula for *_, formula in formulas(book))
    with zipfile.ZipFile(io.BytesIO(content(lang))) as parts:
        assert not [name for name in parts.namelist() if "vba" in name.lower() or "externalLink" in name]


def test_the_same_evaluation_gives_the_same_bytes():
    again = workbook(samples.sample(), "sv", date=samples.DATE)
    assert again == content("sv")
    assert workbook(samples.sample(), "sv", date="2026-02-01") != again


@pytest.mark.parametrize(("lang", "tag"), [("sv", "sv-SE"), ("en", "en-GB")])
def test_title_language_date_and_run_are_properties(lang, tag):
    properties = opened(content(lang)).properties
    assert properties.title == samples.PLAN.title.of(lang)
    assert properties.language == tag
    assert properties.created.date().isoformat() == samples.DATE
    assert properties.description == samples.sample().provenance.run_id


def test_read_me_names_run_files_seed_and_date():
    told = " ".join(words(opened(content("sv"))["Läs mig"]))
    origin = samples.sample().provenance
    for word in (
        origin.run_id,
        origin.inputs[0].sha256,
        origin.plan_sha256,
        origin.software,
        samples.DATE,
        "påhittade",
    ):
        assert word in told


def test_inputs_are_marked_and_validated():
    sheet = opened(content("sv"))["Antaganden"]
    validated = [rule for rule in sheet.data_validations.dataValidation if rule.type in ("decimal", "list")]
    yellow = [row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 2).fill.fgColor.rgb == "FFFFF6DC"]
    covered = {cell.coord for rule in validated for cell in rule.sqref.ranges}
    assert len(yellow) > 15
    assert {f"B{row}" for row in yellow} == covered


def test_tables_keep_their_headings_in_sight_and_print_them_again():
    book = opened(content("sv"))
    for name in SHEETS["sv"][1:]:
        assert book[name].freeze_panes is not None, name
        assert book[name].print_title_rows == "$4:$4", name
        assert book[name].page_setup.orientation == "landscape"


def test_before_after_takes_deadweight_off_and_uses_the_schedule_of_rates():
    book = opened(workbook(samples.before_after(), "en", date=samples.DATE), values=True)
    rates = [cell.value for cell in book["Discounting"][6]][1:7]
    assert rates == [0.035, 0.035, 0.02, 0.02, 0.02, 0.02]
    row = next(r for r in book["Lines"].iter_rows(min_row=5, values_only=True) if r[1] == "care")
    assert row[13] == 0.4
    assert row[14] == pytest.approx(0.6 * row[12], rel=1e-12)


def test_money_never_back_is_said_in_words():
    book = opened(workbook(samples.before_after(), "sv", date=samples.DATE), values=True)
    back = [
        r for r in book["Resultat"].iter_rows(min_row=5, values_only=True) if r[0] == "Pengarna tillbaka, odiskonterat"
    ]
    society = next(r for r in back if r[1] == "Samhället")
    assert society[3:6] == ("aldrig inom horisonten", "aldrig inom horisonten", 0)


@pytest.mark.parametrize("lang", LANGS)
def test_without_an_economy_the_rest_is_there_and_says_why(lang):
    book = opened(workbook(samples.without_economy(), lang, date=samples.DATE))
    kept = [name for place, name in enumerate(SHEETS[lang]) if place < 3 or place in (18, 20, 21)]
    assert book.sheetnames == kept
    assert "economy" in " ".join(words(book[SHEETS[lang][1]])) or "ekonomi" in " ".join(words(book[SHEETS[lang][1]]))
    assert formulas(book) == []


def test_what_the_gender_analysis_hides_is_not_in_the_file():
    data = samples.people()
    data["sex"] = np.where(np.arange(400) % 200 < 3, "man", "kvinna")
    evaluation = samples.run(replace(samples.PLAN, comparisons=(samples.TRIAL,)), data)
    assert all(result.hidden for result in evaluation.gender)
    book = opened(workbook(evaluation, "sv", date=samples.DATE))
    men = [r for r in book["Jämställdhet"].iter_rows(min_row=5, values_only=True) if r[1] == "man"]
    assert len(men) == 2
    for row in men:
        assert [value for value in row[3:10] if value not in (None, "", "·")] == []


def test_a_refused_comparison_says_why_instead_of_a_number():
    data = samples.people()
    data["twin"] = data["part"] + 0.0
    alike = replace(samples.MATCHED, design=replace(samples.MATCHED.design, covariates=("before", "twin")))
    evaluation = samples.run(replace(samples.PLAN, comparisons=(samples.TRIAL, alike)), data)
    assert evaluation.others[0].refusal
    rows = opened(workbook(evaluation, "en", date=samples.DATE))["Effects"].iter_rows(values_only=True)
    row = next(row for row in rows if row[1] == "Matching")
    assert isinstance(row[5], str)
    assert row[6] is None


def test_effects_that_no_comparison_here_gives_are_inputs():
    """An economy with effects given by hand: they may be changed, and the potential stays that of the appraisal."""
    evaluation = replace(samples.sample(), answers=(), gender=())
    book = opened(workbook(evaluation, "en", date=samples.DATE), values=True)
    effect = next(row for row in book["Assumptions"].iter_rows(min_row=5) if row[8].value == "p_effect_days")
    assert effect[1].data_type == "n"
    assert effect[1].fill.fgColor.rgb == "FFFFF6DC"
    potential = next(row for row in book["Results"].iter_rows(values_only=True) if row[0] == "Potential")
    assert potential[3] == pytest.approx(potential[4], rel=1e-12)


def test_no_warning_from_the_writer():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        workbook(samples.sample(), "en", date=samples.DATE)


def test_a_date_that_is_none_is_refused():
    with pytest.raises(ValueError, match="isoformat"):
        workbook(samples.sample(), "sv", date="31 januari")


def test_control_characters_in_a_title_leave_the_file_readable():
    plan = replace(samples.PLAN, title=Text.same("Titel\x07 <&>"), lines=(), appraisal=None, criteria=())
    book = opened(workbook(samples.run(plan), "sv", date=samples.DATE))
    assert book.properties.title == "Titel <&>"


def cell(name: str, value: float | str) -> Expr:
    return Expr(value, lambda _: name)


def test_formulas_carry_text_and_value_together():
    a, b, c = cell("A1", 6.0), cell("B1", 3.0), cell("C1", 0.5)
    found = a / (b * c) - a * (ONE - c) + total([a, b])
    assert found.text("") == "A1/(B1*C1)-A1*(1-C1)+SUM(A1:B1)"
    assert found.number == 6.0 / (3.0 * 0.5) - 6.0 * 0.5 + 9.0
    assert (a - (b - c)).text("") == "A1-(B1-C1)"
    assert (a / (b / c)).text("") == "A1/(B1/C1)"


def test_sum_where_and_position_do_what_excel_does():
    who = [cell(f"A{i}", name) for i, name in enumerate(("x", "y", "x"), start=1)]
    amounts = [cell(f"B{i}", value) for i, value in enumerate((1.0, 2.0, 4.0), start=1)]
    assert sum_where(amounts, (who, cell("D1", "x"))).number == 5.0
    assert position(cell("D1", "y"), who).number == 2.0


def test_difference_of_words_is_zero_when_both_say_the_same():
    assert difference(cell("A1", "never"), cell("B1", "never")).value == 0.0
    assert difference(cell("A1", 5.0), cell("B1", "never")).value == 5.0
    assert difference(cell("A1", "never"), cell("B1", 5.0)).value == "never"
    assert either(cell("A1", 0.0), ONE, cell("B1", 7.0)).value == 7.0


def cells(values: list[float], column: str = "A") -> list[Expr]:
    return [cell(f"{column}{place}", value) for place, value in enumerate(values, start=1)]


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40),
    st.floats(0.0, 1.0),
)
def test_summary_formulas_carry_what_numpy_says(values: list[float], share: float) -> None:
    among = cells(values)
    assert quantile(among, cell("B1", share)).number == pytest.approx(np.quantile(values, share), rel=1e-9, abs=1e-6)
    assert deviation(among).number == pytest.approx(np.std(values, ddof=1), rel=1e-9, abs=1e-6)
    assert mean(among).number == pytest.approx(np.mean(values), rel=1e-9, abs=1e-6)
    assert count_above_zero(among, cell("C1", ">0")).number == sum(value > 0 for value in values)


def test_count_where_counts_rows_that_have_all_that_is_asked() -> None:
    group, motive = [cell(f"A{n}", name) for n, name in enumerate("xyx", start=1)], cells([0.0, 0.0, 1.0], "B")
    found = count_where((group, cell("C1", "x")), (motive, cell("C2", 0.0)))
    assert found.number == 1.0
    assert found.text("") == "COUNTIFS(A1:A3,C1,B1:B3,C2)"


def test_a_criterion_that_the_cell_does_not_say_is_refused() -> None:
    with pytest.raises(ValueError, match=">0"):
        count_above_zero(cells([1.0]), cell("B1", ">1"))


def test_the_draws_are_the_runs_own_and_their_summary_is_a_formula() -> None:
    book, values = opened(content("en")), opened(content("en"), values=True)
    found = first_draws(samples.sample().appraisal)
    sheet = values["PSA draws"]
    heads = [head.value for head in sheet[4]]
    assert heads[-2:] == ["Net present value, Society", "Benefit–cost ratio, society"]
    start = next(row for row in range(5, sheet.max_row) if sheet.cell(row, 1).value == "The draws")
    for col, series in enumerate(found, start=2):
        drawn = [sheet.cell(start + 1 + row, col).value for row in range(1_000)]
        assert drawn == pytest.approx(series.values.tolist(), rel=1e-15)  # 16 digits are kept
    formula = book["PSA draws"].cell(5 + 7 + 1, 2).value
    assert formula.startswith("=AVERAGE($B$")


def test_several_internal_rates_are_not_shown_as_one() -> None:
    """-1 at once, +2.5 after a year, -1.55 after two: zero at 13.8 and at 36.2 per cent."""
    cost = replace(samples.LINES[1], quantity=Parameter(name="a", value=4.0), timing=Timing(years=1))
    gain = replace(
        cost,
        id="gain",
        kind=LineKind.PRODUCTION,
        quantity=Parameter(name="b", value=10.0),
        timing=Timing(first_year=2, years=1),
    )
    closing = replace(cost, id="closing", quantity=Parameter(name="c", value=6.2), timing=Timing(first_year=3, years=1))
    settings = replace(samples.SETTINGS, timing="start", draws=0)
    evaluation = samples.run(replace(samples.PLAN, lines=(cost, gain, closing), appraisal=settings, criteria=()))
    assert len(evaluation.appraisal.irr.roots) == 2
    book = opened(workbook(evaluation, "en", date=samples.DATE), values=True)
    row = next(row for row in book["Results"].iter_rows(values_only=True) if row[0] == "Internal rate of return")
    assert row[3:6] == ("several internal rates: none is shown",) * 2 + (0,)
    k10 = next(row for row in book["Checks"].iter_rows(values_only=True) if row[1] == "K10")
    assert (k10[2], k10[3], k10[5]) == ("warning", 2, "warning")
