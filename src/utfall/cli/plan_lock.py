# SPDX-License-Identifier: Apache-2.0
"""`utfall plan lock FILE`: the plan locked before the start."""

from __future__ import annotations

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "lock",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Option(["--by"], required=True, metavar=say("NAMN", "NAME"), help=say("Vem som låser.", "Who locks.")),
            click.Option(["--date"], metavar="DATUM" if say("sv", "en") == "sv" else "DATE", help=say("Datum; annars i dag.", "Date; today when not given.")),
            click.Option(["--new-version"], is_flag=True, help=say("Ersätt en tidigare låsning; den står kvar i historiken.", "Replace an earlier lock; it stays in the history.")),
            click.Option(["--reason"], default="", metavar="TEXT", help=say("Varför planen ändras.", "Why the plan changes.")),
            lang_option(),
        ],
        help=say(
            "Lås planen: avsnittet [lock] skrivs in i satsningsfilen, som annars inte ändras, och planen sparas bredvid i "
            "FIL.plan.json. Diarieför kontrollsumman.",
            "Lock the plan: the section [lock] is written into the initiative file, which is otherwise left as it is, and "
            "the plan is kept beside it in FILE.plan.json. File the checksum.",
        ),
        examples=[
            ('utfall plan lock satsning.toml --by "Kommunstyrelsen"', Text(sv="Lås före start", en="Lock before the start")),
            (
                'utfall plan lock satsning.toml --by "Kommunstyrelsen" --new-version --reason "Skola B drog sig ur"',
                Text(sv="Ny version, den gamla kvar i historiken", en="A new version, the old one in the history"),
            ),
        ],
    )  # fmt: skip


def _run(file: str, by: str, date: str | None, new_version: bool, reason: str, lang: Lang) -> int:
    from utfall.cli.clock import moment
    from utfall.cli.evaluate import parse_date
    from utfall.io.plan_lock import lock_plan, plan_path

    stated = parse_date(date)
    kept = lock_plan(
        file, by=by, date=stated, locked_at="" if date else moment(None), new_version=new_version, reason=reason
    )
    said = Text(
        sv=f"Planen är låst {kept.date} av {kept.by}. SHA-256: {kept.sha256}\nSkrev [lock] i {file} och planen i {plan_path(file)}.",
        en=f"The plan is locked on {kept.date} by {kept.by}. SHA-256: {kept.sha256}\nWrote [lock] in {file} and the plan in {plan_path(file)}.",
    )
    click.echo(said.of(lang))
    return 0
