# SPDX-License-Identifier: Apache-2.0
"""What happens to forms in a real browser: signed out while writing, two tabs, pressed twice, gone back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from utfall_web.logic.models import Row
from utfall_web.logic.tables import ROWS
from utfall_web.plan.models import Initiative
from web_world import PASSWORD, World

LONG = "Elever med hög frånvaro får ett team.\n\nDet börjar i augusti – ”Tillbaka”. 🧡"


@pytest.fixture
def browser(own_world: World, enter: Any) -> BrowserContext:
    """A browser in which the coordinator is signed in."""
    opened: BrowserContext = enter(own_world.person("coordinator"))
    return opened


def filled(context: BrowserContext, url: str, title: str) -> Page:
    """Return a tab with a new initiative filled in."""
    page = context.new_page()
    page.goto(f"{url}/satsningar/ny/")
    page.get_by_label("Namn på satsningen").fill(title)
    page.get_by_label("Kort beskrivning").fill(LONG)
    return page


def test_signed_out_while_writing_loses_nothing(browser: BrowserContext, own_world: World, live_server: Any) -> None:
    page = filled(browser, live_server.url, "Tillbaka till skolan")
    browser.clear_cookies(name="utfall_session")
    page.get_by_role("button", name="Skapa satsningen").click()
    page.get_by_label("E-postadress").fill("coordinator@test.example")
    assert "Det du skrev är kvar" in page.locator("main").inner_text()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    page.get_by_label("Namn på satsningen").wait_for()
    assert page.get_by_label("Namn på satsningen").input_value() == "Tillbaka till skolan"
    assert page.get_by_label("Kort beskrivning").input_value() == LONG
    assert not Initiative.objects.filter(title="Tillbaka till skolan").exists()
    page.get_by_role("button", name="Skapa satsningen").click()
    page.get_by_role("heading", name="Tillbaka till skolan", level=1).wait_for()
    assert Initiative.objects.get(title="Tillbaka till skolan").summary.replace("\r\n", "\n") == LONG


def test_every_cookie_gone_while_writing_loses_nothing_either(
    browser: BrowserContext, own_world: World, live_server: Any
) -> None:
    page = filled(browser, live_server.url, "Utan kakor")
    browser.clear_cookies()
    page.get_by_role("button", name="Skapa satsningen").click()
    page.get_by_label("E-postadress").fill("coordinator@test.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    page.get_by_label("Namn på satsningen").wait_for()
    assert page.get_by_label("Kort beskrivning").input_value() == LONG


def test_pressed_twice_at_once_is_done_once(browser: BrowserContext, own_world: World, live_server: Any) -> None:
    page = filled(browser, live_server.url, "Tryckt två gånger")
    page.get_by_role("button", name="Skapa satsningen").dblclick(no_wait_after=True)
    page.get_by_role("heading", name="Tryckt två gånger", level=1).wait_for()
    assert Initiative.objects.filter(title="Tryckt två gånger").count() == 1


def test_gone_back_and_pressed_again_is_done_once(browser: BrowserContext, own_world: World, live_server: Any) -> None:
    page = filled(browser, live_server.url, "Tillbaka och igen")
    sent = page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form.work')))")
    page.get_by_role("button", name="Skapa satsningen").click()
    page.get_by_role("heading", name="Tillbaka och igen", level=1).wait_for()
    first = page.url
    again = page.request.post(f"{live_server.url}/satsningar/ny/", form=sent)  # the very same form, once more
    assert again.url == first
    assert Initiative.objects.filter(title="Tillbaka och igen").count() == 1


def test_two_tabs_of_the_same_row_show_both_versions(
    browser: BrowserContext, own_world: World, live_server: Any
) -> None:
    row = Row.objects.get(what="Fler i arbete")
    address = live_server.url + ROWS.address(own_world.initiative, "change", row.pk)
    one, other = browser.new_page(), browser.new_page()
    for page, words in ((one, "Från första fliken"), (other, "Från andra fliken")):
        page.goto(address)
        page.get_by_label("Vad?", exact=True).fill(words)
    one.get_by_role("button", name="Spara").click()
    one.get_by_role("heading", name="Logikmodell", exact=True).wait_for()
    other.get_by_role("button", name="Spara").click()
    other.get_by_role("heading", name="Någon annan har ändrat samtidigt").wait_for()
    both = other.locator("main").inner_text()
    assert "Från första fliken" in both
    assert "Från andra fliken" in both
    other.get_by_role("link", name="Behåll det som är sparat").click()
    other.get_by_role("heading", name="Logikmodell", exact=True).wait_for()
    row.refresh_from_db()
    assert (row.what, row.version) == ("Från första fliken", 2)
