# SPDX-License-Identifier: Apache-2.0
"""The room `govern` as a Django app."""

from django.apps import AppConfig


class GovernConfig(AppConfig):
    """Risks, stakeholders, communication, roles and dates of an initiative."""

    name = "utfall_web.govern"
    label = "govern"
