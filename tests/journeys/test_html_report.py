# SPDX-License-Identifier: Apache-2.0
"""The demo's pages in a real browser: accessible, readable on a phone, by keyboard, and without the network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from unit.thread.thread_sample import DEMOS, demo
from utfall.core.text import LANGS, Lang
from utfall.reports.render import render_all

PAGES = [f"{name}-{lang}-{which}" for name in DEMOS for lang in LANGS for which in ("paper", "annex")]
WIDTHS = (320, 1280)
# WCAG 2.2 AA and everything below it.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Look = Literal["light", "dark", "forced"]
LOOKS: tuple[Look, ...] = ("light", "dark", "forced")
FOCUSABLE = "a[href], summary, button, input, select, textarea, [tabindex='0']"


def chromium() -> str:
    for name in ("chromium", "chromium-browser"):
        found = shutil.which(name)
        if found:
            return found
    pytest.fail("chromium is missing: install it with `apt-get install chromium`, then run again")


@cache
def files(name: str, lang: Lang) -> dict[str, bytes]:
    return render_all(demo(name), lang, date="2026-01-31", formats=("html",))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages")
    for name in DEMOS:
        for lang in LANGS:
            for which, content in zip(("paper", "annex"), files(name, lang).values(), strict=True):
                (path / f"{name}-{lang}-{which}.html").write_bytes(content)
    return path


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Any]:
    contexts = []

    def go(name: str, *, width: int = 1280, look: Look = "light", requests: list[str] | None = None) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if look == "dark" else "light",
            forced_colors="active" if look == "forced" else "none",
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        if requests is not None:
            page.on("request", lambda request: requests.append(request.url))
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield go
    for context in contexts:
        context.close()


def unfold(page: Page) -> None:
    """Open what is folded away: it must be accessible too."""
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")


def axe_faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    assert found["passes"], "axe looked at nothing"
    return [
        f"{fault['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_any_width_and_look(opened: Any, name: str) -> None:
    page = opened(name)
    unfold(page)
    faults: dict[str, list[str]] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for look in LOOKS:
            page.emulate_media(
                color_scheme="dark" if look == "dark" else "light",
                forced_colors="active" if look == "forced" else "none",
            )
            faults[f"{width} px, {look}"] = axe_faults(page)
    assert {case: found for case, found in faults.items() if found} == {}


def test_axe_does_find_a_fault_that_is_there(opened: Any) -> None:
    page = opened(PAGES[0])
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [fault.partition(":")[0] for fault in axe_faults(page)] == ["html-has-lang"]


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_does_not_scroll_sideways(opened: Any, name: str) -> None:
    page = opened(name, width=320)
    unfold(page)
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1] == 320


@pytest.mark.parametrize("name", PAGES)
def test_what_a_table_is_called_is_read_whole_on_a_narrow_screen(opened: Any, name: str) -> None:
    page = opened(name, width=320)
    unfold(page)
    beyond = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(one =>"
        " [one.querySelector('caption').getBoundingClientRect().right, one.getBoundingClientRect().right])"
    )
    assert beyond
    assert [pair for pair in beyond if pair[0] > pair[1] + 1] == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_the_network(opened: Any, name: str) -> None:
    requests: list[str] = []
    page = opened(name, requests=requests)
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready")
    assert [url for url in requests if not url.startswith(("data:", page.url))] == []
    assert page.url in requests
    assert page.evaluate("[...document.fonts].some(font => font.status === 'loaded')")


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_in_order(opened: Any, name: str) -> None:
    page = opened(name)
    unfold(page)
    wanted = page.eval_on_selector_all(
        FOCUSABLE, "all => all.map((one, place) => { one.dataset.place = place; return String(place) })"
    )
    reached: list[str] = []
    for _ in range(len(wanted)):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.place ?? document.activeElement.tagName"))
    assert reached == wanted
    assert len(wanted) > 5


@pytest.mark.parametrize("name", PAGES)
def test_the_focus_can_be_seen(opened: Any, name: str) -> None:
    page = opened(name)
    for _ in range(3):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 })()"
        )
        assert seen


def test_the_skip_link_leads_to_the_content(opened: Any) -> None:
    page = opened(PAGES[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_a_figures_numbers_unfold_with_the_keyboard(opened: Any) -> None:
    page = opened(PAGES[0])
    details = page.locator("details:has(table)").first
    assert not details.locator("table").is_visible()
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.locator("table").is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_headings_descend_one_step_at_a_time(opened: Any, name: str) -> None:
    levels = opened(name).eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_dark_and_light_differ(opened: Any) -> None:
    grounds = {
        look: opened(PAGES[0], look=look).evaluate("getComputedStyle(document.body).backgroundColor") for look in LOOKS
    }
    assert grounds["dark"] != grounds["light"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_verdict_is_on_the_first_screen_of_a_laptop(opened: Any, lang: Lang) -> None:
    page = opened(f"supported_work-{lang}-paper")
    box = page.locator("[class*=verdict_]").first.bounding_box()
    assert box is not None
    assert box["y"] < 800
