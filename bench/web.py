# SPDX-License-Identifier: Apache-2.0
"""Pages of the workspace at 20 concurrent users: p95, requests per second, CPU per request, against a bare Django page.

    python bench/web.py                  SQLite
    python bench/web.py --postgres       a PostgreSQL of its own
    python bench/web.py --kill 200       kill -9 during writes: no acknowledged write may be lost

300 organisations, 3,000 initiatives, 200,000 logic-model rows, 300,000 lines of log. The client shares the machine's
cores with the server: ratios are the usable part. Results are stored in bench/web.json.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import platform
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "bench" / "web.json"
USERS = 20
PAGES = {
    "initiatives": "/satsningar/",
    "initiative home": "/satsningar/{initiative}/",
    "component": "/satsningar/{initiative}/del/design/",
    "change form": "/satsningar/{initiative}/andra/",
    "roles": "/satsningar/{initiative}/roller/",
    "history": "/satsningar/{initiative}/historik/",
    "organisation": "/organisationer/{organisation}/",
    "logic model": "/satsningar/{initiative}/logikmodell/",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(
    application: str, environment: dict[str, str], workers: int = 2
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", "4", "--log-level", "error", application]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        time.sleep(2)
        yield port, server
    finally:
        server.terminate()
        server.wait(30)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found] + [grand for child in found for grand in children(int(child))]


def cpu(server: subprocess.Popen[bytes]) -> float:
    """Return the CPU seconds of a server and its children."""
    total = 0.0
    for pid in (server.pid, *children(server.pid)):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def load(
    port: int, server: subprocess.Popen[bytes], address: str, keys: list[dict[str, Any]], seconds: float
) -> dict[str, float]:
    """Ask for one page by many at once and return what came of it."""
    taken: list[float] = []
    wrong: list[int] = []
    end = time.monotonic() + seconds

    def user(key: dict[str, Any]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": f"utfall_session={key['session']}", "Host": "127.0.0.1"}
        while time.monotonic() < end:
            start = time.perf_counter()
            connection.request("GET", address.format(**key), headers=headers)
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - start)
            if answer.status != 200:
                wrong.append(answer.status)

    before, began = cpu(server), time.monotonic()
    threads = [threading.Thread(target=user, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent, wall = cpu(server) - before, time.monotonic() - began
    return {
        "requests_per_s": round(len(taken) / wall, 1),
        "p50_ms": round(1000 * statistics.median(taken), 1),
        "p95_ms": round(1000 * statistics.quantiles(taken, n=20)[-1], 1),
        "cpu_ms": round(1000 * spent / len(taken), 2),
        "not_200": len(wrong),
    }


def environment_of(folder: Path, address: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "UTFALL_HOME"}}
    made = {
        **kept,
        "UTFALL_HOME": str(folder),
        "UTFALL_SECRET_KEY": "x" * 60,
        "DJANGO_SETTINGS_MODULE": "utfall_web.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "bench")]),
        "UTFALL_JOBS_IN_SERVER": "0",
    }
    return made | ({"DATABASE_URL": address} if address else {})


def measure(address: str, sizes: list[int], seconds: float) -> dict[str, Any]:
    """Seed, serve and measure every page."""
    with tempfile.TemporaryDirectory(prefix="utfall-bench-") as name:
        environment = environment_of(Path(name), address)
        manage = [sys.executable, "-m", "utfall", "manage"]
        subprocess.run([*manage, "migrate", "--verbosity=0"], env=environment, check=True)
        subprocess.run([*manage, "collectstatic", "--verbosity=0", "--noinput"], env=environment, check=True)
        seed = [sys.executable, str(ROOT / "bench" / "web_seed.py"), *map(str, (*sizes, USERS))]
        seeded = json.loads(subprocess.run(seed, env=environment, check=True, capture_output=True, text=True).stdout)
        if address:
            import psycopg

            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        found: dict[str, Any] = {}
        floors = {"bare Django page": "bare_django", "bare signed-in page": "bare_signed_in"}
        for floor, module in floors.items():
            with served(f"{module}:application", environment) as (port, server):
                load(port, server, "/", seeded["keys"][:4], 1)
                found[floor] = load(port, server, "/", seeded["keys"], seconds)
                print(f"  {floor:<20} {found[floor]}", flush=True)
        with served("utfall_web.config.wsgi:application", environment) as (port, server):
            for page, place in PAGES.items():
                load(port, server, place, seeded["keys"][:4], 1)
                found[page] = load(port, server, place, seeded["keys"], seconds)
                print(f"  {page:<20} {found[page]}", flush=True)
        home = found["initiative home"]
        found["home over floor, by CPU per request"] = {
            floor: round(found[floor]["cpu_ms"] / home["cpu_ms"], 3) for floor in floors
        }
        return found


def kill(address: str, rounds: int, seed: int) -> dict[str, Any]:
    """Kill three writers at a random moment, many times; return what was lost and what is broken."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    with tempfile.TemporaryDirectory(prefix="utfall-kill-") as name:
        environment = environment_of(Path(name), address)
        manage = [sys.executable, "-m", "utfall", "manage"]
        subprocess.run([*manage, "migrate", "--verbosity=0"], env=environment, check=True)
        subprocess.run([*manage, "demo"], env=environment, check=True, stdout=subprocess.DEVNULL)
        acknowledged: set[int] = set()
        for turn in range(rounds):
            command = [sys.executable, str(ROOT / "bench" / "web_writer.py"), str(turn * 100000)]
            writer = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
            if writer.stdout is None:
                raise RuntimeError("no pipe")
            acknowledged.add(int(writer.stdout.readline()))
            timer = threading.Timer(chance.uniform(0.0, 0.15), writer.send_signal, (signal.SIGKILL,))
            timer.start()
            lines = writer.stdout.read().split("\n")[:-1]  # a line without its end was not acknowledged
            acknowledged |= {int(line) for line in lines if line}
            writer.wait()
        check = [sys.executable, str(ROOT / "bench" / "web_whole.py")]
        done = subprocess.run(
            check, env=environment, input=json.dumps(sorted(acknowledged)), capture_output=True, text=True, check=True
        )
        return {"rounds": rounds, **json.loads(done.stdout)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--kill", type=int, default=0, metavar="ROUNDS")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--sizes", type=int, nargs=4, default=[300, 3000, 200000, 300000])
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT / "tools"))
    from with_postgres import cluster

    database = "postgresql" if options.postgres else "sqlite"
    with cluster() if options.postgres else contextlib.nullcontext("") as address:
        if options.kill:
            name, found = f"kill -9, {database}", kill(address, options.kill, seed=1)
        else:
            name, found = f"pages, {database}", measure(address, options.sizes, options.seconds)
    stored = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    stored[name] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load_before": round(os.getloadavg()[0], 1),
        "commit": commit.stdout.strip(),
        **found,
    }
    STORE.write_text(json.dumps(stored, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(stored[name], indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
