# SPDX-License-Identifier: Apache-2.0
"""A flow traced back from an outcome: bands from state to state, time from left to right, the outcome last."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang
from utfall.disclosure import Link, SafePath, SafePaths
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.amounts import pick, require
from utfall.reports.figures.canvas import LINE, WIDTH, wrapped
from utfall.reports.figures.flows.layout import Band, LabelOf, Ribbon, lay_out
from utfall.reports.figures.sheet import OTHER, Paint, Sheet, paints
from utfall.reports.numbers import number, percent

_MOST_BANDS = 14
_MOST_ROWS = 8  # of support between steps in the picture
_NODE = 10  # pixels wide
_BAR = 96


@dataclass(frozen=True, slots=True)
class AlluvialChart:
    """Paths as they may be shown.

    Parameters
    ----------
    paths
        From `disclosure.protect_paths`.
    states
        Every state of the run in a fixed order: it decides colours and places, so it is the same for every figure.
    unit
        What is counted, in the plural and the language of the figure: "personer", "omplaceringar".
    support
        Name of the support in the language of the figure, "" when none was looked for.
    links
        Support between states; None: as `paths` has it.
    others
        Names among the paths' states of what is merged; grey, like the rest.
    threshold
        Smallest number of persons shown.
    """

    paths: SafePaths
    states: tuple[str, ...]
    unit: str
    support: str = ""
    links: tuple[Link, ...] | None = None
    others: tuple[str, ...] = ()
    threshold: int = 5
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(bool(self.paths.paths), "there is no path that may be shown")
        require(bool(self.unit.strip()), "the picture says what is counted")
        known = {state for path in self.paths.paths for state in path.path or ()}
        require(known <= {*self.states, *self.others}, "every state of a path is among the states")


def alluvial_figure(chart: AlluvialChart, lang: Lang, *, figure_id: str = "figure-flow") -> Figure:
    """Return the flow as bands, with the number in every node, the support between steps, and all paths as a table."""
    title = chart.title or pick(lang, "Vägarna fram till utfallet", "The ways to the outcome")
    return Figure(
        id=figure_id,
        title=f"{title}, {chart.unit}",
        alt=_alt(chart, lang),
        svg=draw(chart, lang).svg(),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def draw(chart: AlluvialChart, lang: Lang) -> Sheet:
    """Return the drawing."""
    rest_name = _rest(lang)
    bands = _bands(chart, rest_name)
    plan = lay_out(
        bands, (*chart.states, *chart.others, rest_name), width=WIDTH, node=_NODE, head=2 * LINE, label=_label_of(lang)
    )
    rows = _support_rows(chart, lang)
    lines = sum(len(wrapped(name)) + 1 for name, _, _ in rows)
    sheet = Sheet(height=plan.height + (LINE * (lines + 2) if rows else 0))
    colours = {**paints(chart.states), **dict.fromkeys((*chart.others, rest_name), Paint(OTHER))}
    for ribbon in plan.ribbons:
        sheet.path(_outline(ribbon), Paint(colours[ribbon.state].colour), opacity=0.42)
    for node in plan.nodes:
        sheet.rect(node.x, node.top, _NODE, node.height, colours[node.state])
    for node in plan.nodes:
        sheet.text(node.x, node.top - LINE * len(node.label) + LINE / 2 - 2, node.label)
    _column_heads(sheet, plan.columns, plan.pitch, lang)
    _draw_support(sheet, rows, plan.height + LINE, chart, lang)
    return sheet


def _rest(lang: Lang) -> str:
    return pick(lang, "Övriga vägar", "Other ways")


def _label_of(lang: Lang) -> LabelOf:
    def label(name: str, count: int, wide: float) -> list[str]:
        return wrapped(f"{name} {number(count, lang, decimals=0)}", max(int(wide / 6.5), 6))

    return label


def _bands(chart: AlluvialChart, rest_name: str) -> list[Band]:
    """Return what is drawn: the most common paths, the others as one grey band all the way."""
    named = [path for path in chart.paths.paths if path.path is not None]
    shown, more = named[:_MOST_BANDS], named[_MOST_BANDS:]
    bands = [Band(path.path or (), path.n) for path in shown]
    left = sum(path.n for path in more) + sum(path.n for path in chart.paths.paths if path.path is None)
    if left:
        longest = max((len(band.states) for band in bands), default=2)
        ends = {band.states[-1] for band in bands}
        end = ends.pop() if len(ends) == 1 else rest_name
        bands.append(Band((*[rest_name] * (longest - 1), end), left))
    return bands


def _outline(ribbon: Ribbon) -> str:
    x0, x1 = ribbon.x0, ribbon.x1
    mid = (x0 + x1) / 2
    a, b, thick = ribbon.y0, ribbon.y1, ribbon.thick
    return (
        f"M{x0:.1f},{a:.1f}C{mid:.1f},{a:.1f} {mid:.1f},{b:.1f} {x1:.1f},{b:.1f}"
        f"V{b + thick:.1f}C{mid:.1f},{b + thick:.1f} {mid:.1f},{a + thick:.1f} {x0:.1f},{a + thick:.1f}Z"
    )


def _column_heads(sheet: Sheet, columns: int, pitch: float, lang: Lang) -> None:
    for column in range(columns):
        before = columns - 1 - column
        steps = pick(lang, f"{before} steg före", f"{before} step{'s' if before > 1 else ''} before")
        steps = steps if before else pick(lang, "Utfallet", "Outcome")
        sheet.text(column * pitch, LINE / 2, wrapped(steps, max(int(pitch / 6.5) - 1, 6)), colour=theme.MUTED)


def _support_rows(chart: AlluvialChart, lang: Lang) -> list[tuple[str, str, float | None]]:
    """Return a line for each link with support: from where to where, the number in words, and the share."""
    if not chart.support:
        return []
    found = chart.paths.links() if chart.links is None else chart.links
    links = sorted(found, key=lambda link: (link.step, -link.n))
    rows: list[tuple[str, str, float | None]] = []
    for link in links[:_MOST_ROWS]:
        name = f"{link.start} → {link.end} {_between(link.step, lang)}"
        if link.support is None:
            told = pick(lang, "visas inte (få personer)", "not shown (few persons)")
            rows.append((name, told, None))
            continue
        share = link.support / link.n
        of = pick(lang, "av", "of")
        told = f"{number(link.support, lang, decimals=0)} {of} {number(link.n, lang, decimals=0)} ({percent(share, lang, decimals=0)})"
        rows.append((name, told, share))
    return rows


def _between(step: int, lang: Lang) -> str:
    if step == 1:
        return pick(lang, "(sista steget)", "(last step)")
    return pick(lang, f"({step} steg före)", f"({step} steps before)")


def _draw_support(
    sheet: Sheet, rows: list[tuple[str, str, float | None]], top: float, chart: AlluvialChart, lang: Lang
) -> None:
    if not rows:
        return
    head = pick(lang, f"Fick {chart.support} mellan stegen", f"Were given {chart.support} between the steps")
    sheet.text(0, top + LINE / 2, wrapped(head)[:1], strong=True)
    y = top + LINE * 1.5 + 4
    for name, told, share in rows:
        lines = wrapped(name)
        sheet.text(0, y, lines)
        y += LINE * len(lines)
        sheet.text(_BAR + 8, y, [told], colour=theme.INK if share is not None else theme.MUTED)
        sheet.rect(0, y - 5, _BAR, 10, Paint(OTHER, hatched=True) if share is None else Paint(theme.PAPER))
        if share is not None:
            sheet.rect(0, y - 5, _BAR * share, 10, Paint(theme.GAIN))
        y += LINE


def _note(chart: AlluvialChart, lang: Lang) -> str:
    text = pick(
        lang,
        "Tiden går från vänster till höger och slutar i utfallet. Bandens bredd är antalet.",
        "Time runs from left to right and ends in the outcome. The width of a band is the number.",
    )
    if chart.paths.merged:
        text += pick(
            lang,
            f" Vägar som färre än {chart.threshold} personer gått är hopslagna till ”Övriga vägar”.",
            f" Ways of fewer than {chart.threshold} persons are merged into 'Other ways'.",
        )
    more = sum(path.path is not None for path in chart.paths.paths) - _MOST_BANDS
    if more > 0:
        text += pick(
            lang, f" {more} ovanligare vägar ritas där men står i tabellen.", f" {more} rarer ways are drawn there but stand in the table."
        )  # fmt: skip
    return text


def _way(path: SafePath, lang: Lang) -> str:
    return _rest(lang) if path.path is None else " → ".join(path.path)


def _alt(chart: AlluvialChart, lang: Lang) -> str:
    total = chart.paths.total or sum(path.n for path in chart.paths.paths)
    first = chart.paths.paths[:5]
    parts = "; ".join(
        f"{_way(path, lang)}: {number(path.n, lang, decimals=0)} ({percent(path.n / total, lang, decimals=0)})"
        for path in first
    )
    lead = pick(
        lang,
        f"Flöde bakåt från utfallet, {number(total, lang, decimals=0)} {chart.unit}. De vanligaste vägarna: ",
        f"Flow back from the outcome, {number(total, lang, decimals=0)} {chart.unit}. The most common ways: ",
    )
    support = "; ".join(f"{name}: {told}" for name, told, _ in _support_rows(chart, lang))
    given = pick(lang, f" Fick {chart.support}: {support}.", f" Were given {chart.support}: {support}.")
    return f"{lead}{parts}.{given if support else ''}"


def _table(chart: AlluvialChart, lang: Lang, title: str) -> Table:
    total = chart.paths.total or sum(path.n for path in chart.paths.paths)
    steps = max((len(path.support) for path in chart.paths.paths), default=0) if chart.support else 0
    heads = [
        Column(pick(lang, "Väg", "Way")),
        Column(pick(lang, "Antal", "Number"), "right", chart.unit),
        Column(pick(lang, "Andel", "Share"), "right"),
    ]
    for before in range(steps, 0, -1):
        label = pick(lang, f"Fick {chart.support}, steg {before} före", f"Given {chart.support}, step {before} before")
        heads.append(Column(label, "right"))
    rows = []
    for path in chart.paths.paths:
        cells = [number(path.n, lang, decimals=0), percent(path.n / total, lang, decimals=0)]
        own = [*["–"] * (steps - len(path.support)), *(_hidden_or(count, lang) for count in path.support)][:steps]
        rows.append((_way(path, lang), *cells, *own))
    note = pick(
        lang,
        f"”<{chart.threshold}” och täckning för sådana tal visas som ”..”.",
        f"Numbers under {chart.threshold}, and what covers them, are shown as '..'.",
    )
    return Table(title, tuple(heads), tuple(rows), note=note if steps else "")


def _hidden_or(count: int | None, lang: Lang) -> str:
    return ".." if count is None else number(count, lang, decimals=0)
