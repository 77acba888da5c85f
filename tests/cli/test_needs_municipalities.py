# SPDX-License-Identifier: Apache-2.0
"""Kolada's similar municipalities, fetched over the loopback and compared by `utfall needs`; all values are made up."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from utfall.cli.main import main

DEMO = Path(__file__).resolve().parents[2] / "demos" / "behov"
VALUES = {"1883": 6.1, "1880": 4.2, "1884": 5.0, "1885": 5.6, "1860": 7.9, "1861": 4.8, "1862": 6.1, "1863": None}
NAMES = {code: f"Kommun {code}" for code in VALUES} | {"0000": "Riket"}
GROUP = [code for code in VALUES if code != "1883"]
ASKED = """
[[kolada]]
file = "kolada.csv"
municipality = "1883"
kpi = "N1"
direction = "decrease"
chosen_by = { sv = "Koladas grupp", en = "Kolada's group" }
"""


class Kolada(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        data = json.dumps(
            {"values": self.rows(urlsplit(self.path).path.strip("/").split("/")), "next_url": None}
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def rows(self, parts: list[str]) -> list[dict[str, Any]]:
        if parts[0] == "kpi":
            return [{"id": "N1", "title": "Barn i hushåll med bistånd, andel (%)", "is_divided_by_gender": False}]
        if parts[0] == "municipality":
            return [{"id": code, "title": name} for code, name in NAMES.items()]
        if parts[0] == "municipality_groups":
            return [{"id": "G1", "title": "Liknande", "members": [{"member_id": code} for code in [*GROUP, "0000"]]}]
        places, years = parts[parts.index("municipality") + 1].split(","), parts[parts.index("year") + 1].split(",")
        return [
            {"kpi": "N1", "municipality": place, "period": int(year), "values": [
                {"gender": "T", "value": value(place, int(year)), "status": "", "count": 1, "isdeleted": False}]}
            for place in places for year in years
        ]  # fmt: skip


def value(place: str, year: int) -> float | None:
    """Return the last year's value, a hundred more the year before; the own municipality has none in 2025."""
    known = VALUES.get(place, 1.0)
    return None if known is None or (place, year) == ("1883", 2025) else known + 100 * (2024 - year)


@pytest.fixture
def kolada() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Kolada)
    worker = threading.Thread(target=server.serve_forever, daemon=True)
    worker.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    worker.join()


@pytest.fixture
def study(kolada: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Path]:
    """Return a function that writes a needs file beside what was fetched; gives it."""
    fetched = [
        "fetch",
        "kolada",
        "N1",
        "--municipality",
        "1883",
        "--group",
        "G1",
        "--year",
        "2023:2025",
        "--base",
        kolada,
    ]
    assert main([*fetched, "--cache", str(tmp_path / "cache"), "--out", str(tmp_path / "kolada.csv")]) == 0
    capsys.readouterr()
    shutil.copy(DEMO / "elever.csv", tmp_path)

    def make(asked: str = ASKED) -> Path:
        text = (DEMO / "behov.toml").read_text(encoding="utf-8") + asked
        (tmp_path / "behov.toml").write_text(text, encoding="utf-8")
        return tmp_path / "behov.toml"

    return make


def test_the_municipality_stands_among_its_similar_ones_in_every_output(
    study: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The year is the last in which the own municipality has a value; the country is none of the others."""
    assert main(["needs", str(study()), "--out", str(tmp_path / "ut"), "--format", "json,html,figures"]) == 0
    capsys.readouterr()
    (row,) = json.loads((tmp_path / "ut" / "needs.json").read_text(encoding="utf-8"))["similar_municipalities"]
    assert (row["year"], row["value"], row["rank"], row["of"], row["worse_quartile"]) == (2024, 6.1, 5, 7, True)
    assert [row["median"], *row["quartiles"]] == pytest.approx([5.3, 4.85, 5.975], rel=1e-12)
    assert [each["code"] for each in row["values"]] == ["1880", "1861", "1884", "1885", "1862", "1883", "1860"]
    assert row["without_value"] == ["Kommun 1863"]
    assert row["source"].startswith("Kolada, hämtat 20")
    page = (tmp_path / "ut" / "behovsanalys.html").read_text(encoding="utf-8")
    assert "plats 5 av 7" in page
    assert "Kolada, hämtat" in page
    table = (tmp_path / "ut" / "figurer" / "similar-1.csv").read_text(encoding="utf-8-sig").splitlines()
    assert table[1] == "Kommun 1880;1;4,2;−1,9"
    assert table[8].split(";")[:3] == ["De andras median", "–", "5,3"]
    assert "Utan värde 2024: Kommun 1863" in (tmp_path / "ut" / "figurer" / "similar-1.txt").read_text(encoding="utf-8")
    assert (tmp_path / "ut" / "figurer" / "similar-1.png").read_bytes().startswith(b"\x89PNG")
    assert main(["needs", str(tmp_path / "behov.toml"), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "place 5 of 7 (lower is better)" in said
    assert "The others' median" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kpi = "N1"', 'kpi = "N2"', "Nyckeltalet N2 finns inte i filen"),
        ('municipality = "1883"', 'municipality = "0114"', "Kommunen 0114 finns inte i filen"),
        ('kpi = "N1"', 'kpi = "N1"\nyear = 2025', "inget värde 2025"),
        ('file = "kolada.csv"', 'file = "elever.csv"', "inte skriven av utfall fetch kolada"),
        ('file = "kolada.csv"', 'file = "finns_inte.csv"', "finns_inte.csv"),
    ],
)
def test_what_the_file_does_not_have_is_said(
    study: Callable[..., Path], capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    assert main(["needs", str(study(ASKED.replace(old, new)))]) == 2
    assert said in capsys.readouterr().err


def test_too_few_others_are_no_comparison_but_the_rest_is_told(
    study: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = study()
    lines = (tmp_path / "kolada.csv").read_text(encoding="utf-8-sig").splitlines()
    few = [line for line in lines if line.split(";")[2] in ("municipality", "1883", "1880", "1884", "1885")]
    (tmp_path / "kolada.csv").write_text("\n".join(few) + "\n", encoding="utf-8")
    assert main(["needs", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["similar_municipalities"] == []
    (missed,) = [row for row in found["unanswered"] if row["codes"] == ["comparison-too-few"]]
    assert "Barn i hushåll med bistånd" in missed["indicator"]
