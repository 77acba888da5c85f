# SPDX-License-Identifier: Apache-2.0
"""What the lottery alone could have given: as diagnostics and as a check that tells it in words."""

from __future__ import annotations

from utfall.core.estimate import Check, Status
from utfall.effects._numerics.contrast import Contrast
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


def lottery_check(test: RandomisationTest | None, contrast: Contrast) -> tuple[Check, ...]:
    """W-LOTTERY: in how many of the lotteries that could have been drawn the difference is as large.

    Information, but a warning when the interval leaves out 0 though chance alone gives such a difference more often
    than 1 - level: then the interval is surer than the lottery that it is drawn from.
    """
    if test is None:
        return ()
    surer = (contrast.low > 0 or contrast.high < 0) and test.p_value > 1 - contrast.level
    counted = (("count", test.count), ("total", test.total), ("exact", int(test.exact)))
    return (Check("W-LOTTERY", Status.WARN if surer else Status.INFO, test.p_value, None, counted),)
