# SPDX-License-Identifier: Apache-2.0
"""Limits of a count, a share and a mean: how much chance alone could have moved them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from utfall.needs.refusals import wrong
from utfall.needs.statistics._arrays import Floats, counts, floats, require_level, same_length


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Lower and upper limits, (cells,), that cover the truth with probability `level`.

    Parameters
    ----------
    method
        "poisson-exact", "byar", "wilson" or "t".
    """

    low: Floats
    high: Floats
    level: float
    method: str


def poisson_limits(events: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return the exact limits of a number of events, in events.

    Parameters
    ----------
    events
        Counts, (cells,).

    Notes
    -----
    Garwood (1936), Biometrika 28:437: the limits are quantiles of the gamma distribution. Assumes that events come
    independently of each other; one person's many events do not.
    """
    from scipy import special

    observed, alpha = counts(events, "events").astype(float), 1 - require_level(level)
    low = np.where(observed > 0, special.gammaincinv(np.maximum(observed, 1), alpha / 2), 0.0)
    high = special.gammaincinv(observed + 1, 1 - alpha / 2)
    return Limits(low, high, level, "poisson-exact")


def byar_limits(events: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return Byar's approximation to the exact Poisson limits, in events.

    Notes
    -----
    Breslow and Day (1987), Statistical Methods in Cancer Research II, IARC, p. 69. Within 1 % of the exact limits from
    ten events; kept to compare with older publications.
    """
    from scipy import special

    observed, z = counts(events, "events").astype(float), float(special.ndtri(0.5 + require_level(level) / 2))
    least = np.maximum(observed, 1)
    low = np.where(observed > 0, least * (1 - 1 / (9 * least) - z / (3 * np.sqrt(least))) ** 3, 0.0)
    more = observed + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return Limits(np.maximum(low, 0.0), high, level, "byar")


def share_limits(events: ArrayLike, persons: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return Wilson's score limits of a share, 0–1.

    Parameters
    ----------
    events, persons
        Counts, (cells,); at least one person in each and no more events than persons.

    Notes
    -----
    Wilson (1927), JASA 22:209. Assumes independent persons.
    """
    from scipy import special

    hits, people = counts(events, "events").astype(float), counts(persons, "persons").astype(float)
    same_length(("events", hits), ("persons", people))
    bad = np.flatnonzero((people < 1) | (hits > people))
    if bad.size:
        at = int(bad[0]) + 1
        raise wrong(
            "share-outside",
            said=(f"Grupp {at} har fler händelser än personer, eller inga personer.",
                  f"Group {at} has more events than persons, or no persons."),
            mend=("Kontrollera täljare och nämnare; fler händelser än personer är en kvot, ingen andel.",
                  "Check numerator and denominator; more events than persons is a rate, not a share."),
            field="events",
        )  # fmt: skip
    z = float(special.ndtri(0.5 + require_level(level) / 2))
    share, scale = hits / people, 1 + z * z / people
    middle = (share + z * z / (2 * people)) / scale
    half = z * np.sqrt(share * (1 - share) / people + z * z / (4 * people * people)) / scale
    low = np.where(hits == 0, 0.0, np.maximum(middle - half, 0.0))
    high = np.where(hits == people, 1.0, np.minimum(middle + half, 1.0))
    return Limits(low, high, level, "wilson")


def mean_limits(means: ArrayLike, deviations: ArrayLike, persons: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return limits of means by Student's t, in the unit of the means.

    Parameters
    ----------
    means, deviations, persons
        Mean, standard deviation (n − 1) and number of persons of each cell, (cells,); at least two persons.
    """
    from scipy import special

    middle, spread = floats(means, "means"), floats(deviations, "deviations")
    people = counts(persons, "persons").astype(float)
    same_length(("means", middle), ("deviations", spread), ("persons", people))
    if np.any(people < 2) or np.any(spread < 0):
        raise wrong(
            "mean-too-few",
            said=("Ett medelvärde av färre än två personer har inget intervall.",
                  "A mean of fewer than two persons has no interval."),
            mend=("Slå ihop grupper.", "Merge groups."),
            field="persons",
        )  # fmt: skip
    half = special.stdtrit(people - 1, 0.5 + require_level(level) / 2) * spread / np.sqrt(people)
    return Limits(middle - half, middle + half, level, "t")
