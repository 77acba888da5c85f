# SPDX-License-Identifier: Apache-2.0
"""`utfall fund`, `utfall contract` and what `utfall appraise` says beside its lines: worked examples and refusals."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from utfall.cli.main import COMMANDS
from utfall.core.errors import InputError
from utfall.economics.funding.statement import FundStatement, fund_statement
from utfall.io.contract_file import parse_contract
from utfall.io.fund_file import fund_presets, parse_fund, rule_names

ROOT = Path(__file__).resolve().parents[2]
FUND = ROOT / "demos" / "fund" / "fund.toml"
RIKERS = ROOT / "demos" / "contract" / "rikers.toml"
HVB = ROOT / "demos" / "contract" / "hvb.toml"
WORK = ROOT / "demos" / "vagen_till_jobb" / "initiative.toml"


def utfall(*arguments: str | Path, lang: str = "sv") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "UTFALL_LANG": lang, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "utfall", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def told(*arguments: str | Path) -> dict[str, Any]:
    done = utfall(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_both_commands_are_listed() -> None:
    assert {"fund", "contract"} <= set(COMMANDS)


def test_the_worked_fund() -> None:
    found = told("fund", FUND, "--date", "2026-06-30")
    assert found["balance"] == 15_245_000  # 20 000 000 - 4 655 000 - 2 x 1 050 000 + 2 000 000
    assert found["uncommitted"] == 14_900_000  # 345 000 of the decision are not drawn
    first, second = found["initiatives"]
    assert (first["fund_paid"], first["outstanding"]) == (4_655_000, 2_655_000)
    assert first["due"] == {"Socialnämnden": 450_000, "Arbetsmarknadsnämnden": 350_000}
    assert second["if_nothing_more_returns"] == {"fund": 2_100_000, "boards": {"Grundskolenämnden": 900_000}}
    assert found["wrong_pocket_gap"] == 450_000
    assert found["revolving_ratio"] == pytest.approx(2_000_000 / 6_755_000)
    assert [(row["year"], row["planned"]) for row in found["path"]][-2:] == [(2027, True), (2028, True)]
    # 800 000 left over from 2025 and 1 500 000 of 2027 come back, then the last 355 000 outstanding.
    assert [row["returned"] for row in found["path"]][-2:] == [2_300_000, 355_000]
    assert found["path"][-1]["balance"] == 17_900_000
    assert found["checks"][0]["status"] == "pass"


def test_the_fund_speaks_both_languages() -> None:
    sv, en = (utfall("fund", FUND, "--date", "2026-06-30", "--lang", lang).stdout for lang in ("sv", "en"))
    assert "Fel ficka: Socialnämnden" in sv
    assert "Wrong pocket: Socialnämnden" in en
    assert "K16: no board" in en


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


def stated(text: str) -> FundStatement:
    fund = parse_fund(text, today="2026-06-30")
    return fund_statement(fund.ledger, fund.expected)


FUND_FAULTS = [
    ("amount = 2_000_000\n", "amount = 2_450_000.01\n", "ledger-unverified"),
    ("amount = 2_000_000\n", "amount = 2_000_000.001\n", "amount-parts"),
    ('kind = "repayment"', 'kind = "frame_reduction"', "ledger-model"),
    ('saving = "anstallningar-2024"', 'saving = "forsorjningsstod-2024"', "ledger-saved-twice"),
    ('boards = ["Grundskolenämnden", "Socialnämnden"]', 'boards = ["Grundskolenämnden"]', "ledger-boards"),
    ("date = 2026-05-31", "date = 2027-05-31", "entry-in-future"),
    ("date = 2023-02-01", 'date = "2023-02-31"', "date-unreadable"),
    ("date = 2023-02-01", "date = 2021-02-01", "ledger-date"),
    ("amount = 20_000_000\n", "amount = 20_000_001\n", "ledger-size"),
    ("amount = 20_000_000\n", "amount = 4_000_000\n", "ledger-overdrawn"),
    ("amount = 20_000_000\n", "amount = -1\n", "out-of-range"),
    ('model = "repayment"', "", "field-missing"),
    ('preset = "orebro"', 'preset = "oerebro"', "preset-unknown"),
    ("size = 20_000_000", "size = 20_000_000\nco_financing_ceiling = 0.5", "share-above-ceiling"),
    ("size = 20_000_000", "size = 20_000_000\ninitiative_yearly_cap = 1_100_000", "ledger-initiative-cap"),
    ("size = 20_000_000", "size = 20_000_000\ndraw_years = 1", "ledger-draw-years"),
    ("size = 20_000_000", "size = 20_000_000\nfund_share = 1.2", "out-of-range"),
    ('initiative = "skolteam"', 'initiative = "skolteem"', "initiative-unknown"),
    ('schema = "utfall/fund/1"', 'schema = "utfall/contract/1"', "schema-unknown"),
    ("[fund]", "[funds]", "key-unknown"),
    ("year = 2027", "year = 2026", "expected-in-the-past"),
]


@pytest.mark.parametrize(
    ("old", "new", "code"), FUND_FAULTS, ids=[f"{c}-{n}" for n, (_, _, c) in enumerate(FUND_FAULTS)]
)
def test_what_a_fund_file_may_not_say(old: str, new: str, code: str) -> None:
    text = changed(FUND.read_text(encoding="utf-8"), old, new)
    with pytest.raises(InputError) as caught:
        stated(text)
    assert code in [fault.code for fault in caught.value.faults]
    for fault in caught.value.faults:
        assert fault.mend.sv
        assert fault.mend.en


def test_k16_is_red_on_the_command_line_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "fond.toml"
    text = changed(FUND.read_text(encoding="utf-8"), "amount = 2_000_000\n", "amount = 2_500_000\n")
    path.write_text(text, encoding="utf-8")
    refused(utfall("fund", path, "--date", "2026-06-30"), "K16", "entries[9]", "rad ")


def test_every_preset_rule_is_a_rule_with_a_source() -> None:
    presets = fund_presets()
    assert set(presets) == {"orebro", "norrkoping", "gavleborg"}
    for values in presets.values():
        for name, rule in values["rules"].items():
            assert name in rule_names()
            assert rule["source"]
            assert isinstance(rule["verified"], bool)
    assert presets["orebro"]["rules"]["fund_share"]["value"] == 0.7
    assert presets["norrkoping"]["rules"]["model"]["value"] == "frame_cut"
    assert presets["gavleborg"]["rules"]["initiative_yearly_cap"]["value"] == 500_000


def test_norrkoping_cuts_the_frame() -> None:
    text = """
schema = "utfall/fund/1"
fund = { id = "n", title = "Norrköping" }
rules = { preset = "norrkoping", fund_share = 1.0 }
initiatives = [{ id = "a", boards = ["Socialnämnden"] }]
entries = [
  { date = "2024-01-01", kind = "appropriation", amount = 40_000_000 },
  { date = "2024-06-01", kind = "drawdown", initiative = "a", board = "Socialnämnden", amount = 1_000_000 },
  { date = "2025-01-01", kind = "verified_saving", initiative = "a", board = "Socialnämnden", amount = 600_000 },
  { date = "2025-02-01", kind = "frame_reduction", initiative = "a", board = "Socialnämnden", amount = 600_000 },
]
"""
    from utfall.economics.funding.ledger import balance, outstanding

    fund = parse_fund(text, today="2026-01-01")
    assert balance(fund.ledger) == 39_600_000_00
    assert outstanding(fund.ledger, "a") == 400_000_00
    with pytest.raises(InputError, match="ledger-model"):
        parse_fund(text.replace("frame_reduction", "repayment"), today="2026-01-01")


def test_rikers_ladder_earns_what_was_printed() -> None:
    found = told("contract", RIKERS)
    rates = {round(step["at_least"], 3): 100 * step["investor_irr"] for step in found["steps"]}
    printed = {0.10: 0, 0.11: 1.2, 0.12: 1.5, 0.13: 1.9, 0.16: 3.3, 0.20: 5.1}
    for level, rate in printed.items():
        assert rates[level] == pytest.approx(rate, abs=0.05)  # printed with one decimal (E14)
    # The effect is normal around 10 %, half-width 10 %: P(at least 8.5 %) = P(Z > -0.294) = 0.6156.
    assert found["probability_of_payment"] == pytest.approx(0.6156, abs=0.015)  # three errors of 10,000 draws
    assert sum(step["probability"] for step in found["steps"]) == pytest.approx(found["probability_of_payment"])
    # Below the first step three quarters are guaranteed: 0.75^(1/4) - 1.
    assert found["investor_irr"]["quantiles"][0]["irr"] == pytest.approx(0.75**0.25 - 1)
    assert found["probability_of_loss"] > 0.3


def test_the_window_decides_and_the_cap_holds() -> None:
    found = told("contract", HVB)
    chances = found["probability_of_payment_by_window"]
    assert max(chances[:2]) < 0.01  # only when the effect itself is below zero: P(Z < -2.94)
    assert min(chances[2:]) > 0.99
    assert found["payment_ci"][1] <= 9_600_000
    # Rate 0.8 x 12 children x 600 000 kr, a little less for the cap.
    assert 5_500_000 < found["expected_payment"] <= 0.8 * 12 * 600_000


def test_a_contract_on_an_initiative_file(tmp_path: Path) -> None:
    path = tmp_path / "kontrakt.toml"
    path.write_text(
        f"""
schema = "utfall/contract/1"
outcomes = [{{ outcome = "arbete" }}]
[contract]
id = "k"
title = "Kontrakt"
initiative = {json.dumps(str(WORK))}
payer = "kommun"
investment = 5_000_000
years = 5
rule = "significant"
[terms]
kind = "rate_card"
price = 200_000
persons = 160
""",
        encoding="utf-8",
    )
    found = told("contract", path)
    assert 0.0 < found["probability_of_payment"] <= 1.0
    assert found["steps"] == []
    assert {row["actor"] for row in found["actors"]} >= {"municipality", "region", "state"}


CONTRACT_FAULTS = [
    ("investment = 9_600_000", "investment = 0", "out-of-range"),
    ("years = 4", "years = 0", "out-of-range"),
    ("years = 4", "years = 4\nwindow_years = 5", "contract-window"),
    ("baseline = 1.0 ", "baseline = 0.0 ", "contract-baseline"),
    ('payer = "municipality"', 'payer = "kommunn"', "actor-unknown"),
    ("at_least = 0.10,", "at_least = 0.30,", "ladder-order"),
    ('kind = "ladder"', 'kind = "linear"', "field-missing"),
    ("low = -0.20", "low = -0.05", "range-order"),
    ("value = -0.10", "", "field-missing"),
    ('direction = "decrease"', 'direction = "decrease"\nweight = 0.5', "contract-outcomes"),
    ("guarantee = 7_200_000", 'guarantee = "mycket"', "type-wrong"),
    ('id = "rikers"', 'id = "rikers"\ninitiative = "x.toml"', "effect-twice"),
]


@pytest.mark.parametrize(
    ("old", "new", "code"), CONTRACT_FAULTS, ids=[f"{c}-{n}" for n, (_, _, c) in enumerate(CONTRACT_FAULTS)]
)
def test_what_a_contract_file_may_not_say(old: str, new: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_contract(changed(RIKERS.read_text(encoding="utf-8"), old, new))
    assert code in [fault.code for fault in caught.value.faults]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    for command in ("fund", "contract"):
        refused(utfall(command, tmp_path / "saknas.toml"), "saknas.toml")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the how-to page on type cases."""
    page = (ROOT / "docs" / "how-to" / "type-cases.md").read_text(encoding="utf-8")
    block = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert block is not None
    path = tmp_path_factory.mktemp("typfall") / "satsning.toml"
    path.write_text(block[1], encoding="utf-8")
    return path


def test_the_worked_type_cases(example: Path) -> None:
    found = told("appraise", example, "--effect", "arbete=0.2", "--scale-up", "300")
    plans = found["planned"]
    assert plans["type_cases"]["total"]["society"] == pytest.approx(1_400_000)
    assert plans["alternative_costs"][0]["yearly"] == pytest.approx(180_000)
    assert plans["time_saved"][0]["yearly"] == pytest.approx(32_400)
    assert plans["scale_up"]["persons"] == [100, 200]
    assert plans["scale_up"]["teams"][:2] == [5, 10]
    # 600 000 + 5 x 800 000 + 5 x 50 000; then ten teams of which five are new.
    assert plans["scale_up"]["cost"][:2] == [4_850_000, 8_850_000]
    statuses = {(check["id"], check["status"]) for check in found["checks"]}
    assert ("K14", "warn") in statuses
    assert ("K15", "pass") in statuses


def test_scale_up_without_a_plan_is_refused() -> None:
    done = utfall(
        "appraise", WORK, "--effect", "arbete=0.1", "--effect", "bistand=-1", "--effect", "besok=-1", "--scale-up", "9"
    )
    refused(done, "[scale_up]", "K15")


def test_accounts_add_up(example: Path) -> None:
    found = told("appraise", example, "--effect", "arbete=0.2", "--accounts")
    statement = found["income_statement"]
    for year, result in enumerate(statement["result"]):
        parts = sum(row["amount"][year] for row in (*statement["costs"], *statement["gains"]))
        assert parts == pytest.approx(result)
        assert sum(row["net"][year] for row in found["financing"]) == pytest.approx(result)
    assert {"GRI 201-1", "GRI 203-2", "GRI 413-1"} <= {row["disclosure"] for row in found["gri_index"]}
    shown = utfall("appraise", example, "--effect", "arbete=0.2", "--accounts").stdout
    assert "Resultaträkning" in shown
    assert "GRI 203-2" in shown


def test_a_portfolio_may_not_claim_more_than_the_whole(example: Path, tmp_path: Path) -> None:
    from utfall.io.initiative_file import read_initiative
    from utfall.thread.planned import require_claims

    text = example.read_text(encoding="utf-8")
    files = []
    for name, share in (("a", 0.7), ("b", 0.4)):
        path = tmp_path / f"{name}.toml"
        claim = f'\n[claims]\npeople = "unga"\noutcomes = {{ arbete = {share} }}\n'
        path.write_text(text.replace('id = "typfall"', f'id = "{name}"', 1) + claim, encoding="utf-8")
        files.append(read_initiative(path))
    with pytest.raises(InputError, match="red-k13"):
        require_claims(files)
    assert require_claims(files[:1])[0].status.value == "pass"
    with pytest.raises(InputError, match="initiative-twice"):
        require_claims([files[0], files[0]])


def test_a_portfolio_that_claims_too_much_names_each_file_its_line_and_share(example: Path, tmp_path: Path) -> None:
    text = example.read_text(encoding="utf-8")
    text = re.sub(r'(\[\[outcomes\]\]\nid = "arbete"\n)', r"\1expected = { value = 0.2, now = 0.3 }\n", text)
    paths, rows = [], []
    for name, share in (("a", 0.7), ("b", 0.4)):
        claim = f'\n[claims]\npeople = "unga"\noutcomes = {{ arbete = {share} }}\n'
        whole = text.replace('id = "typfall"', f'id = "{name}"', 1) + claim
        (tmp_path / f"{name}.toml").write_text(whole, encoding="utf-8")
        paths.append(tmp_path / f"{name}.toml")
        rows.append(whole.splitlines().index(f"outcomes = {{ arbete = {share} }}") + 1)
    for lang, said, row in (
        ("sv", "70 % av ”arbete” bland ”unga”", "rad"),
        ("en", "70% of 'arbete' among 'unga'", "row"),
    ):
        done = utfall("appraise", *paths, "--out", tmp_path / "out", lang=lang)
        refused(done, said, "K13", "110", *(f"{p.name}, " for p in paths), *(f", {row} {n}: " for n in rows))
    assert not (tmp_path / "out").exists()
    single = utfall("appraise", paths[0], lang="sv")
    assert single.returncode == 0, single.stderr


def test_weights_and_missing_effects_of_a_contract_are_told_apart() -> None:
    """No empty brackets where nothing is missing."""
    text = changed(RIKERS.read_text(encoding="utf-8"), 'direction = "decrease"', 'direction = "decrease"\nweight = 0.5')
    with pytest.raises(InputError) as caught:
        parse_contract(text)
    (said,) = [fault.text for fault in caught.value.faults if fault.code == "contract-outcomes"]
    assert (said.sv, said.en) == ("Vikterna summerar till 0.5.", "The weights sum to 0.5.")
