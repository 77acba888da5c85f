# SPDX-License-Identifier: Apache-2.0
"""A SAML identity provider on 127.0.0.1, run as a program: pysaml2 with xmlsec1, with faults on request.

    python tests/saml_provider.py PORT FOLDER

PUT /application takes the metadata of the application, GET /metadata gives the provider's. GET /sso asks who one is
and which fault the answer is to have; the form it answers goes on to the application as a browser sends it.
"""

from __future__ import annotations

import datetime
import html
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA1, SIG_RSA_SHA256

FORM = (
    '<!doctype html><html lang="en"><title>Provider</title><main><h1>Provider</h1>'
    '<form method="post"><label>Address <input name="mail"></label><input type="hidden" name="fault">'
    '<input type="hidden" name="SAMLRequest" value="{request}">'
    '<input type="hidden" name="RelayState" value="{state}"><button>Sign in</button></form></main>'
)


def key_pair(folder: Path, name: str) -> tuple[str, str]:
    """Return the files of a new key and its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    own, shown = folder / f"{name}.key", folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    own.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    shown.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return str(own), str(shown)


class Provider:
    """The provider: its keys, the application it knows, and its pages."""

    def __init__(self, port: int, folder: Path) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.keys = {name: key_pair(folder, name) for name in ("own", "strange")}
        self.application: str | None = None
        self.xmlsec = shutil.which("xmlsec1")
        assert self.xmlsec, "xmlsec1 is missing: install it with `apt-get install xmlsec1`, then run again"

    def config(self, key: str = "own", minutes: int = 5) -> IdPConfig:
        """Return pysaml2's settings."""
        own, shown = self.keys[key]
        service = {
            "endpoints": {"single_sign_on_service": [(f"{self.base}/sso", BINDING_HTTP_REDIRECT)]},
            "policy": {"default": {"lifetime": {"minutes": minutes}, "name_form": NAME_FORMAT_URI}},
            "name_id_format": [NAMEID_FORMAT_PERSISTENT],
        }
        settings: dict[str, Any] = {"entityid": f"{self.base}/metadata", "service": {"idp": service}}
        settings |= {"key_file": own, "cert_file": shown, "xmlsec_binary": self.xmlsec}
        if self.application:
            settings["metadata"] = {"inline": [self.application]}
        made = IdPConfig().load(settings)
        assert isinstance(made, IdPConfig)
        return made

    def answer(self, request: str, mail: str, fault: str) -> tuple[str, str]:
        """Return where the answer to a request goes, and the answer."""
        minutes = -10 if fault == "expired" else 5
        server = Server(config=self.config("strange" if fault == "strange" else "own", minutes))
        asked = server.parse_authn_request(request, BINDING_HTTP_REDIRECT).message
        told = server.response_args(asked)
        if fault == "audience":
            told["sp_entity_id"] = "http://127.0.0.1:1/another-application"
        response = server.create_authn_response(
            identity={"mail": [mail]} if mail else {"givenName": ["Utan"]},
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=f"person-{mail}"),
            authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": self.base},
            issuer="http://127.0.0.1:1/another-provider" if fault == "issuer" else None,
            sign_assertion=fault != "unsigned",
            sign_response=False,
            sign_alg=SIG_RSA_SHA1 if fault == "sha1" else SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
            **told,
        )
        said = str(response)
        if fault == "tampered":
            said = said.replace(mail, "administrator@test.example")
        return told["destination"], said

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as WSGI."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        if method == "PUT":
            self.application = body
            said, kind = "", "text/plain"
        elif path == "/metadata":
            said, kind = str(entity_descriptor(self.config())), "application/xml"
        elif path == "/sso" and method == "GET":
            asked = {name: html.escape(values[0]) for name, values in parse_qs(environ["QUERY_STRING"]).items()}
            said, kind = FORM.format(request=asked["SAMLRequest"], state=asked.get("RelayState", "")), "text/html"
        elif path == "/sso":
            said, kind = self.form(parse_qs(body)), "text/html"
        else:
            start("404 Not Found", [])
            return []
        start("200 OK", [("Content-Type", f"{kind}; charset=utf-8")])
        return [said.encode()]

    def form(self, sent: dict[str, list[str]]) -> str:
        """Return the page that sends the answer on."""
        mail, fault = (sent.get(name, [""])[0] for name in ("mail", "fault"))
        destination, said = self.answer(sent["SAMLRequest"][0], mail, fault)
        server = Server(config=self.config())
        made = server.apply_binding(
            BINDING_HTTP_POST, said, destination, sent.get("RelayState", [""])[0], response=True
        )
        return str(made["data"])


class Quiet(WSGIRequestHandler):
    """Says nothing of what works."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


if __name__ == "__main__":
    port = int(sys.argv[1])
    make_server("127.0.0.1", port, Provider(port, Path(sys.argv[2])), handler_class=Quiet).serve_forever()
