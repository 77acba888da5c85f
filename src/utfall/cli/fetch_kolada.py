# SPDX-License-Identifier: Apache-2.0
"""`utfall fetch kolada`: key figures of municipalities."""

from __future__ import annotations

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.fetch import delivered, network_options, split, years_of
from utfall.cli.language import say
from utfall.cli.progress import progress
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "kolada",
        callback=_run,
        params=[
            click.Argument(["kpi"], nargs=-1, metavar=say("NYCKELTAL…", "KEYFIGURE…")),
            click.Option(["--municipality"], multiple=True, metavar=say("KOD", "CODE"), help=say("Kommunkoder, t.ex. 1880,1883; utan: alla.", "Municipal codes, e.g. 1880,1883; without: all.")),
            click.Option(["--group"], multiple=True, metavar="ID", help=say("Koladas grupp av (liknande) kommuner.", "Kolada's group of (similar) municipalities.")),
            click.Option(["--find-group"], metavar=say("ORD", "WORD"), help=say("Sök grupper och avsluta.", "Search groups and exit.")),
            click.Option(["--year"], multiple=True, metavar=say("ÅR", "YEAR"), help=say("T.ex. 2024 eller 2015:2024; utan: alla.", "E.g. 2024 or 2015:2024; without: all.")),
            *network_options(),
            lang_option(),
        ],
        help=say(
            "Hämta nyckeltal (till exempel N31816) per kommun, år och kön ur Kolada (API version 3). Ange ”Källa: Kolada”.",
            "Fetch key figures (such as N31816) by municipality, year and sex from Kolada (API version 3). State 'Källa: Kolada'.",
        ),
        examples=[
            (
                "utfall fetch kolada N31816 --municipality 1880,1883 --year 2015:2024 --out bistand.csv",
                Text(sv="Ett nyckeltal i två kommuner", en="One key figure in two municipalities"),
            ),
            ("utfall fetch kolada --find-group liknande", Text(sv="Grupper att jämföra med", en="Groups to compare with")),
        ],
    )  # fmt: skip


def _run(
    kpi: tuple[str, ...], municipality: tuple[str, ...], group: tuple[str, ...], find_group: str | None,
    year: tuple[str, ...], out: str | None, cache: str | None, max_age: float, offline: bool, base: str | None,
    as_json: bool, lang: Lang,
) -> int:  # fmt: skip
    from utfall.io._sources.kolada import BASE
    from utfall.io.public_data import fetch_kolada, kolada_client, kolada_table, municipality_groups

    client = kolada_client(cache, offline=offline, max_age_days=max_age)
    if find_group is not None:
        for group_id, title, members in municipality_groups(client, find_group, base=base or BASE):
            click.echo(f"{group_id}\t{title}\t{members}")
        return 0
    if not kpi:
        raise click.UsageError(
            say("Ange minst ett nyckeltal, t.ex. N31816.", "Name at least one key figure, e.g. N31816.")
        )
    with progress(lang) as tell:
        tell(Text(sv="Frågar Kolada", en="Asking Kolada"))
        data = fetch_kolada(
            client, split(kpi), municipalities=split(municipality), groups=split(group), years=years_of(year),
            base=base or BASE,
        )  # fmt: skip
    for missing in data.lacking:
        click.echo(say(f"OBS: nyckeltalet {missing} finns inte i Kolada.", f"Note: there is no key figure {missing} in Kolada."), err=True)  # fmt: skip
    about = {
        "key_figures": [
            {"id": f.id, "title": f.title, "description": f.description, "by_sex": f.by_sex, "published": f.published}
            for f in data.figures
        ]
    }
    return delivered(
        kolada_table(data), data.answers, source="Kolada", about=about, out=out, as_json=as_json, lang=lang
    )
