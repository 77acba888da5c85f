# SPDX-License-Identifier: Apache-2.0
"""Keys to the API."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from utfall_web.shared.models import Versioned
from utfall_web.shared.words import text


class Scope(models.TextChoices):
    """What a key may at most be used for; the permission table still rules."""

    READ = "read", text("Läsa", "Read")
    WRITE = "write", text("Läsa och skriva", "Read and write")


class ApiToken(Versioned):
    """A key that acts as its person. Only its hash is kept; it is shown once, when it is made."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    audit_hides = ("token_hash",)

    class Meta:
        verbose_name = text("API-nyckel", "API key")

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return where its log is: a person's key belongs to no organisation."""
        return None, None
