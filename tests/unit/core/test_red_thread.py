# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from utfall.core.initiative import LogicLevel, LogicRow
from utfall.core.red_thread import Break, Broken, broken
from utfall.core.text import Text
from utfall.reports.phrases.red_thread import break_mend, break_text


def row(name: str, level: LogicLevel, *leads_to: str, followed: bool = True) -> LogicRow:
    said = Text(sv=f"{name}.", en=f"{name} in English.")
    how = Text(sv="mått", en="measure") if followed else Text(sv="", en="")
    return LogicRow(id=name, level=level, text=said, indicator=how, data_source=how, leads_to=leads_to)


R, A, S, G = LogicLevel.RESOURCE, LogicLevel.ACTIVITY, LogicLevel.SHORT_TERM_OUTCOME, LogicLevel.LONG_TERM_GOAL
WHOLE = (row("r", R, "a"), row("a", A, "o"), row("o", S, "g"), row("g", G))


def test_a_thread_from_resource_to_goal_holds() -> None:
    assert broken(WHOLE) == ()


def test_each_break_is_found_where_it_is() -> None:
    assert broken(WHOLE[1:]) == (Broken(Break.LEVEL_EMPTY, level=R), Broken(Break.ACTIVITY_WITHOUT_RESOURCE, ("a",)))
    cut = (row("r", R, "a"), row("a", A), row("o", S, "g", followed=False), row("g", G, followed=False))
    assert broken(cut) == (
        Broken(Break.GOAL_UNREACHED, ("g",)),
        Broken(Break.OUTCOME_WITHOUT_ACTIVITY, ("o",)),
        Broken(Break.LEADS_NOWHERE, ("a",)),
        Broken(Break.NO_INDICATOR, ("o",)),
        Broken(Break.NO_INDICATOR, ("g",)),
        Broken(Break.NO_SOURCE, ("o",)),
    )


def test_a_step_down_and_a_circle_are_told_apart() -> None:
    down = (*WHOLE[:3], row("g", G, "a2"), row("r2", R, "a2"), row("a2", A, "o"))
    assert Broken(Break.LOOP, ("o", "g", "a2")) in broken(down)
    assert not any(b.kind is Break.BACKWARDS for b in broken(down))
    only_down = (
        row("r", R, "a"),
        row("a", A, "o"),
        row("o", S, "g", "r3"),
        row("g", G),
        row("r3", R, "a3"),
        row("a3", A, "g"),
    )
    assert [b for b in broken(only_down) if b.kind is Break.BACKWARDS] == [Broken(Break.BACKWARDS, ("o", "r3"))]


def test_the_words_name_the_rows_and_the_mend_in_both_languages() -> None:
    rows = (*WHOLE[:2], row("o", S, "g"), row("g", G, "a"))
    loop = next(b for b in broken(rows) if b.kind is Break.LOOP)
    assert break_text(loop, rows, "sv") == "Stegen går i cirkel: ”a” → ”o” → ”g” → ”a”."
    assert break_mend(loop, "en") == "Remove one of the steps."
    for kind in Break:
        level = G if kind is Break.LEVEL_EMPTY else None
        told = {
            break_text(Broken(kind, ("a", "o"), level), rows, lang) + break_mend(Broken(kind), lang)
            for lang in ("sv", "en")
        }
        assert len(told) == 2
        assert not any("{" in text for text in told)


ids = st.integers(0, 7).map(str)
models = st.lists(
    st.tuples(ids, st.sampled_from(list(LogicLevel)), st.lists(ids, max_size=4, unique=True)),
    unique_by=lambda told: told[0],
    max_size=8,
)


@given(models)
def test_a_circle_told_of_is_one_and_every_circle_is_told_of(model: list[tuple[str, LogicLevel, list[str]]]) -> None:
    rows = [row(name, level, *leads) for name, level, leads in model]
    held = {r.id: {t for t in r.leads_to if t in {q.id for q in rows}} for r in rows}
    circles = [b.rows for b in broken(rows) if b.kind is Break.LOOP]
    for circle in circles:
        assert all(b in held[a] for a, b in zip(circle, (*circle[1:], circle[0]), strict=True))
    left = dict(held)
    while free := [name for name, targets in left.items() if not targets & set(left)]:
        for name in free:
            del left[name]
    assert bool(left) == bool(circles)
