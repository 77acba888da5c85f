# SPDX-License-Identifier: Apache-2.0
"""The hash of an event, and the check of a chain: pure functions over values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder

_TOLD = ("chain", "number", "actor_id", "verb", "kind", "object_id", "initiative_id", "before", "after", "reason")


class Event(Protocol):
    """What the hash is made of."""

    chain: int
    number: int
    previous: str
    digest: str


def digest(event: Any) -> str:
    """Return the SHA-256 of an event and of the hash before it, as 64 hexadecimal digits."""
    told = {name: getattr(event, name) for name in _TOLD}
    told["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    told["previous"] = event.previous
    text = json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(events: Iterable[Event]) -> int | None:
    """Return the number of the first event of a chain that does not hold, None when all do.

    Parameters
    ----------
    events
        A whole chain from number 1, in order.
    """
    previous, expected = "", 1
    for event in events:
        if event.number != expected or event.previous != previous or event.digest != digest(event):
            return expected
        previous, expected = event.digest, expected + 1
    return None
