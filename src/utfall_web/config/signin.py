# SPDX-License-Identifier: Apache-2.0
"""Sign-in through the organisation's own identity provider, by configuration: OpenID Connect and SAML.

An address from the provider is trusted for the domains in UTFALL_SSO_DOMAINS alone, and meets an account that an
invitation has made; nobody gets an account by signing in.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from utfall_web.config.environment import flag, words


def providers() -> dict[str, Any]:
    """Return allauth's providers from the environment; none when nothing is set."""
    made = {"openid_connect": _openid_connect(), "saml": _saml()}
    return {name: {"APPS": [app]} for name, app in made.items() if app is not None}


def _common() -> dict[str, Any]:
    return {"verified_email": words("UTFALL_SSO_DOMAINS"), "email_authentication": True}


def _openid_connect() -> dict[str, Any] | None:
    issuer = os.environ.get("UTFALL_OIDC_ISSUER")
    if not issuer:
        return None
    asked = {"oauth_pkce_enabled": True, "fetch_userinfo": flag("UTFALL_OIDC_USERINFO", default=True)}
    return {
        "provider_id": "oidc",
        "name": os.environ.get("UTFALL_OIDC_NAME", "OpenID Connect"),
        "client_id": _needed("UTFALL_OIDC_CLIENT_ID", "UTFALL_OIDC_ISSUER"),
        "secret": _needed("UTFALL_OIDC_SECRET", "UTFALL_OIDC_ISSUER"),
        "settings": {"server_url": _safe(issuer, "UTFALL_OIDC_ISSUER").rstrip("/"), **asked, **_common()},
    }


def _saml() -> dict[str, Any] | None:
    entity = os.environ.get("UTFALL_SAML_ENTITY_ID")
    if not entity:
        return None
    idp: dict[str, str] = {"entity_id": entity}
    if metadata := os.environ.get("UTFALL_SAML_METADATA_URL"):
        idp["metadata_url"] = _safe(metadata, "UTFALL_SAML_METADATA_URL")
    else:
        idp["sso_url"] = _safe(_needed("UTFALL_SAML_SSO_URL", "UTFALL_SAML_ENTITY_ID"), "UTFALL_SAML_SSO_URL")
        idp["x509cert"] = _certificate(_needed("UTFALL_SAML_CERT_FILE", "UTFALL_SAML_ENTITY_ID"))
    mail = os.environ.get("UTFALL_SAML_EMAIL_ATTRIBUTE", "urn:oid:0.9.2342.19200300.100.1.3")
    strict = {"allow_repeat_attribute_name": True, "reject_idp_initiated_sso": True, "want_assertion_signed": True}
    return {
        "provider_id": entity,
        "client_id": "saml",
        "name": os.environ.get("UTFALL_SAML_NAME", "SAML"),
        "settings": {"idp": idp, "attribute_mapping": {"email": mail}, "advanced": strict, **_common()},
    }


def _needed(name: str, because: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is missing: set it too when {because} is set")
    return value


def _safe(address: str, name: str) -> str:
    """Return an address whose answers nobody on the way can change: https, or this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise ImproperlyConfigured(f"{name} must begin with https://: what comes from there decides who gets in")
    return address


def _certificate(file: str) -> str:
    try:
        return Path(file).read_text(encoding="ascii")
    except (OSError, ValueError) as fault:
        raise ImproperlyConfigured(f"UTFALL_SAML_CERT_FILE cannot be read as a PEM certificate: {file}") from fault
