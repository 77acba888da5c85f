# SPDX-License-Identifier: Apache-2.0
"""Chromium for the tests of the workspace: what axe-core finds, what the CSP refuses, what runs over the edge."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WATCH = (
    "window.refused = []; document.addEventListener('securitypolicyviolation',"
    " event => window.refused.push(event.violatedDirective + ' ' + event.blockedURI));"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """Start Debian's Chromium and give a fresh context."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        context = browser.new_context()
        context.add_init_script(WATCH)
        try:
            yield context
        finally:
            browser.close()


def findings(page: Page) -> list[str]:
    """Return what axe-core and the CSP have against a page as it is shown now."""
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(f"if (!window.axe) {{ {axe} }}")
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}}
    result = page.evaluate("options => window.axe.run(document, options)", options)
    found = [
        f"{violation['id']}: {node['target']} {node['html'][:120]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
    found += [f"CSP: {refused}" for refused in page.evaluate("window.refused")]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("runs over the edge")
    return found
