# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.guide import views
from utfall_web.guide.files import POINT_FILES
from utfall_web.plan.attachments import file_urls
from utfall_web.plan.keys import initiative_door
from utfall_web.plan.rowpages import EDIT, SEE

app_name = "guide"
_BASE = "satsningar/<int:initiative_id>/sakerstall/"
urlpatterns = [
    initiative_door(_BASE, views.points, name="points", needs=SEE),
    initiative_door(f"{_BASE}<slug:point>/", views.answer, name="answer", needs=EDIT),
    *file_urls(POINT_FILES),
]
