# SPDX-License-Identifier: Apache-2.0
"""Type cases (typfall): a typical participant's yearly costs per actor before and after, carried to all.

A few cases described closely stand for many participants. Their spread is sampling uncertainty, which is
carried along (check K14): a sample of n of N participants, drawn without replacement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from utfall.core.errors import Fault, InputError
from utfall.core.estimate import Check, Interval, Status, Unknown
from utfall.core.planning import AlternativeCost, TimeSaved, TypeCase
from utfall.economics._faults import fault
from utfall.economics._numerics.discounting import Floats
from utfall.economics.model import ACTORS

__all__ = [
    "AlternativeCost",
    "TimeSaved",
    "TypeCase",
    "TypeCaseResult",
    "alternative_cost",
    "carry_to_all",
    "check_cases",
    "time_saved",
]


@dataclass(frozen=True, slots=True)
class TypeCaseResult:
    """What the cases say of all participants, kronor per year.

    Parameters
    ----------
    cases, participants
        n and N.
    per_person, std_error
        By actor and "society": weighted mean gain per participant, and its sampling standard error
        (Unknown with a single case).
    total
        By actor and "society": gain of all participants.
    interval
        Of society's total, t distribution with n - 1 degrees of freedom; Unknown with a single case.
    check
        K14.
    """

    cases: int
    participants: int
    per_person: dict[str, float]
    std_error: dict[str, float] | Unknown
    total: dict[str, float]
    interval: Interval | Unknown
    check: Check


def carry_to_all(cases: Sequence[TypeCase], participants: int, *, level: float = 0.95) -> TypeCaseResult:
    """Return the yearly gain of all participants from some type cases, with its sampling uncertainty.

    Raises
    ------
    InputError
        No cases, more cases than participants, or weights that are not above zero.
    """
    faults = _faults(cases, participants)
    if faults:
        raise InputError(*faults)
    weights = np.array([case.stands_for for case in cases])
    weights = weights / weights.sum()
    gains = np.array([[case.gain(actor) for actor in ACTORS] for case in cases])
    gains = np.column_stack((gains, gains.sum(axis=1)))
    names = [*(str(actor) for actor in ACTORS), "society"]
    mean = weights @ gains
    per_person = dict(zip(names, mean.tolist(), strict=True))
    total = {name: value * participants for name, value in per_person.items()}
    check = check_cases(len(cases), participants)
    if len(cases) == 1:
        single = Unknown("single-case")
        return TypeCaseResult(1, participants, per_person, single, total, single, check)
    error = _standard_error(gains, weights, participants)
    half = _t_quantile(len(cases) - 1, level) * float(error[-1]) * participants
    interval = Interval(total["society"] - half, total["society"] + half, level)
    errors = dict(zip(names, error.tolist(), strict=True))
    return TypeCaseResult(len(cases), participants, per_person, errors, total, interval, check)


def _standard_error(gains: Floats, weights: Floats, participants: int) -> Floats:
    """Standard error of a weighted mean with the finite population's correction, per column."""
    n = len(weights)
    away = gains - weights @ gains
    variance = n / (n - 1) * (weights[:, None] ** 2 * away**2).sum(axis=0)
    return np.asarray(np.sqrt(variance * (1.0 - n / participants)))


def _t_quantile(df: int, level: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, (1.0 + level) / 2.0))


def check_cases(cases: int, participants: int) -> Check:
    """K14: every participant is a case of their own; WARN with the share when few stand for many."""
    share = cases / participants
    details = (("cases", cases), ("participants", participants))
    return Check("K14", Status.PASS if cases >= participants else Status.WARN, share, 1.0, details)


def alternative_cost(units: float, unit_cost: float, probability: float = 1.0) -> float:
    """Return what the alternative would have cost (alternativkostnad), kronor: units x cost x how likely."""
    return units * unit_cost * probability


def time_saved(cases: float, minutes_before: float, minutes_after: float, hourly_cost: float) -> float:
    """Return the value of time saved per case over all cases, kronor (negative when cases take longer)."""
    return cases * (minutes_before - minutes_after) / 60.0 * hourly_cost


def _faults(cases: Sequence[TypeCase], participants: int) -> list[Fault]:
    if cases and len(cases) <= participants and all(case.stands_for > 0.0 for case in cases):
        return []
    return [
        fault(
            "typfall-cases",
            "typfall",
            text=(
                f"{len(cases)} typfall för {participants} deltagare går inte att räkna på.",
                f"{len(cases)} type cases for {participants} participants cannot be carried over.",
            ),
            mend=(
                "Ange minst ett typfall, högst lika många som deltagarna, vart och ett med vikt över noll.",
                "State at least one case, at most as many as participants, each with a weight above zero.",
            ),
        )
    ]
