# SPDX-License-Identifier: Apache-2.0
"""Which components do the work: effects from a factorial trial, association with dose, keep, adapt or drop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Contrast
from utfall.effects.components import ComponentEffect, component_doses, component_effects, component_table
from utfall.effects.refusals import carried, refused
from utfall.effects.sample import outcome_values
from utfall.thread.analyses.reading import Analysis, Reading, known, of_contrast


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The components of a trial.

    Parameters
    ----------
    names
        Columns that say which components each person was drawn to (yes or no).
    worth
        Smallest effect worth a component's cost, in the outcome's unit; 0 where it is not stated.
    fidelity
        Column with the share delivered as meant (0–1), by component.
    doses
        Columns with attendance or dose, one per component or other.
    pairs
        Whether to ask what two components do together.
    """

    names: tuple[str, ...]
    worth: Mapping[str, float] = field(default_factory=dict)
    fidelity: Mapping[str, str] = field(default_factory=dict)
    doses: tuple[str, ...] = ()
    pairs: bool = False


def analyse_parts(columns: Columns, outcome: Outcome, parts: Parts, *, threshold: int) -> Analysis:
    """Return what each component does on average over the others, and what is proposed for it.

    Raises
    ------
    InputError
        An unknown column or component, a worth below 0.
    DesignRefused
        A component that all (or none) have, components that always go together, too few persons.
    """
    _refuse(parts)
    y = outcome_values(columns, outcome)
    on = np.column_stack([columns.binary(name) for name in parts.names])
    seen = ~np.isnan(y) & ~np.isnan(on).any(axis=1)
    cells = np.unique(on[seen], axis=0, return_counts=True)[1]
    if not seen.any() or int(cells.min()) < threshold:
        raise refused("too-few", file=columns.file, field=outcome.column)
    found = carried(
        lambda: component_effects(y[seen], on[seen] == 1.0, parts.names, pairs=parts.pairs, level=0.95),
        file=columns.file, field=outcome.column,
    )  # fmt: skip
    readings = [
        of_contrast(
            "component" if len(one.names) == 1 else "component_pair", one.contrast, name=" × ".join(one.names),
            details=_component_details(one),
        )
        for one in found
    ]  # fmt: skip
    mains = {one.names[0]: one.contrast for one in found if len(one.names) == 1}
    readings += _proposals(columns, outcome, parts, mains, on, seen)
    readings += _doses(columns, parts.doses, y)
    notes = ("components-table", *(() if parts.worth else ("no-worth",)), *(("association",) if parts.doses else ()))
    return Analysis(command="components", outcome=outcome, readings=tuple(readings), notes=notes)


def _component_details(one: ComponentEffect) -> tuple[tuple[str, float | int | str], ...]:
    mixed = one.alias.mixed_with
    return ("p_holm", one.p_holm), ("mixed", _mixed(mixed)), ("is_mixed", int(bool(mixed)))


def _mixed(others: tuple[tuple[tuple[str, ...], int], ...]) -> str:
    return ", ".join(" × ".join(names) for names, _ in others)


def _proposals(
    columns: Columns, outcome: Outcome, parts: Parts, mains: Mapping[str, Contrast], on: np.ndarray, seen: np.ndarray
) -> list[Reading]:
    fidelity = {}
    for name, column in parts.fidelity.items():
        delivered = columns.number(column)[seen & (on[:, parts.names.index(name)] == 1.0)]
        fidelity[name] = float(np.nanmean(delivered)) if np.isfinite(delivered).any() else float("nan")
    known_fidelity = {name: share for name, share in fidelity.items() if np.isfinite(share)}
    rows = component_table(
        dict(mains), smallest_worth={name: parts.worth.get(name, 0.0) for name in parts.names},
        better=outcome.direction,
        fidelity=known_fidelity,
    )  # fmt: skip
    readings = []
    for row in rows:
        details: list[tuple[str, float | int | str]] = [
            ("decision", row.decision), ("reason", row.reason), ("worth", row.smallest_worth),
        ]  # fmt: skip
        if row.sureness is not None:
            details.append(("sureness", row.sureness))
        if row.fidelity is not None:
            details.append(("fidelity", row.fidelity))
        readings.append(
            Reading(kind="proposal", name=row.name, value=row.chance_worth_it, unit="chance", details=tuple(details))
        )
    return readings


def _doses(columns: Columns, names: tuple[str, ...], y: np.ndarray) -> list[Reading]:
    if not names:
        return []
    doses = np.column_stack([columns.number(name) for name in names])
    use = ~np.isnan(y) & ~np.isnan(doses).any(axis=1)
    found = known(lambda: component_doses(y[use], doses[use], names))
    if isinstance(found, Unknown):
        return [Reading(kind="component_dose", name=", ".join(names), value=found)]
    return [
        of_contrast("component_dose", one.slope, name=one.name, details=(("persons", int(use.sum())),)) for one in found
    ]


_FAULTS: dict[str, tuple[Text, Text]] = {
    "component-unknown": (
        Text(sv="är ingen av komponenterna", en="is none of the components"),
        Text(sv="Rätta namnet.", en="Mend the name."),
    ),
    "worth-negative": (
        Text(sv="har en minsta effekt under 0", en="has a smallest effect below 0"),
        Text(sv="Ange den som ett positivt tal.", en="State it as a positive number."),
    ),
    "components-twice": (
        Text(sv="är inte olika komponenter", en="are not different components"),
        Text(sv="Ange varje kolumn en gång.", en="Name each column once."),
    ),
}


def _refuse(parts: Parts) -> None:
    found = [("component-unknown", name) for name in (*parts.worth, *parts.fidelity) if name not in parts.names]
    found += [("worth-negative", name) for name, worth in parts.worth.items() if not 0 <= worth < np.inf]
    if len(set(parts.names)) != len(parts.names) or not parts.names:
        found.append(("components-twice", ", ".join(parts.names)))
    if found:
        raise InputError(*(_fault(code, name) for code, name in found))


def _fault(code: str, name: str) -> Fault:
    said, mend = _FAULTS[code]
    return Fault(code, Text(sv=f"”{name}” {said.sv}.", en=f"'{name}' {said.en}."), mend, Place(field="--components"))
