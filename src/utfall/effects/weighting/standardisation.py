# SPDX-License-Identifier: Apache-2.0
"""Standardisation: the mean of what a regression says of everyone's outcome with and without the initiative."""

from __future__ import annotations

import numpy as np

from utfall.core.designs import Standardisation
from utfall.core.estimate import Estimand
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.contrast import Floats
from utfall.effects.balance import balance_before
from utfall.effects.collinear import carried_with_covariates
from utfall.effects.result import EffectResult
from utfall.effects.sample import Sample
from utfall.effects.weighting import _common as common
from utfall.effects.weighting._potential import difference, standard_columns
from utfall.effects.weighting._refusals import carried, option_fault
from utfall.effects.weighting._regress import Link, standardised_means


def estimate_standardisation(
    design: Standardisation, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate an effect by outcome regression, averaged over the target group.

    Linear regression; logistic or probit for a binary outcome (risk difference, with the risk ratio among the
    diagnostics).

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, an interaction that is no covariate.
    DesignRefused
        No covariates, collinear covariates, too few persons, separation of a binary outcome.

    See docs/methods/doubly_robust.md.
    """
    sample = common.read(design, columns, outcome)
    chosen = _modifiers(design, columns, sample)
    X = standard_columns(sample.covariates)[:, 1:]
    target = np.ones(len(sample.y)) if design.estimand == "ate" else sample.treated.astype(np.float64)
    link: Link = design.link if outcome.kind == "binary" else "identity"
    found = carried_with_covariates(
        lambda: standardised_means(sample.y, sample.treated, X, X[:, chosen], target=target, link=link),
        sample,
        field=", ".join(design.covariates),
    )
    method = f"standardisation-{'linear' if link == 'identity' else link}"
    contrast = carried(
        lambda: difference(found.means, sample.treated, level=design.ci_level, method=method),
        file=columns.file,
        field=outcome.column,
    )
    made = common.Made(
        sample=sample,
        whole=sample,
        contrast=contrast,
        estimand=Estimand.ATE if design.estimand == "ate" else Estimand.ATT,
        balance=balance_before(sample.covariates, sample.names, sample.treated),
        checks=(checks.extrapolation(_beyond(sample, target)),),
        diagnostics=(
            ("coefficient", found.coefficient),
            ("coefficient_std_error", found.coefficient_error),
            ("slope_at_means", found.slope_at_means),
            *common.ratio_diagnostics(found.means, sample, outcome, design.ci_level),
        ),
        influence=found.means.influence,
    )
    return common.finish(design, outcome, made, estimate_id)


def _modifiers(design: Standardisation, columns: Columns, sample: Sample) -> list[int]:
    """Return which columns of the covariates the effect may vary with."""
    if design.interactions is None:
        return list(range(len(sample.names)))
    unknown = [name for name in design.interactions if name not in design.covariates]
    if unknown:
        raise option_fault(
            "interaction-unknown",
            Text(sv=f"”{unknown[0]}” är ingen kovariat.", en=f"'{unknown[0]}' is not a covariate."),
            Text(sv="Ta upp den bland covariates också.", en="List it among covariates too."),
            file=columns.file,
            field="interactions",
        )
    chosen = design.interactions
    return [j for j, shown in enumerate(sample.names) if shown.split(": ")[0] in chosen or shown in chosen]


def _beyond(sample: Sample, target: Floats) -> float:
    """Return the share of the target with a covariate outside the range of the other group."""
    outside = np.zeros(len(sample.y), dtype=bool)
    for group in (sample.treated, ~sample.treated):
        other = sample.covariates[~group]
        far = (sample.covariates < other.min(axis=0)) | (sample.covariates > other.max(axis=0))
        outside |= group & far.any(axis=1)
    return float(target[outside].sum() / target.sum())
