# SPDX-License-Identifier: Apache-2.0
"""A seal on an allocation list: a checksum that shows later that not one place was changed.

The checksum is filed where nobody of the project can change it; the salt is kept with the list. Without the
salt nobody can find out the list by trying.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence

from utfall.effects.planning._faults import fault, refuse

_FEWEST_SALT = 16


def canonical_list(ids: Sequence[str], arms: Sequence[str]) -> str:
    """Return the list as text: one JSON array [id, arm] per line, sorted by id, so that row order is no matter."""
    pairs = sorted(zip(ids, arms, strict=True))
    return "".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs)


def seal(ids: Sequence[str], arms: Sequence[str], *, salt: str) -> str:
    """Return the SHA-256 of salt, line break and canonical list, 64 hexadecimal digits.

    Raises
    ------
    InputError
        When the salt is shorter than 16 characters: then the list could be found by trying.
    """
    if len(salt) < _FEWEST_SALT:
        refuse(
            [
                fault(
                    "salt-short",
                    f"Saltet är kortare än {_FEWEST_SALT} tecken.",
                    f"The salt is shorter than {_FEWEST_SALT} characters.",
                    "Utelämna det, så drar programmet ett.",
                    "Leave it out and the program draws one.",
                    field="--salt",
                )
            ]
        )
    return hashlib.sha256(f"{salt}\n{canonical_list(ids, arms)}".encode()).hexdigest()


def seal_kept(ids: Sequence[str], arms: Sequence[str], *, salt: str, sealed: str) -> bool:
    """Return whether a list is the one that was sealed."""
    return hmac.compare_digest(seal(ids, arms, salt=salt), sealed.strip().lower())
