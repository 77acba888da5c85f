# SPDX-License-Identifier: Apache-2.0
"""What has been worked out once, kept in the process as text, each with the state it was worked out of.

The store knows nothing of what states are: `plan.worked_out` is the one way that rooms use it. Nothing is kept by time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

LARGEST = 32_000_000  # bytes of text in all, per process


class Kept:
    """A bounded store: one text per place, with its state; what was asked for longest ago goes first.

    Parameters
    ----------
    largest
        Bytes of text it may hold. A text of more than an eighth of that is not kept.
    """

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._lock = Lock()
        self._held: OrderedDict[Hashable, tuple[Hashable, bytes]] = OrderedDict()
        self.size = 0  # bytes of text held

    def get(self, place: Hashable, state: Hashable) -> str | None:
        """Return the text that was worked out of this very state, None when there is none."""
        with self._lock:
            found = self._held.get(place)
            if found is None or found[0] != state:
                return None
            self._held.move_to_end(place)
        return found[1].decode()

    def put(self, place: Hashable, state: Hashable, text: str) -> None:
        """Keep a text instead of what stood in its place."""
        packed = text.encode()
        with self._lock:
            self._drop(place)
            if len(packed) * 8 > self._largest:
                return
            self._held[place] = (state, packed)
            self.size += len(packed)
            while self.size > self._largest:
                self._drop(next(iter(self._held)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
            self.size = 0

    def __len__(self) -> int:
        return len(self._held)

    def _drop(self, place: Hashable) -> None:
        gone = self._held.pop(place, None)
        if gone is not None:
            self.size -= len(gone[1])


KEPT = Kept()
