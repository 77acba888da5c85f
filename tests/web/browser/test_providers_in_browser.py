# SPDX-License-Identifier: Apache-2.0
"""Signing in through an identity provider at another site, as a browser does it: cookies, CSP and forms included."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Page

from identity_provider import for_oidc, for_saml, running, trusting
from web_browser import findings
from web_world import World

ADDRESS, UNKNOWN = "project_lead@test.example", "okand@test.example"


def in_oidc(page: Page, mail: str) -> None:
    page.locator("input[name=sub]").fill(mail)
    page.get_by_role("button", name="Authorize").click()


def in_saml(page: Page, mail: str) -> None:
    page.get_by_label("Address").fill(mail)
    page.get_by_role("button", name="Sign in").click()


def start(page: Page, url: str, button: str) -> None:
    page.goto(f"{url}/konto/login/")
    page.get_by_role("button", name=button).click()


def shown(page: Page, name: str) -> None:
    """Hold a page against axe-core and the CSP, wide and narrow; keep a picture when asked for."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page) == []
        if asked := os.environ.get("UTFALL_PICTURES"):
            page.screenshot(path=Path(asked) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize(
    ("program", "environment", "at_provider"),
    [("oidc_provider", for_oidc, in_oidc), ("saml_provider", for_saml, in_saml)],
)
def test_in_and_out_through_a_provider(
    program: str,
    environment: Callable[[str], dict[str, str]],
    at_provider: Callable[[Page, str], None],
    own_world: World,
    context: BrowserContext,
    live_server: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context.route("https://**", lambda route: route.abort())  # what the provider's own page asks for elsewhere
    with running(program, tmp_path) as provider, trusting(monkeypatch, environment(provider)):
        if environment is for_saml:
            metadata = requests.get(f"{live_server.url}/konto/saml/saml/metadata/", timeout=30)
            requests.put(f"{provider}/application", data=metadata.content, timeout=30)
        button = f"Logga in med {environment(provider)[f'UTFALL_{program[:4].upper()}_NAME']}"
        page = context.new_page()
        start(page, live_server.url, button)
        at_provider(page, ADDRESS)
        page.get_by_role("heading", name="Satsningar", level=1).wait_for()
        page.get_by_role("button", name="Logga ut").click()
        page.get_by_role("heading", name="Logga in", level=1).wait_for()
        shown(page, f"{program}-sign-in")
        page.goto(f"{live_server.url}/satsningar/")
        page.get_by_role("heading", name="Logga in", level=1).wait_for()
        start(page, live_server.url, button)
        at_provider(page, UNKNOWN)
        page.get_by_role("heading", name="Du har inget konto här").wait_for()
        assert UNKNOWN in page.locator("main").inner_text()
        shown(page, f"{program}-no-account")
