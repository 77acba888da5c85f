# SPDX-License-Identifier: Apache-2.0
"""Settings for tools that only look at the code (types, migrations, static files): no key file is made."""

from __future__ import annotations

import os
import secrets

os.environ.setdefault("UTFALL_SECRET_KEY", secrets.token_urlsafe(64))

from utfall_web.config.settings import *  # noqa: F403 - the key must be set before the settings are read
