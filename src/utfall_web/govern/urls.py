# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.govern.tables import STEERING, TABLES
from utfall_web.plan.rowpages import row_urls
from utfall_web.plan.singlepages import single_urls

app_name = "govern"
urlpatterns = [*(address for kind in TABLES for address in row_urls(kind)), *single_urls(STEERING)]
