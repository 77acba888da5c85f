# SPDX-License-Identifier: Apache-2.0
"""Columns of a data table as arrays, read the way people write them and refused with place and mend.

The one home for turning cells into numbers, groups and labels: the CLI, the library and the web read alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from utfall.core.errors import Fault, InputError, Place, personal_number, suggestion
from utfall.core.text import Text

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MISSING_WORDS = ("", "na", "n/a", "nan", "null", "none", ".", "saknas")
TRUE_WORDS = ("1", "1.0", "1,0", "true", "ja", "yes", "sant", "j", "y", "t")
FALSE_WORDS = ("0", "0.0", "0,0", "false", "nej", "no", "falskt", "n", "f")
_MOST_CATEGORIES = 50  # of a text column among the covariates
_FAULTS_SHOWN = 5
_BLOCK = 4096  # rows of a matrix that are filled at a time
_LARGEST = 1e150  # beyond this a square overflows, and no measurement is meant
_GROUPS_SHOWN = 6
_SPACE = "[ \u00a0\u2009\u202f]"
# A space belongs to a number after its sign and between thousands. "3 4" is two numbers in one cell, never 34.
_SPACED = rf"^[-+\u2212]?{_SPACE}*[0-9]{{1,3}}({_SPACE}[0-9]{{3}})*([.,][0-9]+)?$"
_CODES = 12  # a column with more different numbers than this, in nine cells of ten, is a measurement, not categories
_VALUE_SHOWN = 24  # a cell may hold more than a number; show no more of it than is needed to find it


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of categories: `codes` index `names`; -1 where the cell is empty."""

    codes: Ints
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Covariates:
    """Covariates as numbers: matrix (rows x columns), column names; NaN where a cell is empty.

    A text column with k categories becomes k - 1 indicator columns named "column: category".
    """

    matrix: Floats
    names: tuple[str, ...]


class Columns:
    """A data table, asked for one column at a time.

    Parameters
    ----------
    data
        Any eager dataframe (polars, pandas, pyarrow, …), a DuckDB relation, or a mapping of columns.
    file
        Name shown in messages.
    first_row
        Number of the first data row as the user counts (2 in a file with a header).
    """

    def __init__(self, data: Any, *, file: str = "", first_row: int = 2) -> None:
        self._frame = _to_polars(data)
        self.file = file
        self.first_row = first_row

    @property
    def names(self) -> list[str]:
        """Column names in the order of the table."""
        return list(self._frame.columns)

    @property
    def height(self) -> int:
        """Number of data rows."""
        return int(self._frame.height)

    @property
    def size(self) -> int:
        """Bytes that the table takes as it lies in memory."""
        return int(self._frame.estimated_size())

    def blank(self) -> Bools:
        """Return which rows, (rows,), are empty in every column: an empty line of the file, and no person."""
        import polars as pl

        empty = [pl.col(name).is_null() for name in self._frame.columns]
        return self._frame.select(pl.all_horizontal(empty)).to_series().to_numpy().astype(bool)

    def select(self, keep: Bools) -> Columns:
        """Return the rows where `keep` (rows,) is true. Row numbers in messages count the kept rows."""
        import polars as pl

        return Columns(self._frame.filter(pl.Series(keep)), file=self.file, first_row=self.first_row)

    def replaced(self, name: str, values: Floats) -> Columns:
        """Return the table with one column's cells as these numbers, NaN for an empty one."""
        import polars as pl

        column = pl.Series(name, values).fill_nan(None)
        return Columns(self._frame.with_columns(column), file=self.file, first_row=self.first_row)

    def require(self, name: str) -> pl.Series:
        """Return the raw column.

        Raises
        ------
        InputError
            When the table has no such column; names the nearest one.
        """
        if name not in self._frame.columns:
            raise InputError(
                Fault(
                    "column-unknown",
                    Text(sv=f"Kolumnen ”{name}” finns inte.", en=f"There is no column '{name}'."),
                    suggestion(name, self._frame.columns),
                    Place(self.file, name),
                )
            )
        series = self._frame.get_column(name)
        if not _is_cells(series):
            raise InputError(
                Fault(
                    "column-kind",
                    Text(
                        sv=f"Kolumnen ”{name}” har listor, tidsspann eller annat som varken är tal eller text.",
                        en=f"The column '{name}' has lists, spans of time or else what is no number and no text.",
                    ),
                    Text(
                        sv="Gör om den till tal eller text, till exempel ett spann till antal dagar.",
                        en="Turn it into numbers or text, such as a span into a number of days.",
                    ),
                    Place(self.file, name),
                )
            )
        return series

    def is_number(self, name: str) -> bool:
        """Tell whether every non-empty cell of the column is a number."""
        if name in self._frame.columns and not _is_cells(self._frame.get_column(name)):
            return False
        series = self.require(name)
        if series.dtype.is_numeric():
            return True  # an infinite cell makes no category of a number column: reading it is refused
        values, missing = _numbers(series)
        return bool(np.all(np.isfinite(values) | missing))

    def number(self, name: str) -> Floats:
        """Return a column of numbers, (rows,) float64, NaN where the cell is empty.

        Decimal commas, spaces between thousands and a typographic minus are read as people mean them.

        Raises
        ------
        InputError
            When cells hold something that is not a number: names the first rows and their values.
        """
        series = self.require(name)
        values, missing = _numbers(series)
        if len(values) and values.min() >= -_LARGEST and values.max() <= _LARGEST:
            return values  # no cell is empty, wrong or too large: a register needs no further look
        wrong = ~(np.isfinite(values) | missing)
        if wrong.any():
            raise InputError(*self._not_numbers(name, series, wrong))
        huge = np.abs(values) > _LARGEST  # never so for an empty cell
        if huge.any():
            said = Text(sv="är för stort för att räkna med.", en="is too large to compute with.")
            mend = Text(sv="Rätta cellen.", en="Mend the cell.")
            raise InputError(*self._cell_faults("number-too-large", name, _words(series), huge, said, mend))
        return values

    def count(self, name: str) -> Floats:
        """Return a column of counts, (rows,), NaN where the cell is empty.

        Raises
        ------
        InputError
            As for a number, and when cells are no whole numbers from 0: names the first rows and their values.
        """
        values = self.number(name)
        wrong = np.isfinite(values) & ((values < 0) | (values != np.round(values)))
        if wrong.any():
            said = Text(
                sv="är inget antal: 0 eller ett helt tal däröver.", en="is no count: 0 or a whole number above it."
            )
            mend = Text(
                sv="Rätta cellen (töm den om −1 betyder att värdet saknas), eller ange utfallet som continuous.",
                en="Mend the cell (empty it if -1 means that the value is missing), or state it as continuous.",
            )
            raise InputError(*self._cell_faults("not-a-count", name, _words(self.require(name)), wrong, said, mend))
        return values

    def binary(self, name: str) -> Floats:
        """Return a yes/no column as 1.0 and 0.0, NaN where the cell is empty.

        Raises
        ------
        InputError
            When a cell is neither 1/0, true/false nor ja/nej.
        """
        words = _words(self.require(name))
        values = _binary(words)
        wrong = np.isnan(values) & ~_is_missing(words)
        if wrong.any():
            raise InputError(
                *self._cell_faults(
                    "not-binary", name, words, wrong,
                    Text(sv="är varken 1/0 eller ja/nej.", en="is neither 1/0 nor yes/no."),
                    Text(
                        sv="Skriv 1 eller 0 (ja eller nej), eller ange ett annat slags utfall.",
                        en="Write 1 or 0 (yes or no), or state another kind of outcome.",
                    ),
                )
            )  # fmt: skip
        return values

    def two_groups(self, name: str, comparison: str | None = None) -> tuple[Bools, Bools]:
        """Return who is in the intervention group and where the cell is empty, both (rows,) bool.

        Parameters
        ----------
        comparison
            The value that names the comparison group, when the column holds two named groups.

        Raises
        ------
        InputError
            When the column does not hold exactly two groups, or nothing says which one is the comparison.
        """
        series = self.require(name)
        if comparison is None and series.dtype.is_numeric():
            values, missing = _numbers(series)
            if np.all(missing | (values == 0) | (values == 1)):
                return values == 1, missing  # the common case, without making words of a million numbers
        words = _words(series)
        missing = _is_missing(words)
        if comparison is None:
            values = _binary(words)
            if np.all(missing | np.isfinite(values)):
                return np.nan_to_num(values).astype(bool), missing
        groups = sorted({str(word) for word in np.unique(words[~missing])})
        place = Place(self.file, name)
        if comparison is None or len(groups) > 2:
            raise InputError(_groups_fault(groups, comparison, place))
        named = next((group for group in groups if group.casefold() == comparison.strip().casefold()), None)
        if named is None:
            raise InputError(
                Fault(
                    "comparison-unknown",
                    Text(sv=f"Gruppen ”{comparison}” finns inte.", en=f"There is no group '{comparison}'."),
                    suggestion(comparison, groups),
                    place,
                )
            )
        return np.asarray(words != named) & ~missing, missing

    def labels(self, name: str) -> Labels:
        """Return a column of categories; names sorted, so that the order of rows does not matter."""
        words = _words(self.require(name))
        names, codes = np.unique(words, return_inverse=True)
        keep = ~_is_missing(names)
        position = np.where(keep, np.cumsum(keep) - 1, -1)
        return Labels(position[codes].astype(np.int64), tuple(str(name) for name in names[keep]))

    def words(self, name: str) -> NDArray[np.str_]:
        """Return a column as text, (rows,), '' where the cell is empty."""
        words = _words(self.require(name))
        return np.where(_is_missing(words), "", words)

    def covariates(self, names: Sequence[str]) -> Covariates:
        """Return the named columns as numbers, text columns as indicators of their categories.

        Raises
        ------
        InputError
            A column of numbers with cells that are none, or of texts that hardly two rows share.
        """
        columns: list[Floats] = []
        shown: list[str] = []
        for name in names:
            if self.is_number(name):
                columns.append(self.number(name))
                shown.append(name)
                continue
            self._refuse_stray_cells(name)
            labels = self.labels(name)
            if len(labels.names) > _MOST_CATEGORIES:
                self._refuse_categories(name, len(labels.names))
            for code, category in enumerate(labels.names[1:], start=1):
                column = np.where(labels.codes == code, 1.0, 0.0)
                columns.append(np.where(labels.codes < 0, np.nan, column))
                shown.append(f"{name}: {category}")
        return Covariates(_side_by_side(columns, self.height), tuple(shown))

    def _refuse_stray_cells(self, name: str) -> None:
        """Raise InputError, naming them, for the few cells that are no numbers in a column of measurements."""
        values, missing = _numbers(self.require(name))
        numbers = values[np.isfinite(values)]
        if numbers.size >= 0.9 * (~missing).sum() and np.unique(numbers).size > _CODES:
            self.number(name)

    def _refuse_categories(self, name: str, count: int) -> None:
        """Raise InputError for a column that is no category: numbers with stray cells, or free text."""
        values, missing = _numbers(self.require(name))
        if np.isfinite(values).sum() > 0.5 * (~missing).sum():
            self.number(name)  # names the cells that are no numbers
        raise InputError(
            Fault(
                "too-many-categories",
                Text(
                    sv=f"Kolumnen ”{name}” har {count} olika texter, för många för att vara grupper att justera för.",
                    en=f"The column '{name}' has {count} different texts, too many to be groups to adjust for.",
                ),
                Text(
                    sv=f"Slå ihop dem till högst {_MOST_CATEGORIES} grupper, eller ta bort kolumnen ur covariates.",
                    en=f"Merge them into at most {_MOST_CATEGORIES} groups, or take the column out of covariates.",
                ),
                Place(self.file, name),
            )
        )

    def _not_numbers(self, name: str, series: pl.Series, wrong: Bools) -> list[Fault]:
        return self._cell_faults(
            "not-a-number", name, _words(series), wrong,
            Text(sv="är inte ett tal.", en="is not a number."),
            Text(
                sv="Rätta cellen, eller töm den om värdet saknas.",
                en="Mend the cell, or empty it when the value is missing.",
            ),
        )  # fmt: skip

    def _cell_faults(
        self, code: str, name: str, words: NDArray[np.str_], wrong: Bools, text: Text, mend: Text
    ) -> list[Fault]:
        faults = []
        rows = np.flatnonzero(wrong)
        for row in rows[:_FAULTS_SHOWN]:
            cell = _shown(str(words[row]))
            said = Text(sv=f"”{cell}” {text.sv}", en=f"'{cell}' {text.en}")
            faults.append(Fault(code, said, mend, Place(self.file, name, int(row) + self.first_row)))
        more = len(rows) - _FAULTS_SHOWN
        if more > 0:
            said = Text(sv=f"Ytterligare {more} celler har samma fel.", en=f"{more} more cells have the same fault.")
            faults.append(Fault(code, said, mend, Place(self.file, name)))
        return faults


def _side_by_side(columns: list[Floats], height: int) -> Floats:
    """Return columns as a matrix, filled block by block: a column at a time would leave the cache for each cell."""
    matrix = np.empty((height, len(columns)))
    for start in range(0, height, _BLOCK):
        for position, column in enumerate(columns):
            matrix[start : start + _BLOCK, position] = column[start : start + _BLOCK]
    return matrix


def _groups_fault(groups: list[str], comparison: str | None, place: Place) -> Fault:
    # Many values may be people's ids: then none is shown.
    few = len(groups) <= _GROUPS_SHOWN
    shown = ", ".join(f"”{_shown(group)}”" for group in groups) if few else "…"
    if len(groups) == 2 and comparison is None:
        return Fault(
            "comparison-unnamed",
            Text(
                sv=f"Kolumnen har två grupper ({shown}) och inget säger vilken som är jämförelsegrupp.",
                en=f"The column has two named groups ({shown}) and nothing says which one is the comparison.",
            ),
            Text(
                sv="Ange jämförelsegruppens namn (--comparison, eller comparison i satsningsfilen).",
                en="Name the comparison group (--comparison, or comparison in the initiative file).",
            ),
            place,
        )
    return Fault(
        "not-two-groups",
        Text(
            sv=f"Kolumnen ska skilja två grupper men har {len(groups)} värden: {shown}.",
            en=f"The column should tell two groups apart but has {len(groups)} values: {shown}.",
        ),
        Text(
            sv="Skriv 1 för insatsgrupp och 0 för jämförelsegrupp, eller välj ut två grupper att jämföra.",
            en="Write 1 for intervention and 0 for comparison, or select the two groups to compare.",
        ),
        place,
    )


def _to_polars(data: Any) -> pl.DataFrame:
    import polars as pl

    if isinstance(data, pl.DataFrame):
        return data
    if isinstance(data, pl.LazyFrame):
        return data.collect()
    import narwhals as nw

    try:
        if isinstance(data, dict):
            return pl.DataFrame(data, strict=False)
        frame = nw.from_native(data)
        eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
        return pl.DataFrame([_series(column) for column in eager.iter_columns()])
    except (
        TypeError, AttributeError, ValueError, KeyError, nw.exceptions.NarwhalsError, pl.exceptions.PolarsError
    ) as error:  # fmt: skip
        raise InputError(
            Fault(
                "not-a-table",
                Text(sv="Data går inte att läsa som en tabell.", en="The data cannot be read as a table."),
                Text(
                    sv="Ge en dataframe med olika kolumnnamn, ett dict av kolumner eller en sökväg.",
                    en="Give a dataframe with distinct column names, a dict of columns or a path.",
                ),
            )
        ) from error


def _is_cells(series: pl.Series) -> bool:
    """Tell whether a column has one number, text, truth or date in each cell."""
    import polars as pl

    kind = series.dtype
    return not (kind.is_nested() or kind in (pl.Object, pl.Binary, pl.Duration))


def _series(column: Any) -> pl.Series:
    import polars as pl

    if column.dtype.is_numeric() and not column.is_null().any():
        return pl.Series(str(column.name), column.to_numpy())
    empty = column.is_null().to_list()  # each library has its own mark of a missing cell
    values = [None if gone else value for value, gone in zip(column.to_list(), empty, strict=True)]
    return pl.Series(str(column.name), values, strict=False)


def _words(series: pl.Series) -> NDArray[np.str_]:
    import polars as pl

    if series.dtype == pl.Boolean:
        series = series.cast(pl.Int8)
    if series.dtype.is_float():
        values = series.fill_nan(None)
        whole = values.drop_nulls()
        if bool((whole == whole.round(0)).all()) and bool((whole.abs() < 2**53).all()):
            series = values.cast(pl.Int64)  # 1.0 in a file is the group 1
    filled = series.cast(pl.String, strict=False).fill_null("").str.strip_chars()
    return np.asarray(filled.to_list(), dtype=np.str_) if filled.len() else np.empty(0, dtype="<U1")


def _shown(cell: str) -> str:
    """Return a cell cut to what is needed to find it; what looks like a personal identity number is not shown."""
    if personal_number(cell):
        return "…"
    return cell if len(cell) <= _VALUE_SHOWN else cell[:_VALUE_SHOWN] + "…"


def _is_missing(words: NDArray[np.str_]) -> Bools:
    return np.isin(np.char.lower(words), MISSING_WORDS)


def _binary(words: NDArray[np.str_]) -> Floats:
    folded = np.char.lower(words)
    return np.where(np.isin(folded, TRUE_WORDS), 1.0, np.where(np.isin(folded, FALSE_WORDS), 0.0, np.nan))


def _numbers(series: pl.Series) -> tuple[Floats, Bools]:
    """Return values and where the cell is empty; a cell that is neither is NaN and not empty."""
    import polars as pl

    if series.dtype.is_numeric() or series.dtype == pl.Boolean:
        values = series.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        return values, np.isnan(values)
    text = series.cast(pl.String, strict=False).fill_null("").str.strip_chars()
    missing = text.str.to_lowercase().is_in(MISSING_WORDS)
    spaced = text.str.contains(_SPACED)
    tight = pl.select(pl.when(spaced).then(text.str.replace_all(_SPACE, "")).otherwise(text)).to_series()
    plain = tight.str.replace("\u2212", "-", literal=True)
    comma = plain.str.contains(",", literal=True)
    both = comma & plain.str.contains(".", literal=True)
    # 1.234,5 is Swedish and 1,234.5 is English: the mark that comes last is the decimal mark
    last_comma = plain.str.contains(r",[^.]*$")
    swedish = plain.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    english = plain.str.replace_all(",", "", literal=True)
    simple = plain.str.replace(",", ".", literal=True)
    chosen = (
        pl.DataFrame({"both": both, "last": last_comma, "sv": swedish, "en": english, "simple": simple})
        .select(
            pl.when(pl.col("both") & pl.col("last"))
            .then(pl.col("sv"))
            .when(pl.col("both"))
            .then(pl.col("en"))
            .otherwise(pl.col("simple"))
            .alias("number")
        )
        .get_column("number")
    )
    parsed = chosen.cast(pl.Float64, strict=False)
    finite = parsed.is_finite().fill_null(value=False)
    numbers = np.where((finite & ~missing).to_numpy(), parsed.fill_null(float("nan")).to_numpy(), np.nan)
    return numbers, missing.to_numpy()
