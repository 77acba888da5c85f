# SPDX-License-Identifier: Apache-2.0
"""The room `measure` as a Django app."""

from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """What is measured and what is done: outcomes with their definition, activities, instruments."""

    name = "utfall_web.measure"
    label = "measure"
