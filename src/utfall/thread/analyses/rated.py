# SPDX-License-Identifier: Apache-2.0
"""Ratings person by person, whether the change is larger than the instrument's error; and session by session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.disclosure import hidden_cells
from utfall.effects._numerics.contrast import Bools
from utfall.effects.refusals import carried, refused
from utfall.effects.scales import Instrument, ReliableChange, compare_improved, reliable_change, session_ratings
from utfall.thread.analyses.reading import Analysis, Reading, known, of_contrast

_CLASSES = ("recovered", "improved_only", "unchanged", "worse")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The columns of ratings.

    Parameters
    ----------
    before, after
        Ratings before and after (the start, or each session).
    treatment, comparison
        Groups, when there are two.
    person, session
        Id of the person and number of the session, for ratings made at each session.
    """

    before: str
    after: str
    treatment: str | None = None
    comparison: str | None = None
    person: str | None = None
    session: str | None = None


def instrument_of(outcome: Outcome, *, sd: float, reliability: float, cutoff: float | None) -> Instrument:
    """Return what is known of an instrument.

    Raises
    ------
    InputError
        A standard deviation that is not above 0, or a reliability that is not between 0 and 1.
    """
    if not (sd > 0 and np.isfinite(sd)) or not 0 < reliability < 1:
        raise InputError(
            Fault(
                "instrument",
                Text(
                    sv="Standardavvikelsen ska vara över 0 och reliabiliteten mellan 0 och 1.",
                    en="The standard deviation should be above 0 and the reliability between 0 and 1.",
                ),
                Text(
                    sv="Ange --sd och --reliability för er målgrupp, ur instrumentets manual eller en studie.",
                    en="State --sd and --reliability for your target group, from the instrument's manual or a study.",
                ),
                Place(field="--reliability"),
            )
        )
    return Instrument(sd, reliability, outcome.direction, cutoff)


def analyse_changes(
    columns: Columns, outcome: Outcome, rated: Rated, instrument: Instrument, *, threshold: int
) -> Analysis:
    """Return how many changed more than the instrument's error, in each group when there are two.

    Raises
    ------
    InputError, DesignRefused
        Unknown columns; nobody rated twice; a group below the threshold.
    """
    before, after = columns.number(rated.before), columns.number(rated.after)
    groups = _groups(columns, rated)
    both = ~np.isnan(before) & ~np.isnan(after)
    if any(int((member & both).sum()) < max(threshold, 1) for _, member in groups):
        raise refused("too-few", file=columns.file, field=rated.after)
    found = {name: reliable_change(before[member], after[member], instrument) for name, member in groups}
    smallest = Reading(kind="smallest_change", value=instrument.smallest_reliable_change(), unit="level")
    readings = [smallest, *_shares(found, instrument, threshold)]
    if len(found) == 2:
        one, other = found.values()
        hide = any(_hidden(group, threshold)["improved"] for group in (one, other))
        contrast = Unknown("small-cell") if hide else known(lambda: compare_improved(one, other))
        readings.append(of_contrast("improved_difference", contrast, unit="points"))
    notes = ("change-not-effect", "instrument-population")
    return Analysis(command="ratings", outcome=outcome, readings=tuple(readings), notes=notes)


def _groups(columns: Columns, rated: Rated) -> list[tuple[str, Bools]]:
    if rated.treatment is None:
        return [("", np.ones(columns.height, dtype=bool))]
    treated, missing = columns.two_groups(rated.treatment, rated.comparison)
    return [("intervention", treated & ~missing), ("comparison", ~treated & ~missing)]


def _better(found: ReliableChange) -> int:
    return found.n_improved + found.n_recovered


def _shares(found: dict[str, ReliableChange], instrument: Instrument, threshold: int) -> list[Reading]:
    readings = []
    for name, group in found.items():
        hidden = _hidden(group, threshold)
        readings.append(
            Reading(kind="improved", name=name, value=Unknown("small-cell"), unit="share")
            if hidden["improved"]
            else Reading(
                kind="improved", name=name, value=group.improved, low=group.low, high=group.high, unit="share",
                details=(("persons", group.n),),
            )
        )  # fmt: skip
        counts = dict(
            zip(_CLASSES, (group.n_recovered, group.n_improved, group.n_unchanged, group.n_worse), strict=True)
        )
        for kind, counted in counts.items():
            if kind in ("recovered", "improved_only") and instrument.cutoff is None:
                continue  # those improved are one class
            count: float | Unknown = Unknown("small-cell") if hidden[kind] else float(counted)
            readings.append(Reading(kind=kind, name=name, value=count, unit="count"))
    return readings


def _classes(group: ReliableChange) -> tuple[int, int, int, int]:
    return group.n_recovered, group.n_improved, group.n_unchanged, group.n_worse


def _hidden(group: ReliableChange, threshold: int) -> dict[str, bool]:
    """Return what may not be shown of a group whose size is known: the classes, and the share improved.

    The share improved counts the recovered too, so it ties the classes together as the size does. Where hiding classes
    alone protects no small one, nothing is shown.
    """
    better, rest = _better(group), group.n - _better(group)
    cells = np.array([*_classes(group), better, rest, group.n], dtype=np.int64)
    ties = np.array([[1, 1, 0, 0, -1, 0, 0], [0, 0, 1, 1, 0, -1, 0], [0, 0, 0, 0, 1, 1, -1]], dtype=np.float64)
    found = hidden_cells(cells, ties, threshold=threshold)
    whole = bool(found[-1])
    return {name: whole or bool(found[place]) for place, name in enumerate((*_CLASSES, "improved"))}


def analyse_sessions(columns: Columns, outcome: Outcome, rated: Rated, *, threshold: int) -> Analysis:
    """Return changes within sessions and over the course, persons weighing alike.

    Raises
    ------
    InputError, DesignRefused
        Unknown columns; fewer than two persons with both ratings.
    """
    if rated.person is None or rated.session is None:
        raise ValueError("sessions need person and session")
    ids, person = np.unique(columns.words(rated.person), return_inverse=True)
    number = columns.number(rated.session)
    use = ~np.isnan(number) & (ids[person] != "")
    before, after = columns.number(rated.before)[use], columns.number(rated.after)[use]
    found = carried(
        lambda: session_ratings(before, after, person[use], number[use].astype(np.int64)),
        file=columns.file, field=rated.after,
    )  # fmt: skip
    if found.persons < threshold:
        raise refused("too-few", file=columns.file, field=rated.after)
    sizes = (("persons", found.persons), ("sessions", found.sessions))
    readings = [
        of_contrast("within_session", found.within, details=sizes),
        of_contrast("course", found.course if found.course is not None else Unknown("too-few")),
        of_contrast("session_trend", found.trend if found.trend is not None else Unknown("too-few")),
    ]
    readings += [
        Reading(
            kind="session", name=str(row.session), value=row.mean_after - row.mean_before,
            details=(("persons", row.persons), ("before", row.mean_before), ("after", row.mean_after)),
        )
        for row in found.rows
        if row.persons >= threshold
    ]  # fmt: skip
    notes = ("change-not-effect", *(("sessions-hidden",) if len(found.rows) > len(readings) - 3 else ()))
    return Analysis(command="ratings", outcome=outcome, readings=tuple(readings), notes=notes)
