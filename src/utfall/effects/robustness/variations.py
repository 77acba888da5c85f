# SPDX-License-Identifier: Apache-2.0
"""Whether the finding hangs on one unit or one choice of analysis: leave-one-out, the specification curve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Ints, NotEstimableError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The estimate without one unit; None when it could not be computed."""

    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """Estimates without each unit in turn.

    Parameters
    ----------
    most_influential
        The unit whose absence moves the estimate most.
    changes_sign
        Whether leaving out some unit turns the sign.
    """

    value: float
    rows: tuple[LeftOut, ...]
    lowest: float
    highest: float
    most_influential: str
    changes_sign: bool


def leave_one_out(compute: Callable[[Bools], float], unit: Ints, names: Sequence[str]) -> LeaveOneOut:
    """Estimate again without each unit (person, school, region).

    Parameters
    ----------
    compute
        Returns the estimate from the rows where the mask, shape (n,), is true.
    unit, names
        Code of each row's unit, shape (n,), index of names.

    Raises
    ------
    NotEstimableError
        When the estimate with all units, or every one without, cannot be computed.
    """
    value = compute(np.ones(len(unit), dtype=bool))
    rows = []
    for code, name in enumerate(names):
        try:
            rows.append(LeftOut(name, compute(unit != code)))
        except NotEstimableError:
            rows.append(LeftOut(name, None))
    found = [(row.value, row.name) for row in rows if row.value is not None]
    if not found:
        raise NotEstimableError("too-few")
    values = [pair[0] for pair in found]
    furthest = max(found, key=lambda pair: abs(pair[0] - value))[1]
    turned = min(values) < 0 < value or max(values) > 0 > value
    return LeaveOneOut(value, tuple(rows), min(values), max(values), furthest, turned)


@dataclass(frozen=True, slots=True)
class Specification:
    """One way to analyse, as (choice, option) pairs, and its estimate or the reason why there is none."""

    choices: tuple[tuple[str, str], ...]
    contrast: Contrast | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SpecificationCurve:
    """Estimates of all reasonable analyses, ordered by value.

    Parameters
    ----------
    median, lowest, highest
        Of the estimates.
    share_same_sign
        Share with the median's sign.
    share_excluding_zero
        Share whose interval leaves out 0 on the median's side.
    failed
        Specifications that could not be computed.
    """

    specifications: tuple[Specification, ...]
    median: float
    lowest: float
    highest: float
    share_same_sign: float
    share_excluding_zero: float
    failed: int


def specification_curve(
    compute: Callable[[Mapping[str, str]], Contrast], options: Mapping[str, Sequence[str]]
) -> SpecificationCurve:
    """Estimate under every combination of choices.

    Parameters
    ----------
    options
        Name of each choice (caliper, covariates, outliers …) and its options.

    Raises
    ------
    NotEstimableError
        "too-few" when no combination can be computed.

    Notes
    -----
    Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4:1208. The estimates come from the same data: their
    number is no number of independent findings.
    """
    names = tuple(options)
    found, failed = [], []
    for combination in product(*options.values()):
        choices = tuple(zip(names, combination, strict=True))
        try:
            found.append(Specification(choices, compute(dict(choices))))
        except NotEstimableError as fault:
            failed.append(Specification(choices, None, fault.reason))
    contrasts = [s.contrast for s in found if s.contrast is not None]
    if not contrasts:
        raise NotEstimableError("too-few")
    values = np.array([c.value for c in contrasts])
    side = np.sign(np.median(values))
    outside = [(c.low > 0 and side > 0) or (c.high < 0 and side < 0) for c in contrasts]
    ordered = sorted(found, key=lambda s: 0.0 if s.contrast is None else s.contrast.value)
    return SpecificationCurve(
        (*ordered, *failed),
        float(np.median(values)),
        float(values.min()),
        float(values.max()),
        float((np.sign(values) == side).mean()),
        float(np.mean(outside)),
        len(failed),
    )
