# SPDX-License-Identifier: Apache-2.0
"""Writing that leaves no half-written file: all outputs of a run appear together, or none does."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text


def ensure_writable(folder: str | Path) -> Path:
    """Return the folder when outputs can be written to it; leaves nothing behind. It need not exist yet.

    Raises
    ------
    InputError
        When it is a file, lies below a file, or may not be written to.
    """
    target = Path(folder)
    try:
        nearest = next(p for p in (target.absolute(), *target.absolute().parents) if p.exists())
        if not nearest.is_dir():
            raise InputError(_is_file(target, nearest))
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except (OSError, ValueError):
        raise InputError(_not_writable(target)) from None
    return target


@contextmanager
def atomic_outputs(folder: str | Path) -> Iterator[Path]:
    """Yield an empty folder to write into; what is there when the block ends is moved into `folder`.

    When the block does not end (an error, Ctrl-C), nothing is moved and the temporary folder is removed:
    `folder` is as it was before. Files of `folder` that the run does not write are left alone. When a file
    cannot be moved, those moved before it are moved back.

    Raises
    ------
    InputError
        As `ensure_writable`, before the block starts; also when a file cannot be moved at the end.
    """
    target = ensure_writable(folder).absolute()
    made = _made_parents(target)
    # within the folder when it exists: it may be a disk of its own, and a move is only whole within one disk
    staging = _staging(target if target.is_dir() else target.parent, target.name)
    new, old = staging / "new", staging / "old"
    try:
        new.mkdir()
        old.mkdir()
        yield new
        with _uninterrupted():
            _move_in(new, target, old)
            made = []
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        for parent in made:
            _remove_if_empty(parent)


def write_file(path: str | Path, data: bytes | str, *, overwrite: bool = False) -> Path:
    """Write one file whole or not at all, and return its path.

    Raises
    ------
    InputError
        When the file exists and `overwrite` is False, is a folder, or cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        raise InputError(_is_folder(target))
    if target.exists() and not overwrite:
        raise InputError(_exists(target))
    ensure_writable(target.parent)
    content = data.encode("utf-8") if isinstance(data, str) else data
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", suffix=".part", dir=target.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
        temporary = None
    except OSError:
        raise InputError(_not_writable(target)) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return target


def _staging(folder: Path, name: str) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=f".{name}-", suffix=".part", dir=folder))
    except OSError:
        raise InputError(_not_writable(folder)) from None


def _made_parents(target: Path) -> list[Path]:
    """Make the folders above the target and return those that were made, deepest first."""
    missing = [parent for parent in target.parents if not parent.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise InputError(_not_writable(target)) from None
    return missing


def _move_in(new: Path, target: Path, old: Path) -> None:
    """Move every file below `new` into `target`, keeping what it replaces in `old` until all are moved."""
    existed = target.is_dir()
    done: list[Path] = []
    try:
        for source in sorted(path for path in new.rglob("*") if path.is_file()):
            name = source.relative_to(new)
            done.append(name)
            if (target / name).exists():
                (old / name).parent.mkdir(parents=True, exist_ok=True)
                (target / name).replace(old / name)
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            source.replace(target / name)
        target.mkdir(parents=True, exist_ok=True)
    except OSError:
        _move_back(done, target, old)
        if not existed:
            shutil.rmtree(target, ignore_errors=True)
        raise InputError(_not_writable(target)) from None


def _move_back(names: list[Path], target: Path, old: Path) -> None:
    for name in names:
        if (old / name).exists():
            (old / name).replace(target / name)
        elif (target / name).is_file():
            (target / name).unlink()


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back while files are moved: then the run is done, and is not said to be broken off."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT) or signal.default_int_handler
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _is_file(target: Path, found: Path) -> Fault:
    return Fault(
        "folder-is-file",
        Text(sv=f"{found.name} är en fil, inte en mapp.", en=f"{found.name} is a file, not a folder."),
        Text(sv="Ange en annan mapp med --out.", en="Name another folder with --out."),
        Place(file=str(target)),
    )


def _not_writable(target: Path) -> Fault:
    return Fault(
        "folder-not-writable",
        Text(sv="Det går inte att skriva hit.", en="It is not possible to write here."),
        Text(
            sv="Ange en mapp som du får skriva i, eller frigör utrymme på disken.",
            en="Name a folder that you may write to, or free some space on the disk.",
        ),
        Place(file=str(target)),
    )


def _is_folder(target: Path) -> Fault:
    return Fault(
        "file-is-folder",
        Text(sv="Det här är en mapp, inte en fil.", en="This is a folder, not a file."),
        Text(sv="Ange ett filnamn.", en="Name a file."),
        Place(file=str(target)),
    )


def _exists(target: Path) -> Fault:
    return Fault(
        "file-exists",
        Text(sv="Filen finns redan och skrivs inte över.", en="The file exists and is not written over."),
        Text(sv="Välj ett annat namn, eller flytta filen först.", en="Choose another name, or move the file first."),
        Place(file=str(target)),
    )
