# SPDX-License-Identifier: Apache-2.0
"""What lines and timing are called, in reports and in the workbook alike."""

from __future__ import annotations

from utfall.core.lines import LineKind
from utfall.core.text import Text

KIND_NAMES: dict[LineKind, Text] = {
    LineKind.PROGRAMME_COST: Text(sv="programkostnad", en="programme cost"),
    LineKind.AVOIDED_SERVICE: Text(sv="undviken insats", en="avoided service"),
    LineKind.INDUCED_SERVICE: Text(sv="tillkommande insats", en="induced service"),
    LineKind.PRODUCTION: Text(sv="produktion", en="production"),
    LineKind.TAX: Text(sv="skatt", en="tax"),
    LineKind.TRANSFER: Text(sv="överföring", en="transfer"),
    LineKind.TIME: Text(sv="tid", en="time"),
    LineKind.WELLBEING: Text(sv="livskvalitet", en="wellbeing"),
}

TIMING_NAMES: dict[str, Text] = {
    "start": Text(sv="årets början", en="start of the year"),
    "mid": Text(sv="mitt i året", en="middle of the year"),
    "end": Text(sv="årets slut", en="end of the year"),
}
