# SPDX-License-Identifier: Apache-2.0
"""Kolada and SCB asked over the loopback: made-up answers in the form that the sources describe."""

import datetime
import email.utils
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from utfall.cli.main import main
from utfall.core.errors import InputError
from utfall.io._sources.cache import Cache
from utfall.io._sources.scb import _pieces, area_code
from utfall.io._sources.transport import Client, Pace, _retry_after
from utfall.io.public_data import fetch_kolada, fetch_scb, kolada_table, municipality_groups, scb_table

NAMES = {"0000": "Riket", "1880": "Örebro", "1883": "Karlskoga"}
DESO = ["1880A0010_DeSO2025", "1883A0030_DeSO2025", "1883B0040_DeSO2025", "1883A0010"]


class Source(BaseHTTPRequestHandler):
    """Both sources; `plan` holds statuses to give before the answer, `log` what was asked."""

    plan: ClassVar[list] = []
    log: ClassVar[list] = []
    tag = ""

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, body):
        self.log.append((self.path, body, self.headers.get("If-None-Match")))
        if self.plan:
            status, headers = self.plan.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self.tag and self.headers.get("If-None-Match") == self.tag:
            self.send_response(304)
            self.end_headers()
            return
        content = self.content(urlsplit(self.path), body)
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(404 if content is None else 200)
        if self.tag:
            self.send_header("ETag", self.tag)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def content(self, url, body):
        parts, query = url.path.strip("/").split("/"), parse_qs(url.query)
        if parts[0] == "kpi":
            known = [p for p in parts[1].split(",") if p.startswith("N")]
            return page(
                [{"id": k, "title": f"Titel {k}", "description": "D", "is_divided_by_gender": True} for k in known]
            )
        if parts[0] == "municipality":
            return page([{"id": k, "title": v, "type": "K"} for k, v in NAMES.items()])
        if parts[0] == "municipality_groups":
            group = {
                "id": "G35951",
                "title": "Liknande kommuner",
                "members": [{"member_id": "1880"}, {"member_id": "1883"}],
            }
            return page([group]) if len(parts) == 1 or parts[1] == "G35951" else page([])
        if parts[:2] == ["data", "kpi"]:
            return self.kolada_data(parts, query)
        if parts[0] == "config":
            return {"maxDataCells": 4, "maxCallsPerTimeWindow": 30, "timeWindow": 10}
        if parts[-1] == "metadata":
            return json_stat(dict.fromkeys(("Region", "Kon", "Tid")), None)
        if parts[-1] == "data":
            asked = {row["variableCode"]: row["valueCodes"] for row in json.loads(body)["selection"]}
            return json_stat(asked, value)
        return b"<html>login</html>" if parts[0] == "login" else None

    def kolada_data(self, parts, query):
        asked = dict(zip(parts[1::2], parts[2::2], strict=True))
        places = asked.get("municipality", ",".join(NAMES)).split(",")
        rows = [kolada_row(k, m, y) for k in asked["kpi"].split(",") for m in places for y in asked["year"].split(",")]
        first = int(query.get("page", ["1"])[0]) - 1
        more = first + 1 < len(rows)
        host, port = self.server.server_address
        return {
            "values": rows[first : first + 1], "count": 1,
            "next_url": f"http://{host}:{port}{urlsplit(self.path).path}?page={first + 2}" if more else None,
        }  # fmt: skip


def page(values):
    return {"values": values, "count": len(values), "next_url": None, "previous_url": None}


def kolada_row(kpi, place, year):
    cells = [
        {"gender": "T", "value": float(year), "status": "", "count": 1, "isdeleted": False},
        {"gender": "K", "value": None, "status": "Private", "count": 0, "isdeleted": False},
        {"gender": "M", "value": 1.0, "status": "", "count": 1, "isdeleted": True},
    ]
    return {"kpi": kpi, "municipality": place, "period": int(year), "values": cells}


def value(codes):
    return None if codes["Region"] == "1883B0040_DeSO2025" else float(len(codes["Region"]) * 1000 + int(codes["Tid"]))


WHOLE = {"Region": DESO, "Kon": ["1", "2"], "Tid": ["2023", "2024"]}


def json_stat(asked, of):
    codes = {name: asked.get(name) or WHOLE[name] for name in WHOLE if name in asked}
    dimension = {
        name: {
            "label": name.lower(), "extension": {"elimination": name == "Kon"},
            "category": {"index": {c: k for k, c in enumerate(own)}, "label": {c: f"namn {c}" for c in own}},
        }
        for name, own in codes.items()
    }  # fmt: skip
    found = {"id": list(codes), "size": [len(own) for own in codes.values()], "dimension": dimension}
    found |= {"label": "Folkmängd", "updated": "2025-02-20", "source": "SCB", "class": "dataset", "version": "2.0"}
    if of is not None:
        cells = [dict(zip(codes, combination, strict=True)) for combination in product(*codes.values())]
        found["value"] = [of(cell) for cell in cells]
        found["status"] = {str(k): ".." for k, v in enumerate(found["value"]) if v is None}
    return found


@pytest.fixture
def source():
    Source.plan, Source.log, Source.tag = [], [], ""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


class Clock:
    """A clock that only the pauses move."""

    def __init__(self):
        self.time, self.pauses = 1_700_000_000.0, []

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.time += seconds


def client(tmp_path, clock=None, **options):
    clock = clock or Clock()
    given = {"pace": Pace(100, 1.0), "now": clock.now, "sleep": clock.sleep, **options}
    return Client("Källan", Cache(tmp_path / "cache"), **given)


def test_kolada_gives_every_page_of_every_year_by_sex(source, tmp_path):
    found = fetch_kolada(
        client(tmp_path), ["N1", "X9"], municipalities=["1880", "1883"], years=[2023, 2024], base=source
    )
    table = kolada_table(found)
    assert found.lacking == ("X9",)
    assert table.filter(pl.col("kpi") == "N1").select(
        "municipality", "name", "year", "sex", "value", "status"
    ).rows() == [
        (code, NAMES[code], year, sex, float(year) if sex == "all" else None, "" if sex == "all" else "Private")
        for code in ("1880", "1883")
        for year in (2023, 2024)
        for sex in ("all", "f")
    ]


def test_more_than_25_ids_are_asked_for_in_several_questions(source, tmp_path):
    fetch_kolada(client(tmp_path), ["N1"], municipalities=["1880"], years=range(1995, 2025), base=source)
    asked = [path for path, *_ in Source.log if path.startswith("/data/") and "?per_page" in path]
    assert [path.split("/year/")[1].split("?")[0].count(",") + 1 for path in asked] == [25, 5]


def test_a_group_of_similar_municipalities(source, tmp_path):
    assert municipality_groups(client(tmp_path), "liknande", base=source) == (("G35951", "Liknande kommuner", 2),)
    found = fetch_kolada(client(tmp_path), ["N1"], groups=["G35951"], years=[2024], base=source)
    assert {v.municipality for v in found.values} == {"1880", "1883"}
    with pytest.raises(InputError, match="kolada-group"):
        fetch_kolada(client(tmp_path), ["N1"], groups=["G0"], years=[2024], base=source)


def test_scb_is_asked_in_pieces_of_at_most_its_cells_and_put_together(source, tmp_path):
    found = fetch_scb(client(tmp_path), "TAB1", {"Region": ["1883*"], "Tid": ["*"]}, base=source)
    bodies = [json.loads(body) for path, body, _ in Source.log if path.startswith("/tables/TAB1/data")]
    sizes = []
    for body in bodies:
        size = 1
        for row in body["selection"]:
            size *= len(row["valueCodes"])
        sizes.append(size)
    assert max(sizes) <= 4
    assert sum(sizes) == 6
    assert not any(row["variableCode"] == "Kon" for body in bodies for row in body["selection"])  # summed by the source
    table = scb_table(found)
    assert table.height == 6
    assert table.filter(pl.col("value").is_null())["status"].unique().to_list() == [".."]
    new = table.filter(pl.col("area_division") == "DeSO2025")
    assert new["area_code"].unique().sort().to_list() == ["1883A0030", "1883B0040"]
    assert new["valid_from"].unique().to_list() == ["2025-01-01"]
    assert table.filter(pl.col("Region") == "1883A0010")["area_division"].unique().to_list() == ["DeSO2018"]


def test_pieces_cover_the_selection_once():
    chosen = {"a": [str(k) for k in range(37)], "b": list("xyz"), "c": ["1", "2"]}
    pieces = list(_pieces(chosen, 25))
    cells = [(a, b, c) for piece in pieces for a in piece["a"] for b in piece["b"] for c in piece["c"]]
    assert len(cells) == len(set(cells)) == 37 * 6
    assert all(len(p["a"]) * len(p["b"]) * len(p["c"]) <= 25 for p in pieces)
    assert list(_pieces({"a": ["1"], "b": list("xyz")}, 1)) == [{"a": ["1"], "b": [x]} for x in "xyz"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [({"Regionn": ["*"]}, "scb-variable"), ({"Region": ["9999*"]}, "scb-value")],
)
def test_what_a_table_does_not_have_is_told_before_data_is_asked_for(source, tmp_path, wanted, code):
    with pytest.raises(InputError) as caught:
        fetch_scb(client(tmp_path), "TAB1", wanted, base=source)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert not any("/data" in path for path, *_ in Source.log)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("1883A0030_DeSO2025", ("1883A0030", "DeSO2025", "2025-01-01", "")),
        ("1883A0010", ("1883A0010", "DeSO2018", "2018-01-01", "2024-12-31")),
        ("0114R001_RegSO2025", ("0114R001", "RegSO2025", "2025-01-01", "")),
    ],
)
def test_codes_of_small_areas_and_when_they_hold(code, found):
    area = area_code(code)
    assert (area.code, area.division, area.valid_from, area.valid_to) == found
    assert area_code("1883") is None


def test_a_fresh_answer_is_used_without_asking_and_an_old_one_is_asked_about(source, tmp_path):
    clock, Source.tag = Clock(), '"v1"'
    asker = client(tmp_path, clock, max_age_days=1.0)
    first = asker.json(f"{source}/municipality")
    assert asker.json(f"{source}/municipality") == first
    assert len(Source.log) == 1
    clock.time += 2 * 86_400
    again = asker.json(f"{source}/municipality")
    assert [tag for *_, tag in Source.log] == [None, '"v1"']
    assert again.sha256 == first.sha256
    assert again.fetched == clock.time  # 304: as good as new


def test_without_a_network_the_kept_answer_is_used_and_said_to_be_old(source, tmp_path):
    clock = Clock()
    client(tmp_path, clock).json(f"{source}/municipality")
    clock.time += 40 * 86_400
    gone = source.rsplit(":", 1)[0] + ":9"  # nobody listens at the port "discard"
    cache = Cache(tmp_path / "cache")
    kept = cache.get(f"{source}/municipality", b"")
    cache.put(replace(kept, url=f"{gone}/municipality"), b"")
    found = client(tmp_path, clock).json(f"{gone}/municipality")
    assert found.stale
    assert client(tmp_path, clock, offline=True).json(f"{source}/municipality").stale
    with pytest.raises(InputError, match="source-offline"):
        client(tmp_path, clock).json(f"{gone}/kpi/N1")
    with pytest.raises(InputError, match="source-not-kept"):
        client(tmp_path, clock, offline=True).json(f"{source}/kpi/N1")


def test_a_damaged_kept_answer_is_asked_for_again(source, tmp_path):
    client(tmp_path).json(f"{source}/municipality")
    for path in (tmp_path / "cache").glob("*.data"):
        path.write_bytes(b"cut")
    client(tmp_path).json(f"{source}/municipality")
    assert len(Source.log) == 2


def test_a_busy_source_is_left_alone_as_long_as_it_asks(source, tmp_path):
    clock, Source.plan = Clock(), [(429, {"Retry-After": "7"}), (503, {})]
    client(tmp_path, clock).json(f"{source}/municipality")
    assert clock.pauses == [7.0, 1.0]
    Source.plan = [(429, {"Retry-After": "3600"})]
    with pytest.raises(InputError, match="source-busy"):
        client(tmp_path, clock).json(f"{source}/kpi/N1")
    Source.plan = [(503, {})] * 3
    with pytest.raises(InputError, match="source-busy"):
        client(tmp_path, clock).json(f"{source}/kpi/N1")


def test_retry_after_may_be_a_date():
    now = 1_700_000_000.0
    assert _retry_after(email.utils.formatdate(now + 12, usegmt=True), now) == 12.0
    assert _retry_after("soon", now) == 1.0


def test_questions_keep_the_pace(source, tmp_path):
    clock = Clock()
    asker = client(tmp_path, clock, pace=Pace(2, 10.0))
    for word in "abcde":
        asker.json(f"{source}/municipality_groups?title={word}")
    assert clock.pauses == [10.0, 10.0]


@pytest.mark.parametrize(("path", "code"), [("nothing", "source-refused"), ("login", "source-not-json")])
def test_a_no_and_a_page_of_something_else(source, tmp_path, path, code):
    with pytest.raises(InputError, match=code):
        client(tmp_path).json(f"{source}/{path}")


def test_addresses_that_are_not_encrypted_are_never_asked(tmp_path):
    with pytest.raises(ValueError, match="encrypted"):
        client(tmp_path).json("http://api.kolada.se/v3/kpi")
    with pytest.raises(ValueError, match="encrypted"):
        client(tmp_path).json("file:///etc/hostname")


def test_the_commands_write_table_and_source(source, tmp_path, capsys):
    common = ["--base", source, "--cache", str(tmp_path / "c")]
    out = tmp_path / "k.csv"
    call = ["fetch", "kolada", "N1,X9", "--municipality", "1880", "--year", "2023:2024", "--out", str(out), *common]
    assert main(call) == 0
    said = capsys.readouterr()
    assert "X9" in said.err
    assert "Källa: Kolada" in said.out
    frame = pl.read_csv(out, separator=";", schema_overrides={"municipality": pl.String})
    assert frame.filter((pl.col("sex") == "all") & (pl.col("kpi") == "N1"))["value"].to_list() == [2023.0, 2024.0]
    told = json.loads((tmp_path / "k.csv.source.json").read_text(encoding="utf-8"))
    assert told["source"] == "Kolada"
    assert all(len(answer["sha256"]) == 64 for answer in told["answers"])
    datetime.datetime.fromisoformat(told["answers"][0]["fetched"])
    before = len(Source.log)
    assert main([*call, "--offline"]) == 0
    assert len(Source.log) == before
    assert main(["fetch", "scb", "TAB1", "--describe", *common]) == 0
    assert "Kon: kon (kan utelämnas), 2: 1 namn 1, 2 namn 2" in capsys.readouterr().out
    assert main(["fetch", "scb", "TAB1", "--select", "Region=1883*", "--select", "Tid=2024", "--json", *common]) == 0
    assert len(json.loads(capsys.readouterr().out)["rows"]) == 3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["fetch", "kolada"], "nyckeltal"),
        (["fetch", "kolada", "N1", "--year", "2024:2020"], "2024:2020"),
        (["fetch", "scb", "TAB1", "--select", "Region"], "VARIABEL=KODER"),
        (["fetch", "kolada", "N1", "--offline"], "--offline"),
    ],
)
def test_wrong_calls_tell_the_mend(tmp_path, capsys, call, words):
    assert main([*call, "--cache", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err
