# SPDX-License-Identifier: Apache-2.0
"""`utfall new FILE`: a commented starter initiative file."""

from __future__ import annotations

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "new",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            lang_option(),
            click.Option(
                ["--force"],
                is_flag=True,
                help=say("Skriv över filen om den finns.", "Overwrite the file if it exists."),
            ),
        ],
        help=say(
            "Skriv en kommenterad satsningsfil att börja från. Varje rad förklaras i filen.",
            "Write a commented starter initiative file. Every line is explained in the file.",
        ),
        examples=[("utfall new satsning.toml", Text(sv="Börja på en ny satsning", en="Begin a new initiative"))],
    )


def _run(file: str, lang: Lang, force: bool) -> int:
    from utfall.io.starter import starter_text
    from utfall.io.write import write_file

    path = write_file(file, starter_text(lang), overwrite=force)
    click.echo(
        say(
            f"Skrev {path}. Fyll i den och kör sedan: utfall check {path}",
            f"Wrote {path}. Fill it in, then run: utfall check {path}",
        )
    )
    return 0
