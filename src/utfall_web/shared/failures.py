# SPDX-License-Identifier: Apache-2.0
"""Pages for what went wrong: what happened, and what to do."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

from utfall.core.text import Text
from utfall_web.shared.forms import keep
from utfall_web.shared.words import text

_FAULT = Text(sv="Ett fel hos oss", en="A fault of ours")
_HOME = Text(sv="Till startsidan", en="To the start page")
_UNSAVED = Text(
    sv="Det ni senast gjorde är inte sparat. Försök igen om en stund.",
    en="What you did last has not been saved. Try again in a while.",
)


def _page(request: HttpRequest, status: int, title: str, what: str) -> HttpResponse:
    return render(request, "shared/failure.html", {"title": title, "what": what, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(
        request,
        400,
        text("Anropet gick inte att förstå", "The request could not be understood"),
        text("Gå tillbaka, kontrollera det du skrev och försök igen.", "Go back, check what you wrote and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the object may be seen, but not this be done with it."""
    return _page(
        request,
        403,
        text("Du har inte behörighet till detta", "You may not do this"),
        text(
            "Din roll ger inte rätt till sidan. Be den som ansvarar för satsningen eller organisationen om en roll.",
            "Your role gives no right to this page. Ask whoever is responsible for the initiative for a role.",
        ),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is none, or none that this person may know of."""
    return _page(
        request,
        404,
        text("Sidan finns inte", "There is no such page"),
        text(
            "Adressen är fel, eller så finns sidan inte för dig. Gå till satsningarna och leta därifrån.",
            "The address is wrong, or the page does not exist for you. Go to the initiatives and look from there.",
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; in both languages and without the database when that is what is wrong."""
    try:
        return _page(request, 500, text(_FAULT.sv, _FAULT.en), text(_UNSAVED.sv, _UNSAVED.en))
    except DatabaseError:
        context = {"title": _FAULT, "what": _UNSAVED, "home": _HOME}
        return HttpResponse(render_to_string("shared/broken.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show a form from before the sign-in again with what was typed; anything else is refused."""
    if request.method == "POST" and keep(request):
        return HttpResponseRedirect(request.get_full_path())
    return _page(
        request,
        403,
        text("Sidan hann bli för gammal", "The page became too old"),
        text(
            "Ladda om sidan och skicka formuläret igen. Kakor måste vara tillåtna för den här adressen.",
            "Reload the page and send the form again. Cookies must be allowed for this address.",
        ),
    )
