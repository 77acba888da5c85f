# SPDX-License-Identifier: Apache-2.0
"""What time it is, for logs that have to say when: the caller may state it instead."""

from __future__ import annotations

import datetime

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text


def moment(text: str | None, field: str = "--time") -> str:
    """Return an ISO 8601 time with its zone, to the second; now when none is given.

    Raises
    ------
    InputError
        When the text is no time.
    """
    if text is None:
        return datetime.datetime.now(tz=datetime.UTC).astimezone().isoformat(timespec="seconds")
    try:
        return datetime.datetime.fromisoformat(text).isoformat(timespec="seconds")
    except ValueError:
        raise InputError(
            Fault(
                "time-unreadable",
                Text(sv=f"”{text[:40]}” är ingen tidpunkt.", en=f"'{text[:40]}' is no time."),
                Text(sv="Skriv som 2026-01-31T14:30.", en="Write it like 2026-01-31T14:30."),
                Place(field=field),
            )
        ) from None


def this_year() -> int:
    """Return the year it is."""
    return datetime.datetime.now(tz=datetime.UTC).astimezone().year
