# SPDX-License-Identifier: Apache-2.0
"""Synthetic difference in differences: donors and periods weighted so that trends before the start agree."""

from __future__ import annotations

import numpy as np

from utfall.core.designs import SyntheticDiD
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Contrast, Floats, NotEstimableError, by_t
from utfall.effects.assemble import assemble
from utfall.effects.carrying import carried, refused
from utfall.effects.result import EffectResult
from utfall.effects.series.block import Block, read_block
from utfall.effects.series.placebo_did import placebo_effects
from utfall.effects.series.synthetic_control import IN_CEILING, series_checks
from utfall.effects.series.weights import DoubleWeights, difference_in_differences, synthetic_did


def estimate_synthetic_did(
    design: SyntheticDiD, columns: Columns, outcome: Outcome, *, seed: int, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect on the treated units by synthetic difference in differences.

    The standard error comes from placebos: as many donors as there are treated units are taken for treated. With
    one treated unit every donor is, once; with more, `design.placebos` groups are drawn.

    Parameters
    ----------
    seed
        Of the draws of placebo groups; not used with one treated unit.

    Raises
    ------
    InputError, DesignRefused
        As `read_block`; also when there are no more donors than treated units.

    See docs/methods/synthetic_did.md for sources and assumptions.
    """
    block = read_block(design, columns, outcome)
    place = {"file": columns.file, "field": outcome.column}
    n_treated, n_donors = len(block.treated), len(block.donors)
    if n_donors < n_treated + 2:
        raise refused("few-donors", file=columns.file, field=design.treatment)
    found = carried(lambda: synthetic_did(block.treated, block.donors, block.n_pre, exact=False), **place)
    exact = carried(lambda: synthetic_did(block.treated, block.donors, block.n_pre), **place)
    effects = carried(lambda: _placebos(block, design.placebos, np.random.default_rng(seed)), **place)
    contrast = carried(lambda: _contrast(block, found, effects, level=design.ci_level), **place)
    return EffectResult(
        estimate=assemble(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            kind=design.kind,
            estimand=Estimand.ATT,
            ceiling=EvidenceGrade.LIMITED if n_treated == 1 else EvidenceGrade.MODERATE,
            checks=_checks(block, exact),
            n=(n_treated, int((exact.units > 0).sum())),
            in_ceiling=IN_CEILING,
        ),
        flow=block.flow,
        diagnostics=_diagnostics(block, exact, effects),
    )


def _placebos(block: Block, draws: int, rng: np.random.Generator) -> Floats:
    """Return the effects of placebo groups among the donors."""
    n_treated, n_donors = len(block.treated), len(block.donors)
    if n_treated == 1:
        groups = [np.array([j]) for j in range(n_donors)]
    else:
        groups = [rng.choice(n_donors, n_treated, replace=False) for _ in range(draws)]
    return placebo_effects(block.donors, block.n_pre, groups)


def _contrast(block: Block, found: DoubleWeights, effects: Floats, *, level: float) -> Contrast:
    if len(effects) < 2:
        raise NotEstimableError("few-donors")
    after = float(block.treated[:, block.n_pre :].mean())
    return by_t(
        found.effect,
        float(effects.std(ddof=0)),
        df=len(block.donors) - 1,
        level=level,
        mean_1=after,
        mean_0=after - found.effect,
        method="synthetic-did-placebo",
    )


def _checks(block: Block, exact: DoubleWeights) -> tuple[Check, ...]:
    kept = series_checks(block, len(block.donors))
    before = slice(0, block.n_pre)
    mine, theirs = block.treated[:, before].mean(axis=0), exact.units @ block.donors[:, before]
    gap = mine - theirs
    apart = float((gap - gap.mean()).std())
    spread = float(np.sqrt(block.donors[:, before].var(axis=0, ddof=1).mean()))
    fit = apart / spread if spread > 0 else None
    status, limit = checks.above(fit, 0.25, 0.5) if fit is not None else (Status.FAIL, 0.25)
    kept.append(Check("W-SC-PREFIT", status, fit, limit))
    largest = float(exact.units.max())
    details = (("donor", block.donor_names[int(exact.units.argmax())]),)
    kept.append(Check("W-SC-DONOR", Status.WARN if largest > 0.8 else Status.PASS, largest, 0.8, details))
    return tuple(kept)


def _diagnostics(block: Block, exact: DoubleWeights, effects: Floats) -> tuple[tuple[str, float | int | str], ...]:
    kept: dict[str, float | int | str] = {
        f"period_weight_{period}": float(weight)
        for period, weight in zip(block.periods, exact.periods, strict=False)
        if weight > 0
    }
    kept |= {
        "did": difference_in_differences(block.treated, block.donors, block.n_pre),
        "donors": len(block.donors),
        "donors_with_weight": int((exact.units > 0).sum()),
        "effect_exact_weights": exact.effect,
        "periods_before": block.n_pre,
        "placebos": len(effects),
    }
    return tuple(sorted(kept.items()))
