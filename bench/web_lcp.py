# SPDX-License-Identifier: Apache-2.0
"""A first visit on a slow telephone: largest contentful paint, and what goes over the wire.

    python bench/web_lcp.py [--runs 7]

Chromium with a window of 390 × 844, its processor slowed four times, 150 ms to the server and back, 1.6 Mbit/s down and
0.75 up (the profile that Lighthouse calls slow 4G), an empty cache each time, the demonstration's data, SQLite. The
processor of a shared machine is slower still: `core_share` says how much. Results are stored in bench/web.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from web import ROOT, STORE, core_share, environment_of, served

PAGES = {
    "sign in": "/konto/login/",
    "initiatives": "/satsningar/",
    "initiative home": "/satsningar/{initiative}/",
    "logic model": "/satsningar/{initiative}/logikmodell/",
    "make sure of this": "/satsningar/{initiative}/sakerstall/",
}
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
WATCH = """
window.largest = 0;
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.largest = entry.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
"""
SESSION = """
import json, django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from utfall_web.logic.models import Row
from utfall_web.people.models import User
user = User.objects.get(email__startswith='samordnare')
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(json.dumps({'session': session.session_key, 'initiative': Row.objects.first().initiative_id}))
"""


def visit(browser: Browser, address: str, session: str) -> tuple[float, float]:
    """Return milliseconds to the largest contentful paint and the kB that came over the wire."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, device_scale_factor=2)
    if session:
        context.add_cookies([{"name": "utfall_session", "value": session, "url": address}])
    page = context.new_page()
    page.add_init_script(WATCH)
    wire = context.new_cdp_session(page)
    came: list[float] = []
    wire.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load")
    page.wait_for_timeout(500)
    largest = float(page.evaluate("window.largest"))
    context.close()
    return largest, sum(came) / 1000


def measure(runs: int) -> dict[str, Any]:
    """Serve the demonstration and visit each page with an empty cache, several times."""
    with tempfile.TemporaryDirectory(prefix="utfall-lcp-") as name:
        environment = environment_of(Path(name), "")
        for command in ("migrate --verbosity=0", "collectstatic --verbosity=0 --noinput", "demo"):
            manage = [sys.executable, "-m", "utfall", "manage", *command.split()]
            subprocess.run(manage, env=environment, check=True, stdout=subprocess.DEVNULL)
        made = subprocess.run(
            [sys.executable, "-c", SESSION], env=environment, check=True, capture_output=True, text=True
        )
        key = json.loads(made.stdout)
        found: dict[str, Any] = {"core_share": core_share()}
        with (
            served("utfall_web.config.wsgi:application", environment) as (port, _),
            sync_playwright() as playwright,
        ):
            program = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            for page, place in PAGES.items():
                address = f"http://127.0.0.1:{port}{place.format(**key)}"
                session = "" if page == "sign in" else key["session"]
                for _ in range(4):  # both workers have read their templates
                    visit(browser, address, session)
                seen = [visit(browser, address, session) for _ in range(runs)]
                found[page] = {
                    "lcp_ms_median": round(statistics.median(lcp for lcp, _ in seen)),
                    "lcp_ms_all": sorted(round(lcp) for lcp, _ in seen),
                    "kb_over_the_wire": round(max(kb for _, kb in seen), 1),
                }
                print(f"  {page:<18} {found[page]}", flush=True)
            browser.close()
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    found = measure(parser.parse_args().runs)
    stored = json.loads(STORE.read_text(encoding="utf-8"))
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    stored["first visit, slow telephone"] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load_before": round(os.getloadavg()[0], 1),
        "commit": commit.stdout.strip(),
        **found,
    }
    STORE.write_text(json.dumps(stored, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
