# SPDX-License-Identifier: Apache-2.0
"""The rules of a flow as Ibis expressions: rows of a register → steps → paths → counts. Built here, never run here.

Days are whole numbers since 1970-01-01 from the first expression on, so that no engine's dates are asked for more
than their distance. Everything stays in the portable subset of `utfall.engines.portable`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from utfall.flows.definition import OTHER, FlowDefinition


def _ibis() -> Any:
    import ibis

    return ibis


def days_of(date: Any) -> Any:
    """Return a date as days since 1970-01-01."""
    return date.delta(_ibis().date("1970-01-01"), unit="day").cast("int64")


def flag(condition: Any) -> Any:
    """Return 1 where the condition holds, else 0 (also where it is empty)."""
    ibis = _ibis()
    return ibis.ifelse(condition.fill_null(ibis.literal(value=False)), 1, 0).cast("int64")


def is_any(flow: FlowDefinition, state: Any, ids: Sequence[str]) -> Any:
    """Tell whether a state is one of the ids; a combined state counts as each of its parts."""
    ibis = _ibis()
    if not ids:
        return ibis.literal(value=False)
    if flow.overlap != "combine":
        return state.isin(list(ids))
    found = (ibis.literal("+") + state + "+").contains(f"+{ids[0]}+")
    for name in ids[1:]:
        found = found | (ibis.literal("+") + state + "+").contains(f"+{name}+")
    return found


def coded(flow: FlowDefinition, spells: Any) -> Any:
    """Return every row with its state ("" for a code that no state names), days as numbers."""
    cases = [(code, state.id) for state in flow.states for code in state.codes]
    unknown = OTHER if flow.unknown == "other" else ""
    return spells.select(
        person=spells.person,
        state=spells.state.cases(*cases, else_=unknown),
        named=flag(spells.state.isin([code for code, _ in cases])),
        start=days_of(spells.start_d),
        end=days_of(spells.end_d),
        row=spells.row_id,
    )


def _known(rows: Any) -> Any:
    return rows.state != ""


def sound(rows: Any) -> Any:
    """Tell whether a row can be used: its state is known, and it does not end before it starts."""
    return _known(rows) & (rows.end.isnull() | (rows.end >= rows.start))


def counts_of_rows(rows: Any) -> Any:
    """Return one row: what was read and what is wrong with it, and the last day in it."""
    ibis = _ibis()
    last = ibis.greatest(rows.start + 1, rows.end.coalesce(rows.start + 1))
    return rows.agg(
        rows=rows.count(),
        persons=rows.person.nunique(),
        unknown=(1 - rows.named).sum().coalesce(0),
        backwards=flag(_known(rows) & (rows.end < rows.start)).sum().coalesce(0),
        open=flag(_known(rows) & rows.end.isnull()).sum().coalesce(0),
        last=ibis.ifelse(sound(rows), last, None).max(),
    )


def missing_values(
    flow: FlowDefinition, spells: Any, supports: Any | None, persons: Any | None, observation: Any | None
) -> Any:
    """Return a row for each table: its name, and how many of its rows lack a person (id) or a first day (start).

    Of the supports only those that the definition names; what it does not name is never used.
    """
    asked = [("spells", spells, "start_d")]
    if supports is not None and flow.supports:
        named = [code for support in flow.supports for code in support.codes]
        asked.append(("supports", supports.filter(supports.state.isin(named)), "start_d"))
    if persons is not None:
        asked.append(("persons", persons, ""))
    if observation is not None:
        asked.append(("observation", observation, "from_d"))
    return _ibis().union(*(_missing(*each) for each in asked)) if len(asked) > 1 else _missing(*asked[0])


def _missing(name: str, table: Any, start: str) -> Any:
    ibis = _ibis()
    none = ibis.literal(0).cast("int64")
    first = flag(table[start].isnull()).sum().coalesce(0).cast("int64") if start else none
    found = table.agg(id=flag(table.person.isnull()).sum().coalesce(0).cast("int64"), start=first)
    return found.select(table=ibis.literal(name), id=found.id, start=found.start)


def counts_past(rows: Any, censor: int) -> Any:
    """Return one row: how many start after the censoring date, and how many go on past it."""
    past = sound(rows) & (rows.start >= censor)
    cut = sound(rows) & (rows.start < censor) & (rows.end > censor)
    return rows.agg(after_censor=flag(past).sum().coalesce(0), cut=flag(cut).sum().coalesce(0))


def unnamed_codes(flow: FlowDefinition, spells: Any) -> Any:
    """Return the codes that no state names, the most common first."""
    ibis = _ibis()
    named = [code for state in flow.states for code in state.codes]
    wrong = spells.filter(~spells.state.isin(named) | spells.state.isnull())
    counted = wrong.group_by(code=wrong.state.fill_null("")).agg(n=wrong.count())
    return counted.order_by([ibis.desc("n"), "code"]).limit(10)


def backward_rows(rows: Any) -> Any:
    """Return the row numbers of rows that end before they start, the first ones."""
    wrong = rows.filter(_known(rows) & (rows.end < rows.start))
    return wrong.select("row").order_by("row").limit(10)


def eras(flow: FlowDefinition, rows: Any, censor: int) -> Any:
    """Return the steps before overlaps are settled: cut at the censoring date, duplicates and near spells merged."""
    ibis = _ibis()
    rows = rows.filter(sound(rows) & (rows.start < censor))
    rows = rows.mutate(end=ibis.least(rows.end.coalesce(censor), censor), open=flag(rows.end.isnull()))
    once = rows.group_by(["person", "state", "start", "end"]).agg(
        open=rows.open.max(), row=rows.row.min(), same=rows.count()
    )
    before = ibis.window(group_by=["person", "state"], order_by=["start", "end", "row"], rows=(None, -1))
    seen = once.mutate(until=once.end.max().over(before))
    seen = seen.mutate(new=flag(seen.until.isnull() | (seen.start - seen.until > flow.merge_within)))
    so_far = ibis.window(group_by=["person", "state"], order_by=["start", "end", "row"], rows=(None, 0))
    seen = seen.mutate(era=seen.new.sum().over(so_far))
    return seen.group_by(["person", "state", "era"]).agg(
        start=seen.start.min(), end=seen.end.max(), open=seen.open.max(), row=seen.row.min(),
        duplicates=(seen.same - 1).sum(),
    )  # fmt: skip


def rank(flow: FlowDefinition, state: Any) -> Any:
    """Return a state's place in the order of priority."""
    return state.cases(*[(name, number) for number, name in enumerate(flow.state_ids)], else_=0).cast("int64")


def ordered(flow: FlowDefinition, merged: Any) -> Any:
    """Return the steps long enough, in each person's order, with what the next and the earlier ones say of each."""
    ibis = _ibis()
    kept = merged.filter(merged.end - merged.start >= flow.min_days)
    kept = kept.mutate(rank=rank(flow, kept.state), down=-rank(flow, kept.state))
    order = {
        "longest": ["start", "end", "down", "row"],
        "priority": ["start", "down", "end", "row"],
        "row": ["start", "row", "end", "down"],
    }[flow.ties]
    one = ibis.window(group_by="person", order_by=order)
    earlier = ibis.window(group_by="person", order_by=order, rows=(None, -1))
    return kept.mutate(
        pos=ibis.row_number().over(one).cast("int64"),
        after=kept.start.lead().over(one),
        tie=flag(kept.start.lag().over(one) == kept.start),
        overlap=flag(kept.start < kept.end.max().over(earlier)),
    ).select("person", "state", "start", "end", "open", "row", "pos", "after", "tie", "overlap")


def settled(flow: FlowDefinition, steps: Any, censor: int) -> Any:
    """Return steps of which no two of a person hold on the same day (or start on it, with events)."""
    ibis = _ibis()
    if flow.overlap == "truncate":
        whole = steps.after.isnull() | (steps.end <= steps.after)
        return steps.select(
            "person", "state", "start", "pos",
            end=ibis.least(steps.end, steps.after.coalesce(steps.end)), open=flag(whole) * steps.open,
        )  # fmt: skip
    pieces = _pieces(flow, steps, censor)
    return _by_priority(flow, pieces) if flow.overlap == "priority" else _combined(flow, pieces)


def _pieces(flow: FlowDefinition, steps: Any, censor: int) -> Any:
    """Return the stretches between two days on which something starts or ends, and the row that holds in each state.

    Steps of one state do not overlap: the running sum of the rows that start less those that end is the row that
    holds, and 0 when none does. One pass over the rows, whatever the number of them.
    """
    ibis = _ibis()
    names = [name for name in flow.state_ids if name != flow.gap]
    starts = steps.select("person", "state", day=steps.start, row=steps.row + 1, open=steps.open)
    ends = steps.select("person", "state", day=steps.end, row=-steps.row - 1, open=-steps.open)
    days = starts.union(ends)
    sums: dict[str, Any] = {}
    for number, name in enumerate(names):
        here = flag(days.state == name)
        sums |= {f"r{number}": (here * days.row).sum(), f"o{number}": (here * days.open).sum()}
    per_day = days.group_by(["person", "day"]).agg(**sums)
    so_far = ibis.window(group_by="person", order_by="day", rows=(None, 0))
    line = ibis.window(group_by="person", order_by="day")
    running = {name: per_day[name].sum().over(so_far) for name in sums}
    found = per_day.select("person", start=per_day.day, end=per_day.day.lead().over(line), **running)
    return found.filter(found.end.notnull())


def _by_priority(flow: FlowDefinition, pieces: Any) -> Any:
    ibis = _ibis()
    names = [name for name in flow.state_ids if name != flow.gap]
    chosen = ibis.cases(*[(pieces[f"r{n}"] > 0, name) for n, name in enumerate(names)], else_="")
    row = ibis.cases(*[(pieces[f"r{n}"] > 0, pieces[f"r{n}"]) for n in range(len(names))], else_=0)
    open_ = ibis.cases(*[(pieces[f"r{n}"] > 0, pieces[f"o{n}"]) for n in range(len(names))], else_=0)
    held = pieces.select("person", "start", "end", state=chosen, row=row, open=open_)
    held = held.filter(held.state != "")
    line = ibis.window(group_by="person", order_by="start")
    same = (held.state.lag().over(line) == held.state) & (held.row.lag().over(line) == held.row)
    held = held.mutate(new=1 - flag(same & (held.end.lag().over(line) == held.start)))
    so_far = ibis.window(group_by="person", order_by="start", rows=(None, 0))
    held = held.mutate(island=held.new.sum().over(so_far), last=held.end.max().over(ibis.window(group_by="person")))
    joined = held.group_by(["person", "island", "state"]).agg(
        start=held.start.min(), end=held.end.max(), open=_open_at_end(held)
    )
    return joined.select("person", "state", "start", pos=joined.start, end=joined.end, open=joined.open)


def _open_at_end(held: Any) -> Any:
    """Return whether a stretch that goes on until the censoring date is open; an open step ends nowhere else."""
    return (held.open * flag(held.end == held.last)).max()


def _combined(flow: FlowDefinition, pieces: Any) -> Any:
    ibis = _ibis()
    names = [name for name in flow.state_ids if name != flow.gap]
    label = ibis.literal("")
    going_on = ibis.literal(0).cast("int64")
    for number, name in enumerate(names):
        label = label + ibis.ifelse(pieces[f"r{number}"] > 0, "+" + name, "")
        going_on = going_on + pieces[f"o{number}"]
    last = pieces.end.max().over(ibis.window(group_by="person"))
    held = pieces.select("person", "start", "end", label=label, open=flag(going_on > 0) * flag(pieces.end == last))
    held = held.filter(held.label != "")
    return held.select("person", "start", "end", "open", state=held.label.substr(1), pos=held.start)
