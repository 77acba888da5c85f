# SPDX-License-Identifier: Apache-2.0
"""What counts as small, and what is done about it: the configuration of the choke point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from utfall.disclosure.suppression import DEFAULT_THRESHOLD, Bools, Ints

Method = Literal["suppress", "round"]
Zeros = Literal["cover", "show", "hide"]
BASES = (3, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How small counts are protected in every output of a run.

    Parameters
    ----------
    threshold
        Smallest count of persons that may be shown; 1 … threshold − 1 are small. 1 protects nothing.
    method
        "suppress": small counts and their cover are hidden. "round": every count is rounded to a multiple of
        `base`, and the rounded tables still add up.
    base
        3, 5 or 10.
    zeros
        "cover": an empty cell is shown unless it is needed as cover. "show": always shown, and the protection
        counts on everybody knowing that a hidden cell is then at least 1. "hide": an empty cell is as sensitive
        as a small one (it tells that *nobody* in the group has something, or that everybody lacks it).
    protection
        Least distance between the lowest and the highest value that somebody with every output can think
        possible of a hidden small count; None: the threshold.
    largest, share
        Dominance rule of sums: a sum is not shown when its `largest` contributions are more than `share` of it.
    margin
        Least width, as a share of a hidden sum, of what somebody can think possible of it.
    """

    threshold: int = DEFAULT_THRESHOLD
    method: Method = "suppress"
    base: int = 5
    zeros: Zeros = "cover"
    protection: int | None = None
    largest: int = 2
    share: float = 0.85
    margin: float = 0.10

    def __post_init__(self) -> None:
        _require(self.threshold >= 1, "the threshold is at least 1")
        _require(self.method in get_args(Method), f"unknown method: {self.method}")
        _require(self.zeros in get_args(Zeros), f"unknown policy of empty cells: {self.zeros}")
        _require(self.base in BASES, "counts are rounded to 3, 5 or 10")
        _require(self.protection is None or self.protection >= 1, "the protection is at least 1")
        _require(self.largest >= 1, "the dominance rule looks at 1 contribution or more")
        _require(0 < self.share <= 1, "the dominance rule's share is above 0 and at most 1")
        _require(0 < self.margin <= 1, "the margin of a sum is above 0 and at most 1")

    @property
    def width(self) -> int:
        """Least width of what can be thought possible of a hidden small count, persons."""
        return self.threshold if self.protection is None else self.protection

    @property
    def lowest(self) -> int:
        """Least value that everybody knows a hidden count to have."""
        return 1 if self.zeros == "show" else 0

    def sensitive(self, counts: Ints) -> Bools:
        """Return which counts of persons are too small to be shown (or too telling, when empty cells are)."""
        small: Bools = (counts > 0) & (counts < self.threshold)
        return small | (counts == 0) if self.zeros == "hide" and self.threshold > 1 else small

    def is_small(self, count: int) -> bool:
        """Tell whether one count of persons is too small to be shown."""
        return 0 < count < self.threshold


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


STANDARD = Rules()
