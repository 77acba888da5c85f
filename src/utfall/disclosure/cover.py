# SPDX-License-Identifier: Apache-2.0
"""Which other cells must be hidden with the sensitive ones: the cheapest change of the whole system, cell by cell.

For a sensitive cell we look for other sets of values that agree with everything shown and in which the cell lies
lower and higher, `amount` apart. The cells that differ are hidden; the sets of values are then a proof that somebody
with every output cannot tell them apart. (Cell suppression by linear programmes: J. P. Kelly, B. L. Golden and
A. A. Assad, Cell suppression: disclosure protection for sensitive tabular data, Networks 22, 1992, 397–417.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from utfall.disclosure.suppression import Bools, Floats, Ints
from utfall.disclosure.system import System

_TINY = 1e-6
_CHOSEN = 12  # cells of a long line that are tried as cover before all are
_ROUNDS = 6  # steps from a cell to what may have to change with it: the dimensions of a table, at most
_AS_IF = 1e6  # an empty cell is as dear as one of so many: a shown zero tells the reader much
_STEPS = (2, 6)  # changes in whole multiples of these are whole numbers where a vertex has halves or thirds


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is to be protected.

    Parameters
    ----------
    sensitive
        (cells,), must not be worked out.
    amount
        (cells,), how much each must be able to vary.
    lowest
        Value that everybody knows every hidden cell to have at least; one number, or (cells,).
    whole_numbers
        Everybody knows that the values are whole numbers.
    keep_zeros
        Empty cells are always shown.
    fixed
        (cells,), known from elsewhere: hiding them would cover nothing. None: no cell is.
    """

    sensitive: Bools
    amount: Floats
    lowest: float | Floats = 0.0
    whole_numbers: bool = True
    keep_zeros: bool = False
    fixed: Bools | None = None


def hide(system: System, need: Need) -> Bools:
    """Return the cells to hide, (cells,): the sensitive ones, the secret ones and their cover."""
    search = _Search.of(system, need)
    hidden = need.sensitive | system.secret
    fall, rise = np.zeros(system.size), np.zeros(system.size)  # how far each cell is proved to vary
    targets = np.flatnonzero(need.sensitive)
    for target in targets[np.argsort(-need.amount[targets], kind="stable")].tolist():
        if search.covered_by_alike(hidden, target):
            continue
        down = min(search.room[target], need.amount[target])
        # upwards first, as others then have to fall; what falls can mostly rise too, and the way down costs nothing
        for wanted in (need.amount[target] - down, -down):
            if (rise if wanted > 0 else fall)[target] >= abs(wanted) - _TINY:
                continue
            change = search.cheapest(hidden, target, wanted)
            hidden |= np.abs(change) > _TINY
            fall, rise = np.maximum(fall, -change), np.maximum(rise, change)
    return hidden


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Finds the cheapest change that raises a cell; a change is what rises and what falls."""

    equations: Any  # by column
    by_row: Any
    room: Floats  # how far each cell can fall
    weight: Floats  # what hiding it costs
    free: Bools  # may be hidden at all
    alike: Ints  # cells with the same number stand in exactly the same equations
    amount: Floats
    whole_numbers: bool

    @classmethod
    def of(cls, system: System, need: Need) -> _Search:
        # parts before sums, and empty cells late
        weight = 1.0 + np.log1p(np.where(system.values > 0, system.values, _AS_IF))
        free = (system.values > 0) | need.sensitive | system.secret if need.keep_zeros else np.ones(system.size, bool)
        if need.fixed is not None:
            free = free & ~need.fixed
        return cls(
            equations=system.equations.tocsc(),
            by_row=system.equations,
            room=np.where(free, np.maximum(system.values - need.lowest, 0.0), 0.0),
            weight=np.where(system.is_sum, 4.0 * weight + 10.0, weight),
            free=free,
            alike=_patterns(system),
            amount=need.amount,
            whole_numbers=need.whole_numbers,
        )

    def covered_by_alike(self, hidden: Bools, target: int) -> bool:
        """Tell whether the target can vary enough while hidden cells in exactly its own equations take it up."""
        others = hidden & (self.alike == self.alike[target])
        others[target] = False
        return bool(others.any()) and float(self.room[others].sum() + self.room[target]) >= self.amount[target] - _TINY

    def cheapest(self, hidden: Bools, target: int, wanted: float) -> Floats:
        """Return a cheap change in which the target is `wanted` higher (or lower, when that is negative), (cells,)."""
        for among in (self._near(hidden, target), self.free):
            for step in (1, *_STEPS) if self.whole_numbers else (1,):
                change = self._solved(hidden, target, wanted, among=among, step=step)
                if change is not None:
                    return change
        return self._everything(target)

    def _everything(self, target: int) -> Floats:
        """Return the change that hides all that may be hidden; the target and all its sums can then rise together."""
        change = np.where(self.free, 2 * _TINY, 0.0)
        change[target] = self.amount[target]
        return change

    def _near(self, hidden: Bools, target: int) -> Bools:
        """Return the cells that a change is first looked for among: the cheapest of each line, and what ties them."""
        chosen = np.zeros(self.room.size, dtype=bool)
        chosen[target] = True
        price = np.where(hidden, 0.0, self.weight) + (self.room < self.amount[target]) * 5.0
        for row in self.equations.indices[self.equations.indptr[target] : self.equations.indptr[target + 1]]:
            part = slice(self.by_row.indptr[row], self.by_row.indptr[row + 1])
            cells = self.by_row.indices[part]
            whole = cells[self.by_row.data[part] < 0]
            parts = cells[self.by_row.data[part] > 0]
            chosen[whole] = True
            chosen[parts[np.argsort(price[parts], kind="stable")[:_CHOSEN]]] = True
        incidence = abs(self.by_row)
        for _ in range(_ROUNDS):
            touched = (incidence @ chosen > 0).astype(float)
            more = chosen | (incidence.T @ touched >= 2)
            if np.array_equal(more, chosen):
                break
            chosen = more
        return chosen & self.free

    def _solved(self, hidden: Bools, target: int, wanted: float, *, among: Bools, step: int) -> Floats | None:
        """Return the cheapest change among some cells, in multiples of `step` if whole; None when there is none."""
        from scipy.optimize import linprog
        from scipy.sparse import hstack

        inside = np.flatnonzero(among)
        part = self.equations[:, inside].tocsr()
        part = part[np.flatnonzero(np.diff(part.indptr))]
        weight = np.where(hidden[inside], 0.0, self.weight[inside]) + 1e-9
        fall, aim = np.floor(self.room[inside] / step) * step if step > 1 else self.room[inside], inside == target
        asked = abs(wanted) if not self.whole_numbers else np.ceil(abs(wanted) / step) * step
        if wanted < 0 and asked > fall[aim][0]:
            return None
        high = np.concatenate([np.where(aim, 0.0, np.inf), np.where(aim, 0.0, fall)])
        low = np.zeros(2 * inside.size)
        place = int(np.flatnonzero(aim)[0]) + (inside.size if wanted < 0 else 0)
        low[place] = high[place] = asked
        none = np.zeros(part.shape[0])
        found = linprog(
            np.concatenate([weight, weight]), A_eq=hstack([part, -part]), b_eq=none, bounds=np.column_stack([low, high])
        )
        if found.x is None:
            return None
        change = np.zeros(self.room.size)
        change[inside] = found.x[: inside.size] - found.x[inside.size :]
        nearest = np.round(change) if self.whole_numbers else np.where(np.abs(change) > _TINY, change, 0.0)
        return nearest if np.all(np.abs(change - nearest) <= _TINY) else None


def _patterns(system: System) -> Ints:
    """Return a number per set of equations that a cell stands in."""
    columns = system.equations.tocsc()
    seen: dict[bytes, int] = {}
    found = np.empty(system.size, dtype=np.int64)
    for cell in range(system.size):
        part = slice(columns.indptr[cell], columns.indptr[cell + 1])
        key = columns.indices[part].tobytes() + columns.data[part].tobytes()
        found[cell] = seen.setdefault(key, len(seen))
    return found
