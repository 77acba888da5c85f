# SPDX-License-Identifier: Apache-2.0
"""Agreement with R: MatchIt, sandwich, survey, survival and base R, on stored output (run.sh writes it anew).

Tolerance 1e-6, relative to the value or, for a standardised difference, absolute: R prints 15 digits, and both solve
the logistic model to a tolerance of their own. Where a tolerance is wider, its reason stands beside it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import ExactMatching, Matching, RandomisedTrial, Weighting
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import estimate
from utfall.effects._numerics.logistic import fit_logistic
from utfall.effects._numerics.matched import pair_weights
from utfall.effects._numerics.regression import fit
from utfall.effects._numerics.sandwich import cr_covariance, hc_covariance
from utfall.effects.matching import match_sample, matching_sample
from utfall.effects.robustness import benjamini_hochberg, holm
from utfall.effects.scales import kaplan_meier, probability_of_superiority, restricted_mean

HERE = Path(__file__).parent
DATA = HERE.parent / "effects" / "data"
R = json.loads((HERE / "values.json").read_text(encoding="utf-8"))
MATCHIT = R["matchit"]
X = ("a", "b", "c")
Y = Outcome(id="y", label=Text.same("y"), column="y")
CLOSE = 1e-6
NEAREST = Matching(treatment="t", covariates=X, caliper=None, id="id")


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    return pl.read_csv(HERE / "made.csv")


def matched(design: Matching, people: pl.DataFrame) -> tuple[dict[int, set[int]], np.ndarray]:
    """Return each treated row's controls, rows from 1 as in R, and the weight of every row."""
    sample, strata = matching_sample(design, Columns(people), Y)
    match = match_sample(design, sample, strata)
    rows_1, rows_0 = sample.rows[match.rows_treated], sample.rows[match.rows_control]
    pairs: dict[int, set[int]] = {}
    for one, other in zip(match.pairs.treated, match.pairs.control, strict=True):
        pairs.setdefault(int(rows_1[one]) + 1, set()).add(int(rows_0[other]) + 1)
    weights = np.zeros(people.height)
    weights[rows_1], weights[rows_0] = pair_weights(match.pairs, len(rows_1), len(rows_0))
    return pairs, weights


def theirs(name: str) -> dict[int, set[int]]:
    found = zip(MATCHIT[name]["treated"], MATCHIT[name]["controls"], strict=True)
    return {treated: set(controls) for treated, controls in found if controls}


def same_shape(weights: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Weights whose mean over the group's used persons is 1, as MatchIt scales those of the comparison group."""
    used = weights[group]
    return used * (used > 0).sum() / used.sum()


def test_versions_are_named():
    assert set(R["versions"]) == {"R", "matchit", "sandwich", "survey", "survival"}


def test_propensity_score(people):
    score = fit_logistic(people["t"].to_numpy().astype(float), people.select(X).to_numpy().astype(float))
    assert score.probability == pytest.approx(np.array(MATCHIT["score"]), rel=CLOSE)


@pytest.mark.parametrize(
    ("name", "design"),
    [
        ("nearest", NEAREST),
        ("nearest_two", Matching(treatment="t", covariates=X, caliper=None, id="id", ratio=2)),
        ("replacement", Matching(treatment="t", covariates=X, caliper=None, id="id", replace=True)),
        ("exact_nearest", Matching(treatment="t", covariates=X, caliper=None, id="id", exact=("c",))),
        (
            "mahalanobis",
            Matching(treatment="t", covariates=X, caliper=None, id="id", replace=True, distance="mahalanobis"),
        ),
    ],
)
def test_matchit_pairs_weights_and_standardised_differences(people, name, design):
    """No two persons are alike, so the rule of nearest neighbours has one answer."""
    pairs, weights = matched(design, people)
    assert pairs == theirs(name)
    other, control = np.array(MATCHIT[name]["weights"]), people["t"].to_numpy() == 0
    assert same_shape(weights, control) == pytest.approx(same_shape(other, control), rel=CLOSE)
    ours = {row.covariate: (row.smd_before, row.smd_after) for row in estimate(design, people, Y, seed=1).balance.rows}
    balance = MATCHIT[name]["balance"]
    for covariate, before, after in zip(balance["names"], balance["before"], balance["after"], strict=True):
        assert ours[covariate] == pytest.approx((before, after), abs=CLOSE)


def test_matchit_effects(people):
    """The effect by weights, and in pairs with errors clustered by pair (lm and vcovCL)."""
    effects = MATCHIT["effects"]
    again = estimate(Matching(treatment="t", covariates=X, caliper=None, replace=True), people, Y, seed=1).estimate
    assert again.value == pytest.approx(effects["replacement"], rel=CLOSE)
    pairs = estimate(NEAREST, people, Y, seed=1).estimate
    assert pairs.value == pytest.approx(effects["nearest"], rel=CLOSE)
    assert pairs.std_error == pytest.approx(effects["nearest_error"], rel=CLOSE)


@pytest.mark.parametrize(
    ("name", "design"),
    [
        ("exact", ExactMatching(treatment="t", covariates=("c",))),
        ("coarsened", ExactMatching(treatment="t", covariates=X, method="coarsened")),
        (
            "coarsened_at",
            ExactMatching(
                treatment="t", covariates=X, method="coarsened",
                cutpoints=(("a", (-1.0, 0.0, 1.0)), ("b", (-0.5, 0.5)), ("c", (0.5, 1.5))),
            ),
        ),
        ("subclass", ExactMatching(treatment="t", covariates=X, method="subclass", subclasses=4)),
    ],
)  # fmt: skip
def test_matchit_strata(people, name, design):
    """Persons used, effective size and standardised differences follow from the weights of strata."""
    found = estimate(design, people, Y, seed=1)
    weights, t = np.array(MATCHIT[name]["weights"]), people["t"].to_numpy()
    used = weights[t == 0]
    assert found.balance.n_intervention == (weights[t == 1] > 0).sum()
    assert found.balance.n_comparison == (used > 0).sum()
    assert found.balance.ess_comparison == pytest.approx(used.sum() ** 2 / (used**2).sum(), rel=CLOSE)
    y = people["y"].to_numpy()
    value = y[t == 1] @ weights[t == 1] / weights[t == 1].sum() - y[t == 0] @ used / used.sum()
    assert found.estimate.value == pytest.approx(value, rel=CLOSE)
    ours = {row.covariate: row.smd_after for row in found.balance.rows}
    for covariate, after in zip(MATCHIT[name]["balance"]["names"], MATCHIT[name]["balance"]["after"], strict=True):
        if covariate in ours:
            assert ours[covariate] == pytest.approx(after, abs=CLOSE)


def models(people: pl.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    nsw = pl.read_csv(DATA / "nsw_dw445.csv")
    ones = np.ones(people.height)
    persons = np.column_stack([ones, people.select("drawn", *X).to_numpy()]).astype(float)
    trial = np.column_stack([np.ones(nsw.height), nsw.select("treat", "age", "educ", "re75").to_numpy()]).astype(float)
    educ = np.unique(nsw["educ"].to_numpy(), return_inverse=True)[1]
    return {
        "persons": (persons, people["y"].to_numpy(), people["unit"].to_numpy() - 1),
        "nsw": (trial, nsw["re78"].to_numpy().astype(float), educ),
    }


@pytest.mark.parametrize("model", ["persons", "nsw"])
@pytest.mark.parametrize("kind", ["HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR2", "CR3"])
def test_sandwich(people, model, kind):
    """The whole covariance matrix, in units of the coefficients' own errors."""
    design, y, cluster = models(people)[model]
    fitted, stored = fit(design, y), R["sandwich"][model]
    assert fitted.coefficients == pytest.approx(np.array(stored["coefficients"]), rel=CLOSE)
    ours = hc_covariance(fitted, kind) if kind.startswith("HC") else cr_covariance(fitted, cluster, kind)
    other = np.array(stored[kind]).reshape(ours.shape)
    if kind in ("CR2", "CR3"):  # sandwich multiplies both by the jackknife's (G - 1)/G; Bell and McCaffrey do not
        n_clusters = len(np.unique(cluster))
        ours = ours * (n_clusters - 1) / n_clusters
    scale = np.sqrt(np.diag(other))
    assert ours / np.outer(scale, scale) == pytest.approx(other / np.outer(scale, scale), abs=CLOSE)


def test_survey_weighted_difference(people):
    """svyglm with the weights taken as known is our weighting by given weights."""
    score = np.array(MATCHIT["score"])
    t = people["t"].to_numpy()
    table = people.with_columns(w=pl.Series(np.where(t == 1, 1 / score, 1 / (1 - score))))
    design = Weighting(treatment="t", covariates=X, method="given", weights="w", estimand="ate")
    found = estimate(design, table, Y, seed=1).estimate
    assert found.value == pytest.approx(R["survey"]["ipw"], rel=CLOSE)
    # Ours allows for means that were estimated in each group (n/(n-1) by group), survey's once for all.
    assert found.std_error == pytest.approx(R["survey"]["ipw_error"], rel=0.01)


def test_survey_poststratified_mean(people):
    """The mean of strata by given shares, as direct standardisation weighs them."""
    means = people.group_by("c").agg(pl.col("y").mean()).sort("c")["y"].to_numpy()
    assert means @ [0.5, 0.4, 0.2, 0.1] / 1.2 == pytest.approx(R["survey"]["poststratified_mean"], rel=CLOSE)


@pytest.mark.parametrize(("name", "group"), [("with", 1), ("without", 0)])
def test_restricted_mean_of_survival(people, name, group):
    """survfit's mean up to 12 months; its error is Greenwood's, ours times n/(n-1) under the root."""
    part = people.filter(pl.col("t") == group)
    time, event = part["months"].to_numpy(), part["ended"].to_numpy() == 1
    found = restricted_mean(time, event, 12.0)
    assert found.value == pytest.approx(R["survival"][name]["value"], rel=CLOSE)
    plain = found.std_error * np.sqrt((found.n - 1) / found.n)
    assert plain == pytest.approx(R["survival"][name]["error"], rel=CLOSE)


def test_kaplan_meier(people):
    part = people.filter(pl.col("t") == 1)
    curve = kaplan_meier(part["months"].to_numpy(), part["ended"].to_numpy() == 1)
    at = np.searchsorted(curve.time, R["survival"]["at"], side="right") - 1
    assert curve.survival[at] == pytest.approx(np.array(R["survival"]["share"]), rel=CLOSE)


def test_base_welch_and_fisher(people):
    welch = estimate(RandomisedTrial(treatment="t"), people, Y, seed=1).estimate
    stored = R["base"]["welch"]
    assert (welch.interval.low, welch.interval.high) == pytest.approx((stored["low"], stored["high"]), rel=CLOSE)
    assert (welch.p_value, welch.df) == pytest.approx((stored["p"], stored["df"]), rel=CLOSE)


def test_base_mann_whitney_and_logit(people):
    rating, t = people["rating"].to_numpy().astype(float), people["t"].to_numpy() == 1
    assert probability_of_superiority(rating[t], rating[~t]).value == pytest.approx(R["base"]["superiority"], rel=CLOSE)
    fitted = fit_logistic(t.astype(float), people.select(X).to_numpy().astype(float))
    linear = np.column_stack([np.ones(people.height), people.select(X).to_numpy()]) @ np.array(R["base"]["logit"])
    assert fitted.linear == pytest.approx(linear, abs=CLOSE)


def test_base_multiplicity():
    p = np.array([0.01, 0.04, 0.03, 0.2])
    assert holm(p) == pytest.approx(np.array(R["base"]["holm"]), rel=CLOSE)
    assert benjamini_hochberg(p) == pytest.approx(np.array(R["base"]["benjamini_hochberg"]), rel=CLOSE)
