# SPDX-License-Identifier: Apache-2.0
"""Synthetic control: one unit beside the mix of others that followed it best before the start."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.core.designs import SyntheticControl
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Contrast, Floats, NotEstimableError
from utfall.effects.assemble import assemble
from utfall.effects.carrying import carried
from utfall.effects.result import EffectResult
from utfall.effects.series.block import Block, read_block
from utfall.effects.series.weights import (
    Synthetic,
    donors_needed,
    placebo_controls,
    placebo_sets,
    smallest_p,
    synthetic_control,
    synthetic_control_by_walk,
)

IN_CEILING = frozenset({"W-ONETREAT"})
_FEW_PRE = (8, 4)
_TIE = 1e-6  # of a statistic, within which two units' are alike: what the mixes' optimum is found to
_EXACT = 0.01  # of the median RMSPE before the start


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticAnalysis:
    """A synthetic control with its path and its placebos.

    Parameters
    ----------
    weights
        Donor and weight, those with weight only, the largest first.
    path
        Period, treated, synthetic, in order of time.
    placebo_effects
        Mean gap after the start of each donor taken for the treated.
    without
        Donor and the estimate without it, for donors with weight.
    """

    result: EffectResult
    weights: tuple[tuple[str, float], ...]
    path: tuple[tuple[str, float, float], ...]
    placebo_effects: tuple[float, ...]
    without: tuple[tuple[str, float], ...]


def estimate_synthetic_control(
    design: SyntheticControl, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect on the treated unit (the mean of several) as its mean gap to the synthetic one.

    The interval and the p value come from placebos: the same done to every donor. With J donors the surest level is
    J/(J + 1); when that is below the level asked for, the interval says its own level.

    Raises
    ------
    InputError, DesignRefused
        As `read_block`.

    See docs/methods/synthetic_control.md for sources and assumptions.
    """
    return analyse_synthetic_control(design, columns, outcome, estimate_id=estimate_id).result


def analyse_synthetic_control(
    design: SyntheticControl, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> SyntheticAnalysis:
    """As `estimate_synthetic_control`, with weights, path, placebos and the estimate without each donor."""
    block = read_block(design, columns, outcome)
    place = {"file": columns.file, "field": outcome.column}
    mean = block.treated.mean(axis=0)
    found = carried(lambda: synthetic_control(mean, block.donors, block.n_pre), **place)
    placebos = carried(lambda: _placebos(block), **place)
    contrast = carried(lambda: placebo_contrast(found, placebos, mean, level=design.ci_level), **place)
    without = carried(lambda: _without(block, mean, found.weights), **place)
    ordered = sorted(zip(block.donor_names, found.weights, strict=True), key=lambda pair: -pair[1])
    result = EffectResult(
        estimate=assemble(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            kind=design.kind,
            estimand=Estimand.ATT,
            ceiling=EvidenceGrade.LIMITED if len(block.treated) == 1 else EvidenceGrade.MODERATE,
            checks=_checks(block, found, placebos, without, contrast, design.ci_level),
            n=(len(block.treated), int((found.weights > 0).sum())),
            in_ceiling=IN_CEILING,
        ),
        flow=block.flow,
        diagnostics=tuple(
            sorted(
                (
                    *_diagnostics(block, found, placebos, without),
                    ("effect_frank_wolfe", synthetic_control_by_walk(mean, block.donors, block.n_pre).effect),
                )
            )
        ),
    )
    return SyntheticAnalysis(
        result=result,
        weights=tuple((name, float(weight)) for name, weight in ordered if weight > 0),
        path=tuple(
            (period, float(value), float(value - gap))
            for period, value, gap in zip(block.periods, mean, found.gap, strict=True)
        ),
        placebo_effects=tuple(placebo.effect for placebo in placebos),
        without=without,
    )


def _placebos(block: Block) -> list[Synthetic]:
    if len(block.treated) == 1:
        return placebo_controls(block.donors, block.n_pre)
    return placebo_sets(block.treated, block.donors, block.n_pre)


def placebo_contrast(found: Synthetic, placebos: list[Synthetic], treated: Floats, *, level: float) -> Contrast:
    """Return the mean gap with the interval that the placebo test does not reject.

    The statistic is the mean gap in units of the RMSPE before the start, so that donors that nothing could imitate do
    not count as effects. Where some unit was imitated exactly (`imitated_exactly`) the RMSPE measures nothing, and the
    statistic is the mean gap itself, for every unit alike. Interval and p value are of the same test and never
    disagree. Gaps alike but for the mixes' rounding, as shares often have, count as equal.

    Raises
    ------
    NotEstimableError
        "no-variation" when no placebo departs from its mix after the start: nothing tells how far gaps go.
    """
    plain = imitated_exactly(found, placebos, treated) > 0
    scale = 1.0 if plain else found.rmspe_pre
    sizes = np.sort([abs(placebo.effect) / (1.0 if plain else placebo.rmspe_pre) for placebo in placebos])[::-1]
    n = len(sizes) + 1
    reached = min(level, 1 - 1 / n)
    rank = max(math.floor((1 - reached) * n + 1e-9), 1)
    own = abs(found.effect) / scale
    near = _TIE * max(own, float(np.median(sizes)))
    # Where the outermost gap that is kept equals the unit's own, but for rounding, the interval reaches nought.
    half = max(float(sizes[rank - 1]), own if sizes[rank - 1] >= own - near else 0.0) * scale
    error = float(np.std([placebo.effect for placebo in placebos], ddof=1))
    if sizes[rank - 1] <= 0 or error <= 0:
        raise NotEstimableError("no-variation")
    after = float(treated[found.n_pre :].mean())
    return Contrast(
        value=found.effect,
        std_error=error,
        low=found.effect - half,
        high=found.effect + half,
        level=reached,
        p_value=(1 + int((sizes >= own - near).sum())) / n,
        df=None,
        mean_1=after,
        mean_0=after - found.effect,
        method="synthetic-control-placebo-gaps" if plain else "synthetic-control-placebo",
    )


def imitated_exactly(found: Synthetic, placebos: list[Synthetic], treated: Floats) -> int:
    """Return how many units, the treated one included, their mix followed exactly before the start.

    Exactly: with an RMSPE below a hundredth of the units' median, or of rounding. So few periods then lie before the
    start that a mix of so many donors can follow anything, and a gap in units of such an RMSPE says nothing. The rule
    looks at all units alike, so that the placebo test stays one of permutation.
    """
    fits = np.array([found.rmspe_pre, *(placebo.rmspe_pre for placebo in placebos)])
    least = max(_EXACT * float(np.median(fits)), 1e-9 * float(np.abs(treated).max()))
    return int((fits <= least).sum())


def _without(block: Block, mean: Floats, weights: Floats) -> tuple[tuple[str, float], ...]:
    kept = []
    for j in np.flatnonzero(weights > 0.01):
        again = synthetic_control(mean, np.delete(block.donors, j, axis=0), block.n_pre)
        kept.append((block.donor_names[j], again.effect))
    return tuple(kept)


def rmspe_rank(found: Synthetic, placebos: list[Synthetic], *, plain: bool = False) -> int:
    """Return the place of the treated unit among all by the ratio of RMSPE after to before (1 is the largest).

    With `plain`, by the RMSPE after alone.
    """
    if plain:
        return 1 + sum(placebo.rmspe_post >= found.rmspe_post * (1 - _TIE) for placebo in placebos)
    return 1 + sum(placebo.ratio >= found.ratio * (1 - _TIE) for placebo in placebos)


def series_checks(block: Block, n_donors: int) -> list[Check]:
    """Return W-ONETREAT, W-SC-FEWPRE and W-SC-FEWDONORS: what every block of this kind is asked."""
    kept = []
    if len(block.treated) == 1:
        kept.append(Check("W-ONETREAT", Status.FAIL, 1.0, 2.0))
    status, limit = checks.below(block.n_pre, *_FEW_PRE)
    kept.append(Check("W-SC-FEWPRE", status, float(block.n_pre), limit))
    status, limit = checks.below(n_donors, 19, 8)
    kept.append(Check("W-SC-FEWDONORS", status, float(n_donors), limit))
    return kept


def _checks(
    block: Block,
    found: Synthetic,
    placebos: list[Synthetic],
    without: tuple[tuple[str, float], ...],
    contrast: Contrast,
    level: float,
) -> tuple[Check, ...]:
    kept = series_checks(block, len(block.donors))
    spread = float(np.sqrt(block.donors[:, : block.n_pre].var(axis=0, ddof=1).mean()))
    fit = found.rmspe_pre / spread if spread > 0 else math.inf
    status, limit = checks.above(fit, 0.25, 0.5)
    kept.append(Check("W-SC-PREFIT", status, fit if math.isfinite(fit) else None, limit))
    exact = imitated_exactly(found, placebos, block.treated.mean(axis=0))
    if exact:
        details = (("units", len(placebos) + 1),)
        kept.append(Check("W-SC-EXACT", Status.WARN, float(exact), 0.0, details))
    rank, n = rmspe_rank(found, placebos, plain=exact > 0), len(placebos) + 1
    status = Status.PASS if rank / n <= max(1 - level, 1 / n) + 1e-12 else Status.INFO
    kept.append(Check("W-SC-PLACEBO", status, rank / n, 1 - level, (("rank", rank), ("units", n))))
    kept.append(_reach(len(block.treated), len(block.donors), 1 - level))
    flips = [name for name, value in without if value * contrast.value <= 0]
    largest = float(found.weights.max())
    status = Status.FAIL if flips else (Status.WARN if largest > 0.8 else Status.PASS)
    donor = flips[0] if flips else block.donor_names[int(found.weights.argmax())]
    kept.append(Check("W-SC-DONOR", status, largest, 0.8, (("donor", donor),)))
    return tuple(kept)


def _reach(n_treated: int, n_donors: int, alpha: float) -> Check:
    """W-SC-REACH: the smallest p value that the placebos can give, whatever the effect, is at most alpha."""
    least = smallest_p(n_treated, n_donors)
    status = Status.PASS if least <= alpha + 1e-12 else Status.WARN
    return Check(
        "W-SC-REACH", status, least, alpha, (("donors", n_donors), ("needed", donors_needed(n_treated, alpha)))
    )


def _diagnostics(
    block: Block, found: Synthetic, placebos: list[Synthetic], without: tuple[tuple[str, float], ...]
) -> tuple[tuple[str, float | int | str], ...]:
    plain = imitated_exactly(found, placebos, block.treated.mean(axis=0)) > 0
    kept: dict[str, float | int | str] = {
        f"gap_{period}": float(gap) for period, gap in zip(block.periods, found.gap, strict=True)
    }
    kept |= {
        "donors": len(block.donors),
        "donors_with_weight": int((found.weights > 0).sum()),
        "periods_before": block.n_pre,
        "rmspe_pre": found.rmspe_pre,
        "rmspe_post": found.rmspe_post,
        **({"rmspe_ratio": found.ratio} if math.isfinite(found.ratio) else {}),
        "rmspe_rank": rmspe_rank(found, placebos, plain=plain),
        "units": len(placebos) + 1,
    }
    if without:
        values = [value for _, value in without]
        kept |= {"leave_one_out_low": min(values), "leave_one_out_high": max(values)}
    return tuple(sorted(kept.items()))
