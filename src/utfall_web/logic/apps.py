# SPDX-License-Identifier: Apache-2.0
"""The room `logic` as a Django app."""

from django.apps import AppConfig


class LogicConfig(AppConfig):
    """The logic model: from resource to goal, as a table and a picture."""

    name = "utfall_web.logic"
    label = "logic"
