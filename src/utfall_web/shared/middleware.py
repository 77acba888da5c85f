# SPDX-License-Identifier: Apache-2.0
"""The language of the page, pages that no browser keeps, and large pages that are packed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from utfall.core.text import LANGS, Lang
from utfall_web.shared.words import speaking

GetResponse = Callable[[HttpRequest], HttpResponse]
# What a connection carries before it first waits for an answer: ten packets. What fits comes no sooner packed.
FIRST_FLIGHT = 14_000


class PackLargePages(GZipMiddleware):
    """Pack pages that would take more than one round over the network.

    Django's own packing adds a random length to each answer and masks the form's token anew in each, so that the length
    of a packed page tells nothing of it (the attack called BREACH). Files and streams go as they are.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer, packed when it is a large page."""
        if not isinstance(response, HttpResponse) or len(response.content) <= FIRST_FLIGHT:
            return response
        if not response.headers.get("Content-Type", "").startswith(("text/html", "image/svg+xml")):
            return response
        return super().process_response(request, response)


class LanguageMiddleware:
    """Swedish, unless the person or the browser's cookie has chosen English."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or (
            request.user.language if request.user.is_authenticated else ""
        )
        language: Lang = next((known for known in LANGS if known == asked), LANGS[0])
        with speaking(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class NeverCacheMiddleware:
    """Pages of a signed-in person are kept by no cache, also not by the back button of a shared computer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forbid keeping."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
