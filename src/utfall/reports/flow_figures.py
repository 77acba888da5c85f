# SPDX-License-Identifier: Apache-2.0
"""The figures of a flow analysis: the ways to the outcome with the support between steps, and time to what comes next."""

from __future__ import annotations

from utfall.core.text import Lang
from utfall.disclosure import Link, SafePath, SafePaths
from utfall.flows.results import MERGED, Curve, FlowResult
from utfall.reports.document import Figure
from utfall.reports.figures.flows import AlluvialChart, StepCurve, StepPoint, StepsChart, alluvial_figure, steps_figure
from utfall.reports.phrases import flow as words

_MOST_CURVES = 7


def flow_figures(found: FlowResult, lang: Lang, *, source: str = "") -> list[Figure]:
    """Return every figure of a flow analysis that it has numbers for."""
    figures = [alluvial_figure(_ways(found, lang, source), lang, figure_id="figure-flow")]
    back = [curve for curve in found.time_to_return if curve.points]
    if back:
        title = "Tid till nästa placering" if lang == "sv" else "Time to the next placement"
        figures.append(_time(found, back, lang, title, source, "figure-return"))
    left = [curve for curve in found.time_in_state if curve.points and not curve.event]
    if left:
        title = "Tid i varje tillstånd" if lang == "sv" else "Time in each state"
        figures.append(_time(found, left, lang, title, source, "figure-stay"))
    return figures


def _ways(found: FlowResult, lang: Lang, source: str) -> AlluvialChart:
    flow = found.definition

    def name(state: str) -> str:
        return words.state_name(flow, state, lang)

    def named(path: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if path is None else tuple(name(state) for state in reversed(path))

    met = dict.fromkeys(state for row in found.paths for state in row.path or ())
    order = [state for state in (*flow.state_ids, *met) if state in met and state != MERGED]
    rows = tuple(SafePath(path=named(row.path), n=row.outcomes, support=()) for row in found.paths)
    merged = sum(row.merged for row in found.paths if row.path is None or MERGED in row.path)
    links = tuple(
        Link(step=link.step, start=name(link.start), end=name(link.end), n=link.outcomes, support=link.given)
        for link in found.links
        if link.start not in (MERGED, *(state for state in met if state not in flow.state_ids and state != flow.gap))
    )
    return AlluvialChart(
        SafePaths(paths=rows, total=found.outcomes, support=(), merged=merged),
        tuple(dict.fromkeys(name(state) for state in order)),
        "utfall" if lang == "sv" else "outcomes",
        flow.supports[0].label.of(lang).lower() if flow.supports else "",
        links=links,
        others=(name(MERGED),) if MERGED in met else (),
        threshold=found.rules.threshold,
        source=source,
    )


def _time(found: FlowResult, curves: list[Curve], lang: Lang, title: str, source: str, figure_id: str) -> Figure:
    threshold = found.rules.threshold
    drawn = []
    for curve in curves[:_MOST_CURVES]:
        points = tuple(
            StepPoint(float(point.days), point.probability, point.at_risk if point.at_risk >= threshold else None)
            for point in curve.points
        )
        drawn.append(StepCurve(words.curve_name(found.definition, curve, lang), curve.n, points))
    event = "en händelse" if lang == "sv" else "an event"
    chart = StepsChart(tuple(drawn), event, exact=False, threshold=threshold, title=title, source=source)
    return steps_figure(chart, lang, figure_id=figure_id)
