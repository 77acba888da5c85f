# SPDX-License-Identifier: Apache-2.0
from utfall.io.guide import guide


def test_the_guide_has_its_seven_components_and_26_points() -> None:
    known = guide()
    assert [c.id for c in known.components] == [
        "organisation", "need", "choice", "design", "delivery", "evaluation", "implementation",
    ]  # fmt: skip
    assert {c.id: len(known.of(c.id)) for c in known.components} == {
        "organisation": 0, "need": 3, "choice": 3, "design": 6, "delivery": 4, "evaluation": 5, "implementation": 5,
    }  # fmt: skip


def test_each_point_has_a_requirement_of_its_own_and_words_in_both_languages() -> None:
    points = guide().points
    assert len({p.id for p in points}) == len({p.requirement for p in points}) == 26
    for point in points:
        assert point.text.sv != point.text.en
        assert point.text.sv.endswith(".")
