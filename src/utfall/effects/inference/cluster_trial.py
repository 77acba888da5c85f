# SPDX-License-Identifier: Apache-2.0
"""Trials whose lots were drawn for whole clusters or within strata."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from utfall.core.designs import RandomisedTrial
from utfall.core.estimate import Check, Estimand, EvidenceGrade
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Bools, Contrast, Ints, NotEstimableError
from utfall.effects._numerics.regression import cr2, fit
from utfall.effects.balance import balance_before
from utfall.effects.compose import compose
from utfall.effects.inference.ladder import infer
from utfall.effects.inference.lottery import lottery_check, lottery_diagnostics
from utfall.effects.inference.randomisation import RandomisationTest
from utfall.effects.inference.reading import carried_by_clusters, codes_of, one_cluster
from utfall.effects.inference.units import stratified_ratio
from utfall.effects.inference.wild import cluster_statistics, wild_cluster_test
from utfall.effects.inference.within import freed, intercepts, intracluster_correlation, less_means
from utfall.effects.ratio import NAMES, ratio_diagnostics
from utfall.effects.result import Balance, EffectResult, GroupFlow
from utfall.effects.sample import Sample, complete, read_sample, refuse_repeated_ids, refuse_unusable
from utfall.effects.sparse import sparse_check
from utfall.effects.unnamed import unnamed_imbalance

Diagnostics = tuple[tuple[str, float | int | str], ...]
_FEW = 2_000  # clusters up to which the corrections for few are shown


def estimate_drawn_trial(
    design: RandomisedTrial, columns: Columns, outcome: Outcome, *, seed: int, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect of the offer (intention to treat) in a trial with clusters, strata or both.

    The units that were drawn (clusters by their means, else persons) are compared within strata and the differences
    weighted by the strata's units. The inference is chosen by the design: all assignments counted when they are at
    most 10^5, 10^5 drawn below 200 units, else a t interval between units. With covariates, outcomes are first
    freed from what the covariates explain within groups.

    Raises
    ------
    InputError
        Unknown column, an empty cluster cell, a cluster in both groups or two strata, an id on several rows.
    DesignRefused
        An empty group, one cluster per group, outcomes without variation.

    See docs/methods/cluster_trial.md for sources and assumptions.
    """
    adjust = design.adjust and bool(design.covariates)
    whole = read_sample(
        columns,
        outcome,
        treatment=design.treatment,
        comparison=design.comparison,
        covariates=design.covariates,
        id_column=design.id,
    )
    if design.id:
        refuse_repeated_ids(whole.ids, whole.rows, columns, design.id)
    sample = comparable(complete(whole, with_covariates=adjust), columns, design.strata)
    cluster = codes_of(columns, (design.cluster,) if design.cluster else (), sample.rows)
    strata = codes_of(columns, design.strata, sample.rows)
    contrast, test = _infer(design, sample, cluster, strata, seed=seed, adjust=adjust)
    balance = balance_before(sample.covariates, sample.names, sample.treated)
    found = (
        *_size(sample, cluster),
        *sparse_check(sample.y, sample.treated, outcome),
        *checks.missing(sample.flow),
        *checks.randomisation_balance(None if design.cluster else _balance_within(sample, strata)),
        *lottery_check(test, contrast),
        *(() if _named(design) else (unnamed_imbalance(design, columns, outcome),)),
    )
    return EffectResult(
        estimate=compose(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            design=design,
            estimand=Estimand.ITT,
            ceiling=EvidenceGrade.STRONG,
            checks=found,
            n=(sample.n_intervention, sample.n_comparison),
        ),
        flow=sample.flow,
        balance=balance,
        diagnostics=tuple(
            sorted(
                (
                    *_diagnostics(sample, cluster, strata, test, seed=seed, adjust=adjust, level=design.ci_level),
                    *_ratio(sample, cluster, strata, outcome, adjust=adjust, level=design.ci_level),
                )
            )
        ),
    )


def _named(design: RandomisedTrial) -> bool:
    """Tell whether other columns of the table say nothing of the lottery: clusters and strata may differ in them."""
    return bool(design.covariates or design.cluster or design.strata)


def comparable(sample: Sample, columns: Columns, strata: tuple[str, ...]) -> Sample:
    """Leave out strata that miss a group and count their persons as unmatched.

    Raises
    ------
    DesignRefused
        When no stratum has both groups.
    """
    codes = codes_of(columns, strata, sample.rows)
    if codes is None:
        return sample
    share = np.bincount(codes, weights=sample.treated) / np.bincount(codes)
    keep = ((share > 0) & (share < 1))[codes]

    def group(before: GroupFlow, member: Bools) -> GroupFlow:
        return replace(before, unmatched=int((member & ~keep).sum()), used=int((member & keep).sum()))

    flow = replace(
        sample.flow,
        intervention=group(sample.flow.intervention, sample.treated),
        comparison=group(sample.flow.comparison, ~sample.treated),
    )
    kept = replace(sample, flow=flow).take(keep)
    refuse_unusable(kept)
    return kept


def _balance_within(sample: Sample, strata: Ints | None) -> Balance | None:
    """Return the balance that the lottery is held against: within strata, where the share drawn may differ."""
    covariates = sample.covariates
    if strata is not None and covariates.shape[1]:
        covariates = less_means(covariates, strata)
    return balance_before(covariates, sample.names, sample.treated)


def _infer(
    design: RandomisedTrial, sample: Sample, cluster: Ints | None, strata: Ints | None, *, seed: int, adjust: bool
) -> tuple[Contrast, RandomisationTest | None]:
    place = {"file": sample.file, "field": design.cluster or design.treatment}

    def compute() -> tuple[Contrast, RandomisationTest | None]:
        y = freed(sample.y, sample.treated.astype(float), sample.covariates, strata) if adjust else sample.y
        try:
            found, test = infer(y, sample.treated, seed=seed, cluster=cluster, strata=strata, level=design.ci_level)
        except NotEstimableError as fault:
            if fault.reason == "one-cluster":
                raise one_cluster(**place) from fault
            raise
        prefix = "cluster-means-" if cluster is not None else "strata-" if strata is not None else ""
        name = found.method if found.method.startswith(("cluster", "strat")) else prefix + found.method
        return replace(found, method=name + ("-adjusted" if adjust else "")), test

    return carried_by_clusters(compute, **place)


def _size(sample: Sample, cluster: Ints | None) -> tuple[Check, ...]:
    persons = checks.small_groups(sample.n_intervention, sample.n_comparison)
    if cluster is None:
        return (persons,)
    treated = sample.treated
    return persons, checks.clusters(len(np.unique(cluster[treated])), len(np.unique(cluster[~treated])))


def _ratio(
    sample: Sample, cluster: Ints | None, strata: Ints | None, outcome: Outcome, *, adjust: bool, level: float
) -> Diagnostics:
    """Return the ratio of the two mean shares or counts whose difference is the effect, beside it."""
    if outcome.kind not in NAMES:
        return ()
    try:
        y = freed(sample.y, sample.treated.astype(float), sample.covariates, strata) if adjust else sample.y
        found = stratified_ratio(y, sample.treated, cluster=cluster, strata=strata, level=level)
    except NotEstimableError:
        return ()
    return ratio_diagnostics(found, outcome)


def _diagnostics(
    sample: Sample,
    cluster: Ints | None,
    strata: Ints | None,
    test: RandomisationTest | None,
    *,
    seed: int,
    adjust: bool,
    level: float,
) -> Diagnostics:
    found: dict[str, float | int | str] = lottery_diagnostics(test)
    if strata is not None:
        found["strata"] = len(np.unique(strata))
    if cluster is not None:
        found |= _clustered(sample, np.unique(cluster, return_inverse=True)[1].astype(np.int64), strata,
                            seed=seed, adjust=adjust, level=level)  # fmt: skip
    return tuple(sorted(found.items()))


def _clustered(
    sample: Sample, cluster: Ints, strata: Ints | None, *, seed: int, adjust: bool, level: float
) -> dict[str, float | int | str]:
    """Return what the persons' regression says: each person weighs alike, clusters only widen the interval."""
    n_clusters = int(cluster.max()) + 1
    found: dict[str, float | int | str] = {
        "clusters": n_clusters,
        "intracluster_correlation": intracluster_correlation(sample.y, cluster, sample.treated.astype(np.int64)),
    }
    if n_clusters > _FEW:
        return found  # so many that the comparison of clusters leaves nothing to be corrected
    parts = [intercepts(strata, len(cluster)), sample.treated.astype(float)[:, None]]
    position = parts[0].shape[1]
    X = np.column_stack(parts + ([sample.covariates - sample.covariates.mean(axis=0)] if adjust else []))
    try:
        fitted = fit(X, sample.y)
        std_error, df = cr2(fitted, cluster, np.eye(X.shape[1])[position])
        wild = wild_cluster_test(
            cluster_statistics(X, sample.y, cluster), position, seed=seed, level=level, interval=False
        )
    except NotEstimableError:
        return found  # too few clusters for the regression; the comparison of clusters stands by itself
    return found | {
        "persons_value": float(fitted.coefficients[position]),
        "persons_std_error_cr2": std_error,
        "persons_df": df,
        "wild_count": wild.count,
        "wild_total": wild.total,
    }
