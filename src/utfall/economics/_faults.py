# SPDX-License-Identifier: Apache-2.0
"""A fault of the economy in one call."""

from __future__ import annotations

from utfall.core.errors import Fault, Place
from utfall.core.text import Text


def fault(code: str, where: str, *, text: tuple[str, str], mend: tuple[str, str]) -> Fault:
    """Return a fault; `text`, `mend` are (Swedish, English), `where` is a path ("lines.wages.timing")."""
    return Fault(code, Text(sv=text[0], en=text[1]), Text(sv=mend[0], en=mend[1]), Place(field=where))
