# SPDX-License-Identifier: Apache-2.0
"""What a file expects of an outcome before the start, held against what it can be."""

from __future__ import annotations

from utfall.core.outcome import Expected
from utfall.core.text import Text
from utfall.io._initiative import models as m
from utfall.io._initiative.source import Faults, Path


def expected_of(item: m.OutcomeSection, path: Path, faults: Faults) -> Expected | None:
    """Return what is expected of an outcome; None, with the fault noted, when it cannot be."""
    found = item.expected
    if found is None:
        return None
    if not _interval_is_right(found, path, faults) or not _share_is_possible(item, found, path, faults):
        return None
    return Expected(value=found.value, low=found.low, high=found.high, now=found.now, source=found.source)


def _interval_is_right(found: m.ExpectedTable, path: Path, faults: Faults) -> bool:
    low, high = found.low, found.high
    if low is None and high is None:
        return True
    if low is not None and high is not None and low <= found.value <= high:
        return True
    said = Text(
        sv="Den väntade effektens intervall är inte helt, eller omfattar inte värdet.",
        en="The interval of the expected effect is not whole, or does not hold the value.",
    )
    mend = Text(
        sv="Ange low och high med low ≤ value ≤ high, eller ingen av dem.",
        en="State low and high with low ≤ value ≤ high, or neither.",
    )
    faults.add("expected-interval", path, said, mend)
    return False


def _share_is_possible(item: m.OutcomeSection, found: m.ExpectedTable, path: Path, faults: Faults) -> bool:
    if item.kind != "binary":
        return True
    now, value = found.now, found.value
    if abs(value) <= 1 and (now is None or (0 <= now <= 1 and 0 <= now + value <= 1)):
        return True
    said = Text(
        sv="Den väntade effekten ger en andel utanför 0–1.", en="The expected effect gives a share outside 0–1."
    )
    mend = Text(
        sv="Utfallet är en andel: skriv 10 procentenheter som 0.10 och nuläget (now) som 0–1.",
        en="The outcome is a share: write 10 percentage points as 0.10 and the present level (now) as 0–1.",
    )
    faults.add("share-impossible", path, said, mend)
    return False
