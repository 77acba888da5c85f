# SPDX-License-Identifier: Apache-2.0
"""Exact, coarsened exact and subclass matching: persons are compared only within strata of alike persons."""

from __future__ import annotations

import numpy as np

from utfall.core.designs import ExactMatching
from utfall.core.estimate import Check, Estimand
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.contrast import Floats, Ints
from utfall.effects._numerics.logistic import Logistic, fit_logistic
from utfall.effects._numerics.redundant import redundant_columns
from utfall.effects.collinear import collinear_checks
from utfall.effects.matching_more._strata import (
    between,
    combined,
    common_strata,
    intervals,
    left_inside,
    stratified_effect,
    subclasses,
)
from utfall.effects.result import Balance, EffectResult
from utfall.effects.sample import Sample
from utfall.effects.weighting import _common as common
from utfall.effects.weighting._refusals import carried, option_fault

_METHODS = {"exact": "exact-strata", "coarsened": "coarsened-exact", "subclass": "propensity-subclasses"}


def estimate_exact_matching(
    design: ExactMatching, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate an effect within strata of persons who agree on the covariates.

    Who shares a stratum with nobody of the other group is left out, counted and told of; the estimand is then
    that of those who do.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, limits for a column that is no number covariate.
    DesignRefused
        No covariates, separation (subclasses), fewer than two persons of a group in common strata.

    See docs/methods/exact_matching.md.
    """
    _refuse_options(design, columns)
    whole = common.read(design, columns, outcome)
    fields = ", ".join(design.covariates)
    score = _score(design, whole, columns.file, fields)
    stratum = _strata(design, columns, whole, score)
    stays = common_strata(stratum, whole.treated)
    sample = whole if stays.all() else common.keep(whole, stays)
    everyone = design.estimand == "ate"
    found = carried(
        lambda: stratified_effect(
            sample.y,
            sample.treated,
            stratum[stays],
            everyone=everyone,
            level=design.ci_level,
            method=_METHODS[design.method],
        ),
        file=columns.file,
        field=outcome.column,
    )
    left = left_inside(sample.y, sample.treated, stratum[stays], sample.covariates, found.weights)
    weights = np.zeros(len(whole.y))
    weights[stays] = found.weights
    balance = common.weighted_balance(whole, weights, None if score is None else score.probability)
    made = common.Made(
        sample=sample,
        whole=whole,
        contrast=found.contrast,
        estimand=_estimand(sample, everyone=everyone),
        balance=balance,
        checks=(
            *_checks(whole, sample, weights[stays], balance, score, everyone=everyone),
            checks.inside(left, found.contrast.std_error),
        ),
        diagnostics=(
            ("left_inside", left),
            ("strata", found.strata),
            ("strata_all", len(np.unique(stratum))),
            *common.ratio_diagnostics(found.means, sample, outcome, design.ci_level),
        ),
        influence=found.means.influence,
    )
    return common.finish(design, outcome, made, estimate_id)


def _score(design: ExactMatching, sample: Sample, file: str, fields: str) -> Logistic | None:
    if design.method != "subclass":
        return None
    return carried(lambda: fit_logistic(sample.treated.astype(np.float64), sample.covariates), file=file, field=fields)


def _strata(design: ExactMatching, columns: Columns, sample: Sample, score: Logistic | None) -> Ints:
    """Return the stratum of each person, shape (n,)."""
    if score is not None:
        counts = np.ones(len(sample.y)) if design.estimand == "ate" else sample.treated.astype(np.float64)
        return subclasses(score.probability, counts, design.subclasses)
    limits = dict(design.cutpoints)
    codes: list[Ints] = []
    for name in design.covariates:
        if not columns.is_number(name):
            codes.append(columns.labels(name).codes[sample.rows])
            continue
        values = sample.covariates[:, sample.names.index(name)]
        if design.method == "exact":
            codes.append(np.unique(values, return_inverse=True)[1].reshape(-1).astype(np.int64))
        elif name in limits:
            codes.append(between(values, np.asarray(limits[name], dtype=np.float64)))
        else:
            codes.append(intervals(values, design.bins))
    return combined(codes)


def _refuse_options(design: ExactMatching, columns: Columns) -> None:
    for name, value, least in (("bins", design.bins, 1), ("subclasses", design.subclasses, 2)):
        if value is not None and value < least:
            raise option_fault(
                "option-range",
                Text(sv=f"{name} ska vara minst {least}.", en=f"{name} should be at least {least}."),
                Text(sv="Utelämna det för standardvalet.", en="Leave it out for the default."),
                file=columns.file,
                field=name,
            )
    for name, _ in design.cutpoints:
        if name not in design.covariates or not columns.is_number(name):
            raise option_fault(
                "cutpoints-unknown",
                Text(sv=f"”{name}” är ingen kovariat med tal.", en=f"'{name}' is no covariate of numbers."),
                Text(sv="Gränser anges för sådana bland covariates.", en="Limits are for such among covariates."),
                file=columns.file,
                field="cutpoints",
            )


def _estimand(sample: Sample, *, everyone: bool) -> Estimand:
    lost = sample.flow.intervention.unmatched, sample.flow.comparison.unmatched
    if everyone:
        return Estimand.ATO if any(lost) else Estimand.ATE
    return Estimand.ATT_MATCHED if lost[0] else Estimand.ATT


def _checks(
    whole: Sample, sample: Sample, weights: Floats, balance: Balance, score: Logistic | None, *, everyone: bool
) -> tuple[Check, ...]:
    found = [
        checks.matched_balance(balance)[0],
        common.ess_check(balance),
        common.weights_check(weights, sample.treated),
        checks.dropped(sample.flow.intervention.unmatched, whole.n_intervention),
    ]
    if score is not None:
        counts = np.ones(len(whole.y)) if everyone else whole.treated.astype(np.float64)
        outside = common.outside_range(score.probability, whole.treated, counts)
        found.append(common.overlap_check(outside, score, everyone=everyone))
    redundant = redundant_columns(whole.covariates) if score is None else score.redundant
    return (*found, *collinear_checks(whole.names, redundant))
