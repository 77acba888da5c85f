# SPDX-License-Identifier: Apache-2.0
"""Optimal matching: pairs, or sets with everyone in them, whose total distance is the least possible."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.core.designs import OptimalMatching
from utfall.core.estimate import Check, Estimand
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.contrast import Contrast, Floats, Ints, NotEstimableError, by_t
from utfall.effects._numerics.left import chance_beside_score, left_in_sets
from utfall.effects._numerics.logistic import Logistic, fit_logistic
from utfall.effects._numerics.matched import pair_weights
from utfall.effects._numerics.nearest import Pairs
from utfall.effects._numerics.regression import cr1, fit
from utfall.effects.collinear import collinear_checks
from utfall.effects.matching_more._optimal import full_sets, optimal_pairs, refuse_too_large
from utfall.effects.result import Balance, EffectResult
from utfall.effects.sample import Sample
from utfall.effects.weighting import _common as common
from utfall.effects.weighting._refusals import carried, option_fault, refused
from utfall.effects.weighting._scores import known_means


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matched:
    """Who is in which set (-1: none) with which weight, shapes (n,), and the pairs that the sets are made of."""

    sets: Ints
    weights: Floats
    pairs: Pairs
    score: Logistic
    total: float


def estimate_optimal_matching(
    design: OptimalMatching, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate an effect in pairs or full sets of least total distance.

    Weighted difference in means, with errors clustered by set.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, "ate" asked of pairs.
    DesignRefused
        No covariates, separation, more persons than all pairs of them can be held (some thousands), fewer than
        two sets.

    See docs/methods/optimal_matching.md.
    """
    _refuse_options(design, columns)
    whole = common.read(design, columns, outcome)
    fields = ", ".join(design.covariates)
    found = carried(lambda: _match(design, whole), file=columns.file, field=fields)
    used = found.sets >= 0
    if not used.any() or len(np.unique(found.sets[used])) < 2:
        raise refused("no-pair", file=columns.file, field=design.treatment)
    sample = whole if used.all() else common.keep(whole, used)
    sets, weights = np.unique(found.sets[used], return_inverse=True)[1].reshape(-1), found.weights[used]
    contrast = carried(
        lambda: clustered_difference(
            sample.y, sample.treated.astype(np.float64), weights, sets, level=design.ci_level, method=design.method
        ),
        file=columns.file,
        field=outcome.column,
    )
    balance = common.weighted_balance(whole, found.weights, found.score.probability)
    left = left_in_sets(sample.y, sample.treated, weights, sets, sample.covariates)
    numbered = np.full(len(whole.y), -1, dtype=np.int64)
    numbered[used] = sets
    chance = chance_beside_score(left, numbered, whole.treated, found.score.probability, whole.covariates)
    means = known_means(sample.y, sample.treated, weights)
    made = common.Made(
        sample=sample,
        whole=whole,
        contrast=contrast,
        estimand=_estimand(design, sample),
        balance=balance,
        checks=(
            *_checks(design, whole, sample, found, balance),
            checks.inside(left.value, contrast.std_error, chance=chance),
        ),
        diagnostics=(
            ("pairs", len(found.pairs)),
            ("sets", int(sets.max()) + 1),
            ("total_distance", found.total),
            *common.ratio_diagnostics(means, sample, outcome, design.ci_level),
        ),
        influence=means.influence,
    )
    return common.finish(design, outcome, made, estimate_id)


def _refuse_options(design: OptimalMatching, columns: Columns) -> None:
    if design.method == "pair" and design.estimand == "ate":
        raise option_fault(
            "estimand-unknown",
            Text(sv="Par kan bara visa effekten för dem som deltog.", en="Pairs show only the effect on the treated."),
            Text(sv="Välj method = full, eller estimand = att.", en="Choose method = full, or estimand = att."),
            file=columns.file,
            field="estimand",
        )
    if design.ratio < 1:
        raise option_fault(
            "option-range",
            Text(sv="ratio ska vara minst 1.", en="ratio should be at least 1."),
            Text(sv="1 är vanligt.", en="1 is usual."),
            file=columns.file,
            field="ratio",
        )


def _match(design: OptimalMatching, sample: Sample) -> _Matched:
    """Match the sample as the design says."""
    rows_1, rows_0 = np.flatnonzero(sample.treated), np.flatnonzero(~sample.treated)
    refuse_too_large(len(rows_1), len(rows_0), design.ratio if design.method == "pair" else 1)
    score = fit_logistic(sample.treated.astype(np.float64), sample.covariates)
    distance = _distances(design, sample, score.probability, rows_1, rows_0)
    sets, weights = np.full(len(sample.y), -1, dtype=np.int64), np.zeros(len(sample.y))
    if design.method == "pair":
        pairs = optimal_pairs(distance, ratio=design.ratio)
        sets[rows_1[pairs.treated]] = pairs.treated
        sets[rows_0[pairs.control]] = pairs.treated
        weights[rows_1], weights[rows_0] = pair_weights(pairs, len(rows_1), len(rows_0))
    else:
        found = full_sets(distance)
        pairs = found.pairs
        sets[rows_1], sets[rows_0] = found.treated, found.control
        weights = set_weights(sets, sample.treated, everyone=design.estimand == "ate")
    total = math.fsum(distance[pairs.treated, pairs.control].tolist())
    return _Matched(sets=sets, weights=weights, pairs=pairs, score=score, total=total)


def _distances(design: OptimalMatching, sample: Sample, score: Floats, rows_1: Ints, rows_0: Ints) -> Floats:
    """Return distances between treated and controls, infinite outside the caliper, shape (n1, n0)."""
    apart = np.abs(score[rows_1][:, None] - score[rows_0][None, :])
    distance = apart
    if design.distance == "mahalanobis":
        from scipy.spatial.distance import cdist

        from utfall.effects._numerics.mahalanobis import whiten

        distance = np.asarray(cdist(*whiten(sample.covariates[rows_1], sample.covariates[rows_0])))
    if design.caliper is None:
        return distance
    return np.where(apart <= design.caliper * float(score.std(ddof=1)), distance, np.inf)


def set_weights(sets: Ints, treated: np.ndarray, *, everyone: bool) -> Floats:
    """Return the weight of each person in matched sets, 0 outside, shape (n,).

    For the treated (ATT) each counts 1 and the controls of a set together as many as its treated. For all (ATE)
    both groups of a set count as many as there are persons in it.
    """
    size = int(sets.max()) + 2
    n_1 = np.bincount(sets[treated] + 1, minlength=size).astype(np.float64)
    n_0 = np.bincount(sets[~treated] + 1, minlength=size).astype(np.float64)
    counts = n_1 + n_0 if everyone else n_1
    own = np.where(treated, n_1[sets + 1], n_0[sets + 1])
    return np.where(sets >= 0, counts[sets + 1] / np.maximum(own, 1.0), 0.0)


def clustered_difference(
    y: Floats, treated: Floats, weights: Floats, sets: Ints, *, level: float, method: str
) -> Contrast:
    """Return the weighted difference in means with errors clustered by matched set.

    Parameters
    ----------
    sets
        Numbered from 0, shape (n,).

    Notes
    -----
    Abadie and Spiess (2022), JASA 117:983. Degrees of freedom: sets - 1.
    """
    count = int(sets.max()) + 1
    if count < 2:
        raise NotEstimableError("too-few")
    fitted = fit(np.column_stack([np.ones(len(y)), treated]), y, weights)
    base, effect = float(fitted.coefficients[0]), float(fitted.coefficients[1])
    return by_t(
        effect,
        math.sqrt(float(cr1(fitted, sets)[1, 1])),
        df=count - 1,
        level=level,
        mean_1=base + effect,
        mean_0=base,
        method=f"optimal-{method}",
    )


def _estimand(design: OptimalMatching, sample: Sample) -> Estimand:
    lost = sample.flow.intervention.unmatched, sample.flow.comparison.unmatched
    if design.estimand == "ate":
        return Estimand.ATO if any(lost) else Estimand.ATE
    return Estimand.ATT_MATCHED if lost[0] else Estimand.ATT


def _checks(
    design: OptimalMatching, whole: Sample, sample: Sample, found: _Matched, balance: Balance
) -> tuple[Check, ...]:
    score, treated = found.score.probability, whole.treated
    gaps = np.abs(score[treated][found.pairs.treated] - score[~treated][found.pairs.control])
    spread = float(score.std(ddof=1))
    everyone = design.estimand == "ate"
    counts = np.ones(len(treated)) if everyone else treated.astype(np.float64)
    outside = common.outside_range(score, treated, counts)
    return (
        checks.matched_balance(balance)[0],
        common.ess_check(balance),
        common.overlap_check(outside, found.score, everyone=everyone),
        checks.dropped(sample.flow.intervention.unmatched, whole.n_intervention),
        checks.caliper(float(gaps.max()) / spread if spread > 0 else 0.0, design.caliper),
        common.weights_check(found.weights, treated),
        *collinear_checks(whole.names, found.score.redundant),
    )
