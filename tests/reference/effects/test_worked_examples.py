# SPDX-License-Identifier: Apache-2.0
"""Worked examples of the methods beside the designs: sensitivity, losses, components, priors, ranks and lotteries.

Every number compared with stands in print; the data are in the test. Tolerance: half the last printed digit, or what
the rounding of printed inputs can move, said where it is so.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special

from utfall.effects._numerics.regression import cr2, fit
from utfall.effects.attrition import pool
from utfall.effects.bayes import normal_normal, prior_from_published
from utfall.effects.components import component_effects
from utfall.effects.inference import randomisation_test
from utfall.effects.robustness import adjusted_for, e_value_of_difference, rosenbaum_mcnemar, rosenbaum_signed_rank
from utfall.effects.robustness.rosenbaum import _mid_ranks, _normal_tail
from utfall.effects.scales import probability_of_superiority


class TestLeadInChildren:
    """Morton and others (1982): lead in the blood of 33 children of battery workers and of matched neighbours.

    Rosenbaum (2002), Observational Studies, 2nd ed., §4.3: largest one-sided p 0.0018, 0.0136, 0.0388, 0.0468, 0.0740
    at gamma 2, 3, 4, 4.25, 5. His are normal approximations in which the pair without difference keeps a rank; ours
    leave it out, as R's rbounds does (0.0018, 0.0131, 0.0367, 0.0694), and count exactly.
    """

    exposed = np.array(
        [38, 23, 41, 18, 37, 36, 23, 62, 31, 34, 24, 14, 21, 17, 16, 20, 15, 10, 45, 39, 22, 35, 49, 48, 44, 35, 43, 39,
         34, 13, 73, 25, 27], dtype=float,
    )  # fmt: skip
    neighbour = np.array(
        [16, 18, 18, 24, 19, 11, 10, 15, 16, 18, 18, 13, 19, 10, 16, 16, 24, 13, 9, 14, 21, 19, 7, 18, 19, 12, 11, 22,
         25, 16, 13, 11, 13], dtype=float,
    )  # fmt: skip
    printed = ((2.0, 0.0018), (3.0, 0.0136), (4.0, 0.0388), (4.25, 0.0468), (5.0, 0.0740))

    def test_the_printed_approximation_rises_as_the_exact_bounds_do(self) -> None:
        """The approximation errs by at most 0.02, towards caution, and both tip between 4.25 and 5."""
        found = rosenbaum_signed_rank(
            self.exposed - self.neighbour, gammas=tuple(g for g, _ in self.printed), alpha=0.05
        )
        assert found.exact
        assert found.pairs == 32
        for bound, (_, printed) in zip(found.bounds, self.printed, strict=True):
            assert printed - 0.02 < bound.highest < printed
        assert found.tipping_gamma is not None
        assert 4.25 < found.tipping_gamma < 5

    def test_the_printed_digits_by_the_approximation_used_above_200_pairs(self) -> None:
        """His ranks: rank sum 527 of 33 pairs, the pair without difference on neither side. Tolerance 0.00025."""
        difference = self.exposed - self.neighbour
        rank = _mid_ranks(np.abs(difference))
        assert rank[difference > 0].sum() == 527
        rank[difference == 0] = 0
        for gamma, printed in self.printed:
            assert _normal_tail(rank, 527, gamma / (1 + gamma)) == pytest.approx(printed, abs=0.00025)

    def test_the_digits_of_rbounds(self) -> None:
        difference = self.exposed - self.neighbour
        rank = _mid_ranks(np.abs(difference[difference != 0]))
        above = float(rank[difference[difference != 0] > 0].sum())
        for gamma, printed in ((2.0, 0.0018), (3.0, 0.0131), (4.0, 0.0367), (5.0, 0.0694)):
            assert _normal_tail(rank, above, gamma / (1 + gamma)) == pytest.approx(printed, abs=0.00005)


def test_smoking_and_lung_cancer_in_122_pairs() -> None:
    """Hammond (1964): in 110 pairs only the smoker died of lung cancer, in 12 only the other. Rosenbaum (2002),
    §4.3: p at most 0.0036, 0.03 and 0.1 at gamma 4, 5 and 6, with a continuity correction; ours are binomial counts,
    which the correction comes within 0.007 of, and tip between 5 and 6 as his do."""
    found = rosenbaum_mcnemar(110, 12, gammas=(1.0, 4.0, 5.0, 6.0), alpha=0.05)
    assert found.bounds[0].highest < 0.0001
    assert [b.highest for b in found.bounds[1:]] == pytest.approx([0.0036, 0.03, 0.1], abs=0.007)
    exact = sum(math.comb(122, k) * 0.8**k * 0.2 ** (122 - k) for k in range(110, 123))
    assert found.bounds[1].highest == pytest.approx(exact, rel=1e-9)
    assert found.tipping_gamma is not None
    assert 5 < found.tipping_gamma < 6


@pytest.mark.parametrize(
    ("r2_treatment", "r2_outcome", "value", "std_error", "low", "high"),
    [
        (0.0092, 0.1246, 0.0752, 0.0219, 0.0323, 0.1182),
        (0.0183, 0.2493, 0.0529, 0.0204, 0.0130, 0.0929),
        (0.0275, 0.3741, 0.0304, 0.0187, -0.0063, 0.0670),
    ],
)
def test_darfur_beside_once_twice_and_three_times_female(
    r2_treatment: float, r2_outcome: float, value: float, std_error: float, low: float, high: float
) -> None:
    """Cinelli and Hazlett (2020), JRSS B 82:39, §5, as sensemakr prints it: 0.097 (0.023) with 783 degrees of freedom.

    Tolerance 0.0003: the partial R² are printed with four digits, and the bias is their root."""
    adjusted, error = adjusted_for(0.09731582, 0.02325654, 783, r2_treatment, r2_outcome)
    assert (adjusted, error) == pytest.approx((value, std_error), abs=0.0003)
    half = special.stdtrit(782, 0.975) * error
    assert (adjusted - half, adjusted + half) == pytest.approx((low, high), abs=0.0005)


def test_e_value_of_half_a_standard_deviation() -> None:
    """VanderWeele and Ding (2017), table 2: d = 0.5 with error 0.25 is a risk ratio of exp(0.91 d), its limits
    exp(0.91 d ± 1.78 error); R's EValue prints 1.58, 2.53 and 1.11 for it."""
    half = 1.78 / 0.91 * 0.25
    found = e_value_of_difference(0.5, 0.5 - half, 0.5 + half, 1.0)
    assert (found.risk_ratio, found.estimate, found.limit) == pytest.approx((1.58, 2.53, 1.11), abs=0.005)


def test_mean_oxygen_uptake_over_five_imputations() -> None:
    """SAS/STAT User's Guide, PROC MIANALYZE, "Reading means and standard errors": five means of 31 runners.

    Printed: 47.180993, error 0.990266, 26.298 degrees of freedom, 45.1466 to 49.2154. The means are printed with four
    decimals and the errors with five: tolerance 0.00005."""
    means = np.array([47.0120, 47.2407, 47.4995, 47.1485, 47.0042])
    errors = np.array([0.95984, 0.93540, 1.00766, 0.95439, 0.96528])
    found = pool(means, errors**2, df_complete=30)
    assert found.contrast.value == pytest.approx(47.180993, abs=0.00005)
    assert found.contrast.std_error == pytest.approx(0.990266, abs=0.00005)
    assert found.contrast.df == pytest.approx(26.298, abs=0.002)
    assert (found.contrast.low, found.contrast.high) == pytest.approx((45.1466, 49.2154), abs=0.0001)


class TestFactorial:
    """Box, Hunter and Hunter (1978), Statistics for Experimenters, ch. 10; Montgomery, Design and Analysis of
    Experiments, example 6.2. Effects are exact."""

    def test_pilot_plant(self) -> None:
        """Yield by temperature, concentration and catalyst, each combination run twice."""
        y = np.array([59, 61, 74, 70, 50, 58, 69, 67, 50, 54, 81, 85, 46, 44, 79, 81], dtype=float)
        on = np.repeat([[t, c, k] for k in (0, 1) for c in (0, 1) for t in (0, 1)], 2, axis=0).astype(bool)
        found = {e.names: e.contrast for e in component_effects(y, on, ("T", "C", "K"), pairs=True)}
        printed = {("T",): 23, ("C",): -5, ("K",): 1.5, ("T", "C"): 1.5, ("T", "K"): 10, ("C", "K"): 0}
        assert {names: c.value for names, c in found.items()} == pytest.approx(printed, abs=1e-9)
        # Printed error 1.4 from the repeats (s² = 8); ours counts the three together as noise too: within a tenth.
        assert all(c.std_error == pytest.approx(1.4, abs=0.1) for c in found.values())

    def test_filtration_rate(self) -> None:
        y = np.array([45, 71, 48, 65, 68, 60, 80, 65, 43, 100, 45, 104, 75, 86, 70, 96], dtype=float)
        on = np.array([[a, b, c, d] for d in (0, 1) for c in (0, 1) for b in (0, 1) for a in (0, 1)], dtype=bool)
        found = {"".join(e.names): e.contrast.value for e in component_effects(y, on, tuple("ABCD"), pairs=True)}
        printed = {
            "A": 21.625, "B": 3.125, "C": 9.875, "D": 14.625, "AB": 0.125, "AC": -18.125, "AD": 16.625, "BC": 2.375,
            "BD": -0.375, "CD": -1.125,
        }  # fmt: skip
        assert found == pytest.approx(printed, abs=1e-9)


class TestPriors:
    def test_great_trial(self) -> None:
        """Spiegelhalter, Abrams and Myles (2004), ch. 3: home thrombolysis; log odds ratio -0.74 worth 30.5 events and
        a prior of -0.26 worth 236.7. Printed: odds ratio 0.73, 0.58 to 0.93; inputs of two digits move it 0.006."""
        found = normal_normal(
            -0.74, 2 / math.sqrt(30.5), prior_mean=-0.26, prior_sd=2 / math.sqrt(236.7)
        ).posterior  # fmt: skip
        assert [math.exp(v) for v in (found.mean, found.low, found.high)] == pytest.approx(
            [0.73, 0.58, 0.93], abs=0.006
        )

    def test_eight_schools(self) -> None:
        """Gelman and others, Bayesian Data Analysis, §5.5: complete pooling gives 7.7 with error 4.1."""
        effects, errors = [28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18]
        mean, sd = prior_from_published(np.array(effects, dtype=float), np.array(errors, dtype=float))
        assert (mean, sd) == pytest.approx((7.7, 4.1), abs=0.05)

    def test_bcg_vaccine(self) -> None:
        """Colditz and others (1994), 13 trials; metafor by DerSimonian and Laird: -0.7141 (0.1787), tau² 0.3088."""
        ill_1 = np.array([4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27])
        well_1 = np.array([119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886])
        ill_0 = np.array([11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29])
        well_0 = np.array([128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825])
        n_1, n_0 = ill_1 + well_1, ill_0 + well_0
        variance = 1 / ill_1 - 1 / n_1 + 1 / ill_0 - 1 / n_0
        mean, sd = prior_from_published(np.log(ill_1 / n_1 / (ill_0 / n_0)), np.sqrt(variance))
        assert mean == pytest.approx(-0.7141, abs=0.00005)
        assert sd == pytest.approx(math.sqrt(0.3088 + 0.1787**2), abs=0.0001)


def test_pain_scores_after_surgery() -> None:
    """Brunner and Munzel (2000), Biometrical Journal 42:17: with the new treatment patients feel less pain with
    probability 0.789; 17.683 degrees of freedom, statistic 3.1375, as R's lawstat prints too."""
    old = np.array([3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4], dtype=float)
    new = np.array([1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1], dtype=float)
    found = probability_of_superiority(old, new)
    assert found.value == pytest.approx(0.788961, abs=5e-7)
    assert found.df == pytest.approx(17.682842, abs=5e-5)
    assert (found.value - 0.5) / found.std_error == pytest.approx(3.1375, abs=5e-5)
    # Printed interval 0.595 to 0.983, symmetric; ours on the log odds scale lies lower, and stays below 1 always.
    assert found.low < 0.595 < found.high < 0.983


class TestLotteries:
    def test_boys_shoes(self) -> None:
        """Box, Hunter and Hunter (1978), ch. 4: wear of two soles on ten boys, mean difference 0.41. Of 1,024 tosses
        three give more and four as much: 7, and as many on the other side."""
        a = np.array([13.2, 8.2, 10.9, 14.3, 10.7, 6.6, 9.5, 10.8, 8.8, 13.3])
        b = np.array([14.0, 8.8, 11.2, 14.2, 11.8, 6.4, 9.8, 11.3, 9.3, 13.6])
        who, second = np.tile(np.arange(10), 2), np.repeat([False, True], 10)
        found = randomisation_test(np.concatenate([a, b]), second, strata=who, seed=1)
        assert found.value == pytest.approx(0.41, abs=1e-9)
        assert (found.count, found.total, found.exact) == (14, 1024, True)

    def test_tomato_plants(self) -> None:
        """The same: eleven plants, 462 allocations, mean difference 1.69; 33 % of them give more on one side."""
        pounds = np.array([29.9, 11.4, 25.3, 16.5, 21.1, 26.6, 23.7, 28.5, 14.2, 17.9, 24.3])
        found = randomisation_test(pounds, np.arange(11) >= 5, seed=1)
        assert found.value == pytest.approx(1.69, abs=0.005)
        assert found.total == 462
        assert found.p_value / 2 == pytest.approx(0.33, abs=0.005)


@pytest.mark.parametrize("treated", [3, 15])
def test_degrees_of_freedom_when_three_of_thirty_are_treated(treated: int) -> None:
    """Imbens and Kolesár (2016), REStat 98:701: 2.5 for 3 of 30; in closed form for any two groups."""
    group = (np.arange(30) < treated).astype(float)
    y = np.random.default_rng(1).normal(size=30)
    _, df = cr2(fit(np.column_stack([np.ones(30), group]), y), np.arange(30), np.array([0.0, 1.0]))
    a, b = treated, 30 - treated
    assert df == pytest.approx(30**2 * (a - 1) * (b - 1) / (a**2 * (a - 1) + b**2 * (b - 1)), rel=1e-9)
    if treated == 3:
        assert df == pytest.approx(2.5, abs=0.05)
