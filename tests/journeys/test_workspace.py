# SPDX-License-Identifier: Apache-2.0
"""From an idea to a locked plan and its decision paper, as a coordinator on a first day does it.

In Swedish and English, at a desk and on a telephone, with JavaScript and without. Each step is held against what the
page then says: the numbers are worked out by hand in the comments.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from web_visitor import Visitor
from workspace_server import Workspace

TITLE = {"sv": "Arbete först", "en": "Work first"}
GOAL = ("Egen försörjning", "Earning their own living")
OUTCOME = ("Fler har arbete efter ett år", "More are in work after a year")
ACTIVITY = ("Coach varje vecka", "A coach every week")
RESOURCE = ("Två coacher", "Two coaches")
INDICATOR = ("I arbete efter tolv månader", "In work after twelve months")
LEVEL, WHAT = ("Nivå", "Level"), ("Vad?", "What?")
MEASURED_BY, SOURCE = ("Indikator", "Indicator"), ("Datakälla", "Data source")
LEADS_TO = ("Vad är det tänkt att leda till?", "What is it meant to lead to?")
SAVE, SAVED = ("Spara", "Save"), ("Raden är sparad.", "The row has been saved.")
YES = ("Ja", "Yes")


@pytest.mark.parametrize(
    ("lang", "width", "script"), [("sv", 1280, True), ("en", 360, True), ("sv", 360, False), ("en", 1280, False)]
)
def test_from_idea_to_locked_plan(
    chromium_browser: Browser,
    workspace: Workspace,
    tmp_path: Path,
    lang: Literal["sv", "en"],
    width: int,
    script: bool,
) -> None:
    context = chromium_browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
    asked = os.environ.get("UTFALL_PICTURES")
    pictures = Path(asked) / f"{lang}-{width}" if asked else None
    person = Visitor(context, workspace, lang, pictures)
    try:
        person.sign_in("samordnare")
        home = idea(person)
        for step in (gate, need, target_group, logic_model, indicator, comparison, money, risks, criteria):
            step(person)
            person.page.goto(home)
            person.arrived()
        owner_gets_the_role(person)
        person.sign_out()
        person.sign_in("agare")
        person.page.goto(home)
        lock(person)
        person.page.goto(home)
        paper(person, tmp_path)
    finally:
        context.close()


def row(person: Visitor, add: tuple[str, str], answers: dict[tuple[str, str], object]) -> None:
    """Add a row to the table one stands at."""
    person.follow(*add)
    person.fill(answers)
    person.press(*SAVE)
    person.reads(SAVED)


def written(person: Visitor, begin: tuple[str, str], answers: dict[tuple[str, str], object]) -> None:
    """Write what there is one of."""
    person.follow(*begin)
    person.fill(answers)
    person.press(*SAVE)


def idea(person: Visitor) -> str:
    person.follow("Ny satsning", "New initiative")
    person.press("Skapa satsningen", "Make the initiative")  # nothing written: said, and nothing is made
    person.reads(("Det här behöver rättas", "This needs mending"))
    person.fill({("Namn på satsningen", "Name of the initiative"): TITLE[person.lang]})
    person.fill({("Kort beskrivning", "Short description"): person.say("Stöd till arbete.", "Support into work.")})
    person.press("Skapa satsningen", "Make the initiative")
    person.reads(("Satsningen är skapad.", "The initiative has been made."), TITLE[person.lang])
    assert person.page.get_by_text(person.say("Inte påbörjad", "Not started"), exact=True).count() == 7
    return person.page.url


def gate(person: Visitor) -> None:
    person.follow("Är det en social investering?", "Is it a social investment?")
    person.reads(("Inte avgjort.", "Not settled."))
    better = (
        "Väntas målgruppen få det bättre än med dagens arbetssätt?",
        "Is the target group expected to fare better than with today's way of working?",
    )
    cheaper = ("Väntas samhällets kostnader bli lägre över tid?", "Are society's costs expected to be lower over time?")
    bounded = (
        "Har satsningen en början, ett slut och en budget?",
        "Has the initiative a beginning, an end and a budget?",
    )
    new = (
        "Är det något som ordinarie verksamhet inte kan göra ensam?",
        "Is it something that ordinary operation cannot do alone?",
    )
    written(person, ("Skriv", "Write"), {better: YES, cheaper: YES, bounded: YES, new: YES})
    person.reads(("Ja. Båda delarna av definitionen är uppfyllda", "Yes. Both halves of the definition are met"))


def need(person: Visitor) -> None:
    person.follow("Behov", "Needs")
    problem = person.say("Många söker arbete länge", "Many look for work for long")
    row(
        person,
        ("Lägg till ett behov", "Add a need"),
        {
            ("Vad är problemet?", "What is the problem?"): problem,
            ("Bland vilka?", "Among whom?"): "18–24",
            ("Stämmer bilderna överens?", "Do the pictures agree?"): ("Samsyn", "Shared view"),
        },
    )
    person.reads(("Inte styrkt med källa:", "Not supported by a source:"), problem)
    person.follow("Underlag för behoven", "Evidence for the needs")
    row(
        person,
        ("Lägg till underlag", "Add evidence"),
        {
            ("Vilket behov?", "Which need?"): (problem, problem),
            ("Slag", "Kind"): ("Siffror", "Numbers"),
            ("Vad säger underlaget?", "What does the evidence say?"): "> 6",
            ("Antal med behovet", "Number with the need"): "120",
            ("Av hur många?", "Out of how many?"): "400",
            ("Källa", "Source"): "2026",
        },
    )
    person.reads(("120 av 400", "120 of 400"), ("30 %", "30%"))


def target_group(person: Visitor) -> None:
    person.follow("Målgrupp", "Target group")
    said = person.say("Unga som sökt arbete i sex månader", "Young people six months without work")
    sentence = ("Målgruppen i en mening", "The target group in a sentence")
    expected = ("Hur många väntas delta?", "How many are expected to take part?")
    whole = ("Hur många är de i hela gruppen?", "How many are there in the whole group?")
    written(person, ("Skriv", "Write"), {sentence: said, expected: "400", whole: "120"})
    person.reads(("Fler väntas delta än som finns i gruppen.", "More are expected to take part than there are"))
    person.fill({expected: "40"})
    person.press(*SAVE)
    person.reads(said, "40", "120")


def logic_model(person: Visitor) -> None:
    person.follow("Logikmodell", "Logic model")
    add = ("Lägg till en rad", "Add a row")
    goal, outcome, activity = (person.say(*words) for words in (GOAL, OUTCOME, ACTIVITY))
    followed = {MEASURED_BY: person.say(*INDICATOR), SOURCE: person.say("Enkät", "Survey")}
    row(person, add, {LEVEL: ("Långsiktigt mål", "Long-term goal"), WHAT: goal} | followed)
    person.reads(("Här brister den:", "It is broken here:"))
    row(person, add, {LEVEL: ("Resultat", "Outcome"), WHAT: outcome, LEADS_TO: [GOAL]} | followed)
    row(person, add, {LEVEL: ("Aktivitet", "Activity"), WHAT: activity, LEADS_TO: [OUTCOME]} | followed)
    row(person, add, {LEVEL: ("Resurs", "Resource"), WHAT: person.say(*RESOURCE), LEADS_TO: [ACTIVITY]})
    person.reads(("Tråden håller:", "The thread holds:"), goal, outcome, activity, RESOURCE)
    person.follow("Se den som bild", "See it as a picture")
    picture = person.page.get_by_role("img")
    assert outcome in (picture.get_attribute("alt") or "") or picture.evaluate("img => img.naturalWidth") > 300


def indicator(person: Visitor) -> None:
    person.follow("Indikatorer", "Indicators")
    row(
        person,
        ("Lägg till en indikator", "Add an indicator"),
        {
            ("Vad mäts?", "What is measured?"): person.say(*INDICATOR),
            ("Vilket resultat i logikmodellen?", "Which outcome of the logic model?"): OUTCOME,
            ("Vad är det för värde?", "What kind of value is it?"): ("Ja eller nej", "Yes or no"),
            ("Åt vilket håll är det bra?", "Which way is good?"): ("Mer är bättre", "More is better"),
            ("Kolumn i datafilen", "Column in the data file"): "work",
            ("Väntad effekt", "Expected effect"): "0,2",
            ("Väntad effekt, lägst", "Expected effect, lowest"): "0,1",
            ("Väntad effekt, högst", "Expected effect, highest"): "0,3",
            ("Varifrån kommer den väntade effekten?", "Where does the expected effect come from?"): "IPS 2013",
        },
    )
    person.reads(INDICATOR, ("ange datakälla", "name data source"))


def comparison(person: Visitor) -> None:
    person.follow("Jämförelse", "Comparison")
    person.follow("Datafiler", "Data files")
    row(person, ("Lägg till en datafil", "Add a data file"), {("Filens namn", "Name of the file"): "people.csv"})
    person.follow("Jämförelse", "Comparison")
    row(
        person,
        ("Lägg till en jämförelse", "Add a comparison"),
        {
            ("Vad är det vi jämför med?", "What do we compare with?"): person.say("De som lottas bort", "Drawn by lot"),
            ("Upplägg", "Design"): ("Lottning", "Randomised trial"),
            ("Datafil", "Data file"): ("people.csv", "people.csv"),
            ("Den här jämförelsen bär slutsatsen", "This comparison carries the conclusion"): True,
            ("Kolumn som säger vem som deltog", "Column that says who took part"): "joined",
        },
    )
    person.reads(("Lottning Ja", "Randomised trial Yes"))
    person.follow("Hur många behövs?", "How many are needed?")


def money(person: Visitor) -> None:
    person.follow("Kostnader", "Costs")
    own = ("Eget pris per enhet, kronor", "Own price per unit, kronor")
    year = ("Prisår", "Price year")
    row(
        person,
        ("Lägg till en kostnad", "Add a cost"),
        {
            WHAT: person.say("Coacher", "Coaches"),
            ("Vem betalar eller tjänar?", "Who pays or gains?"): person.say("kommun", "municipality"),
            ("Antal enheter", "Number of units"): "2",
            own: "600 000",
            year: "2024",
            ("Vilka år av satsningen?", "Which years of the initiative?"): "1",
            ("Källa, eller motiv till eget pris", "Source, or motive for an own price"): person.say("Lönelista", "Pay"),
        },
    )
    person.reads(("600 000 kr", "SEK 600,000"))
    person.follow("Kalkylens villkor", "Terms of the appraisal")
    written(
        person,
        ("Skriv", "Write"),
        {year: "2024", ("Hur många år räknas?", "How many years are counted?"): "1"},
    )
    person.reads(("3,5 %", "3.5%"))
    person.follow("Design", "Design")
    person.follow("Konsekvenser i kronor", "Consequences in kronor")
    row(
        person,
        ("Lägg till en konsekvens", "Add a consequence"),
        {
            WHAT: person.say("Lön", "Wage"),
            ("Slag", "Kind"): ("Arbete och produktion", "Work and production"),
            ("Vem betalar eller tjänar?", "Who pays or gains?"): person.say("individ", "household"),
            ("Följer av vilken indikator?", "Follows from which indicator?"): INDICATOR,
            own: "25 000",
            year: "2024",
            ("Enheter per person och år som förbättras", "Units per person and year that improves"): "12",
            ("Första året", "First year"): "1",
            ("Antal år", "Number of years"): "1",
            ("Källa, eller motiv till eget pris", "Source, or motive for an own price"): "SCB",
        },
    )
    person.follow("Kalkylen", "The appraisal")
    # 40 take part × 0.2 more in work × 12 months × 25 000 = 2.4 million gained in year 1, half a year from the start:
    # 2.4 / 1.035 ** 0.5 = 2.359. Spent: 2 coaches × 600 000 = 1.2 million. Net to society 1.159 million.
    person.reads(
        ("Samhället som helhet beräknas vinna 1,2 mnkr på 1 år", "Society as a whole"),
        ("Individer och hushåll beräknas vinna 2,4 mnkr", "2.4"),
        ("Kommunen beräknas förlora 1,2 mnkr", "1.2"),
        (
            "Effekterna är antaganden; ingenting är uppmätt.",
            "The effects are assumptions; nothing has been measured.",
        ),
    )


def risks(person: Visitor) -> None:
    person.follow("Risker", "Risks")
    row(
        person,
        ("Lägg till en risk", "Add a risk"),
        {
            ("Vad kan hända?", "What could happen?"): person.say("Få hänvisas", "Few are referred"),
            ("Hur troligt är det?", "How likely is it?"): ("Medel", "Medium"),
            ("Hur allvarligt blir det?", "How serious would it be?"): ("Hög", "High"),
        },
    )
    person.reads(("Medel", "Medium"), ("Hög 6", "High 6"))  # 2 × 3


def criteria(person: Visitor) -> None:
    person.follow("Kriterier", "Criteria")
    row(
        person,
        ("Lägg till ett kriterium", "Add a criterion"),
        {
            ("Kriteriet i ord", "The criterion in words"): person.say(
                "Minst fem fler av hundra", "Five more in a hundred"
            ),
            ("Slag", "Kind"): ("Framgång", "Success"),
            ("Vad prövas?", "What is tested?"): ("Effekt", "Effect"),
            ("För effekt: på vilken indikator?", "For an effect: on which indicator?"): INDICATOR,
            ("Minst", "At least"): "0,05",
            ("Hur säkert ska det vara?", "How sure shall it be?"): ("Uppskattningen räcker", "The estimate is enough"),
        },
    )
    person.follow("Lås planen", "Lock the plan")
    person.reads(("Planen är inte låst.", "The plan is not locked."))
    assert person.page.get_by_role("link", name=person.say("Lås planen", "Lock the plan")).count() == 0  # the owner's


def owner_gets_the_role(person: Visitor) -> None:
    person.follow("Roller", "Roles")
    person.follow("Ge en roll", "Give a role")
    person.fill({("Person", "Person"): ("Ove Ägare", "Ove Ägare"), ("Roll", "Role"): ("Projektägare", "Owner")})
    person.press("Ge rollen", "Give the role")
    person.reads("Ove Ägare", ("Projektägare", "Owner"))


def lock(person: Visitor) -> None:
    person.follow("Låst plan", "Locked plan")
    person.follow("Lås planen", "Lock the plan")
    names = person.say("Ove Ägare och styrgruppen", "Ove Ägare and the steering group")
    person.fill({("Vilka har bestämt?", "Who has decided?"): names})
    person.press("Lås", "Lock")
    person.reads(("Planen är låst.", "The plan is locked."), names, ("Planen är oförändrad", "The plan is unchanged"))
    assert re.search(r"\b[0-9a-f]{64}\b", person.text())


def paper(person: Visitor, folder: Path) -> None:
    person.follow("Dokument", "Documents")
    title = person.say("Beslutsunderlag före start", "Decision paper before the start")
    with person.page.expect_download() as coming:
        person.page.get_by_role("link", name=re.compile(f"^PDF ?, {title}$")).click()
    file = folder / "paper.pdf"
    coming.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")
    said = " ".join(subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True, text=True).stdout.split())
    for words in (
        TITLE[person.lang],
        person.say("120 av 400 (30 %)", "120 of 400 (30%)"),
        person.say(*OUTCOME),
        person.say("Samhället 1 år +1 159 tkr", "Society 1 year +1,159"),
        person.say("Kommunen 1 år −1 200 tkr", "Municipality 1 year −1,200"),
        person.say("minst +5 procentenheter", "at least +5 percentage points"),
        person.say("Kriterierna låstes", "The criteria were locked"),
    ):
        assert words in said.replace("\u202f", " "), said
