# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.people.doors import Access, door
from utfall_web.plan.rowpages import row_urls
from utfall_web.plan.singlepages import single_urls
from utfall_web.worth import views
from utfall_web.worth.tables import TABLES, TERMS

app_name = "worth"
urlpatterns = [
    *(address for kind in TABLES for address in row_urls(kind)),
    *single_urls(TERMS),
    door("enhetskostnader/", views.catalogue, name="catalogue", needs=Access.SIGNED_IN),
]
