# SPDX-License-Identifier: Apache-2.0
"""What is kept is found by its very state alone, and takes no more room than it may."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from utfall_web.shared.kept import Kept

PLACES, STATES = st.integers(0, 5), st.integers(0, 2)
TEXTS = st.text(max_size=30)


def test_another_state_finds_nothing_and_the_new_text_stands_in_the_place_of_the_old() -> None:
    kept = Kept()
    kept.put("a", 1, "ett")
    assert kept.get("a", 1) == "ett"
    assert kept.get("a", 2) is None
    kept.put("a", 2, "två")
    assert (kept.get("a", 1), kept.get("a", 2), len(kept)) == (None, "två", 1)


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept = Kept(largest=80)
    for place in range(8):
        kept.put(place, 1, "x" * 10)
    assert kept.get(0, 1)
    kept.put("new", 1, "x" * 10)
    assert kept.get(0, 1)
    assert kept.get(1, 1) is None


def test_a_text_too_large_to_keep_also_removes_what_stood_there() -> None:
    kept = Kept(largest=80)
    kept.put("a", 1, "x")
    kept.put("a", 1, "y" * 11)
    assert (kept.get("a", 1), len(kept), kept.size) == (None, 0, 0)


@given(st.lists(st.tuples(PLACES, STATES, TEXTS, st.booleans()), max_size=60))
def test_it_is_a_dictionary_that_may_forget_and_never_grows_past_its_bound(
    steps: list[tuple[int, int, str, bool]],
) -> None:
    kept, last = Kept(largest=200), {}
    for place, state, text, write in steps:
        if write:
            kept.put(place, state, text)
            last[place] = (state, text)
        else:
            found = kept.get(place, state)
            assert found is None or last[place] == (state, found)
        assert kept.size <= 200
        assert kept.size == sum(len(packed) for _, packed in kept._held.values())
