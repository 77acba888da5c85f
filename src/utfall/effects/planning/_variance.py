# SPDX-License-Identifier: Apache-2.0
"""How clusters, repeated measures and random order change the variance of an effect."""

from __future__ import annotations

import math

import numpy as np

from utfall.effects._numerics.contrast import Floats


def cluster_factor(icc: float, size: float, size_cv: float = 0.0) -> float:
    """Return how many times the variance grows when whole clusters are allocated (the design effect).

    Parameters
    ----------
    icc
        Share of the variance that lies between clusters.
    size, size_cv
        Mean persons per cluster, and the coefficient of variation of the cluster sizes.

    Notes
    -----
    Eldridge, Ashby and Kerry (2006), International Journal of Epidemiology 35:1292.
    """
    return max(1 + ((1 + size_cv**2) * size - 1) * icc, 0.0)


def mean_correlation(rho: float, *, icc: float, size: float, cluster_autocorrelation: float) -> float:
    """Return the correlation over time of cluster means of the same persons.

    Notes
    -----
    Teerenstra et al. (2012), Statistics in Medicine 31:2169. `rho` is the correlation over time of a person
    within the cluster, `cluster_autocorrelation` that of what the persons of a cluster share.
    """
    grown = 1 + (size - 1) * icc
    return (size * icc * cluster_autocorrelation + (1 - icc) * rho) / grown


def repeated_factor(rho: float, *, before: int, after: int, analysis: str) -> float:
    """Return the variance of the analysed mean, as a multiple of that of one measurement after the start.

    Parameters
    ----------
    rho
        Correlation between two measurements of the same unit.
    before, after
        Measurements before and after the start; `after` at least 1.
    analysis
        "post" (means after the start), "change" (difference in differences) or "ancova" (adjusted for the
        mean before).

    Notes
    -----
    Frison and Pocock (1992), Statistics in Medicine 11:1685.
    """
    mean_after = (1 + (after - 1) * rho) / after
    if analysis == "post" or before == 0:
        return mean_after
    mean_before = (1 + (before - 1) * rho) / before
    if analysis == "change":
        return max(mean_after + mean_before - 2 * rho, 0.0)
    return max(mean_after - rho**2 / mean_before, 0.0)


def discontinuity_factor(share: float) -> float:
    """Return how many times the variance grows when a cut-off on a normal score decides who takes part.

    Parameters
    ----------
    share
        Of all that lie on the participants' side, 0–1.

    Notes
    -----
    Schochet (2009), Journal of Educational and Behavioral Statistics 34:238: 1 / (1 - r²), r the correlation
    between taking part and the score, when the score's line is fitted to everyone. A local fit needs more.
    """
    from scipy import special

    density = math.exp(-0.5 * float(special.ndtri(share)) ** 2) / math.sqrt(2 * math.pi)
    return 1 / (1 - density**2 / (share * (1 - share)))


def wedge_schedule(clusters: int, steps: int) -> Floats:
    """Return the stepped wedge: 1 where a cluster has the initiative, shape (clusters, steps + 1).

    All start without; one group of clusters crosses over at each step, as equally many as can be.
    """
    step = np.arange(clusters) % steps
    return np.asarray(np.arange(steps + 1)[None, :] > np.sort(step)[:, None], dtype=np.float64)


def wedge_variance(schedule: Floats, *, variance: float, icc: float, size: float) -> float:
    """Return the variance of the effect in a cross-sectional stepped wedge with period effects.

    Parameters
    ----------
    schedule
        1 where a cluster has the initiative, shape (clusters, periods).
    variance
        Of one person's outcome, between and within clusters together.
    size
        Persons measured per cluster and period.

    Notes
    -----
    Hussey and Hughes (2007), Contemporary Clinical Trials 28:182, equation 8: a random cluster effect that
    stays the same over periods.
    """
    clusters, periods = schedule.shape
    within, between = variance * (1 - icc) / size, variance * icc
    total = float(schedule.sum())
    by_period = float((schedule.sum(axis=0) ** 2).sum())
    by_cluster = float((schedule.sum(axis=1) ** 2).sum())
    over = clusters * within * (within + periods * between)
    under = (clusters * total - by_period) * within + (
        total**2 + clusters * periods * total - periods * by_period - clusters * by_cluster
    ) * between
    return over / under if under > 0 else math.inf
