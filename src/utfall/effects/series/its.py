# SPDX-License-Identifier: Apache-2.0
"""Interrupted time series: how far the series left its own trend at the start, beside a comparison or alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.designs import InterruptedTimeSeries
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, by_t
from utfall.effects.assemble import assemble
from utfall.effects.carrying import carried, refused
from utfall.effects.panel.long import Periods, read_periods
from utfall.effects.result import EffectResult, Flow, GroupFlow
from utfall.effects.sample import outcome_values
from utfall.effects.series.segmented import Segmented, average_contrast, design_matrix, segmented

IN_CEILING = frozenset({"W-ITS-NOCONTROL"})
_ONE_SIDED = 1.645  # normal quantile of 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFit:
    """An interrupted time series with its path.

    Parameters
    ----------
    path
        Period, observed, fitted and continued without the start, in order of time. Beside a comparison series all
        three are differences between the two series.
    """

    result: EffectResult
    path: tuple[tuple[str, float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    y: Floats  # observed, or the difference from the comparison series
    own: Floats
    names: tuple[str, ...]
    n_pre: int
    season: Ints | None
    flow: Flow
    controlled: bool
    skipped: int  # periods without a value


def estimate_its(
    design: InterruptedTimeSeries, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate how far the series left its trend after the start.

    Rows of a period are averaged. With `treatment` the difference between the two series is analysed, which takes
    away everything that happens to both.

    Raises
    ------
    InputError
        Unknown column, periods whose order cannot be known, a season longer than the series can show.
    DesignRefused
        Fewer than three periods before the start, none after, a series without variation.

    See docs/methods/its.md for sources and assumptions.
    """
    return analyse_its(design, columns, outcome, estimate_id=estimate_id).result


def analyse_its(
    design: InterruptedTimeSeries, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> SeriesFit:
    """As `estimate_its`, with the observed, fitted and continued series."""
    series = _read(design, columns, outcome)
    n, n_pre = len(series.y), series.n_pre
    slope = design.slope and n - n_pre >= 2
    X = design_matrix(n, n_pre, slope=slope, season=series.season)
    found = carried(
        lambda: segmented(series.y, X, n_pre=n_pre, slope=slope, prais_winsten=design.errors == "prais_winsten"),
        file=columns.file,
        field=outcome.column,
    )
    contrast = carried(lambda: _contrast(design, series, found, slope=slope), file=columns.file, field=outcome.column)
    result = EffectResult(
        estimate=assemble(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            kind=design.kind,
            estimand=Estimand.ATT,
            ceiling=EvidenceGrade.MODERATE if series.controlled else EvidenceGrade.LIMITED,
            checks=_checks(series, found),
            n=(n - n_pre, n_pre),
            in_ceiling=IN_CEILING,
        ),
        flow=series.flow,
        diagnostics=_diagnostics(series, found, slope=slope),
    )
    path = zip(series.names, series.y, found.fitted, found.continued, strict=True)
    return SeriesFit(result=result, path=tuple((name, float(a), float(b), float(c)) for name, a, b, c in path))


def _read(design: InterruptedTimeSeries, columns: Columns, outcome: Outcome) -> _Series:
    periods = read_periods(columns, design.time)
    y = outcome_values(columns, outcome)
    timed = periods.codes >= 0
    if design.treatment is None:
        treated, unknown = np.ones(columns.height, dtype=np.bool_), np.zeros(columns.height, dtype=np.bool_)
    else:
        treated, unknown = columns.two_groups(design.treatment, design.comparison)
    known = timed & ~unknown & ~np.isnan(y)
    place = {"file": columns.file, "field": design.time}
    if not (known & treated).any():
        raise refused("no-complete", file=columns.file, field=outcome.column)
    own = _means(y, periods, known & treated)
    values = own if design.treatment is None else own - _means(y, periods, known & ~treated)
    position = periods.position(design.post)
    if position is None:
        raise InputError(_unreadable(columns.file, design.time))
    kept = np.flatnonzero(~np.isnan(values))
    n_pre = int((kept < position).sum())
    if n_pre < 3:
        raise refused("few-pre-periods" if n_pre else "no-before", **place)
    if n_pre == len(kept):
        raise refused("no-post-period", **place)
    return _Series(
        y=values[kept],
        own=own[kept],
        names=tuple(periods.names[k] for k in kept),
        n_pre=n_pre,
        season=_season(design, kept, periods, columns),
        flow=_flow(columns.height, treated & ~unknown & timed, ~treated & ~unknown & timed, known),
        controlled=design.treatment is not None,
        skipped=len(periods.names) - len(kept),
    )


def _means(y: Floats, periods: Periods, use: Bools) -> Floats:
    count = np.bincount(periods.codes[use], minlength=len(periods.names))
    total = np.bincount(periods.codes[use], weights=y[use], minlength=len(periods.names))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _season(design: InterruptedTimeSeries, kept: Ints, periods: Periods, columns: Columns) -> Ints | None:
    """Return the season of each period; the series must be two rounds of the seasons long."""
    if design.season is None:
        return None
    if design.season < 2 or len(kept) < 2 * design.season:
        raise InputError(
            Fault(
                "season-too-long",
                Text(
                    sv=f"Serien visar inte {design.season} perioders säsong två gånger.",
                    en=f"The series does not show a season of {design.season} periods twice.",
                ),
                Text(sv="Ta bort season, eller lägg till perioder.", en="Remove season, or add periods."),
                Place(columns.file, design.time),
            )
        )
    return _clock(periods, design.season)[kept] % design.season


def _clock(periods: Periods, season: int) -> Ints:
    """Return a whole number per period that goes on counting where the file leaves periods out."""
    if periods.values is not None and np.all(periods.values == np.round(periods.values)):
        whole = periods.values.astype(np.int64)
        year, month = np.divmod(whole, 100)
        if season == 12 and np.all((year >= 1800) & (month >= 1) & (month <= 12)):  # months written 202401
            return 12 * year + month
        return whole
    marks = {name[4] for name in periods.names} if periods.values is None else set()
    if season == 4 and marks and marks <= set("KQ"):  # quarters written 2024K3
        return np.array([4 * int(name[:4]) + int(name[5]) for name in periods.names], dtype=np.int64)
    if season == 12 and marks and marks <= set("-M"):
        return np.array([12 * int(name[:4]) + int(name[5:7]) for name in periods.names], dtype=np.int64)
    return np.arange(len(periods.names))


def _unreadable(file: str, field: str) -> Fault:
    return Fault(
        "time-order-unknown",
        Text(sv="Starten går inte att läsa som en period.", en="The start cannot be read as a period."),
        Text(sv="Skriv post som perioderna i tidskolumnen.", en="Write post as the periods in the time column."),
        Place(file, field),
    )


def _flow(rows: int, first: Bools, second: Bools, known: Bools) -> Flow:
    def group(member: Bools) -> GroupFlow:
        count, used = int(member.sum()), int((member & known).sum())
        return GroupFlow(rows=count, missing_outcome=count - used, used=used)

    return Flow(
        rows=rows,
        missing_group=rows - int(first.sum()) - int(second.sum()),
        intervention=group(first),
        comparison=group(second),
    )


def _contrast(design: InterruptedTimeSeries, series: _Series, found: Segmented, *, slope: bool) -> Contrast:
    n, n_pre = len(series.y), series.n_pre
    weights = average_contrast(n, n_pre, len(found.coefficients), slope=slope)
    if design.contrast == "level" and slope:
        weights[3] = 0.0
    value = float(weights @ found.coefficients)
    after = float(series.own[n_pre:].mean())
    return by_t(
        value,
        float(np.sqrt(weights @ found.covariance @ weights)),
        df=found.df_of(weights),
        level=design.ci_level,
        mean_1=after,
        mean_0=after - value,
        method=("controlled-" if series.controlled else "") + "segmented-" + design.errors.replace("_", "-"),
    )


def _checks(series: _Series, found: Segmented) -> tuple[Check, ...]:
    n_post = len(series.y) - series.n_pre
    status, limit = checks.below(series.n_pre, 8, 5)
    kept = [Check("W-ITS-FEWPTS", status, float(series.n_pre), limit, (("after", n_post),))]
    status, limit = checks.below(n_post, 4, 1)
    if n_post > series.n_pre:
        status = Status.WARN
    kept.append(Check("W-ITS-SHORTPOST", status, float(n_post), limit, (("before", series.n_pre),)))
    kept.append(autocorrelation_check(len(series.y), found))
    if not series.controlled:
        kept.append(Check("W-ITS-NOCONTROL", Status.WARN))
    if series.skipped:
        share = series.skipped / (series.skipped + len(series.y))
        status, limit = checks.above(share, 0.05, 0.20)
        kept.append(Check("W-GAPS", status, share, limit, (("units", series.skipped),)))
    flow = series.flow
    lost = flow.intervention.missing_outcome + flow.comparison.missing_outcome
    total = flow.intervention.rows + flow.comparison.rows
    status, limit = checks.above(lost / total, 0.05, 0.20)
    details = (("missing_outcome", lost), ("missing_covariates", 0))
    kept.append(Check("W-MISSING", status, lost / total, limit, details))
    return tuple(kept)


def autocorrelation_check(n: int, found: Segmented) -> Check:
    """Return W-ITS-AUTOCORRELATION: short series whose neighbours resemble each other have too short intervals.

    Below 100 periods it always warns: a correlation of 0.3 cannot be told from none there. Longer series warn when the
    correlation may be above 0.5, by the upper end of a one-sided 95 % interval: those in which a strong correlation
    happens to show itself least are those whose intervals are most too short (bench/coverage_designs.json).
    """
    few, limit = n < 100, 0.5
    strong = found.rho + _ONE_SIDED * found.rho_error > limit
    unexplained = abs(found.left) > max(2 / np.sqrt(n), 0.3)
    status = Status.WARN if few or strong or unexplained else Status.PASS
    return Check("W-ITS-AUTOCORRELATION", status, found.rho, limit, (("left", f"{found.left:.2f}"),))


def _diagnostics(series: _Series, found: Segmented, *, slope: bool) -> tuple[tuple[str, float | int | str], ...]:
    errors = np.sqrt(np.diag(found.covariance))
    kept: dict[str, float | int | str] = {
        "autocorrelation": found.rho,
        "autocorrelation_left": found.left,
        "lags": found.lags,
        "level_change": float(found.coefficients[2]),
        "level_change_std_error": float(errors[2]),
        "periods_after": len(series.y) - series.n_pre,
        "periods_before": series.n_pre,
        "trend_before": float(found.coefficients[1]),
        "trend_before_std_error": float(errors[1]),
    }
    if slope:
        kept |= {"trend_change": float(found.coefficients[3]), "trend_change_std_error": float(errors[3])}
    return tuple(sorted(kept.items()))
