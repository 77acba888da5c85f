# SPDX-License-Identifier: Apache-2.0
"""Files attached to evidence and to points of the guide: judged by content, private, logged, gone with their row."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse

from utfall_web.audit import writes as audited
from utfall_web.audit.models import AuditEvent
from utfall_web.guide import reads as guide
from utfall_web.guide.files import POINT_FILES
from utfall_web.guide.models import PointFile
from utfall_web.guide.rules import Standing
from utfall_web.need.models import Evidence, EvidenceFile, Need
from utfall_web.need.tables import EVIDENCE, EVIDENCE_FILES
from utfall_web.plan import attachments
from utfall_web.shared import uploads
from web.forms_sent import sent
from web_world import World, attached

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any) -> Path:
    """Keep the files of each test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def _page(world: World) -> str:
    return reverse("need:evidence_files", args=[world.initiative.pk, world.ids["evidence_id"]])


def _send(client: Client, address: str, name: str, content: bytes) -> Any:
    return sent(client, address, {"file": SimpleUploadedFile(name, content)})


def _docx(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return buffer.getvalue()


def test_a_file_is_attached_shown_fetched_and_removed_with_its_lines_in_the_log(
    world: World, signed_in: Any, place: Path, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(world.person("coordinator"))
    assert _send(client, _page(world), "Statistik å.pdf", PDF).status_code == 302
    row = EvidenceFile.objects.get(name="Statistik å.pdf")
    kept = [path.name for path in place.iterdir()]
    assert kept == [row.file.name]
    assert re.fullmatch(r"[0-9a-f]{32}\.pdf", row.file.name)
    assert (place / row.file.name).stat().st_mode & 0o777 == 0o600
    table = client.get(EVIDENCE.address(world.initiative)).content.decode()
    fetched = reverse("need:evidence_files_get", args=[world.initiative.pk, world.ids["evidence_id"], row.pk])
    assert f'href="{fetched}"' in table
    assert "Statistik å.pdf" in table
    answer = client.get(fetched)
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Statistik%20")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(client, fetched + "ta-bort/", {}).status_code == 302
    assert not list(place.iterdir())
    assert client.get(fetched).status_code == 404
    events = AuditEvent.objects.filter(kind="need.evidencefile", object_id=row.pk).order_by("number")
    assert [event.verb for event in events] == ["create", "download", "remove"]
    assert {event.actor_id for event in events} == {world.person("coordinator").pk}
    assert events[0].after["sha256"] == row.sha256
    assert row.file.name not in str([event.after for event in events])


@pytest.mark.parametrize("above", [Need, Evidence])
def test_a_file_goes_with_what_it_belongs_to_and_only_when_that_is_a_fact(
    above: type[models.Model], world: World, place: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = attached(EVIDENCE_FILES, world.initiative, world.ids["evidence_id"])
    other = attached(POINT_FILES, world.initiative, "need_verified")
    row = above._default_manager.get(pk=world.ids[f"{above._meta.model_name}_id"])
    with django_capture_on_commit_callbacks() as callbacks:
        audited.remove(row, actor=None, version=1)
    assert not EvidenceFile.objects.filter(pk=file.pk).exists()
    assert AuditEvent.objects.filter(kind="need.evidencefile", object_id=file.pk, verb="remove").exists()
    assert (place / file.file.name).exists()
    for callback in callbacks:
        callback()
    assert [path.name for path in place.iterdir()] == [other.file.name]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("skript.html", b"<script>", "Filer av det slaget tas inte emot"),
        ("bild.svg", b"<svg/>", "Filer av det slaget tas inte emot"),
        ("anteckning.txt", b"text", "Filer av det slaget tas inte emot"),
        ("rapport.pdf.exe", PDF, "Filer av det slaget tas inte emot"),
        ("rapport\u202efdp.exe", PDF, "Filer av det slaget tas inte emot"),
        ("rapport.pdf", b"<html>", "Filens innehåll är inte det som namnet säger"),
        ("brev.docx", _docx("xl/workbook.xml"), "Filens innehåll är inte det som namnet säger"),
        ("brev.docx", _docx("word/document.xml", "word/vbaProject.bin"), "utan makron"),
        ("tom.pdf", b"", "Filen är tom"),
        ("stor.csv", b"x" * (uploads.LARGEST + 1), "Filen är större än 20 MB"),
    ],
)
def test_a_file_that_will_not_do_is_refused_kindly_and_nothing_is_kept(
    name: str, content: bytes, said: str, world: World, signed_in: Any, place: Path
) -> None:
    answer = _send(signed_in(world.person("coordinator")), _page(world), name, content)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert 'href="#id_file"' in page
    assert not list(place.iterdir())
    assert EvidenceFile.objects.filter(initiative=world.initiative).count() == 1


def test_no_file_is_refused_kindly(world: World, signed_in: Any) -> None:
    answer = sent(signed_in(world.person("coordinator")), _page(world), {})
    assert "Välj en fil." in answer.content.decode()


def test_what_is_larger_than_any_file_may_be_is_let_go_of_on_its_way_in(monkeypatch: Any, rf: Any) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 100_000)
    request = rf.post("/", {"file": SimpleUploadedFile("stor.csv", b"x" * 5_000_000)})
    with request.FILES["file"] as file:
        assert 100_000 < file.size < 300_000


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("=1+1.csv", "1+1.csv"),
        ("<b>fet</b>.csv", "b&gt;.csv"),
        ("exe\u202efdp.csv", "exefdp.csv"),
        ("تقرير.csv", "تقرير.csv"),
    ],
)
def test_a_name_does_no_harm(name: str, shown: str, world: World, signed_in: Any, place: Path) -> None:
    client = signed_in(world.person("coordinator"))
    assert _send(client, _page(world), name, b"a;b").status_code == 302
    page = client.get(EVIDENCE.address(world.initiative)).content.decode()
    assert f"<bdi>{shown}</bdi>" in page
    assert "\u202e" not in page
    assert [path.parent for path in place.rglob("*")] == [place]


def test_the_same_form_twice_attaches_once(world: World, signed_in: Any, place: Path) -> None:
    client = signed_in(world.person("coordinator"))
    page = client.get(_page(world)).content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    assert key is not None
    for _ in range(2):
        file = SimpleUploadedFile("a.csv", b"a;b")
        assert client.post(_page(world), {"form_key": key.group(1), "file": file}).status_code == 302
    assert len(list(place.iterdir())) == 1


def test_there_is_an_end_to_how_many(world: World, monkeypatch: Any, place: Path) -> None:
    monkeypatch.setattr(attachments, "MOST", 2)
    attached(EVIDENCE_FILES, world.initiative, world.ids["evidence_id"])
    with pytest.raises(ValidationError):
        attached(EVIDENCE_FILES, world.initiative, world.ids["evidence_id"])
    assert len(list(place.iterdir())) == 1


def test_a_row_that_cannot_be_written_leaves_no_file(world: World, monkeypatch: Any, place: Path) -> None:
    def fails(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(audited, "create", fails)
    with pytest.raises(RuntimeError):
        attached(EVIDENCE_FILES, world.initiative, world.ids["evidence_id"])
    assert not list(place.iterdir())


def test_a_file_is_reached_by_its_own_row_alone(world: World, signed_in: Any) -> None:
    file = attached(POINT_FILES, world.initiative, "need_verified")
    client = signed_in(world.person("coordinator"))
    for owner, status in (("need_verified", 200), ("target_group_bounded", 404), ("no-such", 404)):
        address = reverse("guide:point_files_get", args=[world.initiative.pk, owner, file.pk])
        assert client.get(address).status_code == status
    address = reverse("guide:point_files_get", args=[world.other.pk, "need_verified", file.pk])
    assert signed_in(world.stranger).get(address).status_code == 404


def test_a_file_the_disk_has_lost_is_told_of(world: World, signed_in: Any, place: Path) -> None:
    file = attached(EVIDENCE_FILES, world.initiative, world.ids["evidence_id"])
    (place / file.file.name).unlink()
    address = reverse("need:evidence_files_get", args=[world.initiative.pk, world.ids["evidence_id"], file.pk])
    answer = signed_in(world.person("coordinator")).get(address, follow=True)
    assert "Filen finns inte kvar på servern" in answer.content.decode()
    assert not AuditEvent.objects.filter(kind="need.evidencefile", verb="download").exists()


def test_a_file_shows_that_a_point_is_done_where_only_people_can_tell(world: World, signed_in: Any) -> None:
    def standing(point: str) -> Standing:
        return next(s.standing for _, found in guide.points(world.initiative) for s in found if s.point.id == point)

    told = next(s.point.id for _, found in guide.points(world.initiative) for s in found if s.found is None)
    assert standing(told) is Standing.MISSING
    client = signed_in(world.person("coordinator"))
    address = reverse("guide:point_files", args=[world.initiative.pk, told])
    assert _send(client, address, "protokoll.docx", _docx("word/document.xml")).status_code == 302
    assert standing(told) is Standing.FULFILLED
    file = PointFile.objects.get(point=told)
    page = client.get(reverse("guide:points", args=[world.initiative.pk])).content.decode()
    assert reverse("guide:point_files_get", args=[world.initiative.pk, told, file.pk]) in page


@pytest.mark.parametrize(("count", "sv", "en"), [(3, "1 kB", "1 kB"), (3_440_000, "3,4 MB", "3.4 MB")])
def test_sizes_in_words(count: int, sv: str, en: str) -> None:
    assert [attachments.size(count, "sv").replace("\u00a0", " "), attachments.size(count, "en")] == [sv, en]
