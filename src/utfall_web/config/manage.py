# SPDX-License-Identifier: Apache-2.0
"""`utfall manage …`: the administration of the workspace, by Django's commands and ours."""

from __future__ import annotations

import os
import sys

import click

from utfall.cli.language import say
from utfall.core.errors import Fault, InputError
from utfall.core.text import Text


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
    _settings()


def _settings() -> None:
    """Read the settings. Raises InputError, by the variable's name, when the environment cannot be used."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        len(settings.INSTALLED_APPS)  # the first question reads them
    except ImproperlyConfigured as error:
        raise InputError(
            Fault(
                "bad-setting",
                Text(sv=f"En inställning går inte att använda: {error}.", en=f"A setting cannot be used: {error}."),
                Text(
                    sv="Rätta miljövariabeln och kör igen. Alla står i docs/how-to/run-the-workspace.md.",
                    en="Mend the environment variable and run again. All are in docs/how-to/run-the-workspace.md.",
                ),
            )
        ) from error
