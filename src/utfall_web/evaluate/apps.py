# SPDX-License-Identifier: Apache-2.0
"""The room `evaluate` as a Django app."""

from django.apps import AppConfig


class EvaluateConfig(AppConfig):
    """Results of evaluations, read in from their files and held to the locked plan."""

    name = "utfall_web.evaluate"
    label = "evaluate"
