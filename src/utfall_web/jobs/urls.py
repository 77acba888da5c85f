# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room: a person's own jobs; another's is 404."""

from __future__ import annotations

from utfall_web.jobs import views
from utfall_web.people.doors import Access, door

app_name = "jobs"
urlpatterns = [
    door("jobb/", views.jobs, name="jobs", needs=Access.SIGNED_IN),
    door("jobb/<int:job_id>/", views.job, name="job", needs=Access.SIGNED_IN),
    door("jobb/<int:job_id>/avbryt/", views.cancel, name="cancel", needs=Access.SIGNED_IN),
]
