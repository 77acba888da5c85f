# SPDX-License-Identifier: Apache-2.0
"""What an engine gives back of a flow: counts and sums of whole numbers, never rows of persons.

Every table is a tuple of rows, sorted, so that two engines that agree give equal values. Nothing in here has
passed disclosure: `flows.results` holds what may be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

Path = tuple[str, ...]  # outcome first, then one step further back each; "" after a stop


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Quality:
    """What was read, and what the rules did with it; rows unless something else is said.

    Parameters
    ----------
    censor
        The censoring date in days since 1970-01-01.
    backwards
        Rows that end before they start.
    after_censor, cut
        Rows that start after the censoring date, and that go on past it.
    open
        Rows without an end.
    duplicates
        Rows that say what another says.
    short
        Steps left out as shorter than `min_days`.
    overlaps, ties
        Steps that start before an earlier one ends, and on the same day as an earlier one.
    hidden
        Steps of which an overlap left nothing.
    unobserved
        Stretches between or after steps of which some was outside the observation windows.
    """

    censor: int
    rows: int
    persons: int
    unknown: int
    backwards: int
    open: int
    after_censor: int
    cut: int
    duplicates: int
    short: int
    overlaps: int
    ties: int
    hidden: int
    steps: int
    gaps: int
    unobserved: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A node of the backward tree: outcomes that share the steps so far."""

    path: Path
    outcomes: int
    persons: int


@dataclass(frozen=True, slots=True, order=True)
class PathRow:
    """A whole path: outcomes, persons, days of each step, and in how many each support was given before each step.

    `given` and `given_persons` hold one number per step back and support: supports within steps. `unseen` says in how
    many it is not known whether the support was given, when there are observation windows; () when there are none.
    """

    path: Path
    outcomes: int
    persons: int
    days: tuple[int, ...]
    given: tuple[int, ...]
    given_persons: tuple[int, ...]
    unseen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Timing:
    """Days from the start of the window until the support was given: how many outcomes."""

    step: int
    support: str
    days: int
    outcomes: int


@dataclass(frozen=True, slots=True, order=True)
class Transition:
    """From a state to the next: how often, how many persons, days spent in the first."""

    state: str
    next: str
    steps: int
    persons: int
    days: int


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """Steps that lasted this long, by what came next (ONGOING: not known yet)."""

    state: str
    next: str
    days: int
    steps: int


@dataclass(frozen=True, slots=True, order=True)
class Return:
    """After leaving an outcome state: days until the next placement (`event` its state, "" none yet) or return."""

    kind: str  # "next": first placement after; "return": first step in an outcome state after
    event: str
    days: int
    steps: int


@dataclass(frozen=True, slots=True, order=True)
class GroupPath:
    """Where those with one value of an attribute (sex, age, area) came from: the step before the outcome."""

    attribute: str
    value: str
    before: str
    outcomes: int
    persons: int


@dataclass(frozen=True, slots=True, order=True)
class Variant:
    """A whole sequence of states from first to last, as "a>b>c": how many persons."""

    sequence: str
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTables:
    """Everything that an engine gives back.

    `variants` holds the most common whole sequences of `n_variants`; `n_with_steps` persons have one.
    `n_with_outcome` persons have an outcome.
    """

    quality: Quality
    nodes: tuple[Node, ...]
    paths: tuple[PathRow, ...]
    timing: tuple[Timing, ...]
    transitions: tuple[Transition, ...]
    durations: tuple[Duration, ...]
    returns: tuple[Return, ...]
    groups: tuple[GroupPath, ...]
    variants: tuple[Variant, ...]
    n_variants: int
    n_with_steps: int
    n_with_outcome: int

    def differences(self, other: FlowTables) -> list[str]:
        """Return the names of the tables that differ; [] when every row agrees."""
        return [field.name for field in fields(self) if getattr(self, field.name) != getattr(other, field.name)]


MOST_VARIANTS = 50  # the most common whole sequences; the rest is a number
