# SPDX-License-Identifier: Apache-2.0
"""Logistic regression of many rows in few passes: the same maximum as Newton's own way and as statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from utfall.effects._numerics import logistic
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.logistic import fit_logistic, std_errors

N = 140_000  # above eight parts: the first steps are taken on some of the rows


def drawn(kind: str) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    X = rng.normal(size=(N, 4))
    if kind == "heavy":
        X[:, 1] = np.exp(1.5 * X[:, 1])  # a few rows weigh as much as all the others
    if kind == "shifted":
        X[:, 2] += 7e5  # days since a far-off year
    if kind == "double":
        X[:, 3] = X[:, 0] - X[:, 1]
    slopes = np.array([0.8, -0.1, 0.3, 0.0]) * (3.0 if kind == "far" else 1.0)
    linear = -1.5 + (X - X.mean(axis=0)) @ slopes
    return (rng.uniform(size=N) < 1 / (1 + np.exp(-linear))).astype(float), X


@pytest.mark.parametrize("kind", ["plain", "heavy", "shifted", "double", "far"])
def test_the_maximum_is_newtons(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decrement of Newton at the end below 1e-12, whatever Hessian the last steps were taken by."""
    y, X = drawn(kind)
    found = fit_logistic(y, X)
    monkeypatch.setattr(logistic, "_near", lambda *_: None)
    whole = fit_logistic(y, X)
    assert found.linear == pytest.approx(whole.linear, abs=1e-6)
    assert std_errors(found, X) == pytest.approx(std_errors(whole, X), rel=1e-6)
    assert found.redundant == whole.redundant
    Z = np.column_stack([np.ones(N), (X - X.mean(axis=0)) / X.std(axis=0)])
    p = 1 / (1 + np.exp(-found.linear))
    slope = Z.T @ (y - p)
    hessian = (Z * (p * (1 - p))[:, None]).T @ Z
    assert slope @ np.linalg.lstsq(hessian, slope, rcond=1e-10)[0] < 1e-12


def test_coefficients_of_statsmodels() -> None:
    y, X = drawn("plain")
    theirs = sm.Logit(y, sm.add_constant(X)).fit(disp=0, tol=1e-14, maxiter=100)
    ours = fit_logistic(y, X)
    assert [ours.intercept, *ours.coefficients] == pytest.approx(theirs.params, abs=1e-8)
    assert ours.deviance == pytest.approx(-2 * theirs.llf, rel=1e-10)


def test_few_passes_are_made_over_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most four, of which one or two with a Hessian: what the time at register scale rests on."""
    y, X = drawn("plain")
    passes: list[bool] = []
    whole = logistic._pass

    def counted(data, target, beta, *, hessian=True):
        if len(target) == N:
            passes.append(hessian)
        return whole(data, target, beta, hessian=hessian)

    monkeypatch.setattr(logistic, "_pass", counted)
    fit_logistic(y, X)
    assert len(passes) <= 4
    assert 1 <= sum(passes) <= 2


def test_groups_that_are_told_apart_are_refused_among_many_rows_too() -> None:
    rng = np.random.default_rng(1)
    y = (np.arange(N) % 5 == 0).astype(float)
    with pytest.raises(NotEstimableError, match="separation"):
        fit_logistic(y, np.column_stack([rng.normal(size=N), rng.normal(size=N) + 20 * y]))


def test_a_part_without_participants_is_no_hindrance() -> None:
    """Twelve participants, none of them among the rows that the first steps would be taken on."""
    rng = np.random.default_rng(2)
    y = np.zeros(N)
    step = N // logistic._PART
    y[1 : 12 * step : step] = 1.0
    X = rng.normal(size=(N, 2)) + 0.5 * y[:, None]
    assert fit_logistic(y, X).probability.sum() == pytest.approx(12, abs=1e-6)


@pytest.mark.parametrize("kind", ["plain", "heavy", "far"])
def test_among_many_the_maximum_is_met_closer_than_neighbours_on_the_score(kind: str) -> None:
    """Newton's decrement at what is found, from nothing but the definition: 1e-16 is 1e-8 standard errors away."""
    y, X = drawn(kind)
    found = fit_logistic(y, X)
    Z = np.column_stack([np.ones(N), X])
    p = 1 / (1 + np.exp(-(Z @ np.array([found.intercept, *found.coefficients]))))
    gradient, hessian = Z.T @ (y - p), (Z * (p * (1 - p))[:, None]).T @ Z
    assert gradient @ np.linalg.solve(hessian, gradient) <= 1e-16
    assert found.probability == pytest.approx(p, rel=0, abs=1e-13)
