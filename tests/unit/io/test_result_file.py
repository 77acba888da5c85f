# SPDX-License-Identifier: Apache-2.0
"""A result file read back: only what follows the published schema, and no small group to be seen."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from unit.thread.thread_sample import DEMOS, demo
from utfall.core.errors import InputError
from utfall.io.result_file import LARGEST, read_result, result_schema
from utfall.io.schema_check import first_fault
from utfall.reports.result_json import result_text

VALUES = [
    None,
    True,
    0,
    1,
    -1,
    0.5,
    7.0,
    10**30,
    "",
    "x",
    "pass",
    "2024-01-01",
    [],
    [1, 2],
    [2, 1],
    {},
    {"x": 1},
    "0" * 64,
]


@cache
def whole(name: str) -> Any:
    return json.loads(result_text(demo(name), "sv"))


def _sent(value: Any) -> bytes:
    return json.dumps(value).encode()


def _spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of everything in a value."""
    found = [path]
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += _spots(inner, (*path, key))
    return found


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _changed(data: st.DataObject, name: str) -> Any:
    """Return a result with something in it taken away, added or put in place of another."""
    value = copy.deepcopy(whole(name))
    for _ in range(data.draw(st.integers(1, 3))):
        *above, key = data.draw(st.sampled_from(_spots(value)[1:]))
        holder = _at(value, tuple(above))
        match data.draw(st.sampled_from(["remove", "replace", "add"])):
            case "remove":
                del holder[key]
            case "replace":
                holder[key] = data.draw(st.sampled_from(VALUES))
            case _ if isinstance(holder, dict):
                holder[f"{key}_reason"] = "small-cell"
            case _:
                holder.append(data.draw(st.sampled_from(VALUES)))
        if len(_spots(value)) == 1:
            break
    return value


@pytest.mark.parametrize("name", DEMOS)
@settings(deadline=None)
@given(data=st.data())
def test_the_check_agrees_with_a_reference_implementation_of_json_schema(name: str, data: st.DataObject) -> None:
    value = _changed(data, name)
    reference = Draft202012Validator(result_schema()).is_valid(value)
    assert (first_fault(value, result_schema()) is None) is reference


@pytest.mark.parametrize("name", DEMOS)
def test_what_evaluate_wrote_is_read_back_whole(name: str) -> None:
    text = result_text(demo(name), "en")
    assert read_result(b"\xef\xbb\xbf" + text.encode()) == json.loads(text)


def test_a_word_that_is_not_known_is_no_silent_pass() -> None:
    with pytest.raises(LookupError):
        first_fault(1, {"multipleOf": 2})


def test_true_is_not_one_and_one_is_one_however_it_is_written() -> None:
    assert first_fault(True, {"enum": [1]}) == "/"
    assert first_fault(1.0, {"const": 1}) is None
    assert first_fault(2.0, {"type": "integer"}) is None
    assert first_fault(float("inf"), {"type": "number"}) == "/"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "result-no-json"),
        (b"%PDF-1.7", "result-no-json"),
        (b"\xff\xfe{}", "result-no-json"),
        (b'{"schema": NaN}', "result-no-json"),
        (b'{"schema": "utfall/result/1", "schema": "utfall/result/1"}', "result-no-json"),
        (b'{"schema": "utfall/result/1", "lang": "\\ud800"}', "result-no-json"),
        (b"[" * 100_000, "result-no-json"),
        (b"1" * 5000, "result-no-json"),
        (b" " * (LARGEST + 1), "result-no-json"),
        (b"[]", "result-other-kind"),
        (b'{"schema": "utfall/effect/1"}', "result-other-kind"),
        (b'{"schema": "utfall/result/1"}', "result-changed"),
    ],
)
def test_what_is_no_result_is_refused_kindly(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_result(content)
    (fault,) = refused.value.faults
    assert fault.code == code
    assert fault.mend.sv


def test_a_departure_is_told_with_its_place() -> None:
    value = copy.deepcopy(whole("vagen_till_jobb"))
    value["effects"][0]["estimate"] = "mycket"
    with pytest.raises(InputError, match="effects/0"):
        read_result(_sent(value))
    value = copy.deepcopy(whole("vagen_till_jobb"))
    value["effects"][0]["ci"].reverse()
    with pytest.raises(InputError, match="effects/0/ci"):
        read_result(_sent(value))


@pytest.mark.parametrize("part", ["effects", "gender"])
@pytest.mark.parametrize("group", ["n_intervention", "n_comparison"])
def test_a_small_group_that_can_be_seen_is_refused(part: str, group: str) -> None:
    value = copy.deepcopy(whole("vagen_till_jobb"))
    for count, refused in ((5, False), (4, True), (1, True)):
        value[part][0][group] = count
        if refused:
            with pytest.raises(InputError, match=f"fewer than 5 people: see {part}/0/{group}"):
                read_result(_sent(value))
        else:
            read_result(_sent(value))


@pytest.mark.parametrize(("events", "refused"), [(0, False), (1, True), (4, True), (144, True), (148, False)])
def test_levels_that_give_few_away_are_refused(events: int, refused: bool) -> None:
    value = copy.deepcopy(whole("vagen_till_jobb"))
    row = value["effects"][0]
    row["mean_intervention"] = events / row["n_intervention"]
    check = next(check for check in row["checks"] if check["id"] == "W-SPARSE")
    check |= {"status": "warn", "value": None, "value_reason": "small-cell"}
    if refused:
        with pytest.raises(InputError, match="effects/0/mean_intervention"):
            read_result(_sent(value))
    else:
        read_result(_sent(value))
