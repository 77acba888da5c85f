# SPDX-License-Identifier: Apache-2.0
"""`utfall fetch`: public statistics from Kolada and SCB, kept on disk, with where each number came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from utfall.cli.commands import LazyGroup
from utfall.cli.language import say
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    import polars as pl

    from utfall.io._sources.transport import Answer

COMMANDS: dict[str, tuple[str, Text]] = {
    "kolada": (
        "utfall.cli.fetch_kolada",
        Text(
            sv="nyckeltal per kommun, år och kön ur Kolada", en="key figures by municipality, year and sex from Kolada"
        ),
    ),
    "scb": (
        "utfall.cli.fetch_scb",
        Text(sv="en tabell ur SCB:s statistikdatabas", en="a table of SCB's statistical database"),
    ),
}


def command() -> click.Command:
    """Return the command."""
    return LazyGroup(
        "fetch",
        lazy=COMMANDS,
        no_args_is_help=False,
        help=say(
            "Hämta öppna data. Svaren sparas och används igen; utan nät används det sparade, och det sägs. Det här är det "
            "enda kommando som använder nätet, och bara frågan skickas.",
            "Fetch open data. Answers are kept and used again; without a network what is kept is used, and it is said. This "
            "is the only command that uses the network, and only the question is sent.",
        ),
    )  # fmt: skip


def network_options() -> list[click.Parameter]:
    """Return the options that both sources share."""
    return [
        click.Option(["--out"], type=click.Path(), metavar=say("FIL", "FILE"), help=say("Utfil: .csv eller .parquet.", "Output file: .csv or .parquet.")),
        click.Option(["--cache"], type=click.Path(), metavar=say("MAPP", "FOLDER"), help=say("Dit svaren sparas (förval: användarens cache).", "Where answers are kept (default: the user's cache).")),
        click.Option(["--max-age"], type=click.FloatRange(min=0), default=30.0, show_default=True, metavar=say("DAGAR", "DAYS"), help=say("Så gammalt svar används utan att fråga.", "An answer this old is used without asking.")),
        click.Option(["--offline"], is_flag=True, help=say("Fråga inte; använd det sparade.", "Do not ask; use what is kept.")),
        click.Option(["--base"], metavar="URL", hidden=True),
        click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
    ]  # fmt: skip


def years_of(words: Sequence[str]) -> list[int]:
    """Return the years of words such as 2024 and 2020:2023."""
    found: list[int] = []
    for word in words:
        first, _, last = word.partition(":")
        try:
            low, high = int(first), int(last or first)
        except ValueError:
            low, high = 1, 0
        if not 1900 <= low <= high <= 2200:
            raise click.UsageError(
                say(f"Året ”{word[:20]}” går inte att läsa; skriv 2024 eller 2020:2024.", f"The year '{word[:20]}' cannot be read; write 2024 or 2020:2024.")
            )  # fmt: skip
        found += range(low, high + 1)
    return found


def split(words: Sequence[str]) -> list[str]:
    """Return the words of repeated options, also those with commas between."""
    return [part.strip() for word in words for part in word.split(",") if part.strip()]


def delivered(
    frame: pl.DataFrame, answers: Sequence[Answer], *, source: str, about: dict[str, Any], out: str | None, as_json: bool,
    lang: Lang,
) -> int:  # fmt: skip
    """Write or print a table with its provenance, and say when it is older than asked for."""
    import json

    from utfall import __version__
    from utfall.io.public_data import provenance, write_public
    from utfall.reports.numbers import number

    told = provenance(answers, source=source, software=f"utfall {__version__}", about=about)
    stale = [answer for answer in answers if answer.stale]
    if stale:
        oldest = min(entry["fetched"] for entry in told["answers"])[:10]
        click.echo(
            say(
                f"OBS: {source} gick inte att nå. Det sparade svaret från {oldest} används.",
                f"Note: {source} could not be reached. The answer kept from {oldest} is used.",
            ),
            err=True,
        )
    if as_json:
        click.echo(json.dumps({**told, "rows": frame.to_dicts()}, ensure_ascii=False, indent=2))
    if out is not None:
        written = write_public(frame, told, out)
        if not as_json:
            names = ", ".join(str(path) for path in written)
            count = number(frame.height, lang, decimals=0)
            missing = number(int(frame["value"].null_count()), lang, decimals=0)
            click.echo(say(f"{count} värden, varav {missing} saknas hos källan. Skrivet: {names}", f"{count} values, of which the source lacks {missing}. Written: {names}"))  # fmt: skip
            click.echo(say(f"Källa: {source}", f"Source: {source}"))
    elif not as_json:
        click.echo(frame.write_csv(separator=";"), nl=False)
    return 0
