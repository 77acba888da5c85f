# SPDX-License-Identifier: Apache-2.0
"""Why a question has no answer."""

from __future__ import annotations

from utfall.core.text import Lang, Text
from utfall.reports.phrases import robustness

_REASONS: dict[str, Text] = {
    "no-first-stage": Text(
        sv="Går inte att räkna ut: lika många deltog med och utan erbjudandet.",
        en="Cannot be computed: as many took part with and without the offer.",
    ),
    "unbounded": Text(
        sv="Så få följde erbjudandet att nästan vilken effekt som helst går ihop med data.",
        en="So few followed the offer that almost any effect agrees with the data.",
    ),
    "no-range": Text(
        sv="Går inte att räkna ut utan lowest och highest: de värden som utfallet som lägst och högst kan ha.",
        en="Cannot be computed without lowest and highest: the outcome's smallest and largest possible values.",
    ),
    "no-covariates": Text(
        sv="Går inte att räkna ut utan covariates: uppgifter från före start.",
        en="Cannot be computed without covariates: data from before the start.",
    ),
    "no-choices": Text(
        sv="Går inte att räkna ut: inga val kunde ha gjorts annorlunda (ange covariates).",
        en="Cannot be computed: no choice could have been made otherwise (state covariates).",
    ),
    "groups-two-to-twenty": Text(
        sv="Går inte att räkna ut: kolumnen ska ha mellan två och tjugo grupper.",
        en="Cannot be computed: the column should have between two and twenty groups.",
    ),
    "units-three-to-two-hundred": Text(
        sv="Räknas bara ut med mellan tre och tvåhundra enheter.",
        en="Computed only with between three and two hundred units.",
    ),
    "few-periods": Text(
        sv="Går inte att pröva: det behövs minst tre perioder före start.",
        en="Cannot be tested: at least three periods before the start are needed.",
    ),
    "only-by-lot": Text(
        sv="Räknas bara ut när personer har lottats en och en (design rct).",
        en="Computed only when persons were drawn one by one (design rct).",
    ),
    "one-effect": Text(
        sv="Går inte att jämföra: färre än två av grupperna är stora nog.",
        en="Cannot be compared: fewer than two of the groups are large enough.",
    ),
    "only-lot-or-pairs": Text(
        sv="Räknas bara ut när personer har lottats, eller matchats en mot en.",
        en="Computed only when persons were drawn by lot, or matched one to one.",
    ),
    "no-test": Text(
        sv="Går inte att pröva: metoden ger inget p-värde här.",
        en="Cannot be tested: the method gives no p value here.",
    ),
    "only-persons": Text(
        sv="Räknas bara ut för jämförelser med en rad per person.",
        en="Computed only for comparisons with one row per person.",
    ),
    "only-plain-kinds": Text(
        sv="Räknas bara ut för utfall som är tal eller ja/nej.",
        en="Computed only for outcomes in numbers or yes/no.",
    ),
    "all-took-part": Text(
        sv="Alla som erbjöds deltog och ingen annan gjorde det: effekten på dem som deltog är den ovan.",
        en="All who were offered took part and nobody else did: the effect on those who took part is the one above.",
    ),
    "small-cell": Text(
        sv="Visas inte: så få personer att enskilda kan kännas igen.",
        en="Not shown: so few people that individuals could be recognised.",
    ),
    "no-interval": Text(
        sv="Går inte att väga samman: effekten saknar osäkerhet.",
        en="Cannot be put together: the effect has no uncertainty.",
    ),
    "too-small": Text(
        sv="Visas inte: färre än tio i någon av grupperna.", en="Not shown: fewer than ten in one of the groups."
    ),
    "too-few": Text(sv="Går inte att räkna ut: för få personer.", en="Cannot be computed: too few people."),
    "one-unit": Text(
        sv="Går inte att räkna ut: bara en enhet i en grupp är mätt före och efter.",
        en="Cannot be computed: only one unit in a group is measured before and after.",
    ),
    "one-participant": Text(
        sv="Går inte att räkna ut: för få personer är mätta i en grupp.",
        en="Cannot be computed: too few people are measured in a group.",
    ),
}


def reason_text(reason: str, lang: Lang) -> str:
    """Return why a question has no answer."""
    return _REASONS[reason].of(lang) if reason in _REASONS else robustness.reason_text(reason, lang)
