# SPDX-License-Identifier: Apache-2.0
"""The room `compare` as a Django app."""

from django.apps import AppConfig


class CompareConfig(AppConfig):
    """What the outcome is held against: data, comparisons, power, ethics."""

    name = "utfall_web.compare"
    label = "compare"
