# SPDX-License-Identifier: Apache-2.0
"""Puts a contrast and its checks together to an estimate, for designs whose ceiling already tells of some checks."""

from __future__ import annotations

from utfall.core.estimate import Check, Estimand, Estimate, EvidenceGrade, Interval
from utfall.core.outcome import Outcome
from utfall.effects._numerics.contrast import Contrast
from utfall.effects.checks import grade

# Ids that the designs over time, at a cutoff and against a given value add to the catalogue of `effects.checks`.
CATALOGUE: tuple[str, ...] = (
    "W-PRETREND", "W-PRETREND-LOWPOWER", "W-ONETREAT", "W-GAPS", "W-TWFE", "W-LATE-COVARIATES", "W-ITS-FEWPTS",
    "W-ITS-SHORTPOST", "W-ITS-NOCONTROL", "W-ITS-AUTOCORRELATION", "W-SC-FEWPRE", "W-SC-PREFIT", "W-SC-EXACT",
    "W-SC-DONOR", "W-SC-PLACEBO", "W-SC-FEWDONORS", "W-SC-REACH", "W-RD-FEW", "W-RD-MANIPULATION", "W-RD-BALANCE",
    "W-RD-COMPLIANCE", "W-RD-MASS", "W-HISTORICAL", "W-COMPOSITION", "W-GIVEN-VALUE", "W-OVERDISPERSION",
)  # fmt: skip

# Designs whose units are series of whole municipalities, schools or periods, not persons: their counts are no group
# sizes, and a small one discloses nobody.
AGGREGATE_DESIGNS: frozenset[str] = frozenset({"its", "synthetic_control", "synthetic_did"})


def assemble(
    contrast: Contrast,
    *,
    estimate_id: str | None,
    outcome: Outcome,
    kind: str,
    estimand: Estimand,
    ceiling: EvidenceGrade,
    checks: tuple[Check, ...],
    n: tuple[int, int],
    in_ceiling: frozenset[str] = frozenset(),
) -> Estimate:
    """Return the estimate; its grade follows from the ceiling and the checks.

    Parameters
    ----------
    kind
        Of the design.
    n
        Units in the intervention and the comparison group (periods after and before in a single series).
    in_ceiling
        Ids of checks that the ceiling already tells of: they are shown but do not lower the grade further.
    """
    counted = tuple(check for check in checks if check.id not in in_ceiling)
    return Estimate(
        id=estimate_id or f"{kind}/{outcome.id}",
        outcome=outcome.id,
        design=kind,
        estimand=estimand,
        value=contrast.value,
        std_error=contrast.std_error,
        interval=Interval(contrast.low, contrast.high, contrast.level),
        p_value=contrast.p_value,
        df=contrast.df,
        unit=outcome.unit.sv or outcome.unit.en,
        n_intervention=n[0],
        n_comparison=n[1],
        mean_intervention=contrast.mean_1,
        mean_comparison=contrast.mean_0,
        grade=grade(ceiling, counted),
        method=contrast.method,
        checks=checks,
    )
