# SPDX-License-Identifier: Apache-2.0
"""The room `decide` as a Django app."""

from django.apps import AppConfig


class DecideConfig(AppConfig):
    """Criteria, the locked plan, documents, and the initiative file in and out."""

    name = "utfall_web.decide"
    label = "decide"
