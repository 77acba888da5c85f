# SPDX-License-Identifier: Apache-2.0
"""The room `worth` as a Django app."""

from django.apps import AppConfig


class WorthConfig(AppConfig):
    """Costs, consequences and what the initiative is expected to be worth to whom."""

    name = "utfall_web.worth"
    label = "worth"
