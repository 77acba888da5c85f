# SPDX-License-Identifier: Apache-2.0
"""`utfall fetch scb`: a table of SCB's statistical database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.fetch import delivered, network_options, split
from utfall.cli.language import say
from utfall.cli.progress import progress
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.io.public_data import TableInfo

_SHOWN = 6


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "scb",
        callback=_run,
        params=[
            click.Argument(["table"], metavar=say("TABELL", "TABLE")),
            click.Option(["--select"], multiple=True, metavar=say("VARIABEL=KODER", "VARIABLE=CODES"), help=say("T.ex. Region=1883* eller Tid=2023,2024; * är vad som helst.", "E.g. Region=1883* or Tid=2023,2024; * is anything.")),
            click.Option(["--describe"], is_flag=True, help=say("Visa tabellens variabler och avsluta.", "Show the table's variables and exit.")),
            *network_options(),
            lang_option(),
        ],
        help=say(
            "Hämta en tabell ur SCB:s statistikdatabas (PxWebApi 2), i så stora delar som källan tillåter. Variabler som inte "
            "väljs summeras av SCB när det går. Koder för DeSO och RegSO delas i kod, indelning och giltighetstid. "
            "Ange ”Källa: SCB”.",
            "Fetch a table of SCB's statistical database (PxWebApi 2), in pieces as large as the source allows. Variables that "
            "are not selected are summed over by SCB where it can. Codes of DeSO and RegSO are divided into code, division "
            "and time of validity. State 'Källa: SCB'.",
        ),
        examples=[
            ("utfall fetch scb TAB6574 --describe", Text(sv="Vad tabellen innehåller", en="What the table holds")),
            (
                "utfall fetch scb TAB6574 --select \"Region=1883*_DeSO2025\" --select Tid=2024 --out folkmangd.csv",
                Text(sv="En kommuns alla DeSO", en="All DeSO of one municipality"),
            ),
        ],
    )  # fmt: skip


def _run(
    table: str, select: tuple[str, ...], describe: bool, out: str | None, cache: str | None, max_age: float, offline: bool,
    base: str | None, as_json: bool, lang: Lang,
) -> int:  # fmt: skip
    from utfall.io._sources.scb import BASE
    from utfall.io.public_data import fetch_scb, scb_client, scb_table, table_info

    client = scb_client(cache, offline=offline, max_age_days=max_age)
    if describe:
        for line in _described(table_info(client, table, lang=lang, base=base or BASE)):
            click.echo(line)
        return 0
    with progress(lang) as tell:
        tell(Text(sv="Frågar SCB", en="Asking SCB"))
        data = fetch_scb(client, table, _wanted(select), lang=lang, base=base or BASE)
    about = {"table": data.info.id, "title": data.info.title, "updated": data.info.updated, "selection": list(select)}
    return delivered(scb_table(data), data.answers, source="SCB", about=about, out=out, as_json=as_json, lang=lang)


def _wanted(select: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in select:
        name, mark, codes = word.partition("=")
        if not mark or not codes.strip():
            raise click.UsageError(
                say(f"”{word[:40]}” går inte att läsa; skriv VARIABEL=KODER.", f"'{word[:40]}' cannot be read; write VARIABLE=CODES.")
            )  # fmt: skip
        found.setdefault(name.strip(), []).extend(split([codes]))
    return found


def _described(info: TableInfo) -> list[str]:
    lines = [
        info.title,
        say(f"Uppdaterad {info.updated}. Källa: {info.source}", f"Updated {info.updated}. Source: {info.source}"),
    ]
    for variable in info.variables:
        shown = ", ".join(f"{code} {name}" for code, name in variable.values[:_SHOWN])
        more = " …" if len(variable.values) > _SHOWN else ""
        optional = say(" (kan utelämnas)", " (can be left out)") if variable.optional else ""
        lines.append(f"{variable.code}: {variable.name}{optional}, {len(variable.values)}: {shown}{more}")
    return lines
