# SPDX-License-Identifier: Apache-2.0
"""Addresses: one line per room. Every address of ours is made by `people.doors.door`, which says who may."""

from __future__ import annotations

from django.urls import include, path

from utfall_web.api.root import api

urlpatterns = [
    path("", include("utfall_web.plan.urls")),
    path("", include("utfall_web.need.urls")),
    path("", include("utfall_web.logic.urls")),
    path("", include("utfall_web.measure.urls")),
    path("", include("utfall_web.compare.urls")),
    path("", include("utfall_web.worth.urls")),
    path("", include("utfall_web.decide.urls")),
    path("", include("utfall_web.guide.urls")),
    path("", include("utfall_web.evaluate.urls")),
    path("", include("utfall_web.govern.urls")),
    path("", include("utfall_web.people.urls")),
    path("", include("utfall_web.jobs.urls")),
    path("", include("utfall_web.operate.urls")),
    path("", include("utfall_web.api.urls")),
    path("api/v1/", api.urls),
    path("konto/", include("allauth.urls")),
]

handler400 = "utfall_web.shared.failures.bad_request"
handler403 = "utfall_web.shared.failures.forbidden"
handler404 = "utfall_web.shared.failures.not_found"
handler500 = "utfall_web.shared.failures.server_error"
