# SPDX-License-Identifier: Apache-2.0
"""National or regional value: participants beside a given number, standardised to who they are."""

from __future__ import annotations

import numpy as np

from utfall.core.designs import BenchmarkValue
from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.contrast import Contrast, Floats
from utfall.effects._numerics.given_value import count_against, garwood, mean_against, share_against
from utfall.effects.assemble import assemble
from utfall.effects.carrying import carried, refused
from utfall.effects.result import EffectResult, Flow, GroupFlow
from utfall.effects.sample import outcome_values


def estimate_benchmark(
    design: BenchmarkValue, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Compare the participants with a given value: their mean less the one expected for people like them.

    A binary outcome has exact binomial limits, a count exact Poisson limits, a continuous one Student's t. The given
    value is taken as known without error.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, a stratum without a given value.
    DesignRefused
        No value given, nobody with an outcome, one person, an outcome without variation.

    See docs/methods/benchmark.md for sources and assumptions.
    """
    y, expected, flow = _read(design, columns, outcome)
    place = {"file": columns.file, "field": outcome.column}
    contrast = carried(lambda: _contrast(y, expected, outcome, design.ci_level), **place)
    return EffectResult(
        estimate=assemble(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            kind=design.kind,
            estimand=Estimand.ATT,
            ceiling=EvidenceGrade.LIMITED,
            checks=_checks(design, y, outcome, flow),
            n=(len(y), len(y)),  # the same persons: what they have, and what is expected of them
            in_ceiling=frozenset({"W-GIVEN-VALUE"}),
        ),
        flow=flow,
        diagnostics=_diagnostics(y, expected, outcome, design.ci_level),
    )


def _read(design: BenchmarkValue, columns: Columns, outcome: Outcome) -> tuple[Floats, Floats, Flow]:
    y = outcome_values(columns, outcome)
    expected = _expected(design, columns)
    member, unknown = np.ones(columns.height, dtype=np.bool_), np.zeros(columns.height, dtype=np.bool_)
    if design.treatment is not None:
        member, unknown = columns.two_groups(design.treatment, design.comparison)
        member = member & ~unknown
    has_y, has_x = ~np.isnan(y), ~np.isnan(expected)
    keep = member & has_y & has_x
    place = {"file": columns.file, "field": outcome.column}
    if not keep.any():
        raise refused("no-complete", **place)
    if keep.sum() == 1:
        raise refused("one-participant", **place)
    flow = Flow(
        rows=columns.height,
        missing_group=int(unknown.sum()),
        intervention=GroupFlow(
            rows=int(member.sum()),
            missing_outcome=int((member & ~has_y).sum()),
            missing_covariates=int((member & has_y & ~has_x).sum()),
            used=int(keep.sum()),
        ),
        comparison=GroupFlow(rows=0),
    )
    return y[keep], expected[keep], flow


def _expected(design: BenchmarkValue, columns: Columns) -> Floats:
    """Return the given value for each row, NaN where the stratum is empty."""
    if design.expected is not None:
        return columns.number(design.expected)
    if design.strata is not None and design.rates:
        labels, given = columns.labels(design.strata), dict(design.rates)
        unknown = [name for name in labels.names if name not in given]
        if unknown:
            raise InputError(
                Fault(
                    "stratum-unknown",
                    Text(
                        sv=f"Gruppen ”{unknown[0][:24]}” har inget givet värde.",
                        en=f"The group '{unknown[0][:24]}' has no given value.",
                    ),
                    suggestion(unknown[0], given),
                    Place(columns.file, design.strata),
                )
            )
        values = np.array([*(given[name] for name in labels.names), np.nan])
        return values[labels.codes]
    if design.reference is None:
        raise refused("no-reference", file=columns.file)
    return np.full(columns.height, float(design.reference))


def _contrast(y: Floats, expected: Floats, outcome: Outcome, level: float) -> Contrast:
    if outcome.kind == "binary":
        return share_against(int(y.sum()), len(y), float(expected.mean()), level=level)
    if outcome.kind == "count":
        return count_against(int(y.sum()), len(y), float(expected.mean()), level=level)
    return mean_against(y, expected, level=level)


def _checks(design: BenchmarkValue, y: Floats, outcome: Outcome, flow: Flow) -> tuple[Check, ...]:
    status, limit = checks.below(len(y), 30, 10)
    kept = [Check("W-SMALLN", status, float(len(y)), limit), *checks.missing(flow)]
    kept.append(Check("W-GIVEN-VALUE", Status.WARN))
    alike = design.expected is not None or design.strata is not None
    kept.append(
        Check("W-COMPOSITION", Status.PASS if alike else Status.WARN, None, None, (("covariates", int(alike)),))
    )
    if outcome.kind == "count" and y.mean() > 0:
        ratio = float(y.var(ddof=1) / y.mean())
        status, limit = checks.above(ratio, 1.5, 3.0)
        kept.append(Check("W-OVERDISPERSION", status, ratio, limit))
    return tuple(kept)


def _diagnostics(
    y: Floats, expected: Floats, outcome: Outcome, level: float
) -> tuple[tuple[str, float | int | str], ...]:
    total = float(expected.sum())
    if outcome.kind == "continuous" or total <= 0:
        return ()
    low, high = garwood(int(y.sum()), level=level)
    return (
        ("expected_events", total),
        ("observed_events", int(y.sum())),
        ("ratio", float(y.sum()) / total),
        ("ratio_high", high / total),
        ("ratio_low", low / total),
    )
