# SPDX-License-Identifier: Apache-2.0
"""In whose purse a line falls: actors and shares, which sum to 1 (resources) or 0 (tax and transfer)."""

from __future__ import annotations

from utfall.core.actors import Actor, unit_key, unit_owners
from utfall.core.lines import LineKind, Posting, UnitCost
from utfall.core.text import Text
from utfall.io._initiative import models_economy as e
from utfall.io._initiative.build import actor_of
from utfall.io._initiative.source import Faults, Path

# Shares written with a few decimals may miss their sum by this much.
_SHARE_TOLERANCE = 1e-6
_LONGEST_UNIT = 80
_MONEY = Text(
    sv="I en skatt eller transferering summerar andelarna till 0: plus för den som får, minus för den som betalar.",
    en="In a tax or transfer the shares sum to 0: plus for who gains, minus for who pays.",
)
_RESOURCE = Text(
    sv="Andelarna ska vara 0 eller mer och summera till 1.",
    en="The shares have to be 0 or more and sum to 1.",
)


def postings_of(line: e.Priced, kind: LineKind, path: Path, faults: Faults) -> tuple[Posting, ...] | None:
    """Return the postings stated on a line: () when they are wrong, None when nothing is stated."""
    if line.postings is not None:
        if line.actor is not None:
            said = Text(sv="Posten har både actor och postings.", en="The line has both actor and postings.")
            mend = Text(sv="Ange en av dem.", en="State one of them.")
            faults.add("postings-twice", path, said, mend)
        return _shared(line.postings, kind, (*path, "postings"), faults)
    if kind.moves_money_only:
        said = Text(
            sv="Skatt och transferering flyttar pengar: någon får och någon betalar.",
            en="Tax and transfer move money: somebody gains and somebody pays.",
        )
        mend = Text(
            sv="Ange till exempel postings = { kommun = 1.0, individ = -1.0 }.",
            en="State for example postings = { municipality = 1.0, household = -1.0 }.",
        )
        faults.add("postings-missing", (*path, "postings"), said, mend)
        return ()
    if line.actor is None:
        return None
    found = _purse(line.actor, (*path, "actor"), faults)
    return () if found is None else (Posting(found[0], 1.0, found[1]),)


def default_posting(line: e.Priced, cost: UnitCost | None, path: Path, faults: Faults) -> tuple[Posting, ...]:
    """Return the whole line to the actor of its listed unit cost; () with the fault noted when there is none."""
    if cost is not None and cost.id != line.id:
        return (Posting(cost.actor, 1.0),)
    if cost is None and isinstance(line.unit_cost, str):
        return ()  # the unit cost has its own fault, which may be all that is wrong
    said = Text(sv="Posten säger inte vem den gäller.", en="The line does not state whose it is.")
    mend = Text(
        sv="Lägg till actor, till exempel actor = \"kommun\".",
        en="Add actor, for example actor = \"municipality\".",
    )  # fmt: skip
    faults.add("actor-missing", (*path, "actor"), said, mend)
    return ()


def _shared(shares: dict[str, float], kind: LineKind, path: Path, faults: Faults) -> tuple[Posting, ...]:
    found: list[Posting] = []
    for word, share in shares.items():
        purse = _purse(word, (*path, word), faults)
        if purse is None:
            return ()
        if any((posting.actor, posting.unit) == purse for posting in found):
            said = Text(sv=f"Aktören ”{word}” står två gånger.", en=f"The actor '{word}' stands twice.")
            mend = Text(sv="Lägg ihop andelarna.", en="Add the shares together.")
            faults.add("actor-twice", (*path, word), said, mend)
            return ()
        found.append(Posting(purse[0], share, purse[1]))
    return tuple(found) if _sum_is_right(found, kind, path, faults) else ()


def _purse(word: str, path: Path, faults: Faults) -> tuple[Actor, str] | None:
    """Return the actor and the unit that "actor" or "actor/unit" names; None with the fault noted."""
    name, slash, unit = word.partition("/")
    owners = [] if slash else unit_owners(name)
    if owners:
        said = Text(sv=f"Aktören ”{name}” är okänd.", en=f"The actor '{name}' is unknown.")
        full = f"{owners[0]}/{unit_key(owners[0], name)}"
        faults.add("actor-unknown", path, said, Text(sv=f"Menade du ”{full}”?", en=f"Did you mean '{full}'?"))
        return None
    actor = actor_of(name, path, faults)
    if actor is None:
        return None
    key = unit_key(actor, unit)
    if bool(key) == bool(slash) and len(key) <= _LONGEST_UNIT and key.isprintable():
        return actor, key
    said = Text(sv="Enheten efter snedstrecket går inte att läsa.", en="The unit after the slash cannot be read.")
    mend = Text(
        sv=f"Skriv ett namn på högst {_LONGEST_UNIT} tecken, som kommun/Socialnämnden, eller bara aktören.",
        en=f"Write a name of at most {_LONGEST_UNIT} characters, as kommun/Socialnämnden, or the actor alone.",
    )
    faults.add("unit-unreadable", path, said, mend)
    return None


def _sum_is_right(found: list[Posting], kind: LineKind, path: Path, faults: Faults) -> bool:
    total = sum(posting.share for posting in found)
    wanted = 0.0 if kind.moves_money_only else 1.0
    moved = any(posting.share for posting in found)
    negative = not kind.moves_money_only and any(posting.share < 0 for posting in found)
    if abs(total - wanted) <= _SHARE_TOLERANCE and moved and not negative:
        return True
    if negative:
        said = Text(sv="En andel är negativ.", en="A share is negative.")
    elif not moved:
        said = Text(sv="Ingen aktör har någon andel.", en="No actor has any share.")
    else:
        said = Text(sv=f"Andelarna summerar till {total:g}.", en=f"The shares sum to {total:g}.")
    faults.add("shares-sum", path, said, _MONEY if kind.moves_money_only else _RESOURCE)
    return False
