# SPDX-License-Identifier: Apache-2.0
"""Every kind of bad economy through the command line: place and mend in both languages, nothing written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from unit.io.test_bad_economy import BASE
from utfall.cli.main import main

OWN = '\n[[unit_costs]]\nid = "plats"\nvalue = 100\nprice_year = 2023\nactor = "kommun"\n'
SERIES = '\n[[indices]]\nid = "pkv"\nvalues = { "2021" = 100.0, "2022" = 103.0 }\n'
COST = "unit_cost = 1000"

# What is changed, the field that the message names, and what it says in Swedish and English.
CASES = {
    "price-year-missing": ("price_year = 2022\n", "", "costs[1] (id coach)", "Prisår saknas", "is missing"),
    "price-year-future": (
        "price_year = 2023\nhorizon", "price_year = 2199\nhorizon", "appraisal.price_year", "framtiden", "future",
    ),
    "actor-unknown": ('actor = "kommun"', 'actor = "komun"', "costs[1] (id coach).actor", "Menade du", "Did you mean"),
    "index-unknown": (
        "price_year = 2022\n", 'price_year = 2022\nindex = "kpii"\n', "costs[1] (id coach).index", "Menade du ”kpi”",
        "Did you mean 'kpi'",
    ),
    "index-ends-early": (
        "price_year = 2022\n", 'price_year = 2022\nindex = "pkv"\n', "costs[1] (id coach).price_year", "saknar 2023",
        "lacks 2023",
    ),
    "shares": ("region = 0.6", "region = 0.5", "consequences[1] (id vard).postings", "summerar till 0.9", "sum to 0.9"),
    "duration": ("years = 3", "years = -3", "consequences[1] (id vard).years", "minst 1", "at least 1"),
    "claims": ("arbete = 0.5 }", "arbete = 1.5 }", "claims.outcomes", "0–1", "0–1"),
    "baseline": (
        "baseline = 300", "baseline = 30", "consequences[1] (id vard)",
        "mer undviks än", "more is avoided than",
    ),
    "horizon": ("horizon_years = 5", "horizon_years = 0", "appraisal.horizon_years", "minst 1", "at least 1"),
    "rate": ("= 0.035", "= -1.0", "appraisal.discount_rate", "större än -1", "greater than -1"),
    "distribution": (
        "low = 900", 'low = 900\ndistribution = "beta"', "costs[1] (id coach)", "passar inte", "does not fit",
    ),
    "range": ("low = 900", "low = 1050", "costs[1] (id coach)", "1 050–1 100", "1,050–1,100"),
    "participants": (
        "participants = 100", "participants = 1_000_000_000", "initiative.participants", "högst 20 000 000",
        "at most 20,000,000",
    ),
    "one-id-twice": ("[claims]", f"{OWN}{OWN}[claims]", "unit_costs[2] (id plats).id", "används redan", "already used"),
    "negative": (COST, "unit_cost = -25000", "costs[1] (id coach).unit_cost", "-25 000", "-25,000"),
    "quoted-number": (
        COST, 'unit_cost = "1 000,50 kr"', "costs[1] (id coach).unit_cost",
        "mellanslag: 1000.50.", "spaces: 1000.50.",
    ),
    "no-such-price": (
        COST, 'unit_cost = "qqqqqqqq"', "costs[1] (id coach).unit_cost",
        "utfall costs SÖKORD", "utfall costs WORDS",
    ),
    "infinite": (COST, "unit_cost = inf", "costs[1] (id coach).unit_cost", "ändligt tal", "finite number"),
    "year-outside": (
        "price_year = 2022\n", "price_year = 2022\nyear = 9\n", "costs[1] (id coach).year",
        "efter kalkylens", "after the appraisal",
    ),
    "unfinished-text": ('title = "Prov"', 'title = "Prov', "", "slutar inte på sin rad", "does not end on its line"),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", CASES)
def test_a_bad_economy_says_where_and_how_to_mend_it_and_writes_nothing(
    name: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, field, *said = CASES[name]
    assert BASE.count(old) >= 1
    file = tmp_path / "prov.toml"
    file.write_text(BASE.replace(old, new, 1) + (SERIES if "pkv" in new else ""), encoding="utf-8")
    words = ["appraise", str(file), "--effect", "arbete=0.2@0.3", "--out", str(tmp_path / "out"), "--lang", lang]
    monkeypatch.setattr(sys, "argv", ["utfall", *words])
    code = main(words)
    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert field in told.err
    assert "prov.toml, " in told.err
    assert ("rad " if lang == "sv" else "row ") in told.err
    assert said[lang == "en"] in told.err.replace("\u00a0", " ")
    assert "Traceback" not in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["prov.toml"]


def test_a_list_of_all_that_the_catalogue_holds_is_no_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prov.toml"
    file.write_text(BASE.replace(COST, 'unit_cost = "640 000"'), encoding="utf-8")
    assert main(["check", str(file)]) == 2
    assert len(capsys.readouterr().err) < 400


def test_the_file_that_the_cases_start_from_can_be_appraised(tmp_path: Path) -> None:
    file = tmp_path / "prov.toml"
    file.write_text(BASE, encoding="utf-8")
    arguments = [
        "appraise",
        str(file),
        "--effect",
        "arbete=0.2@0.3",
        "--out",
        str(tmp_path / "out"),
        "--format",
        "json",
    ]
    assert main(arguments) == 0
    assert (tmp_path / "out").is_dir()


@pytest.mark.parametrize(
    "words", [("evaluate", "prov.toml"), ("appraise", "prov.toml"), ("effect", "data.csv", "--outcome", "y")]
)
def test_a_seed_below_nought_is_a_mistake_of_the_call(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([words[0], str(tmp_path / words[1]), *words[2:], "--seed", "-4"]) == 2
    assert "--seed" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
