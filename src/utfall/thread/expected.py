# SPDX-License-Identifier: Apache-2.0
"""Effects that nobody has measured: those that the file expects before the start, and those given in a call."""

from __future__ import annotations

from dataclasses import replace

from utfall.core.estimate import Estimand, Estimate, EvidenceGrade, Interval, Unknown
from utfall.core.initiative import Initiative
from utfall.core.outcome import Expected, Outcome

_Z95 = 1.959963984540054  # half of a 95 % interval is this many standard errors


def expectation(initiative: Initiative) -> dict[str, Expected] | Unknown:
    """Return what the file expects by outcome, of every outcome that the economy rests on.

    Unknown("no-expectation") when it states none of them, Unknown("expectation-incomplete") when it lacks some.
    """
    linked = {line.link.outcome for line in initiative.lines if line.link is not None}
    stated = {o.id: o.expected for o in initiative.outcomes if o.id in linked and o.expected is not None}
    if not stated:
        return Unknown("no-expectation")
    return stated if set(stated) == linked else Unknown("expectation-incomplete")


def as_expected(initiative: Initiative) -> Initiative:
    """Return the initiative before the start: an outcome whose present level is not stated loses its target."""
    outcomes = tuple(
        without_target(outcome) if outcome.expected is None or outcome.expected.now is None else outcome
        for outcome in initiative.outcomes
    )
    return replace(initiative, outcomes=outcomes)


def expected_estimates(initiative: Initiative) -> dict[str, Estimate]:
    """Return the expected effects as estimates by outcome id; those with nothing stated are left out."""
    found = {}
    for outcome in initiative.outcomes:
        stated = outcome.expected
        if stated is not None:
            low = stated.value if stated.low is None else stated.low
            high = stated.value if stated.high is None else stated.high
            found[outcome.id] = given_estimate(outcome, stated.value, low, high, stated.now or 0.0)
    return found


def without_target(outcome: Outcome) -> Outcome:
    """Return an outcome that no potential can be worked out for."""
    return replace(outcome, target=None, kind="continuous" if outcome.kind == "binary" else outcome.kind)


def given_estimate(outcome: Outcome, value: float, low: float, high: float, now: float) -> Estimate:
    """Return an estimate that nobody has measured; low and high are its 95 % interval."""
    return Estimate(
        id=f"given/{outcome.id}",
        outcome=outcome.id,
        design="given",
        estimand=Estimand.ATT,
        value=value,
        std_error=(high - low) / (2 * _Z95),
        interval=Interval(low, high),
        p_value=None,
        df=None,
        unit=outcome.unit.sv,
        n_intervention=0,
        n_comparison=0,
        mean_intervention=now + value,
        mean_comparison=now,
        grade=EvidenceGrade.INSUFFICIENT,
        method="given",
    )
