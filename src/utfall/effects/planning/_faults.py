# SPDX-License-Identifier: Apache-2.0
"""How this room says that something is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from utfall.core.errors import DesignRefused, Fault, InputError, Place
from utfall.core.text import Text


def fault(code: str, sv: str, en: str, mend_sv: str, mend_en: str, *, field: str = "", file: str = "") -> Fault:
    """Return a fault of a field."""
    return Fault(code, Text(sv=sv, en=en), Text(sv=mend_sv, en=mend_en), Place(file, field))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise InputError with the faults; do nothing when there are none."""
    found = tuple(faults)
    if found:
        raise InputError(*found)


def unsolvable(what: str) -> DesignRefused:
    """Return the refusal of a plan that no number ("n") or no effect ("effect") can carry."""
    if what == "n":
        return DesignRefused(
            fault(
                "power-out-of-reach",
                "Inget rimligt antal personer räcker för att hitta en så liten effekt.",
                "No reasonable number of persons is enough to find an effect this small.",
                "Räkna på en större effekt, eller välj ett utfall som varierar mindre mellan personer.",
                "Plan for a larger effect, or choose an outcome that varies less between persons.",
                field="effect",
            )
        )
    return DesignRefused(
        fault(
            "effect-out-of-reach",
            "Så få personer kan inte hitta ens den största tänkbara effekten.",
            "This few persons cannot find even the largest effect there could be.",
            "Ta med fler personer eller kluster, eller beskriv utvecklingen (before_after) utan att tala om effekt.",
            "Include more persons or clusters, or describe the change (before_after) without speaking of an effect.",
            field="n",
        )
    )


def beyond_reach(donors: int, least: float, needed: int) -> DesignRefused:
    """Return the refusal of a placebo test whose smallest p value, `least`, lies above the level asked for."""
    shown = f"{least:.3f}"
    comma = shown.replace(".", ",")
    return DesignRefused(
        fault(
            "effect-beyond-reach",
            f"Med {donors} jämförelseenheter blir p-värdet aldrig under {comma}, hur stor effekten än är.",
            f"With {donors} comparison units the p value is never below {shown}, however large the effect.",
            f"Ta med minst {needed} jämförelseenheter, eller planera för synthetic_did.",
            f"Include at least {needed} comparison units, or plan for synthetic_did.",
            field="n, ratio",
        )
    )
