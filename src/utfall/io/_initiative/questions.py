# SPDX-License-Identifier: Apache-2.0
"""What a file asks beside the effect, made into core types, with what it means together checked."""

from __future__ import annotations

from utfall.core.designs import Design, RandomisedTrial, one_row_per_person
from utfall.core.initiative import Comparison
from utfall.core.outcome import PLAIN_KINDS, Outcome
from utfall.core.questions import (
    Challenges,
    Component,
    ComponentPlan,
    FollowUpPlan,
    Participation,
    RatingPlan,
    Subgroup,
)
from utfall.core.text import Text
from utfall.io._initiative import models as m
from utfall.io._initiative import models_questions as q
from utfall.io._initiative.source import Faults, Path
from utfall.io._initiative.structure import Structure
from utfall.thread.analyses.holds import has_choices

_DATA = Text(sv="Datafilen", en="data file")
_OUTCOME = Text(sv="Utfallet", en="outcome")
_COMPARISON = Text(sv="Jämförelsen", en="comparison")


def participation_of(section: m.ComparisonSection, design: Design, path: Path, faults: Faults) -> Participation | None:
    """Return the columns of who came how far; None when they are not stated."""
    table = section.participation
    if table is None:
        return None
    found = Participation(**table.model_dump())
    if found == Participation():
        said = Text(sv="participation anger ingen kolumn.", en="participation names no column.")
        mend = Text(
            sv="Ange minst en av eligible, reached, started, cause, attended och dose, eller ta bort tabellen.",
            en="Name at least one of eligible, reached, started, cause, attended and dose, or remove the table.",
        )
        faults.add("participation-empty", (*path, "participation"), said, mend)
    _persons_only("participation", design, path, faults)
    return found


def subgroups_of(section: m.ComparisonSection, design: Design, path: Path, faults: Faults) -> tuple[Subgroup, ...]:
    """Return the declared subgroups."""
    from utfall.io._initiative.build import words

    if section.subgroups:
        _persons_only("subgroups", design, path, faults)
    seen: set[str] = set()
    for n, one in enumerate(section.subgroups):
        if one.column in seen or one.column == getattr(design, "treatment", None):
            said = Text(
                sv=f"Kolumnen ”{one.column}” är redan undergrupp, eller är gruppkolumnen.",
                en=f"The column '{one.column}' is a subgroup already, or is the group column.",
            )
            mend = Text(sv="Ange varje kolumn en gång.", en="Name each column once.")
            faults.add("subgroup-twice", (*path, "subgroups", n, "column"), said, mend)
        seen.add(one.column)
    return tuple(Subgroup(column=one.column, why=words(one.why)) for one in section.subgroups)


def challenges_of(section: m.ComparisonSection, design: Design, path: Path, faults: Faults) -> Challenges | None:
    """Return what the answer is put to the test with; None when nothing is stated."""
    table = section.robustness
    if table is None:
        return None
    if table.specification_curve and not has_choices(design):
        said = Text(
            sv="specification_curve: jämförelsen har inga val som kunde ha gjorts annorlunda.",
            en="specification_curve: the comparison has no choices that could have been made otherwise.",
        )
        mend = Text(
            sv="Ange covariates i jämförelsen, eller ta bort specification_curve.",
            en="State covariates in the comparison, or remove specification_curve.",
        )
        faults.add("no-choices", (*path, "robustness", "specification_curve"), said, mend)
    if table.placebo_groups is not None:
        _persons_only("robustness.placebo_groups", design, path, faults)
    return Challenges(
        placebo_outcomes=tuple(table.placebo_outcomes), placebo_groups=table.placebo_groups, leave_out=table.leave_out,
        specification_curve=table.specification_curve,
    )  # fmt: skip


def _persons_only(what: str, design: Design, path: Path, faults: Faults) -> None:
    if one_row_per_person(design):
        return
    said = Text(
        sv=f"{what} gäller jämförelser med en rad per person, och {design.kind} har inte det här.",
        en=f"{what} is for comparisons with one row per person, which {design.kind} does not have here.",
    )
    mend = Text(
        sv=f"Flytta {what} till en jämförelse mellan personer, eller ta bort den.",
        en=f"Move {what} to a comparison of persons, or remove it.",
    )
    faults.add("persons-only", (*path, *what.split(".")), said, mend)


def limits_make_sense(item: m.OutcomeSection, path: Path, faults: Faults) -> None:
    """Note the fault of one limit without the other, of limits in the wrong order, or of a share's limits."""
    low, high = item.lowest, item.highest
    if low is None and high is None:
        return
    if low is not None and high is not None and low < high and item.kind in ("continuous", "count", "ordinal"):
        return
    said = Text(
        sv="lowest och highest är utfallets minsta och största möjliga värde och anges båda, för utfall som är tal.",
        en="lowest and highest are the smallest and largest possible value, both stated, of an outcome in numbers.",
    )
    mend = Text(
        sv="Ange båda, lowest under highest, till exempel 0 och 100. För ja/nej behövs de inte.",
        en="State both, lowest below highest, such as 0 and 100. For yes/no they are not needed.",
    )
    faults.add("limits-wrong", path, said, mend)


def component_plan(
    found: Structure, outcomes: tuple[Outcome, ...], comparisons: tuple[Comparison, ...], faults: Faults
) -> ComponentPlan | None:
    """Return which components are told apart; None when none are named."""
    from utfall.io._initiative.build import words

    section = found.one("component_analysis", q.ComponentAnalysisSection)
    if section is None:
        return None
    path: Path = ("component_analysis",)
    columns = [one.column for one in section.components]
    if len(set(columns)) != len(columns):
        said = Text(sv="En komponent är angiven två gånger.", en="A component is named twice.")
        mend = Text(sv="Ange varje kolumn en gång.", en="Name each column once.")
        faults.add("components-twice", (*path, "components"), said, mend)
    data, outcome = _of(section.data, section.outcome, found, outcomes, comparisons, path, faults)
    if not data or not outcome:
        return None
    return ComponentPlan(
        data=data, outcome=outcome, pairs=section.pairs,
        components=tuple(
            Component(
                column=one.column, label=words(one.label, one.column), worth=one.worth, fidelity=one.fidelity,
                dose=one.dose,
            )
            for one in section.components
        ),
    )  # fmt: skip


def rating_plans(
    found: Structure, outcomes: tuple[Outcome, ...], comparisons: tuple[Comparison, ...], faults: Faults
) -> tuple[RatingPlan, ...]:
    """Return the ratings that are analysed beside the effect."""
    from utfall.io._initiative.build import words

    built = []
    for n, item in found.many("ratings", q.RatingSection):
        path: Path = ("ratings", n)
        _rating_makes_sense(item, path, faults)
        data, outcome = _of(item.data, item.outcome, found, outcomes, comparisons, path, faults)
        if data and outcome:
            built.append(
                RatingPlan(
                    id=item.id, data=data, outcome=outcome, before=item.before, after=item.after,
                    label=words(item.label, item.id), treatment=item.treatment, comparison=item.comparison,
                    person=item.person, session=item.session, sd=item.sd, reliability=item.reliability,
                    cutoff=item.cutoff,
                )
            )  # fmt: skip
    return tuple(built)


def _rating_makes_sense(item: q.RatingSection, path: Path, faults: Faults) -> None:
    by_session = (item.person is not None, item.session is not None)
    known = (item.sd is not None, item.reliability is not None)
    if all(by_session) != any(by_session) or all(known) != any(known) or all(by_session) == all(known):
        said = Text(
            sv="Skattningarna ska vara antingen per person eller per samtal.",
            en="The ratings should be either per person or per session.",
        )
        mend = Text(
            sv="Ange sd och reliability (instrumentets, per person), eller person och session (kolumner, per samtal).",
            en="State sd and reliability (the instrument's, per person), or person and session (columns, per session).",
        )
        faults.add("ratings-unclear", path, said, mend)
    if item.before == item.after:
        said = Text(sv="before och after är samma kolumn.", en="before and after are one column.")
        faults.add("ratings-same", path, said, Text(sv="Ange två kolumner.", en="Name two columns."))


def follow_up_plan(
    found: Structure, outcomes: tuple[Outcome, ...], comparisons: tuple[Comparison, ...], faults: Faults
) -> FollowUpPlan | None:
    """Return how the difference is followed; None when it is not."""
    section = found.one("follow_up", q.FollowUpSection)
    if section is None:
        return None
    path: Path = ("follow_up",)
    from utfall.io._initiative.build import check_known

    check_known(section.comparison, found.ids.get("comparisons", []), _COMPARISON, (*path, "comparison"), faults)
    check_known(section.outcome, found.ids.get("outcomes", []), _OUTCOME, (*path, "outcome"), faults)
    chosen = next((c for c in comparisons if c.id == section.comparison), None) or _primary(comparisons)
    outcome = next((o for o in outcomes if section.outcome in (None, o.id)), None)
    if chosen is None or outcome is None:
        return None
    design = chosen.design
    if not isinstance(design, RandomisedTrial) or design.cluster is not None or outcome.kind not in PLAIN_KINDS:
        said = Text(
            sv="Löpande uppföljning gäller personer som lottats en och en, och ett utfall som är tal eller ja/nej.",
            en="Continuous follow-up is for persons drawn one by one, and an outcome in numbers or yes/no.",
        )
        mend = Text(
            sv="Ange comparison = en jämförelse med design rct utan kluster, eller ta bort [follow_up].",
            en="State comparison = one with the design rct and no clusters, or remove [follow_up].",
        )
        faults.add("follow-up-by-lot", path, said, mend)
    return FollowUpPlan(comparison=chosen.id, outcome=outcome.id, time=section.time, planned=section.planned)


def _primary(comparisons: tuple[Comparison, ...]) -> Comparison | None:
    return next(iter([*(c for c in comparisons if c.primary), *comparisons]), None)


def _of(
    data: str | None, outcome: str | None, found: Structure, outcomes: tuple[Outcome, ...],
    comparisons: tuple[Comparison, ...], path: Path, faults: Faults,
) -> tuple[str, str]:  # fmt: skip
    """Return the ids of data and outcome: those stated, else those of the primary comparison and the first outcome."""
    from utfall.io._initiative.build import check_known

    known = check_known(data, found.ids.get("data", []), _DATA, (*path, "data"), faults)
    known &= check_known(outcome, found.ids.get("outcomes", []), _OUTCOME, (*path, "outcome"), faults)
    primary = _primary(comparisons)
    chosen = data or (primary.data if primary else "") or next(iter(found.ids.get("data", [])), "")
    first = outcome or next((one.id for one in outcomes), "")
    if known and not (chosen and first):
        said = Text(
            sv="Filen har ingen datafil eller inget utfall att räkna på.",
            en="The file has no data or outcome to count on.",
        )
        mend = Text(sv="Lägg till [[data]] och [[outcomes]].", en="Add [[data]] and [[outcomes]].")
        faults.add("field-missing", path, said, mend)
    return (chosen, first) if known else ("", "")
