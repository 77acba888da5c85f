# SPDX-License-Identifier: Apache-2.0
"""How alike the groups are, covariate by covariate, before and after matching."""

from __future__ import annotations

import math

import numpy as np

from utfall.effects._numerics.balance import Spread, effective_size, omnibus_p_value, spread, spreads, standardised
from utfall.effects._numerics.contrast import Bools, Floats
from utfall.effects.result import Balance, BalanceRow


def balance_before(covariates: Floats, names: tuple[str, ...], treated: Bools) -> Balance | None:
    """Return the balance of a randomised or raw comparison; None without covariates.

    Rows with a missing covariate count in the other covariates only. Differences are divided by the pooled
    standard deviation, the root of the mean of both groups' variances.
    """
    if not names:
        return None
    rows = []
    for column, name in zip(covariates.T, names, strict=True):
        known = ~np.isnan(column)
        if (known & treated).sum() < 2 or (known & ~treated).sum() < 2:
            continue
        both = [column[known & treated][:, None], column[known & ~treated][:, None]]
        found = spread(both[0], both[1], np.ones(len(both[0])), np.ones(len(both[1])))
        pooled = (found.variance_1 + found.variance_0) / 2
        smd = standardised(found.mean_1 - found.mean_0, pooled, pooled)
        rows.append(_row(name, found, smd, 0))
    whole = ~np.isnan(covariates).any(axis=1)
    group = treated[whole].astype(np.float64)
    testable = 0 < group.sum() < len(group)
    n_1, n_0 = int(treated.sum()), int((~treated).sum())
    return Balance(
        rows=tuple(rows),
        denominator="pooled",
        matched=False,
        n_intervention=n_1,
        n_comparison=n_0,
        ess_intervention=float(n_1),
        ess_comparison=float(n_0),
        omnibus_p=omnibus_p_value(group, covariates[whole]) if testable else None,
    )


def balance_matched(
    parts: tuple[Floats, ...], names: tuple[str, ...], treated: Bools, weight_1: Floats, weight_0: Floats
) -> Balance:
    """Return the balance before and after matching of columns side by side, (n,) or (n, p), under the weights.

    Differences are divided by the standard deviation of all treated before matching, both times: otherwise
    a smaller spread after matching would look like a larger difference.
    """
    raw, kept = spreads(parts, treated, weight_1, weight_0)
    everyone = _together(raw, len(weight_1), len(weight_0))
    smd_raw = standardised(raw.mean_1 - raw.mean_0, raw.variance_1, everyone)
    smd_kept = standardised(kept.mean_1 - kept.mean_0, raw.variance_1, everyone)
    rows = tuple(_row(name, raw, smd_raw, j, kept, smd_kept) for j, name in enumerate(names))
    return Balance(
        rows=rows,
        denominator="treated-unmatched",
        matched=True,
        n_intervention=int((weight_1 > 0).sum()),
        n_comparison=int((weight_0 > 0).sum()),
        ess_intervention=effective_size(weight_1),
        ess_comparison=effective_size(weight_0),
    )


def _together(raw: Spread, n_1: int, n_0: int) -> Floats:
    """Return the variance of each column in both groups together, shape (p,)."""
    n = n_1 + n_0
    between = n_1 * n_0 / n * (raw.mean_1 - raw.mean_0) ** 2
    return np.asarray(((n_1 - 1) * raw.variance_1 + (n_0 - 1) * raw.variance_0 + between) / (n - 1))


def _row(
    name: str,
    before: Spread,
    smd: Floats,
    j: int,
    after: Spread | None = None,
    smd_after: Floats | None = None,
) -> BalanceRow:
    row = BalanceRow(
        covariate=name,
        mean_intervention_before=float(before.mean_1[j]),
        mean_comparison_before=float(before.mean_0[j]),
        smd_before=_finite(smd[j]),
        variance_ratio_before=_ratio(before.variance_1[j], before.variance_0[j]),
    )
    if after is None or smd_after is None:
        return row
    return BalanceRow(
        covariate=name,
        mean_intervention_before=row.mean_intervention_before,
        mean_comparison_before=row.mean_comparison_before,
        smd_before=row.smd_before,
        variance_ratio_before=row.variance_ratio_before,
        mean_intervention_after=float(after.mean_1[j]),
        mean_comparison_after=float(after.mean_0[j]),
        smd_after=_finite(smd_after[j]),
        variance_ratio_after=_ratio(after.variance_1[j], after.variance_0[j]),
    )


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _ratio(over: float, under: float) -> float | None:
    return float(over / under) if under > 0 else None
