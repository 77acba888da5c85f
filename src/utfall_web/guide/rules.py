# SPDX-License-Identifier: Apache-2.0
"""How a point stands. Pure functions over values."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """How a point of the guide stands."""

    FULFILLED = "fulfilled"
    EXCEPTION = "exception"
    MISSING = "missing"


def standing(*, found: bool | None, evidence: str, exception: str, files: int = 0) -> Standing:
    """Return how a point stands.

    Parameters
    ----------
    found
        What the rule found in the plan; None when only people can tell: then evidence is needed.
    evidence, exception
        What people have written. An exception never makes a point fulfilled.
    files
        How many files are attached: a file is evidence too.
    """
    if found or (found is None and (evidence.strip() or files)):
        return Standing.FULFILLED
    return Standing.EXCEPTION if exception.strip() else Standing.MISSING
