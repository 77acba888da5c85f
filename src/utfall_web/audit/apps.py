# SPDX-License-Identifier: Apache-2.0
"""The room `audit` as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only log."""

    name = "utfall_web.audit"
    label = "audit"
