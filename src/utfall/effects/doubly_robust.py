# SPDX-License-Identifier: Apache-2.0
"""Doubly robust (AIPW): weights and regression together, each person predicted by models that did not see them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from utfall.core.designs import DoublyRobust
from utfall.core.estimate import Check, Estimand
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.balance import effective_size
from utfall.effects._numerics.contrast import Bools, Floats, Ints, NotEstimableError
from utfall.effects._numerics.logistic import Logistic, expit, fit_logistic
from utfall.effects.collinear import collinear_checks
from utfall.effects.result import Balance, EffectResult
from utfall.effects.sample import Sample
from utfall.effects.weighting import _common as common
from utfall.effects.weighting._potential import Arm, Potential, difference, of_arms, standard_columns
from utfall.effects.weighting._refusals import carried, option_fault
from utfall.effects.weighting._scores import Target, score_weights


@dataclass(frozen=True, slots=True)
class _Nuisance:
    """What was predicted of each person: probability of taking part, outcome with and without, shapes (n,)."""

    probability: Floats
    with_it: Floats
    without: Floats


def estimate_doubly_robust(
    design: DoublyRobust, columns: Columns, outcome: Outcome, *, seed: int, estimate_id: str | None = None
) -> EffectResult:
    """Estimate an effect by augmented inverse-probability weighting with cross-fitting.

    Propensity: logistic regression. Outcome: linear regression in each group, logistic for a binary outcome. The median
    over several divisions of the persons into parts.

    Parameters
    ----------
    seed
        Of the division into parts. Persons are first put in an order that the file's order cannot change.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, `folds` or `repeats` below 1.
    DesignRefused
        No covariates, separation, groups too small for the parts.

    See docs/methods/doubly_robust.md.
    """
    _refuse_options(design, columns)
    sample = common.read(design, columns, outcome)
    fields = ", ".join(design.covariates)
    score = carried(
        lambda: fit_logistic(sample.treated.astype(np.float64), sample.covariates), file=columns.file, field=fields
    )
    repeated = carried(
        lambda: _repeated(
            design, sample, score.redundant.left_out_of(sample.covariates), seed, binary=outcome.kind == "binary"
        ),
        file=columns.file,
        field=fields,
    )
    found = repeated.found
    contrast = carried(
        lambda: difference(found, sample.treated, level=design.ci_level, method="aipw"),
        file=columns.file,
        field=outcome.column,
    )
    # Balance and overlap are shown for the score of all persons: those of the parts differ by chance.
    weights = score_weights(score.probability, sample.treated, design.estimand)
    balance = common.weighted_balance(sample, weights, score.probability)
    made = common.Made(
        sample=sample,
        whole=sample,
        contrast=contrast,
        estimand=Estimand.ATE if design.estimand == "ate" else Estimand.ATT,
        balance=balance,
        checks=(
            *_checks(sample, score, weights, balance, everyone=design.estimand == "ate"),
            *checks.splits(repeated.spread, len(repeated.values)),
        ),
        diagnostics=(
            ("folds", design.folds),
            ("repeats", len(repeated.values)),
            ("repeats_highest", float(repeated.values.max())),
            ("repeats_lowest", float(repeated.values.min())),
            ("seed", seed),
            ("weight_max", float(weights.max())),
            *common.ratio_diagnostics(found, sample, outcome, design.ci_level),
        ),
        influence=found.influence,
    )
    return common.finish(design, outcome, made, estimate_id)


def _checks(sample: Sample, score: Logistic, weights: Floats, balance: Balance, *, everyone: bool) -> tuple[Check, ...]:
    counts = np.ones(len(sample.y)) if everyone else sample.treated.astype(np.float64)
    outside = common.outside_range(score.probability, sample.treated, counts)
    return (
        checks.matched_balance(balance)[0],
        common.ess_check(balance),
        common.overlap_check(outside, score, everyone=everyone),
        common.weights_check(weights, sample.treated),
        *collinear_checks(sample.names, score.redundant),
    )


def _refuse_options(design: DoublyRobust, columns: Columns) -> None:
    for name, value in (("folds", design.folds), ("repeats", design.repeats)):
        if value < 1:
            raise option_fault(
                "option-range",
                Text(sv=f"{name} ska vara minst 1.", en=f"{name} should be at least 1."),
                Text(sv="5 är vanligt.", en="5 is usual."),
                file=columns.file,
                field=name,
            )


@dataclass(frozen=True, slots=True)
class Repeats:
    """The estimate over several divisions of the persons into parts.

    Parameters
    ----------
    found
        The division in the middle, its influences stretched so that they give the error with the divisions in it.
    values
        Difference of each division, shape (repeats,), in order of drawing.
    std_error
        Of the difference.
    """

    found: Potential
    values: Floats
    std_error: float

    @property
    def spread(self) -> float | None:
        """Standard deviation between divisions over the standard error; None with one division."""
        return float(self.values.std(ddof=1)) / self.std_error if len(self.values) > 1 else None


def _repeated(design: DoublyRobust, sample: Sample, covariates: Floats, seed: int, *, binary: bool) -> Repeats:
    """Return the estimate over the divisions into parts that the design asks for."""
    X = standard_columns(covariates)[:, 1:]
    made: list[Potential] = []
    for repeat in range(design.repeats if design.folds > 1 else 1):
        parts = _parts(sample.treated, design.folds, [seed, repeat])
        nuisance = _predict(sample.y, sample.treated, X, parts, binary=binary)
        made.append(augmented_means(sample.y, sample.treated, nuisance, design.estimand))
    return median_of_repeats(made, sample.treated)


def median_of_repeats(made: Sequence[Potential], treated: Bools) -> Repeats:
    """Return the median over divisions into parts, with an error that counts how they differ.

    Parameters
    ----------
    made
        The two mean outcomes by each division.

    Raises
    ------
    NotEstimableError
        As `difference`.

    Notes
    -----
    Chernozhukov et al. (2018), Econometrics Journal 21:C1, definition 3.3: the median of the estimates, and the root of
    the median of std_error² + (estimate - median)². Both means and the influences are those of the division in the
    middle (of the two in the middle, with an even number), so that they go together.
    """
    each = [difference(one, treated, level=0.95, method="aipw") for one in made]
    values = np.array([one.value for one in each])
    order, half = np.argsort(values, kind="stable"), len(made) // 2
    middle = [made[place] for place in (order[half : half + 1] if len(made) % 2 else order[half - 1 : half + 1])]
    found = _mean(middle)
    variance = float(np.median([one.std_error**2 + (one.value - found.mean_1 + found.mean_0) ** 2 for one in each]))
    stretch = math.sqrt(variance) / difference(found, treated, level=0.95, method="aipw").std_error
    stretched = replace(found, influence_1=stretch * found.influence_1, influence_0=stretch * found.influence_0)
    return Repeats(stretched, values, math.sqrt(variance))


def _mean(made: Sequence[Potential]) -> Potential:
    first, second = (
        Arm(
            sum(getattr(one, f"mean_{arm}") for one in made) / len(made),
            sum(getattr(one, f"influence_{arm}") for one in made) / len(made),
            sum(getattr(one, f"size_{arm}") for one in made) / len(made),
        )
        for arm in (1, 0)
    )
    return of_arms(first, second)


def _parts(treated: Bools, folds: int, seed: list[int]) -> Ints:
    """Return the part of each person, as even as can be within each group, shape (n,).

    Both groups draw from the same seed, so that which of them is called treated does not matter.
    """
    parts = np.zeros(len(treated), dtype=np.int64)
    for group in (treated, ~treated):
        size = int(group.sum())
        if size < 2 * folds and folds > 1:
            raise NotEstimableError("folds")
        parts[group] = np.random.default_rng(seed).permutation(size) % folds
    return parts


def _predict(y: Floats, treated: Bools, X: Floats, parts: Ints, *, binary: bool) -> _Nuisance:
    """Return predictions of each part by models fitted on the other parts (on all when there is one)."""
    n, T = len(y), treated.astype(np.float64)
    probability, with_it, without = np.empty(n), np.empty(n), np.empty(n)
    for part in range(int(parts.max()) + 1):
        here = parts == part
        learn = ~here if parts.any() else here
        model = fit_logistic(T[learn], X[learn])
        probability[here] = expit(model.intercept + X[here] @ model.coefficients)
        for group, into in ((treated, with_it), (~treated, without)):
            into[here] = _outcome(y[learn & group], X[learn & group], X[here], binary=binary)
    return _Nuisance(probability, with_it, without)


def _outcome(y: Floats, X: Floats, at: Floats, *, binary: bool) -> Floats:
    """Return predicted outcomes at covariates `at`; for a binary outcome by the logistic model when it exists."""
    if len(y) <= X.shape[1] + 1:
        raise NotEstimableError("folds")
    if binary and 0 < y.mean() < 1:
        try:
            model = fit_logistic(y, X)
        except NotEstimableError:
            pass  # the covariates tell the outcome without error: the straight line below still predicts
        else:
            return expit(model.intercept + at @ model.coefficients)
    coefficients = np.linalg.lstsq(np.column_stack([np.ones(len(y)), X]), y, rcond=1e-10)[0]
    return np.asarray(coefficients[0] + at @ coefficients[1:])


def augmented_means(y: Floats, treated: Bools, nuisance: _Nuisance, target: Target) -> Potential:
    """Return the two mean outcomes: predictions averaged over the target, corrected by weighted residuals.

    Notes
    -----
    Robins, Rotnitzky and Zhao (1994), JASA 89:846; Chernozhukov et al. (2018), Econometrics Journal 21:C1. The
    weights of the residuals are made to sum to 1 in each group. Errors in either model change the estimate by
    their product only, so that the influence functions need no part for them.
    """
    counts = np.ones(len(y)) if target == "ate" else treated.astype(np.float64)
    share = counts / counts.mean()
    weights = score_weights(nuisance.probability, treated, target)
    arms = []
    for group, predicted in ((treated, nuisance.with_it), (~treated, nuisance.without)):
        own = np.where(group, weights, 0.0)
        own = own / own.mean()
        residual = own * (y - predicted)
        first, second = float((share * predicted).mean()), float(residual.mean())
        influence = share * (predicted - first) + residual - own * second
        arms.append(Arm(first + second, influence, effective_size(own)))
    return of_arms(*arms)
