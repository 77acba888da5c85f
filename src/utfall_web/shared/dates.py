# SPDX-License-Identifier: Apache-2.0
"""Dates as they are read: 2026-01-31 13:45."""

from __future__ import annotations

import datetime

from django.utils import timezone


def moment(value: datetime.datetime | None) -> str:
    """Return a date with its time, where the people are; empty when there is none."""
    return "" if value is None else timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
