# SPDX-License-Identifier: Apache-2.0
"""What the words of one check are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from utfall.core.estimate import Status
from utfall.core.text import Text

Form = Literal["number", "count", "share", "smd", "p"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckWords:
    """The words of one check; a status that is missing falls back on `default`."""

    name: Text
    default: Text
    by_status: dict[Status, Text] = field(default_factory=dict)
    form: Form = "number"
