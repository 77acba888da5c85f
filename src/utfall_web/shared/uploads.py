# SPDX-License-Identifier: Apache-2.0
"""Files that people upload: of a few kinds, known by their first bytes, kept under a name of ours, never executed.

`UploadField` checks, `kept_name` names, `hand_out` sends back: always as a download, in a sandbox that runs nothing.
"""

from __future__ import annotations

import io
import secrets
import zipfile
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import FileResponse

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


def kind_of(name: str) -> str:
    """Return the ending of a file's name, in small letters."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def kept_name(name: str) -> str:
    """Return the name a file is kept under: nothing of what a person called it but its kind."""
    return f"{secrets.token_hex(16)}{kind_of(name)}"


class UploadField(forms.FileField):
    """A file of a known kind and of a reasonable size."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file. Raises `ValidationError` with what would do."""
        file = super().clean(data, initial)
        if file and file is not initial:
            check(file)
        return file


def check(file: File[bytes]) -> None:
    """Raise `ValidationError` when a file is too large, of another kind than its name says, or packed to burst."""
    kind = kind_of(file.name or "")
    if kind not in KINDS:
        kinds = ", ".join(KINDS)
        raise ValidationError(
            text(
                f"Filer av det slaget tas inte emot. Det som går: {kinds}.",
                f"Files of that kind are not accepted. These are: {kinds}.",
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
                "Filens innehåll är inte det som namnet säger. Spara om den i rätt format.",
                "The file is not what its name says. Save it anew in the right format.",
            )
        )


def _is(kind: str, content: bytes) -> bool:
    if kind in AS_TEXT:
        return b"\x00" not in content
    if not content.startswith(BEGINNINGS[kind]):
        return False
    return BEGINNINGS[kind] != ZIP or _unpacks(content)


def _unpacks(content: bytes) -> bool:
    """Tell whether a packed file stays within bounds when it is unpacked, by its own list of contents."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except zipfile.BadZipFile:
        return False
    return len(entries) < 10_000 and sum(entry.file_size for entry in entries) <= LARGEST_UNPACKED


def hand_out(file: File[bytes], *, name: str) -> FileResponse:
    """Return a file as a download that no browser shows or runs."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
