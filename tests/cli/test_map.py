# SPDX-License-Identifier: Apache-2.0
"""`utfall map` on made-up areas: what is drawn, what is hidden, what is refused."""

import csv
import json

import pytest

from utfall.cli.main import main

CODES = ["1883A0030", "1883B0040", "1883C0050", "1883C0060"]


@pytest.fixture
def folder(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"desokod": code, "namn": f"Område {k}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[5e5 + 1e3 * x, 6.5e6 + 1e3 * y] for x, y in ((k, 0), (k + 1, 0), (k + 1, 1), (k, 1), (k, 0))]
                ],
            },
        }
        for k, code in enumerate(CODES)
    ]
    (tmp_path / "karta.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")
    write(tmp_path, ["1883A0010;7;100", "1883A0020;8;200", "1883B0040;30;150", "1883C0050;3;120", "1883C0060;20;100"])
    return tmp_path


def write(folder, rows):
    (folder / "d.csv").write_text("deso;antal;alla\n" + "\n".join(rows) + "\n", encoding="cp1252")


def call(folder, *more):
    files = [str(folder / "d.csv"), "--areas", str(folder / "karta.geojson"), "--out", str(folder / "ut")]
    return main(["map", *files, "--code", "deso", "--count", "antal", *more])


def table(folder):
    rows = list(csv.reader((folder / "ut" / "karta.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    return {row[1]: row[2] for row in rows[1:]}


def test_a_share_is_drawn_joined_areas_added_up_and_few_hidden(folder, capsys):
    assert call(folder, "--of", "alla", "--measure", "Unga utan jobb") == 0
    said = capsys.readouterr().out
    assert "1883A0010 + 1883A0020 räknas som 1883A0030" in said
    values = table(folder)
    assert values["1883A0030"] == "5,0"
    assert values["1883C0050"] == ".."
    assert list(values.values()).count("..") == 2  # one more, or the total would tell
    assert sorted(p.name for p in (folder / "ut").iterdir()) == ["karta.csv", "karta.png", "karta.svg", "karta.txt"]
    assert (folder / "ut" / "karta.png").read_bytes()[:4] == b"\x89PNG"
    whole = (folder / "ut" / "karta.svg").read_text(encoding="utf-8") + (folder / "ut" / "karta.txt").read_text(
        encoding="utf-8"
    )
    assert "2,5" not in whole  # 3 of 120
    assert "Unga utan jobb" in whole


def test_counts_alone(folder):
    assert call(folder) == 0
    values = table(folder)
    assert values["1883B0040"] == "30" or values["1883A0030"] == "15"
    assert values["1883C0050"] == ".."


@pytest.mark.parametrize(
    ("rows", "more", "words", "code"),
    [
        (["1883A0030;7;100", "9999A0010;9;100"], [], "finns inte på kartan", 2),
        (["1883A0030;7;100", "1883A0030;9;100"], [], "redan på en rad", 2),
        (["1883A0030;7,5;100"], [], "helt antal", 2),
        (["1883A0030;700;100"], ["--of", "alla"], "större än alla", 2),
        (["1883A0030;3;100"], [], "Inget område", 3),
        (["1883A0030;30;100"], ["--map-code", "kod"], "ingen kolumn", 2),
        (["1883A0030;30;100"], ["--of", "allla"], "Menade du", 2),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_written(folder, capsys, rows, more, words, code):
    write(folder, rows)
    assert call(folder, *more) == code
    assert words in capsys.readouterr().err
    assert not (folder / "ut").exists()
