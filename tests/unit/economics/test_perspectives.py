# SPDX-License-Identifier: Apache-2.0
"""Tax factor, value per public krona, and before against after."""

from __future__ import annotations

import dataclasses

import pytest

from unit.economics.build import KPI, H, M, between, line, settings
from utfall.core.estimate import Unknown
from utfall.economics import Appraisal, appraise
from utfall.economics.comparing.perspectives import compare, marginal_value_of_public_funds, net_with_tax_factor


def run(programme: float, public: float, household: float, draws: int = 0, base: int = 2023) -> Appraisal:
    lines = [
        line("programme", "programme_cost", between("outlay", 0.8 * programme, programme, 1.2 * programme)),
        line("public", "avoided_service", public, (M, 1.0)),
        line("home", "production", household, (H, 1.0)),
    ]
    given = settings(discount_rate=0.0, draws=draws, price_year=base)
    return appraise(lines, {}, [], given, population=None, index=KPI)


def test_every_public_krona_counts_thirty_per_cent_more() -> None:
    assert net_with_tax_factor(run(100.0, 40.0, 90.0)) == pytest.approx(30.0 + 0.3 * -60.0)


def test_value_per_public_krona() -> None:
    assert marginal_value_of_public_funds(run(100.0, 40.0, 90.0)) == pytest.approx(1.5)
    assert marginal_value_of_public_funds(run(100.0, 140.0, 90.0)) == float("inf")
    assert marginal_value_of_public_funds(run(100.0, 100.0, 90.0)) == Unknown("no-public-cost")


def test_before_against_after() -> None:
    before, after = run(100.0, 40.0, 90.0, draws=4000), run(110.0, 20.0, 90.0)
    rows = {row.purse: row for row in compare(before, after)}
    assert (rows["municipality"].ex_ante, rows["municipality"].ex_post) == pytest.approx((-60.0, -90.0))
    assert (rows["municipality"].cost, rows["municipality"].benefit) == pytest.approx((-10.0, -20.0))
    # The outlay's 95 % interval is 80–120: a net of -90 lies outside -80 … -40.
    assert rows["municipality"].inside_interval is False
    assert rows["household"].inside_interval is True
    assert compare(after, before)[0].inside_interval is None


def test_different_horizons_are_not_compared() -> None:
    before = run(100.0, 40.0, 90.0)
    longer = dataclasses.replace(before, settings=dataclasses.replace(before.settings, horizon_years=10))
    with pytest.raises(ValueError, match="horizons"):
        compare(before, longer)
