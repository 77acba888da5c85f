# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a file before a byte of it is understood: missing, a folder, empty, too large."""

from __future__ import annotations

from pathlib import Path

from utfall.core.errors import Fault, InputError, Place, nearest
from utfall.core.text import Text


def require_file(path: Path, *, endings: tuple[str, ...], largest: int) -> int:
    """Return the size of a file in bytes.

    Parameters
    ----------
    endings
        Endings of the files that would have done: among those the nearest name is suggested.
    largest
        Bytes that the file may have.

    Raises
    ------
    InputError
        When the file is missing, a folder, empty, too large or may not be read.
    """
    try:
        if path.is_dir():
            raise InputError(_folder(path, endings))
        if not path.exists():
            raise InputError(_missing(path, endings))
        if not path.is_file():  # a pipe or a device would be waited for
            raise InputError(_unreadable(path))
        size = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(1)
    except (OSError, ValueError):
        raise InputError(_unreadable(path)) from None
    if not first:
        raise InputError(_empty(path))
    if size > largest:
        raise InputError(_too_large(path, size, largest))
    return size


def _missing(path: Path, endings: tuple[str, ...]) -> Fault:
    folder = path.parent
    said = Text(sv="Filen finns inte.", en="The file does not exist.")
    if not folder.is_dir():
        return Fault(
            "file-missing",
            said,
            Text(
                sv=f"Mappen {folder.name} finns inte heller; kontrollera sökvägen.",
                en=f"Nor does the folder {folder.name}; check the path.",
            ),
            Place(file=path.name),
        )
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.suffix.lower() in endings)
    except OSError:
        names = []
    near = nearest(path.name, names)
    mend = (
        Text(sv=f"Menade du ”{near}”?", en=f"Did you mean '{near}'?")
        if near
        else Text(
            sv="Kontrollera namnet och mappen; sökvägar räknas från satsningsfilens mapp.",
            en="Check name and folder; paths count from the folder of the initiative file.",
        )
    )
    return Fault("file-missing", said, mend, Place(file=path.name))


def _folder(path: Path, endings: tuple[str, ...]) -> Fault:
    return Fault(
        "file-is-folder",
        Text(sv="Det här är en mapp, inte en fil.", en="This is a folder, not a file."),
        Text(
            sv=f"Ange en fil i mappen, med ändelsen {endings[0]}.",
            en=f"Name a file in the folder, ending in {endings[0]}.",
        ),
        Place(file=path.name or str(path)),
    )


def _unreadable(path: Path) -> Fault:
    return Fault(
        "file-unreadable",
        Text(sv="Filen får inte eller går inte att öppna.", en="The file may not or cannot be opened."),
        Text(
            sv="Stäng den i andra program och kontrollera att du har rätt att läsa den.",
            en="Close it in other programs and check that you may read it.",
        ),
        Place(file=path.name),
    )


def _empty(path: Path) -> Fault:
    return Fault(
        "file-empty",
        Text(sv="Filen är tom.", en="The file is empty."),
        Text(sv="Kontrollera att exporten lyckades.", en="Check that the export succeeded."),
        Place(file=path.name),
    )


def _too_large(path: Path, size: int, largest: int) -> Fault:
    return Fault(
        "file-too-large",
        Text(
            sv=f"Filen är {size / 1e6:.0f} MB; högst {largest / 1e6:.0f} MB läses.",
            en=f"The file is {size / 1e6:.0f} MB; at most {largest / 1e6:.0f} MB is read.",
        ),
        Text(
            sv="Ta bort kolumner som inte behövs, eller spara filen som Parquet.",
            en="Drop columns that are not needed, or save the file as Parquet.",
        ),
        Place(file=path.name),
    )
