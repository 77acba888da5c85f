# SPDX-License-Identifier: Apache-2.0
"""What is planned as data, for --json and for the files that `utfall allocate` writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from utfall.core.estimate import Check
from utfall.core.text import Lang
from utfall.effects.planning import Allocation, Deviation, PowerAnswer, PowerPlan, Ranked
from utfall.reports.phrases import planning, planning_checks
from utfall.reports.phrases.planning_guide import ALTERNATIVES, QUESTIONS, THREATS

Json = dict[str, Any]


def check_rows(checks: Sequence[Check], lang: Lang) -> list[Json]:
    """Return checks as in result.json."""
    return [
        {
            "id": check.id, "status": check.status.value, "value": check.value,
            "name": planning_checks.check_name(check, lang), "text": planning_checks.check_text(check, lang),
        }
        for check in checks
    ]  # fmt: skip


def power_json(answer: PowerAnswer, plan: PowerPlan, lang: Lang) -> Json:
    """Return a power calculation, schema utfall/power/1. Shares are 0–1."""
    known = {name: getattr(answer, name) for name in PowerAnswer.__slots__ if name not in ("checks", "mc_error")}
    stated = {name: getattr(plan, name) for name in PowerPlan.__slots__}
    simulated: Json = {"power_mc_error": answer.mc_error}
    if answer.mc_error is None:
        simulated["power_mc_error_reason"] = "computed"
    return {
        "schema": "utfall/power/1", **known, **simulated, "plan": stated, "checks": check_rows(answer.checks, lang),
    }  # fmt: skip


def allocation_json(found: Allocation, lang: Lang, *, sealed: str, source: Json) -> Json:
    """Return the log of an allocation, schema utfall/allocation/1: how, when, every decision, balance and seal."""
    plan = found.plan
    return {
        "schema": "utfall/allocation/1",
        "time": found.time,
        "source": source,
        "method": plan.drawn_by,
        "seed": plan.seed,
        "arms": list(plan.arms),
        "ratio": list(plan.ratios),
        "block_lengths": list(plan.lengths) if plan.drawn_by == "blocked" else [],
        "probability": plan.probability if plan.drawn_by == "minimisation" else None,
        "strata": list(plan.strata),
        "cluster": plan.cluster,
        "sizes": dict(found.sizes),
        "units": dict(found.units),
        "seal": sealed,
        "balance": _balance(found),
        "checks": check_rows(found.checks, lang),
        "decisions": [
            {
                "order": one.order, "unit": one.unit, "persons": one.persons, "stratum": list(one.stratum),
                "block": one.block, "place": one.place, "arm": one.arm, "chance": round(one.chance, 6),
                "method": plan.drawn_by,
            }
            for one in found.decisions
        ],
    }  # fmt: skip


def _balance(found: Allocation) -> list[Json]:
    return [
        {
            "arm": arm, "against": found.plan.arms[-1], "covariate": row.covariate,
            "mean_arm": row.mean_intervention_before, "mean_against": row.mean_comparison_before,
            "smd": row.smd_before,
        }
        for arm, balance in found.balance
        for row in balance.rows
    ]  # fmt: skip


def guide_json(ranked: Sequence[Ranked], answers: dict[str, str], lang: Lang) -> Json:
    """Return the ranked alternatives, schema utfall/guide/1."""
    return {
        "schema": "utfall/guide/1",
        "questions": [
            {"id": name, "text": text.of(lang), "answer": answers[name]} for name, text in QUESTIONS.items()
        ],
        "alternatives": [
            {
                "id": one.alternative.id, "name": ALTERNATIVES[one.alternative.id].of(lang),
                "design": one.alternative.design, "rank": one.rank, "standing": one.standing.value,
                "ceiling": one.alternative.ceiling.value, "ceiling_text": planning.ceiling(one.alternative.ceiling, lang),
                "cost": one.alternative.cost, "data": one.alternative.data, "exposure": one.alternative.exposure,
                "needs": list(one.alternative.needs), "refused_by": list(one.alternative.refused_by),
                "threat": THREATS[one.alternative.threat].of(lang), "lacking": list(one.lacking),
                "open": list(one.open), "reason": planning.reason(one, lang),
                "meets_minimum": one.alternative.minimum,
            }
            for one in ranked
        ],
    }  # fmt: skip


def deviation_rows(found: Sequence[Deviation], lang: Lang) -> list[Json]:
    """Return deviations from a plan."""
    return [
        {
            "section": one.section, "item": one.item, "field": one.field, "change": one.change,
            "planned": one.planned, "done": one.done, "text": planning.deviation_line(one, lang),
        }
        for one in found
    ]  # fmt: skip
