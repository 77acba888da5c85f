# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.decide import views
from utfall_web.decide.tables import CASE, CRITERIA
from utfall_web.people.doors import door
from utfall_web.people.permissions import Action, Permission, Thing
from utfall_web.plan.keys import initiative_door
from utfall_web.plan.rowpages import SEE, row_urls
from utfall_web.plan.singlepages import single_urls

app_name = "decide"
_BASE = "satsningar/<int:initiative_id>/"
_OUT = Permission(Action.EXPORT, Thing.PLAN)
urlpatterns = [
    *row_urls(CRITERIA),
    *single_urls(CASE),
    initiative_door(f"{_BASE}lasning/", views.locked, name="locked", needs=SEE),
    initiative_door(f"{_BASE}lasning/las/", views.lock, name="lock", needs=views.LOCK),
    initiative_door(f"{_BASE}kalkyl/", views.appraisal, name="appraisal", needs=SEE),
    initiative_door(f"{_BASE}dokument/", views.documents, name="documents", needs=SEE),
    initiative_door(f"{_BASE}dokument/<slug:paper>.<slug:form>", views.document, name="document", needs=_OUT),
    initiative_door(f"{_BASE}satsning.toml", views.file, name="file", needs=_OUT),
    door("satsningar/las-in/", views.take_in, name="take_in", needs=views.CREATE),
]
