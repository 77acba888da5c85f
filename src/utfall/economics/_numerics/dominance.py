# SPDX-License-Identifier: Apache-2.0
"""Cost-effectiveness of several options as functions of arrays: dominance, acceptability, value of information."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def frontier(cost: Floats, effect: Floats) -> tuple[list[int], list[int], list[int]]:
    """Return the places of the options on the efficient frontier, of those dominated, and extendedly so.

    Parameters
    ----------
    cost, effect
        Arrays (A,) per option.

    Returns
    -------
    (on the frontier in rising order of cost, strongly dominated, extendedly dominated). An option is strongly
    dominated when another has at least its effect at no more cost; extendedly when a mix of two others has.
    """
    order = sorted(range(cost.size), key=lambda a: (cost[a], -effect[a]))
    kept: list[int] = []
    strongly: list[int] = []
    for a in order:
        if kept and effect[a] <= effect[kept[-1]]:
            strongly.append(a)
        else:
            kept.append(a)
    extendedly: list[int] = []
    while True:
        ratios = [ratio(cost, effect, low, high) for low, high in pairwise(kept)]
        worse = [i for i in range(1, len(ratios)) if ratios[i - 1] > ratios[i]]
        if not worse:
            return kept, strongly, extendedly
        extendedly.append(kept.pop(worse[0]))


def ratio(cost: Floats, effect: Floats, low: int, high: int) -> float:
    """Return the incremental cost per unit of effect from option `low` to option `high`."""
    return float((cost[high] - cost[low]) / (effect[high] - effect[low]))


def net_benefit(cost: Floats, effect: Floats, willingness: float) -> Floats:
    """Return willingness x effect - cost, arrays of any shape, kronor."""
    return np.asarray(willingness * effect - cost)


def acceptability(benefit: Floats) -> Floats:
    """Return the share of draws in which each option is the best; `benefit` is (D, A), result (A,)."""
    best = benefit.argmax(axis=1)
    return np.asarray(np.bincount(best, minlength=benefit.shape[1]) / benefit.shape[0])


def perfect_information(benefit: Floats) -> float:
    """Return the expected value of perfect information: mean of the best minus the best mean; (D, A).

    Worked out as the least mean regret, a mean of what is never below nought: so is the result, also after rounding.
    """
    return float((benefit.max(axis=1, keepdims=True) - benefit).mean(axis=0).min())


def partial_information(benefit: Floats, parameter: Floats, degree: int = 3) -> float:
    """Return the expected value of perfect information about one parameter, by regression.

    Parameters
    ----------
    benefit
        Array (D, A): net benefit of each option in each draw.
    parameter
        Array (D,): the parameter in the same draws.
    degree
        Of the polynomial fitted to each option's net benefit; one is exact for a model that is linear in
        independent parameters.

    Notes
    -----
    Strong, Oakley and Brennan (2014), Medical Decision Making 34: fitted means in place of an inner loop.
    """
    spread = parameter.std()
    if spread == 0.0:
        return 0.0
    x = np.vander((parameter - parameter.mean()) / spread, degree + 1)
    fitted = x @ np.linalg.lstsq(x, benefit, rcond=None)[0]
    return max(0.0, perfect_information(fitted))
