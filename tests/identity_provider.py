# SPDX-License-Identifier: Apache-2.0
"""Identity providers of other makers, each in a process of its own on 127.0.0.1, ended by its own process id."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

OIDC_LOGIN, SAML_LOGIN = "/konto/oidc/oidc/login/", "/konto/saml/saml/login/"
LONGEST_START = 60.0  # seconds before a provider that does not answer is given up

TRUSTED = {"UTFALL_SSO_DOMAINS": "test.example"}


def for_oidc(address: str) -> dict[str, str]:
    """Return the environment of a workspace that trusts an OpenID provider."""
    given = {"ISSUER": address, "CLIENT_ID": "utfall", "SECRET": "hemlig", "NAME": "Kommunens inloggning"}
    return TRUSTED | {f"UTFALL_OIDC_{name}": value for name, value in given.items()}


def for_saml(address: str) -> dict[str, str]:
    """Return the environment of a workspace that trusts a SAML provider."""
    given = {"ENTITY_ID": f"{address}/metadata", "METADATA_URL": f"{address}/metadata", "NAME": "Kommunens SAML"}
    return TRUSTED | {f"UTFALL_SAML_{name}": value for name, value in given.items()}


@contextmanager
def trusting(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Iterator[None]:
    """Set a workspace up for what its environment says."""
    from django.core.cache import cache
    from django.test import override_settings

    from utfall_web.config import signin

    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    cache.clear()
    with override_settings(SOCIALACCOUNT_PROVIDERS=signin.providers()):
        yield


@contextmanager
def running(program: str, folder: Path) -> Iterator[str]:
    """Start a provider (`oidc_provider`, `saml_provider`); give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = folder / f"{program}.log"
    command = [sys.executable, str(Path(__file__).with_name(f"{program}.py")), str(port), str(folder)]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as server:
        try:
            _wait(port, server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    last = time.monotonic() + LONGEST_START
    while time.monotonic() < last and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"the provider did not start:\n{log.read_text(encoding='utf-8')}")
