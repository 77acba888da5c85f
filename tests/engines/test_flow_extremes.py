# SPDX-License-Identifier: Apache-2.0
"""A person with very many events, an empty register, keys that do not fit: the same rows, or a plain refusal."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from engines.flow_cases import Rows, by_hand, episodes, flow, on_engine
from utfall.core.errors import DesignRefused, InputError
from utfall.engines import Engine
from utfall.flows.definition import Outcome


def test_a_person_with_a_hundred_thousand_events(duckdb_engine: Engine) -> None:
    rows: Rows = [(1, "ABC"[n % 3], n, n + 1) for n in range(100_000)]
    rows += [(person, code, 10, 20) for person in range(2, 8) for code in "AB"]
    asked = flow(outcome=Outcome(states=("A",), which="last"), gap_days=None)
    found = on_engine(duckdb_engine, asked, rows)
    assert found.quality.steps == 100_006  # of two that start the same day one remains
    assert found.n_variants == 2
    assert sum(row.outcomes for row in found.paths) == 7 - sum(row.path[0] == "B" for row in found.paths)
    assert found.paths == on_engine(duckdb_engine, asked, rows, kernel=False).paths


def test_dates_too_far_apart_for_one_key_are_run_as_queries(duckdb_engine: Engine) -> None:
    far = (datetime.date(9000, 1, 1) - datetime.date(1970, 1, 1)).days
    rows: Rows = [(2**40, "A", 0, 10), (2**40, "A", far, far + 5), (3, "B", 5, 9), (3, "A", 9, None)]
    asked = flow()
    assert on_engine(duckdb_engine, asked, rows).differences(by_hand(asked, rows)) == []


@pytest.mark.parametrize("kernel", [True, False])
@pytest.mark.parametrize(
    ("rows", "changes", "error", "code"),
    [
        ([], {}, DesignRefused, "no-spells"),
        ([(1, "Z", 0, 5)], {"unknown": "drop"}, DesignRefused, "no-spells"),
        ([(1, "Z", 0, 5), (1, "A", 0, 5)], {"unknown": "refuse"}, InputError, "code-unknown"),
        ([(1, "A", 9, 5)], {"backwards": "refuse"}, InputError, "end-before-start"),
        ([(1, "A", 9, 5)], {}, DesignRefused, "no-spells"),
    ],
)
def test_what_cannot_be_followed_is_refused_before_anything_is_counted(
    duckdb_engine: Engine, rows: Rows, changes: dict[str, Any], error: type[Exception], code: str, kernel: bool
) -> None:
    with pytest.raises(error, match=code):
        on_engine(duckdb_engine, flow(**changes), rows, kernel=kernel)


def test_an_empty_frame_keeps_its_types() -> None:
    assert episodes([]).schema["start_d"].is_temporal()
