# SPDX-License-Identifier: Apache-2.0
"""The language of the page, and pages that no browser keeps."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from utfall.core.text import LANGS, Lang
from utfall_web.shared.words import speaking

GetResponse = Callable[[HttpRequest], HttpResponse]


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
