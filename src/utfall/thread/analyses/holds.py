# SPDX-License-Identifier: Apache-2.0
"""How well an answer holds: unmeasured causes, other choices, single units, placebos, subgroups, several outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from utfall.core.designs import Design
from utfall.core.estimate import Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import estimate
from utfall.effects._numerics.contrast import Bools, Contrast, NotEstimableError
from utfall.effects.robustness import (
    PlaceboTable,
    benjamini_hochberg,
    holm,
    leave_one_out,
    omitted_in_table,
    placebo_groups,
    placebo_table,
    placebo_times,
    specification_curve,
)
from utfall.effects.sample import read_sample
from utfall.thread.analyses.again import again, contrast_of
from utfall.thread.analyses.reading import Analysis, Reading, known, of_contrast
from utfall.thread.analyses.within import adjusted_together, subgroups
from utfall.thread.robust import Finding, robustness_of

_MOST_UNITS = 200
_MOST_GROUPS = 20
_ALL, _NONE = "all", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked beside the estimate; empty is not asked.

    Parameters
    ----------
    outcomes
        All outcomes tested, the first of them included or not: their p values are adjusted together.
    placebo_outcomes
        What the initiative cannot have changed.
    placebo_groups
        Column that divides the comparison group.
    subgroups, predeclared
        Columns of subgroups, and whether they stood in the plan.
    leave_out
        Column of units that are left out one at a time.
    """

    outcomes: tuple[Outcome, ...] = ()
    placebo_outcomes: tuple[Outcome, ...] = ()
    placebo_groups: str | None = None
    subgroups: tuple[str, ...] = ()
    predeclared: bool = False
    leave_out: str | None = None


def analyse_holding(
    design: Design, columns: Columns, outcome: Outcome, asked: Asked, *, seed: int, threshold: int
) -> Analysis:
    """Return the estimate and what it takes to overturn it.

    Raises
    ------
    InputError, DesignRefused
        As `estimate`, of the outcome itself. What else cannot be computed is said in its place.
    """
    found = estimate(design, columns, outcome, seed=seed)
    readings = [
        of_contrast("main", contrast_of(found.estimate)),
        *curve(design, columns, outcome, seed=seed),
        *(
            _finding(one)
            for one in robustness_of(design, columns, [(found, outcome)], seed=seed)
            if one.kind in _WANTED
        ),
        *_omitted(design, columns, outcome),
        *placebos(design, columns, outcome, asked, seed=seed),
        *left_out(design, columns, outcome, asked.leave_out, seed=seed),
        *adjusted_together(subgroups(design, columns, outcome, asked.subgroups, seed=seed, threshold=threshold)),
        *_several(design, columns, outcome, asked.outcomes, seed),
    ]
    notes = ("not-proof", *(("subgroups-undeclared",) if asked.subgroups and not asked.predeclared else ()))
    return Analysis(command="robustness", outcome=outcome, readings=tuple(readings), notes=notes)


def unstated(found: Analysis) -> Analysis:
    """Return an analysis of groups that nobody has said were drawn by lot: none of it may lean on a lottery."""
    readings = tuple(
        replace(one, value=Unknown("lottery-unstated")) if one.value == Unknown("drawn-by-lot") else one
        for one in found.readings
    )
    return replace(found, readings=readings, notes=("design-unstated", *found.notes))


_WANTED = ("e_value", "rosenbaum")


def _finding(found: Finding) -> Reading:
    return Reading(kind=found.kind, value=found.value, unit="number", details=found.details)


def _choices(design: Design) -> dict[str, tuple[str, ...]]:
    """Return the choices that could have been made otherwise, by design."""
    names = {field.name for field in fields(design)}
    covariates: tuple[str, ...] = getattr(design, "covariates", ())
    choices: dict[str, tuple[str, ...]] = {}
    if design.kind == "rct" and covariates:
        choices["covariates"] = (_ALL, _NONE, *(covariates if len(covariates) > 1 else ()))
    elif len(covariates) > 1:
        choices["covariates"] = (_ALL, *covariates)
    if "adjust" in names and covariates and design.kind != "rct":
        choices["adjust"] = ("no", "yes")
    if design.kind == "matching":
        choices |= {"caliper": ("0.1", "0.2", "none"), "ratio": ("1", "2")}
    return choices


def _variant(design: Any, chosen: Mapping[str, str]) -> Design:
    changes: dict[str, Any] = {}
    left = chosen.get("covariates", _ALL)
    if design.kind == "rct":
        changes["adjust"] = left != _NONE
    if left not in (_ALL, _NONE):
        changes["covariates"] = tuple(name for name in design.covariates if name != left)
    if "adjust" in chosen:
        changes["adjust"] = chosen["adjust"] == "yes"
    if "caliper" in chosen:
        changes["caliper"] = None if chosen["caliper"] == "none" else float(chosen["caliper"])
    if "ratio" in chosen:
        changes["ratio"] = int(chosen["ratio"])
    varied: Design = replace(design, **changes)
    return varied


def has_choices(design: Design) -> bool:
    """Tell whether anything in a design could have been chosen otherwise."""
    return bool(_choices(design))


def curve(design: Design, columns: Columns, outcome: Outcome, *, seed: int) -> list[Reading]:
    """Return the answer by every other reasonable way to count: all together, then each, ordered by value."""
    choices = _choices(design)
    if not choices:
        return [Reading(kind="curve", value=Unknown("no-choices"))]
    found = known(
        lambda: specification_curve(lambda chosen: again(_variant(design, chosen), columns, outcome, seed), choices)
    )
    if isinstance(found, Unknown):
        return [Reading(kind="curve", value=found)]
    details = (
        ("specifications", len(found.specifications) - found.failed), ("failed", found.failed),
        ("same_sign", found.share_same_sign), ("excluding_zero", found.share_excluding_zero),
    )  # fmt: skip
    whole = Reading(kind="curve", value=found.median, low=found.lowest, high=found.highest, details=details)
    rows = [
        of_contrast("specification", row.contrast, details=row.choices)
        for row in found.specifications
        if row.contrast is not None
    ]
    return [whole, *rows]


def _omitted(design: Any, columns: Columns, outcome: Outcome) -> list[Reading]:
    covariates: tuple[str, ...] = getattr(design, "covariates", ())
    if not covariates or not getattr(design, "treatment", None):
        return []
    found = known(
        lambda: omitted_in_table(
            columns, outcome, treatment=design.treatment, covariates=covariates, comparison=design.comparison,
            level=design.ci_level,
        )
    )  # fmt: skip
    if isinstance(found, Unknown):
        return [Reading(kind="omitted", value=found)]
    details = (("to_zero", found.robustness_value), ("interval_to_zero", found.robustness_value_interval))
    whole = Reading(kind="omitted", value=found.robustness_value, unit="share", details=details)
    beside = [
        Reading(
            kind="beside", name=bound.covariate, value=bound.adjusted, low=bound.low, high=bound.high,
            details=(("times", int(bound.times)), ("stands", int(_stands(found.value, bound.low, bound.high)))),
        )
        for bound in found.bounds
        if bound.times in (1.0, 2.0, 3.0)
    ]  # fmt: skip
    return [whole, *beside]


def _stands(value: float, low: float, high: float) -> bool:
    """Tell whether an interval lies wholly on the estimate's side of zero."""
    return low > 0 if value > 0 else high < 0


def placebos(design: Design, columns: Columns, outcome: Outcome, asked: Asked, *, seed: int) -> list[Reading]:
    """Return the answer where there can be none: outcomes and groups that are asked for, and false starts."""
    readings: list[Reading] = []
    if asked.placebo_outcomes:
        by_id = {one.id: one for one in asked.placebo_outcomes}
        table = placebo_table(tuple(by_id), lambda name: _tested(again(design, columns, by_id[name], seed)))
        readings += _in_own_unit(_placebo_rows("placebo_outcome", table), by_id)
    if asked.placebo_groups:
        readings += _placebo_groups(design, columns, outcome, asked.placebo_groups)
    return [*readings, *_placebo_times(design, columns, outcome)]


def _tested(found: Contrast) -> Contrast:
    """Return a contrast that has a p value; one without cannot be told from chance, so it is no placebo."""
    if not np.isfinite(found.p_value):
        raise NotEstimableError("no-test")
    return found


def _in_own_unit(rows: list[Reading], outcomes: Mapping[str, Outcome]) -> list[Reading]:
    """Return placebo outcomes in points or plain numbers: the unit of the outcome itself is not theirs."""
    return [replace(row, unit="points" if outcomes[row.name].kind == "binary" else "number") for row in rows]


def _placebo_rows(kind: str, table: PlaceboTable) -> list[Reading]:
    return [
        Reading(kind=kind, name=row.name, value=Unknown(row.reason))
        if row.contrast is None
        else of_contrast(
            kind, row.contrast, name=row.name,
            details=(("p_holm", float(row.p_holm or 0.0)), ("found", int((row.p_holm or 1.0) <= 0.05))),
        )
        for row in table.rows
    ]  # fmt: skip


def _placebo_groups(design: Any, columns: Columns, outcome: Outcome, name: str) -> list[Reading]:
    sample = read_sample(columns, outcome, treatment=design.treatment, comparison=design.comparison)
    others = ~sample.treated
    words = columns.words(name)[sample.rows][others]
    names, code = np.unique(words[words != ""], return_inverse=True)
    if not 2 <= len(names) <= _MOST_GROUPS:
        return [Reading(kind="placebo_group", value=Unknown("groups-two-to-twenty"))]
    table = placebo_groups(sample.y[others][words != ""], code, tuple(str(one) for one in names))
    return _placebo_rows("placebo_group", table)


def _placebo_times(design: Any, columns: Columns, outcome: Outcome) -> list[Reading]:
    """False starts before the true one, where the same units are followed over at least three periods before it."""
    time, post, unit = (getattr(design, name, None) for name in ("time", "post", "id"))
    if design.kind != "did" or not (time and post and unit):
        return []
    table = known(lambda: _false_starts(design, columns, outcome))
    return (
        [Reading(kind="placebo_time", value=table)]
        if isinstance(table, Unknown)
        else _placebo_rows("placebo_time", table)
    )


def _false_starts(design: Any, columns: Columns, outcome: Outcome) -> PlaceboTable:
    sample = read_sample(
        columns, outcome, treatment=design.treatment, comparison=design.comparison, id_column=design.id
    )
    words = columns.words(design.time)[sample.rows]
    number = columns.is_number(design.time)
    values = np.unique(columns.number(design.time)[sample.rows]) if number else np.unique(words)
    names = tuple(f"{value:g}" for value in values) if number else tuple(str(value) for value in values)
    period = np.searchsorted(values, columns.number(design.time)[sample.rows] if number else words)
    start = f"{float(design.post):g}" if number else str(design.post)
    units, row = np.unique(sample.ids, return_inverse=True)
    if start not in names or names.index(start) < 3:
        raise NotEstimableError("few-periods")
    panel = np.full((len(units), len(names)), np.nan)
    panel[row, period] = sample.y
    treated: Bools = np.zeros(len(units), dtype=bool)
    treated[row] = sample.treated
    return placebo_times(panel, treated, names, start)


def left_out(design: Design, columns: Columns, outcome: Outcome, unit: str | None, *, seed: int) -> list[Reading]:
    """Return how far the answer moves when one unit at a time is left out; nothing when no column is named."""
    if unit is None:
        return []
    names, code = np.unique(columns.words(unit), return_inverse=True)
    if not 3 <= len(names) <= _MOST_UNITS:
        return [Reading(kind="left_out", value=Unknown("units-three-to-two-hundred"))]
    found = known(
        lambda: leave_one_out(
            lambda kept: again(design, columns.select(kept), outcome, seed).value, code, [str(one) for one in names]
        )
    )
    if isinstance(found, Unknown):
        return [Reading(kind="left_out", value=found)]
    # a unit that is one person is nobody's business
    alone = len(names) == columns.height
    details = (
        ("units", len(names)),
        ("turns", int(found.changes_sign)),
        ("unit", "–" if alone else found.most_influential),
    )
    return [Reading(kind="left_out", value=found.value, low=found.lowest, high=found.highest, details=details)]


def _several(design: Design, columns: Columns, outcome: Outcome, others: Sequence[Outcome], seed: int) -> list[Reading]:
    tested = list({one.id: one for one in (outcome, *others)}.values())
    if len(tested) < 2:
        return []
    found = [(one, known(lambda one=one: again(design, columns, one, seed))) for one in tested]  # type: ignore[misc] # the outcome is bound now
    p = np.array([c.p_value for _, c in found if not isinstance(c, Unknown)], dtype=np.float64)
    pairs = iter(zip(holm(p), benjamini_hochberg(p), strict=True))
    readings = []
    for one, contrast in found:
        if isinstance(contrast, Unknown):
            readings.append(Reading(kind="several", name=one.label.sv, value=contrast))
            continue
        adjusted, rate = next(pairs)
        details = (("p", contrast.p_value), ("p_holm", float(adjusted)), ("p_fdr", float(rate)), ("tests", len(p)),
                   ("stands", int(adjusted <= 0.05)))  # fmt: skip
        readings.append(Reading(kind="several", name=one.label.sv, value=float(adjusted), unit="p", details=details))
    return readings
