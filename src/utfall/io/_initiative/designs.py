# SPDX-License-Identifier: Apache-2.0
"""The section of a comparison, made from its design's own fields: what the design has, the file may say.

Four designs have sections written by hand (see `models`), since their fields depend on each other.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_type_hints

from pydantic import Field, create_model

from utfall.core.designs import DESIGNS, Design
from utfall.io._initiative import models as m

BY_HAND: dict[str, type[m.ComparisonSection]] = {
    "rct": m.RctSection,
    "matching": m.MatchingSection,
    "did": m.DidSection,
    "before_after": m.BeforeAfterSection,
}
# Fields that every comparison section has already, or that the file writes in a way of its own.
_COMMON = {"id": "id_column", "comparison": "comparison", "ci_level": "ci_level", "kind": "design"}
_TABLES = {"rates": dict[str, float], "cutpoints": dict[str, list[float]]}


@cache
def section_of(kind: str) -> type[m.ComparisonSection]:
    """Return the section of a design, by its kind."""
    if kind in BY_HAND:
        return BY_HAND[kind]
    design = DESIGNS[kind]
    hints = get_type_hints(design)
    given: dict[str, Any] = {"design": (Literal[kind], ...)}
    for field in fields(design):
        if field.name in ("comparison", "ci_level", "kind"):
            continue
        name = _COMMON.get(field.name, field.name)
        given[name] = (_written(field.name, hints[field.name]), _default(field.name, field.default))
    title = "".join(word.capitalize() for word in kind.split("_"))
    return create_model(f"{title}Section", __base__=m.ComparisonSection, __doc__=design.__doc__, **given)


def _written(name: str, hint: Any) -> Any:
    """Return how a field stands in the file: a list where the design has a tuple."""
    if name in _TABLES:
        return _TABLES[name]
    return list[str] if hint == tuple[str, ...] else list[str] | None if hint == tuple[str, ...] | None else hint


def _default(name: str, default: Any) -> Any:
    if default is MISSING:
        return ...
    if name in _TABLES:
        return {}
    return list(default) if isinstance(default, tuple) else default


def design_of(section: m.ComparisonSection, kind: str) -> Design:
    """Return the design that a section made by `section_of` describes."""
    given: dict[str, Any] = {}
    for field in fields(DESIGNS[kind]):
        if field.name == "kind":
            continue
        value = getattr(section, _COMMON.get(field.name, field.name))
        if field.name in _TABLES:
            value = tuple((key, tuple(v) if isinstance(v, list) else v) for key, v in value.items())
        elif isinstance(value, list):
            value = tuple(value)
        given[field.name] = value
    return DESIGNS[kind](**given)


SECTIONS: dict[str, type[m.ComparisonSection]] = {kind: section_of(kind) for kind in DESIGNS}

if TYPE_CHECKING:
    AnyComparison = m.ComparisonSection
else:
    AnyComparison = Annotated[Union[tuple(SECTIONS.values())], Field(discriminator="design")]  # noqa: UP007 - built
