# SPDX-License-Identifier: Apache-2.0
"""No text and no values, however odd, give anything but an initiative or faults."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.errors import Fault, InputError
from utfall.io.initiative_file import initiative_from_values, parse_initiative
from utfall.io.starter import starter_text

STARTER = tomllib.loads(starter_text("sv"))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats()
    | st.text(max_size=12)
    | st.dates()
    | st.sampled_from(["arbete", "fade", "personer", "kommun", "none", "kpi", "rct", "table", "id", "text"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


PLACES = places(STARTER)


def faults_of(text: str) -> tuple[Fault, ...] | None:
    try:
        parse_initiative(text)
    except InputError as error:
        return error.faults
    return None


def survives(values: dict[str, Any]) -> bool:
    """Return whether all faults can be read; anything but an InputError escapes."""
    try:
        initiative_from_values(values, file="x.toml")
    except InputError as error:
        return all(fault.of("sv") and fault.of("en") for fault in error.faults)
    return True


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from([*STARTER, "lock", "disclosure", "indices", "x"]), VALUES, max_size=5))
def test_any_values(values: dict[str, Any]) -> None:
    assert survives(values)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_a_starter_with_parts_replaced_by_anything(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    values = copy.deepcopy(STARTER)
    for path, new in changes:
        holder: Any = values
        try:
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = new
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    assert survives(values)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet='[]{}="#a1\n.,', max_size=60))
def test_any_text(text: str) -> None:
    assert faults_of(text) != ()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5000), st.text(alphabet='[]{}="\n,å', min_size=1, max_size=3))
def test_a_typo_anywhere_is_survived(position: int, typo: str) -> None:
    text = starter_text("sv")
    assert faults_of(text[:position] + typo + text[position:]) != ()


@pytest.mark.parametrize("text", ["a = " + "[" * 20000, "[" + "a." * 20000 + "b]"])
def test_deep_nesting_is_a_fault(text: str) -> None:
    with pytest.raises(InputError):
        parse_initiative(text)
