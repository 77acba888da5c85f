# SPDX-License-Identifier: Apache-2.0
"""The API itself: `/api/v1/`, its OpenAPI document at `/api/v1/openapi.json`, and how faults are told."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.throttling import AuthRateThrottle

from utfall.core.errors import UtfallError
from utfall_web.api import results, rows
from utfall_web.api.access import TokenAuth
from utfall_web.api.operations import router
from utfall_web.shared.posting import Stale

api = NinjaAPI(
    title="Utfall",
    version="1",
    urls_namespace="api",
    docs_url=None,  # a page of scripts from elsewhere; the document is enough
    auth=TokenAuth(),
    throttle=[AuthRateThrottle("600/m")],
)
for _router in (router, rows.router, results.router):
    api.add_router("/initiatives", _router)


def _say(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    return api.create_response(request, {"detail": detail}, status=status)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _say(request, 401, "The key is missing, unknown, revoked or too old.")


@api.exception_handler(PermissionDenied)
def _refused(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _say(request, 403, "Neither the key's scope nor a role of its person gives the right to this.")


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _say(request, 404, "There is none, or none that this person may know of.")


@api.exception_handler(Stale)
def _stale(request: HttpRequest, error: Stale) -> HttpResponse:
    return _say(request, 409, f"Changed by somebody else: it stands at version {error.row.version}. Read it and retry.")


@api.exception_handler(rows.Refused)
def _not_taken(request: HttpRequest, error: rows.Refused) -> HttpResponse:
    return api.create_response(request, {"detail": error.detail}, status=422)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _say(request, error.status_code, str(error))


@api.exception_handler(UtfallError)
def _wrong(request: HttpRequest, error: UtfallError) -> HttpResponse:
    return _say(request, 422, " ".join(fault.of("en") for fault in error.faults))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _say(request, 422, " ".join(error.messages))
