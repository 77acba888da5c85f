# SPDX-License-Identifier: Apache-2.0
"""From steps to paths and counts, as Ibis expressions: gaps, outcomes, the trace back, supports between steps."""

from __future__ import annotations

import datetime
from typing import Any

from utfall.flows import observed
from utfall.flows.definition import END, ONGOING, OUTSIDE, START, FlowDefinition
from utfall.flows.queries import days_of, flag, is_any

EPOCH = datetime.date(1970, 1, 1)
ATTRIBUTES = ("sex", "age", "area")


def _ibis() -> Any:
    import ibis

    return ibis


def day_number(day: datetime.date) -> int:
    """Return a date as days since 1970-01-01."""
    return (day - EPOCH).days


def with_gaps(flow: FlowDefinition, kept: Any, censor: int, watched: Any | None = None) -> Any:
    """Return numbered steps, long stretches between them made steps in the gap state.

    Columns: person, number, state, start, end, open, gap; and of what comes after: next ("" when nothing), later
    (the next step that is no gap, or ""), and the day it starts. With stretches of observation (`watched`) also out
    (of a step OUTSIDE: the day until which it was seen) and known (the person was seen the day before the step).
    """
    ibis = _ibis()
    line = ibis.window(group_by="person", order_by=["start", "pos"])
    steps = kept.mutate(gap=ibis.literal(0).cast("int64"), after=kept.start.lead().over(line))
    columns = ["person", "state", "start", "end", "open", "gap", "pos"]
    if watched is not None:
        found = observed.gaps(flow, steps, watched, censor)
        steps = steps.select(*columns, out=ibis.null("int64"))
        steps = steps.union(found.select(*steps.columns))
    elif flow.gap_days is not None:
        until = steps.after.coalesce(censor)
        gaps = steps.filter(until - steps.end > flow.gap_days).select(
            "person", state=ibis.literal(flow.gap), start=steps.end, end=steps.after.coalesce(censor).cast("int64"),
            open=flag(steps.after.isnull()), gap=ibis.literal(1).cast("int64"), pos=steps.pos,
        )  # fmt: skip
        steps = steps.select(*columns).union(gaps.select(*columns))
    line = ibis.window(group_by="person", order_by=["start", "gap", "pos"])
    number = ibis.row_number().over(line).cast("int64") + 1
    if watched is None:
        return steps.select(*columns[:-1], number=number)
    return observed.with_known(steps.select(*columns[:-1], "out", number=number), watched)


def seen(flow: FlowDefinition, steps: Any) -> Any:
    """Return each step with what comes after it and what went before, and whether it is an outcome."""
    ibis = _ibis()
    line = ibis.window(group_by="person", order_by="number")
    earlier = ibis.window(group_by="person", order_by="number", rows=(None, -1))
    later = ibis.window(group_by="person", order_by="number", rows=(1, None))
    wanted = flow.outcome
    back = is_any(flow, steps.state, wanted.states) & (steps.gap == 0)
    lead, lead2 = steps.state.lead().over(line), steps.state.lead(2).over(line)
    gap_next = steps.gap.lead().over(line) == 1
    columns = {
        "next": lead.coalesce(ibis.ifelse(steps.open == 1, ONGOING, END)),
        "later": ibis.ifelse(gap_next, lead2, lead).coalesce(""),
        "later_day": ibis.ifelse(gap_next, steps.start.lead(2).over(line), steps.start.lead().over(line)),
        "back_day": ibis.ifelse(back, steps.start, None).min().over(later),
    }
    if wanted.after:
        columns["before"] = flag(is_any(flow, steps.state, wanted.after)).max().over(earlier).coalesce(0)
    for number in range(1, flow.depth + 1):
        columns |= {
            f"s{number}": steps.state.lag(number).over(line),
            f"b{number}": steps.start.lag(number).over(line),
            f"e{number}": steps.end.lag(number).over(line),
            f"g{number}": steps.gap.lag(number).over(line),
        }
    if "out" in steps.columns:
        columns |= _until_unseen(flow, steps, columns)
    return steps.mutate(**columns)


def _until_unseen(flow: FlowDefinition, steps: Any, columns: dict[str, Any]) -> dict[str, Any]:
    """Return what comes after a step as far as it was seen, and what was seen before the steps on the way back."""
    ibis = _ibis()
    line = ibis.window(group_by="person", order_by="number")
    out = steps.out.min().over(ibis.window(group_by="person", order_by="number", rows=(1, None)))
    next_seen = out.isnull() | (columns["later_day"] <= out)
    back_seen = out.isnull() | (columns["back_day"] <= out)
    found = {
        "later": ibis.ifelse(next_seen, columns["later"], ""),
        "back_day": ibis.ifelse(back_seen, columns["back_day"], None),
        "out_day": out,
    }
    return found | {f"k{n}": steps.known.lag(n).over(line) for n in range(1, flow.depth + 1)}


def outcomes(flow: FlowDefinition, steps: Any) -> Any:
    """Return the steps that are the outcome."""
    ibis = _ibis()
    wanted = flow.outcome
    chosen = is_any(flow, steps.state, wanted.states)
    if wanted.after:
        chosen = chosen & (steps.before == 1)
    if wanted.start_from is not None:
        chosen = chosen & (steps.start >= day_number(wanted.start_from))
    if wanted.start_to is not None:
        chosen = chosen & (steps.start < day_number(wanted.start_to))
    if wanted.on is not None:
        chosen = chosen & (steps.start <= day_number(wanted.on)) & (steps.end > day_number(wanted.on))
    found = steps.filter(chosen)
    if wanted.which == "every":
        return found
    order = "number" if wanted.which == "first" else ibis.desc("number")
    place = ibis.row_number().over(ibis.window(group_by="person", order_by=order))
    return found.mutate(place=place).filter(lambda t: t.place == 0)


def traced(flow: FlowDefinition, found: Any) -> Any:
    """Return per outcome: p0…pk (the path), d0…dk (days of each step), and lo/hi of each support window."""
    ibis = _ibis()
    columns: dict[str, Any] = {"p0": found.state, "d0": found.end - found.start}
    alive = ibis.literal(value=True)
    younger = found.start
    for n in range(1, flow.depth + 1):
        state, start, end = found[f"s{n}"], found[f"b{n}"], found[f"e{n}"]
        there = state.notnull()
        inside = there if flow.look_back is None else there & (end > found.start - flow.look_back)
        stop = ibis.ifelse(there, OUTSIDE, START)
        if "known" in found.columns:
            inside = inside & (state != OUTSIDE)
            before = found.known if n == 1 else found[f"k{n - 1}"]
            stop = ibis.ifelse(there | (before == 0), OUTSIDE, START)
        columns[f"p{n}"] = ibis.ifelse(alive, ibis.ifelse(inside, state, stop), "")
        alive = alive & inside
        columns[f"d{n}"] = ibis.ifelse(alive, end - start, 0)
        low, high = _window(flow, found, n, younger)
        columns[f"lo{n}"] = ibis.ifelse(alive, low, None)
        columns[f"hi{n}"] = ibis.ifelse(alive, high, None)
        younger = start
    return found.select("person", "number", "start", **columns)


def _window(flow: FlowDefinition, found: Any, n: int, younger: Any) -> tuple[Any, Any]:
    if flow.support_window.kind == "around":
        return younger - flow.support_window.days, younger + flow.support_window.days
    if flow.support_window.kind == "gap":
        return _ibis().ifelse(found[f"g{n}"] == 1, found[f"b{n}"], found[f"e{n}"]), younger
    return found[f"b{n}"], younger


def supports_of(flow: FlowDefinition, table: Any, censor: int) -> Any:
    """Return the supports that the definition names: person, kind, start, end (a day at least)."""
    ibis = _ibis()
    cases = [(code, support.id) for support in flow.supports for code in support.codes]
    named = table.filter(table.state.isin([code for code, _ in cases]))
    start = days_of(named.start_d)
    return named.select(
        who=named.person, kind=named.state.cases(*cases, else_=""), since=start,
        until=ibis.greatest(days_of(named.end_d).coalesce(censor), start + 1),
    )  # fmt: skip


def with_supports(flow: FlowDefinition, paths: Any, supports: Any | None) -> Any:
    """Return per outcome also u{step}_{support} (given or not) and w{step}_{support} (days into the window)."""
    ibis = _ibis()
    if supports is None or not flow.supports:
        return paths
    columns: dict[str, Any] = {}
    pairs = paths.join(supports, paths.person == supports.who)
    for n in range(1, flow.depth + 1):
        low, high = pairs[f"lo{n}"], pairs[f"hi{n}"]
        during = (low < high) & (pairs.since < high) & (pairs.until > low)
        for m, support in enumerate(flow.supports):
            given = during & (pairs.kind == support.id)
            first = ibis.greatest(pairs.since, low) - low
            columns |= {f"u{n}_{m}": flag(given).max(), f"w{n}_{m}": ibis.ifelse(given, first, None).min()}
    per_outcome = pairs.group_by(["person", "number"]).agg(**columns)
    per_outcome = per_outcome.rename(q_person="person", q_number="number")
    same = [paths.person == per_outcome.q_person, paths.number == per_outcome.q_number]
    joined = paths.left_join(per_outcome, same)
    filled = {name: joined[name].coalesce(0) for name in columns if name.startswith("u")}
    return joined.mutate(**filled).drop("q_person", "q_number")


def with_persons(flow: FlowDefinition, paths: Any, persons: Any | None) -> Any:
    """Return per outcome also the person's sex, age band at the outcome and area, "" when unknown."""
    ibis = _ibis()
    if persons is None:
        return paths.mutate(**dict.fromkeys(ATTRIBUTES, ibis.literal("")))
    about = persons.select(who=persons.person, sex=persons.sex, born=persons.birth_year, area=persons.area)
    joined = paths.left_join(about, paths.person == about.who)
    day = ibis.date("1970-01-01") + joined.start.as_interval("D")
    age = day.year().cast("int64") - joined.born.cast("int64")
    bands = [(age >= low, name) for low, name in reversed(band_names(flow))]
    return joined.mutate(
        sex=joined.sex.coalesce(""), area=joined.area.coalesce(""), age=ibis.cases(*bands, else_="")
    ).drop("who", "born")


def band_names(flow: FlowDefinition) -> list[tuple[int, str]]:
    """Return the lower bound and name of each age band ("13-15", "21+")."""
    lows = list(flow.age_bands)
    highs = [*(low - 1 for low in lows[1:]), None]
    return [(low, f"{low}+" if high is None else f"{low}-{high}") for low, high in zip(lows, highs, strict=True)]
