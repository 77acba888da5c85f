# SPDX-License-Identifier: Apache-2.0
"""The minimum requirements of the guide to effect evaluation, as checks on a plan.

"Guide för effektutvärdering av sociala investeringsprojekt" (SKL), minimum requirements; see
docs/methods/minimum_requirements.md for what each check looks at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from utfall.core.actors import Actor, parse_actor
from utfall.core.errors import suggestion
from utfall.core.estimate import Check, Status
from utfall.core.initiative import Initiative, LogicLevel
from utfall.core.lines import LineKind
from utfall.effects.planning._faults import fault, refuse
from utfall.effects.planning.guide import ALTERNATIVES

CATALOGUE: tuple[str, ...] = (
    "M-OUTCOME", "M-PROCESS", "M-ACTIVITY", "M-DESIGN", "M-ELIGIBLE", "M-TIMEPLAN", "M-BASELINE", "M-COVARIATES",
    "M-CRITERIA", "M-MANAGERS", "M-ROLES", "M-INFORMED", "M-LEGAL", "M-LOCK",
)  # fmt: skip
_WEAKER = frozenset(one.design for one in ALTERNATIVES) - frozenset(one.design for one in ALTERNATIVES if one.minimum)
# its reaches the requirement only with a comparison series, which its own design tells
_BY_CONTROL = frozenset({"its"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What the initiative file does not hold. None: not stated.

    Parameters
    ----------
    eligible
        Number of persons who meet the conditions.
    time_plan, baseline
        There is a time plan; values before the start are collected.
    managers, roles, informed, legal
        All managers are informed; individual responsibilities are clear; those concerned are informed; the
        evaluation has been assessed legally.
    documenting
        Actors whose activities are documented: what, by whom and when.
    """

    eligible: int | None = None
    time_plan: bool | None = None
    baseline: bool | None = None
    managers: bool | None = None
    roles: bool | None = None
    informed: bool | None = None
    legal: bool | None = None
    documenting: tuple[Actor, ...] | None = None


FACTS: tuple[str, ...] = tuple(field.name for field in fields(PlanFacts))
_YES = ("yes", "ja", "j", "y", "1", "true", "sant")
_NO = ("no", "nej", "n", "0", "false", "falskt")


def parse_facts(words: Mapping[str, str]) -> PlanFacts:
    """Return facts written as words: yes or no, a number for eligible, actors with commas for documenting.

    Raises
    ------
    InputError
        An unknown fact, answer or actor, or a number that is none.
    """
    faults, known = [], {}
    for name, word in words.items():
        if name not in FACTS:
            near = suggestion(name, FACTS)
            faults.append(
                fault(
                    "fact-unknown", f"Uppgiften ”{name[:40]}” finns inte.", f"There is no fact '{name[:40]}'.",
                    near.sv, near.en, field="--fact",
                )
            )  # fmt: skip
            continue
        value = _fact(name, word.strip())
        if value is None:
            faults.append(
                fault(
                    "fact-unreadable", f"”{word[:40]}” går inte att läsa.", f"'{word[:40]}' cannot be read.",
                    "Skriv ja eller nej; eligible är ett antal och documenting är aktörer med komma emellan.",
                    "Write yes or no; eligible is a number and documenting is actors with commas between.", field=name,
                )
            )  # fmt: skip
        known[name] = value
    refuse(faults)
    return PlanFacts(**known)  # type: ignore[arg-type] # each value is of its field's type, see _fact


def _fact(name: str, word: str) -> int | bool | tuple[Actor, ...] | None:
    if name == "eligible":
        return int(word) if word.isascii() and word.isdigit() else None
    if name == "documenting":
        actors = [parse_actor(part) for part in word.split(",") if part.strip()]
        return None if None in actors else tuple(actor for actor in actors if actor is not None)
    folded = word.casefold()
    return True if folded in _YES else False if folded in _NO else None


def minimum_requirements(initiative: Initiative, facts: PlanFacts | None = None) -> tuple[Check, ...]:
    """Return a check per requirement: pass, warn (not known or weak), fail (not met).

    Parameters
    ----------
    facts
        What the file does not hold; a fact that is not stated gives a warning.
    """
    stated = facts or PlanFacts()
    return (
        _outcome(initiative),
        _process(initiative),
        _activity(initiative, stated),
        _design(initiative),
        _eligible(initiative, stated),
        _said("M-TIMEPLAN", stated.time_plan),
        _baseline(initiative, stated),
        _covariates(initiative),
        _criteria(initiative),
        _said("M-MANAGERS", stated.managers),
        _said("M-ROLES", stated.roles),
        _said("M-INFORMED", stated.informed),
        _said("M-LEGAL", stated.legal),
        _lock(initiative),
    )


def _said(check: str, fact: bool | None) -> Check:
    status = Status.WARN if fact is None else Status.PASS if fact else Status.FAIL
    return Check(check, status, details=(("stated", "" if fact is None else "yes" if fact else "no"),))


def _outcome(initiative: Initiative) -> Check:
    """At least one outcome measure, linked to the row of the logic model that it measures."""
    count = len(initiative.outcomes)
    linked = sum(outcome.logic_row is not None for outcome in initiative.outcomes)
    status = Status.FAIL if count == 0 else Status.PASS if linked == count else Status.WARN
    return Check("M-OUTCOME", status, float(count), 1.0, (("linked", linked), ("outcomes", count)))


def _process(initiative: Initiative) -> Check:
    """At least one activity with an indicator that leads, in one or more steps, to the row of each outcome."""
    measured = {outcome.id: outcome.logic_row for outcome in initiative.outcomes}
    reached: set[str] = set()
    for row in initiative.logic_model:
        if row.level is LogicLevel.ACTIVITY and row.indicator:
            reached |= set(_downstream(initiative, row.id))
    followed = [name for name, row in measured.items() if row is not None and row in reached]
    lacking = [name for name in measured if name not in followed]
    status = Status.FAIL if not followed else Status.WARN if lacking else Status.PASS
    return Check("M-PROCESS", status, float(len(followed)), 1.0, (("lacking", ", ".join(lacking)),))


def _downstream(initiative: Initiative, start: str) -> Iterator[str]:
    """Yield every row that a row leads to, by any path; a circle is walked once."""
    rows = {row.id: row for row in initiative.logic_model}
    seen, queue = {start}, [start]
    while queue:
        for target in rows[queue.pop()].leads_to if queue else ():
            if target in rows and target not in seen:
                seen.add(target)
                queue.append(target)
                yield target


def _activity(initiative: Initiative, facts: PlanFacts) -> Check:
    """Each actor that puts something in documents at least one activity: what, by whom and when."""
    actors = {
        posting.actor
        for line in initiative.lines
        if line.kind is LineKind.PROGRAMME_COST
        for posting in line.postings
        if posting.share
    }
    activities = sum(row.level is LogicLevel.ACTIVITY for row in initiative.logic_model)
    lacking = actors - set(facts.documenting or ())
    named = ", ".join(sorted(actor.value for actor in lacking)) or "–"
    if not activities:
        return Check("M-ACTIVITY", Status.FAIL, 0.0, 1.0, (("lacking", named), ("activities", 0)))
    status = (
        Status.WARN if facts.documenting is None else Status.FAIL if lacking or not facts.documenting else Status.PASS
    )
    return Check("M-ACTIVITY", status, float(activities), 1.0, (("lacking", named), ("activities", activities)))


def _design(initiative: Initiative) -> Check:
    """The primary comparison is at least equal to a matched control."""
    primary = initiative.primary
    if primary is None:
        return Check("M-DESIGN", Status.FAIL, details=(("design", ""),))
    kind = primary.design.kind
    weak = kind in _WEAKER and not (kind in _BY_CONTROL and getattr(primary.design, "treatment", None))
    return Check("M-DESIGN", Status.FAIL if weak else Status.PASS, details=(("design", kind),))


def _eligible(initiative: Initiative, facts: PlanFacts) -> Check:
    """The number of eligible persons is stated, and not smaller than the number that is to take part."""
    planned = initiative.participants or 0
    if facts.eligible is None:
        return Check("M-ELIGIBLE", Status.WARN, None, None, (("planned", planned),))
    few = facts.eligible < max(planned, 1)
    return Check(
        "M-ELIGIBLE",
        Status.FAIL if few else Status.PASS,
        float(facts.eligible),
        float(planned),
        (("planned", planned),),
    )


def _baseline(initiative: Initiative, facts: PlanFacts) -> Check:
    """Values before the start are collected; designs that cannot do without them say so themselves."""
    needs = any(
        getattr(one.design, "before", None) or getattr(one.design, "post", None) for one in initiative.comparisons
    )
    if facts.baseline is None:
        return Check(
            "M-BASELINE", Status.PASS if needs else Status.WARN, details=(("stated", "design" if needs else ""),)
        )
    return _said("M-BASELINE", facts.baseline)


def _covariates(initiative: Initiative) -> Check:
    """Covariates come from before the start: asked about for every comparison that has some."""
    using = [c for c in initiative.comparisons if getattr(c.design, "covariates", ())]
    late = [name for c in using for name in c.covariates_after_start]
    unsaid = [c.id for c in using if not c.covariates_before_start]
    status = Status.FAIL if late else Status.WARN if unsaid else Status.PASS
    details = (("late", ", ".join(dict.fromkeys(late))), ("comparisons", ", ".join(unsaid)), ("using", len(using)))
    return Check("M-COVARIATES", status, float(len(late)), 0.0, details)


def _criteria(initiative: Initiative) -> Check:
    """Success criteria on the effect are set before the start, and stop criteria too."""
    kinds = {criterion.kind for criterion in initiative.criteria}
    effects = any(one.kind == "success" and one.measure == "effect" for one in initiative.criteria)
    status = Status.FAIL if "success" not in kinds else Status.PASS if effects and "stop" in kinds else Status.WARN
    return Check("M-CRITERIA", status, float(len(initiative.criteria)), None, (("stop", int("stop" in kinds)),))


def _lock(initiative: Initiative) -> Check:
    """The plan is locked and unchanged."""
    if initiative.lock is None:
        return Check("M-LOCK", Status.WARN, details=(("date", ""),))
    kept = initiative.lock.sha256 == initiative.plan_sha256
    return Check("M-LOCK", Status.PASS if kept else Status.FAIL, details=(("date", initiative.lock.date),))
