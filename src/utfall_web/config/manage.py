# SPDX-License-Identifier: Apache-2.0
"""`utfall manage …`: the administration of the workspace, by Django's commands and ours."""

from __future__ import annotations

import os
import sys

import click

from utfall.cli.language import say


def command() -> click.Command:
    """Return the command."""
    return click.Command(
        "manage",
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        callback=_manage,
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    )


def _manage(arguments: tuple[str, ...]) -> int:
    prepare()
    from django.core.management import ManagementUtility
    from django.core.management.base import CommandError

    try:
        ManagementUtility(["utfall manage", *arguments]).execute()
    except CommandError as error:
        raise click.ClickException(str(error)) from error
    except SystemExit as leave:
        return 0 if leave.code in (None, 0) else 2  # Django says 1 of a call that cannot be carried out
    return 0


def prepare() -> None:
    """Name the settings; say which extra is missing when Django is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "utfall_web.config.settings")
    try:
        import django  # noqa: F401 - only looks whether it is there
    except ImportError as error:
        raise click.ClickException(
            say(
                "Webbappen är inte installerad. Installera tillägget: pip install 'utfall[web]'.",
                "The web application is not installed. Install the extra: pip install 'utfall[web]'.",
            )
        ) from error
    sys.argv[0] = "utfall manage"
