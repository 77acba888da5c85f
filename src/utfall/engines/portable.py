# SPDX-License-Identifier: Apache-2.0
"""The part of Ibis that means the same on every engine, row for row.

Measured with DuckDB and Spark (docs/explanation/engines.md). Left out because the engines differ in silence: `hash`,
`argmax` and `argmin` over empty values, `last` and `first`, everything approximate, and sums of floats (mean,
variance): sum whole numbers, divide once at the end. Left out because one engine cannot: as-of joins, ordered
`collect`, `sample` with a seed. A window without partition puts a whole register on one machine.
"""

from __future__ import annotations

from typing import Any

ALLOWED = frozenset(
    {
        # tables
        "UnboundTable", "DatabaseTable", "InMemoryTable", "Project", "Filter", "Sort", "Limit", "Aggregate", "Distinct",
        "Union", "JoinChain", "JoinLink", "JoinReference", "JoinTable", "SelfReference", "DropNull", "FillNull",
        "DropColumns", "TableUnnest",
        # columns and values
        "Field", "Literal", "Alias", "Cast", "Argument", "SortKey", "IfElse", "SimpleCase", "SearchedCase",
        "Coalesce", "NullIf", "IsNull", "NotNull", "Greatest", "Least", "InValues", "InSubquery", "Between",
        "ExistsSubquery", "ScalarSubquery", "Clip",
        # arithmetic on whole numbers, comparisons, logic
        "Add", "Subtract", "Multiply", "Negate", "Abs", "FloorDivide", "Modulus", "Equals", "NotEquals", "Greater",
        "GreaterEqual", "Less", "LessEqual", "And", "Or", "Xor", "Not", "IdenticalTo", "Sign",
        # text
        "StringConcat", "Lowercase", "Uppercase", "Strip", "StringLength", "Substring", "StartsWith", "EndsWith",
        "StringContains", "StringReplace", "LPad", "HexDigest",
        # dates, in days
        "DateDelta", "DateAdd", "DateSub", "DateDiff", "IntervalFromInteger", "ExtractYear", "ExtractMonth",
        "ExtractDay", "DateTruncate", "DateFromYMD", "Date",
        # sums and counts
        "Count", "CountStar", "CountDistinct", "CountDistinctStar", "Sum", "Max", "Min", "Any", "All",
        # order statistics: exact, but only to the last bit of a float; round before they are compared or shown
        "Quantile", "MultiQuantile", "Median",
        # windows, always with a partition
        "WindowFunction", "WindowBoundary", "RowNumber", "MinRank", "DenseRank", "Lag", "Lead", "NTile",
        # lists, sorted by themselves
        "ArrayCollect", "ArraySort", "ArrayMap", "ArrayStringJoin", "ArrayLength", "StructColumn", "StructField",
        "Unnest", "Array", "ArrayDistinct", "Range", "IntegerRange",
    }
)  # fmt: skip


class NotPortable(ValueError):  # noqa: N818 - names what the query is
    """A query that two engines may answer differently: a fault of ours, never of the user's data."""


def portability_faults(expression: Any) -> list[str]:
    """Return what in an expression lies outside the portable subset, in words; [] when nothing does."""
    import ibis.expr.operations as ops

    found = set()
    for node in expression.op().find(ops.Node, filter=ops.Node):
        name = type(node).__name__
        if name not in ALLOWED:
            found.add(f"{name} is outside the portable subset")
        if isinstance(node, ops.WindowFunction) and not node.group_by:
            found.add("a window without partition gathers every row in one place")
    return sorted(found)


def require_portable(expression: Any) -> Any:
    """Return the expression when every engine gives the same rows for it.

    Raises
    ------
    NotPortable
        With every operation that lies outside the subset.
    """
    found = portability_faults(expression)
    if found:
        raise NotPortable("; ".join(found))
    return expression
