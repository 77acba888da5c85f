# SPDX-License-Identifier: Apache-2.0
"""Django's settings. What differs between two places comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from utfall_web.config import environment as env
from utfall_web.config import signin
from utfall_web.operate import logs

HERE = Path(__file__).resolve().parent.parent
HOME = env.home()
PUBLIC = env.flag("UTFALL_PUBLIC")  # reached through https from other machines
DEBUG = False
SECRET_KEY = env.secret_key(HOME)
ALLOWED_HOSTS = env.words("UTFALL_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PUBLIC else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "utfall_web.shared",  # before what they bring templates of: the first one found is used
    "utfall_web.audit",
    "utfall_web.people",
    "utfall_web.jobs",
    "utfall_web.operate",
    "utfall_web.plan",
    "utfall_web.need",
    "utfall_web.logic",
    "utfall_web.measure",
    "utfall_web.compare",
    "utfall_web.worth",
    "utfall_web.decide",
    "utfall_web.guide",
    "utfall_web.evaluate",
    "utfall_web.govern",
    "utfall_web.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "django.contrib.humanize",
    "django_cotton.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "utfall_web.operate.logs.RequestLogMiddleware",
    "utfall_web.shared.middleware.PackLargePages",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "utfall_web.shared.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "utfall_web.shared.middleware.NeverCacheMiddleware",
]

ROOT_URLCONF = "utfall_web.config.urls"
WSGI_APPLICATION = "utfall_web.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "utfall_web.shared.templatetags.utfall"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "utfall_web.people.context.permissions",
            ],
        },
    }
]

FORM_RENDERER = "utfall_web.shared.widgets.Renderer"

DATABASES = {"default": env.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
    "pictures": {  # apart from the limits on sign-in, which no picture may crowd out
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "pictures",
        "TIMEOUT": 30 * 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

# People
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["utfall_web.people.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "plan:initiatives"
ACCOUNT_ADAPTER = "utfall_web.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is made from an invitation to that address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {"login": "utfall_web.people.account_forms.LoginForm"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before sign-in methods are changed
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("UTFALL_PROXY") else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Utfall"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
SOCIALACCOUNT_ADAPTER = "utfall_web.people.adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = signin.providers()
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
USERSESSIONS_TRACK_ACTIVITY = False

# Sessions and cookies
SESSION_ENGINE = "utfall_web.people.sessions"
SESSION_COOKIE_NAME = "utfall_session"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PUBLIC
CSRF_COOKIE_SECURE = PUBLIC
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "utfall_web.shared.failures.csrf_failure"

# Transport and headers
SECURE_SSL_REDIRECT = PUBLIC
SECURE_REDIRECT_EXEMPT = [r"^halsa$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("UTFALL_PROXY") else None
SECURE_HSTS_SECONDS = 31536000 if PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PUBLIC
SECURE_HSTS_PRELOAD = PUBLIC
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Background jobs: a thread of the server itself, unless workers run elsewhere
JOBS_IN_SERVER = env.flag("UTFALL_JOBS_IN_SERVER", default=not os.environ.get("DATABASE_URL"))

# Language, numbers and time
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "utfall_language"
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # numbers are written by the filters of shared, which the reports use too
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [HERE / "static"]
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = [
    "utfall_web.shared.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Mail: to the terminal until a server is named
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("UTFALL_MAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = os.environ.get("UTFALL_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("UTFALL_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("UTFALL_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("UTFALL_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("UTFALL_MAIL_TLS", default=True)
DEFAULT_FROM_EMAIL = os.environ.get("UTFALL_MAIL_FROM", "utfall@localhost")

# Logs: JSON lines without personal data, unless a person at a terminal wants plain ones
LOGGING = logs.LOGGING if env.flag("UTFALL_JSON_LOGS", default=PUBLIC) else logs.PLAIN

SILENCED_SYSTEM_CHECKS: list[str] = []
