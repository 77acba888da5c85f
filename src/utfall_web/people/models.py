# SPDX-License-Identifier: Apache-2.0
"""Organisations, departments, people and their roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from utfall_web.people.permissions import NAMES, ORGANISATION_ROLES, Role
from utfall_web.shared.models import Versioned
from utfall_web.shared.words import shown, text


class OrganisationKind(models.TextChoices):
    """What kind of organisation it is."""

    MUNICIPALITY = "municipality", text("Kommun", "Municipality")
    REGION = "region", text("Region", "Region")
    CIVIL_SOCIETY = "civil_society", text("Civilsamhälle", "Civil society")
    COORDINATION_ASSOCIATION = "coordination_association", text("Samordningsförbund", "Coordination association")


class Organisation(Versioned):
    """A municipality, region, civil-society organisation or coordination association. The wall between data."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=30, choices=OrganisationKind.choices)
    number = models.CharField(max_length=11, blank=True)  # organisation number, 212000-1234

    class Meta:
        verbose_name = text("organisation", "organisation")

    def __str__(self) -> str:
        return self.name

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return where its log is."""
        return self.pk, None


class Department(Versioned):
    """A department or board of an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name = text("avdelning", "department")
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="people_one_department_name"),)

    def __str__(self) -> str:
        return self.name

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return where its log is."""
        return self.organisation_id, None


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> User:
        """Make an account. Without a password nobody can sign in to it by password."""
        user = self.model(email=self.normalize_email(email).lower(), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> User:
        """Make the account of somebody who runs the server."""
        return self.create_user(email, password, is_superuser=True, **values)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="sv")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    audit_hides = ("email",)

    class Meta:
        verbose_name = text("konto", "account")
        constraints = (models.UniqueConstraint(Lower("email"), name="people_one_email"),)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name."""
        return self.name

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return where its log is: an account belongs to no organisation."""
        return None, None


def _organisation_roles() -> list[tuple[str, str]]:
    return [(role.value, NAMES[role].sv) for role in ORGANISATION_ROLES]


class Membership(Versioned):
    """A role in an organisation. It holds in all initiatives of the organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30, choices=_organisation_roles())

    class Meta:
        verbose_name = text("roll i organisationen", "role in the organisation")
        constraints = (models.UniqueConstraint(fields=("organisation", "user", "role"), name="people_one_role_once"),)

    @property
    def role_name(self) -> str:
        """Return the role in the language of the page."""
        return shown(NAMES[Role(self.role)])

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return where its log is."""
        return self.organisation_id, None


class Invitation(Versioned):
    """An invitation to a role, by a link that works once and for two weeks. Only the link's hash is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=30, choices=_organisation_roles())
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    audit_hides = ("email", "token_hash")

    class Meta:
        verbose_name = text("inbjudan", "invitation")

    @property
    def role_name(self) -> str:
        """Return the role in the language of the page."""
        return shown(NAMES[Role(self.role)])

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return where its log is."""
        return self.organisation_id, None
