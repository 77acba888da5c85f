# SPDX-License-Identifier: Apache-2.0
"""Evaluations for the workbook's tests: generated people, made-up prices, every kind of line."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from utfall.core.actors import Actor
from utfall.core.designs import BeforeAfter, Matching, RandomisedTrial
from utfall.core.initiative import Comparison, DataSource, Initiative, InputFile
from utfall.core.lines import (
    Adjustment,
    AppraisalSettings,
    Line,
    LineKind,
    OutcomeLink,
    Parameter,
    Posting,
    Timing,
    UnitCost,
)
from utfall.core.outcome import Criterion, Outcome
from utfall.core.planning import Plans, ScaleUp, TypeCase
from utfall.core.text import Text
from utfall.thread import Evaluation, evaluate

M, R, S, H = Actor.MUNICIPALITY, Actor.REGION, Actor.STATE, Actor.HOUSEHOLD
# Statistics Sweden, KPI 1980 = 100, annual means, to two decimals.
KPI = {2018: 328.40, 2019: 334.26, 2020: 335.92, 2021: 343.19, 2022: 371.91, 2023: 403.70}
WORK = Outcome(id="work", label=Text("I arbete", "In work"), column="work", kind="binary")
DAYS = Outcome(
    id="days",
    label=Text("Sjukdagar", "Sick days"),
    column="days",
    direction="decrease",
    unit=Text("dagar", "days"),
    target=5.0,
)
HOSTILE = '=HYPERLINK("https://example.org","x")'
DATE = "2026-01-31"


def people(n: int = 400, seed: int = 20260131) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    took_part = np.repeat([1, 0], n // 2)
    before = rng.normal(30.0, 8.0, n)
    return {
        "part": took_part,
        "before": before,
        "days": before - 4.0 - 6.0 * took_part + rng.normal(0.0, 5.0, n),
        "work": (rng.random(n) < 0.3 + 0.2 * took_part).astype(int),
        "sex": np.array(["kvinna", "man"])[rng.integers(0, 2, n)],
    }


def shares(*pairs: tuple[Actor, float]) -> tuple[Posting, ...]:
    return tuple(Posting(actor, share) for actor, share in pairs)


def unit(id: str, value: float, year: int, *, spread: float = 0.0, **more: object) -> UnitCost:
    price = Parameter(name=f"price {id}", value=value)
    if spread:
        low, high = value * (1 - spread), value * (1 + spread)
        price = replace(price, low=low, high=high, distribution="gamma", assumption=True, source="Antagande")
    return UnitCost(id=id, label=Text.same(id), price=price, price_year=year, actor=M, source="Påhittad", **more)


def link(outcome: Outcome, per: float, name: str = "") -> OutcomeLink:
    return OutcomeLink(outcome=outcome.id, units_per_improvement=Parameter(name=name, value=per))


LINES = (
    Line(
        id="staff",
        label=Text("Personal", "Staff"),
        kind=LineKind.PROGRAMME_COST,
        unit_cost=unit("Handledare", 620_000.0, 2021, spread=0.1),
        postings=shares((M, 0.7), (S, 0.3)),
        quantity=Parameter(name="posts", value=9.0, low=8.0, high=10.0, distribution="triangular"),
        timing=Timing(years=2),
    ),
    Line(
        id="start",
        label=Text.same(HOSTILE),
        kind=LineKind.PROGRAMME_COST,
        unit_cost=unit("Start, utbildning", 250_000.0, 2023),
        postings=shares((M, 1.0)),
        quantity=Parameter(name="", value=1.0),
        sunk=True,
    ),
    Line(
        id="tax",
        label=Text("Skatt på lön", "Tax on wages"),
        kind=LineKind.TAX,
        unit_cost=unit("Kommunalskatt & avgift", 71_000.0, 2022),
        postings=shares((M, 0.6), (R, 0.3), (S, 0.1), (H, -1.0)),
        link=link(WORK, 0.9, "r"),
        timing=Timing(first_year=2, years=5, ramp=(0.5, 0.8)),
    ),
    Line(
        id="support",
        label=Text("Försörjningsstöd", "Income support"),
        kind=LineKind.TRANSFER,
        unit_cost=unit("Försörjningsstöd", 96_000.0, 2020, spread=0.2),
        postings=shares((M, 1.0), (H, -1.0)),
        link=link(WORK, 1.0),
        reach=Parameter(name="A1", value=0.8, low=0.6, high=0.95, distribution="beta"),
        timing=Timing(years=6, dropoff=Parameter(name="drop-off", value=0.1, low=0.05, high=0.2, distribution="pert")),
        cashability="cash_releasing",
    ),
    Line(
        id="production",
        label=Text("Arbete, värde", "Work, value"),
        kind=LineKind.PRODUCTION,
        unit_cost=unit("Arbetskostnad", 330_000.0, 2023, index="none"),
        postings=shares((H, 0.7), (S, 0.3)),
        link=link(WORK, 0.9, "r"),
        timing=Timing(years=6, dropoff=Parameter(name="drop-off", value=0.1, low=0.05, high=0.2, distribution="pert")),
        displacement=Adjustment(share=Parameter(name="undanträngning", value=0.15)),
        deadweight=Adjustment(share=Parameter(name="dead", value=0.05), motive="Försiktighet"),
    ),
    Line(
        id="care",
        label=Text("Vårddagar", "Days of care"),
        kind=LineKind.AVOIDED_SERVICE,
        unit_cost=unit("Vårddag", 5_800.0, 2019, step=10_000.0),
        postings=shares((R, 1.0)),
        link=link(DAYS, 0.05, "days of care"),
        timing=Timing(years=3, ramp=(0.0, 1.0)),
        baseline=500.0,
        attribution=Adjustment(share=Parameter(name="others", value=0.25), motive="Delad med regionens program"),
        cashability="cash_releasing",
    ),
)  # fmt: skip
SETTINGS = AppraisalSettings(price_year=2023, horizon_years=6, draws=2_000, seed=7, last_followup_year=2)
TRIAL = Comparison(
    id="trial",
    label=Text("Lottning", "Trial"),
    data="people",
    design=RandomisedTrial(treatment="part", covariates=("before",)),
    primary=True,
    outcomes=("work", "days"),
    sex="sex",
)
MATCHED = Comparison(
    id="matched",
    label=Text("Matchning", "Matching"),
    data="people",
    design=Matching(treatment="part", covariates=("before",)),
    outcomes=("work",),
)
PLAN = Initiative(
    id="sample",
    title=Text("Påhittad satsning", "Made-up initiative"),
    summary=Text.same("+Stöd till arbete"),
    target_group=Text.same("@Unga vuxna"),
    participants=200,
    illustration=True,
    outcomes=(WORK, DAYS),
    data=(DataSource(id="people", file="people.csv"),),
    comparisons=(TRIAL, MATCHED),
    criteria=(
        Criterion(id="a", kind="success", measure="effect", outcome="work", at_least=0.1),
        Criterion(id="b", kind="success", measure="npv_society", at_least=0.0),
        Criterion(id="c", kind="stop", measure="payback_months", at_least=60.0),
    ),
    lines=LINES,
    appraisal=SETTINGS,
    plan_sha256="0" * 64,
    index={"kpi": KPI},
)


def run(plan: Initiative, data: dict[str, np.ndarray] | None = None) -> Evaluation:
    table = people() if data is None else data
    files = (InputFile(file="people.csv", sha256="1" * 64, rows=400),)
    return evaluate(plan, {"people": table}, inputs=files, software="utfall 0", seed=7)


@cache
def sample() -> Evaluation:
    """The whole thing: a trial, six lines, tax, transfer, ramp, drop-off, index."""
    return run(PLAN)


@cache
def before_after() -> Evaluation:
    """No comparison group: deadweight is taken off; flows at the end of the year, a declining rate."""
    change = Comparison(
        id="change",
        label=Text.same("Före och efter"),
        data="people",
        design=BeforeAfter(before="before"),
        outcomes=("days",),
    )
    care = replace(
        LINES[5],
        deadweight=Adjustment(share=Parameter(name="dead", value=0.4, low=0.2, high=0.6, distribution="beta")),
        timing=Timing(first_year=2, years=4, dropoff=Parameter(name="all gone", value=1.0)),
    )
    settings = replace(SETTINGS, timing="end", schedule=((2, 0.035), (None, 0.02)), draws=0)
    plan = replace(PLAN, comparisons=(change,), criteria=(), lines=(LINES[0], LINES[1], care), appraisal=settings)
    return run(plan)


PLANS = Plans(
    type_cases=(
        TypeCase(id="kim", before={M: 130_000.0}, after={M: 10_000.0}),
        TypeCase(id="robin", before={M: 90_000.0}, after={M: 80_000.0}),
    ),
    scale_up=ScaleUp(persons=(200.0, 400.0), fixed=500_000.0, step_cost=900_000.0, capacity=25.0),
    claims={"work": 0.6, "days": 1.0},
    people="unga",
    reference_costs=(50_000.0, 90_000.0, 400_000.0),
    vintages=(("report", "2019", "2023"), ("guide", "2.0", "2.0")),
)


@cache
def planned() -> Evaluation:
    """Everything that checks are about beside the lines: overlap, claims, type cases, scale-up, quotes, known costs."""
    production = replace(LINES[4], overlap_group="work")
    twin = replace(
        LINES[4], id="twin", label=Text.same("Samma arbete"), overlap_group="work", overlap_motive="Andra år"
    )
    return run(replace(PLAN, lines=(*LINES[:4], production, twin, LINES[5]), plans=PLANS))


@cache
def without_economy() -> Evaluation:
    """Effects only."""
    return run(replace(PLAN, lines=(), appraisal=None))
