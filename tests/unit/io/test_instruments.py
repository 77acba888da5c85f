# SPDX-License-Identifier: Apache-2.0
from utfall.io.instruments import instruments


def test_scores_of_the_guide_are_those_of_their_items() -> None:
    known = instruments()
    assert (known["phq9"].items * 3, known["gad7"].items * 3) == (known["phq9"].score_high, known["gad7"].score_high)
    assert (known["who5"].items * 5 * 4, known["audit"].items * 4) == (known["who5"].score_high, 40)
    assert (known["kasam13"].score_low, known["kasam13"].score_high) == (13, 13 * 7)
    assert known["dudit"].items * 4 == known["dudit"].score_high == 44
    assert known["sdq"].score_high == 4 * 10


def test_every_instrument_says_where_its_facts_come_from_and_whether_it_may_stand_inside() -> None:
    for instrument in instruments().values():
        assert instrument.source
        assert instrument.licence.sv
        assert instrument.licence.en
    assert {i.id for i in instruments().values() if i.inside == "yes"} == {"phq9"}
