# SPDX-License-Identifier: Apache-2.0
"""`utfall appraise FILE`: the economy alone, with effects from the data or given in the call."""

from __future__ import annotations

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.cli.progress import progress
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "appraise",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Option(
                ["--effect", "effects"],
                multiple=True,
                metavar="UTFALL=VÄRDE[:LÅGT:HÖGT][@NU]"
                if say("sv", "en") == "sv"
                else "OUTCOME=VALUE[:LOW:HIGH][@NOW]",
                help=say(
                    "Given effekt på ett utfall, i utfallets enhet, med 95 % intervall. Efter @ står läget utan satsningen, "
                    "som behövs för potentialen. Kan upprepas.",
                    "A given effect on an outcome, in its unit, with its 95% interval. After @ stands the level without the "
                    "initiative, which the potential needs. May be repeated.",
                ),
            ),
            click.Option(["--seed"], type=int, metavar="N", help=say("Slumptalsfrö.", "Random seed.")),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Räkna bara ekonomin. Före start: ange väntade effekter med --effect. Efteråt: utan --effect räknas de ur data.",
            "Count the economy alone. Before the start: give expected effects with --effect. Afterwards: without --effect they "
            "are worked out from the data.",
        ),
        examples=[
            (
                "utfall appraise satsning.toml --effect arbete=0.10:0.02:0.18@0.30",
                Text(sv="Före start, med väntad effekt", en="Before the start, with an expected effect"),
            ),
            ("utfall appraise satsning.toml --json", Text(sv="Med effekter ur data", en="With effects from the data")),
        ],
    )


def _run(file: str, effects: tuple[str, ...], seed: int | None, as_json: bool, lang: Lang) -> int:
    from utfall.economics.sensitivity import one_way
    from utfall.io.check import load
    from utfall.io.initiative_file import read_initiative
    from utfall.thread.given import appraise_given

    with progress(lang) as tell:
        if effects:
            initiative, appraisal = appraise_given(read_initiative(file), effects, seed=seed, progress=tell)
        else:
            loaded = load(file)
            initiative, appraisal = appraise_given(loaded.initiative, (), loaded.tables, seed=seed, progress=tell)
    if isinstance(appraisal, Unknown):
        raise InputError(
            Fault(
                "no-economy",
                Text(sv="Satsningsfilen har ingen ekonomi.", en="The initiative file holds no economy."),
                Text(
                    sv="Lägg till [appraisal] och minst en rad i [[costs]] eller [[consequences]].",
                    en="Add [appraisal] and at least one line in [[costs]] or [[consequences]].",
                ),
                Place(file),
            )
        )
    appraisal.require_exportable()
    if as_json:
        from utfall.reports.result_json import dumps, economics

        rows = one_way(appraisal.model)
        click.echo(
            dumps({"schema": "utfall/economics/1", **(economics(appraisal, rows, initiative, lang) or {})}), nl=False
        )
        return 0
    from utfall.reports.summary import economy_lines

    for line in economy_lines(appraisal, lang):
        click.echo(line)
    return 0
