# SPDX-License-Identifier: Apache-2.0
"""How the cells look: few formats, made once, the same on every sheet."""

from __future__ import annotations

from typing import Any, Literal

from utfall.reports import theme

Style = Literal[
    "text",
    "wrap",
    "title",
    "lead",
    "head",
    "head_right",
    "section",
    "general",
    "money",
    "number",
    "share",
    "factor",
    "whole",
    "year",
    "apart",
]
Role = Literal["plain", "input", "output"]

# Text on these reaches 4.5:1; a sign in the legend, not the colour alone, tells what may be changed.
INPUT_BACK, INPUT_INK = "#fff6dc", "#1f3fa8"
OUTPUT_BACK = "#edf6f1"
HEAD_BACK = "#e4edf3"
BAD_BACK, BAD_INK = "#fbe3df", "#96302a"

_BODY = {"font_name": "Calibri", "font_size": 11, "font_color": theme.INK, "valign": "top"}
_HEAD = {"bold": True, "bg_color": HEAD_BACK, "bottom": 1, "bottom_color": theme.ACCENT, "text_wrap": True}
_LOOKS: dict[Style, dict[str, Any]] = {
    "text": {"align": "left", "indent": 1},
    "wrap": {"align": "left", "text_wrap": True, "indent": 1},
    "title": {"bold": True, "font_size": 16, "font_color": theme.ACCENT},
    "lead": {"font_color": theme.MUTED, "text_wrap": False},
    "head": {**_HEAD, "align": "left", "indent": 1},
    "head_right": {**_HEAD, "align": "right"},
    "general": {"num_format": "General"},
    "section": {"bold": True, "font_size": 12, "font_color": theme.ACCENT},
    "money": {"num_format": "#,##0"},
    "number": {"num_format": "#,##0.00##"},
    "share": {"num_format": "0.0%"},
    "factor": {"num_format": "0.000000"},
    "whole": {"num_format": "#,##0"},
    "year": {"num_format": "0"},
    # Zero to rounding reads as 0, never as -0.000000.
    "apart": {"num_format": "[>=0.0000005]0.000000;[<=-0.0000005]-0.000000;0"},
}
_ROLES: dict[Role, dict[str, Any]] = {
    "plain": {},
    "input": {"bg_color": INPUT_BACK, "font_color": INPUT_INK, "border": 1, "border_color": "#e2c97a"},
    "output": {"bg_color": OUTPUT_BACK},
}


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Style, Role], Any] = {}

    def of(self, style: Style, role: Role = "plain") -> Any:
        """Return the format of a style in a role, the same object each time."""
        key = (style, role)
        if key not in self._made:
            self._made[key] = self._book.add_format({**_BODY, **_LOOKS[style], **_ROLES[role]})
        return self._made[key]

    def bad(self) -> Any:
        """Return the format of a difference that should be zero and is not."""
        return self._book.add_format({"bg_color": BAD_BACK, "font_color": BAD_INK, "bold": True})
