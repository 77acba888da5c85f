# SPDX-License-Identifier: Apache-2.0
"""Whose purse: the seven actors that every krona is posted to, and the usual units within them."""

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


# Usual units (boards, agencies) within an actor, for suggestions and translation. Any other name is as good.
# A unit is called by its Swedish name in results; what follows the name are other ways to write it.
_UNITS: dict[Actor, tuple[tuple[Text, tuple[str, ...]], ...]] = {
    Actor.MUNICIPALITY: (
        (Text(sv="Kommunstyrelsen", en="Municipal executive board"), ("ks",)),
        (Text(sv="Socialnämnden", en="Social services board"), ("socialnämnd", "socialförvaltningen")),
        (
            Text(sv="Arbetsmarknadsnämnden", en="Labour market board"),
            ("arbetsmarknadsnämnd", "arbetsmarknadsförvaltningen"),
        ),
        (Text(sv="Utbildningsnämnden", en="Education board"), ("utbildningsnämnd", "utbildningsförvaltningen")),
        (Text(sv="Äldrenämnden", en="Elderly care board"), ("äldrenämnd", "äldreförvaltningen")),
    ),
    Actor.REGION: (
        (Text(sv="Primärvården", en="Primary care"), ("primärvård",)),
        (Text(sv="Psykiatrin", en="Psychiatric care"), ("psykiatri",)),
        (Text(sv="Akutsjukvården", en="Emergency care"), ("akutsjukvård",)),
    ),
    Actor.STATE: (
        (Text(sv="Arbetsförmedlingen", en="Public Employment Service"), ("af",)),
        (Text(sv="Försäkringskassan", en="Social Insurance Agency"), ("fk",)),
        (Text(sv="Kriminalvården", en="Prison and Probation Service"), ("kriminalvård",)),
        (Text(sv="Rättsväsendet", en="Justice system"), ("rättsväsende",)),
        (Text(sv="Polisen", en="Police"), ("polismyndigheten",)),
        (Text(sv="Skatteverket", en="Tax Agency"), ("skv",)),
    ),
}


def unit_key(actor: Actor, word: str) -> str:
    """Return the name that a unit has in results: that of a usual unit however it is written, else the word."""
    plain = " ".join(word.split())
    key = plain.casefold()
    for name, others in _UNITS.get(actor, ()):
        if key in (name.sv.casefold(), name.en.casefold(), *others):
            return name.sv
    return plain


def unit_name(actor: Actor, unit: str) -> Text:
    """Return the name of a unit in both languages; a user's own word stands in both."""
    usual = (name for name, _ in _UNITS.get(actor, ()) if name.sv == unit)
    return next(usual, Text.same(unit))


def unit_owners(word: str) -> list[Actor]:
    """Return the actors that have a usual unit of this name, for suggestions."""
    return [actor for actor, units in _UNITS.items() if unit_key(actor, word) in [name.sv for name, _ in units]]
