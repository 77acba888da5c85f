# SPDX-License-Identifier: Apache-2.0
"""Time in a state, time until people come back, and the moments where they are lost."""

from __future__ import annotations

from collections import defaultdict

from utfall.disclosure import Rules, SafeTable
from utfall.flows.crossings import MOST_STATES
from utfall.flows.definition import END, ONGOING, OUTSIDE, FlowDefinition
from utfall.flows.results import MERGED, Curve, LostMoment
from utfall.flows.survival import CENSORED, HORIZONS, Incidence, Point, Times, cumulative_incidence, median_days, merged
from utfall.flows.tables import FlowTables


def _times_by_state(tables: FlowTables) -> dict[str, Times]:
    rows: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for row in tables.durations:
        rows[row.state].append((row.days, CENSORED if row.next == ONGOING else row.next, row.steps))
    return {state: Times(tuple(found)) for state, found in rows.items()}


def _shown(curve: Incidence, rules: Rules) -> tuple[Point, ...]:
    """Return the points where as many as the threshold still wait, and where no few events can be told apart."""
    found: list[Point] = []
    for point in curve.points:
        if point.at_risk < rules.threshold:
            break
        since = point.events - (found[-1].events if found else 0)
        if not rules.is_small(since):
            found.append(point)
    return tuple(found)


def _curves(state: str, times: Times, rules: Rules, *, by_event: bool) -> list[Curve]:
    happened = sum(n for _, event, n in times.rows if event != CENSORED)
    if times.n < rules.threshold or rules.is_small(happened) or rules.is_small(times.n - happened):
        return []
    whole = cumulative_incidence(merged(times), HORIZONS)
    median = median_days(times) if happened >= 2 * rules.threshold else None
    found = [Curve(state, CENSORED, times.n, median, _shown(curve, rules)) for curve in whole]
    sizes = {event: sum(n for _, what, n in times.rows if what == event) for event in times.events}
    if by_event and len(sizes) > 1 and not any(rules.is_small(size) for size in sizes.values()):
        competing = cumulative_incidence(times, HORIZONS)
        found += [Curve(state, curve.event, times.n, None, _shown(curve, rules)) for curve in competing]
    return found


def time_in_state(tables: FlowTables, moves: SafeTable, rules: Rules) -> tuple[Curve, ...]:
    """Return the probability of having left each state over time, and for what where nothing about that is hidden."""
    found: list[Curve] = []
    for state, times in sorted(_times_by_state(tables).items()):
        if state == OUTSIDE or state not in moves.axes[0].labels or moves.cell(state=state) is None:
            continue
        # how many still wait tells how many are still there: nothing may be hidden of that
        if ONGOING in moves.axes[1].labels and moves.cell(state=state, next=ONGOING) is None:
            continue
        open_row = all(moves.cell(state=state, next=after) is not None for after in moves.axes[1].labels)
        found += _curves(state, times, rules, by_event=open_row and len(moves.axes[1].labels) <= MOST_STATES + 2)
    return tuple(found)


def time_to_return(flow: FlowDefinition, tables: FlowTables, rules: Rules) -> tuple[Curve, ...]:
    """Return the time from leaving an outcome state until coming back, and until the first placement of any kind."""
    found = []
    for kind in ("return", "next"):
        rows = tuple((row.days, row.event, row.steps) for row in tables.returns if row.kind == kind)
        found += _curves(kind, Times(rows), rules, by_event=kind == "next")
    return tuple(found)


def lost_moments(flow: FlowDefinition, tables: FlowTables, moves: SafeTable) -> tuple[LostMoment, ...]:
    """Return for every state how many left it for nothing known, those who lose the most first."""
    times = _times_by_state(tables)
    found = []
    for state in moves.axes[0].labels:
        steps = moves.cell(state=state)
        if state in (flow.gap, MERGED, OUTSIDE) or not steps:
            continue
        known = moves.axes[1].labels
        to_gap = moves.cell(state=state, next=flow.gap) if flow.gap in known else 0
        to_nothing = moves.cell(state=state, next=END) if END in known else 0
        others = [moves.cell(state=state, next=after) for after in known if after not in (flow.gap, END)]
        # what is neither is what is left of all steps: no more than the table of moves tells
        shown = [count for count in others if count is not None]
        lost = None if len(shown) < len(others) else steps - sum(shown)
        median = median_days(times[state]) if steps >= 10 else None
        found.append(LostMoment(state, steps, to_gap, to_nothing, None if lost is None else lost / steps, median))
    return tuple(sorted(found, key=lambda row: (-(row.share_lost or 0.0), row.state)))
