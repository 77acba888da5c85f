# SPDX-License-Identifier: Apache-2.0
"""Staggered starts: how much more those that have started changed than those that have not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from utfall.core.designs import StaggeredDiD
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, by_t
from utfall.effects.assemble import assemble
from utfall.effects.carrying import carried, refused
from utfall.effects.panel import groups, trends
from utfall.effects.panel.honest import HonestBounds
from utfall.effects.panel.long import (
    NEVER,
    Wide,
    covariate_cells,
    first_rows,
    read_clusters,
    read_starts,
    read_wide,
)
from utfall.effects.panel.paths import cell_effects, points, span
from utfall.effects.panel.results import PathPoint, StaggeredAnalysis
from utfall.effects.panel.twfe import two_way
from utfall.effects.result import EffectResult, Flow, GroupFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    wide: Wide
    start: Ints
    covariates: Floats | None
    cluster: Ints | None
    lacking: int  # units that cannot be used: no value at all

    @property
    def treated(self) -> Bools:
        return np.asarray(self.start != NEVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    found: groups.Cells
    spread: Floats  # covariance of the cells' basis
    path: dict[int, groups.Average]  # by distance from the start
    averages: dict[str, groups.Average]


def estimate_staggered_did(
    design: StaggeredDiD, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect on those that started, when they started at different times.

    Each start group is compared, period by period, with units that have not started; the effects are then averaged
    as `design.aggregate` says. Errors from influence functions, by unit or by cluster.

    Raises
    ------
    InputError
        Unknown column, a unit twice in a period, a start that is no period or that varies within a unit.
    DesignRefused
        No unit starts, none is untreated, a unit without a period before its start, one period before all starts,
        fewer than four clusters.

    See docs/methods/staggered_did.md and event_study.md for sources and assumptions.
    """
    return _estimated(design, columns, outcome, estimate_id)[0]


def analyse_staggered_did(
    design: StaggeredDiD, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None, seed: int = 1
) -> StaggeredAnalysis:
    """As `estimate_staggered_did`, with the event study, every cell and the bounds on parallel trends.

    Parameters
    ----------
    seed
        Of the draws behind the event study's simultaneous band, the only random part.
    """
    result, data, cells = _estimated(design, columns, outcome, estimate_id)
    found, spread, level = cells.found, cells.spread, design.ci_level
    return StaggeredAnalysis(
        result=result,
        cells=cell_effects(cells.found, cells.spread, level, data.wide.periods),
        event_study=_event_study(cells, level, seed),
        groups=points(groups.by_group(found), spread, level, data.wide.periods),
        calendar=points(groups.by_period(found), spread, level, data.wide.periods),
        averages=tuple((name, part.value, groups.std_error(part, spread)) for name, part in cells.averages.items()),
        bounds=carried(lambda: _honest(design, data, cells), file=columns.file, field=outcome.column),
        influence=cells.averages[design.aggregate].loading @ found.basis,
    )


def _estimated(
    design: StaggeredDiD, columns: Columns, outcome: Outcome, estimate_id: str | None
) -> tuple[EffectResult, _Data, _Found]:
    data = _read(design, columns, outcome)
    place = {"file": columns.file, "field": outcome.column}
    cells = carried(lambda: _found(design, data), **place)
    contrast = carried(lambda: _contrast(design, data, cells), **place)
    independent = len(data.start) if data.cluster is None else int(data.cluster.max()) + 1
    test = trends.pretest(cells.found, cells.spread, independent)
    twfe = two_way(data.wide.y, data.start)
    result = EffectResult(
        estimate=assemble(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            kind=design.kind,
            estimand=Estimand.ATT,
            ceiling=EvidenceGrade.MODERATE,
            checks=_checks(design, data, cells, contrast, test, twfe),
            n=_sizes(data, cells.found),
        ),
        flow=_flow(columns.height, data),
        diagnostics=_diagnostics(cells, data, test, twfe),
    )
    return result, data, cells


def _read(design: StaggeredDiD, columns: Columns, outcome: Outcome) -> _Data:
    wide, periods = read_wide(columns, outcome, id_column=design.id, time=design.time)
    start = read_starts(columns, design.cohort, wide, periods, id_column=design.id)
    place = {"file": columns.file, "field": design.cohort}
    known = ~np.isnan(wide.y)
    has = known.any(axis=1)
    if (start == NEVER).all():
        raise refused("no-treated", **place)
    first = np.where(has, known.argmax(axis=1), -1)
    if (has & (start != NEVER) & (first >= start)).any():
        raise refused("no-pre-period", **place)
    if int(start[start != NEVER].max()) < 2:
        raise refused("one-pre-period", file=columns.file, field=design.time)
    rows = first_rows(wide)
    cluster = read_clusters(columns, design.cluster, rows)
    if cluster is not None and len(np.unique(cluster[has])) < 4:
        raise refused("few-clusters", file=columns.file, field=design.cluster or "")
    covariates = covariate_cells(columns, design.covariates, wide)[0] if design.covariates else None
    if float(np.ptp(wide.y[known])) == 0:
        raise refused("all-equal", file=columns.file, field=outcome.column)
    return _Data(
        wide=wide if has.all() else Wide(y=wide.y[has], row=wide.row[has], periods=wide.periods, no_key=wide.no_key),
        start=start[has],
        covariates=None if covariates is None else covariates[has],
        cluster=None if cluster is None else np.unique(cluster[has], return_inverse=True)[1].astype(np.int64),
        lacking=int((~has).sum()),
    )


def _cells(design: StaggeredDiD, data: _Data) -> groups.Cells:
    return groups.cells(
        data.wide.y,
        data.start,
        covariates=data.covariates,
        comparison_group=design.comparison_group,
        base=design.base,
    )


def _found(design: StaggeredDiD, data: _Data) -> _Found:
    found = _cells(design, data)
    return _Found(
        found=found,
        spread=groups.covariance(found.basis, data.cluster),
        path=groups.by_event_time(found),
        averages={name: average(found) for name, average in groups.AGGREGATES.items()},
    )


def _independent(data: _Data) -> tuple[int, int]:
    """Return how many clusters (or units) hold treated units, and how many hold none."""
    if data.cluster is None:
        return int(data.treated.sum()), int((~data.treated).sum())
    treated = len(np.unique(data.cluster[data.treated]))
    return treated, int(data.cluster.max()) + 1 - treated


def _sizes(data: _Data, found: groups.Cells) -> tuple[int, int]:
    return int(data.treated.sum()), max(int((~data.treated).sum()), int(found.n_comparison[found.after].max()))


def _contrast(design: StaggeredDiD, data: _Data, cells: _Found) -> Contrast:
    chosen = cells.averages[design.aggregate]
    treated, others = _independent(data)
    started = np.arange(data.wide.y.shape[1]) >= data.start[:, None]
    mean = float(np.nanmean(data.wide.y[started]))
    return by_t(
        chosen.value,
        groups.std_error(chosen, cells.spread),
        df=max(min(treated, others if others > 1 else treated) - 1, 1),
        level=design.ci_level,
        mean_1=mean,
        mean_0=mean - chosen.value,
        method="callaway-santanna" + ("-dr" if design.covariates else ""),
    )


def _checks(
    design: StaggeredDiD,
    data: _Data,
    cells: _Found,
    contrast: Contrast,
    test: trends.Pretest | None,
    twfe: tuple[float, float] | None,
) -> tuple[Check, ...]:
    treated, others = _independent(data)
    kept: list[Check] = [checks.small_groups(*_sizes(data, cells.found))]
    if treated == 1:
        kept.append(Check("W-ONETREAT", Status.FAIL, 1.0, 2.0))
    if data.cluster is not None:
        kept.append(checks.clusters(treated, others))
    gaps = int(np.isnan(data.wide.y).any(axis=1).sum())
    status, limit = checks.above(gaps / len(data.start), 0.05, 0.20)
    kept.append(Check("W-GAPS", status, gaps / len(data.start), limit, (("units", gaps),)))
    kept += trends.pretrend_checks(test, cells.path, contrast, cells.spread)
    if test is None:
        kept.append(Check("W-PARALLEL", Status.WARN))
    if twfe is not None and len(np.unique(data.start[data.treated])) > 1:
        details = (("twfe", float(twfe[0])), ("negative", float(twfe[1])))
        kept.append(Check("W-TWFE", Status.INFO, twfe[0], None, details))
    if design.covariates:
        kept.append(Check("W-LATE-COVARIATES", Status.INFO, float(len(design.covariates))))
    return tuple(kept)


def _flow(rows: int, data: _Data) -> Flow:
    treated = int(data.treated.sum())
    others = len(data.start) - treated
    return Flow(
        rows=rows,
        missing_group=data.wide.no_key + data.lacking,
        intervention=GroupFlow(rows=treated, used=treated),
        comparison=GroupFlow(rows=others, used=others),
    )


def _diagnostics(
    cells: _Found, data: _Data, test: trends.Pretest | None, twfe: tuple[float, float] | None
) -> tuple[tuple[str, float | int | str], ...]:
    names, found = data.wide.periods, cells.found
    kept: dict[str, float | int | str] = {
        f"att_{names[g]}_{names[t]}": float(value)
        for g, t, value in zip(found.group, found.period, found.att, strict=True)
    }
    kept |= {f"event_{e}": part.value for e, part in cells.path.items()}
    for name, part in cells.averages.items():
        kept |= {name: part.value, f"{name}_std_error": groups.std_error(part, cells.spread)}
    if test is not None:
        kept |= {"pretrend_wald": test.wald, "pretrend_df": test.df, "pretrend_p": test.p_value}
    if twfe is not None:
        kept |= {"twfe": twfe[0], "twfe_share_negative": twfe[1]}
    kept["periods"] = len(names)
    return tuple(sorted(kept.items()))


def _event_study(cells: _Found, level: float, seed: int) -> tuple[PathPoint, ...]:
    between = groups.joint(list(cells.path.values()), cells.spread)
    width = trends.simultaneous(between, level=level, rng=np.random.default_rng(seed))
    return tuple(
        replace(point, band=span(point.value, point.std_error, width, level))
        for point in points(cells.path, cells.spread, level, None)
    )


def _honest(design: StaggeredDiD, data: _Data, cells: _Found) -> tuple[HonestBounds, ...]:
    if design.base == "universal":
        return trends.bounds(cells.path, cells.spread, level=design.ci_level)
    whole = _cells(replace(design, base="universal"), data)
    spread = groups.covariance(whole.basis, data.cluster)
    return trends.bounds(groups.by_event_time(whole), spread, level=design.ci_level)
