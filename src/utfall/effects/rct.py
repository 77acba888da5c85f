# SPDX-License-Identifier: Apache-2.0
"""Randomised trial: chance decided who took part, so the groups differ by the initiative and chance only."""

from __future__ import annotations

from utfall.core.designs import RandomisedTrial
from utfall.core.estimate import Check, Estimand, EvidenceGrade
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Contrast, Floats
from utfall.effects._numerics.means import pooled_std_error, risk_difference, welch
from utfall.effects._numerics.regression import lin, lin_population_std_error
from utfall.effects.balance import balance_before
from utfall.effects.compose import compose
from utfall.effects.refusals import carried
from utfall.effects.result import EffectResult
from utfall.effects.sample import Sample, complete, read_sample, refuse_repeated_ids
from utfall.effects.unnamed import unnamed_imbalance


def estimate_rct(
    design: RandomisedTrial, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect of the offer (intention to treat) in a randomised trial.

    Without covariates: difference in means with unequal variances (Welch), or for a binary outcome the
    difference between shares with Newcombe's interval. With covariates: Lin's regression with HC2.
    Rows with a missing outcome (or, when adjusted, covariate) are left out, counted and warned of.

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
    contrast = carried(
        lambda: _contrast(sample, outcome, adjust=adjust, level=design.ci_level),
        file=columns.file,
        field=outcome.column,
    )
    balance = balance_before(sample.covariates, sample.names, sample.treated)
    found = (
        checks.small_groups(sample.n_intervention, sample.n_comparison),
        *_sparse(sample, outcome),
        *checks.missing(sample.flow),
        *checks.randomisation_balance(balance),
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
        diagnostics=_diagnostics(sample, adjust=adjust),
    )


def _groups(sample: Sample) -> tuple[Floats, Floats]:
    return sample.y[sample.treated], sample.y[~sample.treated]


def _raw_difference(sample: Sample) -> float:
    treated, control = _groups(sample)
    return float(treated.mean() - control.mean())


def _diagnostics(sample: Sample, *, adjust: bool) -> tuple[tuple[str, float | int | str], ...]:
    found = [
        ("difference_unadjusted", _raw_difference(sample)),
        ("std_error_pooled", pooled_std_error(*_groups(sample))),
    ]
    if adjust:
        wider = lin_population_std_error(sample.y, sample.treated.astype(float), sample.covariates)
        found.append(("std_error_population", wider))
    return tuple(found)


def _contrast(sample: Sample, outcome: Outcome, *, adjust: bool, level: float) -> Contrast:
    treated, control = _groups(sample)
    if adjust:
        return lin(sample.y, sample.treated.astype(float), sample.covariates, level=level)
    if outcome.kind == "binary":
        return risk_difference(int(treated.sum()), len(treated), int(control.sum()), len(control), level=level)
    return welch(treated, control, level=level)


def _sparse(sample: Sample, outcome: Outcome) -> tuple[Check, ...]:
    if outcome.kind != "binary":
        return ()
    treated, control = _groups(sample)
    events = int(treated.sum()), int(control.sum())
    return (checks.sparse(events, (len(treated), len(control))),)
