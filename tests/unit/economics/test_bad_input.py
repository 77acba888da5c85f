# SPDX-License-Identifier: Apache-2.0
"""What cannot be appraised is refused, each fault with its line and its mend."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from unit.economics.build import KPI, WORK, H, M, S, between, cost, estimate, fixed, line, settings
from utfall.core.errors import InputError
from utfall.core.lines import AppraisalSettings, Line
from utfall.economics import appraise

GOOD = line("gain", "avoided_service", 900.0, outcome="work")


def faults(
    *lines: Line, given: AppraisalSettings | None = None, population: float | None = 10, **more: Any
) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        appraise(
            lines,
            more.get("estimates", {"work": estimate(0.3)}),
            [WORK],
            given or settings(),
            population=population,
            index=more.get("index", KPI),
        )
    assert caught.value.exit_code == 2
    assert all(fault.mend.sv and fault.mend.en for fault in caught.value.faults)
    return {fault.code: fault.place.field for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("bad", "code", "place"),
    [
        (line("x", "tax", 1.0, (S, 1.0), (H, -0.5)), "shares-do-not-sum", "lines.x.postings"),
        (line("x", "avoided_service", 1.0, (M, 0.5), (S, 0.4)), "shares-do-not-sum", "lines.x.postings"),
        (line("x", "avoided_service", cost(1.0, year=None)), "price-year-missing", "lines.x.unit_cost.price_year"),
        (line("x", "avoided_service", cost(1.0, year=2030)), "price-year-after-base", "lines.x.unit_cost.price_year"),
        (line("x", "avoided_service", cost(1.0, year=2001)), "index-year-missing", "lines.x.unit_cost.price_year"),
        (line("x", "avoided_service", cost(1.0, index="pkv")), "index-unknown", "lines.x.unit_cost.index"),
        (line("x", "programme_cost", -5.0), "value-negative", "lines.x.price"),
        (line("x", "programme_cost", 5.0, quantity=-1.0), "value-negative", "lines.x.quantity"),
        (line("x", "avoided_service", 5.0, baseline=-1.0), "value-negative", "lines.x.baseline"),
        (line("x", "avoided_service", 5.0, years=-2), "timing-outside", "lines.x.timing"),
        (line("x", "avoided_service", 5.0, first_year=0), "timing-outside", "lines.x.timing"),
        (line("x", "avoided_service", 5.0, ramp=(1.5,)), "timing-outside", "lines.x.timing"),
        (line("x", "avoided_service", 5.0, deadweight=1.2), "share-outside", "lines.x.deadweight"),
        (line("x", "avoided_service", 5.0, attribution=1.1), "share-outside", "lines.x.attribution"),
        (line("x", "avoided_service", 5.0, dropoff=-0.1), "share-outside", "lines.x.dropoff"),
        (line("x", "avoided_service", 5.0, outcome="wrok"), "outcome-unknown", "lines.x.link"),
        (line("x", "avoided_service", float("inf")), "not-a-number", "lines.x.price"),
        (
            line("x", "avoided_service", between("p", 5.0, 4.0, 9.0, "pert")),
            "distribution-impossible",
            "lines.x.price",
        ),
        (
            line("x", "avoided_service", 1.0, outcome="work", population=fixed(1e9)),
            "population-outside",
            "participants",
        ),
        (dataclasses.replace(GOOD, id="x", link=None), "quantity-or-link", "lines.x"),
    ],
)
def test_a_bad_line_is_named(bad: Line, code: str, place: str) -> None:
    found = faults(GOOD, bad)
    assert found[code] == place


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"horizon_years": 0}, "horizon-outside"),
        ({"horizon_years": 301}, "horizon-outside"),
        ({"discount_rate": -1.0}, "discount-rate-outside"),
        ({"discount_rate": 3.5}, "discount-rate-outside"),
        ({"schedule": ((30, 0.035), (20, 0.03))}, "schedule-order"),
        ({"schedule": ((None, 0.035), (20, 0.03))}, "schedule-order"),
        ({"draws": -1}, "draws-outside"),
        ({"ci_level": 1.0}, "draws-outside"),
    ],
)
def test_impossible_settings_are_named(change: dict[str, Any], code: str) -> None:
    assert code in faults(GOOD, given=settings(**change))


def test_a_thousand_million_participants() -> None:
    assert faults(GOOD, population=1e9) == {"population-outside": "participants"}


def test_missing_participants_and_missing_estimate() -> None:
    assert faults(GOOD, population=None) == {"population-missing": "lines.gain.population"}
    assert faults(GOOD, estimates={}) == {"estimate-missing": "lines.gain.link"}
    for broken in (estimate(float("nan")), estimate(0.3, float("inf")), estimate(0.3, 0.1, df=0.0)):
        assert faults(GOOD, estimates={"work": broken}) == {"estimate-missing": "lines.gain.link"}


def test_duplicate_lines_and_no_lines() -> None:
    assert "line-duplicate" in faults(GOOD, GOOD)
    assert faults() == {"no-lines": "lines"}


def test_one_name_for_two_numbers() -> None:
    first = line("a", "avoided_service", fixed(1.0, "price"))
    second = line("b", "avoided_service", fixed(2.0, "price"))
    assert faults(first, second) == {"parameter-conflict": "lines.b.price"}


def test_all_faults_are_told_at_once() -> None:
    bad = line("x", "tax", cost(-1.0, year=None), (S, 1.0), years=0)
    found = faults(bad, given=settings(horizon_years=0))
    assert set(found) == {
        "horizon-outside",
        "price-year-missing",
        "shares-do-not-sum",
        "timing-outside",
        "value-negative",
    }
