# SPDX-License-Identifier: Apache-2.0
"""Files that people upload: of a few kinds, known by their bytes, kept under a name of ours, never executed.

`UploadField` checks, `kept_name` names the file on the disk and `shown_name` on the page, `hand_out` sends back: always
as a download, in a sandbox that runs nothing. `forget` takes files away with their row.
"""

from __future__ import annotations

import io
import secrets
import unicodedata
import zipfile
from collections.abc import Collection
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models, transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from utfall_web.shared.words import text

LARGEST = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
ZIP = b"PK\x03\x04"
BEGINNINGS: dict[str, bytes] = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".xlsx": ZIP,
    ".docx": ZIP,
    ".parquet": b"PAR1",
}
AS_TEXT = {".csv", ".txt"}
KINDS = tuple(sorted((*BEGINNINGS, *AS_TEXT)))
ATTACHED = (".pdf", ".docx", ".xlsx", ".csv", ".png", ".jpg", ".jpeg")  # what may be attached to a row of a plan
MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
MACROS = "vbaproject.bin"
LONGEST_NAME = 120


def kind_of(name: str) -> str:
    """Return the ending of a file's name, in small letters."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def kept_name(name: str) -> str:
    """Return the name a file is kept under: nothing of what a person called it but its kind."""
    return f"{secrets.token_hex(16)}{kind_of(name)}"


def place(_: models.Model, name: str) -> str:
    """Return where a row's file is kept (`upload_to` of a `FileField`)."""
    return kept_name(name)


def shown_name(name: str) -> str:
    """Return what a file is called on pages and when it is fetched: its own name, and nothing in it that does harm.

    Folders, control characters and marks that turn the direction of writing are left out, and so are signs at the
    beginning that a spreadsheet takes for a formula or a system for a hidden file.
    """
    kind = kind_of(name)
    stem = PurePosixPath(name.replace("\\", "/")).name[: -len(kind) or None]
    plain = "".join(sign for sign in unicodedata.normalize("NFC", stem) if unicodedata.category(sign)[0] != "C")
    kept = " ".join(plain.split()).lstrip("=+-@. ")[: LONGEST_NAME - len(kind)].rstrip(". ")
    return f"{kept or 'bilaga'}{kind}"


class Bounded(FileUploadHandler):
    """Lets go of what comes after the largest size a file may have, so that no file fills the disk on its way in."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand a piece on; None once the file is larger than any that is taken."""
        self.received += len(raw_data)
        return raw_data if self.received - len(raw_data) <= LARGEST else None

    def file_complete(self, file_size: int) -> None:
        """Leave it to the next to make the file."""


class UploadField(forms.FileField):
    """A file of a known kind and of a reasonable size.

    Parameters
    ----------
    kinds
        Endings that are taken.
    """

    def __init__(self, *, kinds: Collection[str] = KINDS, **options: Any) -> None:
        self.kinds = tuple(kinds)
        options.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(self.kinds)}))
        missing = text("Välj en fil.", "Choose a file.")
        empty = text("Filen är tom. Välj en annan.", "The file is empty. Choose another.")
        options.setdefault(
            "error_messages", {"required": missing, "invalid": missing, "missing": missing, "empty": empty}
        )
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file. Raises `ValidationError` with what would do."""
        file = super().clean(data, initial)
        if file and file is not initial:
            check(file, kinds=self.kinds)
        return file


def check(file: File[bytes], *, kinds: Collection[str] = KINDS) -> None:
    """Raise `ValidationError` when a file is too large, of another kind than its name says, or packed to burst."""
    kind = kind_of(file.name or "")
    if kind not in kinds:
        taken = ", ".join(kinds)
        raise ValidationError(
            text(
                f"Filer av det slaget tas inte emot. Det som går: {taken}.",
                f"Files of that kind are not accepted. These are: {taken}.",
            )
        )
    if file.size > LARGEST:
        raise ValidationError(text("Filen är större än 20 MB. Dela den.", "The file is larger than 20 MB. Split it."))
    file.seek(0)
    content = file.read()
    file.seek(0)
    if not _is(kind, content):
        raise ValidationError(
            text(
                "Filens innehåll är inte det som namnet säger. Spara om den i rätt format, utan makron.",
                "The file is not what its name says. Save it anew in the right format, without macros.",
            )
        )


def _is(kind: str, content: bytes) -> bool:
    if kind in AS_TEXT:
        return b"\x00" not in content
    if not content.startswith(BEGINNINGS[kind]):
        return False
    return BEGINNINGS[kind] != ZIP or _packed(kind, content)


def _packed(kind: str, content: bytes) -> bool:
    """Tell whether a packed file is a document of its kind without macros that stays within bounds when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    names = {entry.filename for entry in entries}
    within = len(entries) < 10_000 and sum(entry.file_size for entry in entries) <= LARGEST_UNPACKED
    macros = any(name.lower().endswith(MACROS) for name in names)
    return within and MAIN_PART[kind] in names and not macros


def forget(row: models.Model) -> None:
    """Take the files of a row away once its removal is a fact. Must be called inside the transaction."""
    for field in row._meta.concrete_fields:
        file = field.value_from_object(row) if isinstance(field, models.FileField) else None
        if file:
            transaction.on_commit(partial(file.storage.delete, file.name), robust=True)


def hand_out(file: File[bytes], *, name: str) -> HttpResponse:
    """Return a file as a download that no browser shows or runs."""
    with file:
        response = HttpResponse(file.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
