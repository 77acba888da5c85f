# SPDX-License-Identifier: Apache-2.0
"""The logic model as a picture: from what is put in (below) to what is wanted (above), with a line for each step.

Boxes stand one under the other, so that every text can be read on a telephone; what leads to what is drawn as tracks
at the left, one for each box that is led to, with a dot where a step begins and an arrow where it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from utfall.core.initiative import LogicLevel, LogicRow
from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import LINE, WIDTH, Across, Canvas, Layer, render, wrapped
from utfall.reports.phrases.logic_levels import LEVEL_NAMES, PLURALS

_FILL = {
    LogicLevel.LONG_TERM_GOAL: "#cfe1ec",
    LogicLevel.SHORT_TERM_OUTCOME: "#e3eef4",
    LogicLevel.ACTIVITY: "#f3f6f8",
    LogicLevel.RESOURCE: "#f6f1ea",
}
_TITLE = Text(sv="Så är satsningen tänkt att leda till målen", en="How the initiative is meant to lead to its goals")
_COLOURS = (theme.GAIN, theme.LOSS, theme.INK, theme.NEUTRAL)
_PADDING, _GAP, _TRACK, _AIR, _MOST = 7, 8, 12, 22, 150


@dataclass(frozen=True, slots=True)
class _Box:
    """A row of the logic model in its place: top and bottom in pixels, and its text as lines."""

    row: LogicRow
    top: float
    bottom: float
    lines: list[str]

    @property
    def arrival(self) -> float:
        """Where what leads here arrives: below the middle, since steps go upwards."""
        return (self.top + self.bottom) / 2 + 6

    def departures(self, count: int) -> list[float]:
        """Return where its own steps begin: above the middle, each at its own height."""
        lowest = (self.top + self.bottom) / 2 - 5
        room = lowest - self.top - 4
        spacing = min(7.0, room / max(count - 1, 1))
        return [lowest - spacing * place for place in range(count)]


@dataclass(frozen=True, slots=True)
class _Track:
    """The steps that end in one box: its height on the page, those of their beginnings, and its place at the left."""

    end: float
    starts: tuple[float, ...]
    place: int


def tracks_of(steps: Sequence[tuple[float, tuple[float, ...]]]) -> list[int]:
    """Return a place for each track so that no two that run beside each other share one.

    Parameters
    ----------
    steps
        For each box that is led to: its height, and the heights of the boxes that lead to it.

    Returns
    -------
    list of int
        0 is nearest the boxes. As few places as the tracks allow (greedy over intervals by their upper end).
    """
    spans = [(min(end, *starts), max(end, *starts)) for end, starts in steps]
    taken: list[float] = []  # how far down each place is used
    places = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda n: spans[n]):
        top, bottom = spans[number]
        free = next((place for place, until in enumerate(taken) if until < top), len(taken))
        if free == len(taken):
            taken.append(bottom)
        taken[free] = bottom
        places[number] = free
    return places


def logic_figure(
    rows: Sequence[LogicRow], lang: Lang, *, figure_id: str = "figure-logic", title: str = "", source: str = ""
) -> Figure:
    """Return the logic model as a figure; `rows` in any order, one or more."""
    if not rows:
        raise ValueError("a logic model has at least one row")
    order = list(LogicLevel)
    ordered = sorted(rows, key=lambda row: order.index(row.level))
    steps = _steps(ordered)
    left = _AIR + _width_of_tracks(ordered)
    heads, boxes, height = _placed(ordered, left, lang)
    tracks = _tracks(boxes)
    name = title or _TITLE.of(lang)
    return Figure(
        id=figure_id,
        title=name,
        alt=_alt(ordered, steps, lang),
        svg=render([_panel(heads, boxes, tracks, left, height)], lang),
        data_table=_table(ordered, name, lang),
        source=source,
        note=_note(lang),
    )


def _steps(rows: Sequence[LogicRow]) -> list[tuple[LogicRow, LogicRow]]:
    known = {row.id: row for row in rows}
    return [(row, known[target]) for row in rows for target in row.leads_to if target in known]


def _width_of_tracks(rows: Sequence[LogicRow]) -> float:
    """Return the room that the tracks take; their order, not their heights, decides how many run side by side."""
    place = {row.id: float(number) for number, row in enumerate(rows)}
    count = max(tracks_of(_led_to(rows, place)), default=-1) + 1
    return min(count * _TRACK, _MOST)


def _led_to(rows: Sequence[LogicRow], height: dict[str, float]) -> list[tuple[float, tuple[float, ...]]]:
    steps = _steps(rows)
    starts = {row.id: tuple(height[a.id] for a, b in steps if b.id == row.id) for row in rows}
    return [(height[row.id], starts[row.id]) for row in rows if starts[row.id]]


def _joined(boxes: Sequence[_Box]) -> list[tuple[float, tuple[float, ...]]]:
    """Return, for each box that is led to, where its track ends and begins."""
    known = {box.row.id: box for box in boxes}
    ends: dict[str, list[float]] = {box.row.id: [] for box in boxes}
    for box in boxes:
        targets = [target for target in box.row.leads_to if target in known]
        nearest_first = sorted(targets, key=lambda target: -known[target].top)
        for target, y in zip(nearest_first, box.departures(len(targets)), strict=True):
            ends[target].append(y)
    return [(known[target].arrival, tuple(starts)) for target, starts in ends.items() if starts]


def _placed(rows: Sequence[LogicRow], left: float, lang: Lang) -> tuple[list[dict[str, Any]], list[_Box], float]:
    heads, boxes, y = [], [], 0.0
    letters = max(12, int((WIDTH - left - 2 * _PADDING) / 6.6))
    for level in LogicLevel:
        inside = [row for row in rows if row.level is level]
        if not inside:
            continue
        heads.append({"y": y + LINE / 2, "text": PLURALS[level].of(lang)})
        y += LINE + 4
        for row in inside:
            lines = wrapped(row.text.of(lang), letters)
            bottom = y + LINE * len(lines) + 2 * _PADDING
            boxes.append(_Box(row, y, bottom, lines))
            y = bottom + _GAP
        y += _GAP
    return heads, boxes, y


def _tracks(boxes: Sequence[_Box]) -> list[_Track]:
    steps = _joined(boxes)
    return [_Track(end, starts, place) for (end, starts), place in zip(steps, tracks_of(steps), strict=True)]


def _panel(
    heads: Sequence[dict[str, Any]], boxes: Sequence[_Box], tracks: Sequence[_Track], left: float, height: float
) -> dict[str, Any]:
    canvas = Canvas(Across(0.0, float(WIDTH), ""), height)
    layers: list[Layer] = []
    for level in LogicLevel:
        inside = [box for box in boxes if box.row.level is level]
        shapes = [{"x": left, "x2": WIDTH, "y": box.top, "y2": box.bottom} for box in inside]
        layers.append(canvas.boxes(shapes, colour=_FILL[level]))
        edges = [{"x": left, "x2": left, "y": box.top, "y2": box.bottom} for box in inside]
        layers.append(canvas.segments(edges, colour=theme.ACCENT, width=2))
    count = max((track.place for track in tracks), default=0) + 1
    spacing = min(_TRACK, _MOST / count)
    for track in tracks:
        layers += _track_layers(canvas, track, left, left - _AIR + 6 - track.place * spacing)
    for box in boxes:
        first = box.top + _PADDING + LINE / 2
        layers.append(canvas.texts([{"y": first, "text": box.lines}], pixel=left + _PADDING))
    layers.append(canvas.texts(list(heads), pixel=left, strong=True, colour=theme.MUTED))
    return canvas.sheet([_without_axis(layer) for layer in layers])


def _track_layers(canvas: Canvas, track: _Track, left: float, x: float) -> list[Layer]:
    colour = _COLOURS[track.place % len(_COLOURS)]
    ends = [track.end, *track.starts]
    lines = [{"x": x, "x2": x, "y": min(ends), "y2": max(ends)}]
    lines += [{"x": x, "x2": left, "y": y, "y2": y} for y in ends]
    arrow = {"type": "point", "shape": "triangle-right", "size": 60, "filled": True, "color": colour, "opacity": 1}
    dots = canvas.points([{"x": left, "y": y} for y in track.starts], colour=colour)
    head = canvas.points([{"x": left - 5, "y": track.end}], colour=colour)
    return [
        canvas.segments(lines, colour=colour, width=1.6),
        dots | {"mark": dots["mark"] | {"size": 36}},
        head | {"mark": arrow},
    ]


def _without_axis(layer: Layer) -> Layer:
    encoding = dict(layer["encoding"])
    if "field" in encoding.get("x", {}):
        encoding["x"] = encoding["x"] | {"axis": None}
    return layer | {"encoding": encoding}


def _pick(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def _note(lang: Lang) -> str:
    return _pick(
        lang,
        "Läs nerifrån och upp. En punkt visar var ett steg börjar och en pil vad det är tänkt att leda till.",
        "Read from below. A dot shows where a step begins and an arrow what it is meant to lead to.",
    )


def _alt(rows: Sequence[LogicRow], steps: Sequence[tuple[LogicRow, LogicRow]], lang: Lang) -> str:
    counts = [
        f"{PLURALS[level].of(lang).lower()}: {sum(row.level is level for row in rows)}"
        for level in LogicLevel
        if any(row.level is level for row in rows)
    ]
    between = _pick(lang, "leder till", "leads to")
    told = [f"{_short(a, lang)} {between} {_short(b, lang)}" for a, b in steps]
    none = _pick(lang, "Inga steg är angivna", "No steps are given")
    return f"{'; '.join(counts).capitalize()}. {'; '.join(told) or none}."


def _short(row: LogicRow, lang: Lang) -> str:
    return f"”{row.text.of(lang).rstrip('.')}”" if lang == "sv" else f"'{row.text.of(lang).rstrip('.')}'"


def _table(rows: Sequence[LogicRow], title: str, lang: Lang) -> Table:
    known = {row.id: row for row in rows}
    return Table(
        title,
        (
            Column(_pick(lang, "Nivå", "Level")),
            Column(_pick(lang, "Vad", "What")),
            Column(_pick(lang, "Är tänkt att leda till", "Is meant to lead to")),
        ),
        tuple(
            (
                LEVEL_NAMES[row.level].of(lang),
                row.text.of(lang),
                "; ".join(known[t].text.of(lang) for t in row.leads_to if t in known) or "–",
            )
            for row in rows
        ),
    )
