# SPDX-License-Identifier: Apache-2.0
"""Continuous follow-up for a steering group: lines for a terminal, JSON (schema utfall/follow/1), figure and page."""

from __future__ import annotations

import math
from typing import Any

from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Lang, Text
from utfall.reports.document import BulletList, Callout, Document, Figure, Meta
from utfall.reports.figures.sequence import CriterionLine, SequenceChart, SequencePoint, sequence_figure
from utfall.reports.phrases import follow as words
from utfall.reports.phrases import measures
from utfall.reports.phrases.planning import deviation_line
from utfall.thread.follow import Followed, FollowedPlan, ShownLook

SCHEMA = "utfall/follow/1"


def follow_lines(found: Followed, outcome: Outcome, lang: Lang) -> list[str]:
    """Return what a steering group needs to know, then every look on a line."""
    return [*words.sentences(found, outcome, lang), "", *(words.look_line(look, outcome, lang) for look in found.looks)]


def follow_json(found: Followed, outcome: Outcome, lang: Lang) -> dict[str, Any]:
    """Return the looks as data; those that are not shown are null beside their reason."""
    return {
        "schema": SCHEMA,
        "lang": lang,
        "outcome": outcome.id,
        "kind": outcome.kind,
        "ci_level": found.level,
        "planned": found.planned,
        "consistent": found.consistent,
        "looks": [_look_json(look) for look in found.looks],
        "criteria": [
            {
                **({} if found.plan is None else _by_plan(criterion, found.plan)),
                "at_least": criterion.at_least,
                "at_most": criterion.at_most,
                "met": bool(words.met_in(found, criterion)),
                "period": words.met_in(found, criterion) or None,
                **({} if words.met_in(found, criterion) else {"period_reason": "not-met"}),
            }
            for criterion in found.criteria
        ],
        "text": words.sentences(found, outcome, lang),
        **({} if found.plan is None else {"plan": _plan_json(found.plan, lang)}),
    }


def _by_plan(criterion: Criterion, plan: FollowedPlan) -> dict[str, Any]:
    return {"id": criterion.id, "kind": criterion.kind, "in_plan": criterion.id not in plan.extra}


def _plan_json(plan: FollowedPlan, lang: Lang) -> dict[str, Any]:
    return {
        "status": plan.status,
        "locked": plan.date or None,
        "locked_after_first_measurement": plan.late,
        "planned": plan.planned,
        "deviations": [deviation_line(one, lang) for one in plan.changes],
    }


def _look_json(look: ShownLook) -> dict[str, Any]:
    names = ("estimate", "ci", "ci_running", "p_value", "n_intervention", "n_comparison")
    if look.interval is None:
        row: dict[str, Any] = {"period": look.period}
        for name in names:
            row |= {name: None, f"{name}_reason": look.reason}
        return row
    found = look.interval
    running = [look.low, look.high] if look.low <= look.high and math.isfinite(look.low + look.high) else None
    values = (found.value, [found.low, found.high], running, found.p_value, found.n_1, found.n_0)
    row = {"period": look.period, **dict(zip(names, values, strict=True))}
    return row if running is not None else row | {"ci_running_reason": "looks-exclude-each-other"}


def follow_figure(found: Followed, outcome: Outcome, lang: Lang) -> Figure:
    """Return the looks as a figure, shares in percentage points."""
    factor = 100.0 if outcome.kind == "binary" else 1.0
    unit = measures.difference_unit(outcome, lang)
    points = tuple(
        SequencePoint(
            place,
            look.period,
            look.interval.value * factor,
            look.interval.low * factor,
            look.interval.high * factor,
            look.interval.n_1,
            look.interval.n_0,
        )
        for place, look in enumerate(found.looks)
        if look.interval is not None
    )
    lines = tuple(
        CriterionLine(words.criterion_label(c, outcome, lang), c.threshold * factor, words.met_in(found, c))
        for c in found.criteria
    )
    periods = tuple(look.period for look in found.looks)
    hidden = words.hidden_note(found, lang)
    return sequence_figure(
        SequenceChart(outcome.label.of(lang), unit, points, periods, lines, found.level, hidden), lang
    )


def follow_document(found: Followed, outcome: Outcome, lang: Lang, *, date: str) -> Document:
    """Return the page for the steering group: the answer so far, the figure and how to read it."""
    title = Text(sv="Löpande uppföljning", en="Continuous follow-up").of(lang)
    first, *rest = words.sentences(found, outcome, lang)
    word = Text(sv="Läget", en="As it stands").of(lang)
    return Document(
        title=f"{title}: {outcome.label.of(lang)}",
        lang=lang,
        meta=Meta(organisation=Text(sv="Till styrgruppen", en="To the steering group").of(lang), date=date),
        blocks=(
            Callout.of("info", word, first),
            BulletList.of(*rest),
            follow_figure(found, outcome, lang),
        ),
    )


__all__ = ["SCHEMA", "follow_document", "follow_figure", "follow_json", "follow_lines"]
