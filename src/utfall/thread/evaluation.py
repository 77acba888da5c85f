# SPDX-License-Identifier: Apache-2.0
"""The whole answer about one initiative, as one frozen value: what every report, file and page is made of."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.errors import Fault
from utfall.core.estimate import Unknown
from utfall.core.initiative import Comparison, Initiative, Provenance
from utfall.core.outcome import Outcome
from utfall.economics import Appraisal
from utfall.economics.comparing.perspectives import Revision
from utfall.economics.sensitivity import OneWay
from utfall.effects import EffectResult
from utfall.effects.assemble import AGGREGATE_DESIGNS
from utfall.effects.gender import GenderResult
from utfall.effects.verdict import Verdict
from utfall.thread.beside import NOTHING, Beside
from utfall.thread.economy_views import Information
from utfall.thread.measured import unfounded
from utfall.thread.plan_record import Participants, PlanRecord
from utfall.thread.robust import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one comparison says of one outcome: a result, or why the data could not carry it."""

    comparison: Comparison
    outcome: Outcome
    result: EffectResult | None
    refusal: tuple[Fault, ...] = ()


_NO_ECONOMY, _NO_EXPECTATION = Unknown("no-economy"), Unknown("no-expectation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything that was found.

    Parameters
    ----------
    answers
        One per comparison and outcome, those of the primary comparison first.
    gender
        By-sex analyses, small cells already hidden; empty when no sex column is named.
    appraisal
        The economy, or why there is none.
    sensitivity
        What society's net hangs on, one parameter at a time, the largest swing first.
    robustness
        What it takes to overturn the primary answers; empty when nothing is compared.
    information
        What it is worth to know each assumption; see `economy_views.worth_measuring`.
    revisions
        What was expected before the start against what came out, purse by purse, or why there is no such thing.
    plan
        What was locked and what was done otherwise; None when the plan was never locked, or is not known.
    participants
        By the plan and in the data; None where that cannot be told.
    beside
        What the file asks beside the effects: losses, subgroups, whether they hold, components, ratings.
    sex_column
        A column that is named as if it held the sex, where the comparison names none.
    """

    initiative: Initiative
    answers: tuple[Answer, ...]
    gender: tuple[GenderResult, ...]
    appraisal: Appraisal | Unknown
    sensitivity: tuple[OneWay, ...]
    verdict: Verdict
    provenance: Provenance
    robustness: tuple[Finding, ...] = ()
    information: Information | Unknown = _NO_ECONOMY
    revisions: tuple[Revision, ...] | Unknown = _NO_EXPECTATION
    plan: PlanRecord | None = None
    participants: Participants | None = None
    beside: Beside = NOTHING
    sex_column: str = ""

    @property
    def primary(self) -> tuple[Answer, ...]:
        """The answers that carry verdict and economy."""
        chosen = self.initiative.primary
        return tuple(answer for answer in self.answers if answer.comparison == chosen)

    @property
    def no_gender(self) -> str:
        """Why the primary answers lack a gender analysis (aggregate, no-sex-column, no-estimate); empty when not."""
        primary = self.initiative.primary
        analysed = {result.outcome for result in self.gender}
        if primary is None or any(answer.outcome.id in analysed for answer in self.primary):
            return ""
        if primary.design.kind in AGGREGATE_DESIGNS or primary.areas:
            return "aggregate"
        return "no-sex-column" if primary.sex is None else "no-estimate"

    @property
    def unfounded(self) -> str:
        """Why the economy does not show what the initiative gave, '' when it does; see `measured.unfounded`."""
        estimates = {a.outcome.id: a.result.estimate for a in self.primary if a.result is not None}
        return unfounded(self.initiative, estimates)

    @property
    def others(self) -> tuple[Answer, ...]:
        """The answers that show how far the primary ones depend on the comparison."""
        return tuple(answer for answer in self.answers if answer not in self.primary)
