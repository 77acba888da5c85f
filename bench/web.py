# SPDX-License-Identifier: Apache-2.0
"""Pages of the workspace at 20 concurrent users: p95, requests per second, CPU per request, against a bare Django page.

    python bench/web.py                  SQLite
    python bench/web.py --postgres       a PostgreSQL of its own
    python bench/web.py --kill 200       kill -9 during writes: no acknowledged write may be lost

300 organisations, 3,000 initiatives, 200,000 rows of logic models, 500,000 lines of log (two years). Twenty concurrent
users are measured in two ways, each user with an initiative that is planned on every page:

- with a pause: twenty people go from page to page, at random among all, with a pause of a second on average between an
  answer and the next question (exponential). This is twenty people who work faster than anybody reads.
- without a pause: twenty requests are always under way for one and the same page. Time is then little else than the
  queue: 20 × CPU per request ÷ cores, with what the client takes. The two cores are shared with the client and with
  whatever else runs (`core_share`: what a busy thread got of a core just before).

Results are stored in bench/web.json.
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
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "bench" / "web.json"
USERS = 20
LIMIT = 120  # milliseconds
HOME = "/satsningar/{initiative}/"


@dataclass
class Seen:
    """What users met: seconds per address, answers other than 200, seconds in all, CPU seconds of the server."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[int] = field(default_factory=list)
    wall: float = 0.0
    cpu: float = 0.0

    def told(self) -> dict[str, float]:
        """Return the figures."""
        every = [seconds for many in self.taken.values() for seconds in many]
        return {
            "requests": len(every),
            "requests_per_s": round(len(every) / self.wall, 1),
            "p50_ms": round(1000 * statistics.median(every), 1),
            "p95_ms": p95(every),
            "cpu_ms": round(1000 * self.cpu / len(every), 2),
            "not_200": len(self.wrong),
        }


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return round(1000 * statistics.quantiles(seconds, n=20, method="inclusive")[-1], 1) if len(seconds) > 1 else 0.0


def core_share() -> float:
    """Return what part of a core each of two busy threads gets: 1 on a machine that does nothing else."""
    code = "import time\ns=time.monotonic()\nwhile time.monotonic()-s<1: pass\nprint(time.process_time())"
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    return round(min(1.0, sum(float(one.communicate()[0]) for one in both) / 2), 2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(
    application: str, environment: dict[str, str], *, workers: int = 2, threads: int = 2
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", str(threads), "--log-level", "error", application]
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
    port: int,
    server: subprocess.Popen[bytes],
    addresses: list[str],
    keys: list[dict[str, Any]],
    seconds: float,
    *,
    pause: float = 0.0,
) -> Seen:
    """Let each user ask for one address after the other, at random, and return what they met."""
    seen = Seen()
    end = time.monotonic() + seconds

    def user(key: dict[str, Any]) -> None:
        chance = random.Random(key["session"])  # noqa: S311 - an order of pages, no secret
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": f"utfall_session={key['session']}", "Host": "127.0.0.1"}
        while True:
            time.sleep(chance.expovariate(1 / pause) if pause else 0)
            if time.monotonic() >= end:
                return
            address = chance.choice(addresses)
            start = time.perf_counter()
            connection.request("GET", address.format(**key), headers=headers)
            answer = connection.getresponse()
            answer.read()
            seen.taken[address].append(time.perf_counter() - start)
            if answer.status != 200:
                seen.wrong.append(answer.status)

    before, began = cpu(server), time.monotonic()
    threads = [threading.Thread(target=user, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.cpu, seen.wall = cpu(server) - before, time.monotonic() - began
    return seen


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


FLOORS = {"bare Django page": "bare_django", "bare signed-in page": "bare_signed_in"}


def seeded(environment: dict[str, str], address: str, sizes: list[int]) -> dict[str, Any]:
    """Make the database and return its users' keys and the pages they may see."""
    manage = [sys.executable, "-m", "utfall", "manage"]
    subprocess.run([*manage, "migrate", "--verbosity=0"], env=environment, check=True)
    subprocess.run([*manage, "collectstatic", "--verbosity=0", "--noinput"], env=environment, check=True)
    seed = [sys.executable, str(ROOT / "bench" / "web_seed.py"), *map(str, (*sizes, USERS))]
    done = subprocess.run(seed, env=environment, check=True, capture_output=True, text=True)
    if address:
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(address: str, sizes: list[int], seconds: float, minutes: float, threads: int) -> dict[str, Any]:
    """Seed, serve and measure every page."""
    with tempfile.TemporaryDirectory(prefix="utfall-bench-") as name:
        environment = environment_of(Path(name), address)
        made = seeded(environment, address, sizes)
        keys, pages = made["keys"], made["pages"]
        found: dict[str, Any] = {"core_share": core_share(), "sizes": sizes}
        for floor, module in FLOORS.items():
            with served(f"{module}:application", environment, threads=threads) as (port, server):
                load(port, server, ["/"], keys, 1)
                found[floor] = load(port, server, ["/"], keys, 3 * seconds).told()
                print(f"  {floor:<20} {found[floor]}", flush=True)
        with served("utfall_web.config.wsgi:application", environment, threads=threads) as (port, server):
            warm(port, pages, keys)
            found["home"] = load(port, server, [HOME], keys, 3 * seconds).told()
            print(f"  home                 {found['home']}", flush=True)
            found["with a pause"] = paused(port, server, pages, keys, 60 * minutes)
            print(f"  with a pause         {found['with a pause']}", flush=True)
            found["without a pause"] = {page: load(port, server, [page], keys, seconds).told() for page in pages}
        found["core_share_after"] = core_share()
        for floor in FLOORS:
            found[f"home over {floor}"] = {
                "by CPU per request": round(found[floor]["cpu_ms"] / found["home"]["cpu_ms"], 3),
                "by requests per second": round(found["home"]["requests_per_s"] / found[floor]["requests_per_s"], 3),
            }
        found["without a pause, in all"] = over(found["without a pause"])
        return found


def warm(port: int, pages: list[str], keys: list[dict[str, Any]]) -> None:
    """Ask for every page once for each user, so that each worker has read its templates and each picture is drawn."""
    for key in keys:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for page in pages:
            connection.request("GET", page.format(**key), headers={"Cookie": f"utfall_session={key['session']}"})
            connection.getresponse().read()


def paused(
    port: int, server: subprocess.Popen[bytes], pages: list[str], keys: list[dict[str, Any]], seconds: float
) -> dict[str, Any]:
    """Measure people who go from page to page with a pause."""
    seen = load(port, server, pages, keys, seconds, pause=1.0)
    each = {page: p95(seen.taken[page]) for page in pages if len(seen.taken[page]) > 1}
    slowest = max(each, key=lambda page: each[page])
    beyond = sorted(page for page, value in each.items() if value > LIMIT)
    return {
        **seen.told(),
        "slowest_page": slowest,
        "its_p95_ms": each[slowest],
        f"pages_over_{LIMIT}_ms": beyond,
        "p95_ms_of_page": each,
    }


def over(pages: dict[str, dict[str, float]]) -> dict[str, Any]:
    """Return how many pages keep within the limit, and the slowest."""
    slowest = max(pages, key=lambda page: pages[page]["p95_ms"])
    within = sum(told["p95_ms"] <= LIMIT for told in pages.values())
    cpu_ms = [told["cpu_ms"] for told in pages.values()]
    return {
        f"pages_within_{LIMIT}_ms": within,
        "pages": len(pages),
        "slowest_page": slowest,
        "its_p95_ms": pages[slowest]["p95_ms"],
        "median_cpu_ms": round(statistics.median(cpu_ms), 2),
        "largest_cpu_ms": max(cpu_ms),
    }


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
    parser.add_argument("--seconds", type=float, default=2, help="per page, without a pause")
    parser.add_argument("--minutes", type=float, default=4, help="in all, with a pause")
    parser.add_argument("--threads", type=int, default=2, help="of each of the two workers")
    parser.add_argument("--sizes", type=int, nargs=4, default=[300, 3000, 200000, 500000])
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT / "tools"))
    from with_postgres import cluster

    database = "postgresql" if options.postgres else "sqlite"
    with cluster() if options.postgres else contextlib.nullcontext("") as address:
        if options.kill:
            name, found = f"kill -9, {database}", kill(address, options.kill, seed=1)
        else:
            name = f"pages, {database}"
            found = measure(address, options.sizes, options.seconds, options.minutes, options.threads)
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
