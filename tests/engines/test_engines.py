# SPDX-License-Identifier: Apache-2.0
"""What every engine must do alike: read sources, keep types, refuse what is wrong, leave nothing half-written."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engines.conftest import needs_spark
from utfall.core.errors import InputError
from utfall.core.registers import EPISODE, PERSON, TABLES
from utfall.engines import Csv, Engine, EngineFailed, InMemory, Parquet, connect, source_of
from utfall.engines.settings import SparkSettings
from utfall.engines.spark import SparkEngine

D = datetime.date
ROWS = {
    "person": [1, 1, 2],
    "kind": ["placement", "placement", "placement"],
    "state": ["HVB", "SiS", "HVB"],
    "start_d": [D(2020, 1, 1), D(2020, 3, 1), D(2021, 5, 1)],
    "end_d": [D(2020, 2, 1), None, D(2021, 6, 1)],
    "row_id": [1, 2, 3],
}
CSV = """row_id;state;start_d;end_d;person;kind
1;HVB;2020-01-01;2020-02-01;1;placement
2;SiS;2020-03-01;;1;placement
3; HVB ;2021-05-01;2021-06-01;2;placement
"""


def rows(engine: Engine, table: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = engine.to_arrow(table).to_pylist()
    return sorted(found, key=lambda row: str(row["row_id"]))


def expected() -> list[dict[str, object]]:
    return [dict(zip(ROWS, values, strict=True)) for values in zip(*ROWS.values(), strict=True)]


def test_a_table_of_this_process_keeps_its_rows(engine: Engine) -> None:
    assert rows(engine, engine.register("m1", InMemory(pl.DataFrame(ROWS)), EPISODE)) == expected()


def test_csv_is_read_as_declared_and_never_guessed(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(CSV, encoding="utf-8")
    table = engine.register("c1", Csv((str(tmp_path / "e.csv"),), delimiter=";"), EPISODE)
    assert rows(engine, table) == expected()
    assert str(table.schema()["start_d"]) == "date"


def test_parquet_file_and_folder_of_partitions(engine: Engine, tmp_path: Path) -> None:
    table = pa.table(pl.DataFrame(ROWS).to_arrow())
    pq.write_table(table, tmp_path / "e.parquet")
    assert rows(engine, engine.register("p1", source_of(tmp_path / "e.parquet"), EPISODE)) == expected()
    years = table.append_column("year", pa.array([2020, 2020, 2021]))
    pq.write_to_dataset(years, tmp_path / "hive", partition_cols=["year"])
    found = engine.register("p2", source_of(tmp_path / "hive"))
    counts = engine.to_arrow(found.group_by("year").agg(n=found.count())).to_pylist()
    assert sorted((row["year"], row["n"]) for row in counts) == [("2020", 2), ("2021", 1)]


def test_names_of_folders_are_text_until_a_schema_says_otherwise(engine: Engine, tmp_path: Path) -> None:
    """An area 0180 is not 180, a folder without value is a missing value, and a file may lack a column of another."""
    table = pl.DataFrame({"person": [1, 2, 3], "sex": ["K", "M", "K"], "area": ["0180", "1883A0010", None],
                          "birth_year": [2001, 2002, 2003]})  # fmt: skip
    pq.write_to_dataset(table.to_arrow(), tmp_path / "h", partition_cols=["area", "birth_year"])
    pq.write_table(pa.table({"person": [4]}), next((tmp_path / "h" / "area=0180").iterdir()) / "more.parquet")
    found = engine.to_arrow(engine.register("p3", source_of(tmp_path / "h"), PERSON)).to_pylist()
    assert sorted(found, key=lambda row: int(row["person"])) == [
        {"person": 1, "sex": "K", "birth_year": 2001, "area": "0180"},
        {"person": 2, "sex": "M", "birth_year": 2002, "area": "1883A0010"},
        {"person": 3, "sex": "K", "birth_year": 2003, "area": None},
        {"person": 4, "sex": None, "birth_year": 2001, "area": "0180"},
    ]


def test_a_cell_that_is_no_date_is_refused_without_its_value(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(CSV.replace("2020-03-01", "hemligt"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        rows(engine, engine.register("c2", Csv((str(tmp_path / "e.csv"),), delimiter=";"), EPISODE))
    assert caught.value.faults[0].code == "cell-type"
    assert "hemligt" not in str(caught.value)


def test_a_missing_column_is_named_with_its_nearest(engine: Engine) -> None:
    frame = pl.DataFrame(ROWS).rename({"state": "stat"})
    with pytest.raises(InputError) as caught:
        engine.register("m2", InMemory(frame), EPISODE)
    assert caught.value.faults[0].place.field == "state"
    assert "stat" in caught.value.faults[0].mend.en


def test_materialised_rows_are_computed_once_and_kept(engine: Engine) -> None:
    table = engine.register("m3", InMemory(pl.DataFrame(ROWS)), EPISODE)
    kept = engine.materialise(table.group_by("state").agg(n=table.count()), "per_state")
    assert {row["state"]: row["n"] for row in engine.to_arrow(kept).to_pylist()} == {"HVB": 2, "SiS": 1}
    assert engine.to_arrow(engine.table("per_state")).num_rows == 2


def test_rows_of_persons_do_not_come_back(engine: Engine) -> None:
    table = engine.register("m4", InMemory(pl.DataFrame(ROWS)), EPISODE)
    with pytest.raises(InputError) as caught:
        engine.to_arrow(table, at_most=2)
    assert caught.value.faults[0].code == "result-too-large"


def test_parquet_is_written_whole(engine: Engine, tmp_path: Path) -> None:
    table = engine.register("m5", InMemory(pl.DataFrame(ROWS)), EPISODE)
    engine.write_parquet(table, str(tmp_path / "out.parquet"))
    assert engine.to_arrow(engine.register("back", source_of(tmp_path / "out.parquet"))).num_rows == 3
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_an_unknown_table_names_the_known(engine: Engine) -> None:
    engine.register("known", InMemory(pl.DataFrame(ROWS)))
    with pytest.raises(InputError) as caught:
        engine.table("unknown")
    assert "known" in caught.value.faults[0].mend.en


def test_an_unknown_engine_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        connect("dukdb")
    assert "duckdb" in caught.value.faults[0].mend.en


def test_a_path_that_leads_nowhere_or_to_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.sav").write_bytes(b"")
    for path, code in ((tmp_path / "none.parquet", "file-missing"), (tmp_path / "x.sav", "format-unsupported")):
        with pytest.raises(InputError) as caught:
            source_of(path)
        assert caught.value.faults[0].code == code


def test_spilled_rows_are_removed_when_the_engine_closes(tmp_path: Path) -> None:
    from utfall.engines import DuckDbSettings

    with connect("duckdb", DuckDbSettings(temp_directory=str(tmp_path))) as engine:
        assert len(list(tmp_path.iterdir())) == 1
        engine.register("m", InMemory(pl.DataFrame(ROWS)))
    assert not list(tmp_path.iterdir())


def test_a_damaged_parquet_file_is_a_fault_of_the_input(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no parquet PAR1")
    with pytest.raises(InputError):
        engine.to_arrow(engine.register("bad", Parquet((str(tmp_path / "bad.parquet"),))))


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    real = importlib.import_module

    def without(name: str, package: str | None = None) -> object:
        if name in ("duckdb", "pyspark"):
            raise ImportError(name)
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", without)
    for name, extra in (("duckdb", "utfall[flows]"), ("spark", "utfall[spark]")):
        with pytest.raises(InputError) as caught:
            connect(name)
        assert extra in caught.value.faults[0].mend.en


def test_spark_owns_its_settings() -> None:
    told = SparkSettings(address="spark://127.0.0.1:7077", shuffle_partitions=4).options()
    assert told["spark.sql.session.timeZone"] == "UTC"
    assert told["spark.sql.autoBroadcastJoinThreshold"] == "-1"
    assert told["spark.sql.shuffle.partitions"] == "4"
    assert told["spark.sql.maxPlanStringLength"] == "10000"  # else a driver of 2 GB ran out of memory over its plans
    assert told["spark.driver.extraJavaOptions"].split() == ["-XX:+ExitOnOutOfMemoryError", "-Xss8m"]
    assert SparkSettings(address="sc://host:15002").remote


def test_canonical_tables_have_a_person_or_a_code_and_no_name_twice() -> None:
    for table in TABLES:
        assert len(set(table.names)) == len(table.names)
        assert set(table.key) <= set(table.names)
    assert [table.name for table in TABLES if "person" not in table.names] == ["code_map"]


@needs_spark
def test_spark_lets_go_of_what_it_kept_when_a_name_is_used_again(spark_engine: SparkEngine) -> None:
    def held() -> int:
        return int(spark_engine._session.sparkContext._jsc.getPersistentRDDs().size())

    def rows(*numbers: int) -> Any:
        return spark_engine.register("again", InMemory(pl.DataFrame({"n": numbers})))

    rows(0)
    rows(1, 2)
    before = held()
    kept = spark_engine.materialise(rows(1, 2).filter(lambda t: t.n > 1), "again_kept")
    kept = spark_engine.materialise(kept.mutate(m=kept.n * 2), "again_kept_from_kept")
    assert (spark_engine.to_arrow(kept).to_pylist(), held() > before) == ([{"n": 2, "m": 4}], True)
    rows(7)
    assert held() == before == 0
    assert spark_engine.to_arrow(spark_engine.table("again")).to_pylist() == [{"n": 7}]


@needs_spark
def test_a_fault_of_spark_names_the_kinds_of_its_causes_and_none_of_their_words(spark_engine: SparkEngine) -> None:
    java = spark_engine._session.sparkContext._jvm.java.lang
    with pytest.raises(EngineFailed) as caught:
        spark_engine._guarded(lambda: java.Class.forName("person 1912"))
    said = caught.value.faults[0].text
    assert "(Py4JJavaError < ClassNotFoundException)" in said.sv
    assert "1912" not in said.sv + said.en


@needs_spark
def test_a_second_spark_works_beside_the_first_and_does_not_end_it(spark_engine: SparkEngine) -> None:
    first = spark_engine.register("mine", InMemory(pl.DataFrame({"n": [1]})))
    with connect("spark", SparkSettings(address="local[1]", shuffle_partitions=3)) as beside:
        second = beside.register("mine", InMemory(pl.DataFrame({"n": [2]})))
        assert beside.to_arrow(beside.materialise(second, "mine_kept")).to_pylist() == [{"n": 2}]
        assert beside._session.conf.get("spark.sql.shuffle.partitions") == "3"
    assert spark_engine.to_arrow(first).to_pylist() == [{"n": 1}]
    assert spark_engine._session.conf.get("spark.sql.shuffle.partitions") == "2"


@needs_spark
def test_a_cluster_is_refused_while_this_process_runs_spark_somewhere_else(spark_engine: SparkEngine) -> None:
    with pytest.raises(EngineFailed) as caught:
        connect("spark", SparkSettings(address="spark://127.0.0.1:1"))
    assert caught.value.faults[0].code == "engine-elsewhere"
    assert "local[2]" in caught.value.faults[0].text.sv
    assert spark_engine.capabilities.local_files


def test_a_token_in_the_address_of_a_server_is_never_shown() -> None:
    assert SparkSettings(address="sc://server:15002/;use_ssl=true;token=hemligt").place == "sc://server:15002/"
