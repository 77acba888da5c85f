# SPDX-License-Identifier: Apache-2.0
"""Sensitivity against published examples, exact identities and enumeration."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.means import welch
from utfall.effects.robustness import (
    adjusted_for,
    benjamini_hochberg,
    e_value,
    e_value_of_difference,
    e_value_of_shares,
    holm,
    leave_one_out,
    omitted_variable,
    placebo_groups,
    placebo_outcomes,
    placebo_times,
    robustness_value,
    robustness_value_interval,
    rosenbaum_mcnemar,
    rosenbaum_signed_rank,
    specification_curve,
    subgroup_effects,
)

# Benjamini and Hochberg (1995), JRSS B 57:289, §3.2: fifteen p values, 4 rejected at 5 % (Bonferroni: 3).
BH_1995 = np.array(
    [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0]
)  # fmt: skip


def test_benjamini_hochberg_1995():
    assert (benjamini_hochberg(BH_1995) <= 0.05).sum() == 4
    assert (holm(BH_1995) <= 0.05).sum() == 3


def test_multiplicity_against_statsmodels():
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(1).permutation(BH_1995)
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1], rel=1e-12)
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], rel=1e-12)
    assert len(holm(np.empty(0))) == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm(np.array([0.5, 1.5]))


def test_e_value_of_vanderweele_and_ding():
    """VanderWeele and Ding (2017): risk ratio 3.9 (1.8, 8.7) gives 7.26 and 3.0. Printed digits."""
    found = e_value(3.9, 1.8, 8.7)
    assert found.estimate == pytest.approx(7.26, abs=0.005)
    assert found.limit == pytest.approx(3.0, abs=0.005)
    mirrored = e_value(1 / 3.9, 1 / 8.7, 1 / 1.8)
    assert (mirrored.estimate, mirrored.limit) == pytest.approx((found.estimate, found.limit), rel=1e-12)


def test_e_value_is_one_where_there_is_nothing_to_explain():
    assert e_value(1.3, 0.9, 2.0).limit == 1
    assert e_value(1.0, 0.9, 1.1).estimate == 1
    with pytest.raises(ValueError, match="interval"):
        e_value(2.0, 2.5, 3.0)


def test_e_value_of_other_measures():
    shares = e_value_of_shares(0.39, 0.10, 0.08, 0.77)
    assert shares.estimate == pytest.approx(7.26, abs=0.005)
    assert shares.limit == pytest.approx(3.0, abs=0.005)
    difference = e_value_of_difference(5.0, 1.0, 9.0, 10.0)
    assert difference.risk_ratio == pytest.approx(math.exp(0.455))
    with pytest.raises(ValueError, match="above 0"):
        e_value_of_shares(0.1, 0.0, 0.0, 0.2)


def test_rosenbaum_by_enumeration():
    """All 2^8 signs, each positive with probability gamma/(1 + gamma) in the worst case."""
    d = np.array([3.0, -1.0, 4.0, 2.0, 2.0, 5.0, -2.0, 6.0])
    ranks = stats.rankdata(np.abs(d))
    observed = ranks[d > 0].sum()
    found = rosenbaum_signed_rank(d, gammas=(1.0, 2.0), alpha=0.05)
    for bound in found.bounds:
        for p, value in ((bound.gamma / (1 + bound.gamma), bound.highest), (1 / (1 + bound.gamma), bound.lowest)):
            total = 0.0
            for signs in itertools.product([0, 1], repeat=8):
                if np.array(signs) @ ranks >= observed - 1e-9:
                    total += p ** sum(signs) * (1 - p) ** (8 - sum(signs))
            assert value == pytest.approx(total, rel=1e-10)
    at_tip = rosenbaum_signed_rank(d, gammas=(found.tipping_gamma,), alpha=0.05).bounds[0].highest
    assert at_tip == pytest.approx(0.05, abs=1e-9)


def test_rosenbaum_at_gamma_one_is_wilcoxon_and_exact_agrees_with_normal():
    rng = np.random.default_rng(2)
    d = rng.normal(0.5, 1, 150)
    exact = rosenbaum_signed_rank(d)
    theirs = stats.wilcoxon(d, alternative="greater", method="exact").pvalue
    assert exact.bounds[0].highest == pytest.approx(theirs, rel=1e-9)
    assert exact.bounds[0].lowest == exact.bounds[0].highest
    large = rosenbaum_signed_rank(np.concatenate([d, d + 1e-7]))
    assert not large.exact
    theirs = stats.wilcoxon(np.concatenate([d, d + 1e-7]), alternative="greater", method="asymptotic").pvalue
    assert large.bounds[0].highest == pytest.approx(theirs, rel=1e-9)
    assert [b.highest for b in exact.bounds] == sorted(b.highest for b in exact.bounds)


def test_rosenbaum_mcnemar_and_refusals():
    found = rosenbaum_mcnemar(20, 5, gammas=(1.0, 2.0))
    assert found.bounds[0].highest == pytest.approx(stats.binom.sf(19, 25, 0.5), rel=1e-12)
    assert found.bounds[1].highest == pytest.approx(stats.binom.sf(19, 25, 2 / 3), rel=1e-12)
    assert rosenbaum_mcnemar(6, 5).tipping_gamma is None
    with pytest.raises(NotEstimableError):
        rosenbaum_signed_rank(np.zeros(5))
    with pytest.raises(ValueError, match="at least 1"):
        rosenbaum_mcnemar(6, 5, gammas=(0.5,))


def test_robustness_values_of_cinelli_and_hazlett():
    """Cinelli and Hazlett (2020), Darfur: t = 4.18445 with 783 df: R² 2.2 %, RV 13.9 %, RV at 5 % 7.6 %."""
    t, df = 4.18445, 783
    assert t**2 / (t**2 + df) == pytest.approx(0.022, abs=5e-4)
    assert robustness_value(t, df) == pytest.approx(0.139, abs=5e-4)
    assert robustness_value_interval(t, df) == pytest.approx(0.076, abs=5e-4)
    assert robustness_value_interval(1.5, df) == 0


def test_a_measured_cause_gives_back_its_own_bias():
    """With the cause's own partial R², the formula gives the regression that measured it, estimate and error."""
    rng = np.random.default_rng(3)
    n = 300
    x, z = rng.normal(size=(n, 2)).T
    d = 0.5 * x + 0.8 * z + rng.normal(size=n)
    y = 3 * d + x + 2 * z + rng.normal(size=n)
    short = sm.OLS(y, sm.add_constant(np.column_stack([d, x]))).fit()
    long = sm.OLS(y, sm.add_constant(np.column_stack([d, x, z]))).fit()
    part = sm.OLS(d, sm.add_constant(np.column_stack([x, z]))).fit()
    r2_y = long.tvalues[3] ** 2 / (long.tvalues[3] ** 2 + long.df_resid)
    r2_d = part.tvalues[2] ** 2 / (part.tvalues[2] ** 2 + part.df_resid)
    value, error = adjusted_for(short.params[1], short.bse[1], short.df_resid, r2_d, r2_y)
    assert value == pytest.approx(long.params[1], rel=1e-9)
    assert error == pytest.approx(long.bse[1], rel=1e-9)


def test_bound_beside_a_covariate_is_what_an_equally_strong_cause_does():
    """x and z are orthogonal and alike in every way; z unmeasured, its bound is read off x."""
    rng = np.random.default_rng(4)
    n = 400
    # Columns without mean and without correlation, to the last digit.
    x, z, e, u = np.linalg.qr(np.column_stack([np.ones(n), rng.normal(size=(n, 4))]))[0][:, 1:].T * math.sqrt(n)
    d = 0.6 * x + 0.6 * z + e
    y = 2 * d + 0.9 * x + 0.9 * z + 3 * u
    found = omitted_variable(y, d, x[:, None], ("x",), times=(1.0,))
    truth = sm.OLS(y, np.column_stack([d, x, z, np.ones(n)])).fit()
    (bound,) = found.bounds
    short = sm.OLS(y, np.column_stack([d, x, np.ones(n)])).fit()
    assert found.value == pytest.approx(short.params[0], rel=1e-10)
    assert found.std_error == pytest.approx(short.bse[0], rel=1e-10)
    assert truth.params[0] == pytest.approx(2, abs=1e-9)
    # The bound is conservative: at least as far towards 0 as the cause really moves it.
    assert bound.adjusted <= truth.params[0] + 1e-9
    assert bound.adjusted == pytest.approx(2, abs=0.4)
    more = omitted_variable(y, d, x[:, None], ("x",), times=(2.0,)).bounds[0]
    assert more.adjusted < bound.adjusted


def test_omitted_variable_refuses_collinear_covariates():
    x = np.arange(20.0)
    with pytest.raises(NotEstimableError):
        omitted_variable(x, (x > 9).astype(float), np.column_stack([x, 2 * x]), ("a", "b"))


def test_placebo_outcomes_pass_and_fail():
    rng = np.random.default_rng(5)
    treated = np.arange(100) < 50
    clean = rng.normal(size=(100, 4))
    found = placebo_outcomes(clean, ("a", "b", "c", "d"), treated)
    assert found.passed
    assert found.expected == pytest.approx(0.2)
    dirty = clean.copy()
    dirty[treated, 2] += 2
    bad = placebo_outcomes(dirty, ("a", "b", "c", "d"), treated)
    assert not bad.passed
    assert bad.found >= 1
    assert bad.rows[2].p_holm < 1e-6
    empty = placebo_outcomes(np.ones((100, 1)), ("constant",), treated)
    assert (empty.passed, empty.rows[0].reason) == (False, "no-variation")


def test_placebo_groups_and_times():
    rng = np.random.default_rng(6)
    group = np.repeat([0, 1, 2], 40)
    y = rng.normal(size=120) + 3 * (group == 1)
    found = placebo_groups(y, group, ("a", "b", "c"))
    assert not found.passed
    assert found.rows[1].contrast.value > 2
    treated = np.arange(60) < 30
    panel = rng.normal(size=(60, 1)) + rng.normal(size=(60, 6)) * 0.5
    panel[treated, 4:] += 5
    periods = ("1", "2", "3", "4", "5", "6")
    flat = placebo_times(panel, treated, periods, "5")
    assert [row.name for row in flat.rows] == ["2", "3", "4"]
    assert flat.passed
    early = panel.copy()
    early[treated, 2:] += 5
    assert not placebo_times(early, treated, periods, "5").passed


def test_leave_one_out_finds_the_school_that_carries_it():
    school = np.repeat(np.arange(5), 10)
    y = np.zeros(50) + 0.01 * np.arange(50)
    y[school == 3] += 20
    found = leave_one_out(lambda keep: float(y[keep].mean() - 2), school, ["a", "b", "c", "d", "e"])
    assert found.most_influential == "d"
    assert found.changes_sign
    assert found.lowest == pytest.approx(y[school != 3].mean() - 2)


def test_specification_curve_tells_what_failed():
    rng = np.random.default_rng(7)
    a, b = rng.normal(1, 1, 40), rng.normal(0, 1, 40)

    def compute(choice):
        if choice["scale"] == "none":
            raise NotEstimableError("too-few")
        factor = float(choice["scale"])
        keep = slice(None) if choice["rows"] == "all" else slice(0, 20)
        return welch(factor * a[keep], factor * b[keep])

    found = specification_curve(compute, {"scale": ("1", "2", "none"), "rows": ("all", "half")})
    values = [s.contrast.value for s in found.specifications if s.contrast is not None]
    assert values == sorted(values)
    assert (len(values), found.failed) == (4, 2)
    assert found.median == pytest.approx(np.median(values))
    assert found.share_same_sign == 1


def test_subgroups_two_are_the_t_test_of_their_difference():
    rng = np.random.default_rng(8)
    group, treated = np.repeat([0, 1], 60), np.tile([True, False], 60)
    y = rng.normal(size=120) + treated * (0.2 + 0.8 * group)
    found = subgroup_effects(y, treated, group, ("kvinnor", "män"), predeclared=True)
    one, two = (welch(y[treated & (group == g)], y[~treated & (group == g)]) for g in (0, 1))
    v = one.std_error**2, two.std_error**2
    t = (one.value - two.value) / math.sqrt(sum(v))
    df = sum(v) ** 2 / (v[0] ** 2 / one.df + v[1] ** 2 / two.df)
    assert found.p_differ == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-9)
    assert found.rows[0].contrast == one


def test_subgroups_guard_their_size():
    rng = np.random.default_rng(9)
    group = np.concatenate([np.zeros(40, int), np.ones(12, int)])
    treated = np.tile([True, False], 26)
    found = subgroup_effects(rng.normal(size=52), treated, group, ("a", "b"), predeclared=False)
    assert (found.rows[1].contrast, found.rows[1].reason, found.rows[1].p_holm) == (None, "too-small", None)
    assert found.p_differ is None
    assert not found.predeclared
