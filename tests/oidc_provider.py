# SPDX-License-Identifier: Apache-2.0
"""An OpenID provider on 127.0.0.1, run as a program: oidc-provider-mock (Authlib), with faults on request.

    python tests/oidc_provider.py PORT

A person whose claims hold "fault" gets an ID token with that fault; the others get the provider's own.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable
from typing import Any

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it does not leave this machine

import flask
import oidc_provider_mock
from joserfc import jwk, jwt
from werkzeug.serving import make_server

ONE_HOUR = 3600


def audience(head: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["aud"] = "another-application"


def issuer(head: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["iss"] = "http://127.0.0.1:1"


def expired(head: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["exp"] = claims["iat"] - ONE_HOUR


def unsigned(head: dict[str, Any], claims: dict[str, Any]) -> None:
    head["alg"] = "none"


def stranger(head: dict[str, Any], claims: dict[str, Any]) -> None:
    head["kid"] = "another"


def tampered(head: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["email"] = "administrator@test.example"


FAULTS = {one.__name__: one for one in (audience, issuer, expired, unsigned, stranger, tampered)}


def resigned(token: str, key: Any, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> str:
    """Return a token with a fault in it, signed by the provider's key as far as the fault allows."""
    head, claims, signature = (part + "=" * (-len(part) % 4) for part in token.split("."))
    head, claims = (json.loads(base64.urlsafe_b64decode(part)) for part in (head, claims))
    change(head, claims)
    if change in {unsigned, stranger, tampered}:
        parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, claims))
        return ".".join([*parts, "" if change is unsigned else signature.rstrip("=")])
    return jwt.encode(head, claims, jwk.import_key(key))


def with_faults(app: Any) -> Any:
    """Return the provider with the faults."""

    @app.after_request
    def changed(response: Any) -> Any:
        sent = response.get_json(silent=True) if flask.request.path == "/oauth2/token" else None
        if sent and "id_token" in sent:
            middle = sent["id_token"].split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
            if claims.get("fault") == "missing":
                del sent["id_token"]
            elif fault := FAULTS.get(claims.get("fault", "")):
                key = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
                sent["id_token"] = resigned(sent["id_token"], key, fault)
            response.data = json.dumps(sent)
        said = response.get_json(silent=True) if flask.request.path == "/userinfo" else None
        if said and said.get("fault") == "person":
            response.data = json.dumps(said | {"sub": "another"})
        return response

    return app


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), with_faults(oidc_provider_mock.app()), threaded=True).serve_forever()
