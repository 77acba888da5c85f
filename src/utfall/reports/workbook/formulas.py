# SPDX-License-Identifier: Apache-2.0
"""Formulas that carry their own value: what Excel is to compute, and what it then shows.

Writing `a * b` makes the text "=A5*B5" and its value at once, so the value that is stored in the file for
viewers that do not recalculate can never say something else than the formula.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Value = float | str


@dataclass(frozen=True, slots=True, eq=False)
class Expr:
    """A piece of a formula.

    Parameters
    ----------
    value
        What it is worth now.
    text
        The formula text as seen from the sheet of that name (cells of the own sheet need no sheet name).
    rank
        How tightly its outermost operator binds: tells where parentheses are needed.
    """

    value: Value
    text: Callable[[str], str]
    rank: int = 3

    @property
    def number(self) -> float:
        """The value as a number; a text has none."""
        if isinstance(self.value, str):
            raise TypeError("a text cannot be counted with")
        return self.value

    def __mul__(self, other: Expr) -> Expr:
        return _joined("*", self, other, self.number * other.number)

    def __add__(self, other: Expr) -> Expr:
        return _joined("+", self, other, self.number + other.number)

    def __sub__(self, other: Expr) -> Expr:
        return _joined("-", self, other, self.number - other.number)

    def __truediv__(self, other: Expr) -> Expr:
        # What is not computed (a branch of IF not taken) may divide by zero, as in Excel.
        value = self.number / other.number if other.number else math.nan
        return _joined("/", self, other, value)


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """Cells side by side: a row, a column or a block, with their values in reading order."""

    cells: tuple[Expr, ...]

    def text(self, home: str) -> str:
        """Return 'A1:A9', with the sheet's name in front when it is another than `home`."""
        first, last = self.cells[0].text(home), self.cells[-1].text(home)
        return first if len(self.cells) == 1 else f"{first}:{last.rpartition('!')[2]}"

    @property
    def numbers(self) -> list[float]:
        """The values as numbers; texts are left out, as SUM and MAX leave them out."""
        return [cell.value for cell in self.cells if not isinstance(cell.value, str)]


ONE = Expr(1.0, lambda _: "1")
ZERO = Expr(0.0, lambda _: "0")


# How tightly operators bind; a single cell or a function binds tighter than all (3).
_RANKS = {"*": 2, "/": 2, "+": 1, "-": 1, "<": 0, "<=": 0, "=": 0}


def _joined(operator: str, left: Expr, right: Expr, value: float) -> Expr:
    rank = _RANKS[operator]

    def text(home: str) -> str:
        first = left.text(home) if left.rank >= rank else f"({left.text(home)})"
        second = right.text(home) if right.rank > rank else f"({right.text(home)})"
        return f"{first}{operator}{second}"

    return Expr(value, text, rank)


def call(name: str, value: Value, *arguments: Expr | Range) -> Expr:
    """Return a function of Excel's by its English name, the value given by the caller."""
    return Expr(value, lambda home: f"{name}({','.join(argument.text(home) for argument in arguments)})")


def total(cells: Sequence[Expr]) -> Expr:
    """Return SUM of cells side by side."""
    among = Range(tuple(cells))
    return call("SUM", math.fsum(among.numbers), among)


def largest(cells: Sequence[Expr]) -> Expr:
    """Return MAX of cells side by side."""
    among = Range(tuple(cells))
    return call("MAX", max(among.numbers), among)


def smallest(cells: Sequence[Expr]) -> Expr:
    """Return MIN of cells side by side."""
    among = Range(tuple(cells))
    return call("MIN", min(among.numbers), among)


def larger(first: Expr, second: Expr) -> Expr:
    """Return MAX of two."""
    return call("MAX", max(first.number, second.number), first, second)


def count(cells: Sequence[Expr]) -> Expr:
    """Return COUNT: how many of the cells hold numbers."""
    among = Range(tuple(cells))
    return call("COUNT", float(len(among.numbers)), among)


def mean(cells: Sequence[Expr]) -> Expr:
    """Return AVERAGE."""
    among = Range(tuple(cells))
    return call("AVERAGE", statistics.fmean(among.numbers), among)


def deviation(cells: Sequence[Expr]) -> Expr:
    """Return STDEV: the standard deviation of a sample of two or more."""
    among = Range(tuple(cells))
    return call("STDEV", statistics.stdev(among.numbers), among)


def quantile(cells: Sequence[Expr], share: Expr) -> Expr:
    """Return PERCENTILE: linear between neighbours in order, `share` 0-1."""
    among = Range(tuple(cells))
    ordered = sorted(among.numbers)
    place = share.number * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    value = ordered[low] + (place - low) * (ordered[high] - ordered[low])
    return call("PERCENTILE", value, among, share)


def count_where(*conditions: tuple[Sequence[Expr], Expr]) -> Expr:
    """Return COUNTIFS: how many rows have, in every column, what is asked of it."""
    rows = range(len(conditions[0][0]))
    found = [all(column[row].value == wanted.value for column, wanted in conditions) for row in rows]
    arguments: list[Expr | Range] = []
    for column, wanted in conditions:
        arguments += [Range(tuple(column)), wanted]
    return call("COUNTIFS", float(sum(found)), *arguments)


def count_above_zero(cells: Sequence[Expr], criterion: Expr) -> Expr:
    """Return COUNTIF with the criterion of a cell that says ">0"."""
    if criterion.value != ">0":
        raise ValueError("the cell of the criterion says >0")
    among = Range(tuple(cells))
    return call("COUNTIF", float(sum(number > 0.0 for number in among.numbers)), among, criterion)


def internal_rate(cells: Sequence[Expr], guess: Expr, value: float, otherwise: Expr) -> Expr:
    """Return IRR from a first guess, or `otherwise` where the search fails; `value` is the rate that was found."""
    return call("IFERROR", value, call("IRR", value, Range(tuple(cells)), guess), otherwise)


def absolute(of: Expr) -> Expr:
    """Return ABS."""
    return call("ABS", abs(of.number), of)


def sign(of: Expr) -> Expr:
    """Return SIGN."""
    number = of.number
    return call("SIGN", float((number > 0) - (number < 0)), of)


def root(of: Expr) -> Expr:
    """Return SQRT."""
    return call("SQRT", math.sqrt(of.number), of)


def sum_products(first: Sequence[Expr], second: Sequence[Expr]) -> Expr:
    """Return SUMPRODUCT of two rows or columns of numbers."""
    a, b = Range(tuple(first)), Range(tuple(second))
    products = [x * y for x, y in zip(a.numbers, b.numbers, strict=True)]
    return call("SUMPRODUCT", math.fsum(products), a, b)


def sum_where(cells: Sequence[Expr], *conditions: tuple[Sequence[Expr], Expr]) -> Expr:
    """Return SUMIFS: the sum of the cells whose fellow in every column equals the value beside it."""
    chosen = [
        cell.number
        for place, cell in enumerate(cells)
        if all(column[place].value == wanted.value for column, wanted in conditions)
    ]
    arguments: list[Expr | Range] = [Range(tuple(cells))]
    for column, wanted in conditions:
        arguments += [Range(tuple(column)), wanted]
    return call("SUMIFS", math.fsum(chosen), *arguments)


def position(wanted: Expr, among: Sequence[Expr]) -> Expr:
    """Return MATCH, exact: the place of a value among cells, 1 for the first."""
    place = [cell.value for cell in among].index(wanted.value) + 1
    return call("MATCH", float(place), wanted, Range(tuple(among)), ZERO)


def entry(among: Sequence[Expr], place: Expr) -> Expr:
    """Return INDEX: the cell at a place, 1 for the first."""
    return call("INDEX", among[int(place.number) - 1].value, Range(tuple(among)), place)


def either(test: Expr, then: Expr, otherwise: Expr) -> Expr:
    """Return IF."""
    return call("IF", then.value if test.value else otherwise.value, test, then, otherwise)


def both(first: Expr, second: Expr) -> Expr:
    """Return AND."""
    return call("AND", float(bool(first.value) and bool(second.value)), first, second)


def any_of(first: Expr, second: Expr) -> Expr:
    """Return OR."""
    return call("OR", float(bool(first.value) or bool(second.value)), first, second)


def flag(test: Expr) -> Expr:
    """Return 1 where the test holds, else 0."""
    return either(test, ONE, ZERO)


def below(left: Expr, right: Expr) -> Expr:
    """Return the test left < right."""
    return _joined("<", left, right, float(left.number < right.number))


def at_most(left: Expr, right: Expr) -> Expr:
    """Return the test left <= right."""
    return _joined("<=", left, right, float(left.number <= right.number))


def is_number(of: Expr) -> Expr:
    """Return ISNUMBER."""
    return call("ISNUMBER", float(not isinstance(of.value, str)), of)


def difference(excel: Expr, python: Expr) -> Expr:
    """Return excel - python; where Excel holds words (never), those words, or 0 when both hold the same."""
    if isinstance(python.value, str):
        return either(same(excel, python), ZERO, excel)
    value = excel.value if isinstance(excel.value, str) else excel.value - python.value
    apart = Expr(value, lambda home: f"{excel.text(home)}-{python.text(home)}", 1)
    return either(is_number(excel), apart, excel)


def same(left: Expr, right: Expr) -> Expr:
    """Return the test left = right."""
    return _joined("=", left, right, float(left.value == right.value))
