# SPDX-License-Identifier: Apache-2.0
"""`utfall serve`: the workspace on this machine, one command and no other service."""

from __future__ import annotations

import socket

import click

from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall_web.config.manage import prepare


def command() -> click.Command:
    """Return the command."""
    return click.Command(
        "serve",
        params=[
            click.Option(["--host"], default="127.0.0.1", show_default=True, help=say("Adress.", "Address.")),
            click.Option(
                ["--port"], default=8000, show_default=True, type=click.IntRange(1, 65535), help=say("Port.", "Port.")
            ),
            click.Option(
                ["--threads"], default=4, show_default=True, type=click.IntRange(1, 64), help=say("Trådar.", "Threads.")
            ),
            click.Option(
                ["--workers"],
                default=1,
                show_default=True,
                type=click.IntRange(1, 64),
                help=say(
                    "Processer: en per kärna när många arbetar samtidigt.",
                    "Processes: one per core when many work at the same time.",
                ),
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


def _serve(host: str, port: int, threads: int, workers: int, demo: bool) -> int:
    require_free(host, port)
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
    _run(host, port, threads, workers)
    return 0


def require_free(host: str, port: int) -> None:
    """Refuse an address where something answers already.

    The server shares its port with whoever has it, so two of them would answer every other request each, from
    different databases.

    Raises
    ------
    InputError
        When the port is taken or cannot be used.
    """
    try:
        with socket.create_server((host, port), reuse_port=False):
            pass
    except OSError as error:
        raise InputError(
            Fault(
                "port-taken",
                Text(
                    sv=f"Adressen {host}:{port} går inte att använda. Kanske körs Utfall redan där.",
                    en=f"The address {host}:{port} cannot be used. Utfall may be running there already.",
                ),
                Text(sv="Välj en annan port med --port.", en="Choose another port with --port."),
                Place(field="--port"),
            )
        ) from error


def _run(host: str, port: int, threads: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "utfall_web.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.warning,
    ).serve()
