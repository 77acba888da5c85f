# SPDX-License-Identifier: Apache-2.0
"""What the data of a needs analysis cannot carry, said with its mend."""

from __future__ import annotations

from utfall.core.errors import DesignRefused, Fault, InputError, Place
from utfall.core.text import Text

Words = tuple[str, str]


def _fault(code: str, said: Words, mend: Words, place: Place) -> Fault:
    return Fault(code, Text(*said), Text(*mend), place)


def refuse(code: str, *, said: Words, mend: Words, field: str = "") -> DesignRefused:
    """Return a refusal (exit code 3); `said` and `mend` in Swedish and English."""
    return DesignRefused(_fault(code, said, mend, Place(field=field)))


def wrong(code: str, *, said: Words, mend: Words, field: str = "") -> InputError:
    """Return a fault of the input (exit code 2); `said` and `mend` in Swedish and English."""
    return InputError(_fault(code, said, mend, Place(field=field)))
