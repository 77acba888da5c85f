# SPDX-License-Identifier: Apache-2.0
"""Rules of the room: pure functions over values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_LONGEST = 60


def key_from(title: str, taken: Collection[str] = ()) -> str:
    """Return a key for an initiative: its title in small letters a–z, numbered when the key is taken."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _LONGEST - 5].strip("-") or "satsning"
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
