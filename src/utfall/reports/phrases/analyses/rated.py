# SPDX-License-Identifier: Apache-2.0
"""Ratings, and what was known before, in words."""

from __future__ import annotations

from utfall.core.text import Text
from utfall.reports.phrases.analyses.entry import Words

RATED: dict[str, Words] = {
    "no_ratings": Words(Text(sv="Skattningar", en="Ratings"), Text(sv="", en="")),
    "smallest_change": Words(
        Text(sv="Minsta säkra förändring", en="Smallest reliable change"),
        Text(
            sv="En mindre förändring hos en person kan vara instrumentets eget mätfel.",
            en="A smaller change in a person can be the instrument's own error.",
        ),
    ),
    "improved": Words(
        Text(sv="Säkert förbättrade{group}", en="Reliably improved{group}"),
        Text(sv="Av {persons} som skattat två gånger.", en="Of {persons} rated twice."),
    ),
    "recovered": Words(
        Text(sv="– därav över gränsen{group}", en="– of them past the cut-off{group}"),
        Text(
            sv="Säkert förbättrade som också passerat gränsvärdet.", en="Reliably improved and also past the cut-off."
        ),
    ),
    "improved_only": Words(
        Text(sv="– säkert förbättrade, inte över gränsen{group}", en="– reliably improved, not past a cut-off{group}"),
        Text(sv="Personer.", en="People."),
    ),
    "unchanged": Words(
        Text(sv="– ingen säker förändring{group}", en="– no reliable change{group}"),
        Text(sv="Förändringen ryms i mätfelet.", en="The change is within the error."),
    ),
    "worse": Words(
        Text(sv="– säkert försämrade{group}", en="– reliably worse{group}"),
        Text(sv="Se efter vad som hänt dem.", en="Look into what happened to them."),
    ),
    "improved_difference": Words(
        Text(
            sv="Skillnad mellan grupperna i andel säkert förbättrade",
            en="Difference between the groups in the share improved",
        ),
        Text(sv="Andelarna går inte säkert att skilja åt.", en="The shares cannot be told apart."),
        Text(sv="Andelarna skiljer sig.", en="The shares differ."),
        "clear",
    ),
    "within_session": Words(
        Text(sv="Förändring under en träff", en="Change within a session"),
        Text(
            sv="Från före till efter, {persons} personer och {sessions} träffar; varje person väger lika.",
            en="From before to after, {persons} people and {sessions} sessions; each person weighs alike.",
        ),
    ),
    "course": Words(
        Text(sv="Förändring från första till sista träffen", en="Change from the first to the last session"),
        Text(sv="Bland dem med minst två träffar.", en="Among those with at least two sessions."),
    ),
    "session_trend": Words(
        Text(sv="Förändring per träff, inom personer", en="Change per session, within persons"),
        Text(sv="De som stannar längre väger mer.", en="Those who stay longer weigh more."),
    ),
    "session": Words(
        Text(sv="– träff {name}", en="– session {name}"),
        Text(sv="Från {before} till {after}, {persons} personer.", en="From {before} to {after}, {persons} people."),
    ),
    "prior": Words(
        Text(sv="Känt sedan tidigare", en="Known before"),
        Text(
            sv="Ur {studies} tidigare studie(r). Sannolikhet att effekten går åt rätt håll: {chance}.",
            en="From {studies} earlier study or studies. Probability that the effect goes the right way: {chance}.",
        ),
    ),
    "data": Words(
        Text(sv="Bara data", en="The data alone"),
        Text(
            sv="Sannolikhet att effekten går åt rätt håll: {chance}.",
            en="Probability that the effect goes the right way: {chance}.",
        ),
    ),
    "posterior": Words(
        Text(sv="Båda tillsammans", en="Both together"),
        Text(
            sv="Tidigare studier väger {weight_of_prior}. Sannolikhet att effekten går åt rätt håll: {chance}.",
            en="Earlier studies weigh {weight_of_prior}. Probability that the effect goes the right way: {chance}.",
        ),
    ),
    "conflict": Words(
        Text(sv="Går data ihop med det som var känt?", en="Do the data agree with what was known?"),
        Text(sv="Ja, de säger inte emot varandra.", en="Yes, they do not contradict each other."),
        Text(sv="Nej: läs dem var för sig, inte sammanvägda.", en="No: read them apart, not put together."),
        "conflicts",
    ),
}
GROUPS: dict[str, Text] = {
    "": Text(sv="", en=""),
    "intervention": Text(sv=", insatsgruppen", en=", intervention group"),
    "comparison": Text(sv=", jämförelsegruppen", en=", comparison group"),
}
NOTES: dict[str, Text] = {
    "change-not-effect": Text(
        sv="Det här beskriver personers förändring. Den visar ingen effekt av satsningen.",
        en="This describes people's change. It shows no effect of the initiative.",
    ),
    "instrument-population": Text(
        sv="Gränsen hänger på instrumentets spridning och reliabilitet i er målgrupp (sd, reliability).",
        en="The limit hangs on the instrument's spread and reliability in your target group (sd, reliability).",
    ),
    "sessions-hidden": Text(
        sv="Träffar med för få personer visas inte.", en="Sessions with too few people are not shown."
    ),
    "prior-shown": Text(
        sv="Utlåtandet vilar på data. Det sammanvägda visas för den som litar på de tidigare studierna.",
        en="The verdict rests on the data. What is put together is shown for those who trust the earlier studies.",
    ),
}
