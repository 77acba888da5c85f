# SPDX-License-Identifier: Apache-2.0
"""The answers by other reasonable ways to count, as figures."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.estimate import Unknown
from utfall.core.text import Lang
from utfall.reports.charts import anchor, drawing_scale, source_text
from utfall.reports.document import Figure
from utfall.reports.figures.specifications import SpecificationChart, Way, specification_figure
from utfall.reports.phrases import beside as words
from utfall.reports.phrases import measures
from utfall.reports.phrases.analyses.holding import choices_text
from utfall.thread import Answer, Evaluation
from utfall.thread.analyses import Reading


def specification_figures(evaluation: Evaluation, lang: Lang) -> list[Figure]:
    """Return a figure per outcome whose other ways to count were asked for and could be computed."""
    answers = {answer.outcome.id: answer for answer in evaluation.primary if answer.result is not None}
    figures = []
    for analysis in evaluation.beside.holding:
        answer = answers.get(analysis.outcome.id)
        rows = words.labelled_analysis(analysis, evaluation, lang).of("specification")
        ways = _ways(rows, drawing_scale(analysis.outcome), lang)
        if answer is not None and ways:
            figures.append(_figure(evaluation, answer, ways, lang))
    return figures


def _figure(evaluation: Evaluation, answer: Answer, ways: tuple[Way, ...], lang: Lang) -> Figure:
    assert answer.result is not None  # noqa: S101 - the caller has filtered
    found, scale = answer.result.estimate, drawing_scale(answer.outcome)
    chart = SpecificationChart(
        outcome=answer.outcome.label.of(lang),
        unit=measures.difference_unit(answer.outcome, lang),
        planned=Way("", found.value * scale, found.interval.low * scale, found.interval.high * scale),
        ways=ways,
        level=found.interval.level,
        source=source_text(evaluation, [answer], lang),
    )
    return specification_figure(chart, lang, figure_id=f"figure-specifications-{anchor(answer.outcome.id)}")


def _ways(rows: Sequence[Reading], scale: float, lang: Lang) -> tuple[Way, ...]:
    ways = []
    for row in rows:
        if isinstance(row.value, Unknown) or row.low is None or row.high is None:
            continue
        label = choices_text(row.details, lang)
        ways.append(Way(label[:1].upper() + label[1:], row.value * scale, row.low * scale, row.high * scale))
    return tuple(sorted(ways, key=lambda way: way.estimate))
