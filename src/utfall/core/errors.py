# SPDX-License-Identifier: Apache-2.0
"""What can go wrong for a user, said with its place and its mend.

    UtfallError            (never raised itself)
    ├── InputError         exit code 2: the input or the call is wrong
    └── DesignRefused      exit code 3: the data cannot carry the method; says what could

Everything else that escapes is a fault of ours (exit code 1).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from utfall.core.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is: a file, a field or column in it, and a row or line (1 is the first)."""

    file: str = ""
    field: str = ""
    row: int | None = None
    column: int | None = None

    def of(self, lang: Lang) -> str:
        """Return the place as a short phrase, '' when it is unknown."""
        words = ("fält", "rad", "kolumn") if lang == "sv" else ("field", "row", "column")
        parts = [self.file] if self.file else []
        if self.field:
            parts.append(f"{words[0]} {self.field}")
        if self.row is not None:
            parts.append(f"{words[1]} {self.row}")
        if self.column is not None:
            parts.append(f"{words[2]} {self.column}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: what, where and how to mend it.

    Parameters
    ----------
    code
        Stable id in kebab-case, for tests and help pages.
    text
        What is wrong, one or two sentences.
    mend
        What the user can do about it.
    place
        File, field and row.
    """

    code: str
    text: Text
    mend: Text
    place: Place = Place()

    def of(self, lang: Lang) -> str:
        """Return place, fault and mend as one line of plain language."""
        where = self.place.of(lang)
        head = f"{where}: " if where else ""
        return f"{head}{self.text.of(lang)} {self.mend.of(lang)}".strip()


class UtfallError(Exception):
    """A fault that a user can do something about.

    Parameters
    ----------
    faults
        Every fault found, in the order a user would mend them. At least one.
    """

    exit_code = 1

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise ValueError("an error needs at least one fault")
        self.faults: tuple[Fault, ...] = faults
        super().__init__(" | ".join(f"[{fault.code}] {fault.of('en')}" for fault in faults))


class InputError(UtfallError):
    """The input or the call is wrong: mend it and run again."""

    exit_code = 2


class DesignRefused(UtfallError):  # noqa: N818 - a refusal is no error: the input is right
    """The data cannot carry the method that was asked for."""

    exit_code = 3


_MOST_NAMES = 30
_PERSONAL_NUMBER = re.compile(r"(\d{2})?\d{6}[-+]?\d{4}\Z")


def personal_number(word: str) -> bool:
    """Tell whether a word looks like a Swedish personal identity number, which no message may show."""
    return bool(_PERSONAL_NUMBER.match(word.strip()))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `word`, or None when none is near."""
    by_fold = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def _is_number(word: str) -> bool:
    return bool(re.fullmatch(r"[-+]?\d+([.,]\d+)?", word.strip()))


def suggestion(word: str, known: Iterable[str]) -> Text:
    """Return 'Did you mean …?' with the nearest name, else the list of known names."""
    names = list(known)
    if any(personal_number(name) or _is_number(name) for name in names):
        return Text(
            sv="Första raden ser ut att vara data. Lägg till en rad med rubriker överst.",
            en="The first row looks like data. Add a row of headings at the top.",
        )
    near = nearest(word, names)
    if near is not None:
        return Text(sv=f"Menade du ”{near}”?", en=f"Did you mean '{near}'?")
    shown = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
    return Text(sv=f"Det som finns är: {shown}.", en=f"What exists is: {shown}.")
