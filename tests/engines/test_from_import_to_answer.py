# SPDX-License-Identifier: Apache-2.0
"""An extract with personnummer, imported and asked through the command line: no step by hand between the commands."""

from __future__ import annotations

import datetime
import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest

from engines.conftest import HAS_SPARK
from engines.postgres import database, needs_postgres
from utfall.cli.main import main
from utfall.io._register.ids import luhn

__all__ = ["database"]
MAPPING = """\
schema = "utfall/import/1"
[import]
title = "Placeringar"
delivery = "2026-01"
censor_date = "2025-12-31"
end_included = false
date_formats = ["%d.%m.%Y", "%Y-%m-%d"]
[[files]]
file = "placeringar.csv"
table = "episode"
kind = "placement"
person = "Personnr"
state = "Insats"
start = "Startdatum"
end = "Slutdatum"
[[files]]
file = "oppenvard.xlsx"
table = "episode"
kind = "outpatient"
person = "Personnr"
state_value = "Oppenvard"
start = "Fran"
end = "Till"
[[files]]
file = "personer.csv"
table = "person"
person = "Personnr"
from_id = true
area = "DeSO"
"""
FLOW = """\
schema = "utfall/flow/1"
[flow]
id = "omplaceringar"
title = "Omplaceringar"
depth = 1
[outcome]
states = ["institution"]
after = ["institution"]
[[states]]
id = "institution"
codes = ["HVB", "SiS"]
[[states]]
id = "hem"
codes = ["Familjehem", "Jourhem"]
[[supports]]
id = "oppenvard"
codes = ["Oppenvard"]
[data]
DATA
"""
NEEDS = """\
schema = "utfall/needs/1"
[analysis]
id = "behov"
title = "Placerade barn"
breakdowns = [["kon"]]
[data]
DATA
[[dimensions]]
id = "kon"
column = "sex"
role = "sex"
[[indicators]]
id = "placerad"
title = "Placerade på HVB 2015"
kind = "share"
meets = { column = "COUNT", op = ">", value = 0 }
direction = "decrease"
"""
DEMO = Path(__file__).resolve().parents[2] / "demos" / "flows"


def number(place: int) -> str:
    """Return a personnummer of nobody: the digits are counted up and the last one is worked out."""
    nine = f"01{place // 28 % 12 + 1:02d}{place % 28 + 1:02d}{place % 1000:03d}"
    return f"20{nine[:6]}-{nine[6:]}" + next(digit for digit in "0123456789" if luhn(nine + digit))


def german(day: str) -> str:
    return datetime.date.fromisoformat(day).strftime("%d.%m.%Y") if day else ""


@dataclass(frozen=True)
class Done:
    stdout: str
    stderr: str


def utfall(*arguments: str | Path, code: int = 0, **settings: str) -> Done:
    """Run the command in this process: what it imports is imported once."""
    out, said = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
        for name, value in ({"UTFALL_LANG": "sv", "SPARK_LOCAL_IP": "127.0.0.1"} | settings).items():
            patch.setenv(name, value)
        found = main([str(argument) for argument in arguments])
    assert found == code, said.getvalue()
    assert "Traceback" not in said.getvalue()
    return Done(out.getvalue(), said.getvalue())


def told(*arguments: str | Path, **settings: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(utfall(*arguments, "--json", **settings).stdout)
    return found


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The events of figure 6 as a case system exports them, imported with a key that lies elsewhere."""
    folder = tmp_path_factory.mktemp("extract")
    spells, given = pl.read_csv(DEMO / "fig6_spells.csv"), pl.read_csv(DEMO / "fig6_interv.csv")
    ids = {name: number(place) for place, name in enumerate(sorted(set(spells["person_id"]) | set(given["person_id"])))}
    rows = [
        f"{ids[person]};Anna Andersson;{state};{german(start)};{german(end or '')}"
        for person, state, start, end in spells.select("person_id", "state", "start_d", "end_d").iter_rows()
    ]
    text = "\n".join(["Personnr;Namn;Insats;Startdatum;Slutdatum", *rows])
    (folder / "placeringar.csv").write_bytes(text.encode("cp1252"))
    pl.DataFrame(
        {
            "Personnr": [ids[person] for person in given["person_id"]],
            "Fran": given["start_d"].str.to_date(), "Till": given["end_d"].str.to_date(),
        }
    ).write_excel(folder / "oppenvard.xlsx")  # fmt: skip
    people = [f"{one},{'0180A0010' if place % 2 else '1883A0030'}" for place, one in enumerate(ids.values())]
    (folder / "personer.csv").write_text("\n".join(["Personnr,DeSO", *people]), encoding="utf-8")
    (folder / "import.toml").write_text(MAPPING, encoding="utf-8")
    (folder / "key").mkdir()
    utfall("import", folder / "import.toml", "--out", folder / "ut" / "tabeller", "--key",
           tmp_path_factory.mktemp("key") / "k.key", "--make-key")  # fmt: skip
    (folder / "flode.toml").write_text(FLOW.replace("DATA", 'imported = "ut/tabeller"'), encoding="utf-8")
    needs = NEEDS.replace("DATA", 'imported = "ut/tabeller"\nyears = [2015]').replace("COUNT", "HVB_spells")
    (folder / "behov.toml").write_text(needs, encoding="utf-8")
    return folder


def is_figure_6(found: dict[str, Any]) -> None:
    assert {row["path"][1]: row["outcomes"] for row in found["paths"]} == {"institution": 120, "none": 60, "hem": 20}
    supports = {node["path"][-1]: node["supports"][0]["given"] for node in found["tree"] if len(node["path"]) == 2}
    assert (supports["none"], supports["hem"]) == (12, 8)


def without_origin(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "provenance"}


@pytest.mark.parametrize("running", ["duckdb", "memory", *(["spark"] if HAS_SPARK else [])])
def test_a_flow_over_what_import_wrote(extract: Path, running: str) -> None:
    found = told("flow", extract / "flode.toml", "--engine", running)
    is_figure_6(found)
    if running != "memory":
        assert {row["file"] for row in found["provenance"]["inputs"]} >= {"episode.parquet", "person.parquet"}
    assert any("2026-01-01" in rule or "2025-12-31" in rule for rule in map(str, found["rules"])), found["rules"]
    assert {row["attribute"] for row in found["groups"]} >= {"sex", "area"}


def test_needs_over_what_import_wrote(extract: Path) -> None:
    found = told("needs", extract / "behov.toml")
    in_memory = told("needs", extract / "behov.toml", "--engine", "memory")
    assert found["tables"] == in_memory["tables"]
    spells = pl.read_parquet(extract / "ut" / "tabeller" / "episode.parquet").filter(pl.col("state") == "HVB")
    first, after = datetime.date(2015, 1, 1), datetime.date(2016, 1, 1)
    expected = spells.filter((pl.col("start_d") < after) & (pl.col("end_d") > first)).get_column("person").n_unique()
    (whole,) = [table["cells"][0] for table in found["tables"] if not table["by"]]
    assert whole["numerator"] == expected > 0
    assert {tuple(cell["levels"].values()) for table in found["tables"] if table["by"] for cell in table["cells"]}


def test_nothing_of_a_person_is_in_any_output(extract: Path) -> None:
    written = [path.read_bytes() for path in (extract / "ut" / "tabeller").iterdir()]
    for place in range(0, 100, 7):
        for form in (number(place), number(place).replace("-", ""), number(place)[2:]):
            assert not any(form.encode() in data for data in written)
    assert not any(b"Andersson" in data for data in written)


def test_tables_that_are_not_what_import_wrote_are_refused(extract: Path, tmp_path: Path) -> None:
    shutil.copytree(extract / "ut" / "tabeller", tmp_path / "t")
    flow = FLOW.replace("[data]\nDATA", "")
    (tmp_path / "f.toml").write_text(flow, encoding="utf-8")
    is_figure_6(told("flow", tmp_path / "f.toml", "--imported", tmp_path / "t"))
    (tmp_path / "t" / "episode.parquet").write_bytes((tmp_path / "t" / "person.parquet").read_bytes())
    done = utfall("flow", tmp_path / "f.toml", "--imported", tmp_path / "t", code=2)
    assert "episode.parquet" in done.stderr
    done = utfall("flow", tmp_path / "f.toml", "--imported", tmp_path, code=2)
    assert "utfall import" in done.stderr
    (tmp_path / "n.toml").write_text((extract / "behov.toml").read_text().replace("2015", "2026"), encoding="utf-8")
    shutil.copytree(extract / "ut", tmp_path / "ut")
    done = utfall("needs", tmp_path / "n.toml", code=2)
    assert "2026" in done.stderr


def test_parquet_of_one_file_and_in_partitions(extract: Path, tmp_path: Path) -> None:
    """A data lake's folders: year=2015/… ; the columns are called what the source calls them."""
    spells = pl.read_parquet(extract / "ut" / "tabeller" / "episode.parquet").rename(
        {"person": "lopnr", "end_d": "till"}
    )
    spells = spells.with_columns(pl.col("till") - pl.duration(days=1))
    for year in spells["start_d"].dt.year().unique():
        part = spells.filter(pl.col("start_d").dt.year() == year)
        (tmp_path / "lake" / f"year={year}").mkdir(parents=True)
        part.write_parquet(tmp_path / "lake" / f"year={year}" / "part.parquet")
    spells.write_parquet(tmp_path / "one.parquet")
    for place in ("lake", "one.parquet"):
        data = f'spells = "{place}"\nsupports = "{place}"\nperson = "lopnr"\nend = "till"\nlast_day_included = true'
        text = FLOW.replace("DATA", data).replace("depth = 1", 'depth = 1\nunknown = "drop"')
        (tmp_path / "f.toml").write_text(text, encoding="utf-8")
        is_figure_6(told("flow", tmp_path / "f.toml"))


@pytest.fixture(scope="module")
def filled(database: str, extract: Path) -> str:
    """The imported rows in a schema of a database, with names of columns of its own."""
    episodes = pl.read_parquet(extract / "ut" / "tabeller" / "episode.parquet")
    rows = episodes.select("person", "kind", "state", "start_d", "end_d").rows()
    people = pl.read_parquet(extract / "ut" / "tabeller" / "person.parquet").rows()
    with psycopg.connect(database) as connection:
        connection.execute("CREATE SCHEMA vard")
        connection.execute(
            "CREATE TABLE vard.period (lopnr text, namn text, kind text, insats varchar, fran date, till date)"
        )
        connection.execute("CREATE TABLE vard.person (lopnr text, kon char(1), fodd int, omrade text, hvb int)")
        held = {person for person, _, state, start, _ in rows if state == "HVB" and start.year <= 2015}
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO vard.period VALUES (%s, 'Anna \"A\", B\nC', %s, %s, %s, %s)",
                [(f"L{person}", kind, state, start, end) for person, kind, state, start, end in rows],
            )
            cursor.executemany(
                "INSERT INTO vard.person VALUES (%s, %s, %s, %s, %s)",
                [(f"L{person}", sex, born, area, int(person in held)) for person, sex, born, area in people],
            )
        connection.execute("CREATE VIEW vard.insats AS SELECT * FROM vard.period WHERE kind = 'outpatient'")
        connection.execute("CREATE VIEW vard.placering AS SELECT * FROM vard.period WHERE kind = 'placement'")
        connection.execute("CREATE VIEW vard.fel AS SELECT *, '191212121212' AS nr FROM vard.placering")
        connection.execute("CREATE VIEW vard.utan AS SELECT * FROM vard.placering WHERE false")
        connection.execute(
            "CREATE VIEW vard.evig AS SELECT lopnr, insats, fran, 'infinity'::date AS till FROM vard.period"
        )
    return database


PG = """spells = "ADDRESS#vard.placering"
supports = "ADDRESS#vard.insats"
persons = "ADDRESS#vard.person"
person = "lopnr"
state = "insats"
support = "insats"
start = "fran"
end = "till"
sex = "kon"
birth_year = "fodd"
area = "omrade"
"""


def closed(address: str) -> tuple[str, str]:
    """Return the address without its password, and the password: it is told to the program apart."""
    head, _, tail = address.partition("@")
    user, _, password = head.removeprefix("postgresql://").partition(":")
    return f"postgresql://{user}@{tail}", password


@needs_postgres
@pytest.mark.parametrize("running", ["duckdb", *(["spark"] if HAS_SPARK else [])])
def test_a_flow_over_tables_of_postgresql(extract: Path, filled: str, tmp_path: Path, running: str) -> None:
    address, password = closed(filled)
    (tmp_path / "f.toml").write_text(
        FLOW.replace("DATA", PG.replace("ADDRESS", address)).replace("depth = 1", "depth = 1\ncensor = 2026-01-01"),
        encoding="utf-8",
    )
    found = told("flow", tmp_path / "f.toml", "--engine", running, PGPASSWORD=password)
    expected = told("flow", extract / "flode.toml")
    assert without_origin(found) == without_origin(expected)
    assert address not in json.dumps(found)


@needs_postgres
@pytest.mark.parametrize("running", ["duckdb", "memory"])
def test_needs_over_a_table_of_postgresql(extract: Path, filled: str, tmp_path: Path, running: str) -> None:
    address, password = closed(filled)
    text = NEEDS.replace("DATA", f'file = "{address}#vard.person"\nperson = "lopnr"').replace(
        '"sex"\nrole', '"kon"\nrole'
    )
    (tmp_path / "n.toml").write_text(text.replace("COUNT", "hvb"), encoding="utf-8")
    found = told("needs", tmp_path / "n.toml", "--engine", running, PGPASSWORD=password)
    expected = told("needs", extract / "behov.toml")["tables"]
    assert [table["cells"] for table in found["tables"]] == [table["cells"] for table in expected]
    assert address not in json.dumps(found)


@needs_postgres
@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("#vard.placering", "#vard.placeringar", 2, ["vard.placeringar", "finns inte"]),
        ("#vard.placering", "#annat.placering", 2, ["annat.placering", "finns inte"]),
        ("#vard.placering", "", 2, ["schema.tabell"]),
        ('"fran"', '"frn"', 2, ["frn", "fran"]),
        ("#vard.placering", "#vard.utan", 3, ["ingen period"]),
        ("#vard.placering", "#vard.fel", 2, ["personnummer"]),
        ("127.0.0.1:", "127.0.0.1:1", 3, ["svarar inte"]),
    ],
)
def test_what_postgresql_cannot_give_is_said(
    filled: str, tmp_path: Path, old: str, new: str, code: int, words: list[str]
) -> None:
    address, password = closed(filled)
    data = PG.replace("ADDRESS", address)
    assert old in data
    data = data.replace(old, new)
    if new == "#vard.fel":
        data = data.replace('person = "lopnr"', 'person = "nr"')
    (tmp_path / "f.toml").write_text(FLOW.replace("DATA", data), encoding="utf-8")
    done = utfall("flow", tmp_path / "f.toml", code=code, PGPASSWORD=password)
    assert done.stdout == ""
    assert password not in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


@needs_postgres
def test_an_end_that_never_comes_is_no_end(filled: str, tmp_path: Path) -> None:
    address, password = closed(filled)
    data = PG.replace("ADDRESS", address).replace("#vard.placering", "#vard.evig")
    text = (
        FLOW.replace("DATA", data)
        .replace('after = ["institution"]', "")
        .replace("depth = 1", 'depth = 1\nunknown = "drop"')
    )
    (tmp_path / "f.toml").write_text(text, encoding="utf-8")
    found = told("flow", tmp_path / "f.toml", PGPASSWORD=password)
    assert found["quality"]["open"] == 420
