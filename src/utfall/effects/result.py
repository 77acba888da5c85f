# SPDX-License-Identifier: Apache-2.0
"""What an estimate brings with it: who was counted, how alike the groups were, and what was computed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from utfall.core.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """One covariate in both groups, before and after matching (None where nothing was matched).

    Parameters
    ----------
    smd_before, smd_after
        Standardised mean difference, intervention minus comparison. None when the covariate has no variation
        within the groups though their means differ.
    variance_ratio_before, variance_ratio_after
        Variance in the intervention group over that in the comparison group; None when the latter is 0.
    """

    covariate: str
    mean_intervention_before: float
    mean_comparison_before: float
    smd_before: float | None
    variance_ratio_before: float | None
    mean_intervention_after: float | None = None
    mean_comparison_after: float | None = None
    smd_after: float | None = None
    variance_ratio_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How alike the groups were.

    Parameters
    ----------
    rows
        One per covariate; after matching the first is the propensity score ("distance").
    denominator
        Whose standard deviation the differences are divided by: "treated-unmatched" (as MatchIt, for the
        effect on the treated) or "pooled".
    matched
        Whether the columns "after" hold something.
    n_comparison, ess_comparison
        Comparison persons used, and as how many equally weighted ones they count (Kish).
    omnibus_p
        p value of "allocation has nothing to do with any covariate" before matching; None if untestable.
    """

    rows: tuple[BalanceRow, ...]
    denominator: str
    matched: bool
    n_intervention: int
    n_comparison: int
    ess_intervention: float
    ess_comparison: float
    omnibus_p: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFlow:
    """Persons (or units) of one group from the file to the estimate.

    rows = missing_outcome + missing_covariates + incomplete + unmatched + used. Each is counted once, in
    this order.
    """

    rows: int
    missing_outcome: int = 0
    missing_covariates: int = 0
    incomplete: int = 0  # without both periods
    unmatched: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Rows of the data table from the file to the estimate."""

    rows: int
    missing_group: int
    intervention: GroupFlow
    comparison: GroupFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectResult:
    """One estimate with all that is needed to judge it.

    Parameters
    ----------
    diagnostics
        Named numbers and words of the computation, sorted by name: units and meanings in docs/methods.
    influence
        Influence of each row of the table on the estimate, shape (rows,), NaN for rows that were not used; the
        estimate's error is their mean, but for smaller terms. None where the method has none. Clustered errors,
        contrasts between subgroups and bootstraps follow from it. About persons: never shown, never written.
    """

    estimate: Estimate
    flow: Flow
    balance: Balance | None = None
    diagnostics: tuple[tuple[str, float | int | str], ...] = ()
    influence: NDArray[np.float64] | None = field(default=None, compare=False, repr=False)

    def without_balance_of(self, column: str) -> EffectResult:
        """Return the result without the balance of one column, when its counts are hidden elsewhere."""
        if self.balance is None:
            return self
        rows = tuple(
            r for r in self.balance.rows if r.covariate != column and not r.covariate.startswith(f"{column}: ")
        )
        return replace(self, balance=replace(self.balance, rows=rows))

    def diagnostic(self, name: str) -> float | int | str | None:
        """Return the diagnostic of this name, None when the design has none."""
        return dict(self.diagnostics).get(name)
