# SPDX-License-Identifier: Apache-2.0
"""The key of the pseudonyms: a file of its own, away from the data, that nobody else can read."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text

_BYTES = 32
_LARGEST = 4096


def make_key(path: Path, *, away_from: Iterable[Path]) -> None:
    """Write a new random key that only its owner can read.

    Raises
    ------
    InputError
        When a file is there already, or the place is within a data folder or cannot be written to.
    """
    require_away(path, away_from)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
    except FileExistsError:
        raise InputError(_exists(path)) from None
    except OSError:
        raise InputError(_unwritable(path)) from None


def read_key(path: Path, *, away_from: Iterable[Path]) -> bytes:
    """Return the key of a file.

    Raises
    ------
    InputError
        When the file is missing or too short, lies within a data folder, or can be read by others than its owner.
    """
    require_away(path, away_from)
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            key = file.read(_LARGEST).strip()
    except OSError:
        raise InputError(_missing(path)) from None
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
        raise InputError(_open_to_others(path))
    if len(key) < _BYTES:
        raise InputError(_short(path))
    return key


def require_away(path: Path, folders: Iterable[Path]) -> None:
    """Raise InputError when a file lies within one of the folders, links followed."""
    where = path.resolve()
    for folder in folders:
        if where.is_relative_to(folder.resolve()):
            raise InputError(_among_data(path))


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        part.replace(path)
    except OSError:
        raise InputError(_unwritable(path)) from None
    finally:
        part.unlink(missing_ok=True)


def _fault(code: str, path: Path, said: Text, mend: Text) -> Fault:
    return Fault(code, said, mend, Place(file=path.name))


def _missing(path: Path) -> Fault:
    return _fault(
        "key-missing",
        path,
        Text(sv="Nyckelfilen finns inte eller går inte att läsa.", en="The key file does not exist or cannot be read."),
        Text(
            sv="Skapa en ny med --make-key, utanför mappen med data.",
            en="Make one with --make-key, away from the data.",
        ),
    )


def _exists(path: Path) -> Fault:
    return _fault(
        "key-exists",
        path,
        Text(sv="Nyckelfilen finns redan och skrivs inte över.", en="The key file exists and is not written over."),
        Text(
            sv="Kör utan --make-key: en ny nyckel skulle ge samma person en ny pseudonym.",
            en="Run without --make-key: a new key would give the same person a new pseudonym.",
        ),
    )


def _among_data(path: Path) -> Fault:
    return _fault(
        "key-among-data",
        path,
        Text(
            sv="Nyckeln (eller nyckelkartan) ligger i samma mapp som data eller resultat.",
            en="The key (or the key map) lies in the same folder as data or results.",
        ),
        Text(
            sv="Lägg den i en egen mapp med egna rättigheter: den som har båda kan se vem som är vem.",
            en="Put it in a folder of its own with its own rights: whoever has both can see who is who.",
        ),
    )


def _open_to_others(path: Path) -> Fault:
    return _fault(
        "key-open",
        path,
        Text(sv="Andra än ägaren får läsa nyckelfilen.", en="Others than its owner may read the key file."),
        Text(sv=f"Kör: chmod 600 {path.name}", en=f"Run: chmod 600 {path.name}"),
    )


def _short(path: Path) -> Fault:
    return _fault(
        "key-short",
        path,
        Text(sv=f"Nyckeln är kortare än {_BYTES} tecken.", en=f"The key is shorter than {_BYTES} characters."),
        Text(sv="Skapa en ny med --make-key.", en="Make a new one with --make-key."),
    )


def _unwritable(path: Path) -> Fault:
    return _fault(
        "key-unwritable",
        path,
        Text(sv="Det går inte att skriva hit.", en="It is not possible to write here."),
        Text(sv="Ange en mapp som du får skriva i.", en="Name a folder that you may write to."),
    )
