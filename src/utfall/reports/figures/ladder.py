# SPDX-License-Identifier: Apache-2.0
"""The outcome contract: what is paid at which outcome, how probable each step is and what is paid on average."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Figure, Table
from utfall.reports.figures.amounts import (
    Amounts,
    amounts_for,
    columns,
    panel_head,
    pick,
    require,
    require_finite,
    require_interval,
)
from utfall.reports.figures.bars import MOST_BARS, Bar, BarGroup, bars_panel
from utfall.reports.figures.canvas import LINE, WIDTH, Across, Layer, Spec, render
from utfall.reports.figures.plane import AXIS_WIDTH, RIGHT_AIR, Plane, upwards
from utfall.reports.numbers import number, percent

_TITLE = Text(sv="Vad som betalas vid vilket utfall", en="What is paid at which outcome")
_CURVE = Text(sv="Ersättning", en="Payment")
_CHANCES = Text(sv="Hur sannolikt varje steg är, procent", en="How probable each step is, percent")
_EXPECTED = Text(sv="i genomsnitt", en="on average")
_HEADS = (
    Text(sv="Utfall", en="Outcome"),
    Text(sv="Ersättning", en="Payment"),
    Text(sv="Sannolikhet", en="Probability"),
)
_AVERAGE = Text(sv="I genomsnitt", en="On average")
_AIR = 0.25


@dataclass(frozen=True, slots=True)
class ContractStep:
    """One step: the outcome at which it begins (None below the first), what is paid and how probable it is (0–1).

    In a linear contract the payment is the one at the step's beginning and rises to that of the next; beyond the last
    by the chart's `slope`.
    """

    start: float | None
    payment: float
    probability: float

    def __post_init__(self) -> None:
        require_finite(self.start, self.payment, self.probability)
        require(0 <= self.probability <= 1, "a probability lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class ContractChart:
    """The steps by rising outcome; the first has no beginning.

    Parameters
    ----------
    metric, unit
        The measure and its unit, in the report's language: 'i arbete efter två år', 'procentenheter'.
    steps
        Two or more; payments in whole currency units.
    expected
        What is paid on average over the draws. In a ladder it has to follow from the steps.
    slope
        Of a linear contract: whole currency units per unit of outcome beyond the last step; 0 where a ceiling holds.
    outcome_word
        How the outcome is known, in the report's language; "" for 'measured'.
    outcome, low, high
        The estimated outcome and the ends of its interval, drawn below the curve; None leaves them out.
    """

    metric: str
    unit: str
    steps: tuple[ContractStep, ...]
    expected: float
    kind: Literal["ladder", "linear"] = "ladder"
    slope: float = 0.0
    outcome_word: str = ""
    outcome: float | None = None
    low: float | None = None
    high: float | None = None
    currency: str = "SEK"
    level: float = 0.95
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(len(self.steps) >= 2, "an outcome contract has two or more steps, 'nothing' included")
        require(self.steps[0].start is None, "the first step has no beginning: it is what is below the second")
        require(all(step.start is not None for step in self.steps[1:]), "every step but the first has a beginning")
        require(all(a < b for a, b in pairwise(self.starts)), "steps come by rising outcome")
        require(abs(sum(s.probability for s in self.steps) - 1) < 1e-6, "the steps' probabilities sum to 1")
        require_finite(self.expected, self.outcome, self.slope)
        require(self.kind == "linear" or not self.slope, "a ladder does not slope")
        require_interval(self.low, self.high)
        average = sum(step.payment * step.probability for step in self.steps)
        allowed = max(1.0, 1e-4 * max(abs(step.payment) for step in self.steps))
        follows = self.kind == "linear" or abs(average - self.expected) <= allowed
        require(follows, "in a ladder the expected payment is the sum of payment times probability")

    @property
    def starts(self) -> list[float]:
        """The outcomes at which the steps begin, without the first."""
        return [step.start for step in self.steps if step.start is not None]


def ladder_figure(chart: ContractChart, lang: Lang, *, figure_id: str = "figure-contract") -> Figure:
    """Return the payment as a curve over the outcome, and the steps' probabilities as bars."""
    payments = [chart.expected, *(step.payment for step in chart.steps), _last_payment(chart)]
    amounts = amounts_for(payments, lang, chart.currency)
    title = chart.title or f"{_TITLE.of(lang)}: {chart.metric}"
    return Figure(
        id=figure_id,
        title=f"{title}, {amounts.unit}",
        alt=_alt(chart, amounts),
        svg=render([_curve(chart, amounts), _chances(chart, amounts)], lang),
        data_table=_table(chart, amounts, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _ends(chart: ContractChart) -> tuple[float, float]:
    """Return the lowest and the highest outcome that are drawn."""
    ends = [*chart.starts, *(v for v in (chart.outcome, chart.low, chart.high) if v is not None)]
    margin = _AIR * (max(ends) - min(ends) or abs(ends[0]) or 1.0)
    return min(ends) - margin, max(ends) + margin


def _last_payment(chart: ContractChart) -> float:
    """Return the payment at the highest outcome that is drawn."""
    return chart.steps[-1].payment + chart.slope * (_ends(chart)[1] - chart.starts[-1])


def _curve(chart: ContractChart, amounts: Amounts) -> Spec:
    known = [v for v in (chart.outcome, chart.low, chart.high) if v is not None]
    across = Across(*_ends(chart), chart.unit, AXIS_WIDTH, WIDTH - RIGHT_AIR)
    drawn = (chart.expected, *(s.payment for s in chart.steps), _last_payment(chart))
    low, high = upwards([amounts.scaled(v) for v in drawn], air=0.14)
    room = 0.24 * (high - low) if known else 0.0
    plane = Plane(
        across,
        low - room,
        high,
        tuple(panel_head(f"{_CURVE.of(amounts.lang)}, {amounts.unit}")),
        height=230,
        labels=(low, high),
    )
    return plane.sheet(
        [
            plane.level(0),
            plane.line(_corners(chart, amounts, across), colour=theme.GAIN),
            *_expected(chart, amounts, plane),
            *(_outcome(chart, amounts, plane, low - 0.55 * room) if known else []),
        ]
    )


def _corners(chart: ContractChart, amounts: Amounts, across: Across) -> list[dict[str, float]]:
    """Return the corners of the payment's curve: upright steps in a ladder, slopes in a linear contract."""
    corners = [{"x": across.low, "y": amounts.scaled(chart.steps[0].payment)}]
    for before, step in pairwise(chart.steps):
        if step.start is None:
            continue
        if chart.kind == "ladder":
            corners.append({"x": step.start, "y": amounts.scaled(before.payment)})
        corners.append({"x": step.start, "y": amounts.scaled(step.payment)})
    return [*corners, {"x": across.high, "y": amounts.scaled(_last_payment(chart))}]


def _expected(chart: ContractChart, amounts: Amounts, plane: Plane) -> list[Layer]:
    y = amounts.scaled(chart.expected)
    text = f"{_EXPECTED.of(amounts.lang)} {amounts.full(chart.expected)}"
    # The payment is low to the left and high to the right: over the line at the left there is room.
    row = {"x": plane.across.low, "y": y, "text": text}
    return [plane.level(y, colour=theme.LOSS, dash=True), plane.texts([row], dx=5, dy=-11, colour=theme.LOSS)]


def _outcome(chart: ContractChart, amounts: Amounts, plane: Plane, y: float) -> list[Layer]:
    """Return the estimated outcome with its interval in the room below the curve."""
    lang, layers = amounts.lang, []
    if chart.low is not None and chart.high is not None:
        layers.append(plane.segments([{"x": chart.low, "x2": chart.high, "y": y, "y2": y}], width=2))
    if chart.outcome is None:
        return layers
    word = chart.outcome_word or pick(lang, "uppmätt", "measured")
    text = f"{word} {_outcome_text(chart.outcome, lang)}"
    row = {"x": chart.outcome, "y": y}
    share = (chart.outcome - plane.across.low) / (plane.across.high - plane.across.low)
    align = "left" if share < 0.25 else "right" if share > 0.75 else "center"
    return [
        *layers,
        plane.points([row], colour=theme.INK),
        plane.texts([row | {"text": text}], align=align, dy=-LINE + 2),
    ]


def _outcome_text(value: float, lang: Lang) -> str:
    exact = (places for places in range(5) if math.isclose(value, round(value, places), abs_tol=1e-9))
    return number(value, lang, decimals=next(exact, None))


def _step_name(chart: ContractChart, place: int, lang: Lang) -> str:
    start = chart.steps[place].start
    if start is None:
        return f"{pick(lang, 'under', 'below')} {_outcome_text(chart.starts[0], lang)}"
    first = f"{pick(lang, 'från', 'from')} {_outcome_text(start, lang)}"
    if place == len(chart.steps) - 1:
        return first
    following = _outcome_text(chart.starts[place], lang)
    return f"{first} {pick(lang, 'till', 'to')} {following}"


def _payment_text(chart: ContractChart, place: int, amounts: Amounts) -> str:
    """Return what a step pays; from its beginning to its end where the payment rises within it."""
    pays, last = chart.steps[place].payment, place == len(chart.steps) - 1
    end = pays if last else chart.steps[place + 1].payment
    rises = chart.kind == "linear" and place > 0
    if rises and last and chart.slope:
        return pick(amounts.lang, f"{amounts.full(pays)} och uppåt", f"{amounts.full(pays)} and up")
    if not rises or end == pays:
        return amounts.full(pays)
    return pick(
        amounts.lang, f"{amounts.short(pays)} till {amounts.full(end)}", f"{amounts.short(pays)} to {amounts.full(end)}"
    )


def _chances(chart: ContractChart, amounts: Amounts) -> Spec:
    lang = amounts.lang
    groups = [BarGroup(_CHANCES.of(lang), ())]
    for place in _shown(chart):
        step = chart.steps[place]
        heading = f"{_step_name(chart, place, lang)} {chart.unit} → {_payment_text(chart, place, amounts)}"
        bar = Bar("", percent(step.probability, lang, decimals=0), step.probability * 100, "gain")
        groups.append(BarGroup(heading, (bar,)))
    across = Across(0.0, 100.0, "%", 0, WIDTH - 60)
    return bars_panel(groups, across)


def _shown(chart: ContractChart) -> list[int]:
    """Return the steps that get a bar: all, or the most probable ones."""
    ranked = sorted(range(len(chart.steps)), key=lambda place: (-chart.steps[place].probability, place))
    return sorted(ranked[:MOST_BARS])


def _note(chart: ContractChart, lang: Lang) -> str:
    text = pick(
        lang,
        "Kurvan visar ersättningen vid varje utfall. Den streckade linjen är vad som i genomsnitt betalas när utfallets "
        "osäkerhet räknas med.",
        "The curve shows the payment at each outcome. The dashed line is what is paid on average, with the outcome's "
        "uncertainty taken in.",
    )
    if chart.low is not None:
        level = percent(chart.level, lang, decimals=0)
        text += pick(
            lang,
            f" Strecket under kurvan är utfallets {level}-intervall.",
            f" The line below the curve is the outcome's {level} interval.",
        )
    missing = len(chart.steps) - MOST_BARS
    if missing > 0:
        text += pick(
            lang,
            f" {missing} steg med lägst sannolikhet har ingen stapel.",
            f" The {missing} least probable steps have no bar.",
        )
    return text


def _alt(chart: ContractChart, amounts: Amounts) -> str:
    lang = amounts.lang
    nothing = sum(step.probability for step in chart.steps if step.payment == 0)
    lead = pick(
        lang,
        f"I genomsnitt betalas {amounts.full(chart.expected)}; sannolikheten att något betalas är",
        f"On average {amounts.full(chart.expected)} is paid; the probability that anything is paid is",
    )
    parts = [
        f"{_step_name(chart, place, lang)} {chart.unit}: {_payment_text(chart, place, amounts)}, "
        f"{percent(chart.steps[place].probability, lang, decimals=0)}"
        for place in _shown(chart)
    ]
    chance = percent(max(0.0, 1 - nothing), lang, decimals=0)
    return f"{lead} {chance}. {'; '.join(parts)}."


def _table(chart: ContractChart, amounts: Amounts, title: str) -> Table:
    lang = amounts.lang
    rows = [
        (_step_name(chart, p, lang), amounts.cell(s.payment), percent(s.probability, lang, decimals=0))
        for p, s in enumerate(chart.steps)
    ]
    rows.append((_AVERAGE.of(lang), amounts.cell(chart.expected), "–"))
    return Table(title, columns(_HEADS, (chart.unit, amounts.unit, ""), lang), tuple(rows))
