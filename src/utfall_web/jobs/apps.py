# SPDX-License-Identifier: Apache-2.0
"""The room `jobs` as a Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work in the background."""

    name = "utfall_web.jobs"
    label = "jobs"
