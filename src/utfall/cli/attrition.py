# SPDX-License-Identifier: Apache-2.0
"""`utfall attrition DATA`: who was lost on the way, and what the effect can be in spite of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from utfall.cli.analysis import check_out, column, data_options, names_of, outcome_of, output_options, show
from utfall.cli.commands import BilingualCommand
from utfall.cli.language import say
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "attrition",
        callback=_run,
        params=[*data_options(), *_stages(), *output_options()],
        help=say(
            "Vart deltagarna tog vägen: berättigade, nådda, började, föll bort och varför, mätta. Hur mycket bortfallet kan "
            "ändra svaret, vad effekten är på dem som kom, och vad som hänger ihop med närvaro. En rad per berättigad person; "
            "utfallet är tomt för den som inte är mätt.",
            "Where the participants went: eligible, reached, started, dropped out and why, measured. How much the losses can "
            "change the answer, what the effect is on those who came, and what goes with attendance. One row per eligible "
            "person; the outcome is empty for those not measured.",
        ),
        examples=[
            (
                "utfall attrition folk.csv --outcome poang --treatment insats --covariates alder,poang_fore",
                Text(sv="Bortfallet och vad det kan betyda", en="The losses and what they can mean"),
            ),
            (
                "utfall attrition folk.csv --outcome poang --treatment insats --reached nadd --started borjade --cause orsak "
                "--took-part deltog --dose traffar --out bortfall.html",
                Text(sv="Med flödesbild, deltagande och närvaro", en="With a flow diagram, taking part and attendance"),
            ),
        ],
    )


def _stages() -> list[click.Parameter]:
    return [
        click.Option(["--covariates"], metavar="a,b,c", help=say("Uppgifter från före start.", "Data from before the start.")),
        click.Option(["--reached"], metavar=column(), help=say("Nåddes personen? (ja/nej)", "Was the person reached? (yes/no)")),
        click.Option(["--started"], metavar=column(), help=say("Började personen? (ja/nej)", "Did the person start? (yes/no)")),
        click.Option(["--cause"], metavar=column(), help=say("Varför personen inte är mätt.", "Why the person is not measured.")),
        click.Option(["--took-part"], metavar=column(), help=say("Deltog personen? Effekten på dem som kom.", "Did the person take part? The effect on those who came.")),
        click.Option(["--dose"], metavar=column(), help=say("Närvaro eller programtrohet, som tal.", "Attendance or fidelity, as a number.")),
        click.Option(["--cluster"], metavar=column(), help=say("Kolumn med grupp, när hela grupper lottades.", "Cluster column, when whole groups were drawn.")),
        click.Option(["--lowest"], type=float, metavar="X", help=say("Utfallets minsta möjliga värde.", "The outcome's smallest possible value.")),
        click.Option(["--highest"], type=float, metavar="X", help=say("Utfallets största möjliga värde.", "The outcome's largest possible value.")),
    ]  # fmt: skip


def _run(
    data: str,
    outcome: str,
    treatment: str,
    comparison: str | None,
    covariates: str | None,
    cluster: str | None,
    lowest: float | None,
    highest: float | None,
    seed: int,
    min_cell: int,
    out: str | None,
    force: bool,
    date: str | None,
    as_json: bool,
    lang: Lang,
    **given: Any,
) -> int:
    from utfall.api import build_design, read_columns, refuse_analysis_beyond_memory
    from utfall.thread.analyses.losses import Stages, analyse_losses

    check_out(out)
    columns = read_columns(data)
    measured = outcome_of(columns, outcome, given)
    built = build_design(
        "rct", treatment=treatment, comparison=comparison, covariates=names_of(covariates), cluster=cluster
    )
    refuse_analysis_beyond_memory(built, columns, losses=True)
    limited = replace(measured, lowest=lowest, highest=highest)
    found = analyse_losses(built, columns, limited, Stages(**given), seed=seed, threshold=min_cell)
    from utfall.reports.attrition_report import flow_blocks, flow_json, flow_lines

    return show(
        found.analysis, lang, out=out, force=force, date=date, as_json=as_json,
        before=[*flow_lines(found.flow, lang), ""], blocks=lambda: flow_blocks(found.flow, lang),
        flow=flow_json(found.flow),
    )  # fmt: skip
