# SPDX-License-Identifier: Apache-2.0
"""CPU and queries of every page of an initiative, in one process; `--profile PAGE` says where one page's time goes.

    DJANGO_SETTINGS_MODULE=utfall_web.config.settings UTFALL_HOME=… python bench/web_profile.py SESSION INITIATIVE

The database and the session are those `bench/web_seed.py` made. CPU is the median of many requests; `--cold` forgets
before each what has been worked out of the initiative, so that every request is the first view after a change.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import logging
import pstats
import statistics
import time
from typing import Any

import django

django.setup()
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from utfall_web.shared.kept import KEPT
from web_pages import pages

logging.disable()  # a page that is refused is no news here
settings.ALLOWED_HOSTS = ["testserver"]


def cpu_ms(client: Client, address: str, times: int, *, cold: bool = False) -> float:
    """Return the median CPU of a page in milliseconds, with nothing kept when `cold`."""
    taken = []
    for _ in range(times):
        if cold:
            KEPT.clear()
        start = time.process_time()
        client.get(address)
        taken.append(time.process_time() - start)
    return 1000 * statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("session")
    parser.add_argument("initiative")
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--only", default="")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--profile", default="", metavar="ADDRESS")
    options = parser.parse_args()
    client: Any = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = options.session
    if options.profile:
        address = options.profile
        client.get(address)
        profile = cProfile.Profile(time.process_time)
        profile.enable()
        for _ in range(options.times):
            if options.cold:
                KEPT.clear()
            client.get(address)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        pstats.Stats(profile).sort_stats("cumtime").print_stats(90)
        return
    rows = []
    for route in pages():
        if options.only not in route:
            continue
        address = route.format(initiative=options.initiative, organisation=options.initiative)
        answer = client.get(address)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        queries = len(asked)
        gc.collect()
        taken = cpu_ms(client, address, options.times, cold=options.cold)
        rows.append((taken, queries, answer.status_code, len(answer.getvalue()), route))
    for cpu, queries, status, size, route in sorted(rows, reverse=True):
        print(f"{cpu:7.1f} ms {queries:3d} queries {status} {size / 1000:6.1f} kB  {route}")


if __name__ == "__main__":
    main()
