# SPDX-License-Identifier: Apache-2.0
"""`utfall serve`: the workspace on this machine, one command and no other service."""

from __future__ import annotations

import click

from utfall.cli.language import say
from utfall_web.config.manage import prepare


def command() -> click.Command:
    """Return the command."""
    return click.Command(
        "serve",
        params=[
            click.Option(["--host"], default="127.0.0.1", show_default=True, help=say("Adress.", "Address.")),
            click.Option(["--port"], default=8000, show_default=True, type=int, help=say("Port.", "Port.")),
            click.Option(
                ["--threads"], default=4, show_default=True, type=click.IntRange(1, 64), help=say("Trådar.", "Threads.")
            ),
            click.Option(
                ["--demo"],
                is_flag=True,
                help=say(
                    "Fyll en tom databas med påhittade organisationer, personer och satsningar.",
                    "Fill an empty database with made-up organisations, people and initiatives.",
                ),
            ),
        ],
        callback=_serve,
        help=say(
            "Startar webbappen. Databasen skapas och uppgraderas vid behov; data ligger i UTFALL_HOME.",
            "Starts the web application. The database is made and upgraded as needed; data lie in UTFALL_HOME.",
        ),
    )


def _serve(host: str, port: int, threads: int, demo: bool) -> int:
    prepare()
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if demo:
        call_command("demo")
    click.echo(say(f"Utfall finns på http://{host}:{port}/", f"Utfall is at http://{host}:{port}/"), err=True)
    _run(host, port, threads)
    return 0


def _run(host: str, port: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "utfall_web.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        log_level=LogLevels.warning,
    ).serve()
