# SPDX-License-Identifier: Apache-2.0
"""`utfall plan diff FILE`: what was done otherwise than planned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "diff",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Argument(["copy"], type=click.Path(), required=False, metavar=say("[LÅST_KOPIA]", "[LOCKED_COPY]")),
            click.Option(["--against"], type=click.Path(), metavar="JSON", help=say("Sparad plan; annars FIL.plan.json.", "Kept plan; FILE.plan.json when not given.")),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Visa avvikelser från den låsta planen, fält för fält: vad som planerades och vad som gjordes. Jämför med "
            "FIL.plan.json, en annan sparad plan (--against) eller en kopia av satsningsfilen från när den låstes.",
            "Show deviations from the locked plan, field by field: what was planned and what was done. Compares with "
            "FILE.plan.json, another kept plan (--against) or a copy of the initiative file from when it was locked.",
        ),
        examples=[("utfall plan diff satsning.toml", Text(sv="Mot planen som låstes", en="Against the plan that was locked"))],
    )  # fmt: skip


def _run(file: str, copy: str | None, against: str | None, as_json: bool, lang: Lang) -> int:
    from utfall.effects.planning import deviations
    from utfall.io.initiative_file import canonical_plan, read_initiative

    if copy is not None and against is not None:
        raise click.UsageError(say("ange en kopia eller --against, inte båda", "a copy or --against, not both"))
    initiative = read_initiative(file)
    planned, checksum, date = _planned(file, copy, against)
    found = deviations(planned, json.loads(canonical_plan(initiative)))
    lock = initiative.lock
    other = lock is not None and lock.sha256 != checksum
    if as_json:
        from utfall.reports.planning_json import deviation_rows
        from utfall.reports.result_json import dumps

        held = {
            "schema": "utfall/deviations/1", "planned_sha256": checksum, "done_sha256": initiative.plan_sha256,
            "planned_date": date or None, "kept": not found, "is_the_locked_plan": None if lock is None else not other,
            "deviations": deviation_rows(found, lang),
        }  # fmt: skip
        click.echo(dumps(held), nl=False)
        return 0
    from utfall.reports.phrases.planning import deviation_line

    for one in found:
        click.echo(deviation_line(one, lang))
    click.echo(_summary(len(found), date, lang))
    if other:
        click.echo(
            say(
                "Obs: det här är inte planen som [lock] i filen gäller.",
                "Note: this is not the plan that [lock] in the file is about.",
            )
        )
    return 0


def _planned(file: str, copy: str | None, against: str | None) -> tuple[dict[str, Any], str, str]:
    """Return the plan to hold against, its checksum and the date that it was locked ('' when unknown)."""
    from utfall.io.initiative_file import canonical_plan, read_initiative
    from utfall.io.plan_lock import plan_path, read_plan

    if copy is not None:
        old = read_initiative(copy)
        return json.loads(canonical_plan(old)), old.plan_sha256, old.lock.date if old.lock else ""
    path = Path(against) if against is not None else plan_path(file)
    if against is None and not path.exists():
        raise InputError(
            Fault(
                "plan-not-kept",
                Text(sv=f"Det finns ingen sparad plan ({path.name}).", en=f"There is no kept plan ({path.name})."),
                Text(
                    sv="Ange en kopia av satsningsfilen från när planen låstes, eller en plan med --against.",
                    en="Name a copy of the initiative file from when the plan was locked, or a plan with --against.",
                ),
                Place(file=Path(file).name),
            )
        )
    kept = read_plan(path)
    return kept.plan, kept.sha256, kept.date


def _summary(count: int, date: str, lang: Lang) -> str:
    since = Text(f" som låstes {date}", f" locked on {date}").of(lang) if date else ""
    if count == 0:
        return Text(f"Inga avvikelser från planen{since}.", f"No deviations from the plan{since}.").of(lang)
    one = Text("1 avvikelse", "1 deviation") if count == 1 else Text(f"{count} avvikelser", f"{count} deviations")
    return Text(
        f"{one.sv} från planen{since}. Redovisa skälen.", f"{one.en} from the plan{since}. State the reasons."
    ).of(lang)
