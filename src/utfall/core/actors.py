# SPDX-License-Identifier: Apache-2.0
"""Whose purse: the seven actors that every krona is posted to."""

from __future__ import annotations

from enum import StrEnum

from utfall.core.text import Text


class Actor(StrEnum):
    """Who pays or gains. Society is the sum of all seven; the public sector of the first three."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    STATE = "state"
    HOUSEHOLD = "household"
    BUSINESS = "business"
    INSURANCE = "insurance"
    CIVIL_SOCIETY = "civil_society"


PUBLIC_SECTOR: tuple[Actor, ...] = (Actor.MUNICIPALITY, Actor.REGION, Actor.STATE)

ACTOR_NAMES: dict[Actor, Text] = {
    Actor.MUNICIPALITY: Text(sv="Kommunen", en="Municipality"),
    Actor.REGION: Text(sv="Regionen", en="Region"),
    Actor.STATE: Text(sv="Staten", en="State"),
    Actor.HOUSEHOLD: Text(sv="Individ och hushåll", en="Individual and household"),
    Actor.BUSINESS: Text(sv="Företag", en="Business"),
    Actor.INSURANCE: Text(sv="Försäkringar", en="Insurance"),
    Actor.CIVIL_SOCIETY: Text(sv="Civilsamhälle", en="Civil society"),
}

# Names that Swedish users write in files and in the unit-cost list.
_ALIASES: dict[str, Actor] = {
    "kommun": Actor.MUNICIPALITY,
    "kommunen": Actor.MUNICIPALITY,
    "regionen": Actor.REGION,
    "landsting": Actor.REGION,
    "stat": Actor.STATE,
    "staten": Actor.STATE,
    "individ": Actor.HOUSEHOLD,
    "hushåll": Actor.HOUSEHOLD,
    "hushall": Actor.HOUSEHOLD,
    "participant": Actor.HOUSEHOLD,
    "företag": Actor.BUSINESS,
    "foretag": Actor.BUSINESS,
    "privat": Actor.BUSINESS,
    "försäkring": Actor.INSURANCE,
    "forsakring": Actor.INSURANCE,
    "försäkringar": Actor.INSURANCE,
    "civilsamhälle": Actor.CIVIL_SOCIETY,
    "civilsamhalle": Actor.CIVIL_SOCIETY,
}


def parse_actor(word: str) -> Actor | None:
    """Return the actor that a Swedish or English word names, or None."""
    key = word.strip().casefold()
    if key in _ALIASES:
        return _ALIASES[key]
    return Actor(key) if key in set(Actor) else None


def actor_words() -> list[str]:
    """Return every word that names an actor, for suggestions."""
    return [*Actor, *_ALIASES]
