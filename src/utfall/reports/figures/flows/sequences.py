# SPDX-License-Identifier: Apache-2.0
"""Sequences of states: every row by itself (only where that may be shown), or how many are in each state over time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from utfall.core.text import Lang
from utfall.disclosure import Protected
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.amounts import pick, require
from utfall.reports.figures.canvas import LINE, WIDTH, wrapped
from utfall.reports.figures.raster import png_base64
from utfall.reports.figures.sheet import OTHER, Paint, Sheet, paints
from utfall.reports.numbers import number, percent

Ground = Literal["public", "constructed", "consent"]
_HIGH = 260.0
_MOST_SHAPES = 1000  # rows; more are drawn as a picture
_MOST_COLUMNS = 12  # of the data table


@dataclass(frozen=True, slots=True, eq=False)
class SequencesChart:
    """Sequences over common times.

    Parameters
    ----------
    counts
        From `protect` of `distribution_tables`: the table of the figure, and the picture of `distribution_figure`.
    states
        In the fixed order of the run: it decides colours.
    times
        As the tables were made with.
    codes
        (rows, times), places among `states`, in the order to draw. Only for `index_figure`.
    ground
        Why single rows may be shown: the data are public, the rows are constructed, or those concerned have agreed.
    """

    counts: Protected
    states: tuple[str, ...]
    times: tuple[str, ...]
    unit: str
    codes: NDArray[np.integer] | None = None
    ground: Ground | None = None
    threshold: int = 5
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(bool(self.states and self.times), "sequences have states and times")
        require(len(self.counts.tables) == len(self.times), "there is a table of counts for every time")
        require(self.ground is None or self.ground in get_args(Ground), f"unknown ground: {self.ground}")
        if self.codes is not None:
            require(self.codes.ndim == 2 and self.codes.shape[1] == len(self.times), "a code per row and time")


def index_figure(chart: SequencesChart, lang: Lang, *, figure_id: str = "figure-sequences") -> Figure:
    """Return every sequence as a row of colours.

    Raises
    ------
    ValueError
        When no ground is given: a row is a person's whole way, however anonymous its label.
    """
    require(chart.codes is not None and chart.codes.shape[0] > 0, "there are no sequences to draw")
    require(
        chart.ground is not None,
        "single rows are persons: say on what ground they may be shown, or use the distribution",
    )
    return _figure(chart, lang, figure_id, draw_index(chart, lang), _index_note(chart, lang))


def distribution_figure(chart: SequencesChart, lang: Lang, *, figure_id: str = "figure-states") -> Figure:
    """Return how the states share everybody at each time; what is hidden at a time is one hatched part."""
    note = pick(
        lang,
        f"Streckat: tillstånd med färre än {chart.threshold} personer vid den tiden, och täckning för dem.",
        f"Hatched: states of fewer than {chart.threshold} persons at that time, and what covers them.",
    )
    return _figure(chart, lang, figure_id, draw_distribution(chart, lang), note)


def _figure(chart: SequencesChart, lang: Lang, figure_id: str, sheet: Sheet, note: str) -> Figure:
    title = chart.title or pick(lang, "Tillstånd över tid", "States over time")
    return Figure(
        id=figure_id,
        title=f"{title}, {chart.unit}",
        alt=_alt(chart, lang),
        svg=sheet.svg(),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=note,
    )


def draw_index(chart: SequencesChart, lang: Lang) -> Sheet:
    """Return rows of colours: shapes, or above a thousand rows one picture."""
    codes = np.asarray(chart.codes)
    sheet = Sheet(height=_HIGH + _legend_height(chart))
    colours = paints(chart.states)
    if len(codes) > _MOST_SHAPES:
        sheet.image(0, 0, WIDTH, _HIGH, png_base64(codes, [colours[state].colour for state in chart.states]))
    else:
        _draw_rows(sheet, codes, [colours[state] for state in chart.states])
    _finish(sheet, chart, lang, hatched=False)
    return sheet


def _draw_rows(sheet: Sheet, codes: NDArray[np.integer], colours: list[Paint]) -> None:
    tall, wide = _HIGH / len(codes), WIDTH / codes.shape[1]
    for row, sequence in enumerate(codes):
        starts = [0, *(np.flatnonzero(np.diff(sequence)) + 1).tolist(), len(sequence)]
        for start, end in pairwise(starts):
            paint = colours[int(sequence[start])]
            sheet.rect(start * wide, row * tall, (end - start) * wide, tall + 0.15, paint, edge=False)


def draw_distribution(chart: SequencesChart, lang: Lang) -> Sheet:
    """Return a column per time, divided between the states."""
    sheet = Sheet(height=_HIGH + _legend_height(chart) + 1.6 * LINE)
    colours, wide = paints(chart.states), WIDTH / len(chart.times)
    for place, table in enumerate(chart.counts.tables):
        total = table.cell()
        if not total:
            sheet.rect(place * wide, 0, wide, _HIGH, Paint(OTHER, hatched=True), edge=False)
            continue
        axis, y = table.axes[0], 0.0
        for state in chart.states:
            count = table.cell(**{axis.name: state})
            if count:
                tall = _HIGH * count / total
                sheet.rect(place * wide, y, wide + 0.6, tall, colours[state], edge=False)
                y += tall
        if _HIGH - y > 0.05:
            sheet.rect(place * wide, y, wide + 0.6, _HIGH - y, Paint(OTHER, hatched=True), edge=False)
    _finish(sheet, chart, lang, hatched=True)
    return sheet


def _legend_height(chart: SequencesChart) -> float:
    return LINE * (2.2 + 1.5 * len(chart.states))


def _finish(sheet: Sheet, chart: SequencesChart, lang: Lang, *, hatched: bool) -> None:
    """Draw first and last time, and the names of the states with their colours."""
    sheet.curve([(0, 0), (WIDTH, 0), (WIDTH, _HIGH), (0, _HIGH), (0, 0)], colour=theme.INK, width=0.8)
    sheet.text(0, _HIGH + LINE * 0.8, wrapped(chart.times[0], 24)[:1], colour=theme.MUTED)
    if len(chart.times) > 1:
        sheet.text(WIDTH, _HIGH + LINE * 0.8, wrapped(chart.times[-1], 24)[:1], align="end", colour=theme.MUTED)
    colours = paints(chart.states)
    rows = [(colours[state], state) for state in chart.states]
    if hatched:
        rows.append((Paint(OTHER, hatched=True), pick(lang, "visas inte (få personer)", "not shown (few persons)")))
    for place, (paint, name) in enumerate(rows):
        y = _HIGH + LINE * (2.4 + 1.5 * place)
        sheet.rect(0, y - 6, 20, 12, paint)
        sheet.text(28, y, wrapped(name)[:1])


def _index_note(chart: SequencesChart, lang: Lang) -> str:
    grounds = {
        "public": ("Uppgifterna är offentliga.", "The data are public."),
        "constructed": (
            "Raderna är konstruerade, inte verkliga personer.",
            "The rows are constructed, not real persons.",
        ),
        "consent": ("De som visas har samtyckt.", "Those shown have agreed."),
    }
    sv, en = grounds[chart.ground or "public"]
    rows = number(len(np.asarray(chart.codes)), lang, decimals=0)
    return pick(
        lang,
        f"Varje rad är en följd av tillstånd ({rows} rader). {sv}",
        f"Each row is one sequence of states ({rows} rows). {en}",
    )


def _cells(chart: SequencesChart, place: int, lang: Lang) -> list[str]:
    table = chart.counts.tables[place]
    total = table.cell()
    found = []
    for state in chart.states:
        count = table.cell(**{table.axes[0].name: state})
        found.append(".." if count is None or not total else percent(count / total, lang, decimals=0))
    return found


def _alt(chart: SequencesChart, lang: Lang) -> str:
    ends = dict.fromkeys((0, len(chart.times) - 1))
    parts = []
    for place in ends:
        shares = ", ".join(
            f"{state} {share}" for state, share in zip(chart.states, _cells(chart, place, lang), strict=True)
        )
        parts.append(f"{chart.times[place]}: {shares}")
    total = chart.counts.tables[0].cell()
    lead = pick(lang, "Tillstånd över tid", "States over time")
    who = "" if total is None else f" ({number(total, lang, decimals=0)} {chart.unit})"
    return f"{lead}{who}. {'. '.join(parts)}."


def _table(chart: SequencesChart, lang: Lang, title: str) -> Table:
    step = max(1, -(-len(chart.times) // _MOST_COLUMNS))
    places = sorted({*range(0, len(chart.times), step), len(chart.times) - 1})
    columns = [_cells(chart, place, lang) for place in places]
    heads = (Column(pick(lang, "Tillstånd", "State")), *(Column(chart.times[place], "right") for place in places))
    rows = tuple((state, *(column[k] for column in columns)) for k, state in enumerate(chart.states))
    return Table(title, heads, rows, note=pick(lang, "..: visas inte.", "..: not shown."))
