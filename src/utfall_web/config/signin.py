# SPDX-License-Identifier: Apache-2.0
"""Sign-in through the organisation's own identity provider, by configuration: OpenID Connect and SAML.

An address from the provider is trusted for the domains in UTFALL_SSO_DOMAINS alone, and meets an account that an
invitation has made; nobody gets an account by signing in.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from utfall_web.config.environment import words


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
    return {
        "provider_id": "oidc",
        "name": os.environ.get("UTFALL_OIDC_NAME", "OpenID Connect"),
        "client_id": os.environ["UTFALL_OIDC_CLIENT_ID"],
        "secret": os.environ["UTFALL_OIDC_SECRET"],
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True, **_common()},
    }


def _saml() -> dict[str, Any] | None:
    entity = os.environ.get("UTFALL_SAML_ENTITY_ID")
    if not entity:
        return None
    idp: dict[str, str] = {"entity_id": entity}
    if metadata := os.environ.get("UTFALL_SAML_METADATA_URL"):
        idp["metadata_url"] = metadata
    else:
        idp["sso_url"] = os.environ["UTFALL_SAML_SSO_URL"]
        idp["x509cert"] = Path(os.environ["UTFALL_SAML_CERT_FILE"]).read_text(encoding="ascii")
    mail = os.environ.get("UTFALL_SAML_EMAIL_ATTRIBUTE", "urn:oid:0.9.2342.19200300.100.1.3")
    strict = {"allow_repeat_attribute_name": True, "reject_idp_initiated_sso": True, "want_assertion_signed": True}
    return {
        "provider_id": entity,
        "client_id": "saml",
        "name": os.environ.get("UTFALL_SAML_NAME", "SAML"),
        "settings": {"idp": idp, "attribute_mapping": {"email": mail}, "advanced": strict, **_common()},
    }
