# SPDX-License-Identifier: Apache-2.0
"""What must hold for an estimate to be trusted, and what it may then be called.

Limits and meanings are listed in docs/methods/checks.md; `reports` has the words.
"""

from __future__ import annotations

import math

from utfall.core.estimate import Check, EvidenceGrade, Status
from utfall.effects.result import Balance, BalanceRow, Flow, GroupFlow

# Checks that never lower the grade: they tell of the design itself and are already in its ceiling, change no number, or
# are counted in the error already.
_IN_CEILING = frozenset({"W-PARALLEL", "W-UNMEASURED", "W-BEFOREAFTER-RTM", "W-COLLINEAR", "W-CONSTANT", "W-SPLITS"})
# A failure of these means that the number is no answer to the question at all.
_CRITICAL = frozenset({"W-NAIVE-IMBALANCE", "W-CALIPER", "W-UNNAMED"})
_LADDER = (
    EvidenceGrade.STRONG,
    EvidenceGrade.MODERATE,
    EvidenceGrade.LIMITED,
    EvidenceGrade.INSUFFICIENT,
)
CATALOGUE: tuple[str, ...] = (
    "W-SMALLN", "W-MISSING", "W-MISSING-DIFF", "W-MISSING-GROUP", "W-INCOMPLETE", "W-BALANCE-RCT",
    "W-NAIVE-IMBALANCE", "W-BALANCE", "W-OVERLAP", "W-ESS", "W-DROPPED", "W-CALIPER", "W-EXTRAPOLATION",
    "W-UNMEASURED", "W-PARALLEL", "W-BASELINE", "W-SEPARATE-SAMPLES", "W-CLUSTER", "W-BEFOREAFTER-RTM",
    "W-AUTOCORRELATION", "W-SPARSE", "W-UNNAMED", "W-LOTTERY", "W-FOLLOWED", "W-DESIGN-UNSTATED", "W-OVERLAP-ALL",
    "W-WEIGHTS", "W-COLLINEAR", "W-CONSTANT", "W-INSIDE", "W-SPLITS",
)  # fmt: skip


def grade(ceiling: EvidenceGrade, checks: tuple[Check, ...]) -> EvidenceGrade:
    """Return the evidence grade: the design's ceiling, one step down for warnings, two for failures.

    A failed critical check gives INSUFFICIENT. CHANGE_ONLY stays what it is.
    """
    if ceiling is EvidenceGrade.CHANGE_ONLY:
        return ceiling
    counted = [check for check in checks if check.id not in _IN_CEILING]
    failed = [check for check in counted if check.status is Status.FAIL]
    if any(check.id in _CRITICAL for check in failed):
        return EvidenceGrade.INSUFFICIENT
    warned = any(check.status is Status.WARN for check in counted)
    steps = 2 if failed else int(warned)
    return _LADDER[min(_LADDER.index(ceiling) + steps, len(_LADDER) - 1)]


def above(value: float, warn: float, fail: float) -> tuple[Status, float]:
    """Return the status of a value that should be small, and the limit that it was held against."""
    if value > fail:
        return Status.FAIL, fail
    return (Status.WARN if value > warn else Status.PASS), warn


def below(value: float, warn: float, fail: float) -> tuple[Status, float]:
    """Return the status of a value that should be large, and the limit that it was held against."""
    if value < fail:
        return Status.FAIL, fail
    return (Status.WARN if value < warn else Status.PASS), warn


def small_groups(n_intervention: int, n_comparison: int) -> Check:
    """W-SMALLN: the smaller group has at least 30 persons (fails below 10)."""
    value = min(n_intervention, n_comparison)
    status, limit = below(value, 30, 10)
    return Check("W-SMALLN", status, float(value), limit)


def sparse(events: tuple[int, int], sizes: tuple[int, int]) -> Check:
    """W-SPARSE: at least 5 with and 5 without the event in each group, for a binary outcome."""
    cells = [*events, *(n - k for n, k in zip(sizes, events, strict=True))]
    return Check("W-SPARSE", Status.WARN if min(cells) < 5 else Status.PASS, float(min(cells)), 5.0)


def missing(flow: Flow) -> tuple[Check, ...]:
    """W-MISSING, W-MISSING-DIFF and W-MISSING-GROUP: who has no values, and whether the groups differ."""
    lost = [_share_lost(flow.intervention), _share_lost(flow.comparison)]
    rows = flow.intervention.rows + flow.comparison.rows
    together = (lost[0] * flow.intervention.rows + lost[1] * flow.comparison.rows) / rows
    status, limit = above(together, 0.05, 0.20)
    outcome = flow.intervention.missing_outcome + flow.comparison.missing_outcome
    covariates = flow.intervention.missing_covariates + flow.comparison.missing_covariates
    details = (("missing_outcome", outcome), ("missing_covariates", covariates))
    found = [Check("W-MISSING", status, together, limit, details)]
    if flow.comparison.rows:
        difference = abs(lost[0] - lost[1])
        status, limit = above(difference, 0.05, 0.10)
        shares = (("intervention", lost[0]), ("comparison", lost[1]))
        found.append(Check("W-MISSING-DIFF", status, difference, limit, shares))
    if flow.missing_group:
        share = flow.missing_group / flow.rows
        status, limit = above(share, 0.05, 0.20)
        status = Status.INFO if status is Status.PASS else status
        found.append(Check("W-MISSING-GROUP", status, share, limit, (("rows", flow.missing_group),)))
    return tuple(found)


def _share_lost(group: GroupFlow) -> float:
    return (group.missing_outcome + group.missing_covariates) / group.rows if group.rows else 0.0


def incomplete(flow: Flow) -> Check:
    """W-INCOMPLETE: units without a value in both periods (warns above 5 %, fails above 20 %)."""
    count = flow.intervention.incomplete + flow.comparison.incomplete
    rows = flow.intervention.rows + flow.comparison.rows
    status, limit = above(count / rows, 0.05, 0.20)
    return Check("W-INCOMPLETE", status, count / rows, limit, (("units", count),))


def _worst(rows: tuple[BalanceRow, ...], *, after: bool) -> tuple[str, float]:
    def size(row: BalanceRow) -> float:
        smd = row.smd_after if after else row.smd_before
        return math.inf if smd is None else abs(smd)

    worst = max(rows, key=size)
    return worst.covariate, size(worst)


def randomisation_balance(balance: Balance | None) -> tuple[Check, ...]:
    """W-BALANCE-RCT and W-NAIVE-IMBALANCE: whether chance can have made groups that differ this much.

    The first warns when the omnibus test gives p < 0.01. The second fails when moreover some covariate
    differs by more than half a standard deviation and p < 0.001: no lottery makes such groups.
    """
    if balance is None or not balance.rows or balance.omnibus_p is None:
        return (Check("W-BALANCE-RCT", Status.INFO, None, None, (("covariates", 0),)),)
    name, size = _worst(balance.rows, after=False)
    p = balance.omnibus_p
    shown = size if math.isfinite(size) else None
    wild = size > 0.5 and p < 0.001
    details = (("covariate", name),)
    return (
        Check("W-BALANCE-RCT", Status.WARN if p < 0.01 else Status.PASS, p, 0.01, details),
        Check("W-NAIVE-IMBALANCE", Status.FAIL if wild else Status.PASS, shown, 0.5, details),
    )


def matched_balance(balance: Balance) -> tuple[Check, ...]:
    """W-BALANCE (largest standardised difference left) and W-ESS (comparison persons, effectively)."""
    name, size = _worst(balance.rows, after=True)
    status, limit = above(size, 0.10, 0.25)
    shown = size if math.isfinite(size) else None
    left = Check("W-BALANCE", status, shown, limit, (("covariate", name),))
    status, limit = below(balance.ess_comparison, 30, 10)
    ess = Check("W-ESS", status, balance.ess_comparison, limit, (("n_comparison", balance.n_comparison),))
    return left, ess


def overlap(share_outside: float, *, separated: bool) -> Check:
    """W-OVERLAP: treated whose propensity score no control reaches (warns above 5 %, fails above 20 %)."""
    status, limit = above(share_outside, 0.05, 0.20)
    details = (("separated", int(separated)),)
    return Check("W-OVERLAP", Status.FAIL if separated else status, share_outside, limit, details)


def dropped(unmatched: int, treated: int) -> Check:
    """W-DROPPED: treated without a match. Told from the first; warns above 10 %, fails above 30 %."""
    share = unmatched / treated
    status, limit = above(share, 0.10, 0.30)
    if status is Status.PASS and unmatched:
        status = Status.INFO
    return Check("W-DROPPED", status, share, limit, (("unmatched", unmatched),))


def caliper(largest: float, asked: float | None) -> Check:
    """W-CALIPER: no pair is further apart than the caliper. With none asked for: than 0.2, else a warning.

    Both in standard deviations of the propensity score.
    """
    limit = 0.2 if asked is None else asked
    broken = Status.WARN if asked is None else Status.FAIL
    status = Status.PASS if largest <= limit * (1 + 1e-9) else broken
    return Check("W-CALIPER", status, largest, limit, (("asked", int(asked is not None)),))


def extrapolation(share: float) -> Check:
    """W-EXTRAPOLATION: treated outside the comparison group's range on some covariate (warns above 10 %)."""
    status, limit = above(share, 0.10, 0.50)
    return Check("W-EXTRAPOLATION", status, share, limit)


def inside(left: float, std_error: float, *, chance: float = 0.0) -> Check:
    """W-INSIDE: what persons compared with each other still differ by moves the effect by at most 0.4 of its error.

    A shift of 0.4 standard errors leaves a 95 % interval that covers in 93 %; fails above 1.5 (68 %).

    Parameters
    ----------
    left
        The shift, in the outcome's unit.
    chance
        Its standard error when the difference is chance alone, which the effect's own error holds already: a shift
        within 1.96 of it is told, not warned of.
    """
    size = abs(left) / std_error
    status, limit = above(size, INSIDE, 1.5)
    if status is not Status.PASS and abs(left) <= 1.96 * chance:
        status = Status.INFO
    return Check("W-INSIDE", status, size, limit, (("left", left), ("chance", chance)))


def baseline(smd: float | None) -> Check:
    """W-BASELINE: how far apart the groups stood at the start (warns above 0.5 standard deviations)."""
    if smd is None:
        return Check("W-BASELINE", Status.FAIL, None, 1.0)
    status, limit = above(abs(smd), 0.5, 1.0)
    return Check("W-BASELINE", status, abs(smd), limit)


def clusters(n_intervention: int, n_comparison: int) -> Check:
    """W-CLUSTER: clusters in the group with the fewest (warns below 10, fails below 4)."""
    value = min(n_intervention, n_comparison)
    status, limit = below(value, 10, 4)
    return Check("W-CLUSTER", status, float(value), limit, (("all", n_intervention + n_comparison),))


def autocorrelation(value: float | None) -> Check:
    """W-AUTOCORRELATION: neighbouring periods resemble each other (warns above 0.2)."""
    if value is None:
        return Check("W-AUTOCORRELATION", Status.INFO)
    return Check("W-AUTOCORRELATION", Status.WARN if abs(value) > 0.2 else Status.PASS, value, 0.2)


def splits(spread: float | None, repeats: int) -> tuple[Check, ...]:
    """W-SPLITS: how far estimates lie apart by which persons chance put in the same part; nothing with one division.

    Parameters
    ----------
    spread
        Standard deviation between divisions, in standard errors. It is in the error; above 0.5 it widens the error of a
        single division by more than a tenth, and another seed may be seen in the answer.
    """
    if spread is None:
        return ()
    status = Status.WARN if spread > _SPREAD else Status.PASS
    return (Check("W-SPLITS", status, spread, _SPREAD, (("repeats", repeats),)),)


INSIDE = 0.4  # standard errors, from which what is left inside pairs and sets is looked at closer
_SPREAD = 0.5
