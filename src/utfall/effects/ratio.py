# SPDX-License-Identifier: Apache-2.0
"""Beside a difference in shares or counts: how many times as large one group's mean is as the other's."""

from __future__ import annotations

from utfall.core.outcome import Outcome
from utfall.effects._numerics.ratios import Ratio

__all__ = ["NAMES", "Ratio", "ratio_diagnostics", "ratio_of"]

NAMES = {"binary": "risk_ratio", "count": "rate_ratio"}


def ratio_diagnostics(found: Ratio | None, outcome: Outcome) -> tuple[tuple[str, float | int | str], ...]:
    """Return the risk ratio of a binary outcome, or the rate ratio of a count, with its interval; else nothing."""
    if found is None or outcome.kind not in NAMES:
        return ()
    name = NAMES[outcome.kind]
    values = (("", found.value), ("_high", found.high), ("_low", found.low), ("_p_value", found.p_value))
    return tuple((f"{name}{part}", value) for part, value in values)


def ratio_of(diagnostics: tuple[tuple[str, float | int | str], ...], outcome: Outcome) -> Ratio | None:
    """Return the ratio that the diagnostics of a result hold, None when they hold none."""
    name, told = NAMES.get(outcome.kind, ""), dict(diagnostics)
    parts = [told.get(f"{name}{part}") for part in ("", "_low", "_high", "_p_value")] if name else [None]
    if any(not isinstance(part, int | float) for part in parts):
        return None
    return Ratio(*(float(part) for part in parts if part is not None))
