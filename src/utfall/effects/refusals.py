# SPDX-License-Identifier: Apache-2.0
"""When the data cannot carry a design: why, and what could. One home, so that every method says it alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from utfall.core.errors import DesignRefused, Fault, Place
from utfall.core.text import Text
from utfall.effects._numerics.contrast import NotEstimableError

T = TypeVar("T")

_MORE_PERSONS = Text(
    sv="Samla in fler personer, eller följ gruppen före och efter (before_after) som en beskrivning.",
    en="Collect more persons, or follow the group before and after (before_after) as a description.",
)

# reason: (what is wrong, what could carry the question)
_REASONS: dict[str, tuple[Text, Text]] = {
    "empty-group": (
        Text(sv="En av grupperna är tom.", en="One of the groups is empty."),
        Text(
            sv="Med bara deltagare kan before_after beskriva förändringen; en effekt kräver en jämförelse.",
            en="With participants only, before_after can describe the change; an effect needs a comparison.",
        ),
    ),
    "no-complete": (
        Text(
            sv="I en av grupperna har alla fallit bort: ingen har värden i alla kolumner som behövs.",
            en="In one of the groups all are lost: nobody has values in all the columns that are needed.",
        ),
        Text(
            sv="Mät gruppen i efterhand, eller ta bort den kovariat som gruppen saknar.",
            en="Measure the group afterwards, or drop the covariate that the group lacks.",
        ),
    ),
    "one-participant": (
        Text(
            sv="En av grupperna har bara en person med värden, så spridningen går inte att räkna ut.",
            en="One of the groups has only one person with values, so its spread cannot be computed.",
        ),
        _MORE_PERSONS,
    ),
    "one-unit": (
        Text(
            sv="En av grupperna har bara en enhet med värden före och efter, så spridningen går inte att räkna ut.",
            en="One of the groups has only one unit with values before and after, so its spread cannot be computed.",
        ),
        Text(
            sv="Med flera perioder före start kan synthetic_did eller synthetic_control jämföra en enda enhet med "
            "andra. Annars: ta med fler, eller beskriv förändringen med before_after.",
            en="With several periods before the start synthetic_did or synthetic_control can hold one unit against "
            "others. Otherwise include more, or describe the change with before_after.",
        ),
    ),
    "too-few": (
        Text(
            sv="Personerna är för få för så många kovariater.",
            en="There are too few persons for so many covariates.",
        ),
        Text(
            sv="Ta bort kovariater eller skatta utan justering (adjust = false).",
            en="Drop covariates or estimate without adjustment (adjust = false).",
        ),
    ),
    "too-few-clusters": (
        Text(
            sv="Klustren (till exempel skolor) är för få för att räkna ut osäkerheten.",
            en="There are too few clusters (schools, say) to compute the uncertainty.",
        ),
        Text(
            sv="Minst tre kluster behövs, gärna tio i varje grupp. Med färre: beskriv klustren var för sig.",
            en="At least three clusters are needed, better ten per group. With fewer: describe each one.",
        ),
    ),
    "all-equal": (
        Text(
            sv="Alla har samma värde på utfallet, så det finns ingen skillnad att skatta.",
            en="Everyone has the same value of the outcome, so there is no difference to estimate.",
        ),
        Text(
            sv="Kontrollera kolumnen, eller välj ett utfall som varierar mellan personer.",
            en="Check the column, or choose an outcome that varies between persons.",
        ),
    ),
    "no-variation": (
        Text(
            sv="Utfallet varierar inte inom grupperna, så osäkerheten går inte att räkna ut.",
            en="The outcome does not vary within the groups, so the uncertainty cannot be computed.",
        ),
        Text(
            sv="Kontrollera kolumnen: mäter den gruppen i stället för personen? Välj ett utfall per person.",
            en="Check the column: does it measure the group instead of the person? Choose one per person.",
        ),
    ),
    "collinear": (
        Text(
            sv="En kovariat följer helt av de andra eller har samma värde för alla i en grupp.",
            en="A covariate follows entirely from the others, or has one value for all of a group.",
        ),
        Text(
            sv="Ta bort den kovariaten eller skatta utan justering (adjust = false).",
            en="Drop that covariate or estimate without adjustment (adjust = false).",
        ),
    ),
    "no-covariates": (
        Text(
            sv="Matchning kräver kovariater: det som skiljer personer åt före start.",
            en="Matching needs covariates: what tells persons apart before the start.",
        ),
        Text(
            sv="Ange covariates. Annars kan did bära frågan om båda grupperna är mätta före start.",
            en="State covariates. Else did can carry the question if both groups were measured before.",
        ),
    ),
    "all-constant": (
        Text(
            sv="Varje kovariat har samma värde för alla, så det finns inget att göra grupperna lika i.",
            en="Every covariate has one value for everyone, so there is nothing to make the groups alike in.",
        ),
        Text(
            sv="Ange kovariater som skiljer personer åt före start, eller använd did om båda grupperna är mätta före.",
            en="State covariates that tell persons apart before the start, or use did if both groups were measured.",
        ),
    ),
    "separation": (
        Text(
            sv="Kovariaterna skiljer grupperna helt åt: ingen deltagare har en motsvarighet bland de andra.",
            en="The covariates tell the groups apart without error: no participant has a counterpart.",
        ),
        Text(
            sv="Sök en annan jämförelsegrupp, ta bort kovariaten som avgör deltagandet, eller använd did.",
            en="Find another comparison group, drop the covariate that decides participation, or use did.",
        ),
    ),
    "no-overlap": (
        Text(
            sv="Nästan all vikt faller på en eller två personer: grupperna har för lite gemensamt att jämföra.",
            en="Nearly all weight falls on one or two persons: the groups have too little in common to be compared.",
        ),
        Text(
            sv="Sök en mer lik jämförelsegrupp, eller använd did om båda grupperna är mätta före start.",
            en="Find a more similar comparison group, or use did if both groups were measured before the start.",
        ),
    ),
    "no-convergence": (
        Text(
            sv="Modellen för vem som deltar gick inte att skatta.",
            en="The model of who takes part could not be fitted.",
        ),
        Text(
            sv="Ta bort kovariater som nästan avgör deltagandet, eller använd did.",
            en="Drop covariates that almost decide participation, or use did.",
        ),
    ),
    "no-pair": (
        Text(
            sv="Färre än två deltagare har en jämförelseperson inom calipern.",
            en="Fewer than two participants have a comparison person inside the caliper.",
        ),
        Text(
            sv="Sök en mer lik jämförelsegrupp eller ange en vidare caliper; did kräver mindre likhet.",
            en="Find a more similar comparison group or state a wider caliper; did asks for less likeness.",
        ),
    ),
    "one-period": (
        Text(
            sv="Minst en grupp saknar värden före eller efter start.",
            en="At least one group has no values before or after the start.",
        ),
        Text(
            sv="Mät båda grupperna före och efter, eller jämför bara efteråt med matching.",
            en="Measure both groups before and after, or compare afterwards only, with matching.",
        ),
    ),
    "horizon-beyond-follow-up": (
        Text(
            sv="Ingen i en av grupperna är följd ända till tidsgränsen, så ingen vet hur det gick där.",
            en="Nobody in one of the groups was followed up to the horizon, so nobody knows what happened there.",
        ),
        Text(
            sv="Ange en kortare tidsgräns (horizon), högst den längsta uppföljningen i den grupp som följts kortast.",
            en="State a shorter horizon, at most the longest follow-up of the group followed for the shortest time.",
        ),
    ),
    "no-before": (
        Text(
            sv="Det finns inget värde före start att jämföra med.",
            en="There is no value before the start to compare with.",
        ),
        Text(
            sv="Ange before (en kolumn), eller time och post. Utan mätning före start: matching mot andra.",
            en="State before (a column), or time and post. With no measure before: matching with others.",
        ),
    ),
}  # fmt: skip


def refused(reason: str, *, file: str = "", field: str = "") -> DesignRefused:
    """Return the refusal for a reason of the catalogue, with its place."""
    text, mend = _REASONS[reason]
    return DesignRefused(Fault(reason, text, mend, Place(file, field)))


def carried(compute: Callable[[], T], *, file: str = "", field: str = "") -> T:
    """Return what `compute` returns, or refuse with words when the arrays cannot carry it.

    Raises
    ------
    DesignRefused
        With the reason that the numerics gave.
    """
    try:
        return compute()
    except NotEstimableError as fault:
        raise refused(fault.reason, file=file, field=field) from fault


def reasons() -> tuple[str, ...]:
    """Return every reason for which a design can be refused."""
    return tuple(_REASONS)
