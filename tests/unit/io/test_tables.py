# SPDX-License-Identifier: Apache-2.0
"""Data files as they are written in Sweden give the same numbers; damaged ones are refused with place and mend."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.errors import Fault, InputError
from utfall.core.frame import Columns
from utfall.io._tables.records import count_cells
from utfall.io.tables import ReadOptions, read_table


def fault_of(path: Path, **options: object) -> Fault:
    before = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    with pytest.raises(InputError) as caught:
        read_table(path, options=ReadOptions(**options))  # type: ignore[arg-type]  # any mix of options
    assert caught.value.exit_code == 2
    assert (sorted(path.parent.iterdir()) if path.parent.is_dir() else []) == before
    fault = caught.value.faults[0]
    assert fault.text.sv != fault.text.en
    assert fault.mend.sv
    assert fault.mend.en
    return fault


def names_its_file(path: Path) -> bool:
    """Return whether a file gives a table with rows, or faults that all name it."""
    try:
        table = read_table(path)
    except InputError as error:
        return all(fault.place.file == path.name for fault in error.faults)
    return table.input.rows == table.frame.height > 0


def put(folder: Path, data: bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def lines_of(delimiter: str, decimal: str, *, end: str = "\n", quoted: bool = False) -> str:
    rows = [("namn", "värde", "grupp"), ("Åsa, lärare", f"1{decimal}5", "ja"), ("Örjan", f"-2{decimal}25", "nej")]
    quote = '"' if quoted or delimiter == "," else ""
    return end.join(delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in rows) + end


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_of_writing_gives_the_same_table(
    tmp_path: Path, delimiter: str, decimal: str, encoding: str, end: str
) -> None:
    text = lines_of(delimiter, decimal, end=end, quoted=decimal == delimiter)
    data = text.encode(encoding)
    table = read_table(put(tmp_path, data))
    columns = Columns(table.frame)
    assert columns.names == ["namn", "värde", "grupp"]
    assert list(columns.words("namn")) == ["Åsa, lärare", "Örjan"]
    np.testing.assert_array_equal(columns.number("värde"), [1.5, -2.25])
    np.testing.assert_array_equal(columns.binary("grupp"), [1.0, 0.0])
    assert table.input.rows == 2
    assert table.input.sha256 == hashlib.sha256(data).hexdigest()


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(0, 99)), min_size=1, max_size=8),
    delimiter=st.sampled_from([";", "\t", "|"]),
)
def test_numbers_survive_a_decimal_comma(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[int, int]], delimiter: str
) -> None:
    rows = [delimiter.join(("a", "b"))] + [delimiter.join((f"{whole},{part:02d}", "x")) for whole, part in values]
    path = put(tmp_path_factory.mktemp("t"), "\n".join(rows).encode())
    found = Columns(read_table(path).frame).number("a")
    np.testing.assert_array_equal(found, [float(f"{whole}.{part:02d}") for whole, part in values])


def test_codes_keep_their_leading_zeros(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, b"kommun;x\n0180;1\n"))
    assert table.frame["kommun"].to_list() == ["0180"]


def test_a_stated_decimal_mark_settles_what_separates_thousands(tmp_path: Path) -> None:
    path = put(tmp_path, b"a;b\n1.234;1\n12,5;2\n1.234.567,5;3\n")
    found = Columns(read_table(path, options=ReadOptions(decimal=",")).frame).number("a")
    np.testing.assert_array_equal(found, [1234.0, 12.5, 1234567.5])
    english = put(tmp_path, b"a;b\n1,234;1\n12.5;2\n", "e.csv")
    found = Columns(read_table(english, options=ReadOptions(decimal=".")).frame).number("a")
    np.testing.assert_array_equal(found, [1234.0, 12.5])


def test_quoted_cells_hold_delimiters_quotes_and_line_ends(tmp_path: Path) -> None:
    path = put(tmp_path, b'a,b\n"x, ""y""\nz",1\nw,2\n')
    assert read_table(path).frame["a"].to_list() == ['x, "y"\nz', "w"]


def test_empty_rows_at_the_end_are_left_out_and_those_within_keep_the_row_numbers(tmp_path: Path) -> None:
    path = put(tmp_path, b"a;b\n1;2\n\nx;4\n;\n;\n\n")
    frame = read_table(path).frame
    assert frame.height == 3
    with pytest.raises(InputError) as caught:
        Columns(frame, file="data.csv").number("a")
    assert caught.value.faults[0].place.row == 4


def test_unnamed_empty_columns_at_the_end_are_left_out(tmp_path: Path) -> None:
    assert read_table(put(tmp_path, b"a;b;;\n1;2;;\n")).frame.columns == ["a", "b"]


def test_a_text_in_a_number_column_is_named_by_row_and_value(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, b"a;b\n1;2\nhej;3\n"))
    with pytest.raises(InputError) as caught:
        Columns(table.frame, file="data.csv").number("a")
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.row) == ("not-a-number", 3)
    assert "”hej”" in fault.text.sv


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    put(tmp_path, b"a;b\n1;2\n", "personer.csv")
    fault = fault_of(tmp_path / "person.csv")
    assert (fault.code, fault.place.file) == ("file-missing", "person.csv")
    assert fault.mend.sv == "Menade du ”personer.csv”?"
    assert fault.mend.en == "Did you mean 'personer.csv'?"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    fault = fault_of(tmp_path / "ut" / "person.csv")
    assert fault.code == "file-missing"
    assert "Mappen ut" in fault.mend.sv
    assert "folder ut" in fault.mend.en


CASES = [
    (b"", "file-empty", None, "exporten", "export"),
    (b"\n\n", "header-missing", 1, "första raden", "first row"),
    (b"\n\na;b\n1;2\n", "header-missing", 1, "första raden", "first row"),
    (b"a;b\n", "table-empty", None, "exporten", "export"),
    (b"a:b:c\n1:2:3\n", "delimiter-wrong", 1, "semikolon", "semicolon"),
    (b"a;b;c\n1;2;3\n1;2\n1;2;3;4\n", "row-ragged", 3, "citattecken", "quotes"),
    (b"a;b;a\n1;2;3\n", "header-duplicate", 1, "olika namn", "Name the columns apart"),
    (b"a;;c\n1;2;3\n", "header-empty", 1, "ett namn", "a name"),
    (b"1;2;3\n4;5;6\n", "header-missing", 1, "kolumnnamn", "column names"),
    (b"sep=;\na;b\n1;2\n", "separator-line", 1, "Ta bort", "Remove"),
    (b'a;b\n"x;2\n3;4\n', "quote-open", 2, "citattecknet", "quote"),
    (b"\x00\x01\x02\xff\xfe\x80binary\x00", "file-not-text", None, "CSV", "CSV"),
    (b"PK\x03\x04rest", "file-not-text", None, ".xlsx", ".xlsx"),
]


@pytest.mark.parametrize(("data", "code", "row", "sv", "en"), CASES, ids=[f"{c[1]}-{n}" for n, c in enumerate(CASES)])
def test_a_damaged_csv_is_refused(tmp_path: Path, data: bytes, code: str, row: int | None, sv: str, en: str) -> None:
    fault = fault_of(put(tmp_path, data))
    assert (fault.code, fault.place.file, fault.place.row) == (code, "data.csv", row)
    assert sv in fault.mend.sv
    assert en in fault.mend.en


def test_ragged_rows_are_all_counted(tmp_path: Path) -> None:
    path = put(tmp_path, b"a;b\n" + b"1\n" * 8)
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert [fault.place.row for fault in caught.value.faults] == [2, 3, 4, 5, 6, None]
    assert "3 more rows" in caught.value.faults[-1].text.en


def test_a_wrong_stated_delimiter(tmp_path: Path) -> None:
    fault = fault_of(put(tmp_path, b"a;b\n1;2\n"), delimiter=",")
    assert fault.code == "delimiter-wrong"
    assert "semikolon" in fault.text.sv
    assert "Ta bort delimiter" in fault.mend.sv
    assert "Remove delimiter" in fault.mend.en


def test_a_wrong_stated_encoding(tmp_path: Path) -> None:
    fault = fault_of(put(tmp_path, "a;å\n1;ö\n".encode("cp1252")), encoding="utf-8")
    assert fault.code == "encoding-wrong"
    assert "encoding" in fault.mend.sv


def test_a_folder_given_as_a_file(tmp_path: Path) -> None:
    fault = fault_of(tmp_path)
    assert fault.code == "file-is-folder"
    assert ".csv" in fault.mend.sv


def test_a_file_over_the_limit_is_refused_kindly(tmp_path: Path) -> None:
    fault = fault_of(put(tmp_path, b"a;b\n" + b"1;2\n" * 500), largest=1000)
    assert fault.code == "file-too-large"
    assert "Parquet" in fault.mend.sv


def test_a_file_over_the_default_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, b"a;b\n1;2\n")
    with path.open("r+b") as file:
        file.truncate(2_000_000_001)  # holds no disk space: the end was never written
    fault = fault_of(path)
    assert fault.code == "file-too-large"
    assert "2000 MB" in fault.text.en


def test_a_file_of_200_megabytes_is_read_whole(tmp_path: Path) -> None:
    row = b"123456;1;1234,5;kvinna;1234,5;1234,5;1234,5;en text som \xe4r lite l\xe4ngre \xe4n de andra cellerna\n"
    rows = 200_000_000 // len(row)
    table = read_table(put(tmp_path, b"id;t;a;kon;b;c;d;e\n" + row * rows))
    assert table.input.rows == rows
    assert table.frame.row(rows - 1)[:4] == ("123456", "1", "1234,5", "kvinna")
    assert table.frame.row(0)[7] == "en text som är lite längre än de andra cellerna"


@pytest.mark.parametrize(
    ("name", "word"), [("d.xls", "Excel 97"), ("d.sav", "SPSS"), ("d.foo", ".foo"), ("d", "utan ändelse")]
)
def test_other_kinds_of_file_say_what_is_read(tmp_path: Path, name: str, word: str) -> None:
    fault = fault_of(put(tmp_path, b"something", name))
    assert fault.code == "format-unsupported"
    assert word in fault.text.sv
    for kind in ("CSV", ".xlsx", "Parquet"):
        assert kind in fault.mend.sv
        assert kind in fault.mend.en


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_give_anything_but_a_table_or_faults(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("junk")
    for ending in ("csv", "xlsx", "parquet"):
        assert names_its_file(put(folder, data, f"d.{ending}"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(alphabet='ab";\n ', max_size=5), min_size=1, max_size=4), min_size=1, max_size=6))
def test_cells_are_counted_as_they_were_written(rows: list[list[str]]) -> None:
    quoted = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    found = count_cells("\n".join(quoted).encode(), ";")
    assert found.cells.tolist() == [len(row) for row in rows]
    assert not found.open_quote


def workbook(path: Path, rows: list[list[object]], *, sheet: str = "Blad1") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.create_sheet("Tomt")
    book.save(path)
    return path


def test_excel_gives_the_numbers_of_its_cells(tmp_path: Path) -> None:
    path = workbook(tmp_path / "d.xlsx", [["id", "x", "kod", ""], ["a", 1.5, 180], ["b", None, "0180"], ["c", 2, None]])
    table = read_table(path)
    columns = Columns(table.frame)
    assert columns.names == ["id", "x", "kod"]
    np.testing.assert_array_equal(columns.number("x"), [1.5, np.nan, 2.0])
    assert list(columns.words("kod")) == ["180", "0180", ""]
    assert table.input.rows == 3
    assert table.input.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_excel_dates_and_truths_are_read_as_people_write_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["dag", "ja", "tid"],
        [date(2024, 8, 1), True, datetime.fromisoformat("2024-08-01T09:30:00")],
        ["", False, None],
    ]
    columns = Columns(read_table(workbook(tmp_path / "d.xlsx", rows)).frame)
    assert list(columns.words("dag")) == ["2024-08-01", ""]
    np.testing.assert_array_equal(columns.binary("ja"), [1.0, 0.0])
    assert list(columns.words("tid")) == ["2024-08-01T09:30:00", ""]


def test_excel_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "d.xlsx", [["a", "b"]] + [[1, 2]] * 2000)
    fault = fault_of(path, largest=path.stat().st_size + 100)
    assert fault.code == "file-too-large"
    assert "CSV" in fault.mend.sv


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hej.txt", "hej")
    fault = fault_of(path)
    assert fault.code == "file-damaged"
    assert "Spara om" in fault.mend.sv


def test_excel_faults(tmp_path: Path) -> None:
    path = workbook(tmp_path / "d.xlsx", [["a", "b"], [1, "=A2*2"], [2, 4]])
    fault = fault_of(path)
    assert (fault.code, fault.place.row, fault.place.column) == ("formula-unstored", 2, 2)
    assert "spara den" in fault.mend.sv
    unknown = fault_of(path, sheet="Blad2")
    assert unknown.code == "sheet-unknown"
    assert unknown.mend.sv == "Menade du ”Blad1”?"
    empty = fault_of(path, sheet="Tomt")
    assert empty.code == "sheet-empty"
    assert "sheet" in empty.mend.en
    cover = workbook(tmp_path / "g.xlsx", [["Läs mig först"]])
    assert (fault_of(cover).code, "Tomt" in fault_of(cover).mend.sv) == ("sheet-empty", True)
    double = workbook(tmp_path / "e.xlsx", [["a", "a"], [1, 2]])
    assert fault_of(double).code == "header-duplicate"
    cut = put(tmp_path, path.read_bytes()[:3000], "f.xlsx")
    assert fault_of(cut).code == "file-damaged"


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    path = tmp_path / "d.parquet"
    pl.DataFrame({"a": [1.5, None], "b": ["x", "y"]}).write_parquet(path)
    table = read_table(path)
    assert table.frame.schema == {"a": pl.Float64, "b": pl.String}
    assert table.input.rows == 2
    assert fault_of(put(tmp_path, b"PAR1 not really", "e.parquet")).code == "file-damaged"


class TestNumbersThatMayBeReadInTwoWays:
    @pytest.mark.parametrize(
        ("text", "column"),
        [
            ("id;lon\n1;13.865\n2;27.100\n3;\n", "lon"),
            ("id;lon\n1;13.865\n2;900\n3;-1.250\n", "lon"),
            ('id,lon\n1,"13,865"\n2,"27,100"\n', "lon"),
        ],
    )
    def test_it_is_asked_which(self, tmp_path: Path, text: str, column: str) -> None:
        fault = fault_of(put(tmp_path, text.encode()))
        assert (fault.code, fault.place.field, fault.place.row) == ("number-ambiguous", column, 2)
        assert "13865 eller 13,865" in fault.text.sv
        assert "13865 or 13.865" in fault.text.en

    @pytest.mark.parametrize(("decimal", "value"), [(".", 13.865), (",", 13865.0)])
    def test_the_answer_is_followed(self, tmp_path: Path, decimal: str, value: float) -> None:
        path = put(tmp_path, b"id;lon\n1;13.865\n2;27.100\n")
        frame = read_table(path, options=ReadOptions(decimal=decimal)).frame
        assert Columns(frame).number("lon")[0] == pytest.approx(value)

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("id;x\n1;13.865\n2;27.1\n", 13.865),  # one cell tells: the point is a decimal mark
            ("id;x\n1;13.865\n2;0.250\n", 13.865),
            ("id;x\n1;1.234,5\n2;7.100\n", 1234.5),  # both marks: the last is the decimal mark
            ("id,x\n1,13.865\n2,27.100\n", 13.865),  # divided by commas, the point is the decimal mark
            ("id;x\n1;13,865\n2;27,100\n", 13.865),  # divided by semicolons, the comma is
        ],
    )
    def test_what_the_column_or_the_file_tells_is_not_asked(self, tmp_path: Path, text: str, value: float) -> None:
        assert Columns(read_table(put(tmp_path, text.encode())).frame).number("x")[0] == pytest.approx(value)

    def test_a_column_of_words_is_no_number(self, tmp_path: Path) -> None:
        frame = read_table(put(tmp_path, b"id;kod\n1;13.865\n2;A7\n")).frame
        assert frame["kod"].to_list() == ["13.865", "A7"]


class TestMergedCells:
    def made(self, folder: Path, *ranges: str) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in [("grupp", "y"), *(("a" if k < 3 else "b", k) for k in range(6))]:
            sheet.append(row)
        for one in ranges:
            sheet.merge_cells(one)
        book.save(folder / "bok.xlsx")
        return folder / "bok.xlsx"

    def test_those_of_the_table_are_refused(self, tmp_path: Path) -> None:
        fault = fault_of(self.made(tmp_path, "A2:A4"))
        assert (fault.code, fault.place.row, fault.place.column) == ("merged-cells", 2, 1)
        assert "A2:A4" in fault.text.sv

    def test_those_beside_it_are_left_alone(self, tmp_path: Path) -> None:
        assert read_table(self.made(tmp_path, "D1:E2", "A9:B9")).frame["grupp"].to_list() == ["a"] * 3 + ["b"] * 3

    def test_one_in_a_far_column_is_named_by_its_letters(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in range(2):
            sheet.append([f"k{column}" if row == 0 else column for column in range(60)])
        sheet.merge_cells("AB2:AD2")
        book.save(tmp_path / "bred.xlsx")
        fault = fault_of(tmp_path / "bred.xlsx")
        assert (fault.place.row, fault.place.column) == (2, 28)
        assert "AB2:AD2" in fault.text.en


def test_a_sheet_of_a_file_without_sheets_is_refused(tmp_path: Path) -> None:
    assert fault_of(put(tmp_path, b"a;b\n1;2\n"), sheet="Data").code == "sheet-of-no-workbook"
