# SPDX-License-Identifier: Apache-2.0
"""Columns read the way people write them, and refused without exposing anybody."""

from datetime import timedelta

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from utfall.core.errors import InputError
from utfall.core.frame import Columns


def test_numbers_as_people_write_them() -> None:
    cells = ["1 234,5", "\u22123,2", "", "NA", "1.234,5", "1,234.5", "2e3", " 7 "]
    found = Columns({"a": cells}).number("a")
    assert found[[0, 1, 4, 5, 6, 7]].tolist() == [1234.5, -3.2, 1234.5, 1234.5, 2000.0, 7.0]
    assert np.isnan(found[[2, 3]]).all()


@pytest.mark.parametrize(
    "table",
    [
        pl.DataFrame({"a": [1, None, 3]}),
        pd.DataFrame({"a": pd.array([1, None, 3], dtype="Int64"), "b": ["x", None, "y"]}),
        pd.DataFrame({"a": [1.0, float("nan"), 3.0]}),
        pa.table({"a": [1, None, 3]}),
        {"a": [1, None, 3]},
    ],
    ids=["polars", "pandas-nullable", "pandas", "pyarrow", "dict"],
)
def test_every_kind_of_table_reads_alike(table: object) -> None:
    found = Columns(table).number("a")
    assert found[[0, 2]].tolist() == [1.0, 3.0]
    assert np.isnan(found[1])


@pytest.mark.parametrize("table", [[1, 2], None, np.zeros((2, 2)), pd.DataFrame([[1, 2]], columns=["a", "a"])])
def test_what_is_no_table_is_said_to_be_none(table: object) -> None:
    with pytest.raises(InputError) as caught:
        Columns(table)
    assert caught.value.faults[0].code == "not-a-table"


def test_no_message_shows_a_personal_identity_number() -> None:
    numbers = [f"1980010{i}-10{i}5" for i in range(8)]
    columns = Columns({"personnummer": numbers, "y": range(8)})
    for ask in (columns.number, columns.binary, columns.two_groups):
        with pytest.raises(InputError) as caught:
            ask("personnummer")
        assert not any(number in str(caught.value) for number in numbers)


def test_a_file_without_headings_is_told_so_and_its_first_row_is_not_shown() -> None:
    with pytest.raises(InputError) as caught:
        Columns({"19800101-1005": ["19800102-1005"], "6.46": [1.0]}).number("y")
    assert "19800101" not in str(caught.value)
    assert "rubriker" in caught.value.faults[0].mend.sv


def test_a_number_too_large_to_square_is_refused_with_its_row() -> None:
    with pytest.raises(InputError) as caught:
        Columns({"a": [1.0, 1e300]}).number("a")
    assert (caught.value.faults[0].code, caught.value.faults[0].place.row) == ("number-too-large", 3)


def test_an_infinite_cell_makes_no_category_of_a_number_column() -> None:
    with pytest.raises(InputError):
        Columns({"a": [1.0, float("inf"), 2.0]}).covariates(["a"])


def test_groups_in_words_numbers_and_truth() -> None:
    for cells in (["ja", "nej", ""], ["1", "0", ""], ["1.0", "0.0", ""], [True, False, None], [1.0, 0.0, None]):
        treated, missing = Columns({"g": cells}).two_groups("g")
        assert treated.tolist() == [True, False, False]
        assert missing.tolist() == [False, False, True]
    treated, _ = Columns({"g": ["insats", "Kontroll", "insats"]}).two_groups("g", "kontroll")
    assert treated.tolist() == [True, False, True]


@pytest.mark.parametrize(
    "cell", ["12 345", "12\u00a0345", "1\u202f234\u202f567,5", "- 12 345.5", "\u22125", "+7", "1e3"]
)
def test_a_space_between_thousands_or_after_the_sign_belongs_to_the_number(cell: str) -> None:
    meant = {"12 345": 12345, "12\u00a0345": 12345, "1\u202f234\u202f567,5": 1234567.5, "- 12 345.5": -12345.5}
    rest = {"\u22125": -5, "+7": 7, "1e3": 1000}
    assert Columns({"a": [cell]}).number("a").tolist() == [(meant | rest)[cell]]


@pytest.mark.parametrize("cell", ["3 4", "3\n4", "12 34", "1234 567", "1 000 00", "3\t4", "1 . 5", "1_000", "0x10"])
def test_two_numbers_in_one_cell_are_not_run_together(cell: str) -> None:
    with pytest.raises(InputError) as caught:
        Columns({"a": ["1", cell]}).number("a")
    assert (caught.value.faults[0].code, caught.value.faults[0].place.row) == ("not-a-number", 3)


def test_a_stray_cell_in_a_column_of_measurements_makes_no_categories_of_it() -> None:
    cells = [f"{i}.5" for i in range(30)]
    with pytest.raises(InputError) as caught:
        Columns({"x": ["inf", *cells, "okänt"]}).covariates(["x"])
    assert [(f.code, f.place.row) for f in caught.value.faults] == [("not-a-number", 2), ("not-a-number", 33)]


def test_few_codes_some_of_them_numbers_are_categories() -> None:
    found = Columns({"arm": ["1", "2", "3A"] * 10}).covariates(["arm"])
    assert found.names == ("arm: 2", "arm: 3A")


@pytest.mark.parametrize("cell", [-1.0, 2.5])
def test_what_is_no_count_is_refused_with_its_row(cell: float) -> None:
    with pytest.raises(InputError) as caught:
        Columns({"a": [0.0, 3.0, cell]}).count("a")
    assert (caught.value.faults[0].code, caught.value.faults[0].place.row) == ("not-a-count", 4)


def test_blank_rows_are_those_without_any_value() -> None:
    assert Columns({"a": ["1", None, None], "b": [None, "2", None]}).blank().tolist() == [False, False, True]


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([[1.0], [2.0]]),
        pl.Series([{"a": 1}, {"a": 2}]),
        pl.Series([timedelta(days=1), timedelta(days=2)]),
        pl.Series([b"x", b"y"]),
        pl.Series([object(), object()], dtype=pl.Object),
    ],
    ids=["list", "struct", "duration", "binary", "object"],
)
def test_a_column_without_a_number_or_text_in_each_cell_is_said_to_be_none(column: pl.Series) -> None:
    columns = Columns(pl.DataFrame({"g": ["1", "0"], "y": column}))
    assert not columns.is_number("y")
    for ask in (columns.number, columns.binary, columns.two_groups, columns.words, columns.labels):
        with pytest.raises(InputError) as caught:
            ask("y")
        assert (caught.value.faults[0].code, caught.value.faults[0].place.field) == ("column-kind", "y")


def test_columns_of_unequal_length_are_no_table() -> None:
    with pytest.raises(InputError) as caught:
        Columns({"a": [1, 2], "b": [1]})
    assert caught.value.faults[0].code == "not-a-table"
