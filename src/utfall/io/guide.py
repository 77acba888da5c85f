# SPDX-License-Identifier: Apache-2.0
"""The guide's components and check points, as data that come with the package."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from utfall.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One of the seven components of the work; they may run side by side and come back.

    Parameters
    ----------
    purpose
        The question that it answers.
    strategic, operative
        What each level of the organisation sees to.
    """

    id: str
    title: Text
    purpose: Text
    strategic: tuple[Text, ...]
    operative: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePoint:
    """Something to make sure of in a component.

    Parameters
    ----------
    requirement
        Number in the project's list of requirements.
    page
        Printed page of the guide.
    check
        Name of the rule that looks for it in the data; "" when only people can tell.
    """

    id: str
    component: str
    text: Text
    requirement: int
    page: int
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Components in the order of the guide, its points, and where they come from."""

    source: str
    components: tuple[Component, ...]
    points: tuple[GuidePoint, ...]

    def of(self, component: str) -> tuple[GuidePoint, ...]:
        """Return the points of a component, by its id."""
        return tuple(point for point in self.points if point.component == component)


@cache
def guide() -> Guide:
    """Return the guide that comes with the package."""
    raw = tomllib.loads((files("utfall.catalogue") / "guide.toml").read_text(encoding="utf-8"))
    return Guide(
        source=raw["source"],
        components=tuple(_component(entry) for entry in raw["components"]),
        points=tuple(GuidePoint(**{**entry, "text": Text(**entry["text"])}) for entry in raw["points"]),
    )


def _component(entry: dict[str, Any]) -> Component:
    return Component(
        id=entry["id"],
        title=Text(**entry["title"]),
        purpose=Text(**entry["purpose"]),
        strategic=_lines(entry["strategic"]),
        operative=_lines(entry["operative"]),
    )


def _lines(both: dict[str, list[str]]) -> tuple[Text, ...]:
    return tuple(Text(sv=sv, en=en) for sv, en in zip(both["sv"], both["en"], strict=True))
