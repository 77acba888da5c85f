# SPDX-License-Identifier: Apache-2.0
"""`utfall manage backup FOLDER`: a backup while the workspace is in use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from utfall_web.operate import backup


class Command(BaseCommand):
    """Write a backup."""

    help = "Write a backup into a new folder: database, files and a manifest of SHA-256. Safe while in use."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which arguments there are."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        try:
            made = backup.write(options["folder"].resolve(), at=timezone.now().isoformat(timespec="seconds"))
        except backup.BackupFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{made}\nSpara den hemliga nyckeln för sig. / Keep the secret key apart.")
