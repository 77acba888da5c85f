# SPDX-License-Identifier: Apache-2.0
"""The workbook recalculated by LibreOffice, from cached values that were zeroed first.

LibreOffice keeps cached values on load unless told otherwise, so a plain round trip proves nothing: the file's
stored results are set to zero, the profile forces a hard recalculation, and what comes back is held against the
values of Python. Tolerance 1e-9 relative: both sides compute in double precision, in different order.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from unit.reports import workbook_sample as samples
from utfall.core.actors import Actor
from utfall.core.estimate import Check, Status, Unknown
from utfall.core.lines import Parameter
from utfall.core.text import Lang
from utfall.economics import Appraisal
from utfall.economics.funding.ledger import Entry, EntryKind, FundRules, Ledger
from utfall.economics.funding.standing import check_returns
from utfall.reports.workbook import workbook
from utfall.thread import Evaluation

RELATIVE = 1e-9
# Kronor that rounding alone leaves where amounts of up to 1e7 kr cancel.
MONEY = 1e-6
CASES = {"sample": samples.sample, "before_after": samples.before_after, "planned": samples.planned}
_SETTING = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
    "<value>0</value></prop></item></oor:items>"
)
_CACHED = re.compile(r"(</f>)<v>[^<]*</v>")


def zeroed(content: bytes) -> tuple[bytes, int]:
    """Return the file with every stored result set to 0, and how many there were."""
    out, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                text, found = _CACHED.subn(r"\1<v>0</v>", data.decode())
                # A result in words is stored as such; zero is a number.
                data = re.sub(r'(<c r="[A-Z]+[0-9]+"[^>]*) t="str"(><f>)', r"\1\2", text).encode()
                count += found
            new.writestr(item, data)
    return out.getvalue(), count


def recalculated(content: bytes, folder: Path) -> bytes:
    """Return the file as LibreOffice saves it after a forced recalculation."""
    office = shutil.which("libreoffice")
    if office is None:
        pytest.fail(
            "LibreOffice is missing: install Debian's libreoffice-calc (sudo apt-get install libreoffice-calc)."
        )
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTING, encoding="utf-8")
    (folder / "book.xlsx").write_bytes(content)
    call = [
        office,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
    ]
    done = subprocess.run([*call, str(folder / "book.xlsx")], capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return (out / "book.xlsx").read_bytes()


@cache
def content(case: str, lang: Lang) -> bytes:
    return workbook(CASES[case](), lang, date=samples.DATE)


@pytest.fixture(
    scope="module", params=[("sample", "sv"), ("before_after", "en"), ("planned", "en")], ids=lambda p: f"{p[0]}-{p[1]}"
)
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any, Any, Any]:
    """Name of the case, and its workbook three times: formulas, values as written, values as recalculated."""
    case, lang = request.param
    written = content(case, lang)
    empty, count = zeroed(written)
    assert count > 200
    after = recalculated(empty, tmp_path_factory.mktemp(case))
    return (
        case,
        openpyxl.load_workbook(io.BytesIO(written)),
        openpyxl.load_workbook(io.BytesIO(written), data_only=True),
        openpyxl.load_workbook(io.BytesIO(after), data_only=True),
    )


def formula_cells(book: Any) -> list[tuple[str, str]]:
    return [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def near(first: Any, second: Any) -> bool:
    """Tell whether two values are equal to 1e-9 relative, or both zero but for the rounding of kronor that cancel."""
    if isinstance(first, str) or isinstance(second, str):
        return bool(first == second)
    largest = max(abs(first), abs(second))
    return largest <= MONEY or abs(first - second) <= RELATIVE * largest


def test_every_formula_recalculates_to_the_value_that_was_written(books):
    _, formulas, written, after = books
    cells = formula_cells(formulas)
    wrong = [
        f"{sheet}!{at}: wrote {written[sheet][at].value!r}, recalculated {after[sheet][at].value!r}"
        for sheet, at in cells
        if not near(written[sheet][at].value, after[sheet][at].value)
    ]
    assert len(cells) > 200
    assert wrong == []


def results_rows(book: Any) -> list[tuple[Any, ...]]:
    return list(book[book.sheetnames[1]].iter_rows(min_row=5, max_col=6, values_only=True))


def test_recalculated_key_figures_equal_python_and_the_difference_is_zero(books):
    _, _, _, after = books
    compared = [row for row in results_rows(after) if row[3] is not None and row[4] is not None]
    assert len(compared) > 30
    for label, purse, _, excel, python, difference in compared:
        assert near(excel, python), (label, purse, excel, python)
        assert abs(difference) <= max(MONEY, RELATIVE * abs(python) if not isinstance(python, str) else 0.0), (
            label,
            purse,
        )


CHECKS = -3  # place of the sheet of checks, from the end


def check_rows(book: Any) -> dict[str, tuple[Any, ...]]:
    """The table of checks: id (K15 of the scale-up as K15b) -> status and number by formula, limit, Python's own."""
    found: dict[str, tuple[Any, ...]] = {}
    for row in book[book.sheetnames[CHECKS]].iter_rows(min_row=5, max_row=24, max_col=9, values_only=True):
        name = row[1] or row[0]
        if name is None or not (row[8] or "").strip():
            continue
        while name in found:
            name += "b"
        found[name] = row[2:9]
    return found


def test_recalculated_checks_say_what_python_says(books):
    case, _, _, after = books
    rows = check_rows(after)
    python = {check.id: check for check in appraisal_of(CASES[case]()).checks}
    live = [name for name, row in rows.items() if row[6] in ("formel", "formula")]
    assert len(live) >= 13
    assert set(python) <= {name.rstrip("b") for name in live}
    for name in live:
        status, number, _, told, value, apart, _ = rows[name]
        if told is None:  # nothing in Python: the sum of lines, and what is claimed in the portfolio
            assert name not in python
            continue
        assert status == told, name
        assert (value is None) or number == pytest.approx(value, rel=RELATIVE, abs=1e-12), name
        assert apart is None or abs(apart) <= MONEY, name
    assert set(rows) >= {f"K{n}" for n in range(1, 18)}


def appraisal_of(evaluation: Evaluation) -> Appraisal:
    assert isinstance(evaluation.appraisal, Appraisal)
    return evaluation.appraisal


def test_recalculated_net_and_ratio_are_those_of_the_appraisal(books):
    """Held against the appraisal itself, not against the workbook's own Python column."""
    case, _, _, after = books
    found = appraisal_of(CASES[case]())
    values = [row[3] for row in results_rows(after)]
    expected = [found.bcr, found.nnk, found.realisation.rate, found.realisation.break_even]
    expected += [purse.net for purse in found.purses.values() if purse.net]
    for number in expected:
        assert isinstance(number, float)
        assert any(
            isinstance(value, int | float) and value == pytest.approx(number, rel=RELATIVE) for value in values
        ), number


def test_recalculated_cash_flow_is_the_cube(books):
    case, _, _, after = books
    cube = appraisal_of(CASES[case]()).cube
    sheet = after[after.sheetnames[8]]
    actors = {str(actor): place for place, actor in enumerate(Actor)}
    years = cube.flow.shape[2]
    summed = {name: [0.0] * years for name in actors}
    for row in sheet.iter_rows(min_row=5, values_only=True):
        if row[2] in actors:
            summed[row[2]] = [a + b for a, b in zip(summed[row[2]], row[8 : 8 + years], strict=True)]
    for name, place in actors.items():
        assert summed[name] == pytest.approx(cube.by_actor()[place].tolist(), rel=RELATIVE, abs=MONEY)


def test_the_stored_values_really_were_zero_before_the_recalculation(books):
    """Otherwise LibreOffice could have handed back what the file already held."""
    case, formulas, written, after = books
    lang: Lang = "sv" if case == "sample" else "en"
    empty = openpyxl.load_workbook(io.BytesIO(zeroed(content(case, lang))[0]), data_only=True)
    cells = formula_cells(formulas)
    assert {empty[sheet][at].value for sheet, at in cells} == {0}
    told = [(sheet, at) for sheet, at in cells if not near(written[sheet][at].value, 0)]
    assert len(told) > 300
    assert [place for place in told if after[place[0]][place[1]].value in (0, None)] == []


def test_a_changed_assumption_reaches_the_result(tmp_path):
    """Doubling the participants doubles the potential, in LibreOffice, without Python."""
    book = openpyxl.load_workbook(io.BytesIO(content("sample", "en")))
    sheet = book["Assumptions"]
    row = next(r for r in range(5, sheet.max_row + 1) if sheet.cell(r, 9).value == "p_participants")
    sheet.cell(row, 2).value = 2 * sheet.cell(row, 2).value
    changed = io.BytesIO()
    book.save(changed)
    after = openpyxl.load_workbook(io.BytesIO(recalculated(changed.getvalue(), tmp_path)), data_only=True)
    potential = next(r for r in results_rows(after) if r[0] == "Potential")
    assert potential[3] == pytest.approx(2 * potential[4], rel=RELATIVE)
    assert potential[5] == pytest.approx(potential[4], rel=RELATIVE)


def edited(case: str, change: Callable[[Any], None], folder: Path) -> Any:
    """The case's workbook in English after a change by hand, recalculated; values."""
    book = openpyxl.load_workbook(io.BytesIO(content(case, "en")))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return openpyxl.load_workbook(io.BytesIO(recalculated(out.getvalue(), folder)), data_only=True)


def named(book: Any, name: str) -> Any:
    sheet, at = book.defined_names[name].attr_text.rsplit("!", 1)
    return book[sheet.strip("'")][at.replace("$", "")]


def below(book: Any, section: str, label: str) -> tuple[Any, ...]:
    """The cells of a labelled row in a section of the sheet of checks; labels are formulas: their values are read."""
    sheet = book["Checks"]
    values = openpyxl.load_workbook(io.BytesIO(content("planned", "en")), data_only=True)["Checks"]
    start = next(r for r in range(24, sheet.max_row) if str(values.cell(r, 1).value).startswith(section))
    row = next(r for r in range(start, sheet.max_row + 1) if values.cell(r, 1).value == label)
    return tuple(sheet[row])


def break_everything(book: Any) -> None:
    """Break what each check is for, cell by cell."""
    flow = next(
        row for row in book["Cash flow"].iter_rows(min_row=5) if row[2].value == "region" and row[7].value == 0.3
    )
    flow[7].value = 0.2  # K1: the tax no longer sums to zero
    below(book, "K2.", "Samma arbete")[2].value = 0
    below(book, "K3.", "Work, value")[2].value = 0
    named(book, "p_price_year").value = 2022  # K4: two prices are of 2023
    volume = next(row for row in book["Doing nothing"].iter_rows(min_row=5) if row[1].value == 500)
    volume[1].value = 0.001  # K6
    below(book, "K9.", "Limit: the dearest known cost")[1].value = 1
    estimate = next(row for row in book["Effects"].iter_rows(min_row=5) if row[2].value == "yes")
    estimate[5].value = estimate[14].value - estimate[13].value  # K11: the groups swapped
    below(book, "K12.", "Staff")[1].value = "evaluation"
    below(book, "K13.", "In work")[2].value = 0.5
    named(book, "p_participants").value = 2  # K14: every participant is a type case
    below(book, "K15.", samples.HOSTILE)[1].value = 0
    for part in ("Fixed per year", "Per team"):
        scaled = below(book, "K15. The parts", part)
        scaled[1].value = 0
    below(book, "K17.", "2019")[0].value = "2023"


def test_changed_cells_change_the_checks(tmp_path):
    before = check_rows(openpyxl.load_workbook(io.BytesIO(content("planned", "en")), data_only=True))
    after = check_rows(edited("planned", break_everything, tmp_path))
    assert {name: before[name][0] for name in ("K1", "K2", "K3", "K4", "K6", "K9", "K11", "K13")} == dict.fromkeys(
        ("K1", "K2", "K3", "K4", "K6", "K9", "K11", "K13"), "pass"
    )
    for name in ("K1", "K2", "K3", "K4", "K6", "K11", "K13"):
        assert after[name][0] == "fail", name
    assert after["K9"][0] == "warning"
    assert (before["K12"][1], after["K12"][1]) == (7, 6)
    assert (before["K14"][0], after["K14"][0]) == ("warning", "pass")
    assert (before["K15"][0], after["K15"][0]) == ("warning", "pass")
    assert (before["K15b"][0], after["K15b"][0]) == ("pass", "warning")
    assert (before["K17"][0], after["K17"][0]) == ("warning", "pass")
    assert after["K8"][0] == "pass"  # nothing that may be changed can break it
    assert after["K1"][1] == pytest.approx(0.1)
    assert after["K13"][1] == pytest.approx(1.1)


def test_a_changed_step_and_average_cost_change_what_is_cash(tmp_path):
    def smaller_step(book: Any) -> None:
        row = next(r for r in book["Unit costs"].iter_rows(min_row=5) if r[11].value == 10_000)
        row[11].value = 1.0

    after = edited("sample", smaller_step, tmp_path)
    care = [row for row in after["Cash flow"].iter_rows(min_row=5, values_only=True) if row[0] == "Days of care"]
    assert {row[5] for row in care} == {"Becomes money (cash releasing)"}
    # The price is an average, and the saving begins in the first year: still amber.
    assert check_rows(after)["K5"][:2] == ("warning", 1)


def test_a_changed_number_of_posts_changes_the_internal_rate_as_in_python(tmp_path):
    after = edited("sample", lambda book: setattr(named(book, "p_posts"), "value", 12.0), tmp_path)
    posts = replace(
        samples.LINES[0], quantity=Parameter(name="posts", value=12.0, low=8.0, high=12.0, distribution="triangular")
    )
    expected = appraisal_of(samples.run(replace(samples.PLAN, lines=(posts, *samples.LINES[1:]))))
    row = next(r for r in results_rows(after) if r[0] == "Internal rate of return")
    assert row[3] == pytest.approx(expected.irr.rate, rel=1e-7)
    assert row[5] != pytest.approx(0.0, abs=1e-3)


def test_the_path_of_doing_nothing_follows_volume_and_price(tmp_path):
    def double(book: Any) -> None:
        volume = next(row for row in book["Doing nothing"].iter_rows(min_row=5) if row[1].value == 500)
        volume[1].value = 1000

    after = edited("sample", double, tmp_path)
    found = appraisal_of(samples.sample()).do_nothing
    assert not isinstance(found, Unknown)
    sums = [row for row in after["Doing nothing"].iter_rows(min_row=5, values_only=True) if row[1] == "region"]
    assert sums[0][2] == pytest.approx(2 * sums[0][3], rel=RELATIVE)
    assert sums[0][3] == pytest.approx(float(found.sum()), rel=RELATIVE)


def test_what_is_given_back_to_a_fund_is_held_against_what_is_verified(tmp_path):
    """K16 by the same rule as a ledger's: repaid and cut together, never above what is verified."""
    first = check_rows(openpyxl.load_workbook(io.BytesIO(content("sample", "en")), data_only=True))["K16"]
    assert first[:2] == ("pass", 0)

    def given_back(verified: float, repaid: float, cut: float) -> Any:
        def fill(book: Any) -> None:
            values = openpyxl.load_workbook(io.BytesIO(content("sample", "en")), data_only=True)["Checks"]
            start = next(r for r in range(24, values.max_row) if str(values.cell(r, 1).value).startswith("K16."))
            row = next(r for r in range(start, values.max_row + 1) if values.cell(r, 1).value == "Income support")
            for col, amount in ((4, verified), (5, repaid), (6, cut)):
                book["Checks"].cell(row, col).value = amount

        folder = tmp_path / f"{verified}-{repaid}-{cut}"
        folder.mkdir()
        return check_rows(edited("sample", fill, folder))["K16"]

    def ledger(verified: int, repaid: int, cut: int) -> Check:
        kinds = ((EntryKind.VERIFIED_SAVING, verified), (EntryKind.REPAYMENT, repaid), (EntryKind.FRAME_REDUCTION, cut))
        entries = tuple(
            Entry(date="2026-01-31", kind=kind, amount_ore=100 * amount, initiative="a", board="b")
            for kind, amount in kinds
        )
        return check_returns(Ledger(rules=FundRules(), entries=entries))

    for amounts, status in (((500, 200, 300), "pass"), ((500, 300, 300), "fail"), ((0, 1, 0), "fail")):
        found, python = given_back(*amounts), ledger(*amounts)
        assert found[0] == status
        assert python.status is (Status.PASS if status == "pass" else Status.FAIL)
        assert python.value is not None
        assert found[1] == pytest.approx(python.value / 100)
    # Verified, but more than the appraisal ever counted as cash: amber.
    assert given_back(10_000_000_000, 10_000_000_000, 0)[:2] == ("warning", 0)
