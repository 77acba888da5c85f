# SPDX-License-Identifier: Apache-2.0
"""Rows that are areas (municipalities, schools), not persons: the user says so, and the data must not gainsay it."""

from __future__ import annotations

from dataclasses import replace

from utfall.core.designs import Design
from utfall.core.errors import Fault, InputError, Place, personal_number
from utfall.core.estimate import Check
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects.result import EffectResult

CATALOGUE: tuple[str, ...] = ("W-FEWAREAS",)
DESIGNS_OF_AREAS: frozenset[str] = frozenset({"did", "staggered_did"})
_OF_PERSONS = frozenset({"binary", "ordinal", "time"})


def refuse_persons(design: Design, columns: Columns, outcome: Outcome, *, sex: str | None = None) -> None:
    """Raise InputError when rows said to be areas are persons by their data, or the design does not compare areas.

    Areas have means, shares and numbers: no answer of yes or no, no rating, no time to an event, no sex, and no id that
    looks like a personal identity number. They are followed by an id.
    """
    unit = getattr(design, "id", None)
    if design.kind not in DESIGNS_OF_AREAS or unit is None:
        raise InputError(_FAULTS["design"])
    if outcome.kind in _OF_PERSONS:
        raise InputError(replace(_FAULTS["outcome"], place=Place(columns.file, outcome.column)))
    if sex is not None:
        raise InputError(areas_have_no_sex(columns, sex))
    if any(personal_number(name) for name in columns.labels(unit).names):
        raise InputError(replace(_FAULTS["id"], place=Place(columns.file, unit)))


def areas_have_no_sex(columns: Columns, sex: str) -> Fault:
    """Return the fault of asking for the sex of areas."""
    return replace(_FAULTS["sex"], place=Place(columns.file, sex))


def among_areas(found: EffectResult) -> EffectResult:
    """Return a result whose groups are counted in areas: W-FEWAREAS instead of W-SMALLN, with the same limits."""
    checks = tuple(
        Check("W-FEWAREAS", check.status, check.value, check.limit) if check.id == "W-SMALLN" else check
        for check in found.estimate.checks
    )
    return replace(found, estimate=replace(found.estimate, checks=checks))


_AS_PERSONS = Text(
    sv="Ta bort areas: gränsen för små grupper gäller då personer.",
    en="Remove areas: the limit for small groups then holds for persons.",
)
_FAULTS = {
    "design": Fault(
        "areas-design",
        Text(
            sv="Områden jämförs bara med did och staggered_did, med id för området.",
            en="Areas are only compared by did and staggered_did, with the area's id.",
        ),
        Text(
            sv="Ange id-kolumnen, eller ta bort areas. synthetic_control och synthetic_did räknar alltid med områden.",
            en="Name the id column, or remove areas. synthetic_control and synthetic_did always take rows as areas.",
        ),
        Place(field="areas"),
    ),
    "outcome": Fault(
        "areas-are-persons",
        Text(
            sv="Raderna sägs vara områden, men utfallet är en persons: ja eller nej, ett betyg eller en tid.",
            en="The rows are said to be areas, but the outcome is a person's: yes or no, a rating or a time.",
        ),
        _AS_PERSONS,
    ),
    "sex": Fault(
        "areas-are-persons",
        Text(
            sv="Raderna sägs vara områden, men ett område har inget kön.",
            en="The rows are said to be areas, but an area has no sex.",
        ),
        Text(
            sv="Gör en serie per kön i stället, eller ta bort areas.", en="Make a series for each sex, or remove areas."
        ),
    ),
    "id": Fault(
        "areas-are-persons",
        Text(
            sv="Raderna sägs vara områden, men id ser ut som personnummer.",
            en="The rows are said to be areas, but the ids look like personal identity numbers.",
        ),
        _AS_PERSONS,
    ),
}
