# SPDX-License-Identifier: Apache-2.0
"""Outcomes that are not plain numbers: instrument ratings, ordered grades, sessions, time to an event."""

from utfall.effects.scales.ordinal import Superiority, probability_of_superiority
from utfall.effects.scales.pseudo import pseudo_times
from utfall.effects.scales.reliable_change import (
    ChangeClass,
    Instrument,
    ReliableChange,
    compare_improved,
    cutoff_between,
    reliable_change,
)
from utfall.effects.scales.sessions import SessionRatings, SessionRow, session_ratings
from utfall.effects.scales.survival import (
    KaplanMeier,
    RestrictedMean,
    kaplan_meier,
    restricted_mean,
    restricted_mean_difference,
)

__all__ = [
    "ChangeClass",
    "Instrument",
    "KaplanMeier",
    "ReliableChange",
    "RestrictedMean",
    "SessionRatings",
    "SessionRow",
    "Superiority",
    "compare_improved",
    "cutoff_between",
    "kaplan_meier",
    "probability_of_superiority",
    "pseudo_times",
    "reliable_change",
    "restricted_mean",
    "restricted_mean_difference",
    "session_ratings",
]
