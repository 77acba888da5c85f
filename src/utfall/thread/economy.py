# SPDX-License-Identifier: Apache-2.0
"""The economy of an initiative with given effects, and what was expected of it against what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Estimate, Unknown
from utfall.core.initiative import Initiative
from utfall.core.text import Text
from utfall.economics import Appraisal, appraise
from utfall.economics.comparing.perspectives import Revision, compare
from utfall.thread.expected import as_expected, expectation, expected_estimates
from utfall.thread.planned import extra_checks

Progress = Callable[[Text], None]


def appraise_initiative(
    initiative: Initiative,
    estimates: Mapping[str, Estimate],
    *,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Appraisal | Unknown:
    """Return the economy of an initiative with given effects, or why it has none.

    Raises
    ------
    InputError
        When lines are linked to outcomes without an estimate, or the lines do not hold together.
    """
    if initiative.appraisal is None or not initiative.lines:
        return Unknown("no-economy")
    if progress is not None:
        progress(Text(sv="Ekonomi per aktör", en="Economy per actor"))
    settings = initiative.appraisal if seed is None else replace(initiative.appraisal, seed=seed)
    linked = {line.link.outcome for line in initiative.lines if line.link is not None}
    lacking = sorted(linked - set(estimates))
    if lacking:
        raise InputError(*(_no_estimate(outcome, _first_line(initiative, outcome)) for outcome in lacking))
    found = appraise(
        initiative.lines,
        estimates,
        initiative.outcomes,
        settings,
        population=initiative.participants,
        index=initiative.index,
        optimism=initiative.plans.optimism,
        reference_costs=initiative.plans.reference_costs,
    )
    checks = sorted((*found.checks, *extra_checks(initiative)), key=lambda check: int(check.id.removeprefix("K")))
    return replace(found, checks=tuple(checks))


def against_expectation(
    initiative: Initiative, appraisal: Appraisal | Unknown, *, seed: int | None = None
) -> tuple[Revision, ...] | Unknown:
    """Return what was expected before the start against what came out, purse by purse, in the same kronor.

    Both sides have the file's lines and prices as they stand now: what differs is the effects.

    Returns
    -------
    The purses; Unknown("no-economy"), Unknown("no-expectation") when no outcome that the economy rests on states
    one, Unknown("expectation-incomplete") when some of them do not.
    """
    if isinstance(appraisal, Unknown):
        return appraisal
    stated = expectation(initiative)
    if isinstance(stated, Unknown):
        return stated
    before = appraise_initiative(as_expected(initiative), expected_estimates(initiative), seed=seed)
    return before if isinstance(before, Unknown) else compare(before, appraisal)


def _first_line(initiative: Initiative, outcome: str) -> str:
    return next(line.id for line in initiative.lines if line.link is not None and line.link.outcome == outcome)


def _no_estimate(outcome: str, line: str) -> Fault:
    return Fault(
        "no-estimate",
        Text(
            sv=f"Ekonomin bygger på utfallet ”{outcome}”, men ingen effekt är uppskattad för det.",
            en=f"The economy rests on the outcome '{outcome}', but no effect is estimated for it.",
        ),
        Text(
            sv="Låt den primära jämförelsen ta med utfallet, ange effekten med --effect, "
            "eller sätt ex_ante = true och skriv expected under utfallet.",
            en="Let the primary comparison include the outcome, give the effect with --effect, "
            "or set ex_ante = true and write expected under the outcome.",
        ),
        Place(field=f"lines.{line}.outcome"),
    )
