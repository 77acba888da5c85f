# SPDX-License-Identifier: Apache-2.0
"""`utfall ratings DATA`: ratings before and after, person by person or session by session."""

from __future__ import annotations

from typing import Any

import click

from utfall.cli.analysis import check_out, column, outcome_of, output_options, show
from utfall.cli.commands import BilingualCommand
from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "ratings",
        callback=_run,
        params=[*_columns(), *_instrument(), *output_options()],
        help=say(
            "Skattningar före och efter: vilka har förändrats mer än instrumentets mätfel, och passerat gränsvärdet? Med "
            "--id och --session: skattningar före och efter varje träff.",
            "Ratings before and after: who has changed more than the instrument's error, and passed the cut-off? With --id and "
            "--session: ratings before and after each session.",
        ),
        examples=[
            (
                "utfall ratings folk.csv --before phq_fore --after phq_efter --sd 6.1 --reliability 0.84 --cutoff 10 --direction decrease",
                Text(sv="Säker och betydelsefull förändring", en="Reliable and clinically relevant change"),
            ),
            (
                "utfall ratings traffar.csv --before fore --after efter --id lopnr --session traff",
                Text(sv="Träff för träff", en="Session by session"),
            ),
        ],
    )


def _columns() -> list[click.Parameter]:
    return [
        click.Argument(["data"], type=click.Path(), metavar="DATA"),
        click.Option(["--before"], required=True, metavar=column(), help=say("Skattning före.", "Rating before.")),
        click.Option(["--after"], required=True, metavar=column(), help=say("Skattning efter.", "Rating after.")),
        click.Option(["--direction"], type=click.Choice(["increase", "decrease"]), default="increase", show_default=True, help=say("Åt vilket håll det är bättre.", "Which way is better.")),
        click.Option(["--treatment"], metavar=column(), help=say("Kolumn som skiljer grupperna.", "Column of the groups.")),
        click.Option(["--comparison"], metavar=say("VÄRDE", "VALUE"), help=say("Jämförelsegruppens namn.", "The comparison group's name.")),
        click.Option(["--id"], metavar=column(), help=say("Kolumn med id, för träffar.", "Id column, for sessions.")),
        click.Option(["--session"], metavar=column(), help=say("Träffens nummer för personen.", "The session's number for the person.")),
    ]  # fmt: skip


def _instrument() -> list[click.Parameter]:
    return [
        click.Option(["--sd"], type=float, metavar="X", help=say("Skattningarnas standardavvikelse före start i målgruppen.", "Standard deviation of the ratings before, in the target group.")),
        click.Option(["--reliability"], type=float, metavar="X", help=say("Instrumentets reliabilitet i målgruppen (0–1).", "The instrument's reliability in the target group (0–1).")),
        click.Option(["--cutoff"], type=float, metavar="X", help=say("Gränsvärde mellan besvär och inte.", "Cut-off between troubled and not.")),
    ]  # fmt: skip


def _run(
    data: str,
    before: str,
    after: str,
    treatment: str | None,
    comparison: str | None,
    id: str | None,
    session: str | None,
    sd: float | None,
    reliability: float | None,
    cutoff: float | None,
    seed: int,
    min_cell: int,
    out: str | None,
    force: bool,
    date: str | None,
    as_json: bool,
    lang: Lang,
    **given: Any,
) -> int:
    from utfall.api import read_columns
    from utfall.io.memory import refuse_demand
    from utfall.thread.analyses.rated import Rated, analyse_changes, analyse_sessions, instrument_of
    from utfall.thread.footprint import TableSize, ratings_demand

    check_out(out)
    _refuse(id, session, sd, reliability)
    columns = read_columns(data)
    table = TableSize(columns.height, columns.size, columns.file)
    refuse_demand(ratings_demand(table, by_session=session is not None))
    measured = outcome_of(columns, after, {"kind": "continuous", **given})
    rated = Rated(before=before, after=after, treatment=treatment, comparison=comparison, person=id, session=session)
    if session is not None:
        found = analyse_sessions(columns, measured, rated, threshold=min_cell)
    else:
        instrument = instrument_of(measured, sd=float(sd or 0.0), reliability=float(reliability or 0.0), cutoff=cutoff)
        found = analyse_changes(columns, measured, rated, instrument, threshold=min_cell)
    return show(found, lang, out=out, force=force, date=date, as_json=as_json)


def _refuse(id: str | None, session: str | None, sd: float | None, reliability: float | None) -> None:
    """Raise InputError when what the question needs is not given."""
    if session is not None and id is None:
        raise InputError(
            _missing("--id", "Träffar behöver --id: kolumnen som skiljer personer åt.", "Sessions need --id: the column that tells persons apart.")
        )  # fmt: skip
    if session is None and (sd is None or reliability is None):
        raise InputError(
            _missing(
                "--sd",
                "Säker förändring behöver --sd och --reliability: instrumentets spridning och reliabilitet i målgruppen.",
                "Reliable change needs --sd and --reliability: the instrument's spread and reliability in the target group.",
            )
        )


def _missing(flag: str, sv: str, en: str) -> Fault:
    return Fault(
        "option-missing", Text(sv=sv, en=en),
        Text(sv="Se utfall ratings --help.", en="See utfall ratings --help."), Place(field=flag),
    )  # fmt: skip
