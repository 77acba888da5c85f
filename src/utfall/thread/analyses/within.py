# SPDX-License-Identifier: Apache-2.0
"""Subgroups: first whether the effect differs between them, then how large it is in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from utfall.core.designs import Design, RandomisedTrial, one_row_per_person
from utfall.core.estimate import Unknown
from utfall.core.frame import Columns, Labels
from utfall.core.outcome import Outcome
from utfall.effects._numerics.cells import hidden_by_sex
from utfall.effects._numerics.contrast import Bools, Contrast, Ints, NotEstimableError
from utfall.effects.robustness import equal_effects, holm, subgroup_effects
from utfall.effects.robustness.subgroups import SMALLEST
from utfall.effects.sample import outcome_values, read_sample
from utfall.thread.analyses.again import again
from utfall.thread.analyses.reading import Reading, of_contrast

_MOST_GROUPS = 20
_ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class _Found:
    """The effect in one subgroup, or why there is none."""

    name: str
    contrast: Contrast | None
    reason: str = ""


def subgroups(
    design: Design, columns: Columns, outcome: Outcome, names: Sequence[str], *, seed: int, threshold: int
) -> list[Reading]:
    """Return for each column whether the effect differs, and the effect in each of its groups.

    A plain trial of persons drawn one by one compares means within each group (Welch). Other designs of persons, and
    trials that adjust or are stratified, run once more within each, without the column among what they adjust for or
    match on, so that the parts are of the same make as the whole.

    Raises
    ------
    InputError
        An unknown column.
    """
    readings: list[Reading] = []
    for column in names:
        labels = columns.labels(column)
        if not one_row_per_person(design):
            readings.append(Reading(kind="subgroups", name=column, value=Unknown("only-persons"), unit="p"))
        elif not 2 <= len(labels.names) <= _MOST_GROUPS:
            readings.append(Reading(kind="subgroups", name=column, value=Unknown("groups-two-to-twenty"), unit="p"))
        else:
            readings += _one(design, columns, outcome, column, labels, seed, threshold)
    return readings


def adjusted_together(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings whose tests of difference are adjusted for how many there are (Holm)."""
    tests = {
        place: one.value
        for place, one in enumerate(readings)
        if one.kind == "subgroups" and not isinstance(one.value, Unknown)
    }
    found = list(readings)
    for (place, alone), p in zip(tests.items(), holm(np.array(list(tests.values()), dtype=np.float64)), strict=True):
        details = (("p", alone), ("tests", len(tests)), ("differ", int(p <= _ALPHA)))
        found[place] = replace(found[place], value=float(p), details=details)
    return found


def _one(
    design: Any, columns: Columns, outcome: Outcome, column: str, labels: Labels, seed: int, threshold: int
) -> list[Reading]:
    counts = _counts(design, columns, outcome, labels)
    sizes, hidden = counts.sum(axis=2), hidden_by_sex(counts, binary=outcome.kind == "binary", threshold=threshold)
    smallest = max(SMALLEST, threshold)
    if (
        design.kind == "rct"
        and design.cluster is None
        and not (design.covariates and design.adjust)
        and not design.strata
    ):
        found = _by_means(design, columns, outcome, labels, smallest)
    else:
        found = _by_design(_without(design, column), columns, outcome, labels, sizes, smallest, seed)
    found = [_withheld(one, bool(hidden[place].any())) for place, one in enumerate(found)]
    usable = [one.contrast for one in found if one.contrast is not None and 0 < one.contrast.std_error < np.inf]
    clustered = getattr(design, "cluster", None) is not None
    differ = None if clustered else equal_effects(usable)
    why = Unknown("clustered" if clustered and len(usable) > 1 else "one-effect")
    head = Reading(kind="subgroups", name=column, value=why if differ is None else differ, unit="p")
    return [head, *_rows(found, column, sizes, hidden)]


def _plain_trial(design: Design) -> bool:
    """Tell whether the answer itself is a difference in means of persons drawn one by one."""
    if not isinstance(design, RandomisedTrial) or design.cluster is not None or design.strata:
        return False
    return not (design.covariates and design.adjust)


def _counts(design: Any, columns: Columns, outcome: Outcome, labels: Labels) -> Ints:
    """Return persons with a known outcome, (groups + 1, 2, 2): the last row of no group, last axis as for the sexes."""
    y = outcome_values(columns, outcome)
    treated, unknown = columns.two_groups(design.treatment, design.comparison)
    use, rows = ~np.isnan(y) & ~unknown, len(labels.names) + 1
    place = np.where(labels.codes < 0, rows - 1, labels.codes) * 2 + ~treated
    event: Bools = y == 1 if outcome.kind == "binary" else np.ones(len(y), dtype=bool)
    counts = np.stack([np.bincount(place[use & side], minlength=2 * rows) for side in (event, ~event)], axis=-1)
    return counts.reshape(rows, 2, 2).astype(np.int64)


def _by_means(design: Any, columns: Columns, outcome: Outcome, labels: Labels, smallest: int) -> list[_Found]:
    sample = read_sample(columns, outcome, treatment=design.treatment, comparison=design.comparison)
    found = subgroup_effects(
        sample.y, sample.treated, labels.codes[sample.rows], labels.names, predeclared=True, smallest=smallest,
        level=design.ci_level,
    )  # fmt: skip
    return [_Found(row.name, row.contrast, row.reason) for row in found.rows]


def _by_design(
    design: Design, columns: Columns, outcome: Outcome, labels: Labels, sizes: Ints, smallest: int, seed: int
) -> list[_Found]:
    found = []
    for code, name in enumerate(labels.names):
        if int(sizes[code].min()) < smallest:
            found.append(_Found(name, None, "too-small"))
            continue
        try:
            found.append(_Found(name, again(design, columns.select(labels.codes == code), outcome, seed)))
        except NotEstimableError as fault:
            found.append(_Found(name, None, fault.reason))
    return found


def _without(design: Any, column: str) -> Design:
    """Return the design without a column that does not vary within a group."""
    changed = {
        field: tuple(name for name in getattr(design, field) if name != column)
        for field in ("covariates", "exact", "strata")
        if isinstance(getattr(design, field, None), tuple)
    }
    made: Design = replace(design, **changed)
    return made


def _withheld(found: _Found, hide: bool) -> _Found:
    return _Found(found.name, None, "small-cell") if hide and found.reason != "too-small" else found


def _rows(found: Sequence[_Found], column: str, sizes: Ints, hidden: Bools) -> list[Reading]:
    p = {n: one.contrast.p_value for n, one in enumerate(found) if one.contrast is not None}
    known = {n: value for n, value in p.items() if np.isfinite(value)}  # some intervals have no p value
    adjusted = dict(zip(known, holm(np.array(list(known.values()), dtype=np.float64)), strict=True))
    readings = []
    for place, one in enumerate(found):
        name = f"{column}: {one.name}"
        if one.contrast is None:
            readings.append(Reading(kind="subgroup", name=name, value=Unknown(one.reason)))
            continue
        details: tuple[tuple[str, float | int | str], ...] = (
            (("p_holm", float(adjusted[place])),) if place in adjusted else ()
        )
        if not hidden[place].any():
            n_1, n_0 = (int(count) for count in sizes[place])
            details = (("n_intervention", n_1), ("n_comparison", n_0), *details)
        readings.append(of_contrast("subgroup", one.contrast, name=name, details=details))
    return readings
