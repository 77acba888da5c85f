# SPDX-License-Identifier: Apache-2.0
"""A person's keys to the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from utfall_web.api import tokens
from utfall_web.api.forms import TokenForm
from utfall_web.people.requests import WorkRequest
from utfall_web.shared.forms import begin
from utfall_web.shared.posting import submit
from utfall_web.shared.words import text


def token_list(request: WorkRequest) -> HttpResponse:
    """List one's keys; a new one is shown once."""
    context = {"tokens": tokens.of(request.user), "secret": request.session.pop("new_api_token", "")}
    return render(request, "api/tokens.html", context)


def new_token(request: WorkRequest) -> HttpResponse:
    """Make a key."""
    form = begin(TokenForm, request)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            _, request.session["new_api_token"] = tokens.make(actor=request.user, **values)
            return reverse("tokens:tokens")

        done = submit(request, form, write, said=text("Nyckeln är skapad.", "The key has been made."))
        if done:
            return done
    return render(request, "api/new_token.html", {"form": form})


@require_POST
def revoke_token(request: WorkRequest, token_id: int) -> HttpResponse:
    """Revoke a key."""
    tokens.revoke(get_object_or_404(tokens.of(request.user), pk=token_id), actor=request.user)
    return redirect("tokens:tokens")
