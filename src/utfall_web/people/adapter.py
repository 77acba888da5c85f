# SPDX-License-Identifier: Apache-2.0
"""Accounts are made from invitations, never by signing up."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest
from django.shortcuts import render

_log = logging.getLogger(__name__)


class NotProvedError(OAuth2Error):  # type: ignore[misc] # allauth carries no types
    """What the provider sent proves nobody, and why."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # likewise
    """allauth's questions about accounts, answered."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return no: an account comes from an invitation or from the first-run command."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # likewise
    """allauth's questions about accounts at an identity provider, answered."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Say that there is no account here: who signs in from outside meets one that an invitation has made."""
        addresses = [address.email for address in sociallogin.email_addresses]
        context = {"address": addresses[0] if addresses else "", "provider": sociallogin.provider}
        raise ImmediateHttpResponse(render(request, "people/no_account.html", context, status=403))

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Return whether an address from a provider may open the account that has it.

        For the domains the provider is trusted for alone, also when it says itself that an address is verified.
        """
        return bool(super().can_authenticate_by_email(login, email)) and self.is_email_verified(login.provider, email)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Write why a sign-in was refused in the log: the kind of fault, never what was sent."""
        why = exception.__cause__ or exception if exception is not None else None
        _log.warning("sign-in through %s refused: %s", provider.id, error if why is None else why_of(why))


def why_of(fault: BaseException) -> str:
    """Return the sentence of a refusal of ours, the type of any other fault."""
    return str(fault) if isinstance(fault, NotProvedError) else type(fault).__name__


def provider_of(request: HttpRequest, email: str) -> str:
    """Return the name of the identity provider that opens the account of an address; "" when none does."""
    adapter = SocialAccountAdapter(request)
    found = [one.name for one in adapter.list_providers(request) if adapter.is_email_verified(one, email)]
    return str(found[0]) if found else ""
