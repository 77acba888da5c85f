# SPDX-License-Identifier: Apache-2.0
"""Randomised trial: chance decided who took part, so the groups differ by the initiative and chance only."""

from __future__ import annotations

from dataclasses import replace

from utfall.core.designs import RandomisedTrial
from utfall.core.estimate import Estimand, EvidenceGrade
from utfall.core.frame import Columns
from utfall.core.outcome import PLAIN_KINDS, Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Contrast, Floats, NotEstimableError
from utfall.effects._numerics.means import pooled_std_error, risk_difference
from utfall.effects._numerics.ratios import Ratio, ratio_of_means
from utfall.effects._numerics.regression import lin, lin_population_std_error, lin_ratio
from utfall.effects.balance import balance_before
from utfall.effects.collinear import carried_with_covariates
from utfall.effects.compose import compose
from utfall.effects.inference.ladder import infer
from utfall.effects.inference.lottery import lottery_check, lottery_diagnostics
from utfall.effects.inference.randomisation import RandomisationTest
from utfall.effects.inference.within import unexplained
from utfall.effects.ratio import NAMES, ratio_diagnostics
from utfall.effects.result import EffectResult
from utfall.effects.sample import Sample, complete, read_sample, refuse_repeated_ids
from utfall.effects.scaled import contrast_of
from utfall.effects.sparse import sparse_check
from utfall.effects.unnamed import unnamed_imbalance


def estimate_rct(
    design: RandomisedTrial, columns: Columns, outcome: Outcome, *, seed: int, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect of the offer (intention to treat) in a randomised trial.

    Without covariates: difference in means, judged by all lotteries that could have been drawn (or 10^5 of them, by
    `seed`) below 200 persons and by Welch's t from there; for a binary outcome the difference between shares with
    Newcombe's interval. With covariates: Lin's regression with HC2. Below 200 persons the lottery's count stands
    beside these two as well. Shares and counts also give the ratio of the two means, with its interval. Rows with a
    missing outcome (or, when adjusted, covariate) are left out, counted and warned of.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, or an id on several rows.
    DesignRefused
        Empty group, one participant, outcomes without variation, too many covariates.

    See docs/methods/rct.md for sources and assumptions.
    """
    adjust = design.adjust and bool(design.covariates)
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
    sample = complete(whole, with_covariates=adjust)
    contrast, test = carried_with_covariates(
        lambda: _contrast(sample, columns, outcome, seed=seed, adjust=adjust, level=design.ci_level),
        sample,
        field=outcome.column,
    )
    balance = balance_before(sample.covariates, sample.names, sample.treated)
    found = (
        checks.small_groups(sample.n_intervention, sample.n_comparison),
        *sparse_check(sample.y, sample.treated, outcome),
        *checks.missing(sample.flow),
        *checks.randomisation_balance(balance),
        *lottery_check(test, contrast),
        *(() if design.covariates else (unnamed_imbalance(design, columns, outcome),)),
    )
    return EffectResult(
        estimate=compose(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            design=design,
            estimand=Estimand.ITT,
            ceiling=EvidenceGrade.STRONG,
            checks=found,
            n=(sample.n_intervention, sample.n_comparison),
        ),
        flow=sample.flow,
        balance=balance,
        diagnostics=_diagnostics(
            sample,
            test,
            ratio_diagnostics(_ratio(sample, outcome, adjust=adjust, level=design.ci_level), outcome),
            adjust=adjust,
        ),
    )


def _groups(sample: Sample) -> tuple[Floats, Floats]:
    return sample.y[sample.treated], sample.y[~sample.treated]


def _raw_difference(sample: Sample) -> float:
    treated, control = _groups(sample)
    return float(treated.mean() - control.mean())


def _ratio(sample: Sample, outcome: Outcome, *, adjust: bool, level: float) -> Ratio | None:
    """Return the ratio of shares or counts beside their difference, adjusted where that is; None for other kinds."""
    if outcome.kind not in NAMES:
        return None
    if adjust:
        return lin_ratio(sample.y, sample.treated.astype(float), sample.covariates, level=level)
    return ratio_of_means(*_groups(sample), level=level)


def _diagnostics(
    sample: Sample,
    test: RandomisationTest | None,
    ratio: tuple[tuple[str, float | int | str], ...],
    *,
    adjust: bool,
) -> tuple[tuple[str, float | int | str], ...]:
    found: dict[str, float | int | str] = {
        "difference_unadjusted": _raw_difference(sample),
        "std_error_pooled": pooled_std_error(*_groups(sample)),
    }
    if adjust:
        wider = lin_population_std_error(sample.y, sample.treated.astype(float), sample.covariates)
        found["std_error_population"] = wider
    return tuple(sorted((found | lottery_diagnostics(test) | dict(ratio)).items()))


def _contrast(
    sample: Sample, columns: Columns, outcome: Outcome, *, seed: int, adjust: bool, level: float
) -> tuple[Contrast, RandomisationTest | None]:
    """Return the contrast, and the count of lotteries where there was one."""
    treated, control = _groups(sample)
    if outcome.kind not in PLAIN_KINDS:
        return contrast_of(columns, outcome, sample.y, sample.treated, sample.rows, level), None
    if adjust:
        contrast = lin(sample.y, sample.treated.astype(float), sample.covariates, level=level)
        return contrast, _lotteries(unexplained(sample.y, sample.covariates), sample, seed=seed, level=level)
    if outcome.kind == "binary":
        contrast = risk_difference(int(treated.sum()), len(treated), int(control.sum()), len(control), level=level)
        return contrast, _lotteries(sample.y, sample, seed=seed, level=level)
    contrast, test = infer(sample.y, sample.treated, seed=seed, level=level)
    return replace(contrast, method="welch") if contrast.method == "stratified-t" else contrast, test


def _lotteries(y: Floats, sample: Sample, *, seed: int, level: float) -> RandomisationTest | None:
    """Return the count beside another interval; None when the persons are many or the rest does not vary."""
    try:
        return infer(y, sample.treated, seed=seed, level=level)[1]
    except NotEstimableError:
        return None  # the covariates explain the outcome to the last digit, or an arm has no spread of its own
