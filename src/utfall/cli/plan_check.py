# SPDX-License-Identifier: Apache-2.0
"""`utfall plan check FILE`: the minimum requirements of the guide to effect evaluation."""

from __future__ import annotations

from collections.abc import Sequence

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "check",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Option(
                ["--fact", "facts"],
                multiple=True,
                metavar=say("NAMN=VÄRDE", "NAME=VALUE"),
                help=say(
                    "Uppgift som inte står i filen: eligible=240, documenting=kommun,region, och ja eller nej för "
                    "time_plan, baseline, managers, roles, informed, legal.",
                    "What the file does not hold: eligible=240, documenting=kommun,region, and yes or no for "
                    "time_plan, baseline, managers, roles, informed, legal.",
                ),
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Pröva en satsningsfil mot effektguidens minimikrav. Ett krav som inte är uppfyllt är en upplysning, inget fel.",
            "Hold an initiative file against the guide's minimum requirements. A requirement that is not met is told, no error.",
        ),
        examples=[
            (
                "utfall plan check satsning.toml --fact eligible=240 --fact managers=ja",
                Text(sv="Pröva planen", en="Check the plan"),
            )
        ],
    )


def _run(file: str, facts: Sequence[str], as_json: bool, lang: Lang) -> int:
    from utfall.effects.planning import minimum_requirements, parse_facts
    from utfall.io.initiative_file import read_initiative

    stated = parse_facts(_parse(facts))
    found = minimum_requirements(read_initiative(file), stated)
    if as_json:
        from utfall.reports.planning_json import check_rows
        from utfall.reports.result_json import dumps

        met = all(check.status.value != "fail" for check in found)
        click.echo(dumps({"schema": "utfall/requirements/1", "met": met, "checks": check_rows(found, lang)}), nl=False)
        return 0
    from utfall.reports.phrases.planning import check_lines

    for line in check_lines(found, lang):
        click.echo(line)
    return 0


def _parse(facts: Sequence[str]) -> dict[str, str]:
    found = {}
    for word in facts:
        name, equals, value = word.partition("=")
        if not equals:
            raise InputError(
                Fault(
                    "fact-form",
                    Text(sv=f"”{word[:40]}” är inte skrivet som namn=värde.", en=f"'{word[:40]}' is not name=value."),
                    Text(sv="Skriv till exempel --fact eligible=240.", en="Write for example --fact eligible=240."),
                    Place(field="--fact"),
                )
            )
        found[name.strip()] = value
    return found
