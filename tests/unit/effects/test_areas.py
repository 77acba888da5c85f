# SPDX-License-Identifier: Apache-2.0
"""Few areas may be shown and few persons may not: the user says which the rows are, and the data may gainsay it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from utfall.api import effect, evaluate
from utfall.core.errors import DesignRefused, InputError
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects.areas import refuse_persons
from utfall.io._initiative.plan import canonical_plan
from utfall.io.check import load
from utfall.reports.effect_text import effect_lines
from utfall.reports.phrases.levels import among_areas

DID = {"design": "did", "treatment": "t", "time": "ar", "post": "2021", "id": "kommun"}
STAGGERED = {"design": "staggered_did", "time": "ar", "cohort": "start", "id": "kommun"}


def municipalities(treated: int = 3, others: int = 12) -> dict[str, Any]:
    rng = np.random.default_rng(3)
    n, years = treated + others, [2018, 2019, 2020, 2021, 2022]
    start = np.repeat([2021, 0], [treated, others])
    rows = [(f"K{k:02d}", year, int(start[k] > 0), start[k], 50 + k + year - 2018 + rng.normal())
            for k in range(n) for year in years]  # fmt: skip
    names = ("kommun", "ar", "t", "start", "y")
    return {name: [row[j] for row in rows] for j, name in enumerate(names)}


@pytest.mark.parametrize("design", [DID, STAGGERED])
def test_three_areas_are_shown_when_said_to_be_areas_and_never_otherwise(design: dict[str, Any]) -> None:
    with pytest.raises(DesignRefused) as refused:
        effect(municipalities(), outcome="y", **design)
    fault = refused.value.faults[0]
    assert fault.code == "group-below-threshold"
    assert "--areas" in fault.mend.sv
    found = effect(municipalities(), outcome="y", areas=True, **design)
    plain = effect(municipalities(), outcome="y", threshold=1, **design)
    assert found.estimate.value == plain.estimate.value
    assert found.estimate.grade == plain.estimate.grade
    assert among_areas(found.estimate)
    assert not among_areas(plain.estimate)
    said = " ".join(effect_lines(found, Outcome(id="y", label=Text.same("y"), column="y"), "sv", gender=None))
    assert "Områden i den minsta gruppen: 3." in said
    assert "deltagare och" not in said


def test_the_refusal_of_few_persons_in_a_trial_speaks_of_no_areas() -> None:
    rows = {"t": [1, 1, 1] + [0] * 9, "y": list(range(12))}
    with pytest.raises(DesignRefused) as refused:
        effect(rows, outcome="y", design="rct", treatment="t")
    assert "areas" not in refused.value.faults[0].mend.en


@pytest.mark.parametrize(
    ("changed", "outcome", "code"),
    [
        ({"kommun": [f"19{k:02d}0101-1234" for k in range(15) for _ in range(5)]}, {}, "areas-are-persons"),
        ({"y": [0, 1, 1, 0, 1] * 15}, {"kind": "binary"}, "areas-are-persons"),
        ({}, {"kind": "ordinal"}, "areas-are-persons"),
    ],
)
def test_rows_that_are_persons_by_their_data_are_no_areas(
    changed: dict[str, Any], outcome: dict[str, Any], code: str
) -> None:
    asked = Outcome(id="y", label=Text.same("y"), column="y", **outcome)
    with pytest.raises(InputError) as wrong:
        effect(municipalities() | changed, outcome=asked, areas=True, **STAGGERED)
    assert wrong.value.faults[0].code == code
    assert "1234" not in str(wrong.value)


def test_an_area_has_no_sex_and_needs_an_id_and_a_design_over_time() -> None:
    from utfall.api import build_design

    columns, y = Columns(municipalities()), Outcome(id="y", label=Text.same("y"), column="y")
    design = build_design(STAGGERED["design"], **{k: v for k, v in STAGGERED.items() if k != "design"})
    with pytest.raises(InputError, match="areas-are-persons"):
        refuse_persons(design, columns, y, sex="t")
    for other in (build_design("rct", treatment="t"), build_design("did", treatment="t", time="ar", post="2021")):
        with pytest.raises(InputError, match="areas-design"):
            refuse_persons(other, columns, y)


PLAN = """schema = "utfall/initiative/1"
[initiative]
id = "skolvagar"
title = "Trygga skolvägar"
target_group = "Elever i kommuner som börjar"
[[outcomes]]
id = "y"
label = "Trygghet"
column = "y"
direction = "increase"
[[data]]
id = "kommuner"
file = "kommuner.csv"
[[comparisons]]
id = "forst"
data = "kommuner"
design = "staggered_did"
id_column = "kommun"
time = "ar"
cohort = "start"
"""


@pytest.mark.parametrize(("line", "shown"), [("areas = true\n", True), ("areas = false\n", False), ("", False)])
def test_the_initiative_file_says_it_too(tmp_path: Path, line: str, shown: bool) -> None:
    (tmp_path / "satsning.toml").write_text(PLAN + line, encoding="utf-8")
    pl.DataFrame(municipalities()).write_csv(tmp_path / "kommuner.csv")
    loaded = load(tmp_path / "satsning.toml")
    assert loaded.initiative.comparisons[0].areas is shown
    plain = replace(loaded.initiative, comparisons=(replace(loaded.initiative.comparisons[0], areas=False),))
    assert (canonical_plan(plain) == canonical_plan(loaded.initiative)) is not shown
    if not shown:
        with pytest.raises(DesignRefused, match="group-below-threshold"):
            evaluate(tmp_path / "satsning.toml")
        return
    found = evaluate(tmp_path / "satsning.toml")
    assert found.no_gender == "aggregate"
    assert found.primary[0].result is not None
    assert among_areas(found.primary[0].result.estimate)
