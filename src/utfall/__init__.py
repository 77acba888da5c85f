# SPDX-License-Identifier: Apache-2.0
"""Utfall: from verified need to decision paper for social investments.

    import utfall

    result = utfall.effect("personer.csv", outcome="inkomst", treatment="grupp", comparison="jämförelse")
    evaluation = utfall.evaluate("satsning.toml")

Rooms: `utfall.effects`, `utfall.economics`, `utfall.flows`, `utfall.needs`, `utfall.reports`. Importing the package
loads none of them. What is wrong with a call or its data is an `utfall.InputError`, and a method that the data cannot
carry an `utfall.DesignRefused`; both say in words what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from utfall.api import effect, evaluate
    from utfall.core.errors import DesignRefused, InputError

__version__ = "0.1.0"
__all__ = ["DesignRefused", "InputError", "__version__", "effect", "evaluate"]

_LAZY = {
    "DesignRefused": "utfall.core.errors",
    "InputError": "utfall.core.errors",
    "effect": "utfall.api",
    "evaluate": "utfall.api",
}
_ROOMS = ("core", "disclosure", "economics", "effects", "flows", "io", "needs", "reports", "thread")


def __getattr__(name: str) -> Any:
    """Load a room or a function when it is first asked for: the import itself stays cheap."""
    import importlib

    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    if name in _ROOMS:
        return importlib.import_module(f"utfall.{name}")
    raise AttributeError(f"module 'utfall' has no attribute {name!r}")
