# SPDX-License-Identifier: Apache-2.0
"""Bytes of a text file as UTF-8, whatever they were saved as; what is no text is refused."""

from __future__ import annotations

import codecs

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text

_CHUNK = 1 << 24
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What files begin with that are no text, whatever they are called.
_KINDS = (
    (b"PK\x03\x04", "Excel/zip (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "Excel 97–2003 (.xls)"),
    (b"%PDF", "PDF"),
    (b"PAR1", "Parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite"),
    (b"$FL2", "SPSS (.sav)"),
)


def to_utf8(data: bytes, stated: str | None, file: str) -> bytes:
    """Return the text of a file as UTF-8 without a byte order mark.

    Parameters
    ----------
    stated
        The encoding when the user names it. None: by byte order mark, else UTF-8 when the bytes are that, else
        Windows-1252.

    Raises
    ------
    InputError
        When the bytes are no text, or not of the encoding stated.
    """
    for start, kind in _KINDS:
        if data.startswith(start):
            raise InputError(_binary(file, kind))
    encoding = stated or next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding in (None, "utf-8", "utf-8-sig"):
        plain = data.removeprefix(codecs.BOM_UTF8)
        if _is_utf8(plain):
            if b"\x00" in plain[:_CHUNK]:
                raise InputError(_binary(file, None))
            return plain
        if encoding is not None:
            raise InputError(_not_stated(file, "UTF-8"))
        encoding = "windows-1252"
    try:
        text = data.decode(encoding or "windows-1252")
    except UnicodeDecodeError:
        raise InputError(_not_stated(file, encoding or "") if stated else _binary(file, None)) from None
    if _controls(text[:100_000]):
        raise InputError(_binary(file, None))
    return text.removeprefix("\ufeff").encode("utf-8")


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def _controls(text: str) -> bool:
    return any(letter < " " and letter not in "\t\n\r\f\v" for letter in text)


def _binary(file: str, kind: str | None) -> Fault:
    looks = Text(sv=f" Innehållet ser ut som {kind}.", en=f" Its content looks like {kind}.") if kind else Text("", "")
    return Fault(
        "file-not-text",
        Text(sv=f"Filen är ingen textfil.{looks.sv}", en=f"The file is not a text file.{looks.en}"),
        Text(
            sv="Spara den som CSV, eller ge den ändelsen för vad den är (.xlsx, .parquet).",
            en="Save it as CSV, or give it the ending of what it is (.xlsx, .parquet).",
        ),
        Place(file=file),
    )


def _not_stated(file: str, encoding: str) -> Fault:
    return Fault(
        "encoding-wrong",
        Text(sv=f"Filen är inte sparad som {encoding}.", en=f"The file is not saved as {encoding}."),
        Text(
            sv="Ta bort encoding så känns den av, eller ange rätt kodning.",
            en="Remove encoding and it is found out, or state the right one.",
        ),
        Place(file=file),
    )
