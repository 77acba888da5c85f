# SPDX-License-Identifier: Apache-2.0
"""Regression discontinuity: people just on either side of a cutoff are alike, but for the offer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.designs import RegressionDiscontinuity
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.contrast import Bools, Contrast, Floats, NotEstimableError, t_p_value, t_quantile
from utfall.effects._numerics.local_linear import Jump, bandwidths, crowding, jump, side
from utfall.effects.assemble import assemble
from utfall.effects.carrying import carried, refused
from utfall.effects.result import EffectResult, Flow, GroupFlow
from utfall.effects.sample import outcome_values

_CONTINUOUS = 0.2  # share of different values below which a score is no continuous one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    x: Floats  # distance to the cutoff, negative below
    y: Floats
    offered: Bools
    took: Floats | None
    covariates: Floats
    names: tuple[str, ...]
    flow: Flow


def estimate_rdd(
    design: RegressionDiscontinuity, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect of the offer on those at the cutoff.

    The value is the jump between two local linear fits at the bandwidth with the smallest mean squared error (or the
    one given); interval, standard error and p value are robust to its bias and therefore not centred on it.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, a bandwidth that is not positive.
    DesignRefused
        Everyone on one side, fewer than ten persons or six different values near the cutoff on a side.

    See docs/methods/rdd.md for sources and assumptions.
    """
    data = _read(design, columns, outcome)
    found = carried(lambda: _jump(data.x, data.y, design.bandwidth), file=columns.file, field=design.running)
    contrast = carried(lambda: _contrast(design, found), file=columns.file, field=outcome.column)
    take_up = _take_up(data, found)
    n = (found.n_above, found.n_below) if design.side == "above" else (found.n_below, found.n_above)
    return EffectResult(
        estimate=assemble(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            kind=design.kind,
            estimand=Estimand.ITT,
            ceiling=EvidenceGrade.MODERATE,
            checks=_checks(data, found, take_up),
            n=n,
        ),
        flow=data.flow,
        diagnostics=_diagnostics(design, data, found, take_up),
    )


def _read(design: RegressionDiscontinuity, columns: Columns, outcome: Outcome) -> _Data:
    if design.bandwidth is not None and not design.bandwidth > 0:
        raise InputError(
            Fault(
                "bandwidth-not-positive",
                Text(sv="bandwidth ska vara större än 0.", en="bandwidth should be greater than 0."),
                Text(sv="Ange ett avstånd från gränsen, eller inget.", en="State a distance, or none."),
                Place(columns.file, design.running),
            )
        )
    x = columns.number(design.running) - design.cutoff
    y = outcome_values(columns, outcome)
    took, unknown = None, np.zeros(columns.height, dtype=np.bool_)
    if design.treatment is not None:
        on, unknown = columns.two_groups(design.treatment, design.comparison)
        took = on.astype(np.float64)
    ranked = ~np.isnan(x) & ~unknown
    keep = ranked & ~np.isnan(y)
    above = x >= 0
    offered = above if design.side == "above" else ~above
    if min(int((keep & above).sum()), int((keep & ~above).sum())) == 0:
        raise refused("one-side", file=columns.file, field=design.running)
    if float(np.ptp(y[keep])) == 0:
        raise refused("all-equal", file=columns.file, field=outcome.column)
    table = columns.covariates(design.covariates)

    def group(member: Bools) -> GroupFlow:
        rows, used = int((member & ranked).sum()), int((member & keep).sum())
        return GroupFlow(rows=rows, missing_outcome=rows - used, used=used)

    flow = Flow(
        rows=columns.height,
        missing_group=int((~ranked).sum()),
        intervention=group(offered),
        comparison=group(~offered),
    )
    return _Data(
        x=x[keep],
        y=y[keep],
        offered=offered[keep],
        took=None if took is None else took[keep],
        covariates=table.matrix[keep],
        names=table.names,
        flow=flow,
    )


def _jump(x: Floats, y: Floats, bandwidth: float | None) -> Jump:
    below, above = side(x[x < 0], y[x < 0]), side(x[x >= 0], y[x >= 0])
    h, b = bandwidths(below, above) if bandwidth is None else (bandwidth, bandwidth)
    return jump(below, above, h, b)


def _contrast(design: RegressionDiscontinuity, found: Jump) -> Contrast:
    if found.robust_error <= 0:
        raise NotEstimableError("no-variation")
    sign = 1.0 if design.side == "above" else -1.0
    half = t_quantile(design.ci_level, None) * found.robust_error
    levels = (found.level_above, found.level_below)
    return Contrast(
        value=sign * found.value,
        std_error=found.robust_error,
        low=sign * found.corrected - half,
        high=sign * found.corrected + half,
        level=design.ci_level,
        p_value=t_p_value(found.corrected / found.robust_error, None),
        df=None,
        mean_1=levels[0] if sign > 0 else levels[1],
        mean_0=levels[1] if sign > 0 else levels[0],
        method="local-linear-robust",
    )


def _take_up(data: _Data, found: Jump) -> float | None:
    """Return how much more often those offered took part, at the cutoff; None when nothing is known of it."""
    if data.took is None:
        return None
    took = data.took if data.offered[data.x >= 0].any() else -data.took
    if float(np.ptp(took[data.x >= 0])) == 0 and float(np.ptp(took[data.x < 0])) == 0:
        return float(took[data.x >= 0][0] - took[data.x < 0][0])
    below, above = side(data.x[data.x < 0], took[data.x < 0]), side(data.x[data.x >= 0], took[data.x >= 0])
    return jump(below, above, found.h, found.b).value


def _checks(data: _Data, found: Jump, take_up: float | None) -> tuple[Check, ...]:
    smallest = min(found.n_above, found.n_below)
    status, limit = checks.below(smallest, 100, 15)
    kept = [Check("W-RD-FEW", status, float(smallest), limit), *checks.missing(data.flow)]
    below, above, p = crowding(data.x)
    status = Status.FAIL if p < 0.001 else (Status.WARN if p < 0.05 else Status.PASS)
    if len(np.unique(data.x)) < _CONTINUOUS * len(data.x):
        status = Status.INFO  # whole heaps lie at one distance: they are no coin tosses
    kept.append(Check("W-RD-MANIPULATION", status, p, 0.05, (("below", below), ("above", above))))
    near = np.abs(data.x) < found.h
    values = min(len(np.unique(data.x[near & (data.x >= 0)])), len(np.unique(data.x[near & (data.x < 0)])))
    kept.append(Check("W-RD-MASS", Status.WARN if values < 10 else Status.PASS, float(values), 10.0))
    if data.names:
        kept.append(_balance(data, found))
    if take_up is not None:
        status, limit = checks.below(take_up, 0.9, 0.5)
        kept.append(Check("W-RD-COMPLIANCE", status, take_up, limit))
    return tuple(kept)


def _balance(data: _Data, found: Jump) -> Check:
    """W-RD-BALANCE: no covariate jumps at the cutoff (smallest p, times their number)."""
    worst: tuple[float, str] | None = None
    for column, name in zip(data.covariates.T, data.names, strict=True):
        known = ~np.isnan(column)
        try:
            here = _jump(data.x[known], column[known], found.h)
        except NotEstimableError:
            continue
        if here.robust_error > 0:
            p = t_p_value(here.corrected / here.robust_error, None)
            worst = min(worst or (2.0, ""), (p, name))
    if worst is None:
        return Check("W-RD-BALANCE", Status.INFO, None, None, (("covariate", ""),))
    p = min(1.0, worst[0] * len(data.names))
    status = Status.FAIL if p < 0.001 else (Status.WARN if p < 0.05 else Status.PASS)
    return Check("W-RD-BALANCE", status, p, 0.05, (("covariate", worst[1]),))


def _diagnostics(
    design: RegressionDiscontinuity, data: _Data, found: Jump, take_up: float | None
) -> tuple[tuple[str, float | int | str], ...]:
    sign = 1.0 if design.side == "above" else -1.0
    kept: dict[str, float | int | str] = {
        "bandwidth": found.h,
        "bandwidth_bias": found.b,
        "bias_corrected": sign * found.corrected,
        "std_error_conventional": found.std_error,
    }
    for name, factor in (("half", 0.5), ("double", 2.0)):
        try:
            kept[f"at_{name}_bandwidth"] = sign * _jump(data.x, data.y, factor * found.h).value
        except NotEstimableError:
            continue
    if take_up is not None:
        kept["take_up_jump"] = take_up
        if abs(take_up) > 0.1:
            kept["effect_on_compliers"] = sign * found.value / take_up
    return tuple(sorted(kept.items()))
