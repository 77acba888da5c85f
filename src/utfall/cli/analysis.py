# SPDX-License-Identifier: Apache-2.0
"""What the commands that analyse one data file beside its estimate have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from utfall.cli.commands import lang_option
from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.core.frame import Columns
    from utfall.core.outcome import Outcome
    from utfall.reports.document import Block
    from utfall.thread.analyses import Analysis


def column() -> str:
    """Return what a column is called in the help."""
    return say("KOL", "COL")


def data_options(*, treatment: bool = True) -> list[click.Parameter]:
    """Return the data file, the outcome and the groups."""
    return [
        click.Argument(["data"], type=click.Path(), metavar="DATA"),
        click.Option(["--outcome"], required=True, metavar=column(), help=say("Kolumn med utfallet.", "Outcome column.")),
        click.Option(["--treatment"], required=treatment, metavar=column(), help=say("Kolumn som skiljer grupperna.", "Column of the groups.")),
        click.Option(["--comparison"], metavar=say("VÄRDE", "VALUE"), help=say("Jämförelsegruppens namn.", "The comparison group's name.")),
        click.Option(["--kind"], type=click.Choice(["continuous", "binary", "count"]), help=say("Slags utfall; annars ser programmet efter.", "Kind of outcome; found out when not given.")),
        click.Option(["--direction"], type=click.Choice(["increase", "decrease"]), default="increase", show_default=True, help=say("Åt vilket håll utfallet önskas gå.", "Which way the outcome is wanted to go.")),
    ]  # fmt: skip


def output_options() -> list[click.Parameter]:
    """Return names, the smallest group shown, seed, page and language."""
    return [
        click.Option(["--label"], default="", metavar=say("ORD", "WORDS"), help=say("Utfallets namn på sidan.", "The outcome's name on the page.")),
        click.Option(["--unit"], default="", metavar=say("ORD", "WORDS"), help=say("Utfallets enhet.", "The outcome's unit.")),
        click.Option(["--seed"], type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, metavar="N", help=say("Slumptalsfrö.", "Seed.")),
        click.Option(["--min-cell"], type=click.IntRange(min=1), default=5, show_default=True, metavar="N", help=say("Minsta grupp som visas.", "Smallest group shown.")),
        click.Option(["--out"], metavar=say("FIL.html", "FILE.html"), help=say("Skriv en sida.", "Write a page.")),
        click.Option(["--force"], is_flag=True, help=say("Skriv över filen i --out.", "Overwrite the file in --out.")),
        click.Option(["--date"], metavar=say("ÅÅÅÅ-MM-DD", "YYYY-MM-DD"), help=say("Sidans datum (förval: i dag).", "The page's date (default: today).")),
        click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
        lang_option(),
    ]  # fmt: skip


def names_of(text: str | None) -> tuple[str, ...]:
    """Return the names of a comma-separated list."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def outcome_of(columns: Columns, name: str, given: dict[str, Any]) -> Outcome:
    """Return the outcome that the options describe, taking them out of `given`."""
    from utfall.api import outcome_of as made

    chosen = {key: given.pop(key) for key in ("kind", "direction", "label", "unit")}
    return made(columns, name, **chosen)


def check_out(out: str | None) -> None:
    """Raise InputError when the page would not be a page; before anything is computed."""
    if out is not None and PurePath(out).suffix.lower() != ".html":
        raise InputError(
            Fault(
                "format-unknown",
                Text(sv=f"”{out}” är ingen .html-fil.", en=f"'{out}' is no .html file."),
                Text(sv="Ge filen ett namn på .html.", en="Give the file a name ending in .html."),
                Place(field="--out"),
            )
        )


def show(
    analysis: Analysis,
    lang: Lang,
    *,
    out: str | None,
    force: bool,
    date: str | None,
    as_json: bool,
    before: list[str] | None = None,
    blocks: Callable[[], list[Block]] | None = None,
    **more: Any,
) -> int:
    """Write the page when asked for, and print the lines or the JSON."""
    from utfall.cli.evaluate import parse_date
    from utfall.reports.analysis_report import analysis_document, analysis_json, analysis_lines

    day = parse_date(date)
    if out is not None:
        from utfall.io.write import write_file
        from utfall.reports.html import render_html

        page = analysis_document(analysis, lang, date=day, first=blocks() if blocks else [])
        write_file(out, render_html(page), overwrite=force)
    if as_json:
        from utfall.reports.result_json import dumps

        click.echo(dumps(analysis_json(analysis, lang, **more)), nl=False)
        return 0
    for line in [*(before or []), *analysis_lines(analysis, lang)]:
        click.echo(line)
    if out is not None:
        click.echo(say(f"Skrev {out}.", f"Wrote {out}."))
    return 0
