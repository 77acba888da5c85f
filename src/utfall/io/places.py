# SPDX-License-Identifier: Apache-2.0
"""Where in an initiative file a fault stands that was found after it was read, and years that have not come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.core.errors import Fault, InputError
from utfall.core.text import Text

if TYPE_CHECKING:
    from utfall.io._initiative.source import Document

_PRICED = ("costs", "consequences", "unit_costs")
_LINES = ("costs", "consequences")


@contextmanager
def placed(path: str | Path) -> Iterator[None]:
    """Give the faults of an InputError raised inside the file and line that they are about."""
    try:
        yield
    except InputError as error:
        raise InputError(*place_faults(path, error.faults)) from None


def place_faults(path: str | Path, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults, those that name a field of the initiative file but no file with file and line added.

    A fault about "lines.<id>" is placed at the cost or consequence with that id; what is not found stays as it is.
    """
    document = _document(path)
    if document is None:
        return tuple(faults)
    return tuple(fault if fault.place.file else _placed(fault, document) for fault in faults)


def future_years(path: str | Path, this_year: int) -> tuple[Fault, ...]:
    """Return a fault for every price year after `this_year` in the file."""
    document = _document(path)
    if document is None:
        return ()
    years = _years(document.values)
    return tuple(_future(document, where, year, this_year) for where, year in years if year > this_year)


def require_past_years(path: str | Path, this_year: int) -> None:
    """Raise an InputError with the faults of `future_years`; return None when there are none."""
    faults = future_years(path, this_year)
    if faults:
        raise InputError(*faults)


def _document(path: str | Path) -> Document | None:
    """Return the parsed file; None when it cannot be read, which the reader of the file says better."""
    from utfall.io._initiative.source import parse_toml
    from utfall.io.initiative_file import file_text

    try:
        return parse_toml(file_text(Path(path)), file=Path(path).name)
    except InputError:
        return None


def _placed(fault: Fault, document: Document) -> Fault:
    head, *rest = fault.place.field.split(".")
    if head != "lines" or not rest:
        where: tuple[str | int, ...] = (head, *rest)
        return replace(fault, place=document.place(where)) if head in document.values else fault
    for section in _LINES:
        for n, item in enumerate(_items(document.values, section)):
            if item.get("id") == rest[0]:
                last = rest[-1:] if rest[-1] in item else []
                return replace(fault, place=document.place((section, n, *last)))
    return fault


def _items(values: dict[str, Any], section: str) -> list[dict[str, Any]]:
    found = values.get(section, [])
    return [item if isinstance(item, dict) else {} for item in found] if isinstance(found, list) else []


def _years(values: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    appraisal = values.get("appraisal")
    if isinstance(appraisal, dict) and _is_year(appraisal.get("price_year")):
        yield ("appraisal", "price_year"), appraisal["price_year"]
    for section in _PRICED:
        for n, item in enumerate(_items(values, section)):
            if _is_year(item.get("price_year")):
                yield (section, n, "price_year"), item["price_year"]


def _is_year(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _future(document: Document, where: tuple[str | int, ...], year: int, this_year: int) -> Fault:
    return Fault(
        "price-year-future",
        Text(sv=f"Prisåret {year} ligger i framtiden.", en=f"The price year {year} lies in the future."),
        Text(sv=f"Ange ett prisår till och med {this_year}.", en=f"State a price year up to {this_year}."),
        document.place(where),
    )
