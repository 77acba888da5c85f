# SPDX-License-Identifier: Apache-2.0
"""Where everybody is at each time: sequences of states as one table of counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from utfall.disclosure.suppression import Ints
from utfall.disclosure.system import Axis, CountTable

TIME, STATE = "time", "state"


def distribution_tables(
    codes: Ints, *, states: Sequence[str], times: Sequence[str], population: str = "sequences"
) -> list[CountTable]:
    """Return how many are in each state at each time, one table per time, for `protect`.

    Parameters
    ----------
    codes
        (persons, times), the place of the state among `states`; all persons are somewhere at every time.
    population
        Who they are. The tables of all times have the same total and are protected together.

    Raises
    ------
    ValueError
        When a code is none of a state, or the shape does not fit the times.
    """
    whole = np.asarray(codes)
    if whole.ndim != 2 or whole.shape[1] != len(times):
        raise ValueError("there is one code per person and time")
    if whole.size and (whole.min() < 0 or whole.max() >= len(states)):
        raise ValueError("every code is the place of a state")
    found = []
    for place, time in enumerate(times):
        counts = np.bincount(whole[:, place], minlength=len(states)).astype(np.int64)
        axis = Axis(f"{STATE} {time}", tuple(states))
        found.append(CountTable(f"{TIME} {time}", (axis,), counts, population))
    return found
