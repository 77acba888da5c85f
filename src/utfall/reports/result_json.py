# SPDX-License-Identifier: Apache-2.0
"""The result as data: `result.json`, schema utfall/result/1.

A quantity that cannot be computed is null beside "<name>_reason", never 0 and never NaN.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from utfall.core.actors import Actor
from utfall.core.estimate import Check, Estimate, Interval, Status, Unknown
from utfall.core.initiative import Initiative, Provenance
from utfall.core.outcome import Outcome
from utfall.core.text import Lang
from utfall.core.translated import with_other
from utfall.economics import Appraisal
from utfall.economics.comparing.perspectives import Revision
from utfall.economics.model import SOCIETY
from utfall.economics.results import Known, Payback, PurseResult, Spread
from utfall.economics.sensitivity import OneWay
from utfall.effects import EffectResult
from utfall.effects.gender import GenderResult, SexGroup
from utfall.effects.verdict import CriterionResult, Verdict
from utfall.reports.annex_beside import beside_json
from utfall.reports.annex_robustness import robustness_json
from utfall.reports.economics_json import economics_detail, planned_json
from utfall.reports.ex_ante import revision_json
from utfall.reports.phrases import checks as check_words
from utfall.reports.phrases import economy, effects
from utfall.reports.phrases import gender as gender_words
from utfall.reports.phrases import verdict as verdict_words
from utfall.reports.plan_section import participants_json, plan_json
from utfall.thread import Answer, Evaluation
from utfall.thread.economy_views import Information
from utfall.thread.planned import work_out

SCHEMA = "utfall/result/1"
Json = dict[str, Any]


def result_text(evaluation: Evaluation, lang: Lang) -> str:
    """Return result.json as text, with a final line break: in `lang`, with the words of the other language beside."""
    other: Lang = "en" if lang == "sv" else "sv"
    return dumps(with_other(result(evaluation, lang), result(evaluation, other)))


def dumps(value: Any) -> str:
    """Return JSON text; refuses NaN and infinity, which are no JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def result(evaluation: Evaluation, lang: Lang) -> Json:
    """Return the whole result."""
    initiative = evaluation.initiative
    outcomes = {outcome.id: outcome for outcome in initiative.outcomes}
    gender = [row for found in evaluation.gender for row in gender_rows(found, outcomes[found.outcome], lang)]
    return {
        "schema": SCHEMA,
        "lang": lang,
        "initiative": _initiative(initiative, lang),
        "effects": [answer_row(answer, lang, primary=answer in evaluation.primary) for answer in evaluation.answers],
        "gender": gender,
        **_no_gender(evaluation, lang),
        "gender_difference": [difference_row(found, outcomes[found.outcome], lang) for found in evaluation.gender],
        "robustness": robustness_json(evaluation, lang),
        **beside_json(evaluation, lang),
        **_economics_or_reason(evaluation, lang),
        "verdict": _verdict(evaluation, lang),
        "plan": plan_json(evaluation, lang),
        **participants_json(evaluation),
        "provenance": provenance(evaluation.provenance),
    }


def _no_gender(evaluation: Evaluation, lang: Lang) -> Json:
    why = evaluation.no_gender
    said = gender_words.missing(why, evaluation.sex_column, lang) if why else ""
    return {"gender_missing": {"why": why, "text": said}} if why else {}


def _economics_or_reason(evaluation: Evaluation, lang: Lang) -> Json:
    if isinstance(evaluation.appraisal, Unknown):
        return {"economics": None, "economics_reason": evaluation.appraisal.reason}
    warning = evaluation.unfounded
    said = {"economics_warning": economy.UNFOUNDED[warning].of(lang)} if warning else {}
    told = economics(
        evaluation.appraisal,
        evaluation.sensitivity,
        evaluation.initiative,
        lang,
        information=evaluation.information,
        revisions=evaluation.revisions,
    )
    return {**said, "economics": told}


def _initiative(initiative: Initiative, lang: Lang) -> Json:
    return {
        "id": initiative.id,
        "title": initiative.title.of(lang),
        "question": initiative.question.of(lang),
        "target_group": initiative.target_group.of(lang),
        "counterfactual": initiative.counterfactual.of(lang),
        "organisation": initiative.organisation.of(lang),
        "participants": initiative.participants,
        "illustration": initiative.illustration,
    }


def answer_row(answer: Answer, lang: Lang, *, primary: bool) -> Json:
    """Return one answer; a refused one has null numbers beside the reason."""
    head = {"comparison": answer.comparison.id, "primary": primary}
    if answer.result is not None:
        return head | effect_row(answer.result, answer.outcome, lang)
    why = answer.refusal[0]
    row = {
        "id": f"{answer.comparison.id}/{answer.outcome.id}",
        "outcome": answer.outcome.id,
        "design": answer.comparison.design.kind,
        "unit": answer.outcome.unit.of(lang),
    }
    return head | row | without_estimate(why.code) | {"text": why.of(lang)}


_QUANTITIES = (
    "estimand", "estimate", "std_error", "ci", "ci_level", "p_value", "n_intervention", "n_comparison",
    "mean_intervention", "mean_comparison", "evidence_grade",
)  # fmt: skip


def without_estimate(reason: str) -> Json:
    """Return every quantity of an estimate as null beside the reason, for an answer that could not be given."""
    row: Json = {"checks": []}
    for name in _QUANTITIES:
        row |= {name: None, f"{name}_reason": reason}
    return row


def effect_row(found: EffectResult, outcome: Outcome, lang: Lang) -> Json:
    """Return one estimate with its checks, flow of people and text."""
    row = estimate_row(found.estimate, outcome, lang)
    flow = found.flow
    row["flow"] = {
        "rows": flow.rows,
        "missing_group": flow.missing_group,
        "intervention": _group_flow(flow.intervention),
        "comparison": _group_flow(flow.comparison),
    }
    hidden = "risk_ratio" if effects.levels_hidden(found.estimate) else "\0"  # with the difference it tells the levels
    row["diagnostics"] = {name: _number(value) for name, value in found.diagnostics if not name.startswith(hidden)}
    if found.balance is not None:
        after = "no-variation" if found.balance.matched else "not-matched"
        row["balance"] = [
            {
                "covariate": line.covariate,
                **_or_reason("smd_before", line.smd_before, "no-variation"),
                **_or_reason("smd_after", line.smd_after, after),
                **_or_reason("variance_ratio_before", line.variance_ratio_before, "no-variation"),
                **_or_reason("variance_ratio_after", line.variance_ratio_after, after),
            }
            for line in found.balance.rows
        ]
    row["text"] = effects.effect_text(found.estimate, outcome, lang)
    return row


def _group_flow(group: Any) -> Json:
    names = ("rows", "missing_outcome", "missing_covariates", "incomplete", "unmatched", "used")
    return {name: getattr(group, name) for name in names}


def estimate_row(found: Estimate, outcome: Outcome, lang: Lang) -> Json:
    """Return the estimate itself."""
    row: Json = {
        "id": found.id,
        "outcome": found.outcome,
        "design": found.design,
        "estimand": found.estimand.value,
        "method": found.method,
        "estimate": found.value,
        "std_error": found.std_error,
        "ci": interval(found.interval),
        "ci_level": found.interval.level,
        "p_value": _number(found.p_value),
        "df": _number(found.df),
        "unit": outcome.unit.of(lang),
        "n_intervention": found.n_intervention,
        "n_comparison": found.n_comparison,
        "mean_intervention": found.mean_intervention,
        "mean_comparison": found.mean_comparison,
        "evidence_grade": found.grade.value,
        "checks": [check_row(check, check_words.check_text(check, lang)) for check in found.checks],
    }
    if effects.levels_hidden(found):
        for name in ("mean_intervention", "mean_comparison"):
            row |= {name: None, f"{name}_reason": "small-cell"}
    if found.p_value is None:
        row["p_value_reason"] = "not-given-by-the-method"
    if found.df is None:
        row["df_reason"] = "not-a-t-distribution"
    return row


def check_row(check: Check, text: str) -> Json:
    """Return a check with its number, limit and words."""
    row: Json = {"id": check.id, "status": check.status.value, "value": _number(check.value)}
    if check.id == "W-SPARSE" and check.status is Status.WARN:
        row |= {"value": None, "value_reason": "small-cell"}
    elif row["value"] is None:
        row["value_reason"] = "no-number"
    return row | {"limit": _number(check.limit), "text": text}


def gender_rows(found: GenderResult, outcome: Outcome, lang: Lang, *, judged: bool = True) -> list[Json]:
    """Return one row per sex, shaped as the effects are; hidden numbers are null with their reason."""
    return [_sex_row(found, group, outcome, lang, judged) for group in found.groups]


def _sex_row(found: GenderResult, group: SexGroup, outcome: Outcome, lang: Lang, judged: bool) -> Json:
    counts = {
        "n_intervention": group.n_intervention,
        "n_comparison": group.n_comparison,
        "mean_intervention": group.mean_intervention,
        "mean_comparison": group.mean_comparison,
    }
    if isinstance(group.effect, Unknown):
        row: Json = {"id": f"{found.design}/{outcome.id}/{group.sex}", "outcome": outcome.id, "design": found.design}
        row |= {"unit": outcome.unit.of(lang), **without_estimate(group.effect.reason)}
        row |= {"text": gender_words.hidden_text(group, lang)}
        for name, value in counts.items():
            row |= _or_reason(name, value, "small-cell")
            if value is not None:
                del row[f"{name}_reason"]
    else:
        row = estimate_row(group.effect, outcome, lang)
        row["text"] = effects.effect_text(group.effect, outcome, lang, judged=judged)
    return row | {"sex": group.sex}


def difference_row(found: GenderResult, outcome: Outcome, lang: Lang) -> Json:
    """Return the difference between the sexes' effects."""
    row: Json = {"outcome": outcome.id, "text": gender_words.sentence(found, outcome, lang)}
    difference = found.difference
    if isinstance(difference, Unknown):
        return row | {"estimate": None, "estimate_reason": difference.reason}
    return row | {
        "first": difference.first,
        "second": difference.second,
        "estimate": difference.value,
        "std_error": difference.std_error,
        "ci": interval(difference.interval),
        "ci_level": difference.interval.level,
        "p_value": _number(difference.p_value),
    }


def economics(
    appraisal: Appraisal | Unknown,
    rows: Iterable[OneWay],
    initiative: Initiative,
    lang: Lang,
    *,
    information: Information | Unknown | None = None,
    revisions: tuple[Revision, ...] | Unknown | None = None,
) -> Json | None:
    """Return the economy; None when the initiative has none.

    `information` is worked out here when it is None; without `revisions` nothing is held against what was expected.
    """
    if isinstance(appraisal, Unknown):
        return None
    settings, society = appraisal.settings, appraisal.society
    found: Json = {
        "currency": settings.currency,
        "price_year": settings.price_year,
        "discount_rate": settings.discount_rate,
        "horizon_years": settings.horizon_years,
        "timing": settings.timing,
        "draws": settings.draws,
        "actors": [_actor_row(appraisal, str(actor)) for actor in Actor],
        "public_sector": _actor_row(appraisal, "public_sector"),
        "society": _actor_row(appraisal, SOCIETY),
        "npv": society.net,
        **_or_reason("npv_ci", _spread_interval(appraisal, SOCIETY, settings.horizon_years), "no-draws"),
    }
    for name, value in _key_figures(appraisal).items():
        found |= known(name, value)
    found |= payback("payback_months", society.payback)
    found |= payback("payback_months_discounted", society.payback_discounted)
    found["potential_note"] = economy.realisation_sentence(appraisal, lang)
    found["cost_per_effect"] = [
        {"outcome": row.outcome, "units": row.units, **known("cost", row.cost)} for row in appraisal.cost_per_effect
    ]
    found["sensitivity"] = [_one_way(row, initiative, lang) for row in rows]
    found["checks"] = [check_row(check, economy.check_text(check, lang)) for check in appraisal.checks]
    found |= economics_detail(appraisal, initiative, lang, information=information)
    found |= revision_json(revisions or Unknown("no-expectation"), initiative)
    found["planned"] = planned_json(work_out(initiative, appraisal, seed=settings.seed))
    return found


def _key_figures(appraisal: Appraisal) -> dict[str, Known]:
    spread = _spread(appraisal, SOCIETY, appraisal.settings.horizon_years)
    chance: Known = Unknown("no-draws")
    if spread is not None and spread.probability_positive is not None:
        chance = spread.probability_positive
    found = appraisal.realisation
    return {
        "bcr": appraisal.bcr,
        "sroi": appraisal.bcr,
        "nnk": appraisal.nnk,
        "probability_net_positive": chance,
        "potential": found.potential,
        "realised": found.realised,
        "realisation_rate": found.rate,
        "break_even_rate": found.break_even,
        "profit_1y": appraisal.society.net_1y,
        "profit_5y": appraisal.society.net_5y,
        "irr": appraisal.irr.rate if appraisal.irr.rate is not None else Unknown("no-single-rate"),
    }


def known(name: str, value: Known) -> Json:
    """Return a quantity, or null beside its reason."""
    if isinstance(value, Unknown):
        return {name: None, f"{name}_reason": value.reason}
    return {name: value} if math.isfinite(value) else {name: None, f"{name}_reason": "not-finite"}


def payback(name: str, value: Payback) -> Json:
    """Return months until the money is back, or null beside why not."""
    if value.months is None:
        return known(name, Unknown("never-within-horizon"))
    return known(name, Unknown("nothing-to-earn-back") if value.months == 0 else value.months)


def _actor_row(appraisal: Appraisal, purse: str) -> Json:
    found: PurseResult = appraisal.purses[purse]
    horizon = appraisal.settings.horizon_years
    row: Json = {"actor": purse, "cost": found.cost, "benefit": found.benefit, "net": found.net}
    row |= _or_reason("ci", _spread_interval(appraisal, purse, horizon), "no-draws")
    row |= known("profit_1y", found.net_1y) | known("profit_5y", found.net_5y)
    for years in sorted({1, 5, horizon}):
        spread = _spread(appraisal, purse, years)
        if spread is not None:
            row[f"ci_{years}y"] = interval(spread.interval)
            row |= _or_reason(f"probability_net_positive_{years}y", spread.probability_positive, "no-draws")
    row |= payback("payback_months", found.payback)
    return row | payback("payback_months_discounted", found.payback_discounted)


def _spread(appraisal: Appraisal, purse: str, years: int) -> Spread | None:
    return None if appraisal.uncertainty is None else appraisal.uncertainty.net.get((purse, years))


def _spread_interval(appraisal: Appraisal, purse: str, years: int) -> list[float | None] | None:
    spread = _spread(appraisal, purse, years)
    return None if spread is None else interval(spread.interval)


def _one_way(row: OneWay, initiative: Initiative, lang: Lang) -> Json:
    return {
        "parameter": row.name,
        "label": economy.parameter_label(row.name, initiative, lang),
        "low": row.low,
        "central": row.central,
        "high": row.high,
        "npv_low": row.net_low,
        "npv_high": row.net_high,
        **_or_reason("break_even_rate_low", _number(row.break_even_low), "no-potential"),
        **_or_reason("break_even_rate_high", _number(row.break_even_high), "no-potential"),
        **_or_reason("switching_value", _number(row.switching), "none-near-its-range"),
        "assumption": row.assumption,
    }


def _verdict(evaluation: Evaluation, lang: Lang) -> Json:
    verdict: Verdict = evaluation.verdict
    return {
        "outcome": verdict.outcome.value,
        "reason": verdict.reason,
        "criteria": [_criterion(row, evaluation.initiative, lang) for row in verdict.criteria],
        "text": verdict_words.verdict_text(evaluation, lang),
    }


def _criterion(row: CriterionResult, initiative: Initiative, lang: Lang) -> Json:
    criterion = row.criterion
    found: Json = {
        "id": criterion.id,
        "kind": criterion.kind,
        "measure": criterion.measure,
        "outcome": criterion.outcome,
        "rule": criterion.rule,
        "at_least": criterion.at_least,
        "at_most": criterion.at_most,
        "status": row.status.value,
        "value": _number(row.value),
        **_criterion_interval(row),
        "text": verdict_words.criterion_sentence(row, initiative, lang),
    }
    if found["value"] is None:
        found["value_reason"] = row.reason or "not-finite"
    return found


def _criterion_interval(row: CriterionResult) -> Json:
    if row.low is None or row.high is None:
        return {"ci": None, "ci_reason": row.reason or "no-interval"}
    ends = [_number(row.low), _number(row.high)]
    return {"ci": ends} if None not in ends else {"ci": ends, "ci_reason": "open-ended"}


def provenance(origin: Provenance) -> Json:
    """Return what the numbers can be followed back to."""
    return {
        "run_id": origin.run_id,
        "inputs": [{"file": file.file, "sha256": file.sha256, "rows": file.rows} for file in origin.inputs],
        "software": origin.software,
        "seed": origin.seed,
        "plan_sha256": origin.plan_sha256,
        "plan_locked": origin.lock_date or None,
        "plan_lock_kept": origin.lock_kept,
    }


def interval(found: Interval) -> list[float | None]:
    """Return the two ends; an end that is infinite is null."""
    return [_number(found.low), _number(found.high)]


def _number(value: float | int | str | None) -> Any:
    if not isinstance(value, float):
        return value
    return value + 0.0 if math.isfinite(value) else None  # + 0.0: no minus zero


def _or_reason(name: str, value: Any, reason: str) -> Json:
    """Return a value, or null beside why there is none."""
    return {name: None, f"{name}_reason": reason} if value is None else {name: value}
