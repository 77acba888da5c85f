# SPDX-License-Identifier: Apache-2.0
"""Wrong kinds of arguments in the library are said in words, never as an error from deep within."""

from __future__ import annotations

import datetime
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import utfall
from utfall.api import build_design
from utfall.core.designs import DESIGNS
from utfall.core.errors import DesignRefused, InputError
from utfall.core.kinds import as_word, asked, fits, hints_of, plain
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects.planning import AllocationPlan, PowerPlan, allocate, solve_power

N = 40
DATA = {
    "t": [k % 2 for k in range(N)],
    "y": [(7 * k) % 13 for k in range(N)],
    "x": [(5 * k) % 11 for k in range(N)],
    "id": list(range(N)),
    "tid": [k % 4 for k in range(N)],
}
OF_THE_CALL: list[dict[str, Any]] = [
    {"outcome": 5},
    {"outcome": None},
    {"outcome": ["y"]},
    {"treatment": 3},
    {"treatment": ["t", "x"]},
    {"design": 4},
    {"covariates": 5},
    {"covariates": ["x", 4]},
    {"covariates": {"x"}},
    {"adjust": "ja", "covariates": "x"},
    {"seed": "ett"},
    {"seed": -1},
    {"seed": 1.5},
    {"seed": None},
    {"seed": True},
    {"threshold": "fem"},
    {"threshold": None},
    {"threshold": 0},
    {"ci_level": "95"},
    {"ci_level": 95},
    {"cluster": 5},
    {"strata": 5},
    {"strata": ["x", None]},
    {"areas": "ja"},
    {"covariates_after_start": 5},
    {"covariates_before_start": "ja", "covariates": "x"},
]
OF_A_DESIGN: list[tuple[str, dict[str, Any]]] = [
    ("matching", {"caliper": "bred"}),
    ("matching", {"caliper": float("nan")}),
    ("matching", {"caliper": float("inf")}),
    ("matching", {"ratio": 1.5}),
    ("matching", {"ratio": "2"}),
    ("matching", {"ratio": True}),
    ("matching", {"replace": "ja"}),
    ("matching", {"distance": "euklidisk"}),
    ("matching", {"distance": 3}),
    ("weighting", {"trim": "x"}),
    ("weighting", {"moments": 3}),
    ("weighting", {"method": "foo"}),
    ("weighting", {"estimand": "foo"}),
    ("doubly_robust", {"folds": 2.5}),
    ("exact_matching", {"method": "coarsened", "cutpoints": {"x": "a"}}),
    ("exact_matching", {"method": "coarsened", "bins": "x"}),
]
OTHERS: list[dict[str, Any]] = [
    {"design": "rdd", "running": "x", "cutoff": "noll"},
    {"design": "rdd", "running": "x", "cutoff": float("inf")},
    {"design": "rdd", "running": "x", "cutoff": 5, "bandwidth": "x"},
    {"design": "rdd", "running": "x", "cutoff": 5, "side": "left"},
    {"design": "benchmark", "reference": "x"},
    {"design": "benchmark", "strata": "x", "rates": 5},
    {"design": "benchmark", "strata": "x", "rates": {"0": "x"}},
    {"design": "its", "time": "tid", "post": [1]},
    {"design": "its", "time": "tid", "post": 2, "season": "x"},
    {"design": "its", "time": "tid", "post": 2, "errors": "x"},
    {"design": "did", "treatment": "t", "before": ["x", "y"]},
    {"design": "did", "treatment": "t", "time": "tid", "post": True},
]


def refused(call: Any) -> list[str]:
    with pytest.raises(InputError) as wrong:
        call()
    for fault in wrong.value.faults:
        assert fault.text.sv != fault.text.en
        assert fault.mend.sv
        assert fault.mend.en
    return [fault.code for fault in wrong.value.faults]


@pytest.mark.parametrize("options", OF_THE_CALL)
def test_what_the_front_door_takes(options: dict[str, Any]) -> None:
    refused(lambda: utfall.effect(DATA, **{"outcome": "y", "treatment": "t", **options}))


@pytest.mark.parametrize(("design", "options"), OF_A_DESIGN)
def test_what_a_design_takes(design: str, options: dict[str, Any]) -> None:
    refused(lambda: utfall.effect(DATA, outcome="y", design=design, treatment="t", covariates="x", **options))


@pytest.mark.parametrize("options", OTHERS)
def test_what_other_designs_take(options: dict[str, Any]) -> None:
    refused(lambda: utfall.effect(DATA, outcome="y", **options))


@pytest.mark.parametrize("data", [None, 5, [1, 2], {}, {"t": 5}, np.zeros((3, 2)), object(), b"x", "finns-inte.csv"])
def test_what_is_no_table(data: Any) -> None:
    refused(lambda: utfall.effect(data, outcome="y", treatment="t"))


def test_an_outcome_of_an_unknown_kind() -> None:
    kind: Any = "ratio"  # the fault tried
    outcome = Outcome(id="y", label=Text.same("y"), column="y", kind=kind)
    assert refused(lambda: utfall.effect(DATA, outcome=outcome, treatment="t")) == ["option-kind"]


@pytest.mark.parametrize("path", [5, None, ["a.toml"]])
def test_a_path_that_is_none(path: Any) -> None:
    assert refused(lambda: utfall.evaluate(path)) == ["option-kind"]


@pytest.mark.parametrize(
    ("plan", "asked_for"),
    [
        ({"sd": "x"}, {}),
        ({"sd": 1, "ratio": "x"}, {}),
        ({"sd": 1, "icc": "x"}, {}),
        ({"sd": 1, "design": "foo"}, {}),
        ({"sd": 1, "steps": 2.5}, {}),
        ({"sd": 1, "kind": "foo"}, {}),
        ({"sd": float("nan")}, {}),
        ({"sd": 1}, {"effect": "x"}),
        ({"sd": 1}, {"power": "x"}),
        ({"sd": 1}, {"power": None, "n": "x"}),
        ({"sd": 1}, {"power": None, "n": 2.5}),
    ],
)
def test_a_plan_of_how_many(plan: dict[str, Any], asked_for: dict[str, Any]) -> None:
    refused(lambda: solve_power(PowerPlan(**plan), **{"effect": 0.5, "power": 0.8, **asked_for}))


@pytest.mark.parametrize(
    "plan",
    [
        {"id": 5},
        {"seed": "x"},
        {"seed": 1.5},
        {"arms": "ab"},
        {"arms": 5},
        {"ratio": ("a", "b")},
        {"ratio": 5},
        {"strata": 5},
        {"strata": "x"},
        {"method": "x"},
        {"probability": "x"},
        {"block_lengths": "x"},
        {"block_lengths": (0,)},
        {"cluster": 4},
    ],
)
def test_a_plan_of_lots(plan: dict[str, Any]) -> None:
    refused(lambda: allocate(DATA, AllocationPlan(**{"id": "id", "seed": 1, **plan}), time="nu"))


def test_numbers_of_numpy_and_periods_as_numbers_or_dates_are_taken() -> None:
    options = {
        "treatment": "t",
        "covariates": np.array(["x"]).tolist(),
        "ratio": np.int64(1),
        "caliper": np.float64(0.5),
    }
    design = build_design("matching", **options)
    assert (type(design.ratio), type(design.caliper)) == (int, float)
    assert build_design("its", time="tid", post=2021).post == "2021"
    assert build_design("its", time="tid", post=2021.0).post == "2021"
    assert build_design("its", time="tid", post=datetime.date(2021, 5, 1)).post == "2021-05-01"
    assert (
        utfall.effect(DATA, outcome="y", treatment="t", comparison=0, seed=np.int64(3)).estimate.n_intervention
        == N // 2
    )


@pytest.mark.parametrize("kind", DESIGNS)
def test_every_design_has_kinds_that_its_own_defaults_fit(kind: str) -> None:
    cls = DESIGNS[kind]
    for name, field in cls.__dataclass_fields__.items():
        hint = hints_of(cls)[name]
        assert asked(hint).sv
        if isinstance(field.default, str | int | float | tuple | type(None)):
            assert fits(hint, field.default)


@given(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.lists(st.integers(), max_size=2)
    )
)
def test_a_value_fits_one_simple_kind_at_most_but_whole_numbers_are_numbers(value: Any) -> None:
    value = plain(value)
    found = [hint for hint in (bool, int, float, str, tuple[int, ...], type(None)) if fits(hint, value)]
    assert len(found) <= 2
    assert len(found) < 2 or found == [int, float]
    assert fits(float | None, value) == (value is None or float in found)
    assert not fits(Literal["a"], value) or value == "a"
    assert as_word(value) == value or isinstance(as_word(value), str)


def test_any_data_of_the_right_kind_still_meet_the_refusals_of_the_method() -> None:
    with pytest.raises(DesignRefused):
        utfall.effect({"t": [1, 0], "y": [1, 2]}, outcome="y", treatment="t")
