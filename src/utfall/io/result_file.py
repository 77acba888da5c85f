# SPDX-License-Identifier: Apache-2.0
"""A result file (`utfall/result/1`) read back: whole, as the schema has it, and with small groups still protected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.core.translated import misplaced
from utfall.disclosure.suppression import DEFAULT_THRESHOLD
from utfall.io.schema_check import first_fault

Json = dict[str, Any]
LARGEST = 10 * 1024 * 1024
SCHEMA = "utfall/result/1"
_AGAIN = Text(
    sv="Läs in filen result.json så som utfall evaluate skrev den.",
    en="Read in the file result.json as utfall evaluate wrote it.",
)


@cache
def result_schema() -> Json:
    """Return the published JSON Schema of a result."""
    file = resources.files("utfall.catalogue").joinpath("schemas/result-1.json")
    schema: Json = json.loads(file.read_text(encoding="utf-8"))
    return schema


def read_result(content: bytes, *, file: str = "") -> Json:
    """Return a result that follows `utfall/result/1` and shows no group smaller than may be shown.

    Parameters
    ----------
    content
        The file.
    file
        Its name in messages.

    Raises
    ------
    InputError
        No JSON, another kind of file, a departure from the schema (with its path), or a small group that can be seen.
    """
    values = _values(content, file)
    if not isinstance(values, dict) or values.get("schema") != SCHEMA:
        raise InputError(
            Fault(
                "result-other-kind",
                Text(sv="Filen är inget utvärderingsresultat.", en="The file is no result of an evaluation."),
                _AGAIN,
                Place(file=file, field="schema"),
            )
        )
    where = first_fault(values, result_schema()) or next(_upside_down(values), None) or misplaced(values)
    if where is not None:
        raise InputError(
            Fault(
                "result-changed",
                Text(
                    sv=f"Filen följer inte {SCHEMA}: se {where}. Den kan vara ändrad eller avbruten.",
                    en=f"The file does not follow {SCHEMA}: see {where}. It may have been changed or cut off.",
                ),
                _AGAIN,
                Place(file=file),
            )
        )
    seen = next(_small(values), None)
    if seen is not None:
        raise InputError(
            Fault(
                "result-small-cell",
                Text(
                    sv=f"Filen visar en grupp på färre än {DEFAULT_THRESHOLD} personer: se {seen}. Den läses inte in.",
                    en=f"The file shows a group of fewer than {DEFAULT_THRESHOLD} people: see {seen}. It is refused.",
                ),
                Text(
                    sv="Räkna om med en version av utfall som döljer små grupper, eller slå ihop grupper.",
                    en="Evaluate anew with a version of utfall that hides small groups, or merge groups.",
                ),
                Place(file=file),
            )
        )
    return values


def _values(content: bytes, file: str) -> Any:
    try:
        if len(content) > LARGEST:
            raise ValueError
        values = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_once)
        json.dumps(values, ensure_ascii=False).encode()  # half a surrogate pair is JSON but no text
    except (ValueError, RecursionError):
        raise InputError(
            Fault(
                "result-no-json",
                Text(
                    sv="Filen går inte att läsa som JSON, eller är större än 10 MB.",
                    en="The file cannot be read as JSON, or is larger than 10 MB.",
                ),
                _AGAIN,
                Place(file=file),
            )
        ) from None
    return values


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> Json:
    """Return an object whose keys stand once each: of two, readers would take different ones."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _upside_down(values: Json) -> Iterator[str]:
    """Yield where an interval ends before it begins, which a schema cannot say."""
    money = values["economics"]
    parts = {
        "effects": values["effects"],
        "gender": values["gender"],
        "verdict/criteria": values["verdict"]["criteria"],
        "economics/actors": [*money["actors"], money["public_sector"], money["society"]] if money else [],
    }
    for part, rows in parts.items():
        for place, row in enumerate(rows):
            low, high = row["ci"] or (None, None)
            if low is not None and high is not None and low > high:
                yield f"{part}/{place}/ci"


def _small(values: Json) -> Iterator[str]:
    """Yield where a group of few persons can be seen: as a count, or as the levels of a sparse outcome."""
    for part in ("effects", "gender"):
        for place, row in enumerate(values[part]):
            for name in ("n_intervention", "n_comparison"):
                if row[name] is not None and 0 < row[name] < DEFAULT_THRESHOLD:
                    yield f"{part}/{place}/{name}"
            if _tells_few(row):
                yield f"{part}/{place}/mean_intervention"


def _tells_few(row: Json) -> bool:
    """Tell whether the levels of a sparse outcome give few persons with or without it away.

    Nobody with it, or without it, is shown (as the reports do), so nought is not few.
    """
    sparse = any(check["id"] == "W-SPARSE" and check["status"] == "warn" for check in row["checks"])
    groups = [(row["n_intervention"], row["mean_intervention"]), (row["n_comparison"], row["mean_comparison"])]
    shown = [(n, n * mean) for n, mean in groups if n is not None and mean is not None]
    if not sparse or not shown:
        return False
    fewest = min(round(persons) for n, events in shown for persons in (events, n - events))
    return bool(0 < fewest < DEFAULT_THRESHOLD)
