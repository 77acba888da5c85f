# SPDX-License-Identifier: Apache-2.0
"""Social return on investment: value per krona put in, gross and net, with its value map."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.estimate import Unknown
from utfall.core.lines import LineKind
from utfall.economics.appraisal import Appraisal
from utfall.economics.results import Known


@dataclass(frozen=True, slots=True)
class ValueMapRow:
    """One consequence in the value map; kronor, the first-year steps at full quantity.

    Parameters
    ----------
    gross
        Value per year before anything is taken off.
    after_deadweight, after_displacement, after_attribution
        Value per year left after each step.
    present_value
        Over the horizon, all actors.
    """

    line: str
    gross: float
    after_deadweight: float
    after_displacement: float
    after_attribution: float
    present_value: float


@dataclass(frozen=True, slots=True)
class Sroi:
    """The ratios and what they are made of; kronor at the start of year 1.

    Parameters
    ----------
    ratio
        Present value of all value / present value of inputs.
    net_ratio
        (present value of all value - inputs) / inputs.
    value, inputs
        Numerator and denominator.
    """

    ratio: Known
    net_ratio: Known
    value: float
    inputs: float
    value_map: tuple[ValueMapRow, ...]


def sroi(appraisal: Appraisal) -> Sroi:
    """Return the social return on investment of an appraisal.

    Everything that any actor gains or loses counts as value, wellbeing included; all programme cost is input.
    Source: the SROI Network's Guide to Social Return on Investment (2012), stages 4 and 5: deadweight,
    displacement and attribution are taken off in that order, then drop-off, then discounting.
    """
    society = appraisal.society
    rows = tuple(
        ValueMapRow(
            line=step.line,
            gross=step.gross,
            after_deadweight=step.after_deadweight,
            after_displacement=step.after_displacement,
            after_attribution=step.after_attribution,
            present_value=sum(value for _, value in step.present_value),
        )
        for line, step in zip(appraisal.model.lines, appraisal.traces, strict=True)
        if line.kind is not LineKind.PROGRAMME_COST
    )
    if society.cost <= 0.0:
        none = Unknown("no-programme-cost")
        return Sroi(none, none, society.benefit, society.cost, rows)
    return Sroi(society.benefit / society.cost, society.net / society.cost, society.benefit, society.cost, rows)
