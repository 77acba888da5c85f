# SPDX-License-Identifier: Apache-2.0
"""An earlier version's database, brought to this version by the one command: everything is still there, and works.

The databases in `releases` were made by the earlier versions themselves (`tools/make_release_fixture.py`).
"""

from __future__ import annotations

import contextlib
import json
import lzma
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from utfall_web.operate import backup
from web_place import ADDRESS, ROOT, Place

RELEASES = Path(__file__).parent / "releases"
DATABASE = "postgresql" if ADDRESS else "sqlite"
GROWS = {"django_migrations", "django_content_type", "auth_permission"}  # what Django itself adds of new tables
ROWS = """
import hashlib, json, sys
import django
django.setup()
from django.db import connection
asked = json.loads(sys.argv[1]) if len(sys.argv) > 1 else None
rows = {}
with connection.cursor() as cursor:
    for table in sorted(asked or connection.introspection.table_names(cursor)):
        columns = sorted(asked[table] if asked else
            [column.name for column in connection.introspection.get_table_description(cursor, table)])
        names = ", ".join(map(connection.ops.quote_name, columns))
        cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(table)}")
        rows[table] = {"columns": columns, "rows": sorted(repr(row) for row in cursor.fetchall())}
"""
SCHEMA = """
import json
import django
django.setup()
from django.db import connection
built = {}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        columns = connection.introspection.get_table_description(cursor, table)
        held = connection.introspection.get_constraints(cursor, table).values()
        built[table] = {
            "columns": sorted(
                (column.name, str(column.type_code), column.display_size, bool(column.null_ok)) for column in columns),
            "held": sorted(repr(sorted((key, value) for key, value in one.items() if key != "definition"))
                for one in held),
        }
    lite = connection.vendor == "sqlite"
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'" if lite else
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal")
    built["triggers"] = sorted(map(list, cursor.fetchall()))
"""
TOLD = """
from django.apps import apps
from utfall_web.audit import reads
from utfall_web.audit.models import AuditEvent
from utfall_web.decide import exchange
from utfall_web.decide.models import Lock
from utfall_web.plan.models import Attachment, Initiative
chains = sorted(set(AuditEvent.objects.values_list("chain", flat=True)))
heads = {chain: AuditEvent.objects.filter(chain=chain).order_by("-number").first() for chain in chains}
files = [row for model in apps.get_models() if issubclass(model, Attachment) for row in model.objects.order_by("pk")]
told = {
    "heads": [[chain, head.number, head.digest] for chain, head in heads.items()],
    "broken": [reads.broken_at(chain) for chain in chains],
    "locks": [list(row) for row in Lock.objects.order_by("pk").values_list("initiative__key", "number", "sha256")],
    "plans": {row.key: exchange.plan_of(row).plan_sha256
        for row in Initiative.objects.filter(pk__in=Lock.objects.values("initiative"))},
    "files": [[row.sha256, hashlib.sha256(row.file.read()).hexdigest()] for row in files],
}
"""
PAGES = """
import json, sys
import django
django.setup()
from django.test import Client
from django.urls import URLPattern, get_resolver
from utfall_web.decide.models import Lock
first = Lock.objects.first().initiative_id
browser = Client(SERVER_NAME="localhost")
form = {"login": "samordnare@exempel.example", "password": sys.argv[1]}
signed_in = browser.post("/konto/login/", form).status_code
def walk(resolver, before="/"):
    for entry in resolver.url_patterns:
        address = before + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from walk(entry, address)
        elif address.startswith("/satsningar/<int:initiative_id>/"):
            address = address.replace("<int:initiative_id>", str(first))
            if "<" not in address:
                yield address
pages = {address: browser.get(address).status_code for address in walk(get_resolver())}
not_the_coordinators = f"/satsningar/{first}/lasning/las/"
print(json.dumps({"signed_in": signed_in, "pages": pages, "not_the_coordinators": not_the_coordinators}))
"""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A workspace that an earlier version made and this one has upgraded."""

    place: Place
    said: dict[str, Any]  # what the earlier version said of its content
    before: dict[str, Any]  # every row of every table
    after: dict[str, Any]  # rows, how the database is built, and what this version says


@pytest.fixture(scope="module", params=sorted(path.name for path in RELEASES.iterdir() if path.is_dir()))
def upgraded(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    release = RELEASES / request.param
    place = Place(tmp_path_factory.mktemp("upgrade"), "utfall_upgrade")
    _load(release, place)
    before = place.asked(ROWS + "print(json.dumps(rows))")
    done = place.manage("upgrade")
    assert done.returncode == 0, done.stderr
    held = json.dumps({table: told["columns"] for table, told in before.items()})
    after = place.asked(f"{ROWS}{SCHEMA}{TOLD}print(json.dumps([rows, built, told]))", held)
    said = json.loads((release / "told.json").read_text())[DATABASE]
    yield Upgraded(place, said, before, dict(zip(("rows", "built", "told"), after, strict=True)))
    place.end()


@pytest.fixture(scope="module")
def built_anew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    place = Place(tmp_path_factory.mktemp("new"), "utfall_new")
    assert place.manage("upgrade", "--no-backup").returncode == 0
    yield place.asked(SCHEMA + "print(json.dumps(built))")
    place.end()


def _load(release: Path, place: Place) -> None:
    text = lzma.decompress((release / f"{DATABASE}.sql.xz").read_bytes()).decode()
    if ADDRESS:
        sys.path.insert(0, str(ROOT / "tools"))
        from with_postgres import programs

        command = [programs() / "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", place.address]
        subprocess.run(command, input=text, text=True, check=True, stdout=subprocess.DEVNULL)
    else:
        with contextlib.closing(sqlite3.connect(place.folder / "utfall.sqlite3")) as database:
            database.executescript(text)
    if (files := release / f"{DATABASE}.files.tar.xz").exists():
        with tarfile.open(files) as archive:
            for member in archive.getmembers():  # extractall's filter came with Python 3.11.4
                if member.isfile() and not (member.name.startswith("/") or ".." in member.name.split("/")):
                    archive.extract(member, place.folder)


def test_every_row_is_as_it_was(upgraded: Upgraded) -> None:
    after = upgraded.after["rows"]
    assert sum(len(told["rows"]) for told in after.values()) > 500
    for table, told in upgraded.before.items():
        if table in GROWS:
            assert set(told["rows"]) <= set(after[table]["rows"]), table
        else:
            assert told["rows"] == after[table]["rows"], table


def test_the_database_is_built_as_a_new_one_is(upgraded: Upgraded, built_anew: dict[str, Any]) -> None:
    assert len(built_anew) > 50
    assert upgraded.after["built"] == built_anew


def test_the_logs_chains_the_locked_plans_and_the_files_hold(upgraded: Upgraded) -> None:
    told, said = upgraded.after["told"], upgraded.said
    assert {name: told[name] for name in ("heads", "locks", "plans")} == {
        name: said[name] for name in ("heads", "locks", "plans")
    }
    assert told["broken"] == [None] * len(said["heads"])
    assert [kept for kept, _ in told["files"]] == [found for _, found in told["files"]]


def test_an_old_password_opens_every_page(upgraded: Upgraded) -> None:
    found = upgraded.place.asked(PAGES, upgraded.said["password"])
    assert found["signed_in"] == 302
    refused = {address for address, status in found["pages"].items() if status not in {200, 302, 405}}
    assert len(found["pages"]) - len(refused) > 60
    assert refused <= {found["not_the_coordinators"]}


def test_what_there_was_before_is_in_the_backup_the_upgrade_took(upgraded: Upgraded) -> None:
    (taken,) = (upgraded.place.folder / "backups").iterdir()
    held = {tuple(row) for row in backup.check(taken)["migrations"]}
    assert len(held) == len(upgraded.before["django_migrations"]["rows"])
    assert ("evaluate", "0001_initial") not in held
