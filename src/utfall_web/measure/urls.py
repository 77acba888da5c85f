# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.measure import views
from utfall_web.measure.tables import TABLES
from utfall_web.people.doors import Access, door
from utfall_web.plan.rowpages import row_urls

app_name = "measure"
urlpatterns = [
    *(address for kind in TABLES for address in row_urls(kind)),
    door("instrument/", views.guide, name="instruments", needs=Access.SIGNED_IN),
]
