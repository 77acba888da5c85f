# SPDX-License-Identifier: Apache-2.0
"""Weights from the propensity score, and mean outcomes under them."""

from __future__ import annotations

from typing import Literal

import numpy as np

from utfall.effects._numerics.balance import effective_size
from utfall.effects._numerics.contrast import Bools, Floats
from utfall.effects.weighting._potential import (
    Arm,
    Potential,
    log_scores,
    of_arms,
    standard_columns,
    weighted_mean,
)

Target = Literal["att", "ate", "ato"]


def score_weights(probability: Floats, treated: Bools, target: Target) -> Floats:
    """Return the weight of each person, shape (n,).

    Notes
    -----
    With e the probability of taking part: ATE 1/e and 1/(1 - e), ATT 1 and e/(1 - e), ATO 1 - e and e. Hirano,
    Imbens and Ridder (2003), Econometrica 71:1161; Li, Morgan and Zaslavsky (2018), JASA 113:390.
    """
    e = np.clip(probability, 1e-12, 1 - 1e-12)
    tilt = target_density(e, target)
    return np.where(treated, tilt / e, tilt / (1 - e))


def target_density(probability: Floats, target: Target) -> Floats:
    """Return how much each person counts in the target group, whichever group the person is in, shape (n,)."""
    if target == "ate":
        return np.ones_like(probability)
    return probability if target == "att" else probability * (1 - probability)


def _slope(probability: Floats, treated: Bools, target: Target) -> Floats:
    """Return the derivative of each weight with respect to the log odds, shape (n,)."""
    e = np.clip(probability, 1e-12, 1 - 1e-12)
    if target == "ate":
        return np.where(treated, -(1 - e) / e, e / (1 - e))
    if target == "att":
        return np.where(treated, 0.0, e / (1 - e))
    return np.where(treated, -e * (1 - e), e * (1 - e))


def weighted_means(
    y: Floats, treated: Bools, covariates: Floats, probability: Floats, target: Target
) -> tuple[Potential, Floats]:
    """Return the two mean outcomes under propensity weights (normalised to sum to 1), and the weights.

    Parameters
    ----------
    covariates, probability
        Those of the logistic regression, shape (n, p), and its fitted probabilities, shape (n,).

    Notes
    -----
    The influence of a person is that on a mean with known weights plus that on the coefficients of the
    propensity model times what the mean changes with them (M-estimation; Lunceford and Davidian 2004, Statistics
    in Medicine 23:2937). Leaving the second part out usually overstates the error.
    """
    weights = score_weights(probability, treated, target)
    slope = _slope(probability, treated, target)
    Z = standard_columns(covariates)
    coefficients = log_scores(Z, treated.astype(np.float64), probability)
    arms = []
    for group in (treated, ~treated):
        own = np.where(group, weights, 0.0)
        mean, influence = weighted_mean(y, own)
        pull = (np.where(group, slope, 0.0) * (y - mean)) @ Z / own.sum()
        paid = covariates.shape[1] * float(group.mean())  # both groups share the coefficients
        arms.append(Arm(mean, influence + coefficients @ pull, effective_size(own), paid))
    return of_arms(*arms), weights


def known_means(y: Floats, treated: Bools, weights: Floats) -> Potential:
    """Return the two mean outcomes under weights that are taken as known."""
    own = np.where(treated, weights, 0.0), np.where(treated, 0.0, weights)
    return of_arms(*(Arm(*weighted_mean(y, w), effective_size(w)) for w in own))
