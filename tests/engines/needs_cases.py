# SPDX-License-Identifier: Apache-2.0
"""Plans and rows for the needs engines; all persons are generated."""

from __future__ import annotations

import random

import polars as pl

from utfall.core.text import Text
from utfall.needs import Band, Condition, Dimension, Indicator, NeedsPlan, Tail

SCHEMA = {
    "person": pl.Int64, "year": pl.Int64, "sex": pl.String, "age": pl.Int64, "area": pl.String, "eligible": pl.Int64,
    "visits": pl.Int64, "days": pl.Int64, "income": pl.Int64, "track": pl.String,
}  # fmt: skip

PLAN = NeedsPlan(
    form="persons",
    person="person",
    period="year",
    dimensions=(
        Dimension(id="sex", column="sex", role="sex"),
        Dimension(
            id="age", column="age", role="age",
            bands=(Band("0–12", None, 12), Band("13–17", 13, 17), Band("18–", 18, None)),
        ),
        Dimension(id="area", column="area", role="area",
                  recode=(("1883A0010", "1883A0030"), ("1883A0020", "1883A0030"))),
    ),
    indicators=(
        Indicator(id="eligible", kind="share", direction="increase", title=Text.same("Eligible"),
                  meets=Condition("eligible", "=", 1), among=Condition("age", ">=", 13)),
        Indicator(id="track", kind="share", direction="decrease", title=Text.same("Track"),
                  meets=Condition("track", "in", ("a", "b"))),
        Indicator(id="not_a", kind="share", direction="decrease", title=Text.same("Not a"),
                  meets=Condition("track", "!=", "a")),
        Indicator(id="visits", kind="rate", direction="decrease", title=Text.same("Visits"), count="visits",
                  over="days", per=1000),
        Indicator(id="calls", kind="rate", direction="decrease", title=Text.same("Calls"), count="visits"),
        Indicator(id="income", kind="mean", direction="increase", title=Text.same("Income"), count="income", scale=100,
                  tail=Tail(limit=0, side="low"), permille=(100, 500, 900, 1000)),
    ),
    breakdowns=(("sex",), ("area",), ("sex", "age"), ("sex", "age", "area")),
)  # fmt: skip


def frame(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    """Return rows as the typed table that the plan reads."""
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def generated(persons: int, seed: int) -> pl.DataFrame:
    """Return generated persons over two years, with gaps in every column."""
    rng = random.Random(seed)  # noqa: S311 - generated people, no secret

    def or_gap(value: object) -> object:
        return None if rng.random() < 0.07 else value

    rows: list[tuple[object, ...]] = []
    areas = ["1883A0010", "1883A0020", "1883A0030", "1883B0040"]
    for person in range(persons):
        area = rng.choice(areas)
        for year in (2023, 2024):
            rows.append(
                (
                    person, year, or_gap(rng.choice("KM")), or_gap(rng.randint(0, 25)), or_gap(area),
                    or_gap(rng.randint(0, 1)), or_gap(rng.randint(0, 4)), or_gap(rng.randint(0, 366)),
                    or_gap(rng.randint(-(2**31) + 1, 2**31 - 1)), or_gap(rng.choice(["a", "b", "c"])),
                )
            )  # fmt: skip
    rng.shuffle(rows)
    return frame(rows)
