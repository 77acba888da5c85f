# SPDX-License-Identifier: Apache-2.0
"""What only weighting and its neighbours refuse, in words; everything else is said by `effects.refusals`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from utfall.core.errors import DesignRefused, Fault, InputError, Place
from utfall.core.text import Text
from utfall.effects import refusals
from utfall.effects._numerics.contrast import NotEstimableError

T = TypeVar("T")

_REASONS: dict[str, tuple[Text, Text]] = {
    "no-common-support": (
        Text(
            sv="Inga vikter kan göra grupperna lika: en grupp saknar personer som liknar den andra.",
            en="No weights can make the groups alike: one group has no persons who are like the other.",
        ),
        Text(
            sv="Ta bort en kovariat, sätt moments = 1, eller använd matching med caliper eller overlap.",
            en="Drop a covariate, set moments = 1, or use matching with a caliper, or overlap.",
        ),
    ),
    "none-left": (
        Text(
            sv="För få personer finns kvar i någon grupp när de utan motsvarighet tagits bort.",
            en="Too few persons are left in a group when those without a counterpart are taken away.",
        ),
        Text(
            sv="Sänk trim, vidga intervallen, ta bort kovariater eller sök en mer lik jämförelsegrupp.",
            en="Lower trim, widen the intervals, drop covariates or find a more similar comparison group.",
        ),
    ),
    "too-large": (
        Text(
            sv="Optimal matchning jämför alla med alla, och så många par ryms inte i minnet.",
            en="Optimal matching compares everyone with everyone, and so many pairs do not fit in memory.",
        ),
        Text(
            sv="Använd matching (närmaste granne) eller exact_matching med subclass; båda klarar miljoner.",
            en="Use matching (nearest neighbour) or exact_matching with subclass; both manage millions.",
        ),
    ),
    "folds": (
        Text(
            sv="Grupperna är för små för att delas i så många delar.",
            en="The groups are too small to be divided into so many parts.",
        ),
        Text(
            sv="Sänk folds (1 ger ingen delning) eller ta bort kovariater.",
            en="Lower folds (1 divides nothing) or drop covariates.",
        ),
    ),
}  # fmt: skip


def reasons() -> tuple[str, ...]:
    """Return the reasons that this room adds."""
    return tuple(_REASONS)


def refused(reason: str, *, file: str = "", field: str = "") -> DesignRefused:
    """Return the refusal for a reason of this room or of `effects.refusals`."""
    if reason not in _REASONS:
        return refusals.refused(reason, file=file, field=field)
    text, mend = _REASONS[reason]
    return DesignRefused(Fault(reason, text, mend, Place(file, field)))


def carried(compute: Callable[[], T], *, file: str = "", field: str = "") -> T:
    """Return what `compute` returns, or refuse with words when the arrays cannot carry it."""
    try:
        return compute()
    except NotEstimableError as fault:
        raise refused(fault.reason, file=file, field=field) from fault


def option_fault(code: str, text: Text, mend: Text, *, file: str, field: str) -> InputError:
    """Return the fault of an option that cannot be what was asked for."""
    return InputError(Fault(code, text, mend, Place(file, field)))
