# SPDX-License-Identifier: Apache-2.0
"""A block of untreated units and a block of treated ones, before and after one start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.designs import SyntheticControl, SyntheticDiD
from utfall.core.errors import Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Bools, Floats, Ints
from utfall.effects.carrying import refused
from utfall.effects.panel.long import Periods, Wide, first_rows, read_wide
from utfall.effects.result import Flow, GroupFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Complete units by periods.

    Parameters
    ----------
    treated, donors
        Outcomes, shapes (treated units, periods) and (donors, periods).
    n_pre
        Periods before the start.
    donor_names
        Ids of the donors as the user wrote them.
    flow
        Units from the table to the estimate.
    """

    treated: Floats
    donors: Floats
    n_pre: int
    donor_names: tuple[str, ...]
    periods: tuple[str, ...]
    flow: Flow


def read_block(design: SyntheticControl | SyntheticDiD, columns: Columns, outcome: Outcome) -> Block:
    """Read the block; donors with a gap are left out and counted.

    Raises
    ------
    InputError
        Unknown column, a unit twice in a period, a start that cannot be read.
    DesignRefused
        No treated unit, different starts, a gap in a treated unit, fewer than three donors, fewer than two periods
        before the start, none after.
    """
    wide, periods = read_wide(columns, outcome, id_column=design.id, time=design.time)
    on, unknown = columns.two_groups(design.treatment, design.comparison)
    cells = (wide.row >= 0) & on[np.maximum(wide.row, 0)]
    treated: Bools = np.asarray(cells.any(axis=1))
    place = {"file": columns.file, "field": design.treatment}
    if not treated.any():
        raise refused("no-treated", **place)
    n_pre = _start(design, columns, periods, cells, treated, wide)
    whole: Bools = np.asarray(~np.isnan(wide.y).any(axis=1))
    if not whole[treated].all():
        raise refused("gaps", file=columns.file, field=outcome.column)
    if int((whole & ~treated).sum()) < 3:
        raise refused("few-donors", **place)
    if n_pre < 2:
        raise refused("one-pre-period" if n_pre else "no-pre-period", file=columns.file, field=design.time)
    if n_pre >= len(periods.names):
        raise refused("no-post-period", file=columns.file, field=design.time)
    donors = np.flatnonzero(whole & ~treated)
    names = columns.words(design.id)[first_rows(wide)[donors]]
    block = Block(
        treated=wide.y[treated],
        donors=wide.y[donors],
        n_pre=n_pre,
        donor_names=tuple(str(name) for name in names),
        periods=periods.names,
        flow=_flow(columns.height, wide, treated, whole, int(unknown.sum())),
    )
    if float(np.ptp(np.concatenate([block.treated.ravel(), block.donors.ravel()]))) == 0:
        raise refused("all-equal", file=columns.file, field=outcome.column)
    return block


def _start(
    design: SyntheticControl | SyntheticDiD,
    columns: Columns,
    periods: Periods,
    cells: Bools,
    treated: Bools,
    wide: Wide,
) -> int:
    """Return the position of the first period after the start: `post`, or where the treatment column turns on."""
    if design.post is not None:
        position = periods.position(design.post)
        if position is None:
            raise InputError(_unreadable(columns.file, design.time))
        return position
    mine, present = cells[treated], wide.row[treated] >= 0
    if bool((mine == present).all()):
        raise InputError(
            Fault(
                "post-missing",
                Text(sv="Det framgår inte när insatsen började.", en="It is not told when the initiative began."),
                Text(
                    sv="Ange post, eller låt kolumnen vara 1 först från starten.",
                    en="State post, or let the column be 1 only from the start on.",
                ),
                Place(columns.file, design.treatment),
            )
        )
    starts: Ints = mine.argmax(axis=1)
    if len(np.unique(starts)) > 1:
        raise refused("different-starts", file=columns.file, field=design.treatment)
    return int(starts[0])


def _unreadable(file: str, field: str) -> Fault:
    return Fault(
        "time-order-unknown",
        Text(sv="Starten går inte att läsa som en period.", en="The start cannot be read as a period."),
        Text(sv="Skriv den som perioderna i tidskolumnen.", en="Write it as the periods in the time column."),
        Place(file, field),
    )


def _flow(rows: int, wide: Wide, treated: Bools, whole: Bools, unknown: int) -> Flow:
    gone = int((~whole & ~treated).sum())
    n_1, n_0 = int(treated.sum()), int((~treated).sum())
    return Flow(
        rows=rows,
        missing_group=unknown + wide.no_key,
        intervention=GroupFlow(rows=n_1, used=n_1),
        comparison=GroupFlow(rows=n_0, incomplete=gone, used=n_0 - gone),
    )
