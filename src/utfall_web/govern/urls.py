# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.govern import views
from utfall_web.govern.tables import TABLES
from utfall_web.plan.keys import initiative_door
from utfall_web.plan.rowpages import EDIT, SEE, row_urls

app_name = "govern"
urlpatterns = [
    *(address for kind in TABLES for address in row_urls(kind)),
    initiative_door("satsningar/<int:initiative_id>/styrning/", views.agreement, name="agreement", needs=SEE),
    initiative_door(
        "satsningar/<int:initiative_id>/styrning/andra/", views.change_agreement, name="change_agreement", needs=EDIT
    ),
]
