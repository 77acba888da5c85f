# SPDX-License-Identifier: Apache-2.0
"""Settings of the tests: those of the product, with a quick password hash and mail that stays here.

UTFALL_TEST_DATABASE_URL runs them on PostgreSQL; `make test` does both.
"""

import os
import tempfile

os.environ["UTFALL_SECRET_KEY"] = "only-for-tests-" + "x" * 50
os.environ["UTFALL_HOME"] = tempfile.mkdtemp(prefix="utfall-tests-")
if address := os.environ.get("UTFALL_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = address
else:
    os.environ.pop("DATABASE_URL", None)

from utfall_web.config.settings import *  # noqa: F403 - the environment must be set first
from utfall_web.config.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
JOBS_IN_SERVER = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, not memory: what is asked of the product holds between connections
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["UTFALL_HOME"], "test.sqlite3")}
