# SPDX-License-Identifier: Apache-2.0
"""Matching: each participant is compared with persons who were alike before the start."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from utfall.core.designs import Matching
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Contrast, Floats, Ints, NotEstimableError
from utfall.effects._numerics.keys import stable_order
from utfall.effects._numerics.left import Left, chance_beside_score, left_in_pairs
from utfall.effects._numerics.logistic import Logistic, fit_logistic
from utfall.effects._numerics.matched import (
    abadie_imbens_effect,
    abadie_imbens_ratio,
    clustered_effect,
    clustered_ratio,
    pair_weights,
)
from utfall.effects._numerics.nearest import (
    Pairs,
    as_pairs,
    nearest_other,
    nearest_with_replacement,
    nearest_without_replacement,
)
from utfall.effects.balance import balance_matched
from utfall.effects.collinear import carried_with_covariates, collinear_checks, refuse_all_constant
from utfall.effects.compose import compose
from utfall.effects.ratio import NAMES, ratio_diagnostics
from utfall.effects.refusals import carried, refused
from utfall.effects.result import Balance, EffectResult, Flow
from utfall.effects.sample import Sample, complete, read_sample, refuse_repeated_ids
from utfall.effects.sparse import sparse_check


@dataclass(frozen=True, kw_only=True)
class Match:
    """Two groups with their propensity scores, and who was paired with whom.

    Parameters
    ----------
    rows_treated, rows_control
        Positions in the sample, shapes (n1,) and (n0,).
    score_treated, score_control
        Estimated probability of taking part.
    pairs
        Positions among `rows_treated` and `rows_control`.
    bound
        The caliper in units of the score; infinite when there is none.
    score_sd
        Standard deviation of the score among all.
    """

    rows_treated: Ints
    rows_control: Ints
    score_treated: Floats
    score_control: Floats
    logistic: Logistic
    pairs: Pairs
    bound: float
    score_sd: float

    def both(self, values: Floats) -> tuple[Floats, Floats]:
        """Return `values` of the treated and of the controls."""
        return values[self.rows_treated], values[self.rows_control]

    def of_pairs(self, values: Floats) -> tuple[Floats, Floats]:
        """Return `values` of the treated and of the controls who are in `compact` pairs."""
        treated, control = (self.rows_treated[self.used[0]], self.rows_control[self.used[1]])
        return values.take(treated, axis=0), values.take(control, axis=0)

    @cached_property
    def used(self) -> tuple[Ints, Ints]:
        """Positions of the treated and of the controls who are in a pair, each once, in order."""
        return np.unique(self.pairs.treated), np.unique(self.pairs.control)

    @property
    def compact(self) -> Pairs:
        """The pairs as positions among those who are in one."""
        treated, control = self.used
        return Pairs(np.searchsorted(treated, self.pairs.treated), np.searchsorted(control, self.pairs.control))

    @property
    def largest_gap(self) -> float:
        """Largest difference in score within a pair."""
        gaps = np.abs(self.score_treated[self.pairs.treated] - self.score_control[self.pairs.control])
        return float(gaps.max())


def estimate_matching(
    design: Matching, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect on the treated by nearest neighbour matching.

    Complete cases on outcome and covariates; the others are counted and warned of. When some treated have
    no match the estimand is the effect on the matched treated.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, or an id on several rows.
    DesignRefused
        No covariates or none that varies, empty group, no overlap at all (separation), fewer than two pairs inside the
        caliper.

    See docs/methods/matching.md for sources and assumptions.
    """
    sample, strata = matching_sample(design, columns, outcome)
    match = carried(lambda: match_sample(design, sample, strata), file=columns.file, field=", ".join(design.covariates))
    if len(match.used[0]) < 2:
        raise refused("no-pair", file=columns.file, field=design.treatment)
    contrast = carried_with_covariates(lambda: _contrast(design, sample, match), sample, field=outcome.column)
    flow, balance = _flow(sample.flow, match), _balance(sample, match)
    dropped = flow.intervention.unmatched > 0
    left = _left(design, sample, match, contrast)
    return EffectResult(
        estimate=compose(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            design=design,
            estimand=Estimand.ATT_MATCHED if dropped else Estimand.ATT,
            ceiling=EvidenceGrade.MODERATE,
            checks=(
                *_checks(design, sample, match, flow, balance),
                *_sparse(sample, match, outcome),
                left,
            ),
            n=(balance.n_intervention, balance.n_comparison),
            method=f"{design.distance}-{'with' if design.replace else 'without'}-replacement",
        ),
        flow=flow,
        balance=balance,
        diagnostics=tuple(
            sorted(
                (
                    *_diagnostics(sample, match, contrast),
                    *_ratio(design, sample, match, outcome),
                    *(_adjusted(design, sample, match) if left.status in (Status.WARN, Status.FAIL) else ()),
                )
            )
        ),
    )


def matching_sample(design: Matching, columns: Columns, outcome: Outcome) -> tuple[Sample, Ints]:
    """Return complete cases in stable order, and the stratum within which each must be matched."""
    if not design.covariates:
        raise refused("no-covariates", file=columns.file)
    whole = read_sample(
        columns,
        outcome,
        treatment=design.treatment,
        comparison=design.comparison,
        covariates=design.covariates,
        id_column=design.id,
    )
    if design.id:
        refuse_repeated_ids(whole.ids, whole.rows, columns, design.id)
    sample = complete(whole, with_covariates=True)
    refuse_all_constant(sample, design.covariates)
    sample = sample.take(stable_order(sample.ids, sample.covariates, sample.y, sample.treated))
    return sample, exact_strata(design.exact, columns, sample)


def exact_strata(exact: tuple[str, ...], columns: Columns, sample: Sample) -> Ints:
    """Return a number per combination of the values on which pairs must agree (an empty cell is a value)."""
    if not exact:
        return np.zeros(len(sample.y), dtype=np.int64)
    codes = np.column_stack([columns.labels(name).codes[sample.rows] for name in exact])
    return np.unique(codes, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def match_sample(design: Matching, sample: Sample, strata: Ints) -> Match:
    """Fit the propensity score and pair treated with controls as the design says.

    The sample's order breaks ties. Raises NotEstimableError as `fit_logistic` does.
    """
    logistic = fit_logistic(sample.treated.astype(np.float64), sample.covariates)
    score = logistic.probability
    rows_1, rows_0 = np.flatnonzero(sample.treated), np.flatnonzero(~sample.treated)
    spread = float(score.std(ddof=1))
    bound = math.inf if design.caliper is None else design.caliper * spread
    pair = _pairing(design, sample, score, bound)
    found_1: list[Ints] = []
    found_0: list[Ints] = []
    for here_1, here_0 in _within(strata[rows_1], strata[rows_0]):
        pairs = pair(rows_1[here_1], rows_0[here_0])
        found_1.append(here_1[pairs.treated])
        found_0.append(here_0[pairs.control])
    empty = np.empty(0, dtype=np.int64)
    return Match(
        rows_treated=rows_1,
        rows_control=rows_0,
        score_treated=score[rows_1],
        score_control=score[rows_0],
        logistic=logistic,
        pairs=as_pairs(np.concatenate([empty, *found_1]), np.concatenate([empty, *found_0])),
        bound=bound,
        score_sd=spread,
    )


def _within(strata_1: Ints, strata_0: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield positions of treated and controls, stratum by stratum where both occur."""
    if max(strata_1.max(), strata_0.max()) == min(strata_1.min(), strata_0.min()):
        yield np.arange(len(strata_1)), np.arange(len(strata_0))
        return
    order_1, order_0 = np.argsort(strata_1, kind="stable"), np.argsort(strata_0, kind="stable")
    for stratum in np.intersect1d(strata_1, strata_0):
        ends = [np.searchsorted(s[o], [stratum, stratum + 1]) for s, o in ((strata_1, order_1), (strata_0, order_0))]
        yield order_1[slice(*ends[0])], order_0[slice(*ends[1])]


def _pairing(design: Matching, sample: Sample, score: Floats, bound: float) -> Callable[[Ints, Ints], Pairs]:
    """Return the function that pairs some treated rows with some control rows of the sample."""
    if design.distance == "propensity":
        nearest = nearest_with_replacement if design.replace else nearest_without_replacement
        return lambda rows_1, rows_0: nearest(score[rows_1], score[rows_0], ratio=design.ratio, caliper=bound)
    from utfall.effects._numerics import mahalanobis

    white = _whitened(sample)
    near_white = (
        mahalanobis.mahalanobis_with_replacement if design.replace else mahalanobis.mahalanobis_without_replacement
    )
    return lambda rows_1, rows_0: near_white(
        white[rows_1],
        white[rows_0],
        score_treated=score[rows_1],
        score_control=score[rows_0],
        ratio=design.ratio,
        caliper=bound,
    )


def _whitened(sample: Sample) -> Floats:
    """Return the covariates in coordinates where Euclidean distance is Mahalanobis distance, shape (n, p)."""
    from utfall.effects._numerics.mahalanobis import whiten

    treated, control = whiten(sample.covariates[sample.treated], sample.covariates[~sample.treated])
    white = np.empty((len(sample.y), treated.shape[1]))
    white[sample.treated], white[~sample.treated] = treated, control
    return white


def _contrast(design: Matching, sample: Sample, match: Match) -> Contrast:
    if not design.replace:
        covariates = match.of_pairs(sample.covariates) if design.adjust else None
        y_1, y_0 = match.of_pairs(sample.y)
        return clustered_effect(y_1, y_0, match.compact, covariates=covariates, level=design.ci_level)
    covariates = match.both(sample.covariates) if design.adjust else None
    y_1, y_0 = match.both(sample.y)
    return abadie_imbens_effect(
        y_1,
        y_0,
        match.pairs,
        nearest_control=lambda who: _nearest_control(design, sample, match, who),
        covariates=covariates, level=design.ci_level,
    )  # fmt: skip


def _ratio(
    design: Matching, sample: Sample, match: Match, outcome: Outcome
) -> tuple[tuple[str, float | int | str], ...]:
    """Return the ratio of shares or counts of those matched, beside the difference."""
    if outcome.kind not in NAMES:
        return ()
    if design.replace:
        found = abadie_imbens_ratio(
            *match.both(sample.y),
            match.pairs,
            nearest_control=lambda who: _nearest_control(design, sample, match, who),
            covariates=match.both(sample.covariates) if design.adjust else None,
            level=design.ci_level,
        )
        return ratio_diagnostics(found, outcome)
    covariates = match.of_pairs(sample.covariates) if design.adjust else None
    found = clustered_ratio(*match.of_pairs(sample.y), match.compact, covariates=covariates, level=design.ci_level)
    return ratio_diagnostics(found, outcome)


def _nearest_control(design: Matching, sample: Sample, match: Match, who: Ints) -> Ints:
    """Return each control's nearest other control in the distance that was matched on."""
    if design.distance == "propensity":
        return nearest_other(match.score_control)[who]
    from scipy.spatial import cKDTree

    white = _whitened(sample)[match.rows_control]
    near = np.asarray(cKDTree(white).query(white[who], k=2)[1], dtype=np.int64)
    return np.where(near[:, 0] == who, near[:, 1], near[:, 0])


def _flow(flow: Flow, match: Match) -> Flow:
    used_1, used_0 = (len(used) for used in match.used)
    return replace(
        flow,
        intervention=replace(flow.intervention, unmatched=flow.intervention.used - used_1, used=used_1),
        comparison=replace(flow.comparison, unmatched=flow.comparison.used - used_0, used=used_0),
    )


def _balance(sample: Sample, match: Match) -> Balance:
    weight_1, weight_0 = pair_weights(match.pairs, len(match.rows_treated), len(match.rows_control))
    score = np.empty(len(sample.y))
    score[match.rows_treated], score[match.rows_control] = match.score_treated, match.score_control
    return balance_matched((score, sample.covariates), ("distance", *sample.names), sample.treated, weight_1, weight_0)


def _checks(design: Matching, sample: Sample, match: Match, flow: Flow, balance: Balance) -> tuple[Check, ...]:
    low, high = float(match.score_control.min()), float(match.score_control.max())
    outside = float(((match.score_treated < low) | (match.score_treated > high)).mean())
    return (
        checks.small_groups(balance.n_intervention, balance.n_comparison),
        *checks.missing(flow),
        *checks.matched_balance(balance),
        checks.overlap(outside, separated=match.logistic.quasi_separated),
        *collinear_checks(sample.names, match.logistic.redundant),
        checks.dropped(flow.intervention.unmatched, len(match.rows_treated)),
        checks.caliper(match.largest_gap / match.score_sd if match.score_sd > 0 else 0.0, design.caliper),
        Check("W-UNMEASURED", Status.INFO),
    )


def _sparse(sample: Sample, match: Match, outcome: Outcome) -> tuple[Check, ...]:
    """W-SPARSE of those who were matched."""
    used = np.concatenate([match.rows_treated[match.used[0]], match.rows_control[match.used[1]]])
    return sparse_check(sample.y[used], sample.treated[used], outcome)


def _left(design: Matching, sample: Sample, match: Match, contrast: Contrast) -> Check:
    """Return what the differences left in pairs may do to the effect or, adjusted for, how far that reaches."""
    if design.adjust:
        return checks.extrapolation(_outside_range(sample, match))
    left = left_in_pairs(match.of_pairs(sample.y), match.of_pairs(sample.covariates), match.compact)
    small = abs(left.value) <= checks.INSIDE * contrast.std_error
    chance = left.chance if design.replace or small else _chance(left, sample, match)
    return checks.inside(left.value, contrast.std_error, chance=chance)


def _chance(left: Left, sample: Sample, match: Match) -> float:
    """Return the chance error of what is left, each person being in one set: as the estimated score leaves it."""
    sets = np.full(len(sample.y), -1, dtype=np.int64)
    sets[match.rows_treated[match.used[0]]] = np.arange(len(match.used[0]))
    sets[match.rows_control[match.pairs.control]] = np.searchsorted(match.used[0], match.pairs.treated)
    return chance_beside_score(left, sets, sample.treated, match.logistic.probability, sample.covariates)


def _adjusted(design: Matching, sample: Sample, match: Match) -> tuple[tuple[str, float | int | str], ...]:
    """Return the effect adjusted for what pairs still differ by, for when that may move it; nothing if it has none."""
    if design.adjust:
        return ()
    own = replace(sample, covariates=match.logistic.redundant.left_out_of(sample.covariates))
    try:
        found = _contrast(replace(design, adjust=True), own, match)
    except NotEstimableError:
        return ()
    parts = (("", found.value), ("_high", found.high), ("_low", found.low), ("_std_error", found.std_error))
    return tuple((f"adjusted{part}", value) for part, value in parts)


def _outside_range(sample: Sample, match: Match) -> float:
    """Return the share of matched treated with some covariate outside the matched controls' range."""
    treated = sample.covariates[match.rows_treated[match.used[0]]]
    control = sample.covariates[match.rows_control[match.pairs.control]]
    outside = (treated < control.min(axis=0)) | (treated > control.max(axis=0))
    return float(outside.any(axis=1).mean())


def _diagnostics(sample: Sample, match: Match, contrast: Contrast) -> tuple[tuple[str, float | int | str], ...]:
    linear = match.logistic.linear
    gaps = np.abs(linear[match.rows_treated[match.pairs.treated]] - linear[match.rows_control[match.pairs.control]])
    y_1, y_0 = match.both(sample.y)
    return (
        ("caliper_probability", match.bound if math.isfinite(match.bound) else "none"),
        ("difference_unadjusted", float(y_1.mean() - y_0.mean())),
        ("largest_gap_logit", float(gaps.max())),
        ("largest_gap_probability", match.largest_gap),
        ("pairs", len(match.pairs)),
        ("propensity_iterations", match.logistic.iterations),
        ("propensity_sd", match.score_sd),
        ("propensity_sd_logit", float(linear.std(ddof=1))),
        ("std_error_method", contrast.method),
    )
