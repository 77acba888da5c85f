# SPDX-License-Identifier: Apache-2.0
"""Components in addresses, in Swedish."""

from __future__ import annotations

from utfall_web.plan.components import Component

_WORDS = {
    Component.NEED: "behov",
    Component.CHOICE: "val",
    Component.DESIGN: "design",
    Component.DELIVERY: "genomforande",
    Component.EVALUATION: "utvardering",
    Component.IMPLEMENTATION: "implementering",
    Component.ORGANISATION: "organisation",
}
_COMPONENTS = {word: component for component, word in _WORDS.items()}


class ComponentConverter:
    """Reads and writes a component in an address."""

    regex = "|".join(_COMPONENTS)

    def to_python(self, value: str) -> Component:
        """Return the component of a word."""
        return _COMPONENTS[value]

    def to_url(self, value: str) -> str:
        """Return the word of a component."""
        return _WORDS[Component(value)]
