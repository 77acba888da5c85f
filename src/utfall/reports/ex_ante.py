# SPDX-License-Identifier: Apache-2.0
"""What was expected before the start against what came out, as a sentence, tables and data."""

from __future__ import annotations

from typing import Any

from utfall.core.estimate import Estimate, Interval, Unknown
from utfall.core.initiative import Initiative
from utfall.core.outcome import Expected, Outcome
from utfall.core.text import Lang
from utfall.economics.comparing.perspectives import Revision
from utfall.economics.model import SOCIETY
from utfall.reports import numbers
from utfall.reports.document import Block, Column, Heading, Table
from utfall.reports.phrases import economy, measures
from utfall.thread import Evaluation

Json = dict[str, Any]


def _pick(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def revision_sentence(found: tuple[Revision, ...] | Unknown, initiative: Initiative, lang: Lang) -> str:
    """Return society's net as expected and as it came out; '' when nothing was expected."""
    if isinstance(found, Unknown):
        return ""
    row = next(row for row in found if row.purse == SOCIETY)
    currency = _currency(initiative)
    before, after = (numbers.money(net, lang, currency=currency) for net in (row.ex_ante, row.ex_post))
    if lang == "sv":
        inside = {
            True: " Det ligger inom det intervall som väntades.",
            False: " Det ligger utanför det intervall som väntades.",
        }
        return f"Före start väntades samhällets netto bli {before}. Det beräknas nu till {after}.{_said(row, inside)}"
    inside = {
        True: " It lies within the interval that was expected.",
        False: " It lies outside the interval that was expected.",
    }
    return f"Before the start the net to society was expected to be {before}. It is now estimated at {after}.{_said(row, inside)}"


def _said(row: Revision, words: dict[bool, str]) -> str:
    return "" if row.inside_interval is None else words[row.inside_interval]


def revision_blocks(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return the annex's section on what was expected; nothing when nothing was."""
    found = evaluation.revisions
    if isinstance(found, Unknown):
        return []
    return [
        Heading(1, _pick(lang, "Väntat före start och utfall", "Expected before the start, and found"), "expected"),
        effect_table(evaluation, lang),
        revision_table(found, evaluation.initiative, lang),
    ]


def effect_table(evaluation: Evaluation, lang: Lang) -> Table:
    """Return each outcome's expected effect beside the one that was found."""
    found = _found(evaluation)
    rows = []
    for outcome in evaluation.initiative.outcomes:
        if outcome.expected is not None:
            rows.append(
                (outcome.label.of(lang), _expected(outcome.expected, outcome, lang), _measured(found, outcome, lang))
            )
    return Table(
        caption=_pick(lang, "Väntade effekter och uppskattade", "Effects as expected and as estimated"),
        columns=(
            Column(_pick(lang, "Utfall", "Outcome")),
            Column(_pick(lang, "Väntat", "Expected")),
            Column(_pick(lang, "Uppskattat", "Estimated")),
        ),
        rows=tuple(rows),
        note=_pick(lang, "Inom parentes 95 % intervall.", "95% intervals in brackets."),
    )


def _found(evaluation: Evaluation) -> dict[str, Estimate]:
    return {a.outcome.id: a.result.estimate for a in evaluation.primary if a.result is not None}


def _expected(stated: Expected, outcome: Outcome, lang: Lang) -> str:
    value = measures.difference(stated.value, outcome, lang)
    if stated.low is None or stated.high is None:
        return value
    return f"{value} ({measures.span(Interval(stated.low, stated.high), outcome, lang)})"


def _measured(found: dict[str, Estimate], outcome: Outcome, lang: Lang) -> str:
    if outcome.id not in found:
        return "–"
    estimate = found[outcome.id]
    value = measures.difference(estimate.value, outcome, lang, half_width=measures.half_width(estimate))
    return f"{value} ({measures.span(estimate.interval, outcome, lang)})"


def revision_table(found: tuple[Revision, ...], initiative: Initiative, lang: Lang) -> Table:
    """Return each purse's net as expected and as it came out, and what the change lies in."""
    touched = [row for row in found if row.ex_ante or row.ex_post or row.cost or row.benefit]
    scale = numbers.money_scale(*(value for row in touched for value in (row.ex_ante, row.ex_post)))
    unit = numbers.money_unit(scale, lang, currency=_currency(initiative))
    inside = {
        None: "–",
        True: _pick(lang, "inom", "within"),
        False: _pick(lang, "utanför", "outside"),
    }
    return Table(
        caption=_pick(lang, "Netto som väntat och som det blev", "Net as expected and as it came out"),
        columns=(
            Column(_pick(lang, "Aktör", "Actor")),
            Column(_pick(lang, "Väntat", "Expected"), "right", unit),
            Column(_pick(lang, "Utfall", "Found"), "right", unit),
            Column(_pick(lang, "Varav kostnad", "Of it cost"), "right", unit),
            Column(_pick(lang, "Varav nytta", "Of it gain"), "right", unit),
            Column(_pick(lang, "Mot väntat intervall", "Against the interval")),
        ),
        rows=tuple(
            (
                economy.purse_name(row.purse, lang),
                *(numbers.scaled_digits(x, lang, scale) for x in (row.ex_ante, row.ex_post, row.cost, row.benefit)),
                inside[row.inside_interval],
            )
            for row in touched
        ),
        note=_pick(
            lang,
            "Samma rader och priser på båda sidor: det som skiljer är effekterna. Varav visar hur mycket av ändringen som "
            "ligger i kostnad (dyrare: minus) och i nytta.",
            "The same lines and prices on both sides: what differs is the effects. Of it shows how much of the change lies in "
            "cost (dearer: minus) and in gain.",
        ),
    )


def revision_json(found: tuple[Revision, ...] | Unknown, initiative: Initiative) -> Json:
    """Return the key "ex_ante": expected effects, and each purse as expected and as found; null with its reason."""
    if isinstance(found, Unknown):
        return {"ex_ante": None, "ex_ante_reason": found.reason}
    effects = [
        {"outcome": outcome.id, "expected": outcome.expected.value, **_interval(outcome.expected)}
        for outcome in initiative.outcomes
        if outcome.expected is not None
    ]
    purses = [
        {
            "purse": row.purse,
            "expected": row.ex_ante,
            "found": row.ex_post,
            "from_cost": row.cost,
            "from_benefit": row.benefit,
            **_inside(row),
        }
        for row in found
    ]
    return {"ex_ante": {"effects": effects, "purses": purses}}


def _interval(stated: Expected) -> Json:
    if stated.low is None or stated.high is None:
        return {"ci": None, "ci_reason": "not-stated"}
    return {"ci": [stated.low, stated.high]}


def _inside(row: Revision) -> Json:
    if row.inside_interval is None:
        return {"inside_interval": None, "inside_interval_reason": "no-draws"}
    return {"inside_interval": row.inside_interval}


def _currency(initiative: Initiative) -> str:
    return initiative.appraisal.currency if initiative.appraisal else "SEK"
