# SPDX-License-Identifier: Apache-2.0
"""The robustness of an evaluation's estimates, as one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from utfall.core.estimate import Estimate, Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects._numerics.contrast import Floats, Ints
from utfall.effects.refusals import carried
from utfall.effects.robustness.evalue import EValue, e_value_of_difference, e_value_of_shares
from utfall.effects.robustness.multiplicity import benjamini_hochberg, holm
from utfall.effects.robustness.omitted import OmittedVariable, omitted_variable
from utfall.effects.sample import complete, read_sample

# By lot: what was not measured differs by chance only, and the interval counts that.
DRAWN = frozenset({"rct", "wait_list", "stepped_wedge"})


@dataclass(frozen=True, slots=True)
class RobustnessRow:
    """One estimate among the others.

    Parameters
    ----------
    p_holm, p_false_discovery
        Adjusted for all the estimates of the table that have a p value; None for one that has none.
    e_value
        `Unknown`: "drawn-by-lot", "change-only", "no-standard-deviation" or "no-ratio" (a share of 0).
    """

    estimate_id: str
    p_value: float | None
    p_holm: float | None
    p_false_discovery: float | None
    e_value: EValue | Unknown


def analyse_robustness(
    estimates: Sequence[tuple[Estimate, Outcome]], *, standard_deviations: Mapping[str, float] | None = None
) -> tuple[RobustnessRow, ...]:
    """Adjust p values for the number of estimates and say what it takes to explain each away.

    Parameters
    ----------
    estimates
        Each with its outcome: one per outcome, of the primary comparison. Several comparisons of one outcome are not
        several findings; do not put them in one table.
    standard_deviations
        Of continuous outcomes in the comparison group, by estimate id: E-values need it.
    """
    spreads = standard_deviations or {}
    tested = [place for place, (estimate, _) in enumerate(estimates) if estimate.p_value is not None]
    p = np.array([estimates[place][0].p_value for place in tested], dtype=np.float64)
    adjusted = {place: (float(a), float(b)) for place, a, b in zip(tested, holm(p), benjamini_hochberg(p), strict=True)}
    rows = []
    for place, (estimate, outcome) in enumerate(estimates):
        both = adjusted.get(place, (None, None))
        found = _e_value(estimate, outcome, spreads.get(estimate.id))
        rows.append(RobustnessRow(estimate.id, estimate.p_value, both[0], both[1], found))
    return tuple(rows)


def _e_value(estimate: Estimate, outcome: Outcome, spread: float | None) -> EValue | Unknown:
    if estimate.design in DRAWN:
        return Unknown("drawn-by-lot")
    if estimate.estimand == "change":
        return Unknown("change-only")
    low, high = estimate.interval.low, estimate.interval.high
    if outcome.kind == "binary":
        share_0, share_1 = estimate.mean_comparison, estimate.mean_intervention
        if not (0 < share_0 <= 1 and 0 < share_1 <= 1):
            return Unknown("no-ratio")
        return e_value_of_shares(share_1, share_0, low, high)
    if spread is None or not spread > 0:
        return Unknown("no-standard-deviation")
    return e_value_of_difference(estimate.value, low, high, spread)


def omitted_in_table(
    columns: Columns,
    outcome: Outcome,
    *,
    treatment: str,
    covariates: tuple[str, ...],
    comparison: str | None = None,
    level: float = 0.95,
) -> OmittedVariable:
    """Sensitivity of the regression-adjusted difference to an unmeasured cause, beside each covariate.

    Raises
    ------
    InputError, DesignRefused
        As `read_sample`; collinear covariates, too few persons.
    """
    whole = read_sample(columns, outcome, treatment=treatment, comparison=comparison, covariates=covariates)
    sample = complete(whole, with_covariates=True)
    return carried(
        lambda: omitted_variable(sample.y, sample.treated.astype(float), sample.covariates, sample.names, level=level),
        file=columns.file,
        field=outcome.column,
    )


def pair_differences(y_treated: Floats, y_control: Floats, treated: Ints, control: Ints) -> Floats:
    """Return each matched treated's outcome minus the mean of its matches, for Rosenbaum's bounds, shape (matched,).

    Parameters
    ----------
    treated, control
        Positions of the members of each pair, as in `Pairs`, shape (pairs,).
    """
    used, place = np.unique(treated, return_inverse=True)
    mean = np.bincount(place, weights=y_control[control]) / np.bincount(place)
    return np.asarray(y_treated[used] - mean, dtype=np.float64)
