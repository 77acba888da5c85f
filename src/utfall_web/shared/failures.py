# SPDX-License-Identifier: Apache-2.0
"""Pages for what went wrong: what happened, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from utfall_web.shared.forms import keep
from utfall_web.shared.words import text


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
    """500: a fault of ours."""
    return _page(
        request,
        500,
        text("Ett fel hos oss", "A fault of ours"),
        text("Inget har sparats. Försök igen om en stund.", "Nothing has been saved. Try again in a while."),
    )


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
