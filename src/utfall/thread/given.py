# SPDX-License-Identifier: Apache-2.0
"""The economy with effects that are given: expected before the start, or taken from elsewhere."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.estimate import Estimate, Unknown
from utfall.core.initiative import Initiative, InputFile
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.economics.sensitivity import one_way
from utfall.effects.verdict import decide
from utfall.thread.economy import Progress, against_expectation, appraise_initiative
from utfall.thread.economy_views import worth_measuring
from utfall.thread.evaluation import Answer, Evaluation
from utfall.thread.expected import as_expected, expectation, expected_estimates, given_estimate, without_target
from utfall.thread.measured import measured_values
from utfall.thread.run import primary_answers, primary_estimates, provenance_of

_GIVEN = re.compile(r"(?P<outcome>[^=]+)=(?P<value>[^:@]+)(?::(?P<low>[^:@]+):(?P<high>[^:@]+))?(?:@(?P<now>.+))?\Z")


def appraise_given(
    initiative: Initiative,
    given: Sequence[str],
    tables: Mapping[str, Any] | None = None,
    *,
    seed: int | None = None,
    progress: Progress | None = None,
) -> tuple[Initiative, Appraisal | Unknown]:
    """Return the economy with given effects, or with those that the data show when none is given.

    Parameters
    ----------
    given
        Effects as "outcome=value[:low:high][@now]", numbers in the outcome's unit.
    tables
        Dataframes by data source id, needed when `given` is empty and nothing has been measured yet (`ex_ante`)
        with an expectation stated.

    Returns
    -------
    The initiative as appraised (an outcome whose present level is not stated loses its target, so that no
    potential is made up for it) and its economy.
    """
    changed, _, _, found = _worked_out(initiative, given, tables or {}, seed, progress)
    return changed, found


def evaluate_economy(
    initiative: Initiative,
    given: Sequence[str],
    tables: Mapping[str, Any] | None = None,
    *,
    inputs: Sequence[InputFile] = (),
    software: str = "",
    seed: int | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Return the economy as an evaluation that its documents are made of: as `appraise_given`, no gender analysis.

    There are no answers when the effects are given: nothing has been measured.
    """
    changed, answers, estimates, found = _worked_out(initiative, given, tables or {}, seed, progress)
    chosen = _seed(initiative, seed)
    origin = provenance_of(initiative, inputs, software=software, seed=chosen)
    if given:  # the same file with other effects is another run
        told = hashlib.sha256("\n".join([origin.run_id, *given]).encode()).hexdigest()[:12]
        origin = replace(origin, run_id=told)
    return Evaluation(
        initiative=changed,
        answers=tuple(answers),
        gender=(),
        appraisal=found,
        sensitivity=one_way(found.model) if isinstance(found, Appraisal) else (),
        verdict=decide(changed.criteria, measured_values(changed, estimates, found)),
        provenance=origin,
        information=worth_measuring(found) if isinstance(found, Appraisal) else found,
        revisions=against_expectation(changed, found, seed=chosen) if answers else Unknown("not-measured"),
    )


def _seed(initiative: Initiative, seed: int | None) -> int:
    return seed if seed is not None else (initiative.appraisal.seed if initiative.appraisal else 1)


def _worked_out(
    initiative: Initiative, given: Sequence[str], tables: Mapping[str, Any], seed: int | None, progress: Progress | None
) -> tuple[Initiative, list[Answer], dict[str, Estimate], Appraisal | Unknown]:
    """Return the initiative as appraised, what was measured, the effects used, and the economy."""
    if not given and rests_on_expectation(initiative):
        before, expected = as_expected(initiative), expected_estimates(initiative)
        return before, [], expected, appraise_initiative(before, expected, seed=seed, progress=progress)
    if not given:
        answers = primary_answers(initiative, tables, seed=_seed(initiative, seed), progress=progress)
        estimates = primary_estimates(initiative, answers)
        return initiative, answers, estimates, appraise_initiative(initiative, estimates, seed=seed, progress=progress)
    parsed = [_parse(text, initiative) for text in given]
    _refuse_repeated([estimate.outcome for estimate, _ in parsed])
    stated = {estimate.outcome: estimate for estimate, _ in parsed}
    untold = {estimate.outcome for estimate, now_known in parsed if not now_known}
    outcomes = tuple(without_target(outcome) if outcome.id in untold else outcome for outcome in initiative.outcomes)
    changed = replace(initiative, outcomes=outcomes)
    return changed, [], stated, appraise_initiative(changed, stated, seed=seed, progress=progress)


def rests_on_expectation(initiative: Initiative) -> bool:
    """Return whether nothing is measured yet and the file says what is expected instead."""
    return initiative.ex_ante and not isinstance(expectation(initiative), Unknown)


def _parse(text: str, initiative: Initiative) -> tuple[Estimate, bool]:
    """Return the estimate and whether the level without the initiative is stated."""
    found = _GIVEN.match(text.strip())
    if found is None:
        raise InputError(_unreadable(text))
    known = [outcome.id for outcome in initiative.outcomes]
    outcome_id = found["outcome"].strip()
    if outcome_id not in known:
        raise InputError(
            Fault(
                "outcome-unknown",
                Text(sv=f"Utfallet ”{outcome_id}” finns inte.", en=f"There is no outcome '{outcome_id}'."),
                suggestion(outcome_id, known),
                Place(field="--effect"),
            )
        )
    outcome = initiative.outcome(outcome_id)
    value = _number(found["value"], text)
    low, high = (_number(found[name] or found["value"], text) for name in ("low", "high"))
    if not low <= value <= high:
        raise InputError(_unreadable(text))
    now = 0.0 if found["now"] is None else _number(found["now"], text)
    if outcome.kind == "binary":
        _refuse_impossible_share(text, value, None if found["now"] is None else now)
    return given_estimate(outcome, value, low, high, now), found["now"] is not None


def _refuse_repeated(outcomes: Sequence[str]) -> None:
    """Raise InputError when an outcome is given twice."""
    twice = sorted({outcome for outcome in outcomes if list(outcomes).count(outcome) > 1})
    if twice:
        raise InputError(
            *(
                Fault(
                    "effect-repeated",
                    Text(
                        sv=f"Effekten på ”{outcome}” är given två gånger.",
                        en=f"The effect on '{outcome}' is given twice.",
                    ),
                    Text(sv="Ange varje utfall en gång.", en="Give each outcome once."),
                    Place(field="--effect"),
                )
                for outcome in twice
            )
        )


def _refuse_impossible_share(text: str, value: float, now: float | None) -> None:
    """Raise InputError for a share that is outside 0–1, before or after."""
    impossible = abs(value) > 1 or (now is not None and not (0 <= now <= 1 and 0 <= now + value <= 1))
    if impossible:
        raise InputError(
            Fault(
                "share-impossible",
                Text(sv=f"”{text}” ger en andel utanför 0–1.", en=f"'{text}' gives a share outside 0–1."),
                Text(
                    sv="Utfallet är en andel: skriv 10 procentenheter som 0.10 och nuläget som 0–1.",
                    en="The outcome is a share: write 10 percentage points as 0.10 and the present level as 0–1.",
                ),
                Place(field="--effect"),
            )
        )


def _number(text: str, whole: str) -> float:
    try:
        value = float(text.strip().replace(",", ".").replace("\u2212", "-"))
    except ValueError:
        raise InputError(_unreadable(whole)) from None
    if not math.isfinite(value):
        raise InputError(_unreadable(whole))
    return value


def _unreadable(text: str) -> Fault:
    return Fault(
        "effect-unreadable",
        Text(sv=f"”{text}” går inte att läsa som en effekt.", en=f"'{text}' cannot be read as an effect."),
        Text(
            sv="Skriv utfall=värde:lågt:högt@nuläge, till exempel arbete=0.10:0.02:0.18@0.30, med lågt ≤ värde ≤ högt.",
            en="Write outcome=value:low:high@now, for example work=0.10:0.02:0.18@0.30, with low ≤ value ≤ high.",
        ),
        Place(field="--effect"),
    )
