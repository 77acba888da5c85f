# SPDX-License-Identifier: Apache-2.0
"""What a flow analysis found, as it may be shown. Made by `utfall.flows.summary`, the only way here.

None stands for a number that is hidden because it would tell of few persons; it is never 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from utfall.disclosure import Rules
from utfall.flows.definition import FlowDefinition
from utfall.flows.survival import Point
from utfall.flows.tables import Quality

Path = tuple[str, ...]  # the outcome first, then one step further back each
MERGED = "~"  # the rarer ways on from here, together


@dataclass(frozen=True, slots=True)
class SupportShare:
    """In how many of `outcomes` a support was given in the window of a step; `given` None where it is hidden.

    In `unseen` of them it is not known, as the window was not wholly observed; None where that is hidden. They are no
    part of the share.
    """

    support: str
    step: int
    outcomes: int
    given: int | None
    unseen: int | None = 0

    @property
    def share(self) -> float | None:
        """Share 0–1 of the outcomes where it is known."""
        if self.given is None or self.unseen is None or self.outcomes == self.unseen:
            return None
        return self.given / (self.outcomes - self.unseen)


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A node of the backward tree: outcomes that share the steps so far, of all outcomes and of the node before it."""

    path: Path
    outcomes: int
    share: float
    share_of_parent: float
    supports: tuple[SupportShare, ...]


@dataclass(frozen=True, slots=True)
class TypicalPath:
    """A path, from the most to the least common; `path` None is the rest, which holds `merged` paths.

    Shares of all outcomes and of all persons with an outcome; a person may be on several paths, so the shares of
    persons may add up to more than 1. `mean_days` is of each step on the path, the outcome's own first.
    """

    path: Path | None
    outcomes: int
    persons: int | None
    share: float
    share_of_persons: float | None
    mean_days: tuple[float, ...]
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """From one state to the next, `step` steps before the outcome, over the shown paths."""

    step: int
    start: str
    end: str
    outcomes: int
    given: int | None


@dataclass(frozen=True, slots=True)
class SupportTiming:
    """Days from the start of the window until the support was given, where it was."""

    support: str
    step: int
    outcomes: int
    quarter: int
    median: int
    three_quarters: int


@dataclass(frozen=True, slots=True)
class Move:
    """From a state to the next in all steps; None where it is hidden. `share` is of the steps in the first state."""

    state: str
    next: str
    steps: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Curve:
    """The probability that something has happened, over time; `event` "" is leaving, whatever for."""

    state: str
    event: str
    n: int
    median: int | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class GroupShare:
    """How many of a group's outcomes had a step before them; None where it is hidden."""

    attribute: str
    value: str
    before: str
    outcomes: int | None
    of: int | None

    @property
    def share(self) -> float | None:
        """Share 0–1 of the group's outcomes."""
        return None if self.outcomes is None or not self.of else self.outcomes / self.of


@dataclass(frozen=True, slots=True)
class LostMoment:
    """A state that people leave for nothing known (the gap state, or no later step), and how long they stay in it.

    When few left for no later step, they are counted with those in the gap state.
    """

    state: str
    steps: int
    to_gap: int | None
    to_nothing: int | None
    share_lost: float | None
    median_days: int | None


@dataclass(frozen=True, slots=True)
class WholeSequence:
    """A whole sequence of states, first to last; () is the rest."""

    states: Path
    persons: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowResult:
    """A flow analysis, as it may be shown.

    Parameters
    ----------
    definition
        Every rule that decided a number.
    engine
        Which engine ran it.
    rules
        How small counts were protected.
    quality
        What was read and what the rules did with it; rows, not persons, unless it says so.
    outcomes, persons
        The two denominators.
    tree, paths, links, supports
        The trace back. `supports` are the totals of each step.
    """

    definition: FlowDefinition
    engine: str
    rules: Rules
    quality: Quality
    outcomes: int
    persons: int
    tree: tuple[TreeNode, ...]
    paths: tuple[TypicalPath, ...]
    links: tuple[Link, ...]
    supports: tuple[SupportShare, ...]
    timing: tuple[SupportTiming, ...]
    moves: tuple[Move, ...]
    time_in_state: tuple[Curve, ...]
    time_to_return: tuple[Curve, ...]
    groups: tuple[GroupShare, ...]
    lost: tuple[LostMoment, ...]
    sequences: tuple[WholeSequence, ...]
    n_sequences: int
