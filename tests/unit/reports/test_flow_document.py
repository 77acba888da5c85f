# SPDX-License-Identifier: Apache-2.0
"""Figure 6 of the guide as a document, through the public command: its numbers in picture, words and tables."""

import html
import re
from pathlib import Path

import pytest

from utfall.cli.main import main
from utfall.disclosure import Rules
from utfall.flows.summary import summarise
from utfall.reports.document import Figure
from utfall.reports.flow_document import flow_document

ROOT = Path(__file__).resolve().parents[3]
FIGURE_6 = ROOT / "demos" / "flows" / "figure6.toml"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("flow")
    assert main(["flow", str(FIGURE_6), "--engine", "memory", "--out", str(out), "--format", "json,html,docx"]) == 0
    return out


def test_the_three_groups_and_their_open_care_are_in_the_page(written):
    page = html.unescape((written / "flode.html").read_text(encoding="utf-8")).replace("\u00a0", " ")
    for words in ("HVB eller SiS 200", "0 av 120 (0 %)", "12 av 60 (20 %)", "8 av 20 (40 %)"):
        assert words in page
    assert "Påhittade" in page or "påhittade" in page
    assert page.count("<svg xmlns") == 3
    assert len(re.findall(r"aria-labelledby=\"f\d_title f\d_desc\"", page)) == 3


def test_word_and_json_are_written_beside_it(written):
    assert sorted(path.name for path in written.iterdir()) == ["flode.docx", "flode.html", "flode.json"]
    assert (written / "flode.docx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_higher_threshold_merges_and_hides_in_every_part(lang):
    from utfall.engines.flow_entry import run_reference
    from utfall.io.flow_data import read_flow_data
    from utfall.io.flow_file import read_flow

    asked = read_flow(FIGURE_6)
    import datetime

    data = read_flow_data(asked.sources, today=datetime.date(2026, 1, 1))
    tables = run_reference(asked.definition, data.spells, data.supports, data.persons, most=0)
    found = summarise(asked.definition, tables, engine="memory", rules=Rules(threshold=15))
    document = flow_document(found, lang, date="2026-01-01", software="utfall", illustration=True)
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    shown = " ".join([figures[0].svg, figures[0].alt, *(c for row in figures[0].data_table.rows for c in row)])
    assert "12 av 60" not in shown
    assert "12 of 60" not in shown
    assert "8 av 20" not in shown
    assert "8 of 20" not in shown
    assert document.tables[0].rows[0][3] == "0"
    assert {row[3] for row in document.tables[0].rows[1:]} == {".."}
