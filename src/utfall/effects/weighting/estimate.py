# SPDX-License-Identifier: Apache-2.0
"""Weighting: persons count more or less until the groups are alike in what was measured before the start."""

from __future__ import annotations

import numpy as np

from utfall.core.designs import Weighting
from utfall.core.errors import InputError
from utfall.core.estimate import Check, Estimand
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.contrast import Bools, Floats
from utfall.effects._numerics.logistic import Logistic, fit_logistic
from utfall.effects.collinear import collinear_checks
from utfall.effects.result import Balance, EffectResult
from utfall.effects.sample import Sample
from utfall.effects.weighting import _common as common
from utfall.effects.weighting._entropy import balanced_means, with_squares
from utfall.effects.weighting._potential import Potential, difference, standard_columns
from utfall.effects.weighting._refusals import carried, option_fault
from utfall.effects.weighting._scores import Target, known_means, target_density, weighted_means

_METHODS = {
    "ipw": "inverse-probability",
    "overlap": "overlap-weights",
    "entropy": "entropy-balancing",
    "given": "given-weights",
}


def estimate_weighting(
    design: Weighting, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate an effect by weighting the groups until they are alike.

    Complete cases on outcome and covariates. Binary outcomes give a risk difference, with the risk ratio among
    the diagnostics; counts a difference in means, with the rate ratio.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, negative weights, or a target that the method does not have.
    DesignRefused
        No covariates, separation, no common support, fewer than two persons left in a group.

    See docs/methods/ipw.md, overlap_weights.md and entropy_balancing.md.
    """
    target = _target(design, columns)
    whole = common.read(design, columns, outcome)
    fields = ", ".join(design.covariates)
    given = _given(design, columns, whole)
    first = carried(lambda: _fit(whole), file=columns.file, field=fields)
    stays = _inside(first, design.trim)
    sample, score = whole, first
    if not stays.all():
        sample = common.keep(whole, stays)
        score = carried(lambda: _fit(sample), file=columns.file, field=fields)
    known = None if given is None else given[stays]
    found, weights, told = carried(
        lambda: _weigh(design, sample, score, target, known), file=columns.file, field=fields
    )
    spread = np.zeros(len(whole.y))
    spread[stays] = weights
    contrast = carried(
        lambda: difference(found, sample.treated, level=design.ci_level, method=_METHODS[design.method]),
        file=columns.file,
        field=outcome.column,
    )
    balance = common.weighted_balance(whole, spread, first.probability)
    made = common.Made(
        sample=sample,
        whole=whole,
        contrast=contrast,
        estimand=_estimand(target, sample),
        balance=balance,
        checks=_checks(sample, score, weights, balance, target),
        diagnostics=(
            *told,
            *_weight_diagnostics(weights, sample, score),
            *common.ratio_diagnostics(found, sample, outcome, design.ci_level),
        ),
        influence=found.influence,
    )
    return common.finish(design, outcome, made, estimate_id)


def _inside(score: Logistic, trim: float | None) -> Bools:
    """Return who has a probability of taking part that is not too near 0 or 1, shape (n,)."""
    p = score.probability
    return np.ones(len(p), dtype=bool) if trim is None else (p >= trim) & (p <= 1 - trim)


def _fit(sample: Sample) -> Logistic:
    return fit_logistic(sample.treated.astype(np.float64), sample.covariates)


def _target(design: Weighting, columns: Columns) -> Target:
    """Return whose effect is asked for, or refuse one that the method does not have."""
    default: Target = "ato" if design.method == "overlap" else "att"
    target = design.estimand or default
    allowed = {"ipw": ("att", "ate", "ato"), "overlap": ("ato",)}.get(design.method, ("att", "ate"))
    if target in allowed and (design.trim is None or 0 < design.trim < 0.5):
        return target
    if target not in allowed:
        shown = ", ".join(allowed)
        raise option_fault(
            "estimand-unknown",
            Text(
                sv=f"Metoden ”{design.method}” kan inte skatta ”{target}”.",
                en=f"The method '{design.method}' cannot estimate '{target}'.",
            ),
            Text(sv=f"Välj bland: {shown}.", en=f"Choose among: {shown}."),
            file=columns.file,
            field="estimand",
        )
    raise option_fault(
        "trim-range",
        Text(sv="trim ska ligga mellan 0 och 0,5.", en="trim should lie between 0 and 0.5."),
        Text(sv="0,05 är vanligt; utelämna trim för att behålla alla.", en="0.05 is usual; leave it out to keep all."),
        file=columns.file,
        field="trim",
    )


def _given(design: Weighting, columns: Columns, sample: Sample) -> Floats | None:
    """Return the weights of the named column, or None when the method makes its own."""
    if design.method != "given":
        return None
    if design.weights is None:
        raise _weights_fault(columns, "weights", Text(sv="Kolumnen med vikter saknas.", en="No column of weights."))
    weights = columns.number(design.weights)[sample.rows]
    negative = int((weights < 0).sum())
    if negative:
        raise _weights_fault(
            columns,
            design.weights,
            Text(sv=f"Antal vikter som är negativa: {negative}.", en=f"Weights that are negative: {negative}."),
        )
    if np.isnan(weights).any():
        raise _weights_fault(
            columns, design.weights, Text(sv="Vikter saknas på några rader.", en="Weights are missing.")
        )
    if min(float(weights[sample.treated].sum()), float(weights[~sample.treated].sum())) <= 0:
        raise _weights_fault(columns, design.weights, Text(sv="Alla vikter i en grupp är 0.", en="A group weighs 0."))
    return weights


def _weights_fault(columns: Columns, field: str, text: Text) -> InputError:
    mend = Text(
        sv="Ange en kolumn där varje person har en vikt som är 0 eller större.",
        en="Name a column where every person has a weight of 0 or more.",
    )
    return option_fault("weights-wrong", text, mend, file=columns.file, field=field)


def _weigh(
    design: Weighting, sample: Sample, score: Logistic, target: Target, given: Floats | None
) -> tuple[Potential, Floats, common.Diagnostics]:
    """Return the two mean outcomes, everyone's weight, and what is told of the way there."""
    y, treated = sample.y, sample.treated
    covariates = score.redundant.left_out_of(sample.covariates)
    if given is not None:
        return known_means(y, treated, given), given, ()
    if design.method == "entropy":
        plain = standard_columns(covariates)[:, 1:]
        features = standard_columns(with_squares(plain))[:, 1:] if design.moments == 2 else plain
        found, weights, left = balanced_means(y, treated, features, everyone=target == "ate")
        return found, weights, (("balance_residual", left),)
    found, weights = weighted_means(y, treated, covariates, score.probability, target)
    known = known_means(y, treated, weights).influence
    return found, weights, (("std_error_weights_known", float(np.sqrt((known**2).sum())) / len(y)),)


def _estimand(target: Target, sample: Sample) -> Estimand:
    """Return whose effect the number is; leaving persons out changes it."""
    whole = {"att": Estimand.ATT, "ate": Estimand.ATE, "ato": Estimand.ATO}[target]
    if sample.flow.intervention.unmatched + sample.flow.comparison.unmatched == 0:
        return whole
    return Estimand.ATT_MATCHED if target == "att" else Estimand.ATO


def _checks(sample: Sample, score: Logistic, weights: Floats, balance: Balance, target: Target) -> tuple[Check, ...]:
    counts = sample.treated.astype(np.float64) if target == "att" else target_density(score.probability, target)
    outside = common.outside_range(score.probability, sample.treated, counts)
    left, _ = checks.matched_balance(balance)
    return (
        left,
        common.ess_check(balance),
        common.overlap_check(outside, score, everyone=target != "att"),
        common.weights_check(weights, sample.treated),
        *collinear_checks(sample.names, score.redundant),
        *common.trimmed_flow(sample.flow),
    )


def _weight_diagnostics(weights: Floats, sample: Sample, score: Logistic) -> common.Diagnostics:
    """Return the range of the weights as computed, before they are made to sum to 1 in each group."""
    return (
        ("propensity_iterations", score.iterations),
        ("propensity_max", float(score.probability.max())),
        ("propensity_min", float(score.probability.min())),
        ("weight_max", float(weights.max())),
        ("weight_mean", float(weights.mean())),
        ("weight_min", float(weights.min())),
    )
