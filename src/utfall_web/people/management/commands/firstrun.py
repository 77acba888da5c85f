# SPDX-License-Identifier: Apache-2.0
"""`utfall manage firstrun`: the first organisation and its first administrator."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from utfall_web.people import reads, writes
from utfall_web.people.models import Organisation, OrganisationKind
from utfall_web.people.permissions import Role


class Command(BaseCommand):
    """Make the first administrator, who may invite all others."""

    help = "Make the first organisation and its first administrator. Asks for the password, or UTFALL_FIRST_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which options there are."""
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--organisation", required=True)
        parser.add_argument("--kind", choices=OrganisationKind.values, default=OrganisationKind.MUNICIPALITY.value)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, all or nothing."""
        if Organisation.objects.exists():
            raise CommandError("There is an organisation already: sign in and invite from there.")
        if reads.user_of(options["email"]):
            raise CommandError("There is an account with that address already.")
        password = os.environ.get("UTFALL_FIRST_PASSWORD") or getpass.getpass("Lösenord / Password: ")
        try:
            validate_password(password)
            self._make(password, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write("Klart. Logga in med adressen. / Done. Sign in with the address.")

    def _make(self, password: str, options: dict[str, Any]) -> None:
        with transaction.atomic():
            user = writes.create_user(
                actor=None, email=options["email"], name=options["name"], password=password, operator=True
            )
            organisation = writes.create_organisation(actor=user, name=options["organisation"], kind=options["kind"])
            for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
                writes.give_role(actor=user, organisation=organisation, user=user, role=role)
