# SPDX-License-Identifier: Apache-2.0
"""A needs plan run on an engine: one pass for all sums, one query for each distribution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.registers import Field, RegisterTable
from utfall.core.text import Text
from utfall.engines.base import Engine, typed
from utfall.engines.sources import Source
from utfall.needs.definitions import NeedsPlan
from utfall.needs.query import HALF, Known, base_query, check_query, completed, repeated_query, value_query
from utfall.needs.raw import RawCells, RawNeeds, distribution_wanted, lowest_of, require_sound

NAME = "needs"
Tell = Callable[[Text], None]


def needs_table(plan: NeedsPlan) -> RegisterTable:
    """Return what the plan reads: whole numbers as int64, everything else as text."""
    whole = set(plan.whole_numbers)
    fields = [Field(column, "int64" if column in whole else "string") for column in plan.columns]
    if plan.person:
        fields.append(Field(plan.person, "int64"))
    return RegisterTable(NAME, tuple(dict.fromkeys(fields)))


def run_needs(
    engine: Engine, source: Source, plan: NeedsPlan, *, file: str = "", tell: Tell = lambda _: None
) -> RawNeeds:
    """Return the sums and order statistics of a plan.

    Parameters
    ----------
    source
        Where the rows are; columns of whole numbers are whole numbers or text that holds them.
    file
        Name of the source in messages.
    tell
        Called with what is being done.

    Raises
    ------
    InputError
        When a column is missing or of another type, a count negative, a person counted twice, or the engine fails.
    DesignRefused
        When a column that is to be counted is empty throughout.
    """
    raw = engine.register(NAME, source)
    _require_whole(raw, plan, file)
    table = typed(raw, needs_table(plan), file)
    tell(Text(sv="Granskar raderna", en="Checking the rows"))
    bounds = {name: values[0] for name, values in engine.to_arrow(check_query(table, plan)).to_pydict().items()}
    known = bool(plan.person) or plan.form == "groups"
    repeated = engine.to_arrow(repeated_query(table, plan)).to_pydict()["repeated"][0] if known and bounds["n"] else 0
    require_sound(bounds, int(repeated), plan, file)
    tell(Text(sv="Räknar indikatorerna", en="Counting the indicators"))
    sums = engine.to_arrow(base_query(table, plan, _known(bounds, plan))).to_pydict()
    base = RawCells.of(completed(sums, plan))
    values = []
    for name, crossing in distribution_wanted(plan):
        tell(Text(sv=f"Fördelningen av {name}", en=f"The distribution of {name}"))
        found = engine.to_arrow(value_query(table, plan, plan.indicator(name), crossing))
        values.append(((name, crossing), RawCells.of(found.to_pydict())))
    return RawNeeds(base, tuple(values), int(bounds["n"]), lowest_of(bounds, plan))


def _known(bounds: Mapping[str, int | None], plan: NeedsPlan) -> Known:
    ends = {name: (bounds[f"{name}__min"] or 0, bounds[f"{name}__max"] or 0) for name in plan.whole_numbers}
    return Known(
        small=frozenset(name for name, (low, high) in ends.items() if low > -HALF and high < HALF),
        full=frozenset(name for name in plan.whole_numbers if bounds[f"{name}__there"] == bounds["n"]),
    )


def _require_whole(table: Any, plan: NeedsPlan, file: str) -> None:
    """Raise when a column that must hold whole numbers holds parts: a cast would round them in silence."""
    wanted = [*plan.whole_numbers, *([plan.person] if plan.person else [])]
    kinds = {column: table[column].type() for column in wanted if column in table.columns}
    wrong = [
        column for column, kind in kinds.items() if not (kind.is_integer() or kind.is_string() or kind.is_boolean())
    ]
    if wrong:
        said = Text(sv="Kolumnen är inte hela tal.", en="The column is not whole numbers.")
        mend = Text(
            sv="Räkna i en mindre enhet (ören, dagar) och spara som heltal; ange scale i indikatorn.",
            en="Count in a smaller unit (öre, days) and save as integers; state scale in the indicator.",
        )
        raise InputError(*(Fault("values-not-whole", said, mend, Place(file, column)) for column in wrong))
