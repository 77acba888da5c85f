# SPDX-License-Identifier: Apache-2.0
"""What the words of one kind of reading are."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Text


@dataclass(frozen=True, slots=True)
class Words:
    """Name of the question, and what the answer means.

    `meaning` may name {value}, {low}, {high}, {p}, {name} and the reading's details. `otherwise` is said in place of
    `meaning` when `when` holds of a detail that is not 0 (or of an interval that leaves out zero, for "clear").
    """

    name: Text
    meaning: Text
    otherwise: Text | None = None
    when: str = ""
