# SPDX-License-Identifier: Apache-2.0
"""Key figures, steps and expectations as a user meets them: in the annex and in result.json."""

from __future__ import annotations

import pytest

from unit.thread.economy_sample import TEXT, appraised
from unit.thread.test_expected import DATA, EXPECTED, PEOPLE
from unit.thread.thread_sample import DEMOS, demo
from utfall.core.text import LANGS, Lang
from utfall.economics import Appraisal
from utfall.economics.comparing.cost_effectiveness import InformationValue, value_of_information
from utfall.economics.model import Model
from utfall.io.initiative_file import parse_initiative
from utfall.reports import annex_keyfigures as figures
from utfall.reports.annex import technical_annex
from utfall.reports.annex_economy import saving_table
from utfall.reports.annex_pipeline import steps_json, trace_table
from utfall.reports.document import Table
from utfall.reports.economics_json import economics_detail
from utfall.reports.economy_charts import acceptability_of
from utfall.reports.ex_ante import effect_table, revision_blocks, revision_json, revision_sentence
from utfall.reports.numbers import NBSP
from utfall.reports.paper import decision_paper
from utfall.reports.result_json import economics, result_text
from utfall.reports.summary import summary_lines
from utfall.thread import Evaluation, evaluate
from utfall.thread.planned import work_out

# 10 people x 0.2 x 20 000 kronor x 5 years = 200 000, against a cost of 100 000; no discounting.


def named(table: Table) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in table.rows}


def test_each_key_figure_stands_with_its_interval_and_definition() -> None:
    _, appraisal = appraised()
    rows = named(figures.key_figure_table(appraisal, "sv"))
    assert rows["Nettonuvärde"][0] == f"100{NBSP}tkr"
    assert (rows["SROI, brutto"][0], rows["SROI, netto"][0]) == ("2,00", "1,00")
    assert (rows["Nytto–kostnadskvot"][0], rows["Nettonuvärdeskvot (NNK)"][0]) == ("2,00", "1,00")
    # The potential is 10 x 0.7 x 100 000 = 700 000; realised 200 / 700, break-even 100 / 700.
    assert rows["Potential"][0] == f"700{NBSP}tkr"
    assert rows["Verkningsgrad"][0] == f"29{NBSP}%"
    assert rows["Verkningsgrad för att gå jämnt upp"][0] == f"14{NBSP}%"
    for name in (
        "Potential",
        "Realiserat",
        "Verkningsgrad",
        "Verkningsgrad för att gå jämnt upp",
        "Resultat efter 5 år",
    ):
        assert rows[name][1].startswith("från ")


def test_every_purse_has_its_net_interval_and_chance_at_each_horizon() -> None:
    _, appraisal = appraised()
    table = figures.horizon_table(appraisal, "en")
    rows = {(row[0], row[1]): row[2:] for row in table.rows}
    assert {actor for actor, _ in rows} == {"Municipality", "Region", "Public sector", "Society"}
    after = [f"1{NBSP}year", f"5{NBSP}years", f"6{NBSP}years"]
    assert [rows[("Society", years)][0] for years in after] == ["−60", "100", "100"]
    assert rows[("Region", after[0])][2].startswith("above")
    assert all("to" in cells[1] for cells in rows.values())


def test_payback_is_told_per_actor_with_and_without_interest() -> None:
    _, appraisal = appraised(TEXT.replace("discount_rate = 0.0", "discount_rate = 0.05"))
    table = figures.payback_table(appraisal, "sv")
    assert table is not None
    rows = named(table)
    # Society gets 40 000 a year back of 100 000: 30 months; discounted it takes longer.
    assert rows["Samhället"][0] == f"efter 30{NBSP}månader"
    assert rows["Samhället"][1] == f"efter 33{NBSP}månader"
    assert "Regionen" not in rows


def test_optional_measures_say_what_they_are() -> None:
    initiative, appraisal = appraised()
    rows = named(figures.optional_table(appraisal, initiative, "sv"))
    assert rows["Kostnad per effektenhet: arbete"] == (f"50{NBSP}tkr", "programkostnad / 2,00 personer")
    # All of the net is public: 100 000 x 1.3.
    assert rows["Netto med skattefaktor 1,30"][0] == f"130{NBSP}tkr"
    assert rows["Värde per offentlig krona (MVPF)"][0] == "betalar sig självt"


def test_the_mean_of_the_draws_is_explained_only_when_it_lies_away() -> None:
    _, straight = appraised()
    assert figures.gap_sentence(straight, "sv") == ""
    askew = TEXT.replace("low = 0.8, high = 1.2", "low = 1.0, high = 4.0")
    _, appraisal = appraised(askew)
    assert "osäkerheten är skev" in figures.gap_sentence(appraisal, "sv")
    told = economics_detail(appraisal, appraised(askew)[0], "sv")["central_gap"]
    assert told["skewed"] == ["vard.units_per_improvement"]
    assert told["mean"] > told["central"]


def test_every_step_stands_in_the_data_and_the_last_are_kronor_per_actor_and_year() -> None:
    initiative, appraisal = appraised()
    steps = {row["line"]: row for row in steps_json(appraisal)["steps"]}
    care = steps["vard"]
    assert (care["population"], care["improvement"], care["quantity"]) == (10.0, pytest.approx(0.2), pytest.approx(2.0))
    assert care["gross"] == pytest.approx(40_000.0)
    assert care["yearly"] == pytest.approx([40_000.0] * 5 + [0.0])
    assert {p["actor"]: p["present_value"] for p in care["postings"]} == {
        "municipality": pytest.approx(100_000.0),
        "region": pytest.approx(100_000.0),
    }
    assert (steps["coach"]["improvement"], steps["coach"]["improvement_reason"]) == (None, "quantity-stated")
    assert trace_table(initiative, appraisal, "sv").rows[1][4:] == ("40", "40", "40")


@pytest.mark.parametrize("name", DEMOS)
def test_the_steps_of_a_demo_sum_to_its_purses(name: str) -> None:
    appraisal = demo(name).appraisal
    assert isinstance(appraisal, Appraisal)
    steps = steps_json(appraisal)["steps"]
    assert {row["line"] for row in steps} == {line.id for line in demo(name).initiative.lines}
    for actor in ("municipality", "household", "state"):
        total = sum(p["present_value"] for row in steps for p in row["postings"] if p["actor"] == actor)
        assert total == pytest.approx(appraisal.purses[actor].net)


def test_cash_by_year_sums_to_cash() -> None:
    initiative, appraisal = appraised(TEXT.replace("years = 5", 'years = 5\ncashability = "cash_releasing"\nstep = 1'))
    told = economics_detail(appraisal, initiative, "sv")
    for kind, total in told["cash"].items():
        assert sum(told["cash_by_year"][kind]) == pytest.approx(total)
    # At average cost nothing is cash in the first two years (K5): 40 000 a year for three years.
    assert told["cash_by_year"]["cash_releasing"] == pytest.approx([0, 0, 40_000, 40_000, 40_000, 0])


def found_and_expected() -> Evaluation:
    initiative = parse_initiative(EXPECTED.replace("ex_ante = true\n", "") + DATA)
    return evaluate(initiative, {"p": PEOPLE}, inputs=(), software="utfall 0")


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_expected_stands_beside_what_came_out(lang: Lang) -> None:
    found = found_and_expected()
    sentence = revision_sentence(found.revisions, found.initiative, lang)
    assert (f"100{NBSP}tkr" if lang == "sv" else f"SEK{NBSP}100") in sentence
    assert ("inom" if lang == "sv" else "within") in sentence
    assert sentence in summary_lines(found, lang)
    tables = [block for block in revision_blocks(found, lang) if isinstance(block, Table)]
    assert tables[1].rows[-1][1:5] == ("100", "150", "0", "50")
    assert effect_table(found, lang).rows[0][1].startswith("+20")
    told = revision_json(found.revisions, found.initiative)["ex_ante"]
    assert told["effects"] == [{"outcome": "arbete", "expected": 0.2, "ci": [0.1, 0.3]}]
    (society,) = (row for row in told["purses"] if row["purse"] == "society")
    assert (society["expected"], society["found"], society["inside_interval"]) == (
        pytest.approx(100_000.0),
        pytest.approx(150_000.0),
        True,
    )


def test_without_expectation_there_is_nothing_to_hold_against() -> None:
    found = demo("vagen_till_jobb")
    assert revision_sentence(found.revisions, found.initiative, "sv") == ""
    assert revision_blocks(found, "sv") == []
    told = economics(found.appraisal, found.sensitivity, found.initiative, "sv")
    assert told is not None
    assert (told["ex_ante"], told["ex_ante_reason"]) == (None, "no-expectation")


PLANNED = (
    TEXT
    + """
[[alternative_costs]]
id = "placering"
actor = "kommun"
units = 20
unit_cost = 4000
probability = 0.3
[[time_saved]]
id = "samordning"
actor = "region"
cases = 160
minutes_before = 90
minutes_after = 45
hourly_cost = 500
[[alternatives]]
id = "nu"
cost = { value = 100.0 }
effect = { value = 2.0 }
[[alternatives]]
id = "billig"
cost = { value = 50.0 }
effect = { value = 1.0 }
[choice]
willingness = [500, 10]
"""
)


def test_alternative_cost_and_time_saved_stand_in_the_annex() -> None:
    initiative, appraisal = appraised(PLANNED)
    table = saving_table(work_out(initiative, appraisal), initiative, "sv")
    assert table is not None
    # 20 x 4 000 x 0.3; 160 cases x 45 minutes at 500 kronor an hour.
    assert [row[1:] for row in table.rows] == [
        ("placering", "Kommunen", f"24{NBSP}tkr"),
        ("samordning", "Regionen", f"60{NBSP}tkr"),
    ]
    plain, economy = appraised()
    assert saving_table(work_out(plain, economy), plain, "sv") is None


def test_options_have_a_quadrant_against_the_first_stated_and_a_curve() -> None:
    initiative, appraisal = appraised(PLANNED)
    choice = work_out(initiative, appraisal).choice
    assert choice is not None
    assert dict(zip([row.name for row in choice.rows], choice.quadrants, strict=True)) == {
        "billig": "south_west",
        "nu": "origin",
    }
    figure = acceptability_of(choice, initiative, "sv")
    assert figure is not None
    assert "effektenhet" in figure.alt
    one = work_out(*appraised(PLANNED.replace("[500, 10]", "[500]"))).choice
    assert one is not None
    assert acceptability_of(one, initiative, "sv") is None


def test_the_value_of_information_is_worked_out_once_whatever_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(model: Model, *, seed: int) -> tuple[float, tuple[InformationValue, ...]]:
        calls.append(seed)
        return value_of_information(model, seed=seed)

    monkeypatch.setattr("utfall.thread.economy_views.value_of_information", counted)
    found = found_and_expected()
    for lang in LANGS:
        result_text(found, lang)
        technical_annex(found, lang, date="2026-01-31", paper=decision_paper(found, lang, date="2026-01-31"))
    assert len(calls) == 1
