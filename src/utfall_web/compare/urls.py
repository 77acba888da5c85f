# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.compare import views
from utfall_web.compare.tables import SINGLES, TABLES
from utfall_web.plan.keys import initiative_door
from utfall_web.plan.rowpages import SEE, row_urls
from utfall_web.plan.singlepages import single_urls

app_name = "compare"
_BASE = "satsningar/<int:initiative_id>/"
urlpatterns = [
    *(address for kind in TABLES for address in row_urls(kind)),
    *(address for kind in SINGLES for address in single_urls(kind)),
    initiative_door(f"{_BASE}jamforelseguide/", views.guide, name="guide", needs=SEE),
    initiative_door(f"{_BASE}styrka/", views.power, name="power", needs=SEE),
]
