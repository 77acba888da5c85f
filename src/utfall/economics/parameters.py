# SPDX-License-Identifier: Apache-2.0
"""Named parameters: which a line uses, what is wrong with them, and the distribution of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite

from utfall.core.errors import Fault
from utfall.core.lines import Line, Parameter
from utfall.economics._faults import fault
from utfall.economics._numerics import distributions as dist

_BOUNDED = ("triangular", "pert", "uniform")
_POSITIVE = ("lognormal", "gamma")


def key_of(parameter: Parameter, role: str, line: Line) -> str:
    """Return the name by which a parameter is shared; an unnamed one belongs to its line alone."""
    return parameter.name or f"{line.id}.{role}"


def roles_of(line: Line) -> Iterator[tuple[str, Parameter]]:
    """Yield (role, parameter) of everything that a line is computed from."""
    yield "price", line.unit_cost.price
    if line.quantity is not None:
        yield "quantity", line.quantity
    if line.link is not None:
        yield "units_per_improvement", line.link.units_per_improvement
        if line.population is not None:
            yield "population", line.population
        if line.reach is not None:
            yield "reach", line.reach
    for role in ("deadweight", "displacement", "attribution"):
        adjustment = getattr(line, role)
        if adjustment is not None:
            yield role, adjustment.share
    if line.timing.dropoff is not None:
        yield "dropoff", line.timing.dropoff


SHARES = ("reach", "deadweight", "displacement", "attribution", "dropoff")


def conflict_faults(lines: Iterable[Line]) -> list[Fault]:
    """Return a fault for each name that stands for two different numbers."""
    seen: dict[str, Parameter] = {}
    faults = []
    for line in lines:
        for role, parameter in roles_of(line):
            key = key_of(parameter, role, line)
            if seen.setdefault(key, parameter) != parameter:
                faults.append(
                    fault(
                        "parameter-conflict",
                        f"lines.{line.id}.{role}",
                        text=(
                            f"Namnet {key} står för två olika värden.",
                            f"The name {key} stands for two different values.",
                        ),
                        mend=(
                            "Ge dem var sitt namn eller samma värde.",
                            "Name them apart or give one value.",
                        ),
                    )
                )
    return faults


def sampler_of(parameter: Parameter) -> dist.Sampler:
    """Return the distribution that a valid parameter is drawn from (see `_numerics.distributions`)."""
    value, low, high = parameter.value, parameter.low, parameter.high
    if parameter.distribution == "fixed" or low is None or high is None or low == high:
        return dist.constant(value)
    sd = dist.spread_of(low, high)
    match parameter.distribution:
        case "normal":
            return dist.normal(value, sd)
        case "lognormal":
            return dist.lognormal(value, sd)
        case "gamma":
            return dist.gamma(value, sd)
        case "triangular":
            return dist.triangular(low, value, high)
        case "pert":
            return dist.pert(low, value, high)
        case "uniform":
            return dist.uniform(low, high)
        case "beta":
            fitted = dist.beta(value, sd)
            if fitted is None:
                raise ValueError(f"no beta has the moments of {parameter.name}")
            return fitted


def parameter_faults(parameter: Parameter, where: str, *, share: bool, least: float | None) -> list[Fault]:
    """Return everything that is wrong with one parameter.

    Parameters
    ----------
    share
        Whether value and interval must lie within 0–1.
    least
        Smallest value allowed; None for no bound.
    """
    numbers = [x for x in (parameter.value, parameter.low, parameter.high) if x is not None]
    if not all(isfinite(x) for x in numbers):
        return [_not_a_number(where)]
    if share and not all(0.0 <= x <= 1.0 for x in numbers):
        return [_outside(where, "0–1")]
    if least is not None and parameter.value < least:
        return [_outside(where, f"≥ {least:g}", code="value-negative")]
    return _distribution_faults(parameter, where)


def _distribution_faults(parameter: Parameter, where: str) -> list[Fault]:
    kind, low, high, value = parameter.distribution, parameter.low, parameter.high, parameter.value
    if kind == "fixed":
        return []
    if low is None or high is None:
        return [_impossible(where, kind, "låg och hög saknas", "low and high are missing")]
    if not low <= value <= high:
        return [_impossible(where, kind, "låg ≤ värde ≤ hög gäller inte", "low ≤ value ≤ high does not hold")]
    if low == high:
        return []
    if kind in _POSITIVE and value <= 0.0:
        return [_impossible(where, kind, "värdet måste vara över noll", "the value must be above zero")]
    if kind in (*_POSITIVE, "beta") and low < 0.0:
        return [_impossible(where, kind, "låg är under noll", "low is below zero")]
    if kind == "beta" and (high > 1.0 or dist.beta(value, dist.spread_of(low, high)) is None):
        return [_impossible(where, kind, "andelen ryms inte i 0–1", "the share does not fit within 0–1")]
    return []


def _impossible(where: str, kind: str, sv: str, en: str) -> Fault:
    return fault(
        "distribution-impossible",
        where,
        text=(f"Fördelningen {kind} är omöjlig: {sv}.", f"The distribution {kind} is impossible: {en}."),
        mend=(
            "Ange låg, värde och hög i stigande ordning, eller välj en annan fördelning.",
            "State low, value and high in rising order, or choose another distribution.",
        ),
    )


def _outside(where: str, allowed: str, *, code: str = "share-outside") -> Fault:
    return fault(
        code,
        where,
        text=(f"Värdet ligger utanför {allowed}.", f"The value lies outside {allowed}."),
        mend=(f"Ange ett värde inom {allowed}.", f"State a value within {allowed}."),
    )


def _not_a_number(where: str) -> Fault:
    return fault(
        "not-a-number",
        where,
        text=("Värdet är inget ändligt tal.", "The value is not a finite number."),
        mend=("Ange ett tal.", "State a number."),
    )
