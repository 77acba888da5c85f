# SPDX-License-Identifier: Apache-2.0
"""Which inference a trial can carry: chosen by the design, never by taste."""

from __future__ import annotations

import math
from typing import Literal

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, NotEstimableError
from utfall.effects.inference.assignments import count_assignments
from utfall.effects.inference.randomisation import EXACT_UP_TO, RandomisationTest, randomisation_test
from utfall.effects.inference.units import comparable_strata, stratified_t, to_units

DRAWS_BELOW = 200  # units of assignment; from here Neyman's interval has the same coverage and needs no draws

Rung = Literal["exact", "draws", "t"]


def choose_rung(assignments: int, units: int, level: float = 0.95) -> Rung:
    """Choose the inference for a lottery.

    Parameters
    ----------
    assignments
        How many ways the lottery could have fallen.
    units
        Persons, or clusters, that were drawn.

    Returns
    -------
    str
        "exact" when all assignments can be counted and are enough for the level; "draws" below 200 units; else "t",
        between units: also when the assignments are so few that no outcome could be significant.
    """
    if assignments * (1 - level) < 1 - 1e-9:
        return "t"
    if assignments <= EXACT_UP_TO:
        return "exact"
    return "draws" if units < DRAWS_BELOW else "t"


def infer(
    y: Floats,
    treated: Bools,
    *,
    seed: int,
    cluster: Ints | None = None,
    strata: Ints | None = None,
    level: float = 0.95,
) -> tuple[Contrast, RandomisationTest | None]:
    """Return the difference between the groups of a lottery by the inference it can carry.

    Parameters
    ----------
    y, treated, cluster, strata
        Outcome, group, and codes of what was drawn as a whole and within what, shape (n,).

    Returns
    -------
    tuple
        The contrast (its interval and p value agree) and the randomisation test when one was made.

    Raises
    ------
    NotEstimableError
        "one-cluster" when nothing can be tested; else as `randomisation_test` and `stratified_t`.
    """
    strata_found = comparable_strata(to_units(y, treated, cluster, strata))
    units = sum(s.n for s in strata_found)
    rung = choose_rung(count_assignments(strata_found), units, level)
    if rung == "t":
        if len(strata_found) == 1 and min(strata_found[0].k, units - strata_found[0].k) < 2:
            raise NotEstimableError("one-cluster")
        return stratified_t(y, treated, cluster=cluster, strata=strata, level=level), None
    test = randomisation_test(y, treated, seed=seed, cluster=cluster, strata=strata, level=level)
    if not (math.isfinite(test.low) and math.isfinite(test.high)):
        return stratified_t(y, treated, cluster=cluster, strata=strata, level=level), test
    return test.contrast(), test
