# SPDX-License-Identifier: Apache-2.0
"""Hand-worked tables of small counts."""

import numpy as np
import pytest

from utfall.disclosure import determined, hidden_cells, hidden_in_table, table_totals


def test_nothing_is_hidden_when_all_counts_are_large() -> None:
    assert not hidden_in_table(np.array([[10, 20], [30, 40]])).any()


def test_one_small_cell_takes_a_rectangle_of_cover_with_it() -> None:
    # 3 alone could be had as 13 - 10; hiding 10 too leaves both as column total minus the other cell,
    # so the cover must close a rectangle.
    hidden = hidden_in_table(np.array([[3, 10], [30, 40]]))
    assert hidden[:2, :2].all()
    assert not hidden[2].any()


def test_two_sexes_with_a_published_total_hide_each_other() -> None:
    hidden = hidden_in_table(np.array([[4], [60]]))
    assert hidden[0, 0]
    assert hidden[1, 0]


def test_zero_may_be_shown() -> None:
    assert not hidden_in_table(np.array([[0, 20], [30, 40]])).any()


def test_a_small_total_is_hidden_with_its_cells() -> None:
    hidden = hidden_in_table(np.array([[1, 2], [30, 40]]))
    assert hidden[0].all()


def test_totals_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="do not agree"):
        hidden_cells(np.array([1, 2, 3, 9]), np.array([[1.0, 1.0, 1.0, -1.0]]))


def test_attacker_finds_what_a_naive_suppression_gives_away() -> None:
    hidden = np.zeros((3, 3), dtype=bool)
    hidden[0, 0] = True
    assert determined(hidden.ravel(), table_totals(2, 2)).reshape(3, 3)[0, 0]
