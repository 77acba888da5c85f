# SPDX-License-Identifier: Apache-2.0
"""A figure as files: the picture as SVG and PNG, its message in words, and its numbers as a table."""

from __future__ import annotations

import csv
import io

import vl_convert

from utfall.core.text import Lang
from utfall.reports import furniture
from utfall.reports.document import Figure
from utfall.reports.figures.canvas import register_font

_SCALE = 3  # pixels of the PNG per pixel of the picture: sharp on paper


def figure_files(figure: Figure, lang: Lang) -> dict[str, bytes]:
    """Return the files of a figure by name: .svg, .png, .txt (what it says) and .csv (every number, semicolons)."""
    register_font()
    lines = [figure.title, "", figure.alt]
    for word, text in ((furniture.NOTE, figure.note), (furniture.SOURCE, figure.source)):
        if text:
            lines += ["", f"{word.of(lang)}: {text}"]
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=";", lineterminator="\n")
    writer.writerow([column.head for column in figure.data_table.columns])
    writer.writerows(figure.data_table.rows)
    return {
        f"{figure.id}.svg": figure.svg.encode(),
        f"{figure.id}.png": bytes(vl_convert.svg_to_png(figure.svg, scale=_SCALE)),
        f"{figure.id}.txt": ("\n".join(lines) + "\n").encode(),
        f"{figure.id}.csv": b"\xef\xbb\xbf" + table.getvalue().encode(),
    }
