# SPDX-License-Identifier: Apache-2.0
"""The initiative, the state of its components, and the roles in it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import validate_slug
from django.db import models

from utfall_web.people.models import Department, Organisation
from utfall_web.people.permissions import INITIATIVE_ROLES, NAMES, Role
from utfall_web.plan.components import Component, State
from utfall_web.shared.models import Versioned
from utfall_web.shared.uploads import LONGEST_NAME, place
from utfall_web.shared.words import shown, text


class Initiative(Versioned):
    """A social investment: bounded, expected to give better outcomes and lower cost over time (R1)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="initiatives")
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=60, validators=[validate_slug])  # the id of its initiative file
    title = models.CharField(max_length=200)
    summary = models.TextField(max_length=4000, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = text("satsning", "initiative")
        constraints = (models.UniqueConstraint(fields=("organisation", "key"), name="plan_one_key"),)
        indexes = (models.Index(fields=("-changed_at", "-id"), name="plan_newest"),)

    def __str__(self) -> str:
        return self.title

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return where its log is."""
        return self.organisation_id, self.pk


class InitiativeRow(Versioned):
    """Base of every row that belongs to one initiative."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="%(class)s_rows")

    class Meta:
        abstract = True

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return where its log is."""
        return self.initiative.organisation_id, self.initiative_id


class PlacedRow(InitiativeRow):
    """Base of the rows of a table that people keep in an order of their own (`plan.rowpages`)."""

    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta(InitiativeRow.Meta):
        abstract = True


class FileRow(PlacedRow):
    """Base of the rows that are tables of the initiative file (`plan.filerows`)."""

    key = models.CharField(max_length=60, validators=[validate_slug], editable=False)  # its id in the file
    more = models.JSONField(default=dict, blank=True, editable=False)  # what the file says that no field holds

    class Meta(PlacedRow.Meta):
        abstract = True
        constraints = (models.UniqueConstraint(fields=("initiative", "key"), name="%(app_label)s_%(class)s_one_key"),)


class Attachment(InitiativeRow):
    """Base of the files that are attached to something in an initiative (`plan.attachments`)."""

    audit_hides = ("file",)  # the log knows a file by its name and its checksum

    name = models.CharField(text("namn", "name"), max_length=LONGEST_NAME)
    size = models.PositiveIntegerField(text("storlek i byte", "size in bytes"))
    sha256 = models.CharField(text("kontrollsumma", "checksum"), max_length=64)
    file = models.FileField(upload_to=place, max_length=60)

    class Meta(InitiativeRow.Meta):
        abstract = True
        verbose_name = text("bilaga", "attachment")

    def __str__(self) -> str:
        return self.name


class ComponentState(InitiativeRow):
    """How far one component of an initiative has come."""

    component = models.CharField(max_length=20, choices=Component.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.NOT_STARTED)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = text("läge för en del", "state of a component")
        constraints = (models.UniqueConstraint(fields=("initiative", "component"), name="plan_one_state"),)


def _initiative_roles() -> list[tuple[str, str]]:
    return [(role.value, NAMES[role].sv) for role in INITIATIVE_ROLES]


class Assignment(InitiativeRow):
    """A role in one initiative."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=30, choices=_initiative_roles())

    class Meta:
        verbose_name = text("roll i satsningen", "role in the initiative")
        constraints = (models.UniqueConstraint(fields=("initiative", "user", "role"), name="plan_one_role_once"),)

    @property
    def role_name(self) -> str:
        """Return the role in the language of the page."""
        return shown(NAMES[Role(self.role)])
