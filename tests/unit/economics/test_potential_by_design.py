# SPDX-License-Identifier: Apache-2.0
"""The potential is counted from where the participants would have been, whatever the two means of the design are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from unit.economics.build import KPI, line, settings
from utfall.core.designs import BeforeAfter, Design, DifferenceInDifferences, RandomisedTrial
from utfall.core.estimate import Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.economics import appraise
from utfall.economics.compile import effect_of
from utfall.effects import estimate

ABSENCE = Outcome(id="absence", label=Text.same("absence"), column="after", direction="decrease", target=5.0)


def pupils() -> pl.DataFrame:
    """40 pupils in two groups: 34 before and 26 after with it, 30 before and 32 after without, each ± 2."""
    treat = np.repeat([1, 0], 20)
    wobble = np.tile([-2.0, 2.0], 20)
    rows = {
        "id": np.arange(40),
        "treat": treat,
        "before": np.where(treat == 1, 34.0, 30.0) + wobble,
        "after": np.where(treat == 1, 26.0, 32.0) - wobble,
    }
    return pl.DataFrame(rows)


def long_form(wide: pl.DataFrame, *, followed: bool) -> pl.DataFrame:
    parts = [
        wide.select(
            pl.col("id") + (0 if followed else 1000 * t), "treat", pl.col(name).alias("after"), pl.lit(t).alias("t")
        )
        for t, name in enumerate(("before", "after"))
    ]
    return pl.concat(parts)


DID = DifferenceInDifferences(treatment="treat", before="before")
LONG = DifferenceInDifferences(treatment="treat", time="t", post="1")


@pytest.mark.parametrize(
    ("design", "table", "without"),
    [
        # 26 with it, and the others' change (30 → 32) says that it would have been 34 + 2 without.
        (DID, pupils(), 36.0),
        (replace(LONG, id="id"), long_form(pupils(), followed=True), 36.0),
        (LONG, long_form(pupils(), followed=False), 36.0),
        (replace(DID, cluster="id"), pupils(), 36.0),
        (RandomisedTrial(treatment="treat"), pupils(), 32.0),
        (BeforeAfter(before="before", treatment="treat"), pupils(), 34.0),
    ],
    ids=["did-wide", "did-long", "did-separate-samples", "did-cluster", "rct", "before-after"],
)
def test_the_potential_is_from_the_level_without_it_to_the_target(
    design: Design, table: pl.DataFrame, without: float
) -> None:
    found = estimate(design, Columns(table, file="pupils.csv"), ABSENCE, seed=1).estimate
    assert found.level_without == pytest.approx(without)
    effect = effect_of(ABSENCE, found)
    assert effect.potential == pytest.approx(without - 5.0)
    result = appraise(
        [line("team", "programme_cost", 100.0), line("gain", "avoided_service", 10.0, outcome="absence")],
        {"absence": found},
        [ABSENCE],
        settings(),
        population=20,
        index=KPI,
    )
    # Nobody improves by more than there is to improve: no red K6, and a rate of improvement over potential.
    assert next(check.status for check in result.checks if check.id == "K6") is Status.PASS
    assert result.realisation.rate == pytest.approx(effect.improvement / (without - 5.0))


def test_a_rating_has_no_level_on_its_scale_to_count_a_potential_from() -> None:
    rating = replace(ABSENCE, kind="ordinal")
    rated = pl.DataFrame({"treat": [1, 0] * 10, "after": [1, 2, 2, 3, 3, 4, 1, 1, 2, 4] * 2})
    found = estimate(RandomisedTrial(treatment="treat"), Columns(rated, file="rated.csv"), rating, seed=1).estimate
    assert found.mean_comparison == pytest.approx(0.5)
    assert effect_of(rating, found).potential is None
