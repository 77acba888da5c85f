# SPDX-License-Identifier: Apache-2.0
"""Random allocation: who is offered the initiative, decided by lots that can be drawn again and shown unchanged.

See docs/methods/allocation.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from utfall.core.estimate import Check
from utfall.core.frame import Columns
from utfall.effects._numerics.contrast import Ints
from utfall.effects.balance import balance_before
from utfall.effects.planning import allocation_checks
from utfall.effects.planning._draws import Drawn, draw_blocked, draw_minimised, draw_queue, draw_simple
from utfall.effects.planning._faults import refuse
from utfall.effects.result import Balance

AllocationMethod = Literal["simple", "complete", "blocked", "minimisation", "wait_list"]
ALLOCATION_METHODS: tuple[AllocationMethod, ...] = ("simple", "complete", "blocked", "minimisation", "wait_list")


_LOGGED, _WORD = 2600, 200  # bytes of a unit in the log, and of a cell of text, at the peak


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPlan:
    """How lots are to be drawn.

    Parameters
    ----------
    id
        Column with a unique id per person.
    arms
        Names of the groups, the comparison last; of the starts in order for a wait list.
    ratio
        Whole numbers, one per arm; () is as many in each.
    method
        "simple" (each on its own), "complete" (exactly the ratio within each stratum), "blocked" (permuted blocks
        of random length), "minimisation" (Pocock and Simon) or "wait_list" (a random queue, cut into starts).
        None: complete for clusters, which are few and drawn at once; blocked for persons.
    strata
        Columns within whose combinations lots are drawn; the factors of minimisation.
    cluster
        Column with the unit that is drawn as a whole, such as a school.
    block_lengths
        Lengths to draw from, multiples of the ratio's sum; () is two and three times that sum.
    probability
        Of the arm that makes groups most alike, in minimisation.
    balance
        Further columns of the balance table.
    seed
        Of the lots, 0 or more. The same seed and the same persons give the same list.
    """

    id: str
    arms: tuple[str, ...] = ("insats", "jämförelse")
    ratio: tuple[int, ...] = ()
    method: AllocationMethod | None = None
    strata: tuple[str, ...] = ()
    cluster: str | None = None
    block_lengths: tuple[int, ...] = ()
    probability: float = 0.8
    balance: tuple[str, ...] = ()
    seed: int

    @property
    def drawn_by(self) -> AllocationMethod:
        """The method, with the default filled in."""
        return self.method or ("blocked" if self.cluster is None else "complete")

    @property
    def ratios(self) -> tuple[int, ...]:
        """One whole number per arm."""
        return self.ratio or (1,) * len(self.arms)

    @property
    def lengths(self) -> tuple[int, ...]:
        """Block lengths to draw from."""
        return self.block_lengths or (2 * sum(self.ratios), 3 * sum(self.ratios))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One drawing of lots.

    Parameters
    ----------
    order
        From 1, in the order that lots were drawn.
    unit
        Id of the person, or name of the cluster.
    stratum
        The values of the strata columns; () without strata.
    block, place
        As in the log of blocks and queues, from 1; 0 where there is none.
    chance
        Probability, when the turn came, of the arm that was drawn.
    """

    order: int
    unit: str
    persons: int
    stratum: tuple[str, ...]
    arm: str
    block: int
    place: int
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A drawn list.

    Parameters
    ----------
    time
        When it was drawn, as the caller stated it.
    decisions
        The log, in the order of drawing.
    ids, arms
        Person by person, in the order of the data.
    sizes, units
        Persons, and units drawn, per arm.
    balance
        For each arm but the last, its balance against the last, over strata and balance columns.
    """

    plan: AllocationPlan
    time: str
    decisions: tuple[Decision, ...]
    ids: tuple[str, ...]
    arms: tuple[str, ...]
    sizes: tuple[tuple[str, int], ...]
    units: tuple[tuple[str, int], ...]
    balance: tuple[tuple[str, Balance], ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """What is drawn: one row per unit, in the order of drawing.

    Parameters
    ----------
    names, persons
        Name and number of persons of each unit.
    strata
        Number of the stratum of each unit, shape (units,), and the values of each stratum.
    factors
        Category of each unit in each strata column, shape (units, columns).
    of_row
        Unit of each row of the data.
    """

    names: tuple[str, ...]
    persons: Ints
    strata: Ints
    stratum_values: tuple[tuple[str, ...], ...]
    factors: Ints
    of_row: Ints


def drawing_bytes(plan: AllocationPlan, data: Columns) -> int:
    """Return about how many bytes drawing lots takes beside the table, the list and its log included.

    By the log's row of each unit and the text of each column, as measured at 50,000 and 300,000 rows (up to 18 % more
    than the peak).

    Raises
    ------
    InputError
        When the table lacks the cluster's column.
    """
    units = data.height if plan.cluster is None else int(data.require(plan.cluster).n_unique())
    words = 1 + len(plan.strata) + (plan.cluster is not None)
    return _LOGGED * units + _WORD * words * data.height


def allocate(data: Any, plan: AllocationPlan, *, time: str) -> Allocation:
    """Draw lots.

    Parameters
    ----------
    data
        `Columns`, or any dataframe or mapping of columns; one row per person.
    time
        When, in words or as ISO 8601; it stands in the log and changes no lot.

    Raises
    ------
    InputError
        A plan that cannot be followed, a repeated or empty id, an empty cell in a strata or cluster column,
        a cluster in two strata.
    DesignRefused
        Fewer units than arms, or fewer than four clusters.
    """
    refuse(allocation_checks.plan_faults(plan))
    columns = data if isinstance(data, Columns) else Columns(data)
    units = _units(columns, plan)
    allocation_checks.refuse_too_few(plan, len(units.names), columns.file)
    drawn, order = _draw(plan, units)
    arm = drawn.arm[units.of_row]
    decisions = tuple(
        Decision(
            order=number, unit=units.names[unit], persons=int(units.persons[unit]),
            stratum=units.stratum_values[units.strata[unit]], arm=plan.arms[drawn.arm[unit]],
            block=int(drawn.block[unit]), place=int(drawn.place[unit]), chance=float(drawn.chance[unit]),
        )
        for number, unit in enumerate(order, start=1)
    )  # fmt: skip
    balance = _balance(columns, plan, arm)
    return Allocation(
        plan=plan,
        time=time,
        decisions=decisions,
        ids=tuple(str(word) for word in columns.words(plan.id)),
        arms=tuple(plan.arms[code] for code in arm),
        sizes=_counts(plan, arm),
        units=_counts(plan, drawn.arm),
        balance=balance,
        checks=allocation_checks.checks(plan, units.strata, units.persons, balance),
    )


def _counts(plan: AllocationPlan, arm: Ints) -> tuple[tuple[str, int], ...]:
    counts = np.bincount(arm, minlength=len(plan.arms))
    return tuple((name, int(count)) for name, count in zip(plan.arms, counts, strict=True))


def _units(data: Columns, plan: AllocationPlan) -> Units:
    """Return what is drawn, sorted by name; in the order of the data for minimisation, where order is arrival."""
    ids = data.words(plan.id)
    refuse(allocation_checks.id_faults(ids, data, plan))
    names = ids if plan.cluster is None else data.words(plan.cluster)
    columns = [data.words(name) for name in plan.strata]
    refuse(allocation_checks.cell_faults([*columns, names], (*plan.strata, plan.cluster or plan.id), data))
    unique, first, of_row, persons = np.unique(names, return_index=True, return_inverse=True, return_counts=True)
    if plan.drawn_by == "minimisation":
        by_arrival = np.argsort(first)
        unique, first, persons = unique[by_arrival], first[by_arrival], persons[by_arrival]
        of_row = np.argsort(by_arrival)[of_row]
    refuse(allocation_checks.cluster_faults(columns, first, of_row, data, plan))
    if not columns:
        none = np.zeros(len(unique), dtype=np.int64)
        return Units(tuple(unique.tolist()), persons, none, ((),), none[:, None], of_row)
    table = np.column_stack([column[first] for column in columns])
    values, strata = np.unique(table, axis=0, return_inverse=True)
    factors = np.column_stack([np.unique(column, return_inverse=True)[1] for column in table.T])
    rows = tuple(tuple(str(word) for word in row) for row in values)
    return Units(tuple(unique.tolist()), persons, strata.reshape(-1), rows, factors, of_row)


def _draw(plan: AllocationPlan, units: Units) -> tuple[Drawn, list[int]]:
    """Return the lots, and the units in the order that lots were drawn."""
    rng = np.random.default_rng(plan.seed)
    ratio = np.array(plan.ratios, dtype=np.int64)
    everyone = len(units.names)
    if plan.drawn_by == "minimisation":
        factors = np.column_stack([units.factors, np.zeros(everyone, dtype=np.int64)])
        return draw_minimised(factors, ratio, plan.probability, rng), list(range(everyone))
    none = np.zeros(everyone, dtype=np.int64)
    whole = Drawn(none, none.copy(), none.copy(), np.zeros(everyone))
    order: list[int] = []
    for stratum in range(len(units.stratum_values)):
        members = np.flatnonzero(units.strata == stratum)
        drawn = _draw_stratum(plan, len(members), ratio, rng)
        for name in ("arm", "block", "place", "chance"):
            getattr(whole, name)[members] = getattr(drawn, name)
        order += [int(member) for member in members]
    return whole, order


def _draw_stratum(plan: AllocationPlan, count: int, ratio: Ints, rng: np.random.Generator) -> Drawn:
    if plan.drawn_by == "simple":
        return draw_simple(count, ratio, rng)
    if plan.drawn_by in ("complete", "wait_list"):
        queue = draw_queue(count, ratio, rng)
        return queue if plan.drawn_by == "wait_list" else replace(queue, place=queue.block)
    return draw_blocked(count, ratio, np.array(plan.lengths, dtype=np.int64), rng)


def _balance(data: Columns, plan: AllocationPlan, arm: Ints) -> tuple[tuple[str, Balance], ...]:
    names = tuple(dict.fromkeys((*plan.strata, *plan.balance)))
    if not names:
        return ()
    table = data.covariates(names)
    found = []
    for code, name in enumerate(plan.arms[:-1]):
        both = (arm == code) | (arm == len(plan.arms) - 1)
        balance = balance_before(table.matrix[both], table.names, arm[both] == code)
        if balance is not None:
            found.append((name, balance))
    return tuple(found)
