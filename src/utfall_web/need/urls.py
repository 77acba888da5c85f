# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.need.tables import EVIDENCE_FILES, SINGLES, TABLES
from utfall_web.plan.attachments import file_urls
from utfall_web.plan.rowpages import row_urls
from utfall_web.plan.singlepages import single_urls

app_name = "need"
urlpatterns = [
    *(address for kind in TABLES for address in row_urls(kind)),
    *file_urls(EVIDENCE_FILES),
    *(address for kind in SINGLES for address in single_urls(kind)),
]
