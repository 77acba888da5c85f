# SPDX-License-Identifier: Apache-2.0
"""When the data cannot carry a design over time, at a cutoff or against a given value: why, and what could."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from utfall.core.errors import DesignRefused, Fault, Place
from utfall.core.text import Text
from utfall.effects import refusals
from utfall.effects._numerics.contrast import NotEstimableError

T = TypeVar("T")

# reason: (what is wrong, what could carry the question)
_REASONS: dict[str, tuple[Text, Text]] = {
    "no-treated": (
        Text(sv="Ingen enhet börjar med insatsen under perioderna.", en="No unit starts during the periods."),
        Text(
            sv="Kontrollera kolumnen som säger när eller vem som börjar.",
            en="Check the column that says when or who starts.",
        ),
    ),
    "no-untreated": (
        Text(
            sv="Det finns ingen enhet utan insats att jämföra med.",
            en="There is no unit without the initiative to compare with.",
        ),
        Text(
            sv="Lägg till enheter som aldrig börjar, eller jämför med dem som börjar senare (not_yet).",
            en="Add units that never start, or compare with those that start later (not_yet).",
        ),
    ),
    "none-followed": (
        Text(
            sv="Ingen enhet med insats har något värde efter sin start: alla har fallit bort.",
            en="No treated unit has a value after its start: all are lost.",
        ),
        Text(
            sv="Mät dem i efterhand, eller kontrollera kolumnen med utfallet.",
            en="Measure them afterwards, or check the outcome column.",
        ),
    ),
    "no-pre-period": (
        Text(
            sv="Minst en enhet med insats saknar mätning före sin start.",
            en="At least one treated unit has no measurement before its start.",
        ),
        Text(
            sv="Lägg till tidigare perioder eller ta bort enheterna. Utan mätning före start: matching mot andra.",
            en="Add earlier periods or take the units out. With no measurement before: matching with others.",
        ),
    ),
    "one-pre-period": (
        Text(
            sv="Det finns bara en period före starten, så det går inte att se om utvecklingen var lika innan.",
            en="There is only one period before the start, so whether the trends were alike cannot be seen.",
        ),
        Text(
            sv="Lägg till tidigare perioder. Med en period före kan did bära frågan, med den varningen.",
            en="Add earlier periods. With one period before, did can carry the question, with that warning.",
        ),
    ),
    "few-pre-periods": (
        Text(
            sv="Perioderna före starten är för få för att se en trend: minst tre behövs, helst åtta.",
            en="There are too few periods before the start to see a trend: at least three, better eight.",
        ),
        Text(
            sv="Lägg till tidigare perioder. Annars kan did bära om det finns en jämförelsegrupp.",
            en="Add earlier periods. Else did can carry it if there is a comparison group.",
        ),
    ),
    "no-post-period": (
        Text(sv="Det finns ingen period efter starten.", en="There is no period after the start."),
        Text(sv="Kontrollera post, eller vänta med skattningen.", en="Check post, or wait with the estimate."),
    ),
    "few-clusters": (
        Text(
            sv="Det finns färre än fyra kluster, så osäkerheten går inte att räkna ut.",
            en="There are fewer than four clusters, so the uncertainty cannot be computed.",
        ),
        Text(
            sv="Samla in fler kluster. Med ett behandlat kluster och lång historik kan synthetic_control bära frågan.",
            en="Collect more clusters. With one treated cluster and a long history synthetic_control can carry it.",
        ),
    ),
    "few-donors": (
        Text(
            sv="Färre än tre jämförelseenheter är för få att väga samman och pröva mot.",
            en="Fewer than three comparison units are too few to mix and to test against.",
        ),
        Text(
            sv="Lägg till enheter. Med en enda jämförelseserie kan its med treatment bära frågan.",
            en="Add units. With a single comparison series its with treatment can carry the question.",
        ),
    ),
    "gaps": (
        Text(
            sv="Någon enhet saknar värde i en period, men metoden behöver alla enheter i alla perioder.",
            en="Some unit lacks a value in a period, but the method needs every unit in every period.",
        ),
        Text(
            sv="Ta bort de enheterna eller perioderna, eller använd staggered_did som tål luckor.",
            en="Take out those units or periods, or use staggered_did, which stands gaps.",
        ),
    ),
    "different-starts": (
        Text(sv="Enheterna börjar vid olika tidpunkter.", en="The units start at different times."),
        Text(
            sv="Använd staggered_did, eller skatta en start i taget.",
            en="Use staggered_did, or estimate one start at a time.",
        ),
    ),
    "few-near-cutoff": (
        Text(
            sv="För få personer ligger nära gränsen på någon sida: minst tio behövs, med olika värden.",
            en="Too few persons lie near the cutoff on one side: at least ten are needed, with different values.",
        ),
        Text(
            sv="Ange en vidare bandwidth eller samla fler. Utan personer nära gränsen kan matching bära frågan.",
            en="State a wider bandwidth or collect more. With nobody near the cutoff matching can carry it.",
        ),
    ),
    "one-side": (
        Text(sv="Alla ligger på samma sida om gränsen.", en="Everyone lies on the same side of the cutoff."),
        Text(sv="Kontrollera cutoff och kolumnen.", en="Check cutoff and the column."),
    ),
    "no-reference": (
        Text(
            sv="Det finns inget värde att jämföra med.",
            en="There is no value to compare with.",
        ),
        Text(
            sv="Ange reference, eller strata med rates, eller expected.",
            en="State reference, or strata with rates, or expected.",
        ),
    ),
}  # fmt: skip


def refused(reason: str, *, file: str = "", field: str = "") -> DesignRefused:
    """Return the refusal for a reason of this catalogue or of `effects.refusals`."""
    if reason not in _REASONS:
        return refusals.refused(reason, file=file, field=field)
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
    """Return every reason of this catalogue."""
    return tuple(_REASONS)
