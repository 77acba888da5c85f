# SPDX-License-Identifier: Apache-2.0
"""Tables written where they stand, by keyboard alone: saved, taken back, refused, in conflict, signed out."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from utfall_web.audit import writes as audited
from utfall_web.logic.models import Row
from utfall_web.logic.tables import ROWS
from utfall_web.measure.models import Outcome
from utfall_web.measure.tables import OUTCOMES
from utfall_web.worth.models import Cost
from utfall_web.worth.tables import COSTS
from web_browser import findings
from web_world import PASSWORD, World


@pytest.fixture
def page(own_world: World, live_server: Any, enter: Any) -> Page:
    """The table in Chromium, as the project lead sees it."""
    opened: Page = enter(own_world.person("project_lead")).new_page()
    opened.goto(live_server.url + ROWS.address(own_world.initiative))
    return opened


def reach(page: Page, name: str) -> None:
    """Press Tab until a control is reached."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if active(page).startswith(name):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def active(page: Page) -> str:
    """Return what the focused control is called."""
    said = page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText")
    return " ".join(str(said).split())


def opened(page: Page, name: str) -> None:
    """Wait until a cell is open for writing."""
    page.get_by_role("textbox", name=name, exact=True).or_(page.get_by_role("combobox", name=name)).wait_for()


def test_enter_saves_escape_takes_back_and_tab_goes_on(page: Page, own_world: World) -> None:
    row = Row.objects.get(what="Fler i arbete")
    reach(page, "Ändra Vad: Fler i arbete")
    page.keyboard.press("Enter")
    opened(page, "Vad")
    page.keyboard.type("Fler har arbete")
    page.keyboard.press("Escape")
    assert active(page) == "Ändra Vad: Fler i arbete"
    page.keyboard.press("Enter")
    opened(page, "Vad")
    page.keyboard.type("Fler har arbete")  # what was there is selected, and written over
    page.keyboard.press("Tab")
    opened(page, "Nivå")
    assert active(page) == "Nivå"
    page.keyboard.press("Tab")  # unchanged: nothing to save
    opened(page, "Indikator")
    page.keyboard.type("Andel i arbete")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ändra Indikator: Andel i arbete")).to_be_focused()
    row.refresh_from_db()
    assert (row.what, row.indicator, row.version) == ("Fler har arbete", "Andel i arbete", 3)
    assert [step.target.what for step in row.steps.all()] == ["Egen försörjning"]  # what no cell shows is kept
    expect(page.get_by_role("status")).to_contain_text("Raden är sparad.")
    expect(page.locator("[data-told]")).to_contain_text("Fler har arbete")  # the red thread as it stands now
    assert findings(page) == []


def test_numbers_that_go_together_are_written_in_one_cell_and_saved_at_once(
    page: Page, own_world: World, live_server: Any
) -> None:
    page.goto(live_server.url + OUTCOMES.address(own_world.initiative))
    reach(page, "Ändra Väntad effekt: –")
    page.keyboard.press("Enter")
    opened(page, "Väntad effekt")
    page.keyboard.type("0,1")
    page.keyboard.press("Tab")
    assert active(page).startswith("Väntad effekt, lägst")
    page.keyboard.type("0,2")
    page.keyboard.press("Tab")
    page.keyboard.type("0,3")
    page.keyboard.press("Enter")  # the effect lies outside its ends
    expect(page.get_by_role("status")).to_contain_text("ligger utanför lägst och högst")
    assert findings(page) == []
    assert Outcome.objects.get(pk=own_world.ids["outcome_id"]).expected is None
    assert active(page) == "Väntad effekt"
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("0,05")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ändra Väntad effekt: +10")).to_be_focused()
    outcome = Outcome.objects.get(pk=own_world.ids["outcome_id"])
    assert (outcome.expected, outcome.expected_low, outcome.expected_high, outcome.version) == (0.1, 0.05, 0.3, 2)


def test_a_level_is_chosen_from_a_list(page: Page, own_world: World) -> None:
    reach(page, "Ändra Nivå: Resultat")
    page.keyboard.press("Enter")
    opened(page, "Nivå")
    page.keyboard.type("Akt")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ändra Nivå: Aktivitet").first).to_be_focused()
    assert Row.objects.get(what="Fler i arbete").level == "activity"


def test_a_number_is_written_as_a_number_whatever_the_cell_shows(
    page: Page, own_world: World, live_server: Any
) -> None:
    cost = Cost.objects.get(pk=own_world.ids["cost_id"])
    audited.change(cost, actor=None, version=1, quantity=1200.0, unit="månad", price_year=2024)
    page.goto(live_server.url + COSTS.address(own_world.initiative))
    reach(page, "Ändra Antal: 1 200 månad")
    page.keyboard.press("Enter")
    opened(page, "Antal")
    assert page.get_by_role("textbox", name="Antal").input_value() == "1200"
    page.keyboard.type("två")
    page.keyboard.press("Enter")
    expect(page.locator("#inline-error")).to_have_text("Skriv ett tal med siffror, som 1 234,5.")
    page.keyboard.press("Control+A")
    page.keyboard.type("2 400,5")
    page.keyboard.press("Tab")
    opened(page, "Pris")
    assert page.get_by_role("textbox", name="Pris").input_value() == "720000"
    page.keyboard.type("650000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ändra Pris: 650 000 kr/månad, 2024 års priser")).to_be_focused()
    cost.refresh_from_db()
    assert (cost.quantity, cost.unit_cost, cost.label, cost.version) == (2400.5, 650000.0, "Coacher", 4)
    assert findings(page) == []


def test_what_one_row_says_of_another_is_chosen_from_a_list(page: Page, own_world: World, live_server: Any) -> None:
    page.goto(live_server.url + OUTCOMES.address(own_world.initiative))
    reach(page, "Ändra Resultat: Fler i arbete")
    page.keyboard.press("Enter")
    opened(page, "Resultat")
    page.keyboard.type("Egen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ändra Resultat: Egen försörjning")).to_be_focused()
    row = Outcome.objects.select_related("row").get(pk=own_world.ids["outcome_id"]).row
    assert row is not None
    assert row.what == "Egen försörjning"
    assert findings(page) == []


def test_what_cannot_be_saved_is_said_and_stays(page: Page, own_world: World) -> None:
    reach(page, "Ändra Vad: Fler i arbete")
    page.keyboard.press("Enter")
    opened(page, "Vad")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(page.locator("#inline-error")).to_have_text("Detta fält måste fyllas i.")
    assert active(page) == "Vad"
    assert findings(page) == []
    page.keyboard.press("Escape")
    assert Row.objects.filter(what="Fler i arbete", version=1).exists()


def test_a_change_by_another_shows_both_versions(page: Page, own_world: World) -> None:
    row = Row.objects.select_related("initiative").get(what="Fler i arbete")
    audited.change(row, actor=None, version=1, what="Den andras", assumption="Den andras antagande")
    reach(page, "Ändra Vad: Fler i arbete")
    page.keyboard.press("Enter")
    opened(page, "Vad")
    page.keyboard.type("Mitt")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Någon annan har ändrat samtidigt").wait_for()
    both = page.locator("main").inner_text()
    assert "Mitt" in both
    assert "Den andras" in both
    row.refresh_from_db()
    assert (row.what, row.version) == ("Den andras", 2)
    page.get_by_role("button", name="Spara mitt i stället").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Logikmodell", exact=True).wait_for()
    row.refresh_from_db()
    assert (row.what, row.assumption) == ("Mitt", "Den andras antagande")  # only what I wrote is written over


def test_signed_out_while_writing_loses_nothing(page: Page, own_world: World) -> None:
    reach(page, "Ändra Vad: Fler i arbete")
    page.keyboard.press("Enter")
    opened(page, "Vad")
    page.keyboard.type("Skrivet utan inloggning")
    page.context.clear_cookies(name="utfall_session")
    page.keyboard.press("Enter")
    page.get_by_label("E-postadress").fill("project_lead@test.example")
    assert "Det du skrev är kvar" in page.locator("main").inner_text()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Vad?", exact=True).wait_for()
    assert page.get_by_label("Vad?", exact=True).input_value() == "Skrivet utan inloggning"
    assert page.get_by_label("Resultat").is_checked()
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("heading", name="Logikmodell", exact=True).wait_for()
    assert Row.objects.filter(what="Skrivet utan inloggning", level="short_term_outcome").exists()


def test_whoever_may_not_change_gets_the_table_as_it_is(world: World, signed_in: Any) -> None:
    shown = signed_in(world.person("steering_group")).get(ROWS.address(world.initiative)).content.decode()
    assert "rows.js" not in shown
    assert "data-inline" not in shown
