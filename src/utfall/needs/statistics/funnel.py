# SPDX-License-Identifier: Apache-2.0
"""The funnel: which places lie further from the whole than chance would put them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from utfall.needs.refusals import refuse, wrong
from utfall.needs.statistics._arrays import Floats, counts, floats, positive, require_level, same_length


class FunnelPlace(StrEnum):
    """Where a place stands against the limits; the outer ones are passed by one in five hundred by chance."""

    FAR_ABOVE = "far_above"
    ABOVE = "above"
    INSIDE = "inside"
    BELOW = "below"
    FAR_BELOW = "far_below"


_STEPS = 60  # points of a drawn curve


@dataclass(frozen=True, slots=True, eq=False)
class FunnelBand:
    """Limits of one level at each place's own size, (places,), in the unit of the rate."""

    level: float
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class FunnelCurve:
    """The limits at rising sizes, (sizes,), to be drawn."""

    sizes: Floats
    inner: FunnelBand
    outer: FunnelBand


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """Rates against the target, with limits by size.

    Parameters
    ----------
    rates
        Each place's events per person, (places,).
    target
        What all are held against: the rate of all places together unless another was given.
    inner, outer
        Limits at each place's size (95 % and 99.8 % unless told otherwise).
    places
        Where each place stands.
    dispersion
        Mean squared standardised deviation; near 1 when chance alone explains the spread. Far above 1, something common
        to all places spreads them, and the limits are too narrow to single out one.
    kind
        "share" (binomial) or "rate" (Poisson).
    curve
        The same limits at rising sizes.
    """

    rates: Floats
    population: Floats
    target: float
    inner: FunnelBand
    outer: FunnelBand
    places: tuple[FunnelPlace, ...]
    dispersion: float
    kind: str
    curve: FunnelCurve


def funnel(
    events: ArrayLike,
    population: ArrayLike,
    *,
    kind: str = "share",
    target: float | None = None,
    levels: tuple[float, float] = (0.95, 0.998),
) -> Funnel:
    """Return every place against exact limits around the target.

    Parameters
    ----------
    events
        Counts, (places,).
    population
        Persons (whole numbers for "share") or person time, (places,).
    kind
        "share": at most one event per person, binomial limits. "rate": Poisson limits.
    target
        Rate to compare with; None: all events over all persons.

    Raises
    ------
    DesignRefused
        "funnel-too-few" below three places; "funnel-no-events" when the target is 0, or 1 for a share.

    Notes
    -----
    Spiegelhalter (2005), Statistics in Medicine 24:1185, appendix A.1: exact limits interpolated between whole counts.
    """
    observed = counts(events, "events")
    people = counts(population, "population").astype(float) if kind == "share" else floats(population, "population")
    same_length(("events", observed), ("population", people))
    positive(people, "population")
    _require_funnel(observed, people, kind)
    aim = float(observed.sum() / people.sum()) if target is None else target
    if aim <= 0 or (kind == "share" and aim >= 1):
        raise refuse(
            "funnel-no-events",
            said=("Ingen plats har händelsen, eller alla har den.", "No place has the event, or all have it."),
            mend=("Välj en indikator som skiljer platserna åt.", "Choose an indicator that tells places apart."),
            field="events",
        )
    inner, outer = (_band(people, aim, kind, require_level(level)) for level in levels)
    rates = observed / people
    variance = aim * (1 - aim) / people if kind == "share" else aim / people
    dispersion = float(np.mean((rates - aim) ** 2 / variance))
    curve = _curve(people, aim, kind, levels)
    return Funnel(rates, people, aim, inner, outer, _places(rates, inner, outer), dispersion, kind, curve)


def _require_funnel(observed: np.ndarray, people: Floats, kind: str) -> None:
    if kind not in ("share", "rate"):
        raise wrong(
            "funnel-kind",
            said=(f"Tratten kan inte vara av slaget {kind!r}.", f"A funnel cannot be of the kind {kind!r}."),
            mend=("Ange share eller rate.", "State share or rate."),
            field="kind",
        )
    if len(observed) < 3:
        raise refuse(
            "funnel-too-few",
            said=("Färre än tre platser ger ingen tratt.", "Fewer than three places give no funnel."),
            mend=("Jämför dem två och två i stället.", "Compare them two by two instead."),
            field="events",
        )
    over = np.flatnonzero(observed > people) if kind == "share" else np.empty(0, dtype=int)
    if over.size:
        at = int(over[0]) + 1
        raise wrong(
            "share-outside",
            said=(f"Plats {at} har fler händelser än personer.", f"Place {at} has more events than persons."),
            mend=("Räkna personer, eller välj slaget rate.", "Count persons, or choose the kind rate."),
            field="events",
        )


def _band(people: Floats, target: float, kind: str, level: float) -> FunnelBand:
    tail = (1 - level) / 2
    low = np.maximum(_quantile(people, target, kind, tail), 0.0)
    high = _quantile(people, target, kind, 1 - tail)
    if kind == "share":
        high = np.minimum(high, 1.0)
    return FunnelBand(level, low, high)


def _curve(people: Floats, target: float, kind: str, levels: tuple[float, float]) -> FunnelCurve:
    sizes = np.unique(np.round(np.geomspace(max(float(people.min()) / 2, 1.0), float(people.max()) * 1.05, _STEPS)))
    if sizes.size < 2:
        sizes = np.array([1.0, 2.0])
    inner, outer = (_band(sizes, target, kind, level) for level in levels)
    return FunnelCurve(sizes, inner, outer)


def _quantile(people: Floats, target: float, kind: str, p: float) -> Floats:
    """Return the rate below which a share `p` of places of each size would fall, interpolated between counts."""
    from scipy import stats

    law = stats.binom(people, target) if kind == "share" else stats.poisson(people * target)
    count = law.ppf(p)
    reached, before = law.cdf(count), np.where(count > 0, law.cdf(count - 1), 0.0)
    over = (reached - p) / (reached - before)
    return np.asarray((count - over) / people, dtype=np.float64)


def _places(rates: Floats, inner: FunnelBand, outer: FunnelBand) -> tuple[FunnelPlace, ...]:
    found = []
    for at, rate in enumerate(rates):
        if rate > outer.high[at]:
            found.append(FunnelPlace.FAR_ABOVE)
        elif rate > inner.high[at]:
            found.append(FunnelPlace.ABOVE)
        elif rate < outer.low[at]:
            found.append(FunnelPlace.FAR_BELOW)
        elif rate < inner.low[at]:
            found.append(FunnelPlace.BELOW)
        else:
            found.append(FunnelPlace.INSIDE)
    return tuple(found)
