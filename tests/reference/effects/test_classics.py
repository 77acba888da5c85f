# SPDX-License-Identifier: Apache-2.0
"""Worked examples that textbooks and courses use. Data: in the test, or PROVENANCE.md beside this file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import DifferenceInDifferences, RandomisedTrial, SyntheticDiD
from utfall.core.errors import DesignRefused
from utfall.core.estimate import EvidenceGrade, Status
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import estimate
from utfall.effects.attrition import complier_effect, lee_bounds
from utfall.effects.panel import fixed_effects
from utfall.effects.robustness import e_value
from utfall.effects.scales import kaplan_meier, restricted_mean


def outcome(column: str, **more: Any) -> Outcome:
    return Outcome(id=column, label=Text.same(column), column=column, **more)


class TestVitaminA:
    """Sommer and Zeger (1991), Statistics in Medicine 10:45: villages in Aceh offered vitamin A by lot, children dead.

    Offered: 9,675 took it, 12 dead; 2,419 did not, 34 dead. Not offered: 11,588, 74 dead. Persons, as in Imbens and
    Rubin (1997), Annals of Statistics 25:305: all offered 0.0026 (0.0009) fewer dead, those who took it because they
    were offered 0.0032 (0.0012) fewer. Tolerance: half the last printed digit.
    """

    offered = np.repeat([True, True, False], [9_675, 2_419, 11_588])
    took = np.repeat([True, False, False], [9_675, 2_419, 11_588])
    dead = np.concatenate([np.arange(n) < k for n, k in ((9_675, 12), (2_419, 34), (11_588, 74))]).astype(float)

    def test_all_who_were_offered(self) -> None:
        data = {"offered": self.offered.astype(int), "dead": self.dead}
        found = estimate(RandomisedTrial(treatment="offered"), data, outcome("dead", kind="binary"), seed=1).estimate
        assert found.value == pytest.approx(-0.0026, abs=0.00005)
        assert found.std_error == pytest.approx(0.0009, abs=0.00005)

    def test_those_who_took_it_because_they_were_offered(self) -> None:
        found = complier_effect(self.dead, self.offered, self.took)
        assert found.contrast.value == pytest.approx(-0.0032, abs=0.00005)
        assert found.contrast.std_error == pytest.approx(0.0012, abs=0.00005)
        assert found.first_stage == pytest.approx(0.80, abs=0.005)


class TestLeukaemia:
    """Freireich and others (1963), as in Gehan (1965), Biometrika 52:203: weeks in remission, 21 with 6-MP, 21 without.

    The survival of those with 6-MP is printed in every textbook (Collett; Kleinbaum and Klein; Cox and Oakes).
    """

    weeks = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], dtype=float)
    back = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
    without = np.array([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], dtype=float)
    steps = ((6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448))

    def test_survival(self) -> None:
        found = kaplan_meier(self.weeks, self.back)
        curve = dict(zip(found.time.tolist(), found.survival.tolist(), strict=True))
        for week, printed in self.steps:
            assert curve[week] == pytest.approx(printed, abs=0.0005)

    def test_mean_up_to_35_weeks_is_the_area_under_the_printed_steps(self) -> None:
        """Tolerance: half the last printed digit of the survival, over 29 weeks."""
        edges = [0, *(week for week, _ in self.steps), 35]
        area = float(np.dot([1.0, *(share for _, share in self.steps)], np.diff(edges)))
        found = restricted_mean(self.weeks, self.back, 35)
        assert found.value == pytest.approx(area, abs=0.0005 * 29)

    def test_without_losses_it_is_a_mean_with_its_usual_error(self) -> None:
        found = restricted_mean(self.without, np.ones(21, dtype=bool), 23)
        assert found.value == pytest.approx(182 / 21, rel=1e-12)  # the weeks sum to 182
        assert found.std_error == pytest.approx(self.without.std() / np.sqrt(20), rel=1e-9)

    def test_the_difference_through_the_front_door(self) -> None:
        data = {
            "group": np.repeat(["6-MP", "placebo"], 21),
            "weeks": np.concatenate([self.weeks, self.without]),
            "back": np.concatenate([self.back, np.ones(21, dtype=bool)]).astype(int),
        }
        measured = outcome("weeks", kind="time", event="back", horizon=35)
        found = estimate(RandomisedTrial(treatment="group", comparison="placebo"), data, measured, seed=1).estimate
        apart = restricted_mean(self.weeks, self.back, 35).value - 182 / 21
        assert found.value == pytest.approx(apart, rel=1e-9)
        assert found.interval.low > 0


def test_e_value_of_smoking_and_lung_cancer() -> None:
    """VanderWeele and Ding (2017), Annals of Internal Medicine 167:268, of Hammond and Horn (1958): risk ratio 10.73
    (8.02 to 14.36) gives 20.9, and 15.5 for the limit. Tolerance: half the last printed digit."""
    found = e_value(10.73, 8.02, 14.36)
    assert (found.estimate, found.limit) == pytest.approx((20.9, 15.5), abs=0.05)


def test_lee_bounds_counted_by_hand() -> None:
    """Lee (2009), Review of Economic Studies 76:1071: 8 of 10 measured against 6 of 10: a quarter of the eight is cut.

    1 to 8 without its two largest has mean 3.5, without its two smallest 5.5; the others, 2 to 7, have 4.5.
    """
    y = np.array([1, 2, 3, 4, 5, 6, 7, 8, np.nan, np.nan, 2, 3, 4, 5, 6, 7, np.nan, np.nan, np.nan, np.nan])
    found = lee_bounds(y, np.repeat([True, False], 10))
    assert (found.lower, found.upper) == pytest.approx((-1.0, 1.0), abs=1e-12)


class TestOrganDonation:
    """Kessler and Roth (2014), NBER 20378: California asked anew in July 2011. Huntington-Klein, The Effect, ch. 18:
    -0.022 (0.006) by states' and quarters' effects, errors clustered by state. Tolerance: half the last printed digit.

    One treated state: the printed error is of the kind that says nothing (Conley and Taber 2011), so it is not ours.
    """

    def table(self, load: Callable[[str], pl.DataFrame]) -> pl.DataFrame:
        data = load("organ_donations")
        order = ["Q42010", "Q12011", "Q22011", "Q32011", "Q42011", "Q12012"]
        return data.with_columns(
            quarter=pl.col("Quarter").replace_strict(order, list(range(1, 7))),
            california=(pl.col("State") == "California").cast(pl.Int64),
        )

    def test_the_printed_regression(self, load: Callable[[str], pl.DataFrame]) -> None:
        data = self.table(load)
        state = np.unique(data["State"].to_numpy(), return_inverse=True)[1]
        exposed = ((data["california"] == 1) & (data["quarter"] >= 4)).to_numpy().astype(float)
        quarter = data["quarter"].to_numpy() - 1
        found = fixed_effects(data["Rate"].to_numpy(), exposed[:, None], state, quarter, cluster=state)
        assert found.coefficients[0] == pytest.approx(-0.022, abs=0.0005)
        assert found.std_errors[0] == pytest.approx(0.006, abs=0.0005)

    def test_difference_in_differences_is_refused(self, load: Callable[[str], pl.DataFrame]) -> None:
        design = DifferenceInDifferences(treatment="california", time="quarter", post="4", id="State")
        with pytest.raises(DesignRefused) as caught:
            estimate(design, self.table(load), outcome("Rate"), seed=1)
        assert caught.value.faults[0].code == "one-unit"
        assert "synthetic_did" in caught.value.faults[0].mend.en

    def test_the_placebos_of_other_states_say_that_it_could_be_chance(
        self, load: Callable[[str], pl.DataFrame]
    ) -> None:
        design = SyntheticDiD(id="State", time="quarter", treatment="california", post="4")
        found = estimate(design, self.table(load), outcome("Rate"), seed=1)
        assert found.diagnostic("did") == pytest.approx(-0.022, abs=0.0005)
        assert {check.id: check.status for check in found.estimate.checks}["W-ONETREAT"] is Status.FAIL
        assert found.estimate.grade is EvidenceGrade.INSUFFICIENT
        assert found.estimate.interval.low < 0 < found.estimate.interval.high
