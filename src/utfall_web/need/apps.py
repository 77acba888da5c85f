# SPDX-License-Identifier: Apache-2.0
"""The room `need` as a Django app."""

from django.apps import AppConfig


class NeedConfig(AppConfig):
    """The need, what supports it, and whom the initiative is for."""

    name = "utfall_web.need"
    label = "need"
