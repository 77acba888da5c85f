# SPDX-License-Identifier: Apache-2.0
"""The room `operate` as a Django app."""

from django.apps import AppConfig


class OperateConfig(AppConfig):
    """Running the workspace."""

    name = "utfall_web.operate"
    label = "operate"
