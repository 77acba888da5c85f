# SPDX-License-Identifier: Apache-2.0
"""Colours, fonts and signs that every form of a report shares.

All text colours reach 4.5:1 on their own background and 4.5:1 on white, all marks in figures 3:1 on white
(WCAG 2.2, 1.4.3 and 1.4.11); a test computes it. Blue and ochre stay apart for the common forms of colour blindness,
and no figure uses colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FONT = "Inter"
FONT_STACK = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
FONT_FOLDER = Path(__file__).parent / "fonts"

INK = "#1c2733"
MUTED = "#52606b"
LINE = "#c9d1d8"
PAPER = "#ffffff"
TINT = "#f3f6f8"
ACCENT = "#0b4f71"
GAIN = "#1a6a94"
LOSS = "#b2531a"
NEUTRAL = "#6b7680"
BAND = "#cfe1ec"


@dataclass(frozen=True, slots=True)
class Tone:
    """Colours and sign of one kind of callout: text and edge colour, background, the sign's path in a 24 × 24 box."""

    edge: str
    back: str
    sign: str


_CIRCLE = "M12 1.8a10.2 10.2 0 1 0 0 20.4a10.2 10.2 0 1 0 0-20.4z"
_OCTAGON = "M7.7 1.8h8.6l6 6v8.4l-6 6H7.7l-6-6V7.8z"
_DIAMOND = "M12 .8L23.2 12L12 23.2L.8 12z"
_TRIANGLE = "M12 1.6L23.4 21.8H.6z"

# Each sign is a filled shape with a white mark cut out of it (even-odd), so the shape alone tells the kind.
TONES: dict[str, Tone] = {
    "verdict_success": Tone("#1c6246", "#edf6f1", _CIRCLE + "M6.3 12.4l1.7-1.7l2.8 2.8l5.3-5.9l1.8 1.6l-7 7.8z"),
    "verdict_stop": Tone("#96302a", "#fbf0ee", _OCTAGON + "M6.2 10.6h11.6v2.8H6.2z"),
    "verdict_inconclusive": Tone("#7a4e00", "#fdf5e6", _DIAMOND + "M6.5 8.9h11v2.3h-11zM6.5 13h11v2.3h-11z"),
    "verdict_not_assessable": Tone("#47535d", "#f1f3f5", _CIRCLE + "M5.4 7.3l1.9-1.9l11.3 11.3l-1.9 1.9z"),
    "warning": Tone("#7a4e00", "#fdf5e6", _TRIANGLE + "M10.8 8.4h2.4v7h-2.4zM10.8 16.8h2.4v2.4h-2.4z"),
    "info": Tone("#0b4f71", "#eef4f8", _CIRCLE + "M10.8 6h2.4v2.5h-2.4zM10.8 10.3h2.4v7.7h-2.4z"),
}


def sign_svg(kind: str) -> str:
    """Return the sign of a callout as a small SVG file."""
    tone = TONES[kind]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">'
        f'<path fill="{tone.edge}" fill-rule="evenodd" d="{tone.sign}"/></svg>'
    )
