# SPDX-License-Identifier: Apache-2.0
"""Backup and restore: taken while others write, whole or refused, and the same content afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = os.environ.get("UTFALL_TEST_DATABASE_URL", "")
WRITER = """
import django
django.setup()
from utfall_web.people.models import Organisation
from utfall_web.plan import writes
home = Organisation.objects.first()
number = 0
while True:
    number += 1
    print(writes.create_initiative(actor=None, organisation=home, title=f"Satsning {number}").pk, flush=True)
"""
LOOK = """
import django, json
django.setup()
from utfall_web.audit import reads
from utfall_web.audit.models import AuditEvent
from utfall_web.operate.backup import contents
from utfall_web.plan.models import Initiative
print(json.dumps({
    "contents": list(contents()),
    "ids": list(Initiative.objects.values_list("pk", flat=True)),
    "broken": [reads.broken_at(chain) for chain in AuditEvent.objects.values_list("chain", flat=True).distinct()],
}))
"""


class Place:
    """A workspace of its own: a data folder and a database."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder / name, name
        self.environment = {
            **os.environ,
            "UTFALL_HOME": str(self.folder),
            "UTFALL_SECRET_KEY": "x" * 60,
            "DJANGO_SETTINGS_MODULE": "utfall_web.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        self.environment.pop("DATABASE_URL", None)
        if ADDRESS:
            with psycopg.connect(ADDRESS, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
                connection.execute(f'CREATE DATABASE "{name}"')
            self.environment["DATABASE_URL"] = ADDRESS.rsplit("/", 1)[0] + f"/{name}"
        self.folder.mkdir()

    def end(self) -> None:
        if ADDRESS:
            with psycopg.connect(ADDRESS, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "utfall", "manage", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def look(self) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-c", LOOK], env=self.environment, capture_output=True, text=True, check=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    folder = tmp_path_factory.mktemp("backup")
    made = Place(folder, "utfall_source"), Place(folder, "utfall_target")
    for place in made:
        assert place.manage("migrate", "--verbosity=0").returncode == 0
    assert made[0].manage("demo").returncode == 0
    yield made
    for place in made:
        place.end()


def test_a_backup_under_load_restores_to_one_whole_moment(places: tuple[Place, Place]) -> None:
    source, target = places
    with subprocess.Popen(
        [sys.executable, "-c", WRITER], env=source.environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        acknowledged = {int(writer.stdout.readline()) for _ in range(20)}
        done = source.manage("backup", str(source.folder / "kopia"))
        writer.kill()
    assert done.returncode == 0, done.stderr
    restored = target.manage("restore", str(source.folder / "kopia"), "--yes")
    assert restored.returncode == 0, restored.stderr
    found = target.look()
    assert acknowledged <= set(found["ids"])
    assert found["broken"] == [None] * len(found["broken"])
    states = next(rows for table, rows, _ in found["contents"] if table == "plan_componentstate")
    assert states == 7 * len(found["ids"])


def test_at_rest_every_table_is_the_same_row_by_row(places: tuple[Place, Place]) -> None:
    source, target = places
    (source.folder / "files").mkdir(exist_ok=True)
    (source.folder / "files" / "bilaga.txt").write_text("innehåll", encoding="utf-8")
    assert source.manage("backup", str(source.folder / "vila")).returncode == 0
    assert target.manage("restore", str(source.folder / "vila"), "--yes").returncode == 0
    assert source.look()["contents"] == target.look()["contents"]
    assert (target.folder / "files" / "bilaga.txt").read_text(encoding="utf-8") == "innehåll"


def test_a_damaged_backup_is_refused_and_nothing_is_touched(places: tuple[Place, Place]) -> None:
    source, target = places
    before = target.look()["contents"]
    assert source.manage("backup", str(source.folder / "skada")).returncode == 0
    data = next((source.folder / "skada").glob("database.*"))
    data.write_bytes(data.read_bytes()[:-1] + b"x")
    refused = target.manage("restore", str(source.folder / "skada"), "--yes")
    assert refused.returncode == 2
    assert "damaged" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert target.look()["contents"] == before


def test_a_restore_over_data_asks_first_and_a_backup_overwrites_nothing(places: tuple[Place, Place]) -> None:
    source, _ = places
    assert source.manage("backup", str(source.folder / "en")).returncode == 0
    assert source.manage("backup", str(source.folder / "en")).returncode == 2
    assert source.manage("restore", str(source.folder / "en")).returncode == 2
    assert source.manage("restore", str(source.folder / "en"), "--check").returncode == 0


def test_an_upgrade_backs_up_first_and_may_run_again(places: tuple[Place, Place]) -> None:
    source, _ = places
    for _ in range(2):
        done = source.manage("upgrade")
        assert done.returncode == 0, done.stderr
    assert any((source.folder / "backups").iterdir())
