# SPDX-License-Identifier: Apache-2.0
"""The room `api` as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST API."""

    name = "utfall_web.api"
    label = "api"
