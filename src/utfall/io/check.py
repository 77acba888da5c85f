# SPDX-License-Identifier: Apache-2.0
"""An initiative held against its data, before anything is computed: every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from utfall.core.designs import Design, columns_of
from utfall.core.errors import Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.initiative import Comparison, DataSource, Initiative, InputFile
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.io.check_questions import comparison_questions, initiative_questions
from utfall.io.initiative_file import read_initiative, read_partly
from utfall.io.kept_plan import locked_plan, record_of
from utfall.io.memory import refuse_demand
from utfall.io.tables import DEFAULT_LARGEST, ReadOptions, Table, read_table
from utfall.thread.follow_file import plan_of
from utfall.thread.footprint import TableSize, evaluation_demand, follow_demand
from utfall.thread.plan_record import PlanRecord

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")
_ROWS_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedInitiative:
    """An initiative with its data.

    Parameters
    ----------
    tables
        Data by id of the data source.
    inputs
        The data files, in the order of the initiative file.
    plan
        What was planned and what was done otherwise; None when the plan was never locked.
    """

    initiative: Initiative
    tables: dict[str, pl.DataFrame]
    inputs: tuple[InputFile, ...]
    plan: PlanRecord | None = None


def check_initiative(
    path: str | Path, *, largest: int = DEFAULT_LARGEST
) -> tuple[Initiative | None, tuple[Fault, ...]]:
    """Return the initiative of a file and every fault of it and of its data.

    When the file itself has faults, its data are still held against the comparisons that could be read.
    No effect is computed: a design that the data cannot carry is refused when it is evaluated.
    """
    initiative, readable, faults = read_partly(path)
    faults = (*faults, *_kept_plan(initiative, path)[1])
    if readable is None or readable.ex_ante:  # the data of a plan need not exist yet
        return initiative, faults
    _, in_data = _read_all(readable, Path(path).parent, largest)
    return initiative, (*faults, *in_data)


def load(path: str | Path, *, largest: int = DEFAULT_LARGEST, effects_only: bool = False) -> LoadedInitiative:
    """Return an initiative with its data, checked.

    Parameters
    ----------
    largest
        Bytes that each data file may have.
    effects_only
        Only the primary comparison's estimates will be asked for: the rest of an evaluation needs no memory.

    Raises
    ------
    InputError
        With every fault of the file, or of its data.
    DesignRefused
        What is to be computed would take more memory than there is, or than UTFALL_MEMORY allows.
    """
    initiative, readable, faults = read_partly(path)
    tables, in_data = ({}, []) if readable is None else _read_all(readable, Path(path).parent, largest)
    if readable is not None and readable.ex_ante and in_data:
        raise InputError(*faults, _nothing_measured(), *in_data)
    plan, in_plan = _kept_plan(initiative, path)
    if initiative is None or faults or in_data or in_plan:
        raise InputError(*faults, *in_data, *in_plan)
    sizes = {key: _size(table) for key, table in tables.items()}
    refuse_demand(evaluation_demand(initiative, sizes, effects_only=effects_only))
    return LoadedInitiative(
        initiative=initiative,
        tables={key: table.frame for key, table in tables.items()},
        inputs=tuple(table.input for table in tables.values()),
        plan=plan,
    )


def _size(table: Table) -> TableSize:
    return TableSize(table.frame.height, int(table.frame.estimated_size()), table.input.file)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFollowUp:
    """An initiative with the data of the comparison that is followed, its record, and its plan as it was locked."""

    initiative: Initiative
    columns: Columns
    record: PlanRecord | None
    locked: dict[str, Any] | None


def load_follow_up(path: str | Path, *, largest: int = DEFAULT_LARGEST) -> LoadedFollowUp:
    """Return an initiative and the data of the comparison that it follows; its other data need not exist yet.

    Raises
    ------
    InputError
        Every fault of the file, of those data, or of the plan kept beside it; no [follow_up].
    """
    initiative = read_initiative(path)
    plan, comparison, outcome = plan_of(initiative)
    source = next(one for one in initiative.data if one.id == comparison.data)
    table = _read(source, Path(path).parent, largest)
    columns = Columns(table.frame, file=table.input.file)
    by_id = getattr(comparison.design, "id", None) is not None
    refuse_demand(follow_demand(_size(table), by_id=by_id))
    check = _Check(columns)
    check.outcome(outcome)
    columns.require(plan.time)
    if check.faults:
        raise InputError(*check.faults)
    return LoadedFollowUp(
        initiative=initiative,
        columns=columns,
        record=record_of(initiative, path),
        locked=locked_plan(initiative, path),
    )


def _kept_plan(initiative: Initiative | None, path: str | Path) -> tuple[PlanRecord | None, tuple[Fault, ...]]:
    """Return the record of the plan, or what is wrong with the plan kept beside the file."""
    if initiative is None:
        return None, ()
    try:
        return record_of(initiative, path), ()
    except InputError as error:
        return None, error.faults


def check_columns(data: Columns, comparison: Comparison, outcomes: tuple[Outcome, ...]) -> tuple[Fault, ...]:
    """Return every fault of a table as the data of one comparison on the outcomes given."""
    check = _Check(data)
    check.comparison(comparison, outcomes)
    return tuple(dict.fromkeys((*check.faults, *comparison_questions(data, comparison))))


def _read_all(initiative: Initiative, folder: Path, largest: int) -> tuple[dict[str, Table], list[Fault]]:
    tables: dict[str, Table] = {}
    faults: list[Fault] = []
    for source in initiative.data:
        try:
            tables[source.id] = _read(source, folder, largest)
        except InputError as error:
            faults.extend(error.faults)
    for comparison in initiative.comparisons:
        table = tables.get(comparison.data)
        if table is not None:
            data = Columns(table.frame, file=table.input.file)
            faults.extend(check_columns(data, comparison, outcomes_of(initiative, comparison)))
    columns = {key: Columns(table.frame, file=table.input.file) for key, table in tables.items()}
    faults.extend(initiative_questions(initiative, columns))
    return tables, list(dict.fromkeys(faults))


def _read(source: DataSource, folder: Path, largest: int) -> Table:
    options = ReadOptions(
        delimiter=source.delimiter, decimal=source.decimal, encoding=source.encoding, sheet=source.sheet,
        largest=largest,
    )  # fmt: skip
    # the place of a file on somebody's disk is no part of a report
    name = Path(source.file).name if Path(source.file).is_absolute() else source.file
    return read_table(folder / source.file, options=options, name=name)


def outcomes_of(initiative: Initiative, comparison: Comparison) -> tuple[Outcome, ...]:
    """Return the outcomes that a comparison is about: those it names, all when it names none."""
    if not comparison.outcomes:
        return initiative.outcomes
    return tuple(outcome for outcome in initiative.outcomes if outcome.id in comparison.outcomes)


@dataclass(slots=True)
class _Check:
    """Collects the faults of one table."""

    data: Columns
    faults: list[Fault] = field(default_factory=list)

    def comparison(self, comparison: Comparison, outcomes: tuple[Outcome, ...]) -> None:
        design = comparison.design
        for outcome in outcomes:
            self.outcome(outcome)
        treatment = getattr(design, "treatment", None)
        if treatment is not None:
            compared = design.kind not in ("before_after", "benchmark", "rdd")
            self._groups(treatment, getattr(design, "comparison", None), compared=compared)
        before = getattr(design, "before", None)
        if before is not None:
            binary = bool(outcomes) and all(outcome.kind == "binary" for outcome in outcomes)
            self._try(lambda: self.data.binary(before) if binary else self.data.number(before))
        for name in (*columns_of(design), comparison.sex):
            if name:
                self._exists(name)
        self._times(design)

    def _times(self, design: Design) -> None:
        time, post, unit = (getattr(design, field, None) for field in ("time", "post", "id"))
        if time is not None and post is not None and time in self.data.names:
            self._periods(time, str(post))
        if unit is not None:
            self._ids(unit, time)

    def _try(self, ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except InputError as error:
            self.faults.extend(error.faults)
            return None

    def _exists(self, name: str) -> None:
        self._try(lambda: self.data.require(name))

    def outcome(self, outcome: Outcome) -> None:
        if outcome.kind == "binary":
            self._try(lambda: self.data.binary(outcome.column))
            return
        if outcome.kind == "time" and outcome.event is not None:
            event = outcome.event
            self._try(lambda: self.data.binary(event))
        counted = outcome.kind == "count"
        self._try(lambda: self.data.count(outcome.column) if counted else self.data.number(outcome.column))

    def _groups(self, treatment: str, comparison: str | None, *, compared: bool) -> None:
        groups = self._try(lambda: self.data.two_groups(treatment, comparison))
        if groups is None:
            return
        treated, missing = groups
        taking, others = int((treated & ~missing).sum()), int((~treated & ~missing).sum())
        if taking and (others or not compared):
            return
        which = Text(sv="insatsgruppen", en="intervention group") if not taking else Text(
            sv="jämförelsegruppen", en="comparison group"
        )  # fmt: skip
        said = Text(sv=f"Ingen person finns i {which.sv}.", en=f"There is nobody in the {which.en}.")
        mend = Text(
            sv="Kontrollera kolumnen: 1 är insatsgrupp och 0 jämförelsegrupp, eller namnge den med comparison.",
            en="Check the column: 1 is intervention and 0 comparison, or name the latter with comparison.",
        )
        self._note("group-empty", treatment, said, mend)

    def _periods(self, time: str, post: str) -> None:
        from utfall.effects.periods import after_start

        periods = self._try(lambda: after_start(self.data, time, post))
        if periods is None:
            return
        after, missing = periods
        if (after & ~missing).any() and (~after & ~missing).any():
            return
        side = Text(sv="före", en="before") if (after & ~missing).any() else Text(sv="efter", en="after")
        said = Text(
            sv=f"Ingen rad ligger {side.sv} start (post = {post}).",
            en=f"No row lies {side.en} the start (post = {post}).",
        )
        mend = Text(
            sv="Ange post som den första perioden efter start, skriven som i kolumnen.",
            en="State post as the first period after the start, written as in the column.",
        )
        self._note("period-empty", time, said, mend)

    def _ids(self, name: str, time: str | None) -> None:
        """Note persons that stand twice (in the same period): the rows alone, never the id itself."""
        words = self._try(lambda: self.data.words(name))
        if words is None or (time is not None and time not in self.data.names):
            return
        period = self.data.words(time) if time is not None else np.full(words.shape, "")
        key = np.char.add(np.char.add(words, "\x1f"), period)
        _, first, counts = np.unique(key[words != ""], return_index=True, return_counts=True)
        if not (counts > 1).any():
            return
        rows = np.flatnonzero(words != "")
        again = np.ones(rows.size, dtype=bool)
        again[first] = False
        repeated = rows[again]
        shown = ", ".join(str(row + self.data.first_row) for row in repeated[:_ROWS_NAMED])
        shown += " …" if repeated.size > _ROWS_NAMED else ""
        said = Text(
            sv=f"Ett id som redan finns högre upp står på nytt: rad {shown}.",
            en=f"An id that stands higher up stands again: row {shown}.",
        )
        mend = Text(
            sv="Behåll en rad per person" + (" och period." if time else "."),
            en="Keep one row per person" + (" and period." if time else "."),
        )
        self._note("duplicate-ids", name, said, mend, int(repeated[0]))

    def _note(self, code: str, name: str, text: Text, mend: Text, row: int | None = None) -> None:
        number = None if row is None else row + self.data.first_row
        self.faults.append(Fault(code, text, mend, Place(self.data.file, name, number)))


def _nothing_measured() -> Fault:
    return Fault(
        "nothing-measured",
        Text(
            sv="Satsningen är märkt ex_ante, och dess data går inte att läsa: inget är uppmätt.",
            en="The initiative is marked ex_ante and its data cannot be read: nothing has been measured.",
        ),
        Text(
            sv="Räkna före start med utfall appraise: skriv expected under utfallen eller ange --effect. "
            "Ta bort ex_ante när data finns.",
            en="Count before the start with utfall appraise: write expected under the outcomes or give --effect. "
            "Remove ex_ante when there are data.",
        ),
        Place(field="initiative.ex_ante"),
    )
