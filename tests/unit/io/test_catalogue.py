# SPDX-License-Identifier: Apache-2.0
"""The catalogue is what its README says, is found in both languages, and its schema is that of the models."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from utfall.core.actors import Actor
from utfall.core.errors import InputError
from utfall.core.text import LANGS, Lang
from utfall.io.catalogue import (
    catalogue_text,
    load_catalogue,
    load_employer_contributions,
    load_index,
    load_index_series,
    load_unit_costs,
    parse_unit_costs,
    search_unit_costs,
)
from utfall.io.check import check_initiative
from utfall.io.initiative_file import parse_initiative
from utfall.io.schema import initiative_schema_text
from utfall.io.starter import starter_text


def test_unit_costs_are_those_of_the_list() -> None:
    rows = load_catalogue()
    assert len(rows) == 153
    costs = load_unit_costs()
    assert len(costs) == 145  # eight rows are known gaps
    assert sum(cost.verified for cost in costs.values()) == 132
    gp = costs["vc_lakare_2023"]
    assert (gp.price.value, gp.price_year, gp.actor, gp.index) == (1975.0, 2023, Actor.REGION, "kpi")
    assert costs["sjukpenning_max_2023"].actor is Actor.INSURANCE
    assert costs["lon_tjm_2023"].actor is Actor.BUSINESS
    assert costs["hvb_min"].price_year is None
    assert rows["saknas_bup_besok"].unit_cost is None


@pytest.mark.parametrize("query", ["FÖRSKOLA resurs", "forskola RESURS", "resource preschool"])
def test_search_finds_in_both_languages_whatever_the_letters(query: str) -> None:
    assert "skl_resursforskola" in [entry.id for entry in search_unit_costs(query)]


def test_search_for_nothing_known_finds_nothing() -> None:
    assert search_unit_costs("rymdfärja") == ()


def test_a_duplicate_id_in_a_list_is_named_by_row() -> None:
    head, first, *_ = catalogue_text("unit_costs.csv").splitlines()
    with pytest.raises(InputError) as caught:
        parse_unit_costs("\n".join((head, first, first)), file="lista.csv")
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.file, fault.place.row) == ("id-duplicate", "lista.csv", 3)


def test_consumer_prices() -> None:
    series = load_index_series("kpi")
    assert sorted(series.values) == list(range(2006, 2025))
    assert series.unverified == {2024}  # the mean of eleven months
    # SCB, KPI annual means 1980 = 100; 2024: mean of the eleven months January–November
    assert (series.values[2006], series.values[2023]) == (284.22, 403.70)
    months = [412.74, 413.76, 414.26, 415.50, 416.18, 415.86, 416.22, 413.78, 414.57, 415.51, 416.75]
    assert series.values[2024] == pytest.approx(sum(months) / 11, abs=0.005)  # two decimals are kept
    assert load_index("kpi") == series.values
    with pytest.raises(InputError) as caught:
        load_index("kpj")
    assert caught.value.faults[0].mend.sv == "Menade du ”kpi”?"


def test_employer_contributions_are_shares() -> None:
    shares = load_employer_contributions()
    assert shares["all", None] == pytest.approx(0.3142)
    assert shares["municipality", 2021] == pytest.approx(0.4015)  # SKR: 31.42 + 0.13 + 8.60


def test_the_published_schema_is_that_of_the_models() -> None:
    assert catalogue_text("schemas/initiative-1.json") == initiative_schema_text()
    schema = json.loads(initiative_schema_text())
    assert schema["properties"]["schema"]["const"] == "utfall/initiative/1"
    assert schema["additionalProperties"] is False
    assert set(tomllib.loads(starter_text("sv"))) <= set(schema["properties"])


def test_the_reference_page_names_every_field() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "initiative-file.md").read_text(encoding="utf-8")
    schema = json.loads(initiative_schema_text())
    parts = [schema, *schema["$defs"].values()]
    names = {name for part in parts for name in part.get("properties", {})}
    choices = {
        str(word) for part in parts for prop in part.get("properties", {}).values() for word in prop.get("enum", [])
    }
    missing = [
        word for word in sorted(names | choices) if not re.search(rf"\b{re.escape(word)}\b", page) and word.strip()
    ]
    assert missing == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_starter_is_a_valid_initiative_that_lacks_its_data_alone(
    lang: Lang, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = starter_text(lang)
    initiative = parse_initiative(text)
    assert len(initiative.lines) == 4
    assert initiative.primary is not None
    path = tmp_path_factory.mktemp("ny") / "satsning.toml"
    path.write_text(text, encoding="utf-8")
    checked, faults = check_initiative(path)
    assert checked == initiative
    assert [fault.code for fault in faults] == ["file-missing"]


def test_the_starters_differ_in_words_alone() -> None:
    swedish, english = (tomllib.loads(starter_text(lang)) for lang in LANGS)
    assert list(swedish) == list(english)
    for name, part in swedish.items():
        if isinstance(part, list):
            assert [list(item) for item in part] == [list(item) for item in english[name]]


def test_importing_the_room_imports_nothing_heavy() -> None:
    code = (
        "import sys, utfall.io, utfall.io.initiative_file, utfall.io.tables, utfall.io.write, utfall.io.catalogue,"
        " utfall.io.starter, utfall.io.schema; print([m for m in ('pydantic', 'polars', 'openpyxl', 'numpy') if m in"
        " sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
