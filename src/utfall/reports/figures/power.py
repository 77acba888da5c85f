# SPDX-License-Identifier: Apache-2.0
"""How likely an effect is to be found, over the number of persons."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import WIDTH, Across, Spec, render
from utfall.reports.figures.plane import AXIS_WIDTH, RIGHT_AIR, Plane
from utfall.reports.numbers import number, percent

_TITLE = Text(
    sv="Chansen att effekten syns, efter antal personer", en="The chance that the effect is seen, by number of persons"
)
_ENOUGH = 0.8


def power_figure(
    curve: Sequence[tuple[int, float]], *, chosen: tuple[int, float], lang: Lang, figure_id: str = "figure-power"
) -> Figure:
    """Return the power curve with the chosen number marked and the usual four chances in five as a line.

    Parameters
    ----------
    curve
        Persons in all and power (0–1), by rising number, two or more.
    chosen
        The number that is asked about, and its power.
    """
    if len(curve) < 2:
        raise ValueError("a curve has two or more points")
    return Figure(
        id=figure_id,
        title=_TITLE.of(lang),
        alt=_alt(chosen, lang),
        svg=render([_panel(curve, chosen, lang)], lang),
        data_table=_table(curve, lang),
        note=_pick(
            lang,
            "Den streckade linjen är fyra chanser av fem, det som brukar krävas.",
            "The dashed line is four chances in five, which is usually asked for.",
        ),
    )


def _panel(curve: Sequence[tuple[int, float]], chosen: tuple[int, float], lang: Lang) -> Spec:
    most = float(max(curve[-1][0], chosen[0]))
    across = Across(0.0, most, _pick(lang, "Personer i allt", "Persons in all"), AXIS_WIDTH, WIDTH - RIGHT_AIR)
    heading = (_pick(lang, "Chans att effekten syns, procent", "Chance that the effect is seen, per cent"),)
    plane = Plane(across, 0.0, 108.0, heading, labels=(0.0, 100.0))
    points = sorted({*curve, chosen})
    rows = [{"x": float(n), "y": share * 100} for n, share in points]
    here = {"x": float(chosen[0]), "y": chosen[1] * 100, "text": _said(chosen, lang)}
    late = chosen[0] > most / 2
    above = chosen[1] < _ENOUGH
    return plane.sheet(
        [
            plane.level(_ENOUGH * 100, dash=True),
            plane.line(rows, colour=theme.GAIN),
            plane.points([here], colour=theme.INK),
            plane.texts([here], align="right" if late else "left", dx=-9 if late else 9, dy=-14 if above else 16),
        ]
    )


def _said(chosen: tuple[int, float], lang: Lang) -> str:
    return f"{number(chosen[0], lang, decimals=0)}: {percent(chosen[1], lang, decimals=0)}"


def _alt(chosen: tuple[int, float], lang: Lang) -> str:
    n, share = number(chosen[0], lang, decimals=0), percent(chosen[1], lang, decimals=0)
    return _pick(
        lang,
        f"Med {n} personer är chansen {share} att effekten syns.",
        f"With {n} persons the chance is {share} that the effect is seen.",
    )


def _table(curve: Sequence[tuple[int, float]], lang: Lang) -> Table:
    columns = (
        Column(_pick(lang, "Personer i allt", "Persons in all"), "right"),
        Column(_pick(lang, "Chans", "Chance"), "right"),
    )
    rows = tuple((number(n, lang, decimals=0), percent(share, lang, decimals=0)) for n, share in curve)
    return Table(_TITLE.of(lang), columns, rows)


def _pick(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en
