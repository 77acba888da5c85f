# SPDX-License-Identifier: Apache-2.0
"""Accounts are made from invitations, never by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """allauth's questions about accounts, answered."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return no: an account comes from an invitation or from the first-run command."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # likewise
    """allauth's questions about accounts at an identity provider, answered."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Return no: who signs in from outside meets an account that an invitation has made."""
        return False
