# SPDX-License-Identifier: Apache-2.0
"""`utfall check FILE`: every fault of an initiative file and its data, each with place and mend."""

from __future__ import annotations

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.errors import InputError
from utfall.core.initiative import Initiative
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "check",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut felen som JSON.", "Print as JSON.")),
            lang_option(),
        ],
        help=say(
            "Granska en satsningsfil och dess data. Alla fel visas på en gång, med fil, fält eller rad och vad man gör åt "
            "dem. Hål i den röda tråden visas som råd. Ingenting räknas ut och ingenting skrivs.",
            "Validate an initiative file and its data. All faults are shown at once, with file, field or row and the mend. "
            "Breaks in the red thread are shown as advice. Nothing is computed and nothing is written.",
        ),
        examples=[
            ("utfall check satsning.toml", Text(sv="Granska filen och data", en="Validate the file and the data")),
            (
                "utfall check satsning.toml --json",
                Text(sv="Felen som JSON, för ett annat program", en="Faults as JSON"),
            ),
        ],
    )


def _run(file: str, as_json: bool, lang: Lang) -> int:
    from utfall.cli.clock import this_year
    from utfall.io.check import check_initiative
    from utfall.io.places import future_years

    initiative, found = check_initiative(file)
    faults = (*future_years(file, this_year()), *found)
    if as_json:
        from utfall.reports.result_json import dumps

        rows = [
            {
                "code": fault.code,
                "file": fault.place.file,
                "field": fault.place.field,
                "row": fault.place.row,
                "text": fault.text.of(lang),
                "mend": fault.mend.of(lang),
            }
            for fault in faults
        ]
        plan = initiative.plan_sha256 if initiative is not None else None
        told = {"file": file, "faults": rows, "red_thread": _breaks_as_data(initiative, lang), "plan_sha256": plan}
        click.echo(dumps(told), nl=False)
        return InputError.exit_code if faults else 0
    if faults:
        raise InputError(*faults)
    assert initiative is not None  # noqa: S101 - no faults means that there is an initiative
    click.echo(
        say(
            f"{file}: inga fel. Planens SHA-256: {initiative.plan_sha256}",
            f"{file}: no faults. SHA-256 of the plan: {initiative.plan_sha256}",
        )
    )
    for line in _advice(initiative, lang):
        click.echo(line)
    return 0


def _advice(initiative: Initiative, lang: Lang) -> list[str]:
    """Return what breaks the red thread, as lines; none when there is no logic model or it holds."""
    from utfall.core.red_thread import broken
    from utfall.reports.phrases.red_thread import break_mend, break_text

    rows = initiative.logic_model
    found = broken(rows) if rows else ()
    if not found:
        return []
    head = say("Den röda tråden brister här (råd, inga fel):", "The red thread is broken here (advice, no faults):")
    return [head, *(f"  - {break_text(b, rows, lang)} {break_mend(b, lang)}" for b in found)]


def _breaks_as_data(initiative: Initiative | None, lang: Lang) -> list[dict[str, object]]:
    from utfall.core.red_thread import broken
    from utfall.reports.phrases.red_thread import break_mend, break_text

    rows = initiative.logic_model if initiative is not None else ()
    return [
        {"kind": b.kind.value, "rows": list(b.rows), "text": break_text(b, rows, lang), "mend": break_mend(b, lang)}
        for b in (broken(rows) if rows else ())
    ]
