# SPDX-License-Identifier: Apache-2.0
"""`utfall plan`: the minimum requirements checked, the plan locked, and what was done held against it."""

from __future__ import annotations

import click

from utfall.cli.commands import LazyGroup
from utfall.cli.language import say
from utfall.core.text import Text

COMMANDS: dict[str, tuple[str, Text]] = {
    "check": (
        "utfall.cli.plan_check",
        Text(sv="pröva planen mot effektguidens minimikrav", en="hold the plan against the minimum requirements"),
    ),
    "lock": (
        "utfall.cli.plan_lock",
        Text(sv="lås planen före start, med kontrollsumma och datum", en="lock the plan before the start, with checksum and date"),
    ),
    "diff": (
        "utfall.cli.plan_diff",
        Text(sv="visa vad som avviker från den låsta planen", en="show what deviates from the locked plan"),
    ),
}  # fmt: skip


def command() -> click.Command:
    """Return the command."""
    return LazyGroup(
        "plan",
        lazy=COMMANDS,
        no_args_is_help=False,
        help=say(
            "Planen för utvärderingen: utfall, jämförelser, kriterier och kalkylens förutsättningar.",
            "The plan of the evaluation: outcomes, comparisons, criteria and the settings of the appraisal.",
        ),
    )
