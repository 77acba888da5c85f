# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from utfall_web.compare.rules import Screened, Screening, screening
from utfall_web.compare.tables import ETHICS
from utfall_web.measure.models import Aim, Outcome
from utfall_web.measure.reads import smart
from utfall_web.measure.rules import Letter, Sheet, lacking
from utfall_web.measure.tables import AIMS, OUTCOMES
from utfall_web.plan.rowpages import add_row
from utfall_web.worth.models import Consequence
from utfall_web.worth.rules import is_purse, purse_name
from utfall_web.worth.tables import CONSEQUENCES, COSTS
from web.forms_sent import sent
from web_world import World

WHOLE = Sheet(
    label="I arbete", numerator="anställd", denominator="alla", is_share=True, source="register", responsible="ledaren",
    baseline="30 %", target=0.35, period="2028",
)  # fmt: skip


def test_a_whole_sheet_is_smart_and_each_gap_has_its_letter() -> None:
    assert lacking(WHOLE) == ()
    assert lacking(Sheet(label="x")) == tuple(Letter)
    assert lacking(Sheet(label="x", numerator="poäng", is_share=True))[0] is Letter.SPECIFIC
    assert Letter.SPECIFIC not in lacking(Sheet(label="x", numerator="poäng"))


def test_an_indicator_with_its_expected_effect_stands_in_the_file(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("evaluator"))
    values = {
        "label": "Egen inkomst", "kind": "continuous", "direction": "increase", "unit": "kronor", "expected": "1 500,5",
        "expected_low": "500", "expected_high": "2 500", "expected_source": "Studie, nedräknad",
    }  # fmt: skip
    assert sent(client, OUTCOMES.address(world.initiative, "new"), values).status_code == 302
    from utfall_web.measure.exchange import outcome_tables

    table = next(t for t in outcome_tables(world.initiative) if t["id"] == "egen-inkomst")
    assert table["expected"] == {"value": 1500.5, "low": 500.0, "high": 2500.0, "source": "Studie, nedräknad"}
    wrong = sent(client, OUTCOMES.address(world.initiative, "new"), values | {"expected_high": "1000"})
    assert "ligger utanför lägst och högst" in wrong.content.decode()
    assert "Egen inkomst" in client.get(OUTCOMES.address(world.initiative)).content.decode()
    assert Outcome.objects.filter(label="Egen inkomst").count() == 1


def test_target_levels_are_set_by_period_and_group(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("evaluator"))
    outcome = Outcome.objects.get(pk=world.ids["outcome_id"])  # yes or no
    new = AIMS.address(world.initiative, "new")
    values = {"outcome": outcome.pk, "period": "2028", "group": "kvinnor", "value": "0,45"}
    assert sent(client, new, values).status_code == 302
    page = client.get(AIMS.address(world.initiative)).content.decode()
    assert ("kvinnor" in page, "45 %" in page.replace("\xa0", " ")) == (True, True)
    assert "mellan 0 och 1" in sent(client, new, values | {"group": "män", "value": "45"}).content.decode()
    assert "har redan en målnivå" in sent(client, new, values).content.decode()
    assert Aim.objects.filter(initiative=world.initiative, period="2028").count() == 1


def test_an_indicator_with_target_levels_is_measurable_and_timed(world: World) -> None:
    outcome = add_row(OUTCOMES, world.initiative, actor=None, values={"label": "Närvaro", "source": "Skolans system"})
    assert {Letter.MEASURABLE, Letter.TIMED} <= set(smart(world.initiative)["Närvaro"])
    add_row(AIMS, world.initiative, actor=None, values={"outcome": outcome, "period": "2028", "value": 0.9})
    assert not {Letter.MEASURABLE, Letter.TIMED} & set(smart(world.initiative)["Närvaro"])


def test_the_guide_to_instruments_is_searched(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("team_member"))
    page = client.get(reverse("measure:instruments"), {"q": "alkohol"}).content.decode()
    assert "AUDIT" in page
    assert "KASAM" not in page
    told = page.split("<h2>AUDIT</h2>")[1].split("</section>")[0]
    for head in (
        "För vilka",
        "Vem svarar",
        "Frågor",
        "Tid",
        "Poäng",
        "Gränser",
        "Tillförlitlighet",
        "Kostnad",
        "Licens",
    ):
        assert f"<dt>{head}</dt>" in told
    assert told.count("inte angivet i källan") == 3  # time, reliability and cost: nobody has stated them


answers = st.sampled_from(["yes", "no", "unsure"])


@given(answers, answers, answers, answers)
def test_only_two_noes_say_that_it_is_no_research(research: str, publish: str, sensitive: str, affects: str) -> None:
    found = screening(Screened(research=research, publish=publish, sensitive=sensitive, affects=affects))
    assert (found is Screening.NOT_RESEARCH) == (research == publish == "no")
    assert (found is Screening.REVIEW) == ("yes" in (research, publish) and "yes" in (sensitive, affects))


def test_the_ethics_page_says_what_the_answers_point_to(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("evaluator"))
    values = {
        "research": "yes",
        "publish": "unsure",
        "sensitive": "yes",
        "affects": "no",
        "legal_basis": "Allmänt intresse",
    }
    assert sent(client, ETHICS.address(world.initiative, "change"), values).status_code == 302
    assert "etikprövning behövs innan ni börjar" in client.get(ETHICS.address(world.initiative)).content.decode()


def test_power_is_worked_out_on_the_page(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    address = reverse("compare:power", args=[world.initiative.pk])
    asked = {"design": "rct", "kind": "binary", "baseline": "0,3", "effect": "0,1", "n": "712", "dropout": "0"}
    page = client.get(address, asked).content.decode()
    assert "Med 712 personer är chansen 8" in page
    assert "chans att effekten syns med 712 personer" in page
    assert "Skriv ett tal" in client.get(address, asked | {"effect": "mycket"}).content.decode()


def test_the_guide_ranks_what_is_possible(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    page = client.get(reverse("compare:guide", args=[world.initiative.pk]), {"lots": "yes"}).content.decode()
    assert "lottning" in page.lower()


def test_whose_purse_a_word_names() -> None:
    assert is_purse("kommun")
    assert is_purse("kommun/Socialnämnden")
    assert not is_purse("kommun/")
    assert not is_purse("grannen")
    assert purse_name("state") == purse_name("stat")
    assert purse_name("kommun/Socialnämnden").sv == "Socialnämnden"


def test_a_price_has_its_year_and_one_source(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    values = {"label": "Lokal", "actor": "kommun", "unit_cost": "12 000"}
    assert "vilket års priser" in sent(client, COSTS.address(world.initiative, "new"), values).content.decode()
    both = values | {"price_year": "2023", "catalogue": "norm_ensam_2023"}
    assert "inte båda" in sent(client, COSTS.address(world.initiative, "new"), both).content.decode()
    unknown = {"label": "Lokal", "actor": "grannen", "catalogue": "finns_inte"}
    page = sent(client, COSTS.address(world.initiative, "new"), unknown).content.decode()
    assert "Katalogen har inget sådant id" in page
    assert "en nämnd skrivs kommun/Socialnämnden" in page
    huge = values | {"price_year": "2023", "unit_cost": "1" + "0" * 13}
    assert sent(client, COSTS.address(world.initiative, "new"), huge).status_code == 200
    assert sent(client, COSTS.address(world.initiative, "new"), values | {"price_year": "2023"}).status_code == 302


def test_a_benefit_moves_money_between_two_purses(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    values = {
        "label": "Mindre bistånd", "kind": "transfer", "catalogue": "norm_ensam_2023", "cashability": "cash_releasing",
        "units_per_improvement": "12",
    }  # fmt: skip
    refused = sent(client, CONSEQUENCES.address(world.initiative, "new"), values)
    assert "säg vems kassa som minskar" in refused.content.decode()
    moved = values | {"payer": "individ", "receiver": "kommun"}
    assert sent(client, CONSEQUENCES.address(world.initiative, "new"), moved).status_code == 302
    row = Consequence.objects.get(label="Mindre bistånd")
    from utfall_web.worth.exchange import consequence_tables

    table = next(t for t in consequence_tables(world.initiative) if t["id"] == row.key)
    assert table["postings"] == {"kommun": 1.0, "individ": -1.0}
    assert sum(table["postings"].values()) == 0


def test_the_catalogue_marks_what_nobody_has_verified(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("team_member"))
    page = client.get(reverse("worth:catalogue"), {"q": "sis"}).content.decode()
    assert "inte kontrollerad" in page
