# SPDX-License-Identifier: Apache-2.0
"""A bare Django page for somebody signed in, the second floor of `bench/web.py`.

Django's own starting middleware, session and person from the same database, one query of 25 rows, one plain template:
what any page of any Django site with accounts costs before it does anything of its own.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

os.environ["DJANGO_SETTINGS_MODULE"] = "utfall_web.config.settings"
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # without it allauth does not start
]
django.setup()

from utfall_web.plan.models import Initiative

PAGE = (
    "<!doctype html><title>{{ request.user.name }}</title><table>{% for row in rows %}<tr><td>{{ row.title }}</td>"
    "<td>{{ row.changed_at }}</td></tr>{% endfor %}</table><form method='post'>{% csrf_token %}</form>"
)


def page(request: HttpRequest) -> HttpResponse:
    rows = Initiative.objects.order_by("-id")[:25]
    return HttpResponse(engines["django"].from_string(PAGE).render({"rows": rows}, request))


urlpatterns = [path("", page)]
application = get_wsgi_application()
