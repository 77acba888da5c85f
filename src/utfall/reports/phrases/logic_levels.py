# SPDX-License-Identifier: Apache-2.0
"""What the four levels of the logic model are called."""

from __future__ import annotations

from utfall.core.initiative import LogicLevel
from utfall.core.text import Text

LEVEL_NAMES: dict[LogicLevel, Text] = {
    LogicLevel.LONG_TERM_GOAL: Text(sv="Långsiktigt mål", en="Long-term goal"),
    LogicLevel.SHORT_TERM_OUTCOME: Text(sv="Resultat", en="Outcome"),
    LogicLevel.ACTIVITY: Text(sv="Aktivitet", en="Activity"),
    LogicLevel.RESOURCE: Text(sv="Resurs", en="Resource"),
}
PLURALS: dict[LogicLevel, Text] = {
    LogicLevel.LONG_TERM_GOAL: Text(sv="Långsiktiga mål", en="Long-term goals"),
    LogicLevel.SHORT_TERM_OUTCOME: Text(sv="Resultat", en="Outcomes"),
    LogicLevel.ACTIVITY: Text(sv="Aktiviteter", en="Activities"),
    LogicLevel.RESOURCE: Text(sv="Resurser", en="Resources"),
}
