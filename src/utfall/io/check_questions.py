# SPDX-License-Identifier: Apache-2.0
"""What is asked beside the effect held against its data: columns that exist and hold what they should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.initiative import Comparison, Initiative
from utfall.core.questions import ComponentPlan, FollowUpPlan, Participation, RatingPlan
from utfall.core.text import Text

T = TypeVar("T")
MOST_SUBGROUPS = 20


def comparison_questions(data: Columns, comparison: Comparison) -> tuple[Fault, ...]:
    """Return every fault of the columns that a comparison names beside its design's own."""
    check = _Check(data)
    if comparison.participation is not None:
        check.participation(comparison.participation, comparison)
    for one in comparison.subgroups:
        check.groups(one.column)
    asked = comparison.robustness
    if asked is not None:
        for name in asked.placebo_outcomes:
            check.attempt(lambda name=name: _measured(data, name))  # type: ignore[misc] # the name is bound now
        if asked.placebo_groups:
            check.groups(asked.placebo_groups)
        if asked.leave_out:
            check.exists(asked.leave_out)
    return check.found


def initiative_questions(initiative: Initiative, tables: Mapping[str, Columns]) -> tuple[Fault, ...]:
    """Return every fault of the columns of components, ratings and follow-up; data that could not be read are left."""
    found: list[Fault] = []
    components = initiative.component_analysis
    if components is not None and components.data in tables:
        found += _components(tables[components.data], components)
    for rating in initiative.ratings:
        if rating.data in tables:
            found += _ratings(tables[rating.data], rating)
    plan = initiative.follow_up
    if plan is not None:
        found += _follow_up(initiative, plan, tables)
    return tuple(dict.fromkeys(found))


@dataclass(slots=True)
class _Check:
    """Collects the faults of one table."""

    data: Columns
    faults: list[Fault] = field(default_factory=list)

    @property
    def found(self) -> tuple[Fault, ...]:
        return tuple(dict.fromkeys(self.faults))

    def attempt(self, ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except InputError as error:
            self.faults.extend(error.faults)
            return None

    def exists(self, name: str) -> None:
        self.attempt(lambda: self.data.require(name))

    def yes_no(self, name: str) -> None:
        self.attempt(lambda: self.data.binary(name))

    def number(self, name: str) -> None:
        self.attempt(lambda: self.data.number(name))

    def participation(self, asked: Participation, comparison: Comparison) -> None:
        for name in asked.yes_no:
            self.yes_no(name)
        if asked.cause:
            self.exists(asked.cause)
        if asked.dose:
            self.number(asked.dose)
        if asked.eligible:
            self._eligible(asked.eligible, comparison)

    def _eligible(self, name: str, comparison: Comparison) -> None:
        """Note a person who is not eligible and yet stands in a group: the estimate would count that person."""
        design = comparison.design
        treatment = getattr(design, "treatment", None)
        if treatment is None or not {name, treatment} <= set(self.data.names):
            return
        try:
            groups = self.data.two_groups(treatment, getattr(design, "comparison", None))
            eligible = self.data.binary(name)
        except InputError:
            return  # told already
        wrong = np.flatnonzero(~groups[1] & (eligible != 1.0))
        if wrong.size:
            said = Text(
                sv="En person som inte är berättigad står i en grupp.",
                en="A person who is not eligible stands in a group.",
            )
            mend = Text(
                sv=f"Töm gruppkolumnen ”{treatment}” på raden, eller skriv ja som berättigad.",
                en=f"Empty the group column '{treatment}' on the row, or write yes for eligible.",
            )
            self.note("not-eligible-in-group", name, said, mend, int(wrong[0]))

    def groups(self, name: str) -> None:
        words = self.attempt(lambda: self.data.words(name))
        if words is None:
            return
        count = np.unique(words[words != ""]).size
        if 2 <= count <= MOST_SUBGROUPS:
            return
        said = Text(
            sv=f"Kolumnen delar personerna i {count} grupper; den ska ha mellan 2 och {MOST_SUBGROUPS}.",
            en=f"The column divides people into {count} groups; it should have between 2 and {MOST_SUBGROUPS}.",
        )
        mend = Text(
            sv="Gör en kolumn med få grupper, till exempel åldersklasser.",
            en="Make a column with few groups, such as age bands.",
        )
        self.note("groups-two-to-twenty", name, said, mend)

    def note(self, code: str, name: str, text: Text, mend: Text, row: int | None = None) -> None:
        number = None if row is None else row + self.data.first_row
        self.faults.append(Fault(code, text, mend, Place(self.data.file, name, number)))


def _measured(data: Columns, name: str) -> object:
    """Return a column of numbers or of yes and no."""
    if data.is_number(name):
        return data.number(name)
    try:
        return data.binary(name)
    except InputError:
        return data.number(name)  # says which cells are no numbers


def _components(data: Columns, plan: ComponentPlan) -> tuple[Fault, ...]:
    check = _Check(data)
    for one in plan.components:
        check.yes_no(one.column)
        for name in (one.fidelity, one.dose):
            if name:
                check.number(name)
        if one.fidelity:
            _share(check, one.fidelity)
    return check.found


def _share(check: _Check, name: str) -> None:
    try:
        values = check.data.number(name)
    except InputError:
        return  # told already
    wrong = np.flatnonzero(np.isfinite(values) & ((values < 0) | (values > 1)))
    if wrong.size:
        said = Text(
            sv="Programtrohet är en andel mellan 0 och 1.",
            en="Fidelity is a share between 0 and 1.",
        )
        mend = Text(sv="Dela med 100 om den är i procent.", en="Divide by 100 if it is in per cent.")
        check.note("not-a-share", name, said, mend, int(wrong[0]))


def _ratings(data: Columns, plan: RatingPlan) -> tuple[Fault, ...]:
    check = _Check(data)
    check.number(plan.before)
    check.number(plan.after)
    treatment = plan.treatment
    if treatment:
        check.attempt(lambda: data.two_groups(treatment, plan.comparison))
    if plan.person:
        check.exists(plan.person)
    if plan.session:
        check.number(plan.session)
    return check.found


def _follow_up(initiative: Initiative, plan: FollowUpPlan, tables: Mapping[str, Columns]) -> tuple[Fault, ...]:
    comparison = next((one for one in initiative.comparisons if one.id == plan.comparison), None)
    if comparison is None or comparison.data not in tables:
        return ()
    check = _Check(tables[comparison.data])
    check.exists(plan.time)
    return check.found
