# SPDX-License-Identifier: Apache-2.0
"""Components, in words."""

from __future__ import annotations

from utfall.core.text import Text
from utfall.reports.phrases.analyses.entry import Words

DECISIONS: dict[str, Text] = {
    "keep": Text(sv="behåll", en="keep"),
    "adapt": Text(sv="anpassa", en="adapt"),
    "drop": Text(sv="ta bort", en="drop"),
}
REASONS: dict[str, Text] = {
    "worth-it": Text(sv="effekten är sannolikt värd det", en="the effect is probably worth it"),
    "not-worth-it": Text(sv="effekten är sannolikt inte värd det", en="the effect is probably not worth it"),
    "not-delivered": Text(sv="den gavs inte som det var tänkt", en="it was not delivered as meant"),
    "cannot-tell": Text(sv="data räcker inte för att säga", en="the data do not suffice to tell"),
}
PARTS: dict[str, Words] = {
    "no_components": Words(Text(sv="Komponentanalys", en="Component analysis"), Text(sv="", en="")),
    "component": Words(
        Text(sv="Komponenten ”{name}”", en="The component '{name}'"),
        Text(
            sv="Med mot utan, i snitt över de andra; {p_holm}, justerat för antalet komponenter.",
            en="With against without, on average over the others; {p_holm}, adjusted for the number of components.",
        ),
        Text(
            sv="Med mot utan; {p_holm}, justerat. Försöket kan inte skilja den från {mixed}.",
            en="With against without; {p_holm}, adjusted. The trial cannot tell it from {mixed}.",
        ),
        "is_mixed",
    ),
    "component_pair": Words(
        Text(sv="Tillsammans: {name}", en="Together: {name}"),
        Text(
            sv="Hälften av hur mycket den enas effekt ändras av den andra; {p_holm}, justerat.",
            en="Half of how much the effect of one changes with the other; {p_holm}, adjusted.",
        ),
        Text(
            sv="Hälften av hur mycket den enas effekt ändras av den andra; {p_holm}. Går inte att skilja från {mixed}.",
            en="Half of how much the effect of one changes with the other; {p_holm}. Cannot be told from {mixed}.",
        ),
        "is_mixed",
    ),
    "proposal": Words(
        Text(
            sv="Förslag för ”{name}”: {decision}. Chans att den är värd det",
            en="Proposal for '{name}': {decision}. Chance that it is worth it",
        ),
        Text(
            sv="Så sannolik är en effekt på minst {worth}, som den ska vara värd: {reason}.",
            en="So probable is an effect of at least {worth}, what it should be worth: {reason}.",
        ),
    ),
    "component_dose": Words(
        Text(sv="Samband med ”{name}”, inte effekt", en="Association with '{name}', no effect"),
        Text(
            sv="Skillnad i utfall per enhet, med de andra lika, bland {persons} personer.",
            en="Difference in outcome per unit, with the others alike, among {persons} people.",
        ),
    ),
}
NOTES: dict[str, Text] = {
    "components-table": Text(
        sv="Förslagen är underlag för ett beslut, inget beslut: behåll och ta bort föreslås bara vid minst 80 procents sannolikhet.",
        en="The proposals are grounds for a decision, no decision: keep and drop are proposed only at a probability of at least "
        "80 per cent.",
    ),
    "no-worth": Text(
        sv="Ingen minsta effekt är angiven (worth), så behåll betyder bara att effekten sannolikt går åt rätt håll.",
        en="No smallest effect is stated (worth), so keep only means that the effect probably goes the right way.",
    ),
}
