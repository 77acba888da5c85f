# SPDX-License-Identifier: Apache-2.0
"""Distributions fitted by the method of moments, sampled with a generator that is given.

For normal, lognormal, beta and gamma the central value is the MEAN and (low, high) the 95 % interval, whose
width gives the standard deviation. For triangular and PERT the value is the mode and (low, high) the bounds;
for uniform only the bounds count.
Source: Briggs, Claxton and Sculpher, Decision Modelling for Health Economic Evaluation (2006), chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["constant", "normal", "t", "lognormal", "beta", "gamma", "triangular", "uniform"]

# Standard normal quantile 0.975: half the width of a 95 % interval in standard deviations.
Z_95 = 1.959963984540054
# Weight of the mode in the PERT distribution (Malcolm et al. 1959).
_PERT_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Sampler:
    """A distribution ready to draw from: location + scale x standard form with shapes a and b."""

    kind: Kind
    location: float = 0.0
    scale: float = 1.0
    a: float = 0.0
    b: float = 0.0


def constant(value: float) -> Sampler:
    """Return a distribution that always is `value`."""
    return Sampler("constant", location=value)


def spread_of(low: float, high: float) -> float:
    """Return the standard deviation that a 95 % interval (low, high) implies under normality."""
    return (high - low) / (2.0 * Z_95)


def normal(mean: float, sd: float, df: float | None = None) -> Sampler:
    """Return a normal distribution, or mean + sd x Student's t with `df` degrees of freedom."""
    if sd == 0.0:
        return constant(mean)
    return Sampler("normal", mean, sd) if df is None else Sampler("t", mean, sd, a=df)


def lognormal(mean: float, sd: float) -> Sampler:
    """Return the lognormal with this mean and standard deviation; both in the unit of the quantity, > 0."""
    sigma2 = float(np.log1p((sd / mean) ** 2))
    return Sampler("lognormal", a=float(np.log(mean)) - sigma2 / 2.0, b=float(np.sqrt(sigma2)))


def gamma(mean: float, sd: float) -> Sampler:
    """Return the gamma with this mean and standard deviation, both > 0."""
    return Sampler("gamma", scale=sd**2 / mean, a=(mean / sd) ** 2)


def beta(mean: float, sd: float) -> Sampler | None:
    """Return the beta on 0–1 with this mean and standard deviation; None when there is no such beta."""
    if not 0.0 < mean < 1.0 or sd**2 >= mean * (1.0 - mean):
        return None
    size = mean * (1.0 - mean) / sd**2 - 1.0
    return Sampler("beta", a=mean * size, b=(1.0 - mean) * size)


def triangular(low: float, mode: float, high: float) -> Sampler:
    """Return the triangular distribution; `a` is the mode as a share of the range."""
    return Sampler("triangular", low, high - low, a=(mode - low) / (high - low))


def pert(low: float, mode: float, high: float) -> Sampler:
    """Return the PERT distribution: a beta on (low, high), the mode weighing four times a bound."""
    where = (mode - low) / (high - low)
    return Sampler("beta", low, high - low, a=1.0 + _PERT_WEIGHT * where, b=1.0 + _PERT_WEIGHT * (1.0 - where))


def uniform(low: float, high: float) -> Sampler:
    """Return the uniform distribution on (low, high)."""
    return Sampler("uniform", low, high - low)


def draw(sampler: Sampler, rng: np.random.Generator, size: int) -> Floats:
    """Return `size` draws, array (size,)."""
    kind = sampler.kind
    if kind == "constant":
        return np.full(size, sampler.location)
    if kind == "lognormal":
        return np.exp(sampler.a + sampler.b * rng.standard_normal(size))
    if kind == "normal":
        standard = rng.standard_normal(size)
    elif kind == "t":
        standard = rng.standard_t(sampler.a, size)
    elif kind == "gamma":
        standard = rng.standard_gamma(sampler.a, size)
    elif kind == "beta":
        standard = rng.beta(sampler.a, sampler.b, size)
    elif kind == "triangular":
        standard = rng.triangular(0.0, sampler.a, 1.0, size)
    else:
        standard = rng.random(size)
    standard *= sampler.scale
    standard += sampler.location
    return standard


def mean_of(sampler: Sampler) -> float:
    """Return the mean of the distribution."""
    a, b = sampler.a, sampler.b
    if sampler.kind == "lognormal":
        return float(np.exp(a + b**2 / 2.0))
    standard = {
        "constant": 0.0,
        "normal": 0.0,
        "t": 0.0,
        "gamma": a,
        "beta": a / (a + b) if a + b else 0.0,
        "triangular": (1.0 + a) / 3.0,
        "uniform": 0.5,
    }[sampler.kind]
    return sampler.location + sampler.scale * standard


def sd_of(sampler: Sampler) -> float:
    """Return the standard deviation of the distribution (infinite for t with df of 2 or less)."""
    a, b = sampler.a, sampler.b
    if sampler.kind == "constant":
        return 0.0
    if sampler.kind == "lognormal":
        return float(mean_of(sampler) * np.sqrt(np.expm1(b**2)))
    if sampler.kind == "t":
        return float(sampler.scale * np.sqrt(a / (a - 2.0))) if a > 2.0 else float("inf")
    variance = {
        "normal": 1.0,
        "gamma": a,
        "beta": a * b / ((a + b) ** 2 * (a + b + 1.0)) if a + b else 0.0,
        "triangular": (1.0 - a + a**2) / 18.0,
        "uniform": 1.0 / 12.0,
    }[sampler.kind]
    return float(sampler.scale * np.sqrt(variance))
