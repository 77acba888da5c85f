# SPDX-License-Identifier: Apache-2.0
"""What a flow analysis asks: which states, which outcome, how far back, and every rule that decides a number.

A definition is data. It says nothing of where the registers are or which engine reads them, and it validates
itself: one that exists can be run.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import NO_TEXT, Text

Which = Literal["every", "first", "last"]
Overlap = Literal["truncate", "combine", "priority"]
Ties = Literal["longest", "priority", "row"]
Unknown = Literal["refuse", "other", "drop"]
Backwards = Literal["refuse", "drop"]
WindowKind = Literal["step", "gap", "around"]

START = "START"  # nothing earlier is in the register
OUTSIDE = "OUTSIDE"  # what is earlier lies outside the look-back window, or the person was not observed
END = "END"  # left, and nothing is known to follow
ONGOING = "ONGOING"  # still there at the censoring date
OTHER = "OTHER"  # a code that no state names
RESERVED = (START, OUTSIDE, END, ONGOING, OTHER, "")
NO_PLACEMENT = Text(sv="Ingen placering", en="No placement")
_ID = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿ][0-9A-Za-zÀ-ÖØ-öø-ÿ_/-]{0,59}\Z")
MOST_DEPTH = 8
MOST_DAYS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state that people are in: its id, its name, and the codes of the register that stand for it."""

    id: str
    label: Text
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A support that may have been given: its id, its name, and the codes of the register that stand for it."""

    id: str
    label: Text
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the trace starts from.

    Parameters
    ----------
    states
        The outcome is a step in one of these states (or in the gap state).
    after
        Only steps with one of these states somewhere before count: a re-placement is no first placement.
    which
        Every such step, or each person's first or last.
    on
        The step that holds this day, instead of every step that starts.
    start_from, start_to
        Only steps that start on or after the first and before the second.
    """

    states: tuple[str, ...]
    after: tuple[str, ...] = ()
    which: Which = "every"
    on: datetime.date | None = None
    start_from: datetime.date | None = None
    start_to: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class SupportWindow:
    """When a support counts as given between two steps.

    "step": from the older step's start to the younger's. "gap": from the older step's end to the younger's start (the
    whole step when the older one is the gap state). "around": within `days` days of the younger step's start.
    """

    kind: WindowKind = "step"
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDefinition:
    """A flow analysis.

    Parameters
    ----------
    states
        In order of priority: the first holds when several do at once (`overlap="priority"`).
    outcome
        What the trace starts from.
    supports
        What may have been given between the steps.
    depth
        Steps back from the outcome.
    look_back
        Days before the outcome within which a step must have ended to be traced; None: all that is known.
    era_gap
        Spells of one state with at most this many days between them are one step; None: only spells that overlap.
    min_days
        A step shorter than this is left out (before overlaps are settled). 0 keeps events without duration.
    gap_days
        More days than this between two steps are a step of their own, in the gap state; None: never.
    gap
        Id and name of the gap state.
    overlap
        Spells of different states at once: "truncate" ends the one that started first when the next starts;
        "priority" lets the state named first hold; "combine" makes a state of its own, "a+b".
    ties
        Which of several spells that start on one day remains when overlaps are truncated: the longest, the one whose
        state is named first, or the one whose row comes last.
    unknown
        A code that no state names: refuse the run, make it the state OTHER, or leave the row out.
    backwards
        A row that ends before it starts: refuse the run, or leave the row out and count it.
    censor
        First day that is not observed any more; None: the first day after the last date in the data.
    support_window
        When a support counts as given.
    age_bands
        Lower bounds of the ages at the outcome that paths are compared between.
    """

    id: str
    title: Text
    states: tuple[State, ...]
    outcome: Outcome
    supports: tuple[Support, ...] = ()
    depth: int = 3
    look_back: int | None = None
    era_gap: int | None = None
    min_days: int = 1
    gap_days: int | None = 14
    gap: str = "none"
    gap_label: Text = NO_PLACEMENT
    overlap: Overlap = "truncate"
    ties: Ties = "longest"
    unknown: Unknown = "refuse"
    backwards: Backwards = "refuse"
    censor: datetime.date | None = None
    support_window: SupportWindow = SupportWindow()
    age_bands: tuple[int, ...] = (0, 13, 16, 18, 21)
    note: Text = NO_TEXT

    def __post_init__(self) -> None:
        found = [*_name_faults(self), *_outcome_faults(self), *_number_faults(self)]
        if found:
            raise InputError(*found)

    @property
    def state_ids(self) -> tuple[str, ...]:
        """Ids of the states in order of priority, then OTHER and the gap state when they can occur."""
        other = (OTHER,) if self.unknown == "other" else ()
        gap = (self.gap,) if self.gap_days is not None else ()
        return (*(state.id for state in self.states), *other, *gap)

    @property
    def merge_within(self) -> int:
        """Days between two spells of one state that make them one step; -1: they must overlap."""
        return -1 if self.era_gap is None else self.era_gap

    def counts_as(self, state: str, ids: Iterable[str]) -> bool:
        """Tell whether a step's state is one of the ids; a combined state counts as each of its parts."""
        return bool(set(state.split("+")) & set(ids))

    def label(self, state: str) -> Text:
        """Return a state's name; a combined state's is its parts'."""
        names = {item.id: item.label for item in self.states} | {self.gap: self.gap_label} | STOP_LABELS
        parts = [names.get(part, Text.same(part)) for part in state.split("+")]
        return Text(sv=" + ".join(part.sv for part in parts), en=" + ".join(part.en for part in parts))


STOP_LABELS = {
    START: Text(sv="Inget tidigare i registret", en="Nothing earlier in the register"),
    OUTSIDE: Text(sv="Utanför det som kan ses", en="Outside what can be seen"),
    END: Text(sv="Lämnat, inget känt därefter", en="Left, nothing known after"),
    ONGOING: Text(sv="Pågår vid uppföljningens slut", en="Still there at the end of follow-up"),
    OTHER: Text(sv="Annat (okänd kod)", en="Other (unknown code)"),
}


def _fault(code: str, field: str, sv: str, en: str, mend_sv: str, mend_en: str) -> Fault:
    return Fault(code, Text(sv=sv, en=en), Text(sv=mend_sv, en=mend_en), Place(field=field))


def _name_faults(flow: FlowDefinition) -> list[Fault]:
    found = []
    ids = [*(("states", state.id) for state in flow.states), *(("supports", item.id) for item in flow.supports)]
    for field, name in [*ids, ("gap", flow.gap)]:
        if not _ID.match(name) or name in RESERVED:
            found.append(
                _fault(
                    "id-unusable",
                    field,
                    f"Id ”{name[:60]}” går inte att använda.",
                    f"The id '{name[:60]}' cannot be used.",
                    "Bokstäver, siffror, _, / och -; inte START, OUTSIDE, END, ONGOING eller OTHER.",
                    "Letters, digits, _, / and -; not START, OUTSIDE, END, ONGOING or OTHER.",
                )
            )
    names = [state.id for state in flow.states]
    for field, many in (("states", [*names, flow.gap]), ("supports", [item.id for item in flow.supports])):
        twice = sorted({name for name in many if many.count(name) > 1})
        if twice:
            found.append(
                _fault(
                    "id-duplicate",
                    field,
                    f"Id ”{twice[0]}” används två gånger.",
                    f"The id '{twice[0]}' is used twice.",
                    "Ge varje post sitt eget id.",
                    "Give each item an id of its own.",
                )
            )
    for field, items in (("states", flow.states), ("supports", flow.supports)):
        codes = [code for item in items for code in item.codes]
        shared = sorted({code for code in codes if codes.count(code) > 1})
        empty = [item.id for item in items if not item.codes]
        if shared:
            found.append(
                _fault(
                    "code-shared",
                    field,
                    f"Koden ”{shared[0]}” står på två ställen.",
                    f"The code '{shared[0]}' stands twice.",
                    "Låt varje kod betyda en sak.",
                    "Let each code mean one thing.",
                )
            )
        if empty:
            found.append(
                _fault(
                    "codes-missing",
                    field,
                    f"”{empty[0]}” har inga koder.",
                    f"'{empty[0]}' has no codes.",
                    "Lägg till registrets koder.",
                    "Add the register's codes.",
                )
            )
    if not flow.states:
        found.append(
            _fault(
                "states-missing",
                "states",
                "Inga tillstånd är angivna.",
                "No states are given.",
                "Ange minst ett tillstånd.",
                "State at least one.",
            )
        )
    return found


def _outcome_faults(flow: FlowDefinition) -> list[Fault]:
    found = []
    known = flow.state_ids
    if not flow.outcome.states:
        found.append(
            _fault(
                "outcome-missing",
                "outcome",
                "Utfallet saknar tillstånd.",
                "The outcome has no states.",
                "Ange minst ett tillstånd.",
                "State at least one.",
            )
        )
    for name in (*flow.outcome.states, *flow.outcome.after):
        if name not in known:
            listed = ", ".join(known)
            found.append(
                _fault(
                    "state-unknown",
                    "outcome",
                    f"Tillståndet ”{name[:60]}” finns inte.",
                    f"There is no state '{name[:60]}'.",
                    f"Tillstånden är {listed}.",
                    f"The states are {listed}.",
                )
            )
    lowest, highest = flow.outcome.start_from, flow.outcome.start_to
    if lowest is not None and highest is not None and lowest >= highest:
        found.append(
            _fault(
                "range-order",
                "outcome",
                "Perioden slutar innan den börjar.",
                "The period ends before it starts.",
                "Ange start_from före start_to.",
                "State start_from before start_to.",
            )
        )
    if flow.outcome.on is not None and flow.outcome.which != "every":
        found.append(
            _fault(
                "choice-unknown",
                "outcome",
                "En dag har bara ett steg per person.",
                "A day has one step a person.",
                "Ta bort which, eller on.",
                "Remove which, or on.",
            )
        )
    return found


def _number_faults(flow: FlowDefinition) -> list[Fault]:
    found = []
    ranges: list[tuple[str, int | None, int, int]] = [
        ("depth", flow.depth, 1, MOST_DEPTH),
        ("look_back", flow.look_back, 1, MOST_DAYS),
        ("era_gap", flow.era_gap, 0, MOST_DAYS),
        ("min_days", flow.min_days, 0, MOST_DAYS),
        ("gap_days", flow.gap_days, 0, MOST_DAYS),
        ("support_window", flow.support_window.days, int(flow.support_window.kind == "around"), MOST_DAYS),
    ]
    for field, value, lowest, highest in ranges:
        if value is not None and not lowest <= value <= highest:
            found.append(
                _fault(
                    "number-range",
                    field,
                    f"{value} går inte.",
                    f"{value} will not do.",
                    f"Ange ett heltal {lowest}–{highest}.",
                    f"State a whole number {lowest}–{highest}.",
                )
            )
    choices: list[tuple[str, str, object]] = [
        ("outcome", flow.outcome.which, Which),
        ("overlap", flow.overlap, Overlap),
        ("ties", flow.ties, Ties),
        ("unknown", flow.unknown, Unknown),
        ("backwards", flow.backwards, Backwards),
        ("support_window", flow.support_window.kind, WindowKind),
    ]
    for field, word, kind in choices:
        if word not in get_args(kind):
            listed = ", ".join(get_args(kind))
            found.append(
                _fault(
                    "choice-unknown",
                    field,
                    f"”{str(word)[:30]}” finns inte.",
                    f"There is no '{str(word)[:30]}'.",
                    f"Välj {listed}.",
                    f"Choose {listed}.",
                )
            )
    if flow.min_days == 0 and flow.overlap != "truncate":
        found.append(
            _fault(
                "number-range",
                "min_days",
                "Händelser utan längd kan bara trunkeras.",
                "Events without duration can only be truncated.",
                'Ange min_days = 1, eller overlap = "truncate".',
                'State min_days = 1, or overlap = "truncate".',
            )
        )
    if list(flow.age_bands) != sorted(set(flow.age_bands)) or any(age < 0 for age in flow.age_bands):
        found.append(
            _fault(
                "number-range",
                "age_bands",
                "Åldersgränserna stiger inte.",
                "The age bounds do not rise.",
                "Ange dem i stigande ordning.",
                "State them in rising order.",
            )
        )
    return found
