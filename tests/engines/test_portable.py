# SPDX-License-Identifier: Apache-2.0
"""The portable subset: what is let through, and what two engines may answer differently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import pytest

from utfall.engines import NotPortable, require_portable

T = ibis.table({"person": "int64", "state": "string", "start_d": "date", "end_d": "date", "n": "int64"}, name="t")
W = ibis.window(group_by="person", order_by=["start_d", "end_d"])


def test_the_operations_of_the_trace_are_portable() -> None:
    steps = T.mutate(
        before=T.state.lag(1).over(W),
        gap=T.start_d.delta(T.end_d.lag(1).over(W), unit="day"),
        latest=T.end_d.max().over(ibis.cumulative_window(group_by="person", order_by="start_d")),
        number=ibis.row_number().over(W),
    )
    counted = steps.group_by("before").agg(n=steps.count(), persons=steps.person.nunique(), days=steps.gap.sum())
    assert require_portable(counted) is counted
    path = T.group_by("person").agg(steps=ibis.struct({"d": T.start_d, "s": T.state}).collect())
    assert require_portable(path.mutate(path=path.steps.sort().map(lambda step: step.s).join(">"))) is not None


@pytest.mark.parametrize(
    ("build", "word"),
    [
        (lambda t: t.mutate(h=t.state.hash()), "Hash"),
        (lambda t: t.group_by("person").agg(s=t.state.argmax(t.start_d)), "ArgMax"),
        (lambda t: t.group_by("person").agg(s=t.state.first()), "First"),
        (lambda t: t.group_by("person").agg(s=t.n.mean()), "Mean"),
        (lambda t: t.group_by("person").agg(s=t.n.approx_median()), "ApproxMedian"),
        (lambda t: t.mutate(r=ibis.row_number().over(ibis.window(order_by="start_d"))), "without partition"),
        (lambda t: t.mutate(r=t.n / 3), "Divide"),
        (lambda t: t.mutate(now=ibis.now()), "TimestampNow"),
    ],
)
def test_what_engines_answer_differently_is_refused(build: Callable[[Any], Any], word: str) -> None:
    with pytest.raises(NotPortable, match=word):
        require_portable(build(T))


def test_no_engine_runs_what_is_not_portable(duckdb_engine: Any) -> None:
    import polars as pl

    from utfall.engines import InMemory

    table = duckdb_engine.register("np", InMemory(pl.DataFrame({"n": [1, 2]})))
    for run in (duckdb_engine.to_arrow, lambda e: duckdb_engine.materialise(e, "x")):
        with pytest.raises(NotPortable):
            run(table.agg(m=table.n.mean()))
