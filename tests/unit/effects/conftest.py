# SPDX-License-Identifier: Apache-2.0
"""Small made-up data sets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from utfall.core.outcome import Outcome, OutcomeKind
from utfall.core.text import Text


@pytest.fixture
def outcome() -> Callable[..., Outcome]:
    def make(column: str = "y", kind: OutcomeKind = "continuous") -> Outcome:
        return Outcome(id=column, label=Text.same(column), column=column, kind=kind)

    return make


@pytest.fixture
def persons() -> pl.DataFrame:
    """300 persons; take-up depends on x1; the effect is 1; z has nothing to do with anything."""
    rng = np.random.default_rng(11)
    n = 300
    x1, x2 = rng.normal(size=n), rng.integers(0, 3, n).astype(float)
    treat = (rng.random(n) < 1 / (1 + np.exp(1 - 0.5 * x1))).astype(int)
    y = x1 + treat + rng.normal(size=n)
    return pl.DataFrame(
        {
            "id": [f"p{i:03d}" for i in range(n)],
            "treat": treat,
            "x1": x1,
            "x2": x2,
            "sex": np.where(rng.random(n) < 0.5, "kvinna", "man"),
            "y": y,
            "b": (rng.random(n) < 0.3 + 0.2 * treat).astype(int),
            "before": x1 + rng.normal(size=n),
        }
    )
