# SPDX-License-Identifier: Apache-2.0
"""Everything is asked of every design of persons, of a score and of a yes or no: each gives an answer or a reason."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from unit.thread.thread_sample import OUTCOME, comparison, initiative, people, run
from utfall.core.designs import (
    Design,
    DifferenceInDifferences,
    DoublyRobust,
    ExactMatching,
    HistoricalCohort,
    InterruptedTimeSeries,
    Matching,
    OptimalMatching,
    RandomisedTrial,
    StaggeredDiD,
    Standardisation,
    SyntheticControl,
    SyntheticDiD,
    Weighting,
    one_row_per_person,
)
from utfall.core.outcome import Outcome
from utfall.core.questions import Challenges, Participation, Subgroup
from utfall.core.text import LANGS, Text
from utfall.reports.annex import technical_annex
from utfall.reports.paper import decision_paper
from utfall.reports.result_json import result_text

COVARIATES = ("before", "sex")
DESIGNS: dict[str, Design] = {
    "rct": RandomisedTrial(treatment="treat", covariates=COVARIATES),
    "strata": RandomisedTrial(treatment="treat", strata=("sex",)),
    "cluster": RandomisedTrial(treatment="arm", cluster="school"),
    "matching": Matching(treatment="treat", covariates=COVARIATES, id="person"),
    "exact_matching": ExactMatching(treatment="treat", covariates=("sex",)),
    "optimal_matching": OptimalMatching(treatment="treat", covariates=COVARIATES),
    "weighting": Weighting(treatment="treat", covariates=COVARIATES),
    "standardisation": Standardisation(treatment="treat", covariates=COVARIATES),
    "doubly_robust": DoublyRobust(treatment="treat", covariates=COVARIATES),
    "historical": HistoricalCohort(treatment="treat", covariates=COVARIATES),
    "did": DifferenceInDifferences(treatment="treat", before="before", id="person"),
}
HIGH = Outcome(id="high", label=Text(sv="Hög poäng", en="High score"), column="high", kind="binary")


def data() -> pl.DataFrame:
    person = pl.col("person")
    gone = person % 7 == 0
    found = people(160).with_columns(
        school=person // 16, arm=person // 16 % 2, came=(person % 5 > 0) & (pl.col("treat") == 1), dose=person % 6,
        town=pl.when(person % 3 == 0).then(pl.lit("a")).otherwise(pl.lit("b")),
        high=(pl.col("after") > 12).cast(pl.Int64),
    )  # fmt: skip
    return found.with_columns(
        pl.when(gone).then(None).otherwise(pl.col(name)).alias(name) for name in ("after", "high")
    )


@pytest.mark.parametrize("name", DESIGNS)
def test_every_design_of_persons_is_asked_everything(name: str) -> None:
    design = DESIGNS[name]
    assert one_row_per_person(design)
    asked = comparison(
        design, participation=Participation(started="came", attended="came", dose="dose"),
        subgroups=(Subgroup(column="sex", why=Text.same("därför")), Subgroup(column="town", why=Text.same("därför"))),
        robustness=Challenges(placebo_outcomes=("person",), placebo_groups="town", leave_out="school"),
    )  # fmt: skip
    outcomes = (OUTCOME,) if name == "did" else (OUTCOME, HIGH)
    found = run(initiative(asked, outcomes=outcomes), data())
    beside = found.beside
    assert len(beside.losses) == len(beside.subgroups) == len(beside.holding) == len(outcomes)
    assert {one.kind for one in beside.holding[0].readings} == {"placebo_outcome", "placebo_group", "left_out"}
    for lang in LANGS:
        json.loads(result_text(found, lang), parse_constant=lambda word: pytest.fail(word))
        paper = decision_paper(found, lang, date="2026-11-27")
        assert technical_annex(found, lang, date="2026-11-27", paper=paper).blocks


PANEL: dict[str, Design] = {
    "did": DifferenceInDifferences(treatment="treat", time="period", post="5", id="unit"),
    "staggered": StaggeredDiD(id="unit", time="period", cohort="start"),
    "its": InterruptedTimeSeries(time="period", post="5", treatment="treat"),
    "synthetic": SyntheticControl(id="unit", time="period", treatment="now", post="5"),
    "synthetic_did": SyntheticDiD(id="unit", time="period", treatment="now", post="5"),
}


@pytest.mark.parametrize("name", PANEL)
def test_designs_of_units_over_time_take_placebo_outcomes_and_leave_units_out(name: str) -> None:
    rng = np.random.default_rng(3)
    units, periods = (20 if name in ("did", "staggered") else 9), 12
    unit, period = np.repeat(np.arange(units), periods), np.tile(np.arange(periods), units)
    treat = (unit == 0) if units == 9 else (unit % 2 == 1)
    after = rng.normal(0, 1, units)[unit] + 0.1 * period + rng.normal(0, 0.4, len(unit)) + 2 * treat * (period >= 5)
    table = pl.DataFrame(
        {
            "unit": unit, "period": period, "treat": treat.astype(int), "after": after,
            "flat": rng.normal(0, 1, len(unit)), "now": (treat & (period >= 5)).astype(int),
            "start": np.where(treat, 5, 0),
        }
    )  # fmt: skip
    asked = comparison(PANEL[name], robustness=Challenges(placebo_outcomes=("flat",), leave_out="unit"))
    found = run(initiative(asked), table)
    kinds = {one.kind for one in found.beside.holding[0].readings}
    assert {"placebo_outcome", "left_out"} <= kinds
    assert ("placebo_time" in kinds) == (name == "did")
    for lang in LANGS:
        json.loads(result_text(found, lang), parse_constant=lambda word: pytest.fail(word))
        assert decision_paper(found, lang, date="2026-11-27").blocks
