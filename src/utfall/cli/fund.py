# SPDX-License-Identifier: Apache-2.0
"""`utfall fund FILE`: a social investment fund's ledger, who owes what and where the fund is heading."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.documents import FORMATS, document_options, write_documents
from utfall.cli.language import say
from utfall.cli.progress import progress
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.economics.funding.statement import FundStatement
    from utfall.io.fund_file import FundFile


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "fund",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Option(
                ["--date"],
                metavar="ÅÅÅÅ-MM-DD" if say("sv", "en") == "sv" else "YYYY-MM-DD",
                help=say(
                    "Dagens datum (förval: i dag); poster efter det stoppas.",
                    "Today's date (default: today); entries after it are refused.",
                ),
            ),
            *document_options(),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Läs fondens regler och bok (utfall/fund/1) och räkna behållning, återföring, netto per nämnd och vem som bär "
            "förlusten. En återföring över den verifierade besparingen, eller samma besparing två gånger, stoppas (K16).",
            "Read the fund's rules and ledger (utfall/fund/1) and work out balance, returns, net per board and who bears a "
            "loss. A return above the verified saving, or one saving twice, is refused (K16).",
        ),
        examples=[
            ("utfall fund fond.toml", Text(sv="Fonden i dag", en="The fund today")),
            (
                "utfall fund fond.toml --out fonden --format html,pdf",
                Text(sv="Med figurer, som dokument", en="With figures, as documents"),
            ),
            (
                "utfall fund fond.toml --json --date 2026-06-30",
                Text(sv="Som data, per ett datum", en="As data, at a date"),
            ),
        ],
    )


def _run(file: str, date: str | None, out: str | None, formats: str, as_json: bool, lang: Lang) -> int:
    from utfall.cli.evaluate import parse_date, parse_formats
    from utfall.economics.funding.statement import fund_statement
    from utfall.io.fund_file import read_fund
    from utfall.reports.fund_report import fund_json, fund_lines
    from utfall.reports.result_json import dumps

    wanted, day = parse_formats(formats, FORMATS), parse_date(date)
    fund = read_fund(file, today=day)
    found = fund_statement(fund.ledger, fund.expected)
    data = dumps(fund_json(fund, found, lang))
    written = []
    if out is not None:
        with progress(lang) as tell:
            written.append(
                write_documents(out, lambda told: _files(fund, found, lang, day, data.encode(), wanted, told), tell)
            )
    for line in [data.rstrip("\n")] if as_json else [*fund_lines(fund, found, lang), *written]:
        click.echo(line)
    return 0


def _files(
    fund: FundFile, found: FundStatement, lang: Lang, day: str, data: bytes, formats: tuple[str, ...],
    tell: Callable[[Text], None],
) -> dict[str, bytes]:  # fmt: skip
    from utfall import __version__
    from utfall.reports.fund_document import fund_document
    from utfall.reports.render import render_named

    document = fund_document(fund, found, lang, date=day, software=f"utfall {__version__}")
    return render_named("fond" if lang == "sv" else "fund", document, data, formats, tell)
