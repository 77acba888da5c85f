# SPDX-License-Identifier: Apache-2.0
"""The red thread, run: data → effects → gender analysis → economy → verdict. No file, no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from utfall.core.errors import DesignRefused, Fault, Place
from utfall.core.estimate import Estimate, Unknown
from utfall.core.frame import Columns
from utfall.core.initiative import Comparison, Initiative, InputFile, Provenance
from utfall.core.outcome import Outcome
from utfall.core.text import NO_TEXT, Text
from utfall.economics import Appraisal
from utfall.economics.sensitivity import one_way
from utfall.effects import EffectResult, estimate
from utfall.effects.areas import DESIGNS_OF_AREAS, among_areas, refuse_persons
from utfall.effects.assemble import AGGREGATE_DESIGNS
from utfall.effects.covariate_timing import with_covariate_timing
from utfall.effects.gender import GenderResult, analyse_gender, named_as_sex
from utfall.effects.verdict import decide
from utfall.thread.beside import Beside, beside
from utfall.thread.economy import Progress, against_expectation, appraise_initiative
from utfall.thread.economy_views import worth_measuring
from utfall.thread.evaluation import Answer, Evaluation
from utfall.thread.measured import measured_values
from utfall.thread.participants import participants_of
from utfall.thread.plan_record import PlanRecord
from utfall.thread.robust import Finding, robustness_of


def evaluate(
    initiative: Initiative,
    tables: Mapping[str, Any],
    *,
    inputs: Sequence[InputFile],
    software: str,
    seed: int | None = None,
    progress: Progress | None = None,
    plan: PlanRecord | None = None,
) -> Evaluation:
    """Return everything that the data say of an initiative.

    Parameters
    ----------
    initiative
        The plan, from its file or from code.
    tables
        A dataframe for each data source id that a comparison names.
    inputs
        The files that the tables came from, for the provenance.
    software
        Name and version of what computes.
    seed
        Of every random part; None: the one in the appraisal settings.
    plan
        What was locked and what was done otherwise, shown with the result.

    Raises
    ------
    InputError
        The data do not hold what the plan names.
    DesignRefused
        The data cannot carry the primary comparison. A secondary one that is refused is reported as such.
    """
    tell = progress or (lambda _: None)
    chosen = seed if seed is not None else (initiative.appraisal.seed if initiative.appraisal else 1)
    answers = _answers(initiative, _primary_first(initiative), tables, seed=chosen, tell=tell)
    estimates = primary_estimates(initiative, answers)
    gender = _gender(initiative, tables, answers, chosen, tell)
    answers = _without_hidden_sexes(initiative, answers, gender)
    asked = _beside(initiative, tables, answers, chosen, tell)
    answers = _without_hidden_groups(initiative, answers, asked)
    appraisal = appraise_initiative(initiative, estimates, seed=chosen, progress=tell)
    verdict = decide(initiative.criteria, measured_values(initiative, estimates, appraisal))
    return Evaluation(
        initiative=initiative,
        answers=tuple(answers),
        gender=gender,
        appraisal=appraisal,
        sensitivity=one_way(appraisal.model) if isinstance(appraisal, Appraisal) else (),
        verdict=verdict,
        provenance=provenance_of(initiative, inputs, software=software, seed=chosen),
        robustness=_robustness(initiative, tables, answers, chosen),
        information=worth_measuring(appraisal) if isinstance(appraisal, Appraisal) else appraisal,
        revisions=against_expectation(initiative, appraisal, seed=chosen),
        plan=plan,
        participants=participants_of(initiative, answers),
        beside=asked,
        sex_column=_sex_column(initiative, tables),
    )


def provenance_of(initiative: Initiative, inputs: Sequence[InputFile], *, software: str, seed: int) -> Provenance:
    """Return what the result can be followed back to; the same run has the same id."""
    told = json.dumps(
        [[(file.file, file.sha256) for file in inputs], initiative.plan_sha256, software, seed],
        sort_keys=True,
    )
    lock = initiative.lock
    return Provenance(
        inputs=tuple(inputs),
        software=software,
        seed=seed,
        plan_sha256=initiative.plan_sha256,
        run_id=hashlib.sha256(told.encode()).hexdigest()[:12],
        lock_kept=None if lock is None else lock.sha256 == initiative.plan_sha256,
        lock_date="" if lock is None else lock.date,
    )


def _primary_first(initiative: Initiative) -> list[Comparison]:
    return sorted(initiative.comparisons, key=lambda comparison: comparison is not initiative.primary)


def _outcomes(initiative: Initiative, comparison: Comparison) -> list[Outcome]:
    wanted = comparison.outcomes or tuple(outcome.id for outcome in initiative.outcomes)
    return [initiative.outcome(outcome_id) for outcome_id in wanted]


def _columns(initiative: Initiative, comparison: Comparison, tables: Mapping[str, Any]) -> Columns:
    files = {source.id: source.file for source in initiative.data}
    return Columns(tables[comparison.data], file=files.get(comparison.data, comparison.data))


def _answer(
    initiative: Initiative, comparison: Comparison, outcome: Outcome, tables: Mapping[str, Any], seed: int
) -> Answer:
    try:
        if comparison.areas:
            columns = _columns(initiative, comparison, tables)
            refuse_persons(comparison.design, columns, outcome, sex=comparison.sex)
        result = estimate(
            comparison.design,
            _columns(initiative, comparison, tables),
            outcome,
            seed=seed,
            estimate_id=f"{comparison.id}/{outcome.id}",
        )
        if comparison.areas:
            result = among_areas(result)
        else:
            refuse_small_groups(result.estimate, initiative.disclosure_threshold)
        result = with_covariate_timing(
            result, comparison.design, _columns(initiative, comparison, tables), outcome,
            before_start=comparison.covariates_before_start, after_start=comparison.covariates_after_start,
        )  # fmt: skip
    except DesignRefused as refusal:
        if comparison is initiative.primary:
            raise
        return Answer(comparison=comparison, outcome=outcome, result=None, refusal=refusal.faults)
    return Answer(comparison=comparison, outcome=outcome, result=result)


# Designs whose comparison is a given value.
_GIVEN_COMPARISON = frozenset({"benchmark"})


def _smallest(found: Estimate) -> int:
    if found.design in _GIVEN_COMPARISON:
        return found.n_intervention
    return min(found.n_intervention, found.n_comparison)


def refuse_small_groups(found: Estimate, threshold: int) -> None:
    """Raise DesignRefused when a group is so small that its mean tells of individuals."""
    if found.design in AGGREGATE_DESIGNS or _smallest(found) >= threshold:
        return
    areas = Text(
        sv=" Är raderna områden (kommuner, skolor) och inte personer: säg det med areas (--areas).",
        en=" If the rows are areas (municipalities, schools) and no persons: say so with areas (--areas).",
    )
    may = areas if found.design in DESIGNS_OF_AREAS else NO_TEXT
    raise DesignRefused(
        Fault(
            "group-below-threshold",
            Text(
                sv=f"En grupp har färre än {threshold} personer. Resultatet kan röja enskilda, visas ej.",
                en=f"A group has fewer than {threshold} people. The result could expose individuals.",
            ),
            Text(
                sv="Vänta tills fler är mätta, slå ihop grupper, eller följ upp med intervjuer." + may.sv,
                en="Wait until more people are measured, merge groups, or follow up by interviews." + may.en,
            ),
            Place(field=found.id),
        )
    )


def primary_answers(
    initiative: Initiative, tables: Mapping[str, Any], *, seed: int, progress: Progress | None = None
) -> list[Answer]:
    """Return what the primary comparison says of each outcome; empty when there is no comparison."""
    primary = initiative.primary
    tell = progress or (lambda _: None)
    return [] if primary is None else _answers(initiative, [primary], tables, seed=seed, tell=tell)


def _answers(
    initiative: Initiative, comparisons: Sequence[Comparison], tables: Mapping[str, Any], *, seed: int, tell: Progress
) -> list[Answer]:
    answers: list[Answer] = []
    for comparison in comparisons:
        for outcome in _outcomes(initiative, comparison):
            tell(Text(sv=f"Effekt: {outcome.label.sv}", en=f"Effect: {outcome.label.en}"))
            answers.append(_answer(initiative, comparison, outcome, tables, seed))
    return answers


def primary_estimates(initiative: Initiative, answers: Sequence[Answer]) -> dict[str, Estimate]:
    """Return the primary comparison's estimate of each outcome."""
    return {
        answer.outcome.id: answer.result.estimate
        for answer in answers
        if answer.comparison is initiative.primary and answer.result is not None
    }


def _gender(
    initiative: Initiative,
    tables: Mapping[str, Any],
    answers: Sequence[Answer],
    seed: int,
    tell: Progress,
) -> tuple[GenderResult, ...]:
    analysed = _by_sex(initiative, answers)
    if analysed:
        tell(Text(sv="Jämställdhetsanalys", en="Gender analysis"))
    return tuple(
        analyse_gender(
            answer.comparison.design,
            _columns(initiative, answer.comparison, tables),
            answer.outcome,
            sex=sex,
            seed=seed,
            threshold=initiative.disclosure_threshold,
            estimate_id=f"{answer.comparison.id}/{answer.outcome.id}",
        )
        for answer, sex in analysed
    )


def _by_sex(initiative: Initiative, answers: Sequence[Answer]) -> list[tuple[Answer, str]]:
    """Return the answers to analyse by sex: the primary one of an outcome, else the first that names a sex column."""
    primary = {answer.outcome.id for answer in answers if answer.comparison is initiative.primary}
    chosen: dict[str, tuple[Answer, str]] = {}
    for answer in answers:
        mine = answer.comparison is initiative.primary or answer.outcome.id not in primary
        if mine and answer.result is not None and answer.comparison.sex is not None:
            chosen.setdefault(answer.outcome.id, (answer, answer.comparison.sex))
    return list(chosen.values())


def _without_hidden_sexes(
    initiative: Initiative, answers: list[Answer], gender: Sequence[GenderResult]
) -> list[Answer]:
    """Return the answers without the balance of the sexes, from which hidden counts could be worked out."""
    hidden = {
        (answer.comparison.data, sex)
        for (answer, sex), result in zip(_by_sex(initiative, answers), gender, strict=True)
        if result.hidden
    }
    shown = []
    for answer in answers:
        result = answer.result
        for data, sex in sorted(hidden):
            if result is not None and answer.comparison.data == data:
                result = result.without_balance_of(sex)
        shown.append(replace(answer, result=result))
    return shown


def _without_hidden_groups(initiative: Initiative, answers: list[Answer], asked: Beside) -> list[Answer]:
    """Return the answers without the balance of declared subgroups that are hidden, for the same reason."""
    primary = initiative.primary
    if primary is None:
        return answers
    hidden = {
        one.column
        for one in primary.subgroups
        for analysis in asked.subgroups
        for row in analysis.of("subgroup")
        if row.name.startswith(f"{one.column}: ") and row.value in (Unknown("small-cell"), Unknown("too-small"))
    }
    for column in sorted(hidden):
        answers = [
            answer
            if answer.result is None or answer.comparison.data != primary.data
            else replace(answer, result=answer.result.without_balance_of(column))
            for answer in answers
        ]
    return answers


def _sex_column(initiative: Initiative, tables: Mapping[str, Any]) -> str:
    """Return a column of the primary comparison's data that is named as if it held the sex, '' when there is none."""
    primary = initiative.primary
    return "" if primary is None else named_as_sex(_columns(initiative, primary, tables).names)


def _primary_found(initiative: Initiative, answers: Sequence[Answer]) -> list[tuple[EffectResult, Outcome]]:
    return [(a.result, a.outcome) for a in answers if a.comparison is initiative.primary and a.result is not None]


def _robustness(
    initiative: Initiative, tables: Mapping[str, Any], answers: Sequence[Answer], seed: int
) -> tuple[Finding, ...]:
    primary = initiative.primary
    if primary is None:
        return ()
    found, told = _primary_found(initiative, answers), primary.participation is not None
    return robustness_of(primary.design, _columns(initiative, primary, tables), found, seed=seed, losses=not told)


def _beside(
    initiative: Initiative, tables: Mapping[str, Any], answers: Sequence[Answer], seed: int, tell: Progress
) -> Beside:
    tell(Text(sv="Hur väl svaret håller", en="How well the answer holds"))
    files = {source.id: source.file for source in initiative.data}
    columns = {key: Columns(table, file=files.get(key, key)) for key, table in tables.items()}
    return beside(initiative, columns, _primary_found(initiative, answers), seed=seed)
