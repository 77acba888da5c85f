# SPDX-License-Identifier: Apache-2.0
"""Where participants went: a column of boxes for each group, from the eligible to the measured."""

from __future__ import annotations

from utfall.core.text import Lang, Text
from utfall.effects.attrition import GroupStages, ParticipantFlow
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import LINE, WIDTH, Across, Canvas, Layer, Row, render, wrapped
from utfall.reports.numbers import number, percent
from utfall.reports.phrases.analyses.attrition import GROUPS, LOST, OTHER, STAGES, count_text

_BOX, _GAP, _AIR, _LETTERS = 46, 22, 12, 24
_TITLE = Text(sv="Deltagarnas väg", en="The way of the participants")


def participants_figure(flow: ParticipantFlow, lang: Lang, *, figure_id: str = "figure-participants") -> Figure:
    """Return both groups' stages as boxes under each other, and why people were not measured below them."""
    across = Across(0, WIDTH, "", 0, WIDTH)
    groups = (flow.intervention, flow.comparison)
    lost = [_lost_lines(group, lang) for group in groups]
    height = LINE * 2 + len(STAGES) * (_BOX + _GAP) + _AIR + LINE * max(map(len, lost))
    canvas = Canvas(across, height)
    layers = [layer for place, group in enumerate(groups) for layer in _column(canvas, place, group, lost[place], lang)]
    return Figure(
        id=figure_id,
        title=_TITLE.of(lang),
        alt=_alt(flow, lang),
        svg=render([_bare(canvas, layers)], lang),
        data_table=_table(flow, lang),
    )


def _bare(canvas: Canvas, layers: list[Layer]) -> dict[str, object]:
    sheet = canvas.sheet(layers)
    for layer in sheet["layer"]:
        if "axis" in layer["encoding"].get("x", {}):
            layer["encoding"]["x"]["axis"] = None
    return sheet


def _column(canvas: Canvas, place: int, group: GroupStages, lost: list[str], lang: Lang) -> list[Layer]:
    wide = (WIDTH - _AIR) / 2
    left = place * (wide + _AIR)
    middle = left + wide / 2
    boxes: list[Row] = []
    labels: list[Row] = []
    arrows: list[Row] = []
    y = 2.0 * LINE
    counts = (group.eligible, group.reached, group.started, group.measured)
    for stage, (name, count) in enumerate(zip(STAGES.values(), counts, strict=True)):
        boxes.append({"x": left, "x2": left + wide, "y": y, "y2": y + _BOX})
        shown = count_text(count, lang)
        share = "" if stage == 0 or count is None else f" ({percent(count / group.eligible, lang, decimals=0)})"
        labels += [
            {"x": middle, "y": y + _BOX / 2 - LINE / 2, "text": name.of(lang)},
            {"x": middle, "y": y + _BOX / 2 + LINE / 2, "text": f"{shown}{share}"},
        ]
        if stage < len(STAGES) - 1:
            arrows.append({"x": middle, "x2": middle, "y": y + _BOX, "y2": y + _BOX + _GAP})
        y += _BOX + _GAP
    notes = [{"x": left, "y": y + LINE * n, "text": line} for n, line in enumerate(lost)]
    head = [{"x": middle, "y": LINE / 2, "text": GROUPS[place].of(lang)}]
    return [
        canvas.boxes(boxes, colour=theme.BAND),
        canvas.segments(arrows, colour=theme.GAIN, width=2),
        canvas.texts(head, align="center", strong=True),
        canvas.texts(labels, align="center"),
        canvas.texts(notes, colour=theme.MUTED),
    ]


def _lost_lines(group: GroupStages, lang: Lang) -> list[str]:
    lines = [f"{LOST.of(lang)}: {number(group.lost, lang, decimals=0)}"]
    for name, count in group.causes:
        lines += wrapped(f"{name or OTHER.of(lang)}: {number(count, lang, decimals=0)}", _LETTERS)
    return lines


def _alt(flow: ParticipantFlow, lang: Lang) -> str:
    parts = []
    for name, group in zip(GROUPS, (flow.intervention, flow.comparison), strict=True):
        counts = (group.eligible, group.reached, group.started, group.measured)
        listed = ", ".join(
            f"{stage.of(lang).lower()} {count_text(count, lang)}"
            for stage, count in zip(STAGES.values(), counts, strict=True)
        )
        parts.append(f"{name.of(lang)}: {listed}.")
    return " ".join(parts)


def _table(flow: ParticipantFlow, lang: Lang) -> Table:
    groups = (flow.intervention, flow.comparison)
    rows = [
        (stage.of(lang), *(count_text(getattr(group, name), lang) for group in groups))
        for name, stage in STAGES.items()
    ]
    rows.append((LOST.of(lang), *(number(group.lost, lang, decimals=0) for group in groups)))
    names = dict.fromkeys(name for group in groups for name, _ in group.causes)
    for cause in names:
        counts = [dict(group.causes).get(cause) for group in groups]
        cells = tuple("–" if count is None else number(count, lang, decimals=0) for count in counts)
        rows.append((f"– {cause or OTHER.of(lang)}", *cells))
    head = Text(sv="Steg", en="Stage").of(lang)
    columns = (Column(head), *(Column(name.of(lang), "right") for name in GROUPS))
    return Table(_TITLE.of(lang), columns, tuple(rows))
