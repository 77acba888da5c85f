# SPDX-License-Identifier: Apache-2.0
"""From results to chart data: picks what is shown, leaves the drawing to `figures`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby

from utfall.core.actors import Actor
from utfall.core.estimate import Estimand, Estimate, EvidenceGrade, Unknown
from utfall.core.initiative import Initiative
from utfall.core.outcome import Outcome
from utfall.core.text import Lang
from utfall.economics import Appraisal
from utfall.economics.model import SOCIETY
from utfall.economics.path import cumulative_net
from utfall.economics.sensitivity import OneWay
from utfall.reports import numbers
from utfall.reports.document import Figure
from utfall.reports.figures.actors import ActorResult, ActorsChart, PeriodResult, actors_figure
from utfall.reports.figures.balance import BalanceChart, CovariateBalance, balance_figure
from utfall.reports.figures.comparison import ComparisonChart, DesignEstimate, comparison_figure
from utfall.reports.figures.effect import EffectChart, OutcomeEffect, Quantity, effect_figure
from utfall.reports.figures.payback import PaybackChart, PaybackPoint, payback_figure
from utfall.reports.figures.tornado import TornadoChart, TornadoRow, tornado_figure
from utfall.reports.phrases import economy, effects, measures
from utfall.reports.phrases.columns import covariate_label
from utfall.thread import Answer, Evaluation

_MOST_BARS = 10
_POINTS = 100.0  # a difference between shares is drawn in percentage points


def drawing_scale(outcome: Outcome) -> float:
    """Return what an outcome is multiplied by to be drawn: shares in percentage points."""
    return _POINTS if outcome.kind in measures.SHARES else 1.0


def _unit(outcome: Outcome, lang: Lang) -> str:
    return measures.difference_unit(outcome, lang)


def source_text(evaluation: Evaluation, shown: Sequence[Answer], lang: Lang) -> str:
    """Return the files that the answers shown come from, and the run."""
    run = evaluation.provenance.run_id
    used = {answer.comparison.data for answer in shown}
    named = {source.file for source in evaluation.initiative.data if source.id in used}
    inputs = [file.file for file in evaluation.provenance.inputs]
    files = ", ".join(dict.fromkeys([file for file in inputs if file in named] or inputs))
    return f"{files}; körning {run}" if lang == "sv" else f"{files}; run {run}"


def _economy_source(appraisal: Appraisal, lang: Lang) -> str:
    draws, seed = appraisal.settings.draws, appraisal.settings.seed
    count = numbers.number(draws, lang, decimals=0)
    if lang == "sv":
        return f"satsningsfilens rader och de uppskattade effekterna; {count} dragningar, frö {seed}"
    return f"the initiative file's lines and the estimated effects; {count} draws, seed {seed}"


def effects_figure(evaluation: Evaluation, lang: Lang) -> Figure:
    """Return the primary effects with their intervals, and the criteria drawn as limits."""
    shown = [answer for answer in evaluation.primary if answer.result is not None]
    rows = tuple(_effect_row(evaluation, answer, lang) for answer in shown)
    level = shown[0].result.estimate.interval.level if shown[0].result else 0.95
    change = any(answer.result and answer.result.estimate.grade is EvidenceGrade.CHANGE_ONLY for answer in shown)
    unfit = any(answer.result and answer.result.estimate.grade is EvidenceGrade.INSUFFICIENT for answer in shown)
    quantity: Quantity = "change" if change else "difference" if unfit else "effect"
    chart = EffectChart(rows, level=level, source=source_text(evaluation, shown, lang), quantity=quantity)
    return effect_figure(chart, lang)


def _effect_row(evaluation: Evaluation, answer: Answer, lang: Lang) -> OutcomeEffect:
    assert answer.result is not None  # noqa: S101 - the caller has filtered
    found, scale = answer.result.estimate, drawing_scale(answer.outcome)
    limits = [
        criterion.threshold * scale
        for criterion in evaluation.initiative.criteria
        if criterion.kind == "success" and criterion.measure == "effect" and criterion.outcome == answer.outcome.id
    ]
    return OutcomeEffect(
        label=answer.outcome.label.of(lang),
        unit=_unit(answer.outcome, lang),
        estimate=found.value * scale,
        low=found.interval.low * scale,
        high=found.interval.high * scale,
        n_intervention=found.n_intervention,
        n_comparison=0 if found.estimand is Estimand.CHANGE else found.n_comparison,
        limit=limits[0] if limits else None,
        better="higher" if answer.outcome.direction == "increase" else "lower",
    )


def comparison_figures(evaluation: Evaluation, lang: Lang) -> list[Figure]:
    """Return, per outcome with more than one answer, the answers beside each other.

    A before–after change is no answer to the same question and is left out.
    """
    figures = []
    answers = sorted(evaluation.answers, key=lambda answer: answer.outcome.id)
    for outcome_id, group in groupby(answers, key=lambda answer: answer.outcome.id):
        usable = [a for a in group if a.result is not None and a.result.estimate.design != "before_after"]
        first = [answer for answer in usable if answer in evaluation.primary]
        others = [answer for answer in usable if answer not in evaluation.primary]
        if not first or not others:
            continue
        outcome = first[0].outcome
        chart = ComparisonChart(
            outcome=outcome.label.of(lang),
            unit=_unit(outcome, lang),
            reference=_design_row(first[0], lang),
            others=tuple(_design_row(answer, lang) for answer in others),
            source=source_text(evaluation, [first[0], *others], lang),
        )
        figures.append(comparison_figure(chart, lang, figure_id=f"figure-comparison-{anchor(outcome_id)}"))
    return figures


def anchor(word: str) -> str:
    """Return a word as part of an address within the page; two words never give the same.

    A word of other letters than a–z, 0–9 and hyphen ends with four bytes of its SHA-256: "närvaro" and "nårvaro" differ.
    """
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in word.lower())
    return plain if plain == word else f"{plain}-{hashlib.sha256(word.encode()).hexdigest()[:8]}"


def _design_row(answer: Answer, lang: Lang) -> DesignEstimate:
    assert answer.result is not None  # noqa: S101 - the caller has filtered
    found: Estimate = answer.result.estimate
    scale = drawing_scale(answer.outcome)
    return DesignEstimate(
        label=answer.comparison.label.of(lang) or effects.DESIGN_NAMES[found.design].of(lang),
        estimate=found.value * scale,
        low=found.interval.low * scale,
        high=found.interval.high * scale,
        n_intervention=found.n_intervention,
        n_comparison=found.n_comparison,
    )


def balance_figures(evaluation: Evaluation, lang: Lang) -> list[Figure]:
    """Return one love plot per comparison that has covariates (the balance of its first outcome)."""
    figures: list[Figure] = []
    seen: set[str] = set()
    for answer in evaluation.answers:
        result = answer.result
        if result is None or result.balance is None or answer.comparison.id in seen or not result.balance.rows:
            continue
        seen.add(answer.comparison.id)
        rows = tuple(
            CovariateBalance(covariate_label(row.covariate, evaluation, answer, lang), row.smd_before, row.smd_after)
            for row in result.balance.rows
            if row.smd_before is not None
        )
        if not rows:
            continue
        name = answer.comparison.label.of(lang)
        title = f"Hur lika grupperna var: {name}" if lang == "sv" else f"How alike the groups were: {name}"
        chart = BalanceChart(rows, title=title, source=source_text(evaluation, [answer], lang))
        figures.append(balance_figure(chart, lang, figure_id=f"figure-balance-{anchor(answer.comparison.id)}"))
    return figures


def actors_figure_of(appraisal: Appraisal, lang: Lang) -> Figure:
    """Return what each actor pays or gains after 1 year, 5 years and at the horizon."""
    settings = appraisal.settings
    touched = [a for a in Actor if appraisal.purses[str(a)].cost or appraisal.purses[str(a)].benefit]
    purses = [*(str(actor) for actor in touched), SOCIETY]
    chart = ActorsChart(
        tuple(ActorResult(economy.purse_name(purse, lang), _periods(appraisal, purse, lang)) for purse in purses),
        currency=settings.currency,
        level=settings.ci_level,
        source=_economy_source(appraisal, lang),
    )
    return actors_figure(chart, lang)


def _periods(appraisal: Appraisal, purse: str, lang: Lang) -> tuple[PeriodResult, ...]:
    result, horizon = appraisal.purses[purse], appraisal.settings.horizon_years
    years = {1: result.net_1y, 5: result.net_5y, horizon: result.net}
    found = []
    for length, net in sorted(years.items()):
        if isinstance(net, Unknown) or length > horizon:
            continue
        spread = None if appraisal.uncertainty is None else appraisal.uncertainty.net[(purse, length)]
        low, high = (None, None) if spread is None else (spread.interval.low, spread.interval.high)
        found.append(PeriodResult(_period_name(length, lang), net, low, high))
    return tuple(found)


def _period_name(years: int, lang: Lang) -> str:
    if lang == "sv":
        return f"{years} år"
    return f"{years} year" if years == 1 else f"{years} years"


def payback_figure_of(appraisal: Appraisal, lang: Lang) -> Figure:
    """Return society's cumulative net present value per year with its interval."""
    settings, uncertainty = appraisal.settings, appraisal.uncertainty
    points = []
    for year, net in enumerate(cumulative_net(appraisal)):
        spread = None if uncertainty is None else uncertainty.net.get((SOCIETY, year))
        low, high = (None, None) if spread is None else (spread.interval.low, spread.interval.high)
        points.append(PaybackPoint(float(year), net, low, high))
    months = appraisal.society.payback_discounted.months
    chart = PaybackChart(
        whose=economy.purse_name(SOCIETY, lang),
        points=tuple(points),
        unit="year",
        break_even=None if months is None else months / 12,
        currency=settings.currency,
        level=settings.ci_level,
        source=_economy_source(appraisal, lang),
    )
    return payback_figure(chart, lang)


def tornado_figure_of(evaluation: Evaluation, appraisal: Appraisal, lang: Lang) -> Figure:
    """Return how society's net moves with each assumption, the ten that move it most."""
    return tornado_of(evaluation.initiative, appraisal, evaluation.sensitivity, lang)


def tornado_of(initiative: Initiative, appraisal: Appraisal, sensitivity: Sequence[OneWay], lang: Lang) -> Figure:
    """Return the same figure of an initiative and the sensitivity of its appraisal, the largest swing first."""
    rows = tuple(
        TornadoRow(
            label=economy.parameter_label(row.name, initiative, lang),
            low_value=economy.parameter_value(row.low, row.name, initiative, lang),
            high_value=economy.parameter_value(row.high, row.name, initiative, lang),
            at_low=row.net_low,
            at_high=row.net_high,
        )
        for row in sensitivity[:_MOST_BARS]
    )
    chart = TornadoChart(
        result="Samhällets netto" if lang == "sv" else "Net to society",
        base=appraisal.society.net,
        rows=rows,
        currency=appraisal.settings.currency,
        source=_economy_source(appraisal, lang),
    )
    return tornado_figure(chart, lang)
