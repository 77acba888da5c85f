# SPDX-License-Identifier: Apache-2.0
"""Uncertain splits (Dirichlet), intervals by evidence grade, optimism bias and the variable share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from unit.economics.build import KPI, WORK, M, R, S, cost, estimate, fixed, line, settings
from utfall.core.errors import InputError
from utfall.core.estimate import Status
from utfall.core.lines import EvidenceGrades, Line
from utfall.economics import Appraisal, appraise
from utfall.economics.cashability import cash_share
from utfall.economics.planning.evidence import ASSUMED, with_default_intervals
from utfall.economics.planning.optimism import optimism_by_line
from utfall.io._initiative.grades import table_by_grade

SPLIT = ((M, 0.5), (R, 0.3), (S, 0.2))


def run(*lines: Line, draws: int = 0, optimism: dict[str, float] | None = None) -> Appraisal:
    chosen = settings(draws=draws, discount_rate=0.0)
    known = {"work": estimate(0.3)}
    return appraise(lines, known, [WORK], chosen, population=10, index=KPI, optimism=optimism)


def test_a_dirichlet_split_keeps_shares_and_society_and_spreads_the_actors() -> None:
    sure = run(line("g", "avoided_service", 1000.0, *SPLIT, quantity=100.0), draws=16_384)
    unsure = run(line("g", "avoided_service", 1000.0, *SPLIT, quantity=100.0, split_size=30.0), draws=16_384)
    for purse, found in unsure.purses.items():
        assert found.net == pytest.approx(sure.purses[purse].net, abs=1e-6)
    assert unsure.traces[0].yearly == pytest.approx(sure.traces[0].yearly)
    spread = unsure.uncertainty.net
    assert spread[("society", 5)].sd == pytest.approx(0.0, abs=1e-6)
    # A Dirichlet share of mean p and size A has standard deviation sqrt(p (1 - p) / (A + 1)); three errors of the sd.
    for actor, share in ((M, 0.5), (R, 0.3), (S, 0.2)):
        wanted = 100_000 * np.sqrt(share * (1 - share) / 31)
        assert spread[(str(actor), 5)].sd == pytest.approx(wanted, rel=3 / np.sqrt(2 * 16_384))


@hypothesis(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=2, max_size=5))
@example([1, 8, 20, 20])  # 73.5 x 1/49 is 1.5 less the last binary digit
def test_any_split_gives_back_its_shares(weights: list[int]) -> None:
    from utfall.core.actors import Actor

    shares = [(actor, w / sum(weights)) for actor, w in zip(Actor, weights, strict=False)]
    one = line("g", "avoided_service", 1000.0, *shares, quantity=1.0, split_size=1.5 * sum(weights))
    found = run(one)
    for actor, share in shares:
        assert found.purses[str(actor)].net == pytest.approx(1000.0 * share)


@pytest.mark.parametrize(
    "bad",
    [
        line("g", "avoided_service", 1000.0, *SPLIT, split_size=5.0),
        line("g", "avoided_service", 1000.0, (M, 1.0), split_size=50.0),
        line("g", "transfer", 1000.0, (M, 1.0), (R, -1.0), split_size=50.0),
    ],
)
def test_a_split_that_cannot_be_drawn_is_refused(bad: Line) -> None:
    with pytest.raises(InputError, match="split-outside"):
        run(bad)


def test_intervals_come_from_the_weakest_grade_and_are_marked() -> None:
    one = line("a", "programme_cost", cost(fixed(100.0, "shared")), evidence=EvidenceGrades(1, 1, 2))
    two = line("b", "programme_cost", cost(fixed(100.0, "shared")), evidence=EvidenceGrades(1, 1, 4))
    none = line("c", "programme_cost", cost(fixed(50.0, "own")))
    found = with_default_intervals([one, two, none], {1: 0.0, 2: 0.1, 4: 0.3})
    for line_found in found[:2]:
        price = line_found.unit_cost.price
        assert (price.low, price.high) == pytest.approx((70.0, 130.0))
        assert price.assumption
        assert ASSUMED in price.source
    assert found[2] == none
    stated = replace(one, unit_cost=cost(replace(fixed(100.0, "x"), low=90.0, high=110.0, distribution="uniform")))
    assert with_default_intervals([stated], {2: 0.5})[0] == stated


def test_optimism_takes_the_weakest_part_of_the_line() -> None:
    table = table_by_grade("optimism_bias")
    assert table == {1: 0.0, 2: 0.05, 3: 0.10, 4: 0.15, 5: 0.25, 6: 0.40}
    shares = optimism_by_line({"g": EvidenceGrades(1, 5, 2)}, table)
    assert shares == {"g": 0.25}
    found = run(line("g", "avoided_service", 1000.0, quantity=1.0), optimism=shares)
    assert found.society.net == pytest.approx(750.0)


def test_the_tables_by_grade_are_marked_as_unverified() -> None:
    from utfall.io.catalogue import catalogue_text

    for name in ("optimism_bias", "evidence_intervals"):
        rows = catalogue_text(f"{name}.csv").splitlines()[1:]
        assert len(rows) == 6
        assert all(",no," in row for row in rows)


def test_the_variable_share_is_cash_at_once_and_the_rest_after_two_years() -> None:
    units = np.ones(4)
    average = line("g", "avoided_service", cost(1000.0, variable_share=0.3), cashability="cash_releasing", years=4)
    np.testing.assert_allclose(cash_share(average, units), [0.3, 0.3, 1.0, 1.0])
    unknown = line("g", "avoided_service", cost(1000.0), cashability="cash_releasing", years=4)
    np.testing.assert_allclose(cash_share(unknown, units), [0.0, 0.0, 1.0, 1.0])
    found = run(
        line("g", "avoided_service", cost(1000.0, variable_share=1.0), cashability="cash_releasing", quantity=1.0)
    )
    assert next(check for check in found.checks if check.id == "K5").status is Status.PASS
