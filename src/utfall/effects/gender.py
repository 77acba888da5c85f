# SPDX-License-Identifier: Apache-2.0
"""Gender analysis: attainment and effect by sex, and the difference between the effects with its interval.

Small cells are hidden together with so much else that they cannot be worked out from the totals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from utfall.core.designs import BeforeAfter, Design, RegressionDiscontinuity, StaggeredDiD
from utfall.core.errors import DesignRefused, Fault, InputError, Place
from utfall.core.estimate import Estimate, Interval, Unknown
from utfall.core.frame import Columns, Labels
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.disclosure import DEFAULT_THRESHOLD
from utfall.effects._numerics.cells import hidden_by_sex
from utfall.effects._numerics.contrast import Bools, Floats, Ints, by_t
from utfall.effects.periods import after_start
from utfall.effects.sample import outcome_values

_MOST_SEXES = 6
SMALL_CELL = "small-cell"
SEX_NAMES = frozenset({"kon", "kön", "juridiskt_kon", "juridiskt_kön", "sex", "gender", "female", "kvinna", "man"})
# Intervals that are not value ± t · standard error are combined by their limits instead.
_BY_LIMITS = ("newcombe", "sign-flip-exact", "superiority")


@dataclass(frozen=True, slots=True, kw_only=True)
class SexGroup:
    """Persons of one sex. None where a number is hidden or there is no such group.

    Parameters
    ----------
    n_intervention, n_comparison
        Persons (rows after the start, where there are periods) with a known outcome.
    mean_intervention, mean_comparison
        Their mean outcome: a share 0–1 for a binary outcome.
    effect
        The design's estimate within the sex; unknown with the reason "small-cell" when hidden, else with
        the reason for which the design was refused.
    """

    sex: str
    n_intervention: int | None
    n_comparison: int | None
    mean_intervention: float | None
    mean_comparison: float | None
    effect: Estimate | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class SexDifference:
    """The effect in `first` minus the effect in `second`: independent groups.

    Parameters
    ----------
    p_value
        Two-sided, of equal effects; None when the intervals are not of the t kind.
    method
        "satterthwaite", or "square-and-add" (limits recovered from the limits of both effects).
    """

    first: str
    second: str
    value: float
    std_error: float
    interval: Interval
    p_value: float | None
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GenderResult:
    """One outcome by sex.

    Parameters
    ----------
    hidden
        Some number was hidden because a group is smaller than the threshold.
    missing_sex
        Rows without a sex; None when hidden.
    """

    outcome: str
    design: str
    sex_column: str
    groups: tuple[SexGroup, ...]
    difference: SexDifference | Unknown
    threshold: int
    hidden: bool
    missing_sex: int | None


def analyse_gender(
    design: Design,
    data: Any,
    outcome: Outcome,
    *,
    sex: str,
    seed: int,
    threshold: int = DEFAULT_THRESHOLD,
    estimate_id: str | None = None,
) -> GenderResult:
    """Run the same design within each sex and compare the effects.

    Parameters
    ----------
    sex
        Column that holds the sex, as words or numbers; at most six values.
    threshold
        Smallest count of persons that may be shown.

    Raises
    ------
    InputError
        Unknown column, or a column that cannot be a sex.

    Notes
    -----
    The difference between the sexes is the interaction; two p values, one significant and one not, are no
    evidence of a difference. See docs/methods/gender_analysis.md.
    """
    columns = data if isinstance(data, Columns) else Columns(data)
    labels = _labels(columns, sex)
    counts, means = _attainment(design, columns, outcome, labels)
    hidden = hidden_by_sex(counts, binary=outcome.kind == "binary", threshold=threshold)
    effects = _effects(design, columns, outcome, labels, sex=sex, seed=seed, estimate_id=estimate_id)
    effects = _withheld(effects, hidden, threshold)
    groups = _groups(labels, counts.sum(axis=2), means, hidden, effects, alone=isinstance(design, BeforeAfter))
    unknown = len(labels.names)
    return GenderResult(
        outcome=outcome.id,
        design=design.kind,
        sex_column=sex,
        groups=groups,
        difference=_difference(groups),
        threshold=threshold,
        hidden=bool(hidden.any()) or any(effect == Unknown(SMALL_CELL) for effect in effects),
        missing_sex=None if hidden[unknown].any() else int(counts[unknown].sum()),
    )


def named_as_sex(names: Iterable[str]) -> str:
    """Return the first column whose name says that it holds the sex, '' when there is none."""
    return next((name for name in names if name.strip().casefold().replace(" ", "_") in SEX_NAMES), "")


def _groups(
    labels: Labels, n: Ints, means: Floats, hidden: Bools, effects: list[Estimate | Unknown], *, alone: bool
) -> tuple[SexGroup, ...]:
    """Return what may be shown of each sex; `alone`: there is no comparison group."""

    def count(s: int, g: int) -> int | None:
        return None if hidden[s, g] or (alone and g == 1) else int(n[s, g])

    def mean(s: int, g: int) -> float | None:
        return float(means[s, g]) if count(s, g) else None

    return tuple(
        SexGroup(
            sex=name,
            n_intervention=count(s, 0),
            n_comparison=count(s, 1),
            mean_intervention=mean(s, 0),
            mean_comparison=mean(s, 1),
            effect=effects[s],
        )
        for s, name in enumerate(labels.names)
    )


def _labels(columns: Columns, sex: str) -> Labels:
    labels = columns.labels(sex)
    if 1 <= len(labels.names) <= _MOST_SEXES:
        return labels
    raise InputError(
        Fault(
            "not-a-sex",
            Text(
                sv=f"Kolumnen har {len(labels.names)} olika värden och kan inte vara kön.",
                en=f"The column has {len(labels.names)} different values and cannot be a sex.",
            ),
            Text(
                sv="Ange den kolumn som har kön, till exempel kvinna och man.",
                en="Name the column that holds the sex, for example woman and man.",
            ),
            Place(columns.file, sex),
        )
    )


def _attainment(design: Design, columns: Columns, outcome: Outcome, labels: Labels) -> tuple[Ints, Floats]:
    """Return counts (sexes + 1, 2 groups, 2) and mean outcomes (sexes + 1, 2).

    The last row is for unknown sex. The last axis is with and without the event for a binary outcome;
    otherwise everyone stands in its first place.
    """
    y = outcome_values(columns, outcome)
    treated, known = _in_intervention(design, columns)
    use = ~np.isnan(y) & known & (treated | (not isinstance(design, BeforeAfter)))
    time, post = getattr(design, "time", None), getattr(design, "post", None)
    if time and post:
        use &= after_start(columns, time, post)[0]
    rows = len(labels.names) + 1
    place = np.where(labels.codes < 0, rows - 1, labels.codes) * 2 + ~treated
    event = y == 1 if outcome.kind == "binary" else np.ones(len(y), dtype=bool)
    counts = np.stack([np.bincount(place[use & side], minlength=2 * rows) for side in (event, ~event)], axis=-1)
    total = np.bincount(place[use], weights=y[use], minlength=2 * rows)
    n = counts.sum(axis=1)
    means = np.where(n > 0, total / np.maximum(n, 1), 0.0)
    return counts.reshape(rows, 2, 2).astype(np.int64), means.reshape(rows, 2)


def _effects(
    design: Design,
    columns: Columns,
    outcome: Outcome,
    labels: Labels,
    *,
    sex: str,
    seed: int,
    estimate_id: str | None,
) -> list[Estimate | Unknown]:
    from utfall.effects import estimate  # the package's front door; imported late, since it imports this

    within = _without(design, sex)
    base = estimate_id or f"{design.kind}/{outcome.id}"
    found: list[Estimate | Unknown] = []
    for code, name in enumerate(labels.names):
        part = columns.select(labels.codes == code)
        try:
            result = estimate(within, part, outcome, seed=seed, estimate_id=f"{base}/{name}")
            found.append(result.estimate)
        except DesignRefused as fault:
            found.append(Unknown(fault.faults[0].code))
    return found


def _in_intervention(design: Design, columns: Columns) -> tuple[Bools, Bools]:
    """Return who is in the intervention group and for whom that is known; everybody is when there is but one."""
    treatment, comparison = getattr(design, "treatment", None), getattr(design, "comparison", None)
    everybody = np.ones(columns.height, dtype=bool)
    if treatment is not None:
        treated, unknown = columns.two_groups(treatment, comparison)
        return treated, ~unknown
    if isinstance(design, StaggeredDiD):
        return ~np.isin(columns.words(design.cohort), ("", "0")), everybody
    if isinstance(design, RegressionDiscontinuity):
        running = columns.number(design.running)
        return (running >= design.cutoff) == (design.side == "above"), np.isfinite(running)
    return everybody, everybody


def _without(design: Design, sex: str) -> Design:
    """Return the design without the sex among its covariates: within a sex it does not vary."""
    changed: dict[str, Any] = {
        field: tuple(name for name in getattr(design, field) if name != sex)
        for field in ("covariates", "exact")
        if isinstance(getattr(design, field, None), tuple)
    }
    return replace(design, **changed)


def _withheld(effects: list[Estimate | Unknown], hidden: Bools, threshold: int) -> list[Estimate | Unknown]:
    """Hide the effects of sexes with a hidden cell; hide all when one rests on fewer than the threshold."""
    few = [
        isinstance(effect, Estimate) and 0 < min(effect.n_intervention, effect.n_comparison) < threshold
        for effect in effects
    ]
    return [Unknown(SMALL_CELL) if any(few) or hidden[s].any() else effect for s, effect in enumerate(effects)]


def _difference(groups: tuple[SexGroup, ...]) -> SexDifference | Unknown:
    """Return the difference between the effects in the two sexes with most persons."""
    known = [group for group in groups if isinstance(group.effect, Estimate)]
    if len(known) < 2:
        hidden = any(group.effect == Unknown(SMALL_CELL) for group in groups)
        return Unknown(SMALL_CELL if hidden else "one-sex")
    largest = sorted(known, key=lambda group: -(group.n_intervention or 0) - (group.n_comparison or 0))[:2]
    first, second = (group for group in groups if group in largest)
    return effect_difference(first.sex, first.effect, second.sex, second.effect)


def effect_difference(
    first: str, effect: Estimate | Unknown, second: str, other: Estimate | Unknown
) -> SexDifference | Unknown:
    """Return effect minus other, from independent groups, with its interval.

    Two t intervals give a t interval with Satterthwaite's degrees of freedom. Others are combined by their
    limits (Newcombe 1998; Zou and Donner 2008, Statistics in Medicine 27:1693).
    """
    if isinstance(effect, Unknown):
        return effect
    if isinstance(other, Unknown):
        return other
    value = effect.value - other.value
    v_1, v_2 = effect.std_error**2, other.std_error**2
    std_error = math.sqrt(v_1 + v_2)
    level = effect.interval.level
    if effect.method in _BY_LIMITS or other.method in _BY_LIMITS:
        a, b = effect.interval, other.interval
        low = value - math.hypot(effect.value - a.low, b.high - other.value)
        high = value + math.hypot(a.high - effect.value, other.value - b.low)
        interval, p_value, method = Interval(low, high, level), None, "square-and-add"
    else:
        parts = [(v_1, effect.df), (v_2, other.df)]
        rest = sum((v / (v_1 + v_2)) ** 2 / df for v, df in parts if df is not None)
        found = by_t(
            value,
            std_error,
            df=1 / rest if rest > 0 else None,
            level=level,
            mean_1=effect.value,
            mean_0=other.value,
            method="satterthwaite",
        )
        interval, p_value, method = Interval(found.low, found.high, level), found.p_value, found.method
    return SexDifference(
        first=first,
        second=second,
        value=value,
        std_error=std_error,
        interval=interval,
        p_value=p_value,
        method=method,
    )
