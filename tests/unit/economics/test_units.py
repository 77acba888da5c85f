# SPDX-License-Identifier: Apache-2.0
"""A purse divided into its units: they sum to it, and nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from unit.economics.build import KPI, WORK, H, M, R, S, between, estimate, line, settings
from utfall.core.actors import Actor, unit_key, unit_name
from utfall.core.errors import InputError
from utfall.core.lines import Line, Posting
from utfall.core.text import Text
from utfall.economics import Appraisal, appraise, unit_results
from utfall.io.initiative_file import parse_initiative

UNITS = st.sampled_from(["", "A", "B"])


def run(lines: list[Line], **more: Any) -> Appraisal:
    return appraise(lines, {"work": estimate(0.3, 0.05)}, [WORK], settings(**more), population=10, index=KPI)


def of_units(item: Line, *units: str) -> Line:
    return replace(item, postings=tuple(replace(p, unit=unit) for p, unit in zip(item.postings, units, strict=True)))


COACH = of_units(line("coach", "programme_cost", 1000.0, (M, 1.0)), "Coacher")
SUPPORT = of_units(line("support", "transfer", 500.0, (M, 1.0), (H, -1.0), outcome="work"), "Socialnämnden", "")
REST = line("rest", "avoided_service", 200.0, (M, 1.0), outcome="work")


def test_each_unit_has_its_own_cost_and_gain() -> None:
    found = unit_results(run([COACH, SUPPORT, REST], discount_rate=0.0))
    # 10 persons x 0.3 x 500 kr and x 200 kr.
    assert [(row.actor, row.unit, row.cost, row.benefit) for row in found] == [
        (M, "Coacher", 1000.0, pytest.approx(0.0)),
        (M, "Socialnämnden", 0.0, pytest.approx(1500.0)),
        (M, "", 0.0, pytest.approx(600.0)),
    ]
    assert all(row.interval is None for row in found)


def test_no_unit_named_gives_nothing() -> None:
    assert unit_results(run([REST])) == ()


def test_a_unit_that_is_the_whole_purse_has_the_interval_of_the_purse() -> None:
    gain = line("gain", "avoided_service", between("p", 300.0, 500.0, 800.0), (M, 1.0), outcome="work", years=3)
    appraisal = run([of_units(gain, "A")], draws=20_000)
    (found,) = unit_results(appraisal)
    assert appraisal.uncertainty is not None
    whole = appraisal.uncertainty.net[(str(M), 5)].interval
    assert found.interval is not None
    # Both are kept in single precision: 2^-24, and a few roundings.
    assert (found.interval.low, found.interval.high) == pytest.approx((whole.low, whole.high), rel=1e-6)


def test_an_uncertain_split_between_two_units_of_one_actor_counts_the_line_once() -> None:
    plain = line("g", "avoided_service", 1000.0, (M, 1.0), quantity=100.0, years=2)
    split = replace(plain, postings=(Posting(M, 0.4, "A"), Posting(M, 0.6, "B")), split_size=30.0)
    one, two = run([plain]), run([split])
    assert two.traces[0].yearly == pytest.approx(one.traces[0].yearly)
    assert two.purses[M].net == pytest.approx(one.purses[M].net)
    first, second = unit_results(two)
    assert first.net / (first.net + second.net) == pytest.approx(0.4)


def test_each_unit_has_its_net_at_every_horizon_as_its_purse_would() -> None:
    gain = line("gain", "avoided_service", between("p", 300.0, 500.0, 800.0), (M, 1.0), outcome="work", years=6)
    cost = line("cost", "programme_cost", 4000.0, (R, 1.0))
    appraisal = run([of_units(gain, "A"), of_units(cost, "B")], draws=20_000, horizon_years=6)
    own, other = unit_results(appraisal)
    assert [after.years for after in own.horizons] == [1, 5, 6]
    assert appraisal.uncertainty is not None
    for actor, row in ((M, own), (R, other)):
        purse = appraisal.purses[actor]
        assert [after.net for after in row.horizons] == pytest.approx([purse.net_1y, purse.net_5y, purse.net])
        for after in row.horizons:
            whole = appraisal.uncertainty.net[(str(actor), after.years)]
            assert after.interval is not None
            # Both are kept in single precision: 2^-24, and a few roundings.
            assert after.interval.low == pytest.approx(whole.interval.low, rel=1e-6)
            assert after.interval.high == pytest.approx(whole.interval.high, rel=1e-6)
            assert after.probability_positive == whole.probability_positive
    assert (other.horizons[0].probability_positive, own.net) == (0.0, own.horizons[-1].net)
    bare = unit_results(run([of_units(gain, "A")], horizon_years=3))[0]
    assert [(after.years, after.interval, after.probability_positive) for after in bare.horizons] == [
        (1, None, None),
        (3, None, None),
    ]


@hypothesis(max_examples=40, deadline=None)
@given(st.lists(st.tuples(UNITS, UNITS, st.sampled_from([M, R, S, H]), st.floats(0.0, 1.0)), min_size=1, max_size=6))
def test_units_sum_to_their_purse_and_change_no_purse(drawn: list[tuple[str, str, Actor, float]]) -> None:
    lines = []
    for n, (first, second, other, share) in enumerate(drawn):
        lines.append(of_units(line(f"c{n}", "programme_cost", 700.0, (M, share), (other, 1.0 - share)), first, second))
        lines.append(of_units(line(f"t{n}", "transfer", 300.0, (M, 1.0), (other, -1.0), outcome="work"), second, first))
    appraisal = run(lines)
    bare = run([replace(x, postings=tuple(replace(p, unit="") for p in x.postings)) for x in lines])
    assert appraisal.purses == bare.purses
    found = unit_results(appraisal)
    for actor in {row.actor for row in found}:
        purse = appraisal.purses[actor]
        for name in ("cost", "benefit", "net"):
            total = sum(getattr(row, name) for row in found if row.actor is actor)
            assert total == pytest.approx(getattr(purse, name), abs=1e-8)


def test_a_usual_unit_has_one_name_however_it_is_written() -> None:
    assert {unit_key(S, word) for word in ("AF", "af", " Arbetsförmedlingen ", "Public Employment Service")} == {
        "Arbetsförmedlingen"
    }
    assert unit_name(S, "Arbetsförmedlingen").en == "Public Employment Service"
    assert unit_name(M, "Fritid  nord") == Text.same("Fritid  nord")


BASE = """schema = "utfall/initiative/1"
[initiative]
id = "prov"
title = "Prov"
target_group = "Alla"
participants = 10
ex_ante = true
[appraisal]
price_year = 2023
[[costs]]
id = "coach"
actor = "kommun"
unit_cost = 1000
price_year = 2023
"""


def test_the_file_names_units_and_stakeholder() -> None:
    stated = 'postings = { "kommun/socialnämnd" = 0.5, "kommun/IT/nord" = 0.3, stat = 0.2 }\nstakeholder = "Barnen"'
    (found,) = parse_initiative(BASE.replace('actor = "kommun"', stated)).lines
    assert found.postings == (Posting(M, 0.5, "Socialnämnden"), Posting(M, 0.3, "IT/nord"), Posting(S, 0.2))
    assert found.stakeholder == Text.same("Barnen")
    (one,) = parse_initiative(BASE.replace('"kommun"', '"stat/FK"')).lines
    assert one.postings == (Posting(S, 1.0, "Försäkringskassan"),)


@pytest.mark.parametrize(
    ("stated", "code", "mend"),
    [
        ('actor = "komun/Socialnämnden"', "actor-unknown", "kommun"),
        ('actor = "AF"', "actor-unknown", "state/Arbetsförmedlingen"),
        ('actor = "kommun/"', "unit-unreadable", "kommun/Socialnämnden"),
        (f'actor = "kommun/{"x" * 81}"', "unit-unreadable", "80"),
        ('postings = { "stat/AF" = 0.5, "state/Arbetsförmedlingen" = 0.5 }', "actor-twice", "Lägg ihop"),
        ('postings = { "kommun/A" = 0.5, "kommun/B" = 0.4 }', "shares-sum", "summera till 1"),
    ],
)
def test_a_unit_that_cannot_be_read_is_refused(stated: str, code: str, mend: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_initiative(BASE.replace('actor = "kommun"', stated), file="prov.toml")
    (fault,) = caught.value.faults
    assert fault.code == code
    assert fault.place.row is not None
    assert mend in fault.mend.sv
