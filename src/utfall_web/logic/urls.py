# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.logic import views
from utfall_web.logic.tables import COMMENT, TABLES
from utfall_web.plan.keys import initiative_door
from utfall_web.plan.rowpages import SEE, row_urls

app_name = "logic"
_BASE = "satsningar/<int:initiative_id>/logikmodell/"
urlpatterns = [
    initiative_door(f"{_BASE}bild.svg", views.picture, name="picture", needs=SEE),
    initiative_door(f"{_BASE}bild/", views.theory, name="theory", needs=SEE),
    initiative_door(f"{_BASE}kommentera/", views.comment, name="comment", needs=COMMENT),
    *(address for kind in TABLES for address in row_urls(kind)),
]
