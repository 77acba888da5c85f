# SPDX-License-Identifier: Apache-2.0
"""Columns read the way people write them, and refused without exposing anybody."""

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
