# SPDX-License-Identifier: Apache-2.0
"""The room `people` as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Organisations, people, roles."""

    name = "utfall_web.people"
    label = "people"
