# SPDX-License-Identifier: Apache-2.0
"""A needs analysis as data: schema utfall/needs-result/1."""

from __future__ import annotations

from typing import Any

from utfall.core.estimate import Interval, Unknown
from utfall.core.text import Lang
from utfall.needs.answers import AreaAnswer, GroupRisk, IndexAnswer, Standardised
from utfall.needs.cells import Cell, NeedsTable
from utfall.needs.definitions import Indicator
from utfall.needs.municipalities import GroupStanding
from utfall.needs.practice import PracticeAnswer, StockAnswer
from utfall.needs.statistics import Association
from utfall.reports.phrases import needs as words
from utfall.thread.needs import NeedsStudy, PathCost

SCHEMA = "utfall/needs-result/1"
Json = dict[str, Any]


def needs_json(study: NeedsStudy, lang: Lang) -> Json:
    """Return the whole analysis; a number that is not shown is null beside its reason."""
    found, answers = study.result, study.answers
    return {
        "schema": SCHEMA,
        "lang": lang,
        "id": study.id,
        "title": study.title.of(lang),
        "illustration": study.illustration,
        "target_group": study.target_group.of(lang),
        "compared_with": study.compared_with.of(lang),
        "source": study.source.of(lang),
        "periods": [period or None for period in found.periods],
        "rows": found.rows,
        "level": found.level,
        "disclosure": {"threshold": found.rules.threshold, "cells_shown": found.shown, "cells_hidden": found.hidden,
                       "breakdowns_not_shown": [list(by) for by in found.too_fine]},
        "rules": words.rules(found, lang),
        "indicators": [_indicator(it, lang) for it in found.plan.indicators],
        "tables": [_table(table) for table in found.tables],
        "over_risk": [_risk(row) for row in answers.risks],
        "standardised": [_standardised(row) for row in answers.standardised],
        "areas": [_areas(row) for row in answers.areas],
        "trends": [
            {"indicator": row.indicator, "ratio_per_year": row.trend.ratio, "ci": _ci(row.trend.interval),
             "dispersion": row.trend.dispersion, "p_value": row.trend.p_value, "years": row.trend.years}
            for row in answers.trends
        ],
        "indices": [_index(row, lang) for row in answers.indices],
        "similar": [
            {"indicator": row.indicator, "period": row.period or None, "value": row.standing.value,
             "rank": row.standing.rank, "of": row.standing.of, "median": row.standing.median,
             "quartiles": [row.standing.lower, row.standing.upper], "difference": row.standing.difference,
             "worse_quartile": row.standing.worse, "source": row.asked.source.of(lang)}
            for row in answers.similar
        ],
        "similar_municipalities": [_municipalities(row, lang) for row in study.municipalities],
        "practice": [_practice(row, lang) for row in answers.practice],
        "existing": _stock(answers.stock, lang),
        "costs": [_cost(row, lang) for row in study.costs],
        "unanswered": [
            {"question": row.question, "indicator": row.indicator, "codes": [fault.code for fault in row.faults],
             "text": words.unanswered_sentence(row, row.indicator, lang)}
            for row in answers.unanswered
        ],
        "provenance": {
            "inputs": [{"file": i.file, "sha256": i.sha256 or None, "rows": i.rows} for i in study.inputs],
            "engine": study.engine, "software": study.software,
        },
    }  # fmt: skip


def _ci(found: Interval | None) -> list[float] | None:
    return None if found is None else [found.low, found.high]


def _indicator(it: Indicator, lang: Lang) -> Json:
    return {"id": it.id, "title": it.title.of(lang), "kind": it.kind, "direction": it.direction,
            "unit": words.unit(it, lang), "per": it.per, "scale": it.scale, "source": it.source.of(lang)}  # fmt: skip


def _table(table: NeedsTable) -> Json:
    return {
        "indicator": table.indicator,
        "by": list(table.by),
        "period": table.period or None,
        "missing": table.missing,
        **({"missing_reason": "small-cell"} if table.missing is None else {}),
        "cells": [_cell(cell, table.by) for cell in table.cells],
    }


def _cell(cell: Cell, by: tuple[str, ...]) -> Json:
    found: Json = {
        "levels": dict(zip(by, cell.levels, strict=True)),
        "persons": cell.persons,
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "value": cell.value,
        "ci": _ci(cell.interval),
    }
    if cell.value is None:
        found["value_reason"] = "small-cell" if cell.hidden else "nobody"
    if cell.quantiles:
        found["quantiles"] = {str(p): value for p, value in cell.quantiles}
    if cell.tail is not None:
        found["tail"] = cell.tail
    return found


def _risk(row: GroupRisk) -> Json:
    risk = row.risk
    return {
        "indicator": row.indicator, "dimension": row.dimension, "level": row.level, "period": row.period or None,
        "ratio": risk.ratio, **({"ratio_reason": "none-in-the-reference"} if risk.ratio is None else {}),
        "ratio_ci": [risk.ratio_low, risk.ratio_high], "difference": risk.difference,
        "difference_ci": _ci(risk.difference_interval),
    }  # fmt: skip


def _standardised(row: Standardised) -> Json:
    return {
        "indicator": row.indicator, "of": row.of, "by": list(row.by), "level": row.level, "period": row.period or None,
        "rate": None if row.direct is None else row.direct.rate,
        **({"rate_reason": "stratum-empty"} if row.direct is None else {}),
        "ci": None if row.direct is None else _ci(row.direct.interval),
        "observed_over_expected": row.indirect.ratio, "observed_over_expected_ci": _ci(row.indirect.interval),
        "expected": row.indirect.expected,
    }  # fmt: skip


def _areas(row: AreaAnswer) -> Json:
    around, smooth = row.funnel, row.smoothed
    found: Json = {"indicator": row.indicator, "period": row.period or None, "not_shown": list(row.left_out),
                   "target": None if around is None else around.target,
                   "dispersion": None if around is None else around.dispersion}  # fmt: skip
    if around is None:
        found["target_reason"] = "not-carried"
    cells = []
    for at, area in enumerate(row.areas):
        cell: Json = {"area": area}
        if around is not None:
            cell |= {
                "value": float(around.rates[at]), "place": around.places[at].value,
                "inner": [float(around.inner.low[at]), float(around.inner.high[at])],
                "outer": [float(around.outer.low[at]), float(around.outer.high[at])],
            }  # fmt: skip
        if smooth is not None:
            cell |= {"smoothed": float(smooth.smoothed[at]), "own_weight": float(smooth.weight[at])}
            if smooth.low is not None and smooth.high is not None:
                cell["smoothed_ci"] = [float(smooth.low[at]), float(smooth.high[at])]
        cells.append(cell)
    return found | {"areas": cells}


def _index(row: IndexAnswer, lang: Lang) -> Json:
    names = [part.indicator for part in row.index.parts]
    return {
        "id": row.index.id, "title": row.index.title.of(lang), "scaling": row.scores.scaling,
        "source": row.index.source.of(lang), "verified": row.index.verified, "period": row.period or None,
        "weights": dict(zip(names, map(float, row.scores.weights), strict=True)), "not_shown": list(row.left_out),
        "areas": [
            {"area": area, "score": float(row.scores.scores[at]),
             "parts": dict(zip(names, map(float, row.scores.parts[at]), strict=True))}
            for at, area in enumerate(row.areas)
        ],
        "associations": [
            {"indicator": name, "pearson": _association(first), "spearman": _association(second)}
            for name, first, second in row.associations
        ],
    }  # fmt: skip


def _association(found: Association) -> Json:
    return {"value": found.value, "ci": _ci(found.interval), "areas": found.areas, "effective_areas": found.effective}


def _municipalities(row: GroupStanding, lang: Lang) -> Json:
    group, standing = row.group, row.standing
    return {
        "kpi": group.kpi, "title": group.title, "year": group.year, "direction": group.direction,
        "municipality": group.own.code, "value": standing.value, "rank": standing.rank, "of": standing.of,
        "median": standing.median, "quartiles": [standing.lower, standing.upper], "difference": standing.difference,
        "worse_quartile": standing.worse, "chosen_by": group.chosen_by.of(lang), "source": words.origin(group, lang),
        "values": [{"code": each.code, "name": each.name, "value": each.value} for each in row.rows],
        "without_value": list(group.lacking), "text": words.standing_sentence(row, lang),
    }  # fmt: skip


def _practice(row: PracticeAnswer, lang: Lang) -> Json:
    agreed = row.agreement
    return {
        "indicator": row.asked.indicator, "of": row.asked.of,
        "alpha": None if agreed is None else agreed.alpha,
        **({"alpha_reason": row.not_agreed[0].code} if agreed is None else {}),
        "alpha_ci": None if agreed is None else _ci(agreed.interval),
        "raters": len({rating.rater for rating in row.asked.ratings}),
        "needs": [
            {"need": need.need, "median": need.median, "raters": need.raters, "value": need.value,
             **({"value_reason": "small-cell"} if need.value is None else {}), "pictures": need.pictures.value,
             "shared_view": None if need.shared is None else {"date": need.shared.date, "text": need.shared.text.of(lang)}}
            for need in row.needs
        ],
    }  # fmt: skip


def _stock(stock: StockAnswer | None, lang: Lang) -> Json | None:
    if stock is None:
        return None
    return {
        "operations": list(stock.operations), "without": list(stock.without), "unmatched": list(stock.unmatched),
        "groups": [
            {"group": row.group, "places": row.places, **({"places_reason": "not-stated"} if row.places is None else {}),
             "interventions": [{"id": e.id, "title": e.title.of(lang), "operation": e.operation} for e in row.interventions]}
            for row in stock.rows
        ],
    }  # fmt: skip


def _cost(row: PathCost, lang: Lang) -> Json:
    known = not isinstance(row.persons, Unknown)
    return {
        "id": row.asked.id, "title": row.asked.title.of(lang), "indicator": row.asked.indicator,
        "group": row.asked.group or None, "persons": row.persons if known else None,
        **({} if not isinstance(row.persons, Unknown) else {"persons_reason": row.persons.reason}),
        "quantity": row.asked.quantity, "unit_cost": row.asked.unit_cost, "price": row.price,
        "price_year": row.price_year, "cost": row.cost if known else None,
        **({} if not isinstance(row.cost, Unknown) else {"cost_reason": row.cost.reason}),
        "range": None if row.low is None or row.high is None else [row.low, row.high],
        "verified": row.verified, "assumption": row.asked.assumption,
    }  # fmt: skip
