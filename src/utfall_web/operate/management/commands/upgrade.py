# SPDX-License-Identifier: Apache-2.0
"""`utfall manage upgrade`: a backup, then the database and static files of this version."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone


class Command(BaseCommand):
    """Upgrade."""

    help = "Back up, bring the database up to this version and collect static files. Safe to run again."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which options there are."""
        parser.add_argument("--no-backup", action="store_true", help="Without the backup.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it in that order."""
        settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not options["no_backup"]:
            stamp = timezone.now().strftime("%Y%m%dT%H%M%S")
            call_command("backup", settings.HOME / "backups" / stamp)
        call_command("migrate", verbosity=1, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        self.stdout.write("Klart. / Done.")
