# SPDX-License-Identifier: Apache-2.0
"""Backup and restore: taken while others write, whole or refused, and the same content afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from utfall_web.operate import backup
from web_place import Place

WRITER = """
import django
django.setup()
from django.core.files.base import ContentFile
from utfall_web.guide.files import POINT_FILES
from utfall_web.people.models import Organisation
from utfall_web.plan import attachments, writes
from utfall_web.plan.models import Initiative
home = Organisation.objects.first()
first = Initiative.objects.first()
attachments.MOST = 10_000
shown = POINT_FILES.owner(first, "need_verified")
number = 0
while True:
    number += 1
    file = ContentFile(b"a;b" * number, name=f"{number}.csv")
    attachments.add_file(POINT_FILES, first, shown, actor=None, file=file)
    print(writes.create_initiative(actor=None, organisation=home, title=f"Satsning {number}").pk, flush=True)
"""
LOOK = """
import django, hashlib, json
django.setup()
from django.apps import apps
from utfall_web.audit import reads
from utfall_web.audit.models import AuditEvent
from utfall_web.operate.backup import contents
from utfall_web.plan.models import Attachment, Initiative
files = [row for model in apps.get_models() if issubclass(model, Attachment) for row in model.objects.order_by("pk")]
print(json.dumps({
    "files": [(row.name, row.sha256, hashlib.sha256(row.file.read()).hexdigest()) for row in files],
    "contents": list(contents()),
    "ids": list(Initiative.objects.values_list("pk", flat=True)),
    "broken": [reads.broken_at(chain) for chain in AuditEvent.objects.values_list("chain", flat=True).distinct()],
}))
"""

KEEPING = """
import sys, django
django.setup()
from django.db import connection
from utfall_web.plan.models import Initiative
from utfall_web.plan.worked_out import worked_out
made = []
for _ in sys.stdin:
    one = Initiative.objects.select_related("organisation").order_by("pk").first()
    title = worked_out(one, "test", lambda row: made.append(row.pk) or row.title)
    connection.close()
    print(len(made), title, flush=True)
"""
RENAME = """
import sys, django
django.setup()
from utfall_web.plan import writes
from utfall_web.plan.models import Initiative
one = Initiative.objects.order_by("pk").first()
writes.change_initiative(one, actor=None, version=one.version, title=sys.argv[1], summary="")
"""


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
    found = target.asked(LOOK)
    assert acknowledged <= set(found["ids"])
    assert len(found["files"]) > 20
    assert [name for name, told, held in found["files"] if told != held] == []
    assert found["broken"] == [None] * len(found["broken"])
    states = next(rows for table, rows, _ in found["contents"] if table == "plan_componentstate")
    assert states == 7 * len(found["ids"])


def test_at_rest_every_table_is_the_same_row_by_row(places: tuple[Place, Place]) -> None:
    source, target = places
    assert source.manage("backup", str(source.folder / "vila")).returncode == 0
    assert target.manage("restore", str(source.folder / "vila"), "--yes").returncode == 0
    before, after = source.asked(LOOK), target.asked(LOOK)
    assert before["contents"] == after["contents"]
    assert before["files"] == after["files"]
    assert {table: rows for table, rows, _ in after["contents"]}["evaluate_result"] == 1
    assert "hushall-med-stod.csv" in {name for name, _, _ in after["files"]}
    assert all(told == held for _, told, held in after["files"])


def test_a_file_that_is_removed_while_it_is_copied_breaks_no_backup(
    tmp_path: Path, settings: Any, monkeypatch: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    (tmp_path / "files").mkdir()
    for name in ("a.csv", "b.csv"):
        (tmp_path / "files" / name).write_text(name)
    copy2 = backup.shutil.copy2

    def removed_first(source: Path, target: Path) -> None:
        (tmp_path / "files" / "a.csv").unlink(missing_ok=True)
        copy2(source, target)

    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "b.csv").write_text("b")  # half of it, when it was copied before
    monkeypatch.setattr(backup.shutil, "copy2", removed_first)
    backup._files_out(tmp_path / "copy")
    assert {path.name: path.read_text() for path in (tmp_path / "copy").iterdir()} == {"b.csv": "b.csv"}


def test_a_damaged_backup_is_refused_and_nothing_is_touched(places: tuple[Place, Place]) -> None:
    source, target = places
    before = target.asked(LOOK)["contents"]
    assert source.manage("backup", str(source.folder / "skada")).returncode == 0
    data = next((source.folder / "skada").glob("database.*"))
    data.write_bytes(data.read_bytes()[:-1] + b"x")
    refused = target.manage("restore", str(source.folder / "skada"), "--yes")
    assert refused.returncode == 2
    assert "damaged" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert target.asked(LOOK)["contents"] == before


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


def test_a_process_that_keeps_what_it_worked_out_sees_an_older_backup_that_is_put_back(
    places: tuple[Place, Place],
) -> None:
    source, _ = places

    def rename(title: str) -> None:
        subprocess.run([sys.executable, "-c", RENAME, title], env=source.environment, check=True)

    with subprocess.Popen(
        [sys.executable, "-c", KEEPING],
        env=source.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        asking, answers = process.stdin, process.stdout
        assert asking is not None
        assert answers is not None

        def seen() -> tuple[int, str]:
            asking.write("\n")
            asking.flush()
            times, title = answers.readline().strip().split(" ", 1)
            return int(times), title

        rename("Före")
        assert seen() == seen() == (1, "Före")
        assert source.manage("backup", str(source.folder / "foere")).returncode == 0
        rename("Efter")
        assert seen() == (2, "Efter")
        assert source.manage("restore", str(source.folder / "foere"), "--yes").returncode == 0
        assert seen() == (3, "Före")
        rename("Ett annat efter")  # a line with the number that the line before had
        assert seen() == (4, "Ett annat efter")
        asking.close()
