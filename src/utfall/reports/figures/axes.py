# SPDX-License-Identifier: Apache-2.0
"""A square of a sheet with two scales, round numbers along them and a thin grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from utfall.reports import theme
from utfall.reports.figures.canvas import LINE, text_width
from utfall.reports.figures.sheet import Box, Sheet

_GRID = "#e3e8ec"
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_ends(values: Iterable[float], *, zero: bool = True) -> tuple[float, float]:
    """Return ends of a scale that hold every value (and zero), on round numbers.

    Raises
    ------
    ValueError
        When a value is not finite, or there is none.
    """
    found = [*values, *([0.0] if zero else [])]
    if not found or not all(math.isfinite(value) for value in found):
        raise ValueError("a figure can only show finite numbers")
    low, high = min(found), max(found)
    if low == high:
        high = low + 1.0
    step = round_step(high - low, 4)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def round_step(span: float, parts: int) -> float:
    """Return a round distance between numbers along a scale."""
    rough = span / parts
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * step for step in _STEPS if power * step >= rough * (1 - 1e-9))


def ticks(low: float, high: float, parts: int = 4) -> list[float]:
    """Return round numbers between two ends, few enough to be read."""
    step = round_step(high - low, parts)
    first = math.ceil(low / step - 1e-9)
    return [step * k for k in range(first, math.floor(high / step + 1e-9) + 1)]


def tick_decimals(low: float, high: float, parts: int = 4) -> int:
    """Return how many decimals the round numbers between two ends need."""
    step = round_step(high - low, parts)
    return next((places for places in range(12) if abs(step - round(step, places)) < step * 1e-6), 12)


@dataclass(frozen=True, slots=True)
class Axes:
    """Where data fall on a sheet: pixels of the square, and the data's ends."""

    left: float
    top: float
    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a point."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return self.left + across * self.width, self.top + (1 - up) * self.height

    def grid(
        self, sheet: Sheet, *, say_x: Callable[[float], str], say_y: Callable[[float], str], parts: tuple[int, int] = (4, 4)
    ) -> None:  # fmt: skip
        """Draw the grid with its numbers: upwards at the left edge, across below."""
        for value in ticks(*self.y, parts[1]):
            _, y = self.at(self.x[0], value)
            sheet.curve([(self.left, y), (self.left + self.width, y)], colour=_GRID, width=1)
            sheet.text(self.left - 6, y, [say_y(value)], align="end", colour=theme.MUTED)
        for value in ticks(*self.x, parts[0]):
            x, _ = self.at(value, self.y[0])
            words = say_x(value)
            half = text_width([words]) / 2
            align = "end" if x + half > sheet.width else "start" if x - half < self.left - 20 else "middle"
            sheet.text(x, self.top + self.height + LINE * 0.8, [words], align=align, colour=theme.MUTED)


def free_place(
    sheet: Sheet, x: float, y: float, words: str, *, lowest: float, highest: float
) -> tuple[float, float, str] | None:
    """Return place and alignment for a label near a point, where it meets no other; None when there is no room."""
    wide = text_width([words])
    for shift in (0.0, -LINE, LINE, -2 * LINE, 2 * LINE):
        for align, left in (("start", x + 8), ("end", x - 8 - wide)):
            box = Box(left, y + shift - LINE / 2, left + wide, y + shift + LINE / 2)
            inside = box.left >= 0 and box.right <= sheet.width and lowest <= box.top and box.bottom <= highest
            if inside and not any(box.meets(other) for other in sheet.boxes):
                return (x + 8 if align == "start" else x - 8), y + shift, align
    return None
