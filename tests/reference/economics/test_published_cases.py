# SPDX-License-Identifier: Apache-2.0
"""Published figures, reproduced. Each test names its case; tolerances are those of the case file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from unit.economics.build import KPI, WORK, H, S, cost, estimate, line, settings
from utfall.core.actors import Actor
from utfall.core.estimate import Status
from utfall.economics import appraise
from utfall.economics._numerics.discounting import annual_rates, discount_factors
from utfall.economics._numerics.returns import internal_rates, payback
from utfall.economics.checks import check_postings
from utfall.economics.comparing.published import (
    PrintedTable,
    check_printed_timing,
    check_ratio_against_irr,
    check_recomputed,
    rate_where_ratio_is_one,
)
from utfall.economics.funding.contract import Ladder, OutcomeContract, investor_receives, investor_return, payment
from utfall.economics.sroi import sroi

HERE = Path(__file__).parent


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(HERE.glob(f"{name}_*.json")).read_text("utf-8"))
    return found


def in_dollars(price: float, id: str, actor: Actor) -> Any:
    return cost(price, id=id, actor=actor, index="none")


PURSE = {"participant": H, "public": S}


def perry_lines(rows: list[tuple[str, str, float]], programme: float) -> list[Any]:
    lines = [line("programme", "programme_cost", in_dollars(programme, "p", S), (S, 1.0))]
    for name, purse, amount in rows:
        kind = "avoided_service" if amount > 0 else "induced_service"
        lines.append(line(f"{name}-{purse}", kind, in_dollars(abs(amount), name, S), (PURSE[purse], 1.0)))
    return lines


def test_e01_perry_27_present_values_per_actor() -> None:
    e01 = case("E01")
    rows = [tuple(row) for row in e01["inputs"]["lines"]]
    transfer = [row for row in rows if row[0] == "welfare"]
    # What participants lose in welfare the public saves: a transfer; the rest is administration.
    paid, saved = (abs(row[2]) for row in transfer)
    lines = perry_lines([row for row in rows if row[0] != "welfare"], e01["inputs"]["program_cost"][1])
    lines.append(line("welfare", "transfer", in_dollars(paid, "w", S), (S, 1.0), (H, -1.0)))
    lines.append(line("admin", "avoided_service", in_dollars(saved - paid, "a", S), (S, 1.0)))
    result = appraise(lines, {}, [], settings(discount_rate=0.0), population=None, index={})
    published, tol = e01["published"], e01["tol"]
    assert result.purses[H].benefit == pytest.approx(published["participant"], abs=tol["participant"] + 1e-9)
    assert result.purses[S].benefit == pytest.approx(published["public"], abs=tol["public"] + 1e-9)
    assert result.society.benefit == pytest.approx(published["total"], abs=tol["total"] + 1e-9)
    derived = e01["derived_not_published"]
    assert result.bcr == pytest.approx(derived["bcr_total"], abs=5e-4)
    assert result.purses[S].benefit / result.purses[S].cost == pytest.approx(derived["bcr_public"], abs=5e-4)
    assert saved - paid == derived["transfer_in_welfare"]


def test_e03_perry_40_tax_counted_once_and_the_double_count_is_red() -> None:
    e03 = case("E03")
    given, derived = e03["inputs"], e03["derived_not_published"]
    tax = given["participant_gross_of_tax"] - given["participant_net_of_tax"]
    assert tax == derived["difference_gross_net"]
    gross, programme = given["participant_gross_of_tax"], given["program_cost"]
    base = perry_lines([("earnings", "participant", gross), ("other", "public", given["public"] - tax)], programme)
    price = in_dollars(tax, "tax", S)
    balanced = line("tax", "tax", price, (S, 1.0), (H, -1.0))
    result = appraise([*base, balanced], {}, [], settings(discount_rate=0.0), population=None, index={})
    assert result.bcr == pytest.approx(derived["ratio_without_double_count"], abs=5e-4)
    assert result.purses[H].benefit == pytest.approx(given["participant_net_of_tax"])
    assert result.purses[S].benefit / programme == pytest.approx(e03["published"]["ratio_public"], abs=0.005)
    # The printed 17.07 books the tax in the public purse and nowhere else: red.
    printed = line("tax", "avoided_service", price, (S, 1.0))
    twice = appraise([*base, printed], {}, [], settings(discount_rate=0.0), population=None, index={})
    assert twice.bcr == pytest.approx(e03["published"]["ratio_printed"], abs=e03["tol"]["ratio_printed"])
    one_sided = line("tax", "tax", price, (S, 1.0))
    assert check_postings([*base, one_sided]).status is Status.FAIL
    assert check_postings([*base, balanced]).status is Status.PASS


@pytest.mark.parametrize(
    ("ratios", "irr", "crossing"),
    [
        ("bcr_high_murder", "irr_high_murder", 0.119),
        ("bcr_low_murder", "irr_low_murder", 0.098),
        ("bcr_low_prop", "irr_low_prop", 0.104),
    ],
)
def test_e04_heckman_table_7_irr_does_not_belong_to_its_ratios(ratios: str, irr: str, crossing: float) -> None:
    published = case("E04")["published"]
    by_rate = {int(percent) / 100.0: ratio for percent, ratio in published[ratios].items()}
    check = check_ratio_against_irr(by_rate, published[irr] / 100.0)
    assert check.status is Status.WARN
    # Printed by the case to a tenth of a percent.
    assert rate_where_ratio_is_one(by_rate) == pytest.approx(crossing, abs=5e-4)


def test_e14_rikers_ladder_gives_every_printed_investor_return() -> None:
    e14 = case("E14")
    given = e14["inputs"]
    ladder = tuple((level, amount) for level, amount in given["ladder"])
    contract = OutcomeContract(
        outcomes=(("reduction", 1.0),),
        terms=Ladder(steps=ladder),
        investment=given["loan"],
        years=given["years"],
        guarantee=given["guarantee"],
    )
    levels = np.array([float(level) for level in e14["published"]["irr_pct"]])
    printed = np.array(list(e14["published"]["irr_pct"].values()))
    earned = 100.0 * investor_return(contract, investor_receives(contract, payment(contract, levels)))
    np.testing.assert_allclose(earned, printed, atol=e14["tol"]["irr_pct"])
    received = float(investor_receives(contract, payment(contract, np.array([8.0])))[0])
    assert 100.0 * (1.0 - received / given["loan"]) == e14["published"]["investor_loss_pct_below_breakeven"]


def test_e17_lightcast_two_timing_conventions_in_one_table() -> None:
    e17 = case("E17")
    given, published = e17["inputs"], e17["published"]
    first, last = given["benefit_years"]
    benefits = tuple((year, float(given["benefit_per_year"])) for year in range(first, last + 1))
    table = PrintedTable(
        costs=((1, float(given["year1_cost"])),),
        benefits=benefits,
        rate=given["rate"],
        pv_cost=published["pv_cost"],
        pv_benefit=published["pv_benefit"],
        irr=published["irr_pct"] / 100.0,
    )
    check = check_printed_timing(table)
    assert check.status is Status.FAIL
    assert dict(check.details)["pv_cost"] == "start"
    assert dict(check.details)["pv_benefit"] == "end"
    # The printed rate needs one convention throughout: cost at 0, benefits at 1 … 9.
    flow = np.array([-given["year1_cost"], *(amount for _, amount in benefits)], dtype=float)
    (rate,) = internal_rates(flow, np.arange(flow.size, dtype=float))
    assert 100.0 * rate == pytest.approx(published["irr_pct"], abs=e17["tol"]["irr_pct"])
    # 21 500 / 5 000 = 4.3 years of benefits, printed as 4.2.
    assert payback(np.array([-flow[0], *np.zeros(8)]), flow[1:]) / 12.0 == pytest.approx(4.3)
    consistent = PrintedTable(table.costs, table.benefits, table.rate, given["year1_cost"] / 1.04, 35747.0, irr=rate)
    assert check_printed_timing(consistent).status is Status.PASS


def test_e18_payoff_identities() -> None:
    e18 = case("E18")
    given, derived = e18["inputs"], e18["derived_not_published"]
    persons = given["participants"] / given["projects"]
    rate = given["realised_per_person_year"] / given["potential_per_person_year"]
    annual = persons * given["realised_per_person_year"]
    outlay = given["payback_months"] / 12.0 * annual
    lines = [
        line("programme", "programme_cost", outlay),
        line(
            "gain",
            "avoided_service",
            given["potential_per_person_year"],
            outcome="work",
            years=given["years"],
        ),
    ]
    result = appraise(
        lines, {"work": estimate(rate, comparison=0.0)}, [WORK], settings(), population=persons, index=KPI
    )
    assert 100.0 * float(result.realisation.rate) == pytest.approx(derived["verkningsgrad_pct"], abs=0.05)
    assert annual / 1e6 == pytest.approx(derived["annual_per_project_mkr"], abs=5e-4)
    assert outlay / 1e6 == pytest.approx(derived["implied_cost_per_project_mkr"], abs=5e-4)
    assert result.society.payback.months == pytest.approx(given["payback_months"])
    assert result.society.net / 1e6 == pytest.approx(derived["net_5y_discounted_3p5_midyear_mkr"], abs=5e-4)
    assert sum(result.society.flow) / 1e6 == pytest.approx(derived["net_5y_undiscounted_mkr"], abs=5e-4)
    published = e18["published"]["saving_per_project_5y_mkr_approx"]
    assert sum(result.society.flow) / 1e6 == pytest.approx(
        published, abs=e18["tol"]["saving_per_project_5y_mkr_approx"]
    )


def test_e18_seed_payback_nine_months_is_cost_of_three_quarters_of_the_yearly_gain() -> None:
    lines = [
        line("programme", "programme_cost", 0.75 * 0.14 * 600_000.0),
        line("gain", "avoided_service", 600_000.0, outcome="work", years=5),
    ]
    result = appraise(lines, {"work": estimate(0.14, comparison=0.0)}, [WORK], settings(), population=1, index=KPI)
    assert result.society.payback.months == pytest.approx(9.0)
    assert result.society.cost / 600_000.0 == pytest.approx(0.105)


def test_e19_see_million_for_billion_is_named() -> None:
    e19 = case("E19")
    given, published = e19["inputs"], e19["published"]
    annual = check_recomputed(1.2e6, given["annual_cost_bn"] * 1e9 * given["reduction"])
    assert published["annual_gain_printed"] == "1.2 miljoner"
    assert annual.status is Status.WARN
    assert dict(annual.details)["factor"] == 1000.0
    lifetime = check_recomputed(published["lifetime_gain_bn"], given["lifetime_cost_bn"] * given["reduction"])
    assert lifetime.status is Status.PASS
    shortening = check_recomputed(published["shortening_gain_bn"], given["years_shortened"] * given["annual_cost_bn"])
    assert shortening.status is Status.WARN


def test_e20_green_book_factors_chain() -> None:
    e20 = case("E20")
    schedule = [(last, rate) for last, rate in e20["inputs"]["schedule"]]
    factors = discount_factors(annual_rates(0.0, schedule, 130), "end")
    for year, printed in e20["published"]["factor"].items():
        assert factors[int(year) - 1] == pytest.approx(printed, abs=e20["tol"]["factor"]), year


def test_e21_sroi_order_of_deductions() -> None:
    e21 = case("E21")
    given, published, tol = e21["inputs"], e21["published"], e21["tol"]
    lines = [
        line("inputs", "programme_cost", given["investment"]),
        line(
            "value",
            "wellbeing",
            given["proxy_per_year"],
            (H, 1.0),
            quantity=given["participants"],
            years=given["years"],
            deadweight=given["deadweight"],
            attribution=given["attribution"],
            dropoff=given["dropoff"],
        ),
    ]
    at_start = settings(timing="start", horizon_years=given["years"], discount_rate=given["rate"])
    found = sroi(appraise(lines, {}, [], at_start, population=None, index=KPI))
    assert found.value_map[0].gross == pytest.approx(published["gross"], abs=tol["gross"] + 1e-9)
    assert found.value_map[0].after_deadweight == pytest.approx(
        published["after_deadweight"], abs=tol["after_deadweight"]
    )
    assert found.ratio == pytest.approx(published["sroi_ratio"], abs=tol["sroi_ratio"])
    assert found.net_ratio == pytest.approx(published["sroi_ratio"] - 1.0, abs=tol["sroi_ratio"])
    at_end = settings(timing="end", horizon_years=given["years"], discount_rate=given["rate"])
    # "End-of-year gives 1.388" in the case's notes.
    assert appraise(lines, {}, [], at_end, population=None, index=KPI).bcr == pytest.approx(1.388, abs=5e-4)
