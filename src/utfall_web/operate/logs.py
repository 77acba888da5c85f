# SPDX-License-Identifier: Apache-2.0
"""Logs as one JSON object per line, without personal data.

An address is told by the name of its route, never with its ids or its query; a person by id; an exception by its type
and where it came from, never by its message, which may hold what somebody typed.
"""

from __future__ import annotations

import datetime
import json
import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

requests = logging.getLogger("utfall.requests")
TOLD = ("method", "route", "status", "ms", "user", "job", "kind")


class JsonLines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"at": at, "level": record.levelname, "logger": record.name}
        # only our own loggers write sentences of their own; others may put what somebody typed into theirs
        told["message"] = record.getMessage() if record.name.startswith("utfall") else str(record.msg)
        told |= {name: getattr(record, name) for name in TOLD if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            told["exception"] = record.exc_info[0].__name__
            steps = traceback.extract_tb(record.exc_info[2])[-8:]
            told["where"] = [f"{step.filename}:{step.lineno} {step.name}" for step in steps]
        return json.dumps(told, ensure_ascii=False)


class RequestLogMiddleware:
    """Log every request: method, route, status, milliseconds, who by id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and tell about it."""
        start = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        told = {
            "method": request.method,
            "route": match.view_name if match else "",
            "status": response.status_code,
            "ms": round(1000 * (time.perf_counter() - start), 1),
            "user": getattr(getattr(request, "user", None), "pk", None),
        }
        requests.info("request", extra=told)
        return response


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "utfall_web.operate.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        "utfall": {"handlers": ["out"], "level": "INFO", "propagate": False},
    },
}

PLAIN: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"out": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
}
