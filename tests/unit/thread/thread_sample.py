# SPDX-License-Identifier: Apache-2.0
"""Evaluations to look at: both demos, and small made-up initiatives that each lack something."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from utfall.core.designs import BeforeAfter, Design, DifferenceInDifferences, RandomisedTrial
from utfall.core.initiative import Comparison, Initiative, InputFile
from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Text
from utfall.io.check import LoadedInitiative, load
from utfall.thread import Evaluation, evaluate

ROOT = Path(__file__).resolve().parents[3]
DEMOS = ("supported_work", "vagen_till_jobb")
SOFTWARE = "utfall 0.0.0"
INPUTS = (InputFile(file="made_up.csv", sha256="0" * 64, rows=240),)


@cache
def loaded(demo: str) -> LoadedInitiative:
    return load(ROOT / "demos" / demo / "initiative.toml")


@cache
def demo(name: str) -> Evaluation:
    found = loaded(name)
    return evaluate(found.initiative, found.tables, inputs=found.inputs, software=SOFTWARE)


def run_demo(name: str, *, seed: int | None = None, draws: int = 200, **changes: Any) -> Evaluation:
    """Evaluate a demo with something changed, on few draws."""
    found = loaded(name)
    settings = found.initiative.appraisal
    assert settings is not None
    changed = replace(found.initiative, **{"appraisal": replace(settings, draws=draws), **changes})
    return evaluate(changed, found.tables, inputs=found.inputs, software=SOFTWARE, seed=seed)


def people(n: int = 240, *, gain: float = 2.0) -> pl.DataFrame:
    """Half of n persons take part, by lot; the outcome rises by `gain` for them and by 1 for all with time."""
    rng = np.random.default_rng(7)
    treat = np.arange(n) % 2
    before = rng.normal(10, 2, n)
    return pl.DataFrame(
        {
            "person": np.arange(n),
            "treat": treat,
            "sex": np.where(rng.random(n) < 0.5, "kvinna", "man"),
            "before": before,
            "after": before + 1 + gain * treat + rng.normal(0, 1, n),
            "same": np.ones(n),
        }
    )


OUTCOME = Outcome(
    id="score", label=Text(sv="Poäng", en="Score"), column="after", unit=Text(sv="poäng", en="points")
)  # fmt: skip
RCT = RandomisedTrial(treatment="treat")
DID = DifferenceInDifferences(treatment="treat", before="before", id="person")
BEFORE_AFTER = BeforeAfter(before="before", id="person", treatment="treat")
AT_LEAST_ONE = Criterion(id="one", kind="success", measure="effect", outcome="score", at_least=1.0)


def comparison(design: Design, *, id_: str = "main", primary: bool = True, **more: Any) -> Comparison:
    label = Text(sv=f"Jämförelse {id_}", en=f"Comparison {id_}")
    return Comparison(id=id_, label=label, data="people", design=design, primary=primary, **more)


def initiative(*comparisons: Comparison, **more: Any) -> Initiative:
    """Return a small initiative with no economy."""
    fields: dict[str, Any] = {
        "id": "made-up",
        "title": Text(sv="Påhittad satsning", en="Made-up initiative"),
        "summary": Text(sv="Påhittad.", en="Made up."),
        "target_group": Text(sv="Påhittade personer.", en="Made-up people."),
        "participants": 120,
        "outcomes": (OUTCOME,),
        "comparisons": comparisons,
        "criteria": (AT_LEAST_ONE,),
        "plan_sha256": "1" * 64,
    }
    return Initiative(**(fields | more))


def run(plan: Initiative, table: pl.DataFrame | None = None, *, seed: int | None = None) -> Evaluation:
    tables = {"people": people() if table is None else table}
    return evaluate(plan, tables, inputs=INPUTS, software=SOFTWARE, seed=seed)
