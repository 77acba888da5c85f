# SPDX-License-Identifier: Apache-2.0
"""`utfall check FILE`: every fault of an initiative file and its data, each with place and mend."""

from __future__ import annotations

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.errors import InputError
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
            "dem. Ingenting räknas ut och ingenting skrivs.",
            "Validate an initiative file and its data. All faults are shown at once, with file, field or row and the mend. "
            "Nothing is computed and nothing is written.",
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
    from utfall.io.check import check_initiative

    initiative, faults = check_initiative(file)
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
        click.echo(dumps({"file": file, "faults": rows, "plan_sha256": plan}), nl=False)
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
    return 0
