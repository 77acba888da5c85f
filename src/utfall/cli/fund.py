# SPDX-License-Identifier: Apache-2.0
"""`utfall fund FILE`: a social investment fund's ledger, who owes what and where the fund is heading."""

from __future__ import annotations

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.text import Lang, Text


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
                "utfall fund fond.toml --json --date 2026-06-30",
                Text(sv="Som data, per ett datum", en="As data, at a date"),
            ),
        ],
    )


def _run(file: str, date: str | None, as_json: bool, lang: Lang) -> int:
    from utfall.cli.evaluate import parse_date
    from utfall.economics.funding.statement import fund_statement
    from utfall.io.fund_file import read_fund
    from utfall.reports.fund_report import fund_json, fund_lines
    from utfall.reports.result_json import dumps

    fund = read_fund(file, today=parse_date(date))
    found = fund_statement(fund.ledger, fund.expected)
    if as_json:
        click.echo(dumps(fund_json(fund, found, lang)), nl=False)
        return 0
    for line in fund_lines(fund, found, lang):
        click.echo(line)
    return 0
