# SPDX-License-Identifier: Apache-2.0
"""The room `plan` as a Django app."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """The initiative from idea to locked plan."""

    name = "utfall_web.plan"
    label = "plan"
