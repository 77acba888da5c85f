# SPDX-License-Identifier: Apache-2.0
"""What every row has, and the memory of forms that were sent."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.encoding import force_str


@lru_cache(maxsize=512)
def _choices(field: models.Field[Any, Any]) -> dict[Any, Any]:
    return dict(field.flatchoices)


class Versioned(models.Model):
    """A row that people edit. `version` counts its changes: a change names the version it was made from."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> Any:  # noqa: N802 - Django's name
        """Return the words of a choice (`get_state_display`); Django gathers them anew every time it is asked."""
        value = getattr(self, field.attname)
        return force_str(_choices(field).get(value, value), strings_only=True)


class SentForm(models.Model):
    """A form that has been carried out once: sent again, it leads to the same page and writes nothing."""

    key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    location = models.CharField(max_length=500)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)
