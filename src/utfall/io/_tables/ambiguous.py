# SPDX-License-Identifier: Apache-2.0
"""Numbers that may be thousands or have three decimals: nothing in the file says which, so the user is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text

if TYPE_CHECKING:
    import polars as pl

# Where cells are divided by a semicolon the decimal mark is a comma, and a point most likely stands between thousands;
# where they are divided by a comma it is the other way around.
_MARKS = {";": ".", ",": ","}


def refuse_ambiguous(frame: pl.DataFrame, delimiter: str, file: str) -> None:
    """Raise InputError for columns of numbers where every number with the mark may be read in two ways.

    In 13.865 the point may be a decimal mark or stand between thousands. A number such as 0.865, 13.86 or 1234.500 in
    the column says that it is a decimal mark; words say that the column is no number.
    """
    import polars as pl

    mark = _MARKS.get(delimiter)
    if mark is None:
        return
    faults = []
    for name in frame.columns:
        cells = frame.get_column(name)
        if cells.dtype != pl.String:
            continue
        marked = cells.filter(cells.str.contains(mark, literal=True).fill_null(value=False))
        if marked.is_empty():
            continue
        thousands = marked.str.contains(rf"^\s*[-\u2212+]?[1-9]\d{{0,2}}\{mark}\d{{3}}\s*$")
        if bool(thousands.all()) and _numbers(cells):
            row = int(cells.str.contains(mark, literal=True).fill_null(value=False).arg_max() or 0)
            faults.append(_fault(file, name, row + 2, str(cells[row]).strip(), mark))
    if faults:
        raise InputError(*faults)


def _numbers(cells: pl.Series) -> bool:
    """Tell whether every cell is a number or empty."""
    return bool(cells.drop_nulls().str.contains(r"^\s*([-\u2212+]?[\d.,\s]*\d|)\s*$").all())


def _fault(file: str, name: str, row: int, cell: str, mark: str) -> Fault:
    plain, other = cell.replace(mark, ""), "," if mark == "." else "."
    decimal = cell.replace(mark, other)
    return Fault(
        "number-ambiguous",
        Text(
            sv=f"”{cell}” kan vara {plain} eller {decimal.replace('.', ',')}, och inget i kolumnen visar vilket.",
            en=f"'{cell}' may be {plain} or {decimal.replace(',', '.')}, and nothing in the column tells which.",
        ),
        Text(
            sv="Spara talen utan tecken mellan tusental, eller säg vilket decimaltecken filen har: decimal ”,” eller "
            "”.” (--decimal, eller i satsningsfilen).",
            en="Save the numbers with nothing between thousands, or say what the decimal mark of the file is: decimal "
            "',' or '.' (--decimal, or in the initiative file).",
        ),
        Place(file, name, row),
    )
