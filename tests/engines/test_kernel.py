# SPDX-License-Identifier: Apache-2.0
"""The kernel's tools against plain Python, and that parts add up to the whole: in memory, on disk, in any number."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.flow_cases import Rows, by_hand, flow, on_engine
from utfall.engines import Engine, EngineFailed
from utfall.engines.kernel import tally as tallies
from utfall.engines.kernel.counting import persons_with
from utfall.engines.kernel.ordering import Steps
from utfall.engines.kernel.sequences import Sequences
from utfall.engines.kernel.spool import BUCKETS, Room, Spool
from utfall.engines.kernel.tally import Tally, numbered
from utfall.engines.kernel.words import Layout, counted, different, first_of_person, order_of, rising
from utfall.engines.memory import Person
from utfall.flows.definition import Outcome

numbers = st.lists(st.integers(0, 2**62), max_size=60)
few = st.lists(st.integers(0, 6), max_size=60)
persons = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=120)


def array(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@given(st.one_of(numbers, few))
def test_sorting_and_counting_are_those_of_plain_python(values: list[int]) -> None:
    found = array(values)
    assert rising(found).tolist() == sorted(values)
    assert order_of(found, max(values, default=0)).tolist() == sorted(range(len(values)), key=values.__getitem__)
    codes, number = counted(found)
    assert dict(zip(codes.tolist(), number.tolist(), strict=True)) == Counter(values)
    assert codes.tolist() == sorted(set(values))
    assert different(found) == len(set(values))


@given(persons)
def test_the_first_row_of_a_person_with_a_code(rows: list[tuple[int, int]]) -> None:
    rows.sort(key=lambda row: row[0])  # a person's rows lie together, their codes in any order
    expected = [row not in rows[:place] for place, row in enumerate(rows)]
    person, code = array([row[0] for row in rows]), array([row[1] for row in rows])
    assert first_of_person(person, code).tolist() == expected


@pytest.mark.parametrize("size", [5, 64, 65, 200, 300])
def test_persons_with_a_code(size: int) -> None:
    rng = np.random.default_rng(size)
    own = np.sort(rng.integers(0, 50, 700))
    own = np.cumsum(np.append(0, own[1:] != own[:-1]))
    code = rng.integers(0, size, own.size)
    begins = np.flatnonzero(np.append(True, own[1:] != own[:-1]))
    expected = Counter(code for _, code in set(zip(own.tolist(), code.tolist(), strict=True)))
    assert persons_with(code, begins, own, size).tolist() == [expected[place] for place in range(size)]


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 9)), max_size=20), max_size=6), st.booleans())
def test_sums_of_parts_are_the_sums_of_the_whole(parts: list[list[tuple[int, int]]], wide: bool) -> None:
    words = 2 if wide else 1
    sums, times = Tally(1, words), Tally(0, words)
    expected: Counter[int] = Counter()
    pending = tallies._PENDING
    tallies._PENDING = 8  # so that parts are added up on the way
    try:
        for part in parts:
            keys = array([key for key, _ in part])
            keys = np.column_stack([keys // 2, keys % 2]) if wide else keys
            sums.add(keys, array([value for _, value in part]))
            times.add(keys)
            for key, value in part:
                expected[key] += value
    finally:
        tallies._PENDING = pending
    for tally, wanted in ((sums, expected), (times, Counter(key for part in parts for key, _ in part))):
        keys, found = tally.rows()
        flat = (keys[:, 0] * 2 + keys[:, 1] if wide else keys[:, 0]).tolist()
        assert flat == sorted(set(flat))
        assert dict(zip(flat, found[:, 0].tolist(), strict=True)) == dict(wanted)


@given(st.lists(st.lists(st.integers(1, 9), min_size=3, max_size=3), max_size=30), st.sampled_from([9, 2**31]))
def test_words_hold_rows_of_numbers_and_are_numbered_in_their_order(rows: list[list[int]], largest: int) -> None:
    layout = Layout.of(largest)
    words = layout.packed(np.array(rows, dtype=np.int64).reshape(-1, 3))
    assert [layout.row(row) for row in words] == rows
    distinct, which = numbered(words)
    assert [layout.row(row) for row in distinct] == sorted(map(list, set(map(tuple, rows))))
    assert [layout.row(distinct[place]) for place in which] == rows


NAMES = ["A", "A-", "A1", "a", "A/x", "none"]  # in text, some sort before and some after what follows them


@given(
    st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=4) | st.just([1] * 45), max_size=40), st.integers(0, 12)
)
@settings(max_examples=60)
def test_the_most_common_sequences_and_those_first_by_name(ways: list[list[int]], most: int) -> None:
    found = Sequences(NAMES)
    for part in (ways[::2], ways[1::2]):
        own = array([person for person, way in enumerate(part) for _ in way])
        state = np.array([state for way in part for state in way], dtype=np.int16)
        begins = array([sum(map(len, part[:person])) for person in range(len(part))])
        no = np.zeros(state.size, dtype=bool)
        found.add(Steps(own, state, own, own, no, no, begins, own))
    texts = Counter(">".join(NAMES[state] for state in way) for way in ways)
    expected = sorted(texts.items(), key=lambda item: (-item[1], item[0]))[:most]
    rows, number = found.rows(most)
    assert number == len(texts)
    assert [(row.sequence, row.persons) for row in rows] == sorted(expected)


@pytest.mark.parametrize("held", [1, 50, 10**6])
@pytest.mark.parametrize("at_once", [1, 30, 10**6])
def test_dealt_rows_come_back_and_a_person_is_in_one_part(tmp_path: Path, held: int, at_once: int) -> None:
    person = np.random.default_rng(1).integers(0, 90, 400)
    says = np.arange(400)
    with Spool(Room(at_once, held, str(tmp_path))) as spool:
        for begin in range(0, 400, 70):
            spool.add(person[begin : begin + 70], says[begin : begin + 70])
        parts = [spool.read(first, last) for first, last in spool.groups()]
    assert sorted(map(tuple, np.concatenate(parts).tolist())) == sorted(
        zip(person.tolist(), says.tolist(), strict=True)
    )
    owners = [set(part[:, 0].tolist()) for part in parts]
    assert sum(map(len, owners)) == len(set(person.tolist()))
    assert (len(parts) == 1) == (at_once == 10**6)
    assert all(len(part) >= at_once for part in parts[:-1])


def test_a_disk_without_room_is_a_fault_and_nothing_is_left(tmp_path: Path) -> None:
    person = np.arange(BUCKETS)
    with Spool(Room(1, 10, str(tmp_path / "gone"))) as spool, pytest.raises(EngineFailed, match="disk-full"):
        spool.add(person, person)
    assert list(tmp_path.iterdir()) == []


def test_many_parts_on_disk_give_the_rows_of_the_reference(duckdb_engine: Engine, parts_engine: Engine) -> None:
    rng = np.random.default_rng(6)

    def whole(most: int) -> int:
        return int(rng.integers(0, most))

    rows: Rows = [
        (
            1 + whole(700),
            ["A", "A2", "B", "C", "Z"][whole(5)],
            day := whole(900),
            day + whole(200) if whole(9) else None,
        )
        for _ in range(3_000)
    ]
    given_: Rows = [(1 + whole(800), "ST"[whole(2)], day := whole(900), day + 30) for _ in range(900)]
    about = {
        person: Person(["K", "M", ""][whole(3)], [None, 1950, 1955, 1960][whole(4)], f"{whole(9)}")
        for person in range(1, 600)
    }
    for asked in (flow(depth=3, era_gap=2), flow(outcome=Outcome(states=("A", "B")), min_days=5, look_back=400)):
        expected = by_hand(asked, rows, given_, about)
        assert expected.n_with_outcome > 100
        assert on_engine(duckdb_engine, asked, rows, given_, about).differences(expected) == []
        assert on_engine(parts_engine, asked, rows, given_, about).differences(expected) == []
