# SPDX-License-Identifier: Apache-2.0
"""What the lottery alone could have given: as diagnostics and as a check that tells it in words."""

from __future__ import annotations

from utfall.core.estimate import Check, Status
from utfall.effects.inference.randomisation import RandomisationTest

Named = dict[str, float | int | str]


def lottery_diagnostics(test: RandomisationTest | None) -> Named:
    """Return count, total, whether all were counted, and the statistic; nothing without a test."""
    if test is None:
        return {}
    return {
        "randomisation_count": test.count,
        "randomisation_total": test.total,
        "randomisation_exact": int(test.exact),
        "randomisation_statistic": test.statistic,
    }


def lottery_check(test: RandomisationTest | None) -> tuple[Check, ...]:
    """W-LOTTERY: in how many of the lotteries that could have been drawn the difference is as large (info)."""
    if test is None:
        return ()
    counted = (("count", test.count), ("total", test.total), ("exact", int(test.exact)))
    return (Check("W-LOTTERY", Status.INFO, test.p_value, None, counted),)
