# SPDX-License-Identifier: Apache-2.0
"""`utfall robustness DATA`: what it would take to overturn an answer."""

from __future__ import annotations

from typing import Any

import click

from utfall.cli.analysis import check_out, column, data_options, names_of, outcome_of, output_options, show
from utfall.cli.commands import BilingualCommand
from utfall.cli.language import say
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "robustness",
        callback=_run,
        params=[*data_options(), *_design(), *_questions(), *output_options()],
        help=say(
            "Pröva hur väl ett svar håller: andra rimliga sätt att räkna, omätta orsaker bredvid en mätt, placebo, en enhet i "
            "taget utelämnad, undergrupper som bestämdes i förväg, och flera utfall på en gång.",
            "Test how well an answer holds: other reasonable ways to count, unmeasured causes beside a measured one, placebos, "
            "one unit at a time left out, subgroups decided beforehand, and several outcomes at once.",
        ),
        examples=[
            (
                "utfall robustness folk.csv --outcome inkomst --treatment insats --design matching --covariates alder,inkomst_fore",
                Text(sv="Vad som skulle krävas för att ändra svaret", en="What it would take to change the answer"),
            ),
            (
                "utfall robustness folk.csv --outcome poang --treatment insats --covariates alder,poang_fore --subgroups kon "
                "--predeclared --placebo-outcomes poang_fore --outcomes poang,franvaro,betyg --leave-out skola",
                Text(sv="Undergrupper, placebo, flera utfall, en skola i taget", en="Subgroups, placebo, several outcomes, one school at a time"),
            ),
        ],
    )  # fmt: skip


def _design() -> list[click.Parameter]:
    return [
        click.Option(["--design"], metavar="D", help=say("Jämförelse, som i utfall effect; utan den jämförs grupperna som lottade.", "Design, as in utfall effect; without it the groups are compared as drawn by lot.")),
        click.Option(["--covariates"], metavar="a,b,c", help=say("Uppgifter från före start.", "Data from before the start.")),
        click.Option(["--cluster"], metavar=column(), help=say("Kolumn med grupp, till exempel skola.", "Cluster column.")),
        click.Option(["--id"], metavar=column(), help=say("Kolumn med id.", "Id column.")),
        click.Option(["--time"], metavar=column(), help=say("Kolumn med period.", "Period column.")),
        click.Option(["--post"], metavar="PERIOD", help=say("Första perioden efter start.", "First treated period.")),
        click.Option(["--before"], metavar=column(), help=say("Kolumn med värdet före start.", "Column with the value before.")),
    ]  # fmt: skip


def _questions() -> list[click.Parameter]:
    return [
        click.Option(["--outcomes"], metavar="a,b,c", help=say("Alla utfall som prövas: p justeras för antalet.", "All outcomes tested: p is adjusted for their number.")),
        click.Option(["--placebo-outcomes"], metavar="a,b", help=say("Utfall som satsningen inte kan ha ändrat.", "Outcomes that the initiative cannot have changed.")),
        click.Option(["--placebo-groups"], metavar=column(), help=say("Kolumn som delar jämförelsegruppen.", "Column that divides the comparison group.")),
        click.Option(["--subgroups"], metavar="a,b", help=say("Kolumner med undergrupper (bara lottade).", "Columns of subgroups (drawn by lot only).")),
        click.Option(["--predeclared"], is_flag=True, help=say("Undergrupperna stod i planen.", "The subgroups stood in the plan.")),
        click.Option(["--leave-out"], metavar=column(), help=say("Enheter att lämna ute, en i taget.", "Units to leave out, one at a time.")),
    ]  # fmt: skip


def _run(
    data: str,
    outcome: str,
    treatment: str,
    comparison: str | None,
    design: str | None,
    outcomes: str | None,
    placebo_outcomes: str | None,
    placebo_groups: str | None,
    subgroups: str | None,
    predeclared: bool,
    leave_out: str | None,
    covariates: str | None,
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
    from utfall.api import outcome_of as made
    from utfall.thread import refuse_small_groups
    from utfall.thread.analyses.holds import Asked, analyse_holding, unstated

    check_out(out)
    columns = read_columns(data)
    measured = outcome_of(columns, outcome, given)
    built = build_design(
        design or "rct", treatment=treatment, comparison=comparison, covariates=names_of(covariates) or None, **given
    )
    refuse_analysis_beyond_memory(built, columns, left_out=leave_out is not None, subgroups=bool(names_of(subgroups)))
    asked = Asked(
        outcomes=tuple(made(columns, name) for name in names_of(outcomes)),
        placebo_outcomes=tuple(made(columns, name) for name in names_of(placebo_outcomes)),
        placebo_groups=placebo_groups, subgroups=names_of(subgroups), predeclared=predeclared, leave_out=leave_out,
    )  # fmt: skip
    from utfall.effects import estimate

    refuse_small_groups(estimate(built, columns, measured, seed=seed).estimate, min_cell)
    found = analyse_holding(built, columns, measured, asked, seed=seed, threshold=min_cell)
    return show(
        found if design is not None else unstated(found), lang, out=out, force=force, date=date, as_json=as_json
    )
