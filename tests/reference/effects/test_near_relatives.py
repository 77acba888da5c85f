# SPDX-License-Identifier: Apache-2.0
"""More published effects, of data that other textbooks use. Data: PROVENANCE.md beside this file, or in the test."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from utfall.core.designs import BeforeAfter, RandomisedTrial
from utfall.core.estimate import EvidenceGrade, Status
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import EffectResult, estimate
from utfall.effects._numerics.regression import cr1, fit, hc2
from utfall.effects.panel import fixed_effects


def outcome(column: str, kind: str = "continuous") -> Outcome:
    return Outcome(id=column, label=Text.same(column), column=column, kind=kind)


def of_counts(events: tuple[int, int], sizes: tuple[int, int]) -> EffectResult:
    """A trial of two groups from its published counts, first those who were offered it."""
    y = np.concatenate([np.arange(n) < k for k, n in zip(events, sizes, strict=True)]).astype(float)
    t = np.repeat([1, 0], sizes)
    return estimate(RandomisedTrial(treatment="t"), pl.DataFrame({"t": t, "y": y}), outcome("y", "binary"), seed=1)


def test_physicians_health_study() -> None:
    """Aspirin and heart attacks (New England Journal of Medicine 1989, 321:129): 104 of 11,037 and 189 of 11,034.

    Agresti, Categorical Data Analysis: 0.0077 fewer (0.0047 to 0.0107 by 1.96 errors; Newcombe's interval, ours, ends
    0.00007 further out), risk ratio of placebo 1.82 (1.43 to 2.31), here turned over. Tolerance: half the last digit.
    """
    found = of_counts((104, 189), (11_037, 11_034))
    e = found.estimate
    assert e.value == pytest.approx(-0.0077, abs=0.00005)
    wald = [-e.value - 1.96 * e.std_error, -e.value + 1.96 * e.std_error]
    assert wald == pytest.approx([0.0047, 0.0107], abs=0.00005)
    assert (-e.interval.high, -e.interval.low) == pytest.approx(wald, abs=0.0001)
    over = [1 / float(found.diagnostic(name) or 0) for name in ("risk_ratio", "risk_ratio_high", "risk_ratio_low")]
    assert over == pytest.approx([1.82, 1.43, 2.31], abs=0.005)
    assert e.p_value is not None
    assert e.p_value < 1e-5


def test_salk_vaccine_field_trial() -> None:
    """Francis (1955), the placebo areas: polio in 28 of 100,000 vaccinated and 71 of 100,000 others (57 and 142 cases,
    Freedman, Pisani and Purves, Statistics, chapter 1). Tolerance: half a case in 100,000."""
    found = of_counts((57, 142), (200_745, 201_229))
    e = found.estimate
    assert (e.mean_intervention * 1e5, e.mean_comparison * 1e5) == pytest.approx((28, 71), abs=0.5)
    assert found.diagnostic("risk_ratio") == pytest.approx(57 / 200_745 / (142 / 201_229), rel=1e-12)
    assert e.value / e.std_error < -6  # Freedman: z about -6


def test_financial_aid_to_released_prisoners() -> None:
    """Rossi, Berk and Lenihan (1980), 432 men (Allison 1995): with aid 48 of 216 were arrested again, without it 66.

    8.3 percentage points fewer, just on the line. Newcombe's interval ends where the pooled test of the two shares does
    (z -1.965, p 0.0494): at 0 to within a tenth of a percentage point.
    """
    found = of_counts((48, 66), (216, 216))
    e = found.estimate
    assert e.value == pytest.approx(-0.083, abs=0.0005)
    share = 114 / 432
    pooled = (48 - 66) / 216 / math.sqrt(share * (1 - share) * 2 / 216)
    assert e.interval.high == pytest.approx(0.0, abs=0.001)
    assert e.p_value == pytest.approx(math.erfc(-pooled / math.sqrt(2)), abs=0.002)


def test_students_sleep() -> None:
    """Student (1908), Biometrika 6:1, with the data of Cushny and Peebles (R's `sleep`): 1.58 hours more, t 4.0621.

    R prints the interval 0.7001 to 2.4599. Of all 1,024 signs that could have been, 4 are as far.
    """
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    data = pl.DataFrame({"first": first, "second": second})
    found = estimate(BeforeAfter(before="first"), data, outcome("second"), seed=1)
    e = found.estimate
    assert e.value == pytest.approx(1.58, abs=1e-9)
    assert e.value / e.std_error == pytest.approx(4.0621, abs=0.00005)
    assert (found.diagnostic("sign_flip_count"), found.diagnostic("sign_flip_total")) == (4, 1024)
    assert e.grade is EvidenceGrade.CHANGE_ONLY


class TestPetersen:
    """Petersen (2009), Review of Financial Studies 22:435, his test data with 500 firms and 10 years.

    His page prints y = 0.0297 + 1.0348 x and errors of the slope: usual 0.0286, White 0.0284, by firm 0.0506, by year
    0.0334.
    Tolerance: half the last printed digit; more digits from R's sandwich 3.0-2 on the same file, to 1e-6.
    """

    @pytest.fixture
    def line(self, load):
        data = load("petersen")
        return data, fit(np.column_stack([np.ones(5000), data["x"].to_numpy()]), data["y"].to_numpy())

    def test_line_and_usual_errors(self, line) -> None:
        _, fitted = line
        assert fitted.coefficients == pytest.approx((0.0297, 1.0348), abs=0.00005)
        usual = np.sqrt(fitted.residuals @ fitted.residuals / fitted.df * np.diag(fitted.bread))
        assert usual == pytest.approx((0.028359316, 0.028583288), abs=1e-6)
        assert np.sqrt(hc2(fitted)[1, 1]) == pytest.approx(0.0284, abs=0.00005)

    @pytest.mark.parametrize(
        ("by", "printed", "sandwich"),
        [("firm", 0.0506, (0.067012704, 0.050595726)), ("year", 0.0334, (0.023386721, 0.033388913))],
    )
    def test_clustered(self, line, by, printed, sandwich) -> None:
        data, fitted = line
        cluster = data[by].to_numpy() - 1
        found = np.sqrt(np.diag(cr1(fitted, cluster)))
        assert found[1] == pytest.approx(printed, abs=0.00005)
        assert found == pytest.approx(sandwich, abs=1e-6)


def test_grunfeld_investment_within_firms() -> None:
    """Grunfeld (1958), ten firms and 20 years, as in Baltagi, Econometric Analysis of Panel Data: within estimates
    0.110 (0.012) and 0.310 (0.017). More digits, 0.110124 (0.0118567) and 0.310065 (0.0173545), from R's plm."""
    data = sm.datasets.grunfeld.load_pandas().data
    data = data[data["firm"] != "American Steel"]
    firm = np.unique(data["firm"].to_numpy().astype(str), return_inverse=True)[1]
    X = data[["value", "capital"]].to_numpy().astype(float)
    found = fixed_effects(data["invest"].to_numpy().astype(float), X, firm)
    assert found.n == 200
    assert found.coefficients == pytest.approx((0.110124, 0.310065), abs=5e-7)
    assert found.std_errors == pytest.approx((0.0118567, 0.0173545), abs=5e-8)


def test_a_published_trial_of_few_is_warned_of() -> None:
    """Fisher (1935), The Design of Experiments, chapter 2, the lady tasting tea: 3 of 4 right or better in 17 of 70."""
    found = of_counts((3, 1), (4, 4))
    checks = {check.id: check.status for check in found.estimate.checks}
    assert checks["W-SMALLN"] is Status.FAIL
    assert checks["W-SPARSE"] is Status.WARN
    assert (found.diagnostic("randomisation_count"), found.diagnostic("randomisation_total")) == (
        34,
        70,
    )  # both ways: 2 · 17
