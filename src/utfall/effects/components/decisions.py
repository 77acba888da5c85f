# SPDX-License-Identifier: Apache-2.0
"""Component by component: keep, adapt or drop, and how sure that is. A table to decide from, no decision."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Contrast, Floats, NotEstimableError, by_t
from utfall.effects._numerics.regression import fit, hc2

Decision = Literal["keep", "adapt", "drop"]
Reason = Literal["worth-it", "not-worth-it", "not-delivered", "cannot-tell"]
SURE = 0.80  # chance above which keep or drop is proposed
DELIVERED = 0.80  # mean fidelity below which an absent effect says nothing about the component


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """What is proposed for one component.

    Parameters
    ----------
    chance_worth_it
        Probability that the effect is at least the smallest one worth its cost (flat prior).
    sureness
        Probability that the proposal is right, for keep and drop; None for adapt.
    fidelity
        Mean share delivered as meant, 0–1; None when not measured.
    """

    name: str
    contrast: Contrast
    smallest_worth: float
    chance_worth_it: float
    fidelity: float | None
    decision: Decision
    reason: Reason
    sureness: float | None


def component_table(
    effects: dict[str, Contrast],
    *,
    smallest_worth: dict[str, float],
    better: Literal["increase", "decrease"] = "increase",
    fidelity: dict[str, float] | None = None,
    sure: float = SURE,
    delivered: float = DELIVERED,
) -> tuple[ComponentRow, ...]:
    """Propose keep, adapt or drop for each component.

    Parameters
    ----------
    effects
        Effect of each component (`component_effects`).
    smallest_worth
        Smallest effect worth the component's cost, in the outcome's unit and as a positive number; 0 for a free one.
    better
        The wanted direction of the outcome.

    Returns
    -------
    tuple of ComponentRow
        Keep: at least `sure` that the effect is worth it. Drop: at least as sure that it is not, and it was delivered.
        Adapt: not worth it as it was, but not delivered as meant; or too uncertain to tell.

    Raises
    ------
    ValueError
        A component without a smallest effect worth having, or one below 0.
    """
    rows = []
    for name, contrast in effects.items():
        worth = smallest_worth.get(name, -1.0)
        if worth < 0:
            raise ValueError(f"{name} has no smallest effect worth having, at least 0")
        chance = _chance(contrast, worth, better)
        share = None if fidelity is None else fidelity.get(name)
        decision, reason = _propose(chance, share, sure, delivered)
        sureness = chance if decision == "keep" else 1 - chance if decision == "drop" else None
        rows.append(ComponentRow(name, contrast, worth, chance, share, decision, reason, sureness))
    return tuple(rows)


def _chance(contrast: Contrast, worth: float, better: Literal["increase", "decrease"]) -> float:
    from scipy import special

    sign = 1 if better == "increase" else -1
    z = (sign * contrast.value - worth) / contrast.std_error
    return float(special.ndtr(z) if contrast.df is None else special.stdtr(contrast.df, z))


def _propose(chance: float, fidelity: float | None, sure: float, delivered: float) -> tuple[Decision, Reason]:
    if chance >= sure:
        return "keep", "worth-it"
    if fidelity is not None and fidelity < delivered:
        return "adapt", "not-delivered"
    if chance <= 1 - sure:
        return "drop", "not-worth-it"
    return "adapt", "cannot-tell"


@dataclass(frozen=True, slots=True)
class ComponentDose:
    """How the outcome goes with the dose of one component, the others held: an association, not an effect."""

    name: str
    slope: Contrast
    mean_dose: float
    reading: str = "association"


def component_doses(
    y: Floats, doses: Floats, names: tuple[str, ...], *, level: float = 0.95
) -> tuple[ComponentDose, ...]:
    """Regress the outcome on all components' dose or fidelity at once, among those who had the initiative.

    Parameters
    ----------
    y, doses
        Shapes (n,) and (n, components).

    Raises
    ------
    NotEstimableError
        "collinear" when a dose is the same for all or follows from the others; "too-few".
    """
    centred = doses - doses.mean(axis=0)
    fitted = fit(np.column_stack([np.ones(len(y)), centred]), y)
    errors = np.sqrt(np.diag(hc2(fitted)))
    base, found = float(fitted.coefficients[0]), []
    for j, name in enumerate(names):
        slope, error = float(fitted.coefficients[j + 1]), float(errors[j + 1])
        if not math.isfinite(error):
            raise NotEstimableError("no-variation")
        contrast = by_t(slope, error, df=fitted.df, level=level, mean_1=base + slope, mean_0=base, method="dose-hc2")
        found.append(ComponentDose(name, contrast, float(doses[:, j].mean())))
    return tuple(found)
