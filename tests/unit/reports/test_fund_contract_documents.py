# SPDX-License-Identifier: Apache-2.0
"""The fund's and the contract's documents show what was found, in both languages, and follow the numbers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from unit.reports.paper_text import words_of
from utfall.cli import contract as contract_command
from utfall.cli import fund as fund_command
from utfall.core.errors import InputError
from utfall.core.text import LANGS, Lang
from utfall.economics.funding.contract_run import by_window, run_given
from utfall.economics.funding.statement import fund_statement
from utfall.io.contract_file import parse_contract
from utfall.io.fund_file import parse_fund
from utfall.reports.contract_document import contract_document
from utfall.reports.document import Document, Table
from utfall.reports.fund_document import fund_document
from utfall.reports.render import render_document

DEMOS = Path(__file__).resolve().parents[3] / "demos"
DAY, SOFTWARE = "2026-06-30", "utfall 0"
NEW_FUND = """
schema = "utfall/fund/1"
fund = { id = "n", title = "Ny fond" }
rules = { fund_share = 0.5, model = "none", co_financing_ceiling = 0.6, yearly_cap = 1_000_000 }
"""


@cache
def fund(lang: Lang) -> Document:
    found = parse_fund((DEMOS / "fund" / "fund.toml").read_text(encoding="utf-8"), today=DAY)
    return fund_document(found, fund_statement(found.ledger, found.expected), lang, date=DAY, software=SOFTWARE)


def contract_of(text: str, lang: Lang) -> Document:
    file = parse_contract(text)
    assert file.given is not None
    found = run_given(file.given, file.contract, draws=2_000, seed=1)
    saving = file.contract.metric == "saving"
    windows = by_window(file.given, file.contract, draws=2_000, seed=1) if saving else ()
    return contract_document(file, found, windows, lang, date=DAY, software=SOFTWARE)


@cache
def contract(name: str, lang: Lang) -> Document:
    return contract_of((DEMOS / "contract" / f"{name}.toml").read_text(encoding="utf-8"), lang)


def plain(document: Document) -> str:
    return words_of(document).replace("\u00a0", " ")


def table(document: Document, start: str) -> Table:
    return next(found for found in document.tables if found.caption.startswith(start))


def cells(found: Table) -> list[list[str]]:
    return [[cell.replace("\u00a0", " ") for cell in row] for row in found.rows]


def test_the_fund_says_balance_rules_boards_and_every_entry() -> None:
    document = fund("sv")
    text = plain(document)
    for words in ("15 245 000 kr", "14 900 000 kr", "Fel ficka", "K16: ingen nämnd", "varav fonden 4 655 000"):
        assert words in text
    rules = {row[0]: row[1:] for row in cells(table(document, "Fondens regler"))}
    assert rules["Fondens andel av kostnaden"][0] == "70 %"
    assert "sett vid källan" in rules["Fondens andel av kostnaden"][1]
    assert rules["Högst från fonden per år"] == ["ingen gräns", "–"]
    assert rules["År som besparingar återförs"] == ["6", "fondens egen fil"]
    assert cells(table(document, "Netto per nämnd"))[2] == [
        "Socialnämnden", "2 450 000", "0", "2 000 000", "450 000"
    ]  # fmt: skip
    assert len(table(document, "Alla poster").rows) == 11


def test_the_funds_figure_holds_the_path_and_the_boards() -> None:
    (figure,) = fund("sv").figures
    rows = cells(figure.data_table)
    assert rows[0] == ["2022", "20 000", "0", "0", "20 000"]
    assert rows[1] == ["2023", "0", "5 705", "0", "14 295"]
    assert rows[6] == ["2028", "0", "0", "355", "17 900"]
    assert rows[-1] == ["Socialnämnden", "2 450", "2 000", "–", "450"]
    assert "17 900" in figure.alt.replace("\u00a0", " ")


@pytest.mark.parametrize("lang", LANGS)
def test_a_fund_without_entries_has_rules_and_no_figure(lang: Lang) -> None:
    found = parse_fund(NEW_FUND, today=DAY)
    document = fund_document(found, fund_statement(found.ledger), lang, date=DAY, software=SOFTWARE)
    assert document.figures == ()
    text = plain(document)
    assert {"sv": "besparingar återförs inte", "en": "savings do not come back"}[lang] in text
    assert {"sv": "1 000 000 kr", "en": "SEK 1,000,000"}[lang] in text


def test_the_contract_says_terms_payment_payer_and_investor() -> None:
    document = contract("rikers", "sv")
    terms = dict(tuple(row) for row in cells(table(document, "Kontraktets villkor")))
    assert terms["Ersättning"] == "trappa med 8 steg"
    assert terms["Garanti"] == "7,2 miljoner USD"
    assert terms["Jämförs med"].startswith("Tidigare årskullar")
    assert "Mätfönster" not in terms
    steps = cells(table(document, "Avkastningen på varje steg"))
    assert [row[2] for row in steps] == ["0,0 %", "0,0 %", "1,2 %", "1,5 %", "1,7 %", "1,9 %", "3,3 %", "5,1 %"]
    assert len(table(document, "Hur investerarens avkastning").rows) == 5
    (figure,) = document.figures
    assert [row[0] for row in cells(figure.data_table)][:3] == ["under 8,5", "från 8,5 till 10", "från 10 till 11"]


def test_linear_terms_rise_between_floor_and_cap_in_a_readable_unit() -> None:
    document = contract("hvb", "en")
    (figure,) = document.figures
    alt = figure.alt.replace("\u00a0", " ")
    assert "from 0 to 12 million SEK: 0 to SEK 9,600 thousand" in alt
    terms = dict(tuple(row) for row in cells(table(document, "The contract's terms")))
    assert terms["Payment"] == "80% of the saving above SEK 0"
    assert terms["Window"] == "3 years"
    assert next(row[1] for row in cells(table(document, "The length of the window"))) == "below 1.0%"


def test_linear_terms_without_a_cap_go_on_upwards() -> None:
    text = (DEMOS / "contract" / "hvb.toml").read_text(encoding="utf-8")
    unbound = text.replace("cap = 9_600_000\n", "").replace("return_cap = 0.20\n", "")
    (figure,) = contract_of(unbound, "en").figures
    assert "SEK 0 thousand and up" in figure.alt.replace("\u00a0", " ")


@pytest.mark.parametrize("lang", LANGS)
def test_both_documents_are_made_in_every_form(lang: Lang) -> None:
    for document in (fund(lang), contract("rikers", lang), contract("hvb", lang)):
        assert b"<svg" in render_document(document, "html")
        assert render_document(document, "pdf").startswith(b"%PDF")
        assert render_document(document, "docx").startswith(b"PK")


def test_the_commands_write_all_files_or_none(tmp_path: Path) -> None:
    file, day = str(DEMOS / "fund" / "fund.toml"), ["--date", DAY]
    done = CliRunner().invoke(
        fund_command.command(),
        [file, *day, "--out", str(tmp_path / "f"), "--format", "json,html"],
        catch_exceptions=False,
    )
    assert done.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "f").iterdir()) == ["fond.html", "fond.json"]
    assert json.loads((tmp_path / "f" / "fond.json").read_text(encoding="utf-8"))["balance"] == 15_245_000
    with pytest.raises(InputError, match="format-unknown"):
        CliRunner().invoke(
            fund_command.command(),
            [file, *day, "--out", str(tmp_path / "g"), "--format", "xlsx"],
            catch_exceptions=False,
        )
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    rikers = str(DEMOS / "contract" / "rikers.toml")
    with pytest.raises(InputError, match="folder-is-file"):
        CliRunner().invoke(contract_command.command(), [rikers, "--out", str(taken)], catch_exceptions=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f", "taken"]


def test_the_contract_command_prints_json_alone_beside_its_files(tmp_path: Path) -> None:
    call = [str(DEMOS / "contract" / "hvb.toml"), "--out", str(tmp_path), "--format", "json", "--json", "--lang", "en"]
    done = CliRunner().invoke(contract_command.command(), call, catch_exceptions=False)
    assert done.stdout == (tmp_path / "contract.json").read_text(encoding="utf-8")
    assert json.loads(done.stdout)["bands"][0]["at_least"] is None
