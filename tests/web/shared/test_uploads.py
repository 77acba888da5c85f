# SPDX-License-Identifier: Apache-2.0
"""Uploads: known by their bytes, never by their name alone; handed out as downloads."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from utfall_web.shared import uploads


def _packed(size: int = 10, *more: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * size)
        for name in more:
            packed.writestr(name, b"0")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "kön;ålder\nk;3".encode("cp1252")),
        ("A.PDF", b"%PDF-1.7 ..."),
        ("bild.jpeg", b"\xff\xd8\xff\xe0"),
        ("bok.xlsx", _packed()),
    ],
)
def test_a_file_that_is_what_it_says_is_accepted(name: str, content: bytes) -> None:
    file = ContentFile(content, name=name)
    uploads.check(file)
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sida.html", b"<script>"),
        ("bild.svg", b"<svg onload=alert(1)>"),
        ("program.exe", b"MZ"),
        ("utan", b"text"),
        ("rapport.pdf.html", b"%PDF-"),
        ("rapport.pdf", b"<html><script>"),
        ("bild.png", b"%PDF-"),
        ("tal.csv", b"MZ\x00\x00"),
        ("bok.xlsx", b"PK\x03\x04 broken"),
        ("brev.docx", _packed()),
        ("bok.xlsx", _packed(10, "xl/vbaProject.bin")),
        ("rapport.pdf.exe", b"%PDF-"),
        ("rapport\u202efdp.exe", b"%PDF-"),
        ("bok.xlsx", _packed(uploads.LARGEST_UNPACKED + 1)),
        ("stor.txt", b"x" * (uploads.LARGEST + 1)),
    ],
)
def test_a_file_that_is_not_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(ValidationError):
        uploads.check(ContentFile(content, name=name))


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "C:\\x\\y.csv", "a\r\nb.csv", "åäö🧡.csv"])
def test_nothing_of_a_persons_name_is_kept_but_the_kind(name: str) -> None:
    kept = uploads.kept_name(name)
    assert kept.endswith(".csv")
    assert kept.removesuffix(".csv").isalnum()
    assert len(kept) == 36


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\x\\y.PDF", "y.pdf"),
        ("a\r\nb.csv", "ab.csv"),
        ("åäö🧡.csv", "åäö🧡.csv"),
        ("=cmd|' /C calc'!A1.csv", "C calc'!A1.csv"),
        ("+46.csv", "46.csv"),
        ("exe\u202efdp.csv", "exefdp.csv"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("--.csv", "bilaga.csv"),
        ("rapport.exe.pdf", "rapport.exe.pdf"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_a_file_is_shown_under_its_own_name_without_what_does_harm(name: str, shown: str) -> None:
    assert uploads.shown_name(name) == shown


def test_only_the_kinds_asked_for_are_taken() -> None:
    uploads.check(ContentFile(b"a", name="a.txt"))
    with pytest.raises(ValidationError):
        uploads.check(ContentFile(b"a", name="a.txt"), kinds=uploads.ATTACHED)


def test_a_file_is_handed_out_as_a_download_that_runs_nothing() -> None:
    response = uploads.hand_out(ContentFile(b"<script>", name="x"), name="x.html")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert "sandbox" in response["Content-Security-Policy"]
