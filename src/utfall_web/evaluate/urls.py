# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.evaluate import views
from utfall_web.plan.keys import initiative_door

app_name = "evaluate"
_BASE = "satsningar/<int:initiative_id>/resultat/"
urlpatterns = [
    initiative_door(_BASE, views.results, name="results", needs=views.SEE),
    initiative_door(f"{_BASE}las-in/", views.take_in, name="take_in", needs=views.RUN),
    initiative_door(f"{_BASE}<int:result_id>/", views.result, name="result", needs=views.SEE),
]
