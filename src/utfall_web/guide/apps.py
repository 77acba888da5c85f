# SPDX-License-Identifier: Apache-2.0
"""The room `guide` as a Django app."""

from django.apps import AppConfig


class GuideConfig(AppConfig):
    """The guide's 26 points, held against what the plan says."""

    name = "utfall_web.guide"
    label = "guide"
