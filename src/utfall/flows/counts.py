# SPDX-License-Identifier: Apache-2.0
"""The aggregates of a flow as Ibis expressions: everything that leaves an engine is made here."""

from __future__ import annotations

from typing import Any

from utfall.flows.definition import OUTSIDE, FlowDefinition
from utfall.flows.queries import flag, is_any
from utfall.flows.trace import ATTRIBUTES


def _ibis() -> Any:
    import ibis

    return ibis


def path_columns(flow: FlowDefinition) -> list[str]:
    """Return the names of the columns of a path, the outcome first."""
    return [f"p{n}" for n in range(flow.depth + 1)]


def nodes(flow: FlowDefinition, paths: Any) -> Any:
    """Return the nodes of the backward tree: `level` steps back, the path so far, "" beyond it."""
    ibis = _ibis()
    keys = path_columns(flow)
    long: Any = None
    for level, last in enumerate(keys):
        so_far = {key: paths[key] if number <= level else ibis.literal("") for number, key in enumerate(keys)}
        one = paths.filter(paths[last] != "").select("person", **so_far, level=ibis.literal(level).cast("int64"))
        long = one if long is None else long.union(one)
    return long.group_by(["level", *keys]).agg(outcomes=long.count(), persons=long.person.nunique())


def whole_paths(flow: FlowDefinition, paths: Any) -> Any:
    """Return every path with its outcomes, persons, days and supports."""
    ibis = _ibis()
    sums: dict[str, Any] = {"outcomes": paths.count(), "persons": paths.person.nunique()}
    sums |= {f"d{n}": paths[f"d{n}"].sum() for n in range(flow.depth + 1)}
    for n in range(1, flow.depth + 1):
        for m in range(len(flow.supports)):
            given = paths[f"u{n}_{m}"]
            sums |= {f"u{n}_{m}": given.sum(), f"q{n}_{m}": ibis.ifelse(given == 1, paths.person, None).nunique()}
    sums |= {name: paths[name].sum() for name in paths.columns if name.startswith("x")}
    return paths.group_by(path_columns(flow)).agg(**sums)


def timing(flow: FlowDefinition, paths: Any) -> Any:
    """Return in how many outcomes a support came how many days into the window of a step."""
    ibis = _ibis()
    long: Any = None
    for step in range(1, flow.depth + 1):
        for number, support in enumerate(flow.supports):
            days = paths[f"w{step}_{number}"]
            place = {"step": ibis.literal(step).cast("int64"), "support": ibis.literal(support.id)}
            one = paths.filter(days.notnull()).select(**place, days=days)
            long = one if long is None else long.union(one)
    return long.group_by(["step", "support", "days"]).agg(outcomes=long.count())


def groups(paths: Any) -> Any:
    """Return the step before the outcome among those with one value of each attribute."""
    ibis = _ibis()
    long: Any = None
    for name in ATTRIBUTES:
        one = paths.select("person", before=paths.p1, attribute=ibis.literal(name), value=paths[name])
        long = one if long is None else long.union(one)
    return long.group_by(["attribute", "value", "before"]).agg(outcomes=long.count(), persons=long.person.nunique())


def transitions(steps: Any) -> Any:
    """Return from which state to which: steps, persons, days in the first."""
    return steps.group_by(["state", "next"]).agg(
        steps=steps.count(), persons=steps.person.nunique(), days=(steps.end - steps.start).sum()
    )


def durations(steps: Any) -> Any:
    """Return how many steps lasted how many days, by what came next."""
    held = steps.mutate(days=steps.end - steps.start)
    return held.group_by(["state", "next", "days"]).agg(steps=held.count())


def returns(flow: FlowDefinition, steps: Any, censor: int) -> Any:
    """Return days from leaving an outcome state to the next placement ("next") and to an outcome state ("return")."""
    ibis = _ibis()
    left = steps.filter(is_any(flow, steps.state, flow.outcome.states) & (steps.open == 0) & (steps.gap == 0))
    end = left.out_day.coalesce(censor) if "out_day" in left.columns else censor
    placed = ibis.ifelse(left.later == "", end, left.later_day)
    onward = left.select(kind=ibis.literal("next"), event=left.later, days=(placed - left.end).cast("int64"))
    back = ibis.ifelse(left.back_day.isnull(), "", "return")
    again = left.back_day.coalesce(end)
    onward = onward.union(left.select(kind=ibis.literal("return"), event=back, days=(again - left.end).cast("int64")))
    return onward.group_by(["kind", "event", "days"]).agg(steps=onward.count())


def sequences(steps: Any) -> Any:
    """Return each person's states from first to last as one text, "a>b>c", and in how many persons it is found."""
    ibis = _ibis()
    line = ibis.struct({"number": steps.number, "state": steps.state}).collect()
    per_person = steps.group_by("person").agg(line=line)
    texts = per_person.select(sequence=per_person.line.sort().map(lambda step: step.state).join(">"))
    return texts.group_by("sequence").agg(persons=texts.count())


def most_common(variants: Any, most: int) -> Any:
    """Return the most common whole sequences."""
    return variants.order_by([_ibis().desc("persons"), "sequence"]).limit(most)


def numbers(
    flow: FlowDefinition, merged: Any, ordered: Any, settled: Any, steps: Any, paths: Any, variants: Any
) -> Any:
    """Return what the rules did, as rows of name and value."""
    ibis = _ibis()
    hidden = flag(settled.end <= settled.start) if flow.min_days else settled.start * 0
    asked = [
        ("duplicates", merged, merged.duplicates.sum()),
        ("short", merged, flag(merged.end - merged.start < flow.min_days).sum()),
        ("ties", ordered, ordered.tie.sum()),
        ("overlaps", ordered, ordered.overlap.sum()),
        ("hidden", settled, hidden.sum()),
        ("steps", steps, (1 - steps.gap).sum()),
        ("gaps", steps, (steps.gap * flag(steps.state != OUTSIDE)).sum()),
        ("unobserved", steps, (steps.gap * flag(steps.state == OUTSIDE)).sum()),
        ("variants", variants, variants.count()),
        ("with_steps", variants, variants.persons.sum()),
        ("with_outcome", paths, paths.person.nunique()),
    ]
    found: Any = None
    for name, table, value in asked:
        one = table.agg(value=value.coalesce(0).cast("int64")).mutate(name=ibis.literal(name))
        found = one if found is None else found.union(one)
    return found
