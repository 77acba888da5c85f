# SPDX-License-Identifier: Apache-2.0
"""The room `shared` as a Django app."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """What every room uses."""

    name = "utfall_web.shared"
    label = "shared"
