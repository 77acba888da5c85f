# SPDX-License-Identifier: Apache-2.0
"""An attacker with every published number learns no small count."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.optimize import linprog

from utfall.disclosure import hidden_in_table, table_totals

tables = arrays(np.int64, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=4), elements=st.integers(0, 30))


def _with_totals(counts: np.ndarray) -> np.ndarray:
    rows, columns = counts.shape
    whole = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    whole[:rows, :columns] = counts
    whole[:rows, columns] = counts.sum(axis=1)
    whole[rows] = whole[:rows].sum(axis=0)
    return whole


@given(tables)
@settings(max_examples=150, deadline=None)
def test_every_hidden_small_count_keeps_more_than_one_possible_value(counts: np.ndarray) -> None:
    whole = _with_totals(counts)
    hidden = hidden_in_table(counts)
    small = (whole > 0) & (whole < 5)
    assert hidden[small].all()
    equations = table_totals(*counts.shape)
    unknown = np.flatnonzero(hidden.ravel())
    known = np.where(hidden.ravel(), 0, whole.ravel())
    for position in np.flatnonzero(small.ravel()):
        cost = (unknown == position).astype(float)
        bounds = [
            linprog(sign * cost, A_eq=equations[:, unknown], b_eq=-(equations @ known), bounds=(0, None)).fun
            for sign in (1.0, -1.0)
        ]
        low, high = bounds[0], -bounds[1] if bounds[1] is not None else np.inf
        assert high - low > 0.5


@given(tables)
@settings(max_examples=50, deadline=None)
def test_turning_the_table_turns_the_answer_or_hides_as_safely(counts: np.ndarray) -> None:
    small = (counts > 0) & (counts < 5)
    assert hidden_in_table(counts.T)[: counts.shape[1], : counts.shape[0]][small.T].all()
