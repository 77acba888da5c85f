# SPDX-License-Identifier: Apache-2.0
"""The door of the server."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "utfall_web.config.settings")
application = get_wsgi_application()

if settings.JOBS_IN_SERVER:
    from utfall_web.jobs.worker import start_thread

    start_thread()
