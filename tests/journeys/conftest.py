# SPDX-License-Identifier: Apache-2.0
"""One workspace and one browser for all journeys of a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from web_browser import FLAGS
from workspace_server import Workspace, serving


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The workspace with its made-up people, in a process of its own."""
    with serving(tmp_path_factory.mktemp("workspace")) as started:
        yield started


@pytest.fixture(scope="module")
def chromium_browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "chromium is missing: install it with `apt-get install chromium`, then run again"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()
