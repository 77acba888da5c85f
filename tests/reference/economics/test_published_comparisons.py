# SPDX-License-Identifier: Apache-2.0
"""Published comparisons of options, vintages and price years, reproduced to the printed digit."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from unit.economics.build import H, R, S, cost, line, settings
from utfall.core.actors import Actor
from utfall.core.estimate import Status
from utfall.economics import appraise
from utfall.economics._numerics.discounting import annual_rates, discount_factors
from utfall.economics._numerics.markov import cohort_trace, transition_matrix
from utfall.economics.comparing.cost_effectiveness import acceptability, icer_table
from utfall.economics.comparing.published import check_vintage
from utfall.economics.prices import convert

HERE = Path(__file__).parent


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(HERE.glob(f"{name}_*.json")).read_text("utf-8"))
    return found


def numbers(file: str) -> np.ndarray:
    return np.loadtxt(HERE / file, delimiter=",", skiprows=1)


def test_e05_hiv_cohort_costs_life_years_and_ratio() -> None:
    e05 = case("E05")
    given, published, tol = e05["inputs"], e05["published"], e05["tol"]
    states = ["A", "B", "C"]
    counts = np.zeros((4, 4))
    for row, state in enumerate(states):
        counts[row] = given["counts"][state]
    alone = transition_matrix(counts)
    together = alone.copy()
    # The drug scales every transition to a worse state; staying takes up the rest.
    for row in range(3):
        together[row, row + 1 :] *= given["rr"]
        together[row, row] = 1.0 - together[row, row + 1 :].sum()
    cycles, with_drug = given["cycles"], given["rr_cycles"]
    mono = np.broadcast_to(alone, (cycles, 4, 4))
    comb = np.concatenate((np.broadcast_to(together, (with_drug, 4, 4)), mono[with_drug:]))
    factors = discount_factors(annual_rates(given["discount_cost"], (), cycles), "end")
    per_state = np.array([given["cost_state"][s] + given["zidovudine"] for s in states])
    start = np.array([1.0, 0.0, 0.0, 0.0])
    results = {}
    for name, steps, drug_cycles in (("mono", mono, 0), ("comb", comb, given["lamivudine_cycles"])):
        alive = cohort_trace(start, steps)[:, :3]
        drug = given["lamivudine"] * (np.arange(cycles) < drug_cycles)
        yearly = alive @ per_state + alive.sum(axis=1) * drug
        results[name] = float(yearly @ factors), float(alive.sum())
    table = icer_table(
        ["mono", "comb"],
        np.array([results[name][0] for name in ("mono", "comb")]),
        np.array([results[name][1] for name in ("mono", "comb")]),
    )
    assert results["mono"][0] == pytest.approx(published["cost_mono"], abs=tol["cost_mono"])
    assert results["comb"][0] == pytest.approx(published["cost_comb"], abs=tol["cost_comb"])
    assert results["comb"][1] == pytest.approx(published["ly_comb"], abs=tol["ly_comb"])
    assert table[1].icer == pytest.approx(published["icer"], abs=tol["icer"])
    # The case lists ly_mono as a slip in print: 7.996 does not belong to the printed ratio, 7.991 does.
    assert "ly_mono" in e05["known_misses"]
    assert results["mono"][1] == pytest.approx(7.991, abs=tol["ly_mono"])


def test_e08_vaccine_acceptability_and_value_of_information() -> None:
    e08 = case("E08")
    given, published, tol = e08["inputs"], e08["published"], e08["tol"]
    draws = numbers(given["csv"])
    effect, cost_ = draws[:, :2], draws[:, 2:]
    table = icer_table(["status quo", "vaccination"], cost_.mean(axis=0), effect.mean(axis=0))
    assert table[1].icer == pytest.approx(published["icer"], abs=tol["icer"])
    willingness = np.arange(0.0, given["k_max"] + 1.0, given["k_step"])
    found = acceptability(cost_, effect, willingness)
    at = int(np.flatnonzero(willingness == given["wtp"])[0])
    benefit = (given["wtp"] * effect - cost_).mean(axis=0)
    assert benefit[0] == pytest.approx(published["enb_status_quo"], abs=tol["enb_status_quo"])
    assert benefit[1] == pytest.approx(published["enb_vaccination"], abs=tol["enb_vaccination"])
    assert benefit[1] - benefit[0] == pytest.approx(published["eib"], abs=tol["eib"])
    assert found.probability[at, 1] == pytest.approx(published["ceac"], abs=tol["ceac"])
    assert found.evpi[at] == pytest.approx(published["evpi"], abs=tol["evpi"])
    assert found.evpi[0] == pytest.approx(published["evi_at_k0"], abs=tol["evi_at_k0"])
    switch = willingness[np.flatnonzero(np.array(found.frontier) == 1)[0]]
    assert switch == published["k_star"]
    assert found.frontier[at] == 1


def test_e10_strong_and_extended_dominance() -> None:
    e10 = case("E10")
    herc = e10["inputs"]["herc"]
    rows = {row.name: row for row in icer_table(herc["names"], np.array(herc["cost"]), np.array(herc["eff"]))}
    for name, ratio in e10["published"]["herc_icer"].items():
        assert rows[name].icer == ratio
    for name, status in e10["published"]["herc_status"].items():
        assert rows[name].status == status
        assert rows[name].icer is None
    paltiel = e10["inputs"]["paltiel"]
    other = icer_table(paltiel["names"], np.array(paltiel["cost"]), np.array(paltiel["eff_months"]) / 12.0)
    assert {row.name: row.status for row in other}["annual"] == e10["published"]["paltiel_status"]["annual"]


@pytest.mark.parametrize("vintage", [0, 1, 2])
def test_e12_wsipp_perspectives_and_ratio_in_three_vintages(vintage: int) -> None:
    e12 = case("E12")
    label, taxpayers, participants, others, indirect, programme = e12["inputs"]["rows"][vintage]
    purses = {
        "taxpayers": (S, taxpayers),
        "participants": (H, participants),
        "others": (Actor.CIVIL_SOCIETY, others),
        "indirect": (R, indirect),
    }
    dollars = {"index": "none"}
    lines = [line("programme", "programme_cost", cost(float(programme), **dollars), (S, 1.0))]
    for name, (actor, amount) in purses.items():
        kind = "avoided_service" if amount >= 0 else "induced_service"
        lines.append(line(name, kind, cost(float(abs(amount)), id=name, **dollars), (actor, 1.0)))
    # One year at the start: the printed numbers are present values already.
    result = appraise(lines, {}, [], settings(timing="start", horizon_years=1), population=None, index={})
    published, tol = e12["published"], e12["tol"]
    # The third vintage lists "first lines only"; its printed total holds all the same.
    assert result.society.benefit == pytest.approx(published["total"][vintage], abs=tol["total"] + 1e-6), label
    assert result.society.net == pytest.approx(published["net"][vintage], abs=tol["net"] + 1e-6)
    assert result.bcr == pytest.approx(published["bcr"][vintage], abs=tol["bcr"])
    assert result.purses[H].benefit == pytest.approx(participants)


def test_e12_another_vintage_is_another_result() -> None:
    assert check_vintage("May 2017", "later vintage").status is Status.WARN


def test_e22_every_gmca_unit_cost_uprated_from_its_own_price_year() -> None:
    e22 = case("E22")
    deflator = json.loads((HERE / e22["inputs"]["deflator"]).read_text("utf-8"))
    # Fiscal years as whole numbers: "2002/03" is 2002.
    series = {int(year[:4]): value for year, value in deflator.items()}
    target = int(e22["inputs"]["target"][:4])
    with (HERE / e22["inputs"]["csv"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    equal = 0
    for row in rows:
        found = convert(float(row["original_value"]), series, int(row["price_year"][:4]), target)
        printed = float(row["published_updated_2015_16"])
        # "All rows reproduce within 1e-9", relative.
        equal += abs(found - printed) <= 1e-9 * max(1.0, abs(printed))
    assert equal == len(rows) == e22["published"]["rows_equal_to_cached_excel_value"]


class TestBriggsExercise47:
    """Printed draws of the probabilistic HIV model (Briggs, Claxton and Sculpher 2006, ex. 4.7), 1,000 of them.

    Life years are printed to 0.01 and costs to whole pounds, the ratio with more digits than both allow: a recomputed
    ratio has to lie within what the rounding of its parts leaves open (half a printed digit per arm).
    """

    def test_every_printed_ratio_is_that_of_its_own_draw_and_a_negative_one_is_no_number(self) -> None:
        draws = numbers("briggs_ex47_psa.csv")
        mono_years, mono_cost, comb_years, comb_cost, _, _, printed = draws.T
        rows = [
            {row.name: row for row in icer_table(["mono", "comb"], np.array(cost_), np.array(years))}
            for cost_, years in zip(draws[:, [1, 3]], draws[:, [0, 2]], strict=True)
        ]
        dearer = comb_cost > mono_cost
        found = np.array([row["comb"].icer if more else np.nan for row, more in zip(rows, dearer, strict=True)], float)
        # The first draw has its costs to the penny and all digits of its life years.
        assert found[0] == pytest.approx(printed[0], abs=0.02)
        gained, more = (comb_years - mono_years)[dearer], (comb_cost - mono_cost)[dearer]
        assert np.all(printed[dearer] >= (more - 1.0) / (gained + 0.01) - 0.005)
        assert np.all(printed[dearer] <= (more + 1.0) / (gained - 0.01) + 0.005)
        # Better and cheaper: printed as a negative ratio, told here as dominance.
        cheaper = [row for row, is_dearer in zip(rows, dearer, strict=True) if not is_dearer]
        assert np.all(printed[~dearer] < 0.0)
        assert cheaper
        assert all(row["comb"].icer is None and row["mono"].status == "D" for row in cheaper)

    def test_acceptability_is_the_share_of_draws_whose_printed_ratio_lies_below_the_willingness(self) -> None:
        draws = numbers("briggs_ex47_psa.csv")
        effect, cost_, printed = draws[:, [0, 2]], draws[:, [1, 3]], draws[:, 6]
        # Every draw is better, so that the ratio alone decides; a negative one is worth it at any willingness.
        assert np.all(draws[:, 4] > 0.0)
        willingness = np.array([4_000.0, 6_276.0, 8_000.0, 10_000.0, 20_000.0])
        found = acceptability(cost_, effect, willingness).probability[:, 1]
        # A draw within 1.5 % of the willingness may fall on either side of it by rounding.
        for share, limit in zip(found, willingness, strict=True):
            assert np.mean(printed < limit / 1.015) <= share <= np.mean(printed < limit * 1.015)

    def test_the_ratio_of_means_is_that_of_the_printed_columns_and_not_the_mean_of_ratios(self) -> None:
        draws = numbers("briggs_ex47_psa.csv")
        table = icer_table(["mono", "comb"], draws[:, [1, 3]].mean(axis=0), draws[:, [0, 2]].mean(axis=0))
        assert table[1].icer == pytest.approx(draws[:, 5].mean() / draws[:, 4].mean(), rel=2e-4)
        assert abs(float(table[1].icer or 0.0) / draws[:, 6].mean() - 1.0) > 0.03
