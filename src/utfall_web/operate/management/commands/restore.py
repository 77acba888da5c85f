# SPDX-License-Identifier: Apache-2.0
"""`utfall manage restore FOLDER`: put a backup in place of what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from utfall_web.operate import backup


class Command(BaseCommand):
    """Restore a backup."""

    help = "Restore a backup. Stop the server first. --check only says whether the backup is whole."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which arguments there are."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--check", action="store_true", help="Only check that the backup is whole.")
        parser.add_argument("--yes", action="store_true", help="Replace what there is.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, restore, and bring the database up to this version."""
        folder = options["folder"].resolve()
        try:
            told = backup.check(folder)
            if options["check"]:
                self.stdout.write(f"Hel / Whole: {told['at']}, {len(told['files'])} filer / files")
                return
            if connection.introspection.table_names() and not options["yes"]:
                raise CommandError("Det finns redan data. Lägg till --yes. / There are data already. Add --yes.")
            backup.restore(folder)
        except backup.BackupFault as fault:
            raise CommandError(str(fault)) from fault
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write(f"Återställt / Restored: {told['at']}")
        if told["key_fingerprint"] != backup.fingerprint():
            self.stderr.write(
                "Den hemliga nyckeln är en annan än när kopian togs: alla loggas ut. / "
                "The secret key differs from the backup's: everybody is signed out."
            )
