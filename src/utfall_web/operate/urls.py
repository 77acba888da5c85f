# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.operate import views
from utfall_web.people.doors import Access, door

app_name = "operate"
urlpatterns = [door("halsa", views.health, name="health", needs=Access.PUBLIC)]
