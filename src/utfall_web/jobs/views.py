# SPDX-License-Identifier: Apache-2.0
"""Jobs of one's own: how far they have come, and stopping them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from utfall_web.jobs import queue
from utfall_web.jobs.models import Job
from utfall_web.people.requests import WorkRequest


def jobs(request: WorkRequest) -> HttpResponse:
    """List one's own latest jobs."""
    return render(request, "jobs/jobs.html", {"jobs": Job.objects.filter(user=request.user).order_by("-id")[:50]})


def job(request: WorkRequest, job_id: int) -> HttpResponse:
    """Show a job. The page renews itself while the work goes on, with or without JavaScript."""
    found = get_object_or_404(Job, pk=job_id, user=request.user)
    response = render(request, "jobs/job.html", {"job": found})
    if not found.over:
        response["Refresh"] = "3"
    return response


@require_POST
def cancel(request: WorkRequest, job_id: int) -> HttpResponse:
    """Ask a job to stop."""
    found = get_object_or_404(Job, pk=job_id, user=request.user)
    queue.cancel(found)
    return redirect("jobs:job", found.pk)
