# SPDX-License-Identifier: Apache-2.0
"""The readable reference: a flow worked out person by person in plain Python. What it says is right.

No cleverness and no library: loops over one person's spells, in the order of the rules. Every other engine is held
against it, row by row.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile

from utfall.flows.definition import END, ONGOING, OTHER, OUTSIDE, START, FlowDefinition
from utfall.flows.tables import (
    MOST_VARIANTS,
    Duration,
    FlowTables,
    GroupPath,
    Node,
    Path,
    PathRow,
    Quality,
    Return,
    Timing,
    Transition,
    Variant,
)

EPOCH = datetime.date(1970, 1, 1)
Stretch = tuple[int, int]  # days that were seen, half-open
_Outcome = tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]  # person, days, given, not known


@dataclass(frozen=True, slots=True)
class Spell:
    """A row of a register: whose, which code, from which day until which (None: still going on)."""

    person: int
    code: str
    start: int
    end: int | None
    row: int


@dataclass(frozen=True, slots=True)
class Observed:
    """A window in which a person could be seen, from which day until before which (None: the censoring date)."""

    person: int
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person."""

    sex: str = ""
    birth_year: int | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a person's way; `row` is the lowest of the rows it is made of."""

    state: str
    start: int
    end: int
    open: bool
    row: int
    rank: int = 0
    gap: bool = False


@dataclass(slots=True)
class _Counts:
    """What is counted on the way, from which the tables are made."""

    quality: Counter[str] = field(default_factory=Counter)
    nodes: dict[Path, list[int]] = field(default_factory=lambda: defaultdict(list))
    paths: dict[Path, list[_Outcome]] = field(default_factory=lambda: defaultdict(list))
    timing: Counter[tuple[int, str, int]] = field(default_factory=Counter)
    transitions: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    durations: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    returns: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    groups: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    variants: Counter[str] = field(default_factory=Counter)


def run_in_memory(
    flow: FlowDefinition,
    spells: Iterable[Spell],
    supports: Iterable[Spell] = (),
    persons: Mapping[int, Person] | None = None,
    most: int = MOST_VARIANTS,
    observation: Iterable[Observed] | None = None,
) -> FlowTables:
    """Return the tables of a flow.

    Parameters
    ----------
    spells
        Rows of states; days are whole numbers since 1970-01-01, intervals half-open.
    supports
        Rows of supports.
    persons
        Sex, year of birth and area by person.
    most
        How many of the most common whole sequences come back.
    observation
        When each person could be seen; None: always. A person without a row was never seen.
    """
    counts = _Counts()
    rows = list(spells)
    state_of = {code: state.id for state in flow.states for code in state.codes}
    support_of = {code: support.id for support in flow.supports for code in support.codes}
    known = [row for row in rows if row.code in state_of or flow.unknown == "other"]
    sound = [row for row in known if row.end is None or row.end >= row.start]
    censor = _censor(flow, sound)
    counts.quality.update(
        rows=len(rows), persons=len({row.person for row in rows}), backwards=len(known) - len(sound),
        unknown=sum(row.code not in state_of for row in rows), open=sum(row.end is None for row in sound),
        after_censor=sum(row.start >= censor for row in sound),
        cut=sum(row.start < censor and row.end is not None and row.end > censor for row in sound),
    )  # fmt: skip
    by_person: dict[int, list[Spell]] = defaultdict(list)
    for row in sound:
        if row.start < censor:
            by_person[row.person].append(replace(row, code=state_of.get(row.code, OTHER)))
    given: dict[int, list[Spell]] = defaultdict(list)
    for row in supports:
        if row.code in support_of:
            end = max(censor if row.end is None else row.end, row.start + 1)  # a day's visit is a day long
            given[row.person].append(replace(row, code=support_of[row.code], end=end))
    watched = None if observation is None else _stretches(observation, censor)
    for person, own in by_person.items():
        seen = None if watched is None else watched[person]
        steps = steps_of(flow, own, censor, counts.quality, seen)
        _count_steps(flow, person, steps, censor, counts, seen)
        _count_outcomes(flow, person, steps, given[person], (persons or {}).get(person), counts, seen)
    return _tables(counts, censor, most)


def _censor(flow: FlowDefinition, rows: Sequence[Spell]) -> int:
    if flow.censor is not None:
        return (flow.censor - EPOCH).days
    return max((max(row.start + 1, row.end or 0) for row in rows), default=0)


def _stretches(rows: Iterable[Observed], censor: int) -> dict[int, list[Stretch]]:
    """Return when each person was seen; windows that touch are one."""
    found: dict[int, list[Stretch]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.start, censor if row.end is None else row.end)):
        end, own = censor if row.end is None else row.end, found[row.person]
        if row.start >= end:
            continue
        if own and row.start <= own[-1][1]:
            own[-1] = (own[-1][0], max(own[-1][1], end))
        else:
            own.append((row.start, end))
    return found


def _saw(seen: Sequence[Stretch] | None, low: int, high: int) -> bool:
    """Tell whether every day from `low` to before `high` was seen, in one stretch."""
    return seen is None or any(start <= low and high <= end for start, end in seen)


def steps_of(
    flow: FlowDefinition,
    rows: Sequence[Spell],
    censor: int,
    quality: Counter[str],
    seen: Sequence[Stretch] | None = None,
) -> list[Step]:
    """Return one person's steps in order: merged, short ones left out, overlaps settled, gaps put in."""
    rank = {state: number for number, state in enumerate(flow.state_ids)}
    once: dict[tuple[str, int, int], Step] = {}
    for row in sorted(rows, key=lambda row: row.row):
        end = censor if row.end is None else min(row.end, censor)
        key = (row.code, row.start, end)
        if key in once:
            quality["duplicates"] += 1
            once[key] = replace(once[key], open=once[key].open or row.end is None)
        else:
            once[key] = Step(row.code, row.start, end, row.end is None, row.row, rank[row.code])
    eras = [era for state in rank for era in _merged(flow, [step for step in once.values() if step.state == state])]
    long = [era for era in eras if era.end - era.start >= flow.min_days]
    quality["short"] += len(eras) - len(long)
    ordered = sorted(long, key=lambda era: _order(flow, era))
    quality["ties"] += sum(before.start == after.start for before, after in pairwise(ordered))
    quality["overlaps"] += sum(
        after.start < max(era.end for era in ordered[: number + 1]) for number, after in enumerate(ordered[1:])
    )
    settled = {"truncate": _truncated, "priority": _by_priority, "combine": _combined}[flow.overlap](ordered)
    kept = [step for step in settled if step.end > step.start or flow.min_days == 0]
    quality["hidden"] += len(settled) - len(kept)
    quality["steps"] += len(kept)
    return _with_gaps(flow, kept, censor, quality, seen)


def _merged(flow: FlowDefinition, steps: Sequence[Step]) -> list[Step]:
    """Return the steps of one state, those near enough made one."""
    eras: list[Step] = []
    for step in sorted(steps, key=lambda step: (step.start, step.end, step.row)):
        if eras and step.start - eras[-1].end <= flow.merge_within:
            last = eras[-1]
            eras[-1] = replace(
                last, end=max(last.end, step.end), open=last.open or step.open, row=min(last.row, step.row)
            )
        else:
            eras.append(step)
    return eras


def _order(flow: FlowDefinition, era: Step) -> tuple[int, ...]:
    """Return what the steps of a person are ordered by: of those that start on one day the last remains."""
    if flow.ties == "longest":
        return (era.start, era.end, -era.rank, era.row)
    if flow.ties == "priority":
        return (era.start, -era.rank, era.end, era.row)
    return (era.start, era.row, era.end, -era.rank)


def _truncated(eras: Sequence[Step]) -> list[Step]:
    ended = [
        replace(era, end=min(era.end, after.start), open=era.open and era.end <= after.start)
        for era, after in pairwise(eras)
    ]
    return [*ended, *eras[-1:]]


def _pieces(eras: Sequence[Step]) -> list[tuple[int, int, list[Step]]]:
    """Return the stretches between two days on which something starts or ends, with what holds in each."""
    days = sorted({day for era in eras for day in (era.start, era.end)})
    found = []
    for start, end in pairwise(days):
        holding = [era for era in eras if era.start <= start and era.end >= end]
        if holding:
            found.append((start, end, holding))
    return found


def _by_priority(eras: Sequence[Step]) -> list[Step]:
    steps: list[Step] = []
    for start, end, holding in _pieces(eras):
        era = min(holding, key=lambda era: era.rank)
        piece = replace(era, start=start, end=end, open=era.open and end == era.end)
        same = steps and (steps[-1].state, steps[-1].row, steps[-1].end) == (piece.state, piece.row, piece.start)
        if same:
            steps[-1] = replace(steps[-1], end=end, open=piece.open)
        else:
            steps.append(piece)
    return steps


def _combined(eras: Sequence[Step]) -> list[Step]:
    steps = []
    for start, end, holding in _pieces(eras):
        names = [era.state for era in sorted(holding, key=lambda era: era.rank)]
        going_on = any(era.open and era.end == end for era in holding)
        steps.append(Step("+".join(names), start, end, going_on, min(era.row for era in holding)))
    return steps


def _with_gaps(
    flow: FlowDefinition, steps: Sequence[Step], censor: int, quality: Counter[str], seen: Sequence[Stretch] | None
) -> list[Step]:
    found: list[Step] = []
    for step, after in zip(steps, [*steps[1:], None][: len(steps)], strict=True):
        found.append(step)
        until = censor if after is None else after.start
        if until - step.end > (flow.gap_days or 0) and not _saw(seen, step.end, until):
            quality["unobserved"] += 1
            found.append(Step(OUTSIDE, step.end, until, open=False, row=step.row, gap=True))
        elif flow.gap_days is not None and until - step.end > flow.gap_days:
            quality["gaps"] += 1
            found.append(Step(flow.gap, step.end, until, after is None, step.row, gap=True))
    return found


def _next_of(steps: Sequence[Step], number: int) -> str:
    if number + 1 < len(steps):
        return steps[number + 1].state
    return ONGOING if steps[number].open else END


def _count_steps(
    flow: FlowDefinition,
    person: int,
    steps: Sequence[Step],
    censor: int,
    counts: _Counts,
    seen: Sequence[Stretch] | None,
) -> None:
    if not steps:
        return
    counts.variants[">".join(step.state for step in steps)] += 1
    for number, step in enumerate(steps):
        days, after = step.end - step.start, _next_of(steps, number)
        counts.transitions[step.state, after].append((person, days))
        counts.durations[step.state, after, days] += 1
        if not flow.counts_as(step.state, flow.outcome.states) or step.open or step.gap:
            continue
        after_it = list(takewhile(lambda other: other.state != OUTSIDE, steps[number + 1 :]))
        unseen = steps[number + 1 + len(after_it) :]
        last = _seen_until(seen, unseen[0].start) if unseen else censor
        later = [other for other in after_it if not other.gap]
        back = [other for other in later if flow.counts_as(other.state, flow.outcome.states)]
        for kind, found in (("next", later), ("return", back)):
            event, day = (found[0].state, found[0].start) if found else ("", last)
            counts.returns[kind, event if kind == "next" else event and "return", day - step.end] += 1


def _seen_until(seen: Sequence[Stretch] | None, day: int) -> int:
    """Return the day until which a person was seen from a day on; the day itself when they were not."""
    return max((end for start, end in seen or () if start <= day <= end), default=day)


def _outcomes(flow: FlowDefinition, steps: Sequence[Step]) -> list[int]:
    """Return the numbers of the steps that are the outcome."""
    wanted = flow.outcome
    first = None if wanted.start_from is None else (wanted.start_from - EPOCH).days
    last = None if wanted.start_to is None else (wanted.start_to - EPOCH).days
    day = None if wanted.on is None else (wanted.on - EPOCH).days
    found = []
    for number, step in enumerate(steps):
        before = any(flow.counts_as(earlier.state, wanted.after) for earlier in steps[:number])
        if not flow.counts_as(step.state, wanted.states) or (wanted.after and not before):
            continue
        if (first is not None and step.start < first) or (last is not None and step.start >= last):
            continue
        if day is None or step.start <= day < step.end:
            found.append(number)
    return found[:1] if wanted.which == "first" else found[-1:] if wanted.which == "last" else found


def _trace(
    flow: FlowDefinition, steps: Sequence[Step], index: int, seen: Sequence[Stretch] | None
) -> tuple[Path, list[Step]]:
    """Return the path back from a step, padded with "", and the steps that are on it (the outcome first)."""
    path, walked = [steps[index].state], [steps[index]]
    for back in range(1, flow.depth + 1):
        if index - back < 0:
            path.append(START if _saw(seen, steps[0].start - 1, steps[0].start) else OUTSIDE)
            break
        step = steps[index - back]
        if step.state == OUTSIDE:
            path.append(OUTSIDE)
            break
        if flow.look_back is not None and step.end <= steps[index].start - flow.look_back:
            path.append(OUTSIDE)
            break
        path.append(step.state)
        walked.append(step)
    return tuple(path + [""] * (flow.depth + 1 - len(path))), walked


def _window(flow: FlowDefinition, older: Step, younger: Step) -> tuple[int, int]:
    """Return the days within which a support counts as given before the younger step, half-open."""
    if flow.support_window.kind == "around":
        return younger.start - flow.support_window.days, younger.start + flow.support_window.days
    if flow.support_window.kind == "gap" and not older.gap:
        return older.end, younger.start
    return older.start, younger.start


def _count_outcomes(
    flow: FlowDefinition,
    person: int,
    steps: Sequence[Step],
    given: Sequence[Spell],
    about: Person | None,
    counts: _Counts,
    seen: Sequence[Stretch] | None,
) -> None:
    for index in _outcomes(flow, steps):
        path, walked = _trace(flow, steps, index, seen)
        for level in range(len([state for state in path if state])):
            counts.nodes[path[: level + 1]].append(person)
        days = [step.end - step.start for step in walked] + [0] * (flow.depth + 1 - len(walked))
        flags = [0] * (flow.depth * len(flow.supports))
        unseen = list(flags)
        for back in range(1, len(walked)):
            low, high = _window(flow, walked[back], walked[back - 1])
            for number, support in enumerate(flow.supports):
                firsts = [
                    max(row.start, low) - low
                    for row in given
                    if row.code == support.id and low < high and row.start < high and (row.end or 0) > low
                ]
                if firsts:
                    flags[(back - 1) * len(flow.supports) + number] = 1
                    counts.timing[back, support.id, min(firsts)] += 1
                elif low < high and not _saw(seen, low, high):
                    unseen[(back - 1) * len(flow.supports) + number] = 1
        counts.paths[path].append((person, tuple(days), tuple(flags), () if seen is None else tuple(unseen)))
        for attribute, value in _attributes(flow, about, steps[index].start):
            counts.groups[attribute, value, path[1]].append(person)


def _attributes(flow: FlowDefinition, about: Person | None, day: int) -> list[tuple[str, str]]:
    if about is None:
        return [("sex", ""), ("age", ""), ("area", "")]
    return [("sex", about.sex), ("age", age_band(flow, about.birth_year, day)), ("area", about.area)]


def age_band(flow: FlowDefinition, birth_year: int | None, day: int) -> str:
    """Return the age band ("13-15", "21+") in the year of the day; "" when the age is unknown or below all bands."""
    if birth_year is None:
        return ""
    age = (EPOCH + datetime.timedelta(days=day)).year - birth_year
    names = band_names(flow)
    return next((name for low, name in reversed(names) if age >= low), "")


def band_names(flow: FlowDefinition) -> list[tuple[int, str]]:
    """Return the lower bound and name of each age band."""
    lows = list(flow.age_bands)
    highs = [*(low - 1 for low in lows[1:]), None]
    return [(low, f"{low}+" if high is None else f"{low}-{high}") for low, high in zip(lows, highs, strict=True)]


def _sums(rows: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))


def _path_row(path: Path, found: Sequence[_Outcome]) -> PathRow:
    persons = [person for person, *_ in found]
    width = len(found[0][2])
    with_support = tuple(len({person for person, _, flags, _ in found if flags[number]}) for number in range(width))
    return PathRow(
        path, len(found), len(set(persons)), _sums([days for _, days, _, _ in found]),
        _sums([flags for _, _, flags, _ in found]), with_support, _sums([unseen for *_, unseen in found]),
    )  # fmt: skip


def _tables(counts: _Counts, censor: int, most: int) -> FlowTables:
    names = [name for name in Quality.__dataclass_fields__ if name != "censor"]
    transitions = [
        Transition(*key, len(found), len({person for person, _ in found}), sum(days for _, days in found))
        for key, found in counts.transitions.items()
    ]
    common = sorted(counts.variants.items(), key=lambda item: (-item[1], item[0]))[:most]
    return FlowTables(
        quality=Quality(censor=censor, **{name: counts.quality[name] for name in names}),
        nodes=tuple(sorted(Node(path, len(who), len(set(who))) for path, who in counts.nodes.items())),
        paths=tuple(sorted(_path_row(path, found) for path, found in counts.paths.items())),
        timing=tuple(sorted(Timing(*key, n) for key, n in counts.timing.items())),
        transitions=tuple(sorted(transitions)),
        durations=tuple(sorted(Duration(*key, n) for key, n in counts.durations.items())),
        returns=tuple(sorted(Return(*key, n) for key, n in counts.returns.items())),
        groups=tuple(sorted(GroupPath(*key, len(who), len(set(who))) for key, who in counts.groups.items())),
        variants=tuple(sorted(Variant(*item) for item in common)),
        n_variants=len(counts.variants),
        n_with_steps=counts.variants.total(),
        n_with_outcome=len({person for found in counts.paths.values() for person, *_ in found}),
    )
