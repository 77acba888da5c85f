# SPDX-License-Identifier: Apache-2.0
"""What the criteria are held against: effects and the measures of the economy, each with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping

from utfall.core.actors import Actor
from utfall.core.estimate import Estimate, EvidenceGrade, Interval, Quantity, Unknown
from utfall.core.initiative import Initiative
from utfall.core.outcome import MEASURES
from utfall.economics import Appraisal
from utfall.economics.model import PUBLIC, SOCIETY
from utfall.economics.results import Known, Spread
from utfall.effects.verdict import Measured, MeasureKey


def measured_values(
    initiative: Initiative, estimates: Mapping[str, Estimate], appraisal: Appraisal | Unknown
) -> dict[MeasureKey, Measured]:
    """Return everything a criterion may ask for, by measure and outcome."""
    every = tuple(outcome.id for outcome in initiative.outcomes)
    others = [comparison for comparison in initiative.comparisons if comparison is not initiative.primary]
    elsewhere = {outcome for comparison in others for outcome in comparison.outcomes or every} - set(estimates)
    found: dict[MeasureKey, Measured] = {("effect", key): Unknown("other-comparison") for key in elsewhere}
    found |= {("effect", key): estimate for key, estimate in estimates.items()}
    if isinstance(appraisal, Unknown):
        asked = {criterion.measure for criterion in initiative.criteria} - {"effect"}
        return found | {(measure, None): appraisal for measure in asked}
    why = unfounded(initiative, estimates)
    if why:
        return found | {(measure, None): Unknown(why) for measure in MEASURES if measure != "effect"}
    found[("npv_society", None)] = _net(appraisal, SOCIETY)
    found[("npv_public", None)] = _net(appraisal, PUBLIC)
    found[("npv_municipality", None)] = _net(appraisal, Actor.MUNICIPALITY)
    found[("bcr", None)] = _with_spread(appraisal.bcr, _spread(appraisal, "bcr"))
    found[("realisation_rate", None)] = _with_spread(appraisal.realisation.rate, _spread(appraisal, "rate"))
    found[("payback_months", None)] = _payback(appraisal)
    found[("probability_net_positive", None)] = _probability(appraisal)
    return found


def unfounded(initiative: Initiative, estimates: Mapping[str, Estimate]) -> str:
    """Return why the economy does not show what the initiative gave, '' when it does.

    Its lines are linked to a change without a comparison ("change-only") or to a difference that must not be
    read as an effect ("evidence-insufficient").
    """
    linked = {line.link.outcome for line in initiative.lines if line.link is not None}
    grades = {estimates[outcome].grade for outcome in linked & set(estimates)}
    if EvidenceGrade.CHANGE_ONLY in grades:
        return "change-only"
    return "evidence-insufficient" if EvidenceGrade.INSUFFICIENT in grades else ""


def _net(appraisal: Appraisal, purse: str) -> Measured:
    spread = None
    if appraisal.uncertainty is not None:
        spread = appraisal.uncertainty.net[(str(purse), appraisal.settings.horizon_years)]
    return Quantity(appraisal.purses[str(purse)].net, None if spread is None else spread.interval)


def _spread(appraisal: Appraisal, name: str) -> Spread | Unknown:
    if appraisal.uncertainty is None:
        return Unknown("no-draws")
    found: Spread | Unknown = getattr(appraisal.uncertainty, name)
    return found


def _with_spread(value: Known, spread: Spread | Unknown) -> Measured:
    if isinstance(value, Unknown):
        return value
    return Quantity(value, None if isinstance(spread, Unknown) else spread.interval)


def _payback(appraisal: Appraisal) -> Measured:
    """Return society's payback; never within the horizon is a finding: later than any number of months."""
    payback = appraisal.society.payback
    months = math.inf if payback.months is None else payback.months
    interval: Interval | None = None
    if appraisal.uncertainty is not None and SOCIETY in appraisal.uncertainty.payback:
        interval = appraisal.uncertainty.payback[SOCIETY].interval
        if math.isnan(interval.low) or math.isnan(interval.high):
            interval = None
    return Quantity(months, interval)


def _probability(appraisal: Appraisal) -> Measured:
    if appraisal.uncertainty is None:
        return Unknown("no-draws")
    spread = appraisal.uncertainty.net[(SOCIETY, appraisal.settings.horizon_years)]
    return Unknown("no-draws") if spread.probability_positive is None else Quantity(spread.probability_positive)
