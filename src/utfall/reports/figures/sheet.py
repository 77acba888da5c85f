# SPDX-License-Identifier: Apache-2.0
"""A drawing in pixels, for pictures whose shapes no chart grammar has: bands of a flow, areas of a map, rows of cells.

The ground is white, not transparent; letters are the figures' own and at least their size; a text may stand over a pale
shape and then has a white edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from utfall.reports import theme
from utfall.reports.document import printable
from utfall.reports.figures.canvas import LINE, TEXT_SIZE, WIDTH, text_width

PADDING = 8
# Okabe and Ito's colours for categories, told apart by all common forms of colour vision; black is the ink and the
# palest (yellow) comes last. Marks have an edge of ink, as some are under 3:1 on white.
OKABE_ITO = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
OTHER = "#a7adb3"
_HATCH = "hatch"
_TOUCH = 0.01  # pixels: lines set one under the other touch and do not meet


@dataclass(frozen=True, slots=True)
class Paint:
    """Colour of a category; hatched ones are the second round of the same colours."""

    colour: str
    hatched: bool = False


def paints(categories: Sequence[str]) -> dict[str, Paint]:
    """Return a colour for every category by its place: the same list gives the same colours in every figure of a run.

    Raises
    ------
    ValueError
        When there are more than can be told apart (14).
    """
    most = 2 * len(OKABE_ITO)
    if len(categories) > most:
        raise ValueError(f"at most {most} categories can be told apart; merge the rarest")
    count = len(OKABE_ITO)
    return {name: Paint(OKABE_ITO[place % count], place >= count) for place, name in enumerate(categories)}


@dataclass(slots=True)
class Box:
    """Where a text stands, for the check that no two lie on each other."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two texts lie on each other."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > _TOUCH and down > _TOUCH


@dataclass(slots=True)
class Sheet:
    """Shapes in the order they are drawn, and the boxes of all texts."""

    height: float
    width: float = WIDTH
    parts: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    hatches: set[str] = field(default_factory=set)

    def rect(self, x: float, y: float, width: float, height: float, paint: Paint, *, edge: bool = True) -> None:
        """Draw a box."""
        shape = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
        self.parts.append(f'<rect {shape} fill="{paint.colour}"/>')
        if paint.hatched:
            self.parts.append(f'<rect {shape} fill="{self._hatch()}"/>')
        if edge:
            self.parts.append(f'<rect {shape} fill="none" stroke="{theme.INK}" stroke-width="0.8"/>')

    def path(self, outline: str, paint: Paint, *, opacity: float = 1.0, edge: str = "", rule: str = "nonzero") -> None:
        """Draw a filled outline; `edge` is the colour of its line."""
        see = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        self.parts.append(f'<path d="{outline}" fill="{paint.colour}" fill-rule="{rule}"{see}/>')
        if paint.hatched:
            self.parts.append(f'<path d="{outline}" fill="{self._hatch()}" fill-rule="{rule}"/>')
        if edge:
            self.parts.append(f'<path d="{outline}" fill="none" stroke="{edge}" stroke-width="0.8"/>')

    def curve(self, points: Sequence[tuple[float, float]], *, colour: str, width: float = 2.0, dash: str = "") -> None:
        """Draw a line through points."""
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="{width:g}"'
            f' stroke-linejoin="round"{dashed}/>'
        )

    def dot(self, x: float, y: float, *, colour: str, radius: float = 4.0, hollow: bool = False) -> None:
        """Draw a point; a hollow one is white inside."""
        fill = theme.PAPER if hollow else colour
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" stroke="{colour}" stroke-width="1.6"/>'
        )

    def text(
        self, x: float, y: float, lines: Sequence[str], *, align: str = "start", strong: bool = False,
        colour: str = theme.INK, halo: bool = True,
    ) -> None:  # fmt: skip
        """Write lines; the middle of the first is at y. With a halo they can be read over bands and lines."""
        wide = text_width(lines) if lines else 0.0
        left = x if align == "start" else x - wide if align == "end" else x - wide / 2
        self.boxes.append(Box(left, y - LINE / 2, left + wide, y - LINE / 2 + LINE * len(lines)))
        weight = ' font-weight="600"' if strong else ""
        edge = f' stroke="{theme.PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else ""
        for number, line in enumerate(lines):
            self.parts.append(
                f'<text x="{x:.1f}" y="{y + number * LINE:.1f}" dy="0.35em" text-anchor="{align}"'
                f' font-size="{TEXT_SIZE:g}"{weight} fill="{colour}"{edge}>{escape(printable(line))}</text>'
            )

    def image(self, x: float, y: float, width: float, height: float, png: str) -> None:
        """Place a picture of cells; `png` is base64."""
        self.parts.append(
            f'<image x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" preserveAspectRatio="none"'
            f' image-rendering="optimizeSpeed" href="data:image/png;base64,{png}"/>'
        )

    def _hatch(self) -> str:
        self.hatches.add(_HATCH)
        return f"url(#{_HATCH})"

    def svg(self) -> str:
        """Return the drawing as one SVG element."""
        wide, high = self.width + 2 * PADDING, self.height + 2 * PADDING
        # one name for every figure: the pattern is the same in each, whichever of them a reader finds first
        pattern = (
            f'<defs><pattern id="{_HATCH}" width="6" height="6" patternUnits="userSpaceOnUse"'
            f' patternTransform="rotate(45)"><rect width="2.4" height="6" fill="{theme.PAPER}"/></pattern></defs>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:.0f}" viewBox="0 0 {wide:g}'
            f' {high:.0f}" font-family="{theme.FONT}, sans-serif">{pattern if self.hatches else ""}'
            f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>'
            f'<g transform="translate({PADDING},{PADDING})">{"".join(self.parts)}</g></svg>'
        )
