# SPDX-License-Identifier: Apache-2.0
"""`utfall manage worker`: does jobs until it is told to stop (SIGTERM, Ctrl-C)."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from utfall_web.jobs import worker


class Command(BaseCommand):
    """Do jobs."""

    help = "Do background jobs until told to stop. The job at hand is finished first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which options there are."""
        parser.add_argument("--until-empty", action="store_true", help="End when no job waits.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        if options["until_empty"]:
            own = worker.name()
            while worker.run_once(own):
                pass
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        worker.run(stop)
