# SPDX-License-Identifier: Apache-2.0
"""Distributions by the method of moments: the moments asked for are the moments drawn."""

from __future__ import annotations

import numpy as np
import pytest

from unit.economics.build import between, fixed
from utfall.economics._numerics import distributions as dist
from utfall.economics._numerics.quantiles import central_interval
from utfall.economics.parameters import parameter_faults, sampler_of

N = 200_000


@pytest.mark.parametrize("kind", ["normal", "lognormal", "beta", "gamma"])
def test_mean_is_the_value_and_the_interval_gives_the_spread(kind: str) -> None:
    sampler = sampler_of(between("p", 0.2, 0.35, 0.5, kind))
    assert dist.mean_of(sampler) == pytest.approx(0.35, rel=1e-12)
    # (0.5 - 0.2) / (2 x 1.959964)
    assert dist.sd_of(sampler) == pytest.approx(0.0765320, abs=1e-7)


@pytest.mark.parametrize(
    ("kind", "mean"),
    [("triangular", (1 + 2 + 6) / 3), ("pert", (1 + 4 * 2 + 6) / 6), ("uniform", 3.5)],
)
def test_bounded_distributions_have_their_textbook_means(kind: str, mean: float) -> None:
    sampler = sampler_of(between("p", 1.0, 2.0, 6.0, kind))
    assert dist.mean_of(sampler) == pytest.approx(mean)
    draws = dist.draw(sampler, np.random.default_rng(1), N)
    assert draws.min() >= 1.0
    assert draws.max() <= 6.0


@pytest.mark.parametrize("kind", ["normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform"])
def test_draws_have_the_moments_of_the_distribution(kind: str) -> None:
    sampler = sampler_of(between("p", 0.2, 0.35, 0.6, kind))
    draws = dist.draw(sampler, np.random.default_rng(7), N)
    sd = dist.sd_of(sampler)
    # Four standard errors of the mean; the standard deviation to 1 %.
    assert draws.mean() == pytest.approx(dist.mean_of(sampler), abs=4 * sd / np.sqrt(N))
    assert draws.std() == pytest.approx(sd, rel=0.01)


def test_an_effect_with_few_degrees_of_freedom_has_heavier_tails() -> None:
    heavy = dist.normal(0.0, 1.0, df=5.0)
    assert dist.sd_of(heavy) == pytest.approx(np.sqrt(5 / 3))
    draws = dist.draw(heavy, np.random.default_rng(2), N)
    # Student's t with 5 degrees of freedom: 2.5706 is its 97.5 % quantile.
    assert np.quantile(draws, 0.975) == pytest.approx(2.5706, abs=0.05)


def test_what_has_no_width_is_constant() -> None:
    for parameter in (fixed(3.0), between("p", 3.0, 3.0, 3.0, "gamma")):
        sampler = sampler_of(parameter)
        assert sampler.kind == "constant"
        np.testing.assert_array_equal(dist.draw(sampler, np.random.default_rng(1), 3), [3.0] * 3)


@pytest.mark.parametrize(
    ("kind", "low", "value", "high"),
    [
        ("beta", 0.0, 0.5, 1.2),
        ("beta", -0.1, 0.5, 0.9),
        ("gamma", -1.0, 2.0, 3.0),
        ("lognormal", 0.0, 0.0, 3.0),
        ("triangular", 3.0, 2.0, 4.0),
        ("uniform", 1.0, 5.0, 4.0),
        ("normal", None, 5.0, None),
    ],
)
def test_impossible_parameters_are_named(kind: str, low: float, value: float, high: float) -> None:
    (fault,) = parameter_faults(between("p", low, value, high, kind), "lines.x.price", share=False, least=None)
    assert fault.code == "distribution-impossible"
    assert fault.place.field == "lines.x.price"


def test_a_beta_too_wide_for_its_mean_is_impossible() -> None:
    wide = between("p", 0.0, 0.01, 0.99, "beta")
    assert [f.code for f in parameter_faults(wide, "x", share=True, least=None)] == ["distribution-impossible"]


def test_not_a_number_is_no_parameter() -> None:
    assert [f.code for f in parameter_faults(fixed(float("nan")), "x", share=False, least=None)] == ["not-a-number"]


@pytest.mark.parametrize("size", [5, 101, 5000, 100_000])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_intervals_from_the_tails_are_numpys_quantiles(size: int, level: float) -> None:
    draws = np.random.default_rng(size).standard_gamma(0.5, size).astype(np.float32)
    expected = np.quantile(draws.astype(float), [(1 - level) / 2, (1 + level) / 2])
    np.testing.assert_allclose(central_interval(draws, level), expected, rtol=1e-12, atol=1e-12)


def test_intervals_of_draws_that_are_nearly_all_alike() -> None:
    draws = np.full(16_384, 9.0, np.float32)
    draws[:600] = -7.0
    assert central_interval(draws, 0.95) == (-7.0, 9.0)
    assert central_interval(np.full(16_384, 3.0, np.float32), 0.95) == (3.0, 3.0)


def test_intervals_of_draws_that_hide_their_tail_from_the_subsample() -> None:
    draws = np.zeros(16_384, np.float32)
    draws[1::16], draws[2::16] = -5.0, -4.0
    assert central_interval(draws, 0.95) == (-5.0, 0.0)
