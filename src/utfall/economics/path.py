# SPDX-License-Identifier: Apache-2.0
"""The cumulative net of a purse over time: what the payback curve shows."""

from __future__ import annotations

from utfall.core.actors import PUBLIC_SECTOR
from utfall.economics.appraisal import Appraisal
from utfall.economics.compile import is_outlay
from utfall.economics.model import ACTORS, PUBLIC, SOCIETY


def cumulative_net(appraisal: Appraisal, purse: str = SOCIETY) -> tuple[float, ...]:
    """Return the cumulative net present value at the start and after each year, T + 1 numbers.

    The first number is what is paid at the very start: the one-off programme costs of year 1.
    """
    cube, model = appraisal.cube, appraisal.model
    mine = [place for place, actor in enumerate(ACTORS) if _in_purse(actor, purse)]
    yearly = cube.discounted[:, mine, :].sum(axis=1)
    outlays = [place for place, line in enumerate(model.lines) if is_outlay(line) and line.timing.first_year == 1]
    start = float(yearly[outlays, 0].sum()) if outlays else 0.0
    return (start, *(float(total) for total in yearly.sum(axis=0).cumsum()))


def _in_purse(actor: str, purse: str) -> bool:
    if purse == SOCIETY:
        return True
    return actor in PUBLIC_SECTOR if purse == PUBLIC else actor == purse
