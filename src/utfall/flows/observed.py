# SPDX-License-Identifier: Apache-2.0
"""What could be seen: observation windows as Ibis expressions. What lies outside them is not known, and is not nothing.

Stretches are half-open, [lo, hi), of one person apart from each other: windows that touch are one.
"""

from __future__ import annotations

from typing import Any

from utfall.flows.definition import OUTSIDE, FlowDefinition
from utfall.flows.queries import days_of, flag


def _ibis() -> Any:
    import ibis

    return ibis


def stretches(table: Any, censor: int) -> Any:
    """Return the stretches of canonical OBSERVATION rows: who, lo, hi. One without end lasts until the censoring."""
    ibis = _ibis()
    rows = table.select(who=table.person, lo=days_of(table.from_d), hi=days_of(table.to_d).coalesce(censor)).distinct()
    rows = rows.filter(rows.lo < rows.hi)
    order = ["lo", "hi"]
    before = ibis.window(group_by="who", order_by=order, rows=(None, -1))
    seen = rows.mutate(until=rows.hi.max().over(before))
    seen = seen.mutate(new=flag(seen.until.isnull() | (seen.lo > seen.until)))
    seen = seen.mutate(part=seen.new.sum().over(ibis.window(group_by="who", order_by=order, rows=(None, 0))))
    joined = seen.group_by(["who", "part"]).agg(lo=seen.lo.min(), hi=seen.hi.max())
    return joined.select("who", "lo", "hi")


def gaps(flow: FlowDefinition, steps: Any, seen: Any, censor: int) -> Any:
    """Return the steps between steps: in the gap state where all of it was seen, OUTSIDE where some of it was not.

    `out` is the day until which it was seen, of an OUTSIDE step.
    """
    ibis = _ibis()
    long = steps.select(
        "person",
        "pos",
        begin=steps.end,
        until=steps.after.coalesce(censor).cast("int64"),
        last=flag(steps.after.isnull()),
    )
    long = long.filter(long.until - long.begin > (flow.gap_days or 0))
    found = long.left_join(seen, [long.person == seen.who, seen.lo <= long.begin, seen.hi >= long.begin])
    whole = found.who.notnull() & (found.hi >= found.until)
    found = found.select(
        "person", "pos", "begin", "until", "last", whole=flag(whole), out=found.hi.coalesce(found.begin).cast("int64")
    )
    if flow.gap_days is None:
        found = found.filter(found.whole == 0)
    return found.select(
        "person", state=ibis.ifelse(found.whole == 1, flow.gap, OUTSIDE), start=found.begin, end=found.until,
        open=found["last"] * found.whole, gap=ibis.literal(1).cast("int64"), pos=found.pos,
        out=ibis.ifelse(found.whole == 1, None, found.out),
    )  # fmt: skip


def with_known(steps: Any, seen: Any) -> Any:
    """Return the steps with `known`: whether the person was seen the day before the step."""
    found = steps.left_join(seen, [steps.person == seen.who, seen.lo <= steps.start - 1, seen.hi >= steps.start])
    return found.mutate(known=flag(found.who.notnull())).drop("who", "lo", "hi")


def with_unseen(flow: FlowDefinition, paths: Any, seen: Any) -> Any:
    """Return per outcome also x{step}_{support}: 1 where the support is not known: not all was seen."""
    pairs = paths.join(seen, paths.person == seen.who)
    within = {
        f"v{n}": flag((pairs.lo <= pairs[f"lo{n}"]) & (pairs.hi >= pairs[f"hi{n}"])).max()
        for n in range(1, flow.depth + 1)
    }
    per = pairs.group_by(["person", "number"]).agg(**within).rename(o_person="person", o_number="number")
    found = paths.left_join(per, [paths.person == per.o_person, paths.number == per.o_number])
    columns = {}
    for n in range(1, flow.depth + 1):
        hidden = flag(found[f"lo{n}"] < found[f"hi{n}"]) * (1 - found[f"v{n}"].coalesce(0))
        for m in range(len(flow.supports)):
            given = found[f"u{n}_{m}"] if f"u{n}_{m}" in paths.columns else 0
            columns[f"x{n}_{m}"] = hidden * (1 - given)
    return found.mutate(**columns).drop("o_person", "o_number", *within)
