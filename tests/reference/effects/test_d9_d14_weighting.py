# SPDX-License-Identifier: Apache-2.0
"""Published values of weighting, standardisation and binary regression. Data: PROVENANCE.md beside this file."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import ExactMatching, OptimalMatching, Standardisation, Weighting
from utfall.core.estimate import Estimand, EvidenceGrade
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.logistic import fit_logistic
from utfall.effects.matching_more import estimate_exact_matching, estimate_optimal_matching
from utfall.effects.result import EffectResult
from utfall.effects.weighting import estimate_standardisation, estimate_weighting

SQUARED = ("age", "smokeintensity", "smokeyrs", "wt71")
CATEGORIES = ("education", "exercise", "active")
NHEFS = ("sex", "race", *CATEGORIES, *SQUARED, *(f"{name}_2" for name in SQUARED))
LALONDE = ("age", "educ", "race", "married", "nodegree", "re74", "re75")


def outcome(column: str, kind: str = "continuous") -> Outcome:
    return Outcome(id=column, label=Text.same(column), column=column, kind=kind)


@pytest.fixture
def nhefs(load) -> Columns:
    """The model of the book: squares of the four measured covariates, indicators of the three coded ones."""
    return Columns(
        load("nhefs_complete").with_columns(
            *((pl.col(name) ** 2).alias(f"{name}_2") for name in SQUARED),
            *(("level " + pl.col(name).cast(pl.String)).alias(name) for name in CATEGORIES),
        )
    )


class TestD9SmokingCessation:
    """Hernán and Robins, Causal Inference: What If, chapters 12, 13 and 15: weight change after quitting, kg.

    Printed: 3.4 (2.4, 4.5) weighted, 3.5 standardised, 3.5 (2.6, 4.3) by regression. Further digits: statsmodels
    0.15.0 on the same file. Tolerance 0.0005: half of the last of those digits.
    """

    @pytest.fixture
    def weighted(self, nhefs) -> EffectResult:
        design = Weighting(treatment="qsmk", covariates=NHEFS, estimand="ate")
        return estimate_weighting(design, nhefs, outcome("wt82_71"))

    def test_weighted(self, weighted):
        e = weighted.estimate
        assert weighted.diagnostic("difference_unadjusted") == pytest.approx(2.5406, abs=0.0005)
        assert e.value == pytest.approx(3.4405, abs=0.0005)
        assert e.estimand is Estimand.ATE
        assert e.grade is EvidenceGrade.MODERATE
        assert max(abs(row.smd_after) for row in weighted.balance.rows) < 0.1

    def test_weights(self, weighted):
        found = [weighted.diagnostic(f"weight_{name}") for name in ("mean", "min", "max")]
        assert found == pytest.approx([1.996, 1.054, 16.70], abs=0.005)

    def test_stabilised_weights(self, nhefs):
        """Weights times the share of the own group: at most 4.298."""
        quit_ = nhefs.number("qsmk")
        score = fit_logistic(quit_, nhefs.covariates(NHEFS).matrix).probability
        share = quit_.mean()
        stabilised = np.where(quit_ == 1, share / score, (1 - share) / (1 - score))
        assert stabilised.max() == pytest.approx(4.298, abs=0.0005)

    def test_interval_of_the_book_takes_weights_as_known_and_is_the_wider(self, weighted):
        error = weighted.diagnostic("std_error_weights_known")
        assert error == pytest.approx(0.5255, abs=0.0005)
        value = weighted.estimate.value
        assert (value - 1.96 * error, value + 1.96 * error) == pytest.approx((2.411, 4.470), abs=0.001)
        assert 0.9 * error < weighted.estimate.std_error < error

    def test_standardised(self, nhefs):
        design = Standardisation(treatment="qsmk", covariates=NHEFS, interactions=("smokeintensity",))
        found = estimate_standardisation(design, nhefs, outcome("wt82_71"))
        assert found.estimate.value == pytest.approx(3.5174, abs=0.0005)

    def test_outcome_regression(self, nhefs):
        design = Standardisation(treatment="qsmk", covariates=NHEFS, interactions=())
        found = estimate_standardisation(design, nhefs, outcome("wt82_71"))
        value, error = found.diagnostic("coefficient"), found.diagnostic("coefficient_std_error")
        assert found.estimate.value == pytest.approx(3.4626, abs=0.0005)
        assert value == pytest.approx(3.4626, abs=0.0005)
        assert (value - 1.96 * error, value + 1.96 * error) == pytest.approx((2.60, 4.32), abs=0.005)


class TestD14PersonalisedTeaching:
    """Spector and Mazzeo (1980), in Greene, Econometric Analysis, table 17.1: 32 students.

    Printed: probit 1.426 (0.595), logit 2.379 (1.065), slope at the means 0.468. Tolerance: the printed digits.
    """

    def fit(self, load, link: str) -> EffectResult:
        design = Standardisation(treatment="PSI", covariates=("GPA", "TUCE"), interactions=(), link=link)
        return estimate_standardisation(design, Columns(load("spector")), outcome("GRADE", "binary"))

    def test_probit(self, load):
        found = self.fit(load, "probit")
        assert found.diagnostic("coefficient") == pytest.approx(1.426, abs=0.0005)
        assert found.diagnostic("coefficient_std_error") == pytest.approx(0.595, abs=0.0005)
        assert found.diagnostic("slope_at_means") == pytest.approx(0.4679, abs=0.0005)

    def test_logit(self, load):
        found = self.fit(load, "logit")
        assert found.diagnostic("coefficient") == pytest.approx(2.379, abs=0.0005)
        assert found.diagnostic("coefficient_std_error") == pytest.approx(1.065, abs=0.0005)

    def test_the_effect_is_a_difference_in_shares_with_its_ratio(self, load):
        found = self.fit(load, "logit")
        e = found.estimate
        assert e.value == pytest.approx(e.mean_intervention - e.mean_comparison)
        assert found.diagnostic("risk_ratio") == pytest.approx(e.mean_intervention / e.mean_comparison)
        assert e.grade is not EvidenceGrade.STRONG


class TestD10OtherWaysOfMatching:
    """MatchIt's own example, as its documentation prints it for method "cem" and, there and in WeightIt's, others."""

    def test_coarsened_exact(self, load):
        """Matched 65 of 185 and 75 of 429, effective size 41.29 (Sturges' intervals)."""
        design = ExactMatching(treatment="treat", covariates=LALONDE, method="coarsened")
        found = estimate_exact_matching(design, Columns(load("lalonde_matchit614")), outcome("re78"))
        assert (found.estimate.n_intervention, found.estimate.n_comparison) == (65, 75)
        assert found.balance.ess_comparison == pytest.approx(41.29, abs=0.005)
        assert found.estimate.estimand is Estimand.ATT_MATCHED
        assert found.estimate.grade is EvidenceGrade.INSUFFICIENT  # two thirds of the participants are left out

    def test_entropy_balancing(self, load):
        """Effect on the treated 1,273.3 dollars (WeightIt's documentation prints 1273.)."""
        design = Weighting(treatment="treat", covariates=LALONDE, method="entropy")
        found = estimate_weighting(design, Columns(load("lalonde_matchit614")), outcome("re78"))
        assert found.estimate.value == pytest.approx(1273, abs=0.5)

    def test_optimal_pairs_without_a_caliper_use_the_same_comparison_persons_as_nearest_neighbour(self, load):
        """185 participants, score difference 0.9739: no way of pairing can better a pool that is too small."""
        design = OptimalMatching(treatment="treat", covariates=LALONDE)
        found = estimate_optimal_matching(design, Columns(load("lalonde_matchit614")), outcome("re78"))
        assert found.diagnostic("pairs") == 185
        assert found.balance.rows[0].smd_after == pytest.approx(0.9739, abs=0.0005)
