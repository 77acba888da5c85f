# SPDX-License-Identifier: Apache-2.0
"""To the organisation's own identity provider and back, and what is said when it does not work.

The addresses are allauth's, and so is the work. Added here: what OpenID Connect Core asks to be checked and allauth
leaves to TLS, and pages for a provider that does not answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.socialaccount.providers.saml import views as saml
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from utfall_web.people.adapter import NotProvedError

_log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
WELL_KNOWN = "/.well-known/openid-configuration"


class StrictAdapter(openid_connect.OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth carries no types
    """allauth's adapter, which also holds the ID token against the provider's keys, and says whose it is once."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **named: Any) -> SocialLogin:
        """Return who has signed in. Raises OAuth2Error when that is not proved."""
        if str(self.openid_config["issuer"]).rstrip("/") + WELL_KNOWN != self.get_provider().server_url:
            raise NotProvedError("the provider calls itself something else than UTFALL_OIDC_ISSUER")
        if not named["response"].get("id_token"):
            raise NotProvedError("the provider sent no ID token")
        try:
            self.prove(named["response"]["id_token"], app.client_id)
        except jwt.PyJWTError as fault:
            raise OAuth2Error("the ID token proves nobody") from fault
        login = super().complete_login(request, app, token, **named)
        said = login.account.extra_data
        if "userinfo" in said and said["userinfo"].get("sub") != said["id_token"].get("sub"):
            raise NotProvedError("the ID token and the user information are of two persons")
        return login

    def prove(self, token: str, audience: str) -> None:
        """Hold an ID token against the provider's keys: OpenID Connect Core 3.1.3.7 and 10.1.

        Raises jwt.PyJWTError, or NotProvedError when no key of the provider's fits.
        """
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        named = jwt.get_unverified_header(token).get("kid")  # may be left out when there is one key
        fitting = [key for key in jwt.PyJWKSet.from_dict(answer.json()).keys if named in (None, key.key_id)]
        if len(fitting) != 1:
            raise NotProvedError("no key of the provider's fits the ID token")
        asked: dict[str, Any] = {"audience": audience, "issuer": self.openid_config["issuer"]}
        jwt.decode(token, fitting[0], SIGNED_BY, {"require": ["exp", "iat", "iss", "aud", "sub"]}, **asked)


def _explained(view: View) -> View:
    """Return a view that says so when the provider does not answer, or when its answer comes a second time."""

    @wraps(view)
    def explained(request: HttpRequest, **ids: str) -> HttpResponse:
        try:
            return view(request, **ids)
        except OSError as fault:  # both requests and urllib
            _log.error("the identity provider does not answer: %s", type(fault).__name__)
            return render(request, "people/no_answer.html", status=502)
        except PermissionDenied:
            return render(request, "socialaccount/authentication_error.html", status=401)

    return explained


@_explained
def openid_connect_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send a person on to the OpenID provider."""
    return _sent_on(request, openid_connect.login(request, provider_id))


@_explained
def openid_connect_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take a person in who comes from the OpenID provider."""
    try:
        view: View = OAuth2CallbackView.adapter_view(StrictAdapter(request, provider_id))
        return view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None


@_explained
def saml_login(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Send a person on to the SAML provider."""
    return _sent_on(request, saml.login(request, organization_slug=organization_slug))


@_explained
def saml_finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Take a person in who comes from the SAML provider."""
    answer: HttpResponse = saml.finish_acs(request, organization_slug=organization_slug)
    return answer


def _sent_on(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return a page that goes on to the provider in place of a redirect.

    Browsers hold the whole chain of redirects after a form against `form-action` of the CSP, and where a provider
    sends a person further is not ours to know.
    """
    where = answer.get("Location", "")
    if not urlsplit(where).netloc:
        return answer
    return render(request, "people/sent_on.html", {"where": where, "host": urlsplit(where).hostname})
