# SPDX-License-Identifier: Apache-2.0
"""What is shown of stages and of ratings does not let anybody work out a small number that is not."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.core.estimate import Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects.attrition import GroupStages, shown_stages
from utfall.effects.scales import Instrument
from utfall.thread.analyses.rated import Rated, analyse_changes

T = 5
SCORE = Outcome(id="y", label=Text.same("y"), column="after")


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_stages_shown_differ_by_nobody_or_by_enough(counts: list[int]) -> None:
    eligible, reached, started, measured = sorted(counts, reverse=True)
    shown = shown_stages(GroupStages(eligible, reached, started, measured, ()), T)
    between = [count for count in (shown.reached, shown.started) if count is not None]
    for first, then in zip([eligible, *between], [*between, measured], strict=True):
        assert first == then or first - then >= T or not between
    assert (shown.eligible, shown.measured) == (eligible, measured)
    large = shown_stages(GroupStages(eligible, reached, started, measured, ()), 1)
    assert (large.reached, large.started) == (reached, started)


def told(classes: tuple[int, int, int, int], cutoff: float | None) -> dict[str, float | Unknown]:
    """Return what is shown of a group of (recovered, improved, unchanged, worse)."""
    changes = (40.0, 20.0, 0.0, -20.0)
    start = 30.0
    after = np.concatenate([np.full(n, start + change) for n, change in zip(classes, changes, strict=True)])
    data = Columns(pl.DataFrame({"before": np.full(len(after), start), "after": after}))
    instrument = Instrument(10, 0.9, "increase", cutoff)
    found = analyse_changes(data, SCORE, Rated(before="before", after="after"), instrument, threshold=T)
    return {one.kind: one.value for one in found.readings}


CASES = [
    (20, 30, 92, 1),
    (0, 60, 92, 1),
    (3, 30, 60, 10),
    (0, 4, 60, 10),
    (2, 2, 60, 10),
    (0, 0, 60, 1),
    (10, 10, 10, 10),
]


@pytest.mark.parametrize("classes", CASES)
@pytest.mark.parametrize("cutoff", [None, 60.0])
def test_no_small_class_of_ratings_can_be_worked_out(classes: tuple[int, int, int, int], cutoff: float | None) -> None:
    """Every table that agrees with what is shown is tried; a small class must be able to have another number too."""
    shown, n = told(classes, cutoff), sum(classes)
    better = shown["improved"]
    names = ("recovered", "improved_only", "unchanged", "worse")
    possible = []
    for r, i, u in product(range(n + 1), repeat=3):
        if r + i + u > n:
            continue
        table = (r, i, u, n - r - i - u)
        if not isinstance(better, Unknown) and round(better * n) != r + i:
            continue
        values = [shown.get(name, Unknown("not-told")) for name in names]
        if all(isinstance(v, Unknown) or v == t for v, t in zip(values, table, strict=True)):
            possible.append(table)
    real = (classes[0] + classes[1], classes[2], classes[3]) if cutoff is None else classes
    tables = {(t[0] + t[1], t[2], t[3]) if cutoff is None else t for t in possible}
    assert real in tables
    for place, count in enumerate(real):
        if 0 < count < T:
            assert len({table[place] for table in tables}) > 1


def test_large_classes_are_shown() -> None:
    assert told((10, 10, 10, 10), 60.0) == {
        "smallest_change": pytest.approx(8.77, abs=0.01), "improved": 0.5, "recovered": 10.0, "improved_only": 10.0,
        "unchanged": 10.0, "worse": 10.0,
    }  # fmt: skip
    few = told((0, 60, 92, 1), None)
    assert isinstance(few["worse"], Unknown)
    assert isinstance(few["unchanged"], Unknown) or isinstance(few["improved"], Unknown)
