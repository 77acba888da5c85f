# SPDX-License-Identifier: Apache-2.0
"""A needs plan gives the same cells, to the last row, in plain Python, on DuckDB and on Spark."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import ibis
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engines.needs_cases import PLAN, SCHEMA, frame, generated
from utfall.core.errors import DesignRefused, InputError
from utfall.core.text import Text
from utfall.engines import Engine, InMemory, Parquet, source_of
from utfall.engines.needs import run_needs
from utfall.engines.needs_memory import run_needs_in_memory
from utfall.engines.portable import portability_faults
from utfall.needs import Dimension, Indicator, NeedsPlan
from utfall.needs.query import Known, base_query, check_query, repeated_query, value_query

gap = st.none()
row = st.tuples(
    st.integers(2022, 2023), st.sampled_from(["K", "M", ""]) | gap, st.integers(-1, 30) | gap,
    st.sampled_from(["1883A0010", "1883A0020", "1883A0030", "0180C1230"]) | gap, st.integers(0, 2) | gap,
    st.integers(0, 5) | gap, st.integers(0, 400) | gap, st.integers(-(2**31) + 1, 2**31 - 1) | gap,
    st.sampled_from(["a", "b", "c"]) | gap,
)  # fmt: skip
# Not shrunk: each step is a run on a cluster.
FEW = settings(max_examples=15, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
               suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip


def test_every_query_is_in_the_portable_subset() -> None:
    kinds = {name: "int64" if kind == pl.Int64 else "string" for name, kind in SCHEMA.items()}
    table = ibis.table(kinds, name="needs")
    known = Known(frozenset({"income"}), frozenset(PLAN.whole_numbers))
    queries = [
        base_query(table, PLAN),
        base_query(table, PLAN, known),
        check_query(table, PLAN),
        repeated_query(table, PLAN),
    ]
    queries += [value_query(table, PLAN, PLAN.indicator("income"), crossing) for crossing in PLAN.crossings]
    assert [portability_faults(query) for query in queries] == [[]] * len(queries)


def test_generated_people_give_the_same_cells_everywhere(engine: Engine) -> None:
    data = generated(400, seed=11)
    found = run_needs(engine, InMemory(data), PLAN)
    expected = run_needs_in_memory(data.to_dicts(), PLAN)
    assert found == expected
    assert found.rows == 800
    assert len(found.base.rows) > 50


@FEW
@given(rows=st.lists(row, min_size=1, max_size=40))
def test_any_people_give_the_same_cells_everywhere(engine: Engine, rows: list[tuple[object, ...]]) -> None:
    data = frame([(person, *values) for person, values in enumerate(rows)])
    if data["visits"].is_null().all() or data["days"].is_null().all() or data["income"].is_null().all():
        with pytest.raises(DesignRefused):
            run_needs_in_memory(data.to_dicts(), PLAN)
        with pytest.raises(DesignRefused):
            run_needs(engine, InMemory(data), PLAN)
        return
    assert run_needs(engine, InMemory(data), PLAN) == run_needs_in_memory(data.to_dicts(), PLAN)


def test_files_and_folders_give_what_a_table_in_memory_gives(engine: Engine, tmp_path: Path) -> None:
    data = generated(60, seed=3)
    data.write_parquet(tmp_path / "all.parquet")
    expected = run_needs_in_memory(data.to_dicts(), PLAN)
    assert run_needs(engine, Parquet((str(tmp_path / "all.parquet"),)), PLAN) == expected


@pytest.mark.parametrize("partitions", [["year"], ["area", "age"]])
def test_a_folder_of_partitions_gives_what_a_table_in_memory_gives(
    engine: Engine, tmp_path: Path, partitions: list[str]
) -> None:
    """Areas of only digits keep their first nought, and people without age or area are in folders of their own."""
    data = generated(60, seed=3).with_columns(pl.col("area").replace("1883B0040", "01800100"))
    pq.write_to_dataset(data.to_arrow(), tmp_path / "lake", partition_cols=partitions)
    found = run_needs(engine, source_of(tmp_path / "lake"), PLAN)
    assert found == run_needs_in_memory(data.to_dicts(), PLAN)
    assert any("01800100" in key for key, _ in found.base.rows)


GROUPS = NeedsPlan(
    form="groups",
    period="year",
    dimensions=(Dimension(id="area", column="area", role="area"),),
    indicators=(
        Indicator(id="aid", kind="share", direction="decrease", title=Text.same("Aid"), count="aid", over="people"),
        Indicator(
            id="grants", kind="mean", direction="decrease", title=Text.same("Grants"), count="kronor", over="people"
        ),
    ),
    breakdowns=(("area",),),
)


def test_groups_give_the_same_cells_everywhere(engine: Engine) -> None:
    data = pl.DataFrame(
        {"area": ["a", "b", None], "year": [2024] * 3, "aid": [3, 0, None], "people": [90, 40, 20], "kronor": [7, 0, 5]}
    )
    found = run_needs(engine, InMemory(data), GROUPS)
    assert found == run_needs_in_memory(data.to_dicts(), GROUPS)
    first = dict(zip(found.base.names, found.base.rows[0][1], strict=True))
    assert (first["aid__sum"], first["aid__over"], first["aid__persons"], first["aid__missing"]) == (0, 0, 0, 1)


def test_complete_columns_and_small_values_give_the_same_cells_everywhere(engine: Engine) -> None:
    data = generated(90, seed=8).drop_nulls().with_columns(pl.col("income") % 65_536)
    assert data.height > 60
    expected = run_needs_in_memory(data.to_dicts(), PLAN)
    assert run_needs(engine, InMemory(data), PLAN) == expected
    assert any(expected.base.number("income__low"))
    some = data.with_columns(visits=pl.when(pl.col("visits") > 0).then("visits"))
    assert run_needs(engine, InMemory(some), PLAN) == run_needs_in_memory(some.to_dicts(), PLAN)
    groups = pl.DataFrame({"area": ["a", "b"], "year": [2024] * 2, "aid": [3, 2], "people": [90, 4], "kronor": [7, 9]})
    assert run_needs(engine, InMemory(groups), GROUPS) == run_needs_in_memory(groups.to_dicts(), GROUPS)


BAD = {
    "person twice": (generated(5, seed=1).vstack(generated(5, seed=1)), "rows-repeated"),
    "no rows": (frame([]), "extract-empty"),
    "negative count": (frame([(1, 2024, "K", 4, "a", 1, -1, 9, 9, "a")]), "count-negative"),
    "too large": (frame([(1, 2024, "K", 4, "a", 1, 1, 9, 2**31, "a")]), "number-too-large"),
    "nobody": (
        generated(5, seed=1).with_columns(person=pl.when(pl.col("person") > 1).then("person")),
        "person-missing",
    ),
    "column missing": (generated(5, seed=1).drop("income"), "column-unknown"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_data_is_the_same_fault_everywhere(engine: Engine, case: str) -> None:
    data, code = BAD[case]
    with pytest.raises(InputError) as error:
        run_needs(engine, InMemory(data), PLAN, file="people.csv")
    assert [fault.code for fault in error.value.faults] == [code]
    with pytest.raises(InputError) as plain:
        run_needs_in_memory(data.to_dicts(), PLAN, file="people.csv")
    assert plain.value.faults[0].code == code


def test_parts_of_a_unit_are_not_rounded_in_silence(engine: Engine) -> None:
    data = generated(5, seed=1).with_columns(pl.col("income") / 7)
    with pytest.raises(InputError) as error:
        run_needs(engine, InMemory(data), PLAN)
    assert error.value.faults[0].code == "values-not-whole"
    assert error.value.faults[0].place.field == "income"


def test_a_column_that_is_empty_throughout_is_refused(engine: Engine) -> None:
    data = generated(5, seed=1).with_columns(pl.lit(None, dtype=pl.Int64).alias("visits"))
    with pytest.raises(DesignRefused) as error:
        run_needs(engine, InMemory(data), PLAN)
    assert error.value.faults[0].code == "indicator-empty"


def test_without_dimensions_and_period_there_is_one_cell(engine: Engine) -> None:
    plain = replace(PLAN, dimensions=(), breakdowns=(), period="", person="")
    data = generated(20, seed=5)
    found = run_needs(engine, InMemory(data), plain)
    assert len(found.base.rows) == 1
    assert found == run_needs_in_memory(data.to_dicts(), plain)
