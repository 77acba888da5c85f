# SPDX-License-Identifier: Apache-2.0
"""The guide to instruments, as data that come with the package: no item texts, what is known and how sure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from utfall.core.text import Text

_NOT_STATED = Text(sv="", en="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A questionnaire or interview that measures an outcome.

    Parameters
    ----------
    items
        Number of items.
    minutes
        Minutes it takes; None where the source does not say.
    score_low, score_high
        Ends of the total score; None where there is no total or it is not stated.
    better
        Which end is better: "higher" or "lower"; "" where there is no total.
    cut_offs, reliability, cost
        As the source says; empty where it does not.
    inside
        Whether the licence, as read, lets the items stand in an electronic form: otherwise scores are imported.
    sure
        "seen": read at the source named; "unverified": not seen there.
    """

    id: str
    name: str
    purpose: Text
    group: Text
    informant: Text
    items: int
    licence: Text
    inside: Literal["yes", "no", "unclear"]
    sure: Literal["seen", "unverified"]
    source: str
    minutes: int | None = None
    score_low: float | None = None
    score_high: float | None = None
    better: Literal["higher", "lower", ""] = ""
    scoring: Text = _NOT_STATED
    cut_offs: Text = _NOT_STATED
    reliability: Text = _NOT_STATED
    cost: Text = _NOT_STATED


@cache
def instruments() -> dict[str, Instrument]:
    """Return the instruments that come with the package, by id, in the order of the file."""
    raw = tomllib.loads((files("utfall.catalogue") / "instruments.toml").read_text(encoding="utf-8"))
    return {entry["id"]: _instrument(entry) for entry in raw["instruments"]}


def _instrument(entry: dict[str, Any]) -> Instrument:
    score = entry.pop("score", {})
    told: dict[str, Any] = {key: Text(**value) if isinstance(value, dict) else value for key, value in entry.items()}
    return Instrument(**told, score_low=score.get("low"), score_high=score.get("high"), better=score.get("better", ""))
