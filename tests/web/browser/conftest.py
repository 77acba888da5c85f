# SPDX-License-Identifier: Apache-2.0
"""One Chromium per test, and somebody signed in in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, expect

from web_browser import chromium

PATIENCE = 60_000  # milliseconds: a slow machine is no fault of the page


@pytest.fixture
def context(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    """A fresh Chromium."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    expect.set_options(timeout=PATIENCE)
    with chromium() as started:
        started.set_default_timeout(PATIENCE)
        yield started


@pytest.fixture
def enter(context: BrowserContext, live_server: Any) -> Callable[[Any], BrowserContext]:
    """Return what signs a person in in that Chromium."""

    def signed_in(user: Any) -> BrowserContext:
        client = Client()
        client.force_login(user)
        session = client.cookies["utfall_session"].value
        context.add_cookies([{"name": "utfall_session", "value": session, "url": live_server.url}])
        return context

    return signed_in
