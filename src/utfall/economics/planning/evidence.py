# SPDX-License-Identifier: Apache-2.0
"""Intervals for numbers that are stated without one: as wide as the evidence is weak, and marked as assumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from utfall.core.lines import Line, Parameter

ASSUMED = "Antaget spann efter evidensgrad / assumed interval by evidence grade"


def with_default_intervals(lines: Sequence[Line], table: Mapping[int, float]) -> tuple[Line, ...]:
    """Return the lines with an interval on every number that has none.

    Parameters
    ----------
    table
        Evidence grade → half-width as a share of the value: 0.2 gives value x (1 ± 0.2), triangular.

    Notes
    -----
    A number that several graded lines share gets the interval of the weakest grade among them, in all of them. A line
    without grades is left as it is; so is a number whose grade the table lacks.
    """
    widest: dict[str, float] = {}
    for line in lines:
        for parameter, grade in _graded(line):
            widest[parameter.name] = max(widest.get(parameter.name, 0.0), table.get(grade, 0.0))
    return tuple(_changed(line, widest) for line in lines)


def _graded(line: Line) -> Iterator[tuple[Parameter, int]]:
    """Yield the numbers of a line that are certain as stated, each with the grade that it rests on."""
    if line.evidence is None:
        return
    parts = (
        (line.unit_cost.price, line.evidence.unit_cost),
        (line.quantity, line.evidence.population),
        (line.population, line.evidence.population),
        (line.link.units_per_improvement if line.link else None, line.evidence.effect),
    )
    for parameter, grade in parts:
        if parameter is not None and parameter.low is None and parameter.high is None and parameter.value > 0.0:
            yield parameter, grade


def _changed(line: Line, widest: Mapping[str, float]) -> Line:
    def spread(parameter: Parameter) -> Parameter:
        share = widest.get(parameter.name, 0.0)
        if not share or parameter.low is not None or parameter.value <= 0.0:
            return parameter
        return replace(
            parameter,
            low=max(parameter.value * (1.0 - share), 0.0),
            high=parameter.value * (1.0 + share),
            distribution="triangular",
            assumption=True,
            source=f"{parameter.source}; {ASSUMED}" if parameter.source else ASSUMED,
        )

    link = line.link
    return replace(
        line,
        unit_cost=replace(line.unit_cost, price=spread(line.unit_cost.price)),
        quantity=None if line.quantity is None else spread(line.quantity),
        population=None if line.population is None else spread(line.population),
        link=None if link is None else replace(link, units_per_improvement=spread(link.units_per_improvement)),
    )
