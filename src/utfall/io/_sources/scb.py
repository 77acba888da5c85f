# SPDX-License-Identifier: Apache-2.0
"""SCB's statistical database, PxWebApi version 2: tables, their variables, and data in pieces the source accepts."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from math import prod
from typing import Any
from urllib.parse import quote, urlencode

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Lang, Text
from utfall.io._sources.transport import Answer, Client, Pace

BASE = "https://statistikdatabasen.scb.se/api/v2"
PACE = Pace(calls=25, seconds=10.0)  # the source allows 30 in 10 seconds
_CELLS = 150_000  # when the source does not say
_MOST_CALLS = 500
_DESO = re.compile(r"(\d{4}[ABC]\d{4})(?:_(DeSO\d{4}))?\Z")
_REGSO = re.compile(r"(\d{4}R\d{3})(?:_(RegSO\d{4}))?\Z")
_OLDEST = {"deso": "DeSO2018", "regso": "RegSO2018"}


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a table: its code, name, values (code and name, in order), and whether it can be left out."""

    code: str
    name: str
    values: tuple[tuple[str, str], ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What a table is."""

    id: str
    title: str
    updated: str
    source: str
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class ScbCell:
    """One cell: a code per variable, and the value; None when the source has none, `status` says why."""

    codes: tuple[str, ...]
    value: float | None
    status: str


@dataclass(frozen=True, slots=True)
class ScbData:
    """Cells of a table, and every answer that they come from."""

    info: TableInfo
    variables: tuple[str, ...]
    cells: tuple[ScbCell, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class AreaCode:
    """A small area's code without its mark of division, and from when to when that division holds (ISO, '' open)."""

    code: str
    division: str
    valid_from: str
    valid_to: str
    verified: bool


def table_info(client: Client, table: str, *, lang: Lang = "sv", base: str = BASE) -> TableInfo:
    """Return the variables of a table and their values.

    Raises
    ------
    InputError
        As `Client.json`, and when the answer does not have the form that PxWebApi describes.
    """
    return _info(table, client.json(_url(base, f"tables/{quote(table)}/metadata", lang=lang)))


def fetch_scb(
    client: Client, table: str, wanted: Mapping[str, Sequence[str]], *, lang: Lang = "sv", base: str = BASE
) -> ScbData:
    """Return cells of a table.

    Parameters
    ----------
    wanted
        Codes per variable; * and ? stand for any letters ("1883*"), and a single "*" for all. A variable that is left
        out is summed over by the source when it can be; otherwise all its values are asked for.

    Raises
    ------
    InputError
        When a variable or code does not exist, or more than 500 questions would be needed.
    """
    about = client.json(_url(base, f"tables/{quote(table)}/metadata", lang=lang))
    info = _info(table, about)
    chosen = _chosen(info, wanted)
    limits = client.json(f"{base}/config")
    most = int(limits.content.get("maxDataCells") or _CELLS) if isinstance(limits.content, dict) else _CELLS
    answers, names = [about, limits], tuple(chosen)
    cells: list[ScbCell] = []
    url = _url(base, f"tables/{quote(table)}/data", lang=lang, outputFormat="json-stat2")
    pieces = list(_pieces(chosen, most))
    if len(pieces) > _MOST_CALLS:
        raise InputError(_too_many(table, len(pieces)))
    for piece in pieces:
        body = {"selection": [{"variableCode": code, "valueCodes": list(values)} for code, values in piece.items()]}
        answer = client.json(url, body)
        answers.append(answer)
        cells += _cells(answer, names)
    return ScbData(info, names, tuple(cells), tuple(answers))


def area_code(code: str) -> AreaCode | None:
    """Return a DeSO or RegSO code as it is and the division it belongs to; None for any other code."""
    for kind, form in (("deso", _DESO), ("regso", _REGSO)):
        found = form.match(code)
        if found:
            division = found[2] or _OLDEST[kind]
            row = next((row for row in _divisions() if row["id"] == division), {})
            return AreaCode(found[1], division, row.get("from", ""), row.get("to", ""), bool(row.get("verified")))
    return None


def _divisions() -> list[dict[str, Any]]:
    text = files("utfall").joinpath("catalogue", "areas", "divisions.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)["divisions"]
    return rows


def _url(base: str, path: str, **query: str) -> str:
    return f"{base.rstrip('/')}/{path}?{urlencode(query)}"


def _info(table: str, answer: Answer) -> TableInfo:
    try:
        content = answer.content
        variables = tuple(_variable(code, content["dimension"][code]) for code in content["id"])
        title, updated, source = (str(content.get(name) or "") for name in ("label", "updated", "source"))
        return TableInfo(table, title, updated, source, variables)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise InputError(_strange(answer.url)) from None


def _variable(code: str, dimension: Mapping[str, Any]) -> Variable:
    category = dimension["category"]
    labels = category.get("label") or {}
    extension = dimension.get("extension") or {}
    values = tuple((value, str(labels.get(value, value))) for value in _ordered(category.get("index"), labels))
    return Variable(code, str(dimension.get("label") or code), values, bool(extension.get("elimination")))


def _ordered(index: Any, labels: Mapping[str, Any]) -> list[str]:
    """Return the codes of a variable in order: JSON-stat has them as a list, as places, or as labels only."""
    if isinstance(index, list):
        return [str(code) for code in index]
    if isinstance(index, dict):
        return sorted((str(code) for code in index), key=lambda code: int(index[code]))
    return [str(code) for code in labels]


def _unknown_variable(info: TableInfo, name: str) -> Fault:
    said = Text(sv=f"Tabellen har ingen variabel {name[:40]}.", en=f"The table has no variable {name[:40]}.")
    known = [variable.code for variable in info.variables]
    return Fault("scb-variable", said, suggestion(name, known), Place(file=info.id, field=name[:40]))


def _chosen(info: TableInfo, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    known = {variable.code: variable for variable in info.variables}
    faults = [_unknown_variable(info, name) for name in wanted if name not in known]
    chosen: dict[str, list[str]] = {}
    for variable in info.variables:
        codes = [code for code, _ in variable.values]
        asked = wanted.get(variable.code)
        if asked is None:
            if not variable.optional:
                chosen[variable.code] = codes
            continue
        patterns = [(word, fnmatch.filter(codes, word)) for word in asked]
        for word, found in patterns:
            if not found:
                said = Text(
                    sv=f"{variable.code} har inget värde {word[:40]}.", en=f"{variable.code} has no value {word[:40]}."
                )
                faults.append(
                    Fault("scb-value", said, suggestion(word, codes), Place(file=info.id, field=variable.code))
                )
        matched = {code for _, found in patterns for code in found}
        chosen[variable.code] = [code for code in codes if code in matched]
    if faults:
        raise InputError(*faults)
    return chosen


def _pieces(chosen: Mapping[str, list[str]], most: int) -> Iterator[dict[str, list[str]]]:
    """Yield selections of at most so many cells each, dividing the longest variable first."""
    cells = prod(len(values) for values in chosen.values())
    longest = max(chosen, key=lambda code: len(chosen[code]))
    if cells <= most or len(chosen[longest]) == 1:
        yield dict(chosen)
        return
    values = chosen[longest]
    each = max(1, most // (cells // len(values)))
    for start in range(0, len(values), each):
        yield from _pieces({**chosen, longest: values[start : start + each]}, most)


def _cells(answer: Answer, names: Sequence[str]) -> Iterator[ScbCell]:
    content = answer.content
    try:
        order = [str(code) for code in content["id"]]
        categories = [content["dimension"][code]["category"] for code in order]
        codes = [_ordered(category.get("index"), category.get("label") or {}) for category in categories]
        values, status = content["value"], content.get("status") or {}
        if [len(c) for c in codes] != list(content["size"]):
            raise ValueError("size")
        places = [order.index(name) for name in names]
        for place, combination in enumerate(product(*codes)):
            value = values.get(str(place)) if isinstance(values, dict) else values[place]
            own = tuple(combination[k] for k in places)
            yield ScbCell(own, None if value is None else float(value), _status(status, place))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise InputError(_strange(answer.url)) from None


def _status(status: Any, place: int) -> str:
    if isinstance(status, dict):
        return str(status.get(str(place)) or "")
    return str(status[place] or "") if isinstance(status, list) else str(status)


def _strange(url: str) -> Fault:
    return Fault(
        "scb-form",
        Text(sv="SCB svarade i en annan form än väntat.", en="SCB answered in another form than expected."),
        Text(sv="Gränssnittet kan ha ändrats; uppdatera Utfall.", en="The interface may have changed; update Utfall."),
        Place(file=url[:200]),
    )


def _too_many(table: str, calls: int) -> Fault:
    said = Text(
        sv=f"Urvalet kräver {calls} frågor; högst {_MOST_CALLS} ställs.",
        en=f"The selection needs {calls} questions; at most {_MOST_CALLS} are asked.",
    )
    return Fault(
        "scb-too-many", said, Text(sv="Välj färre områden eller år.", en="Choose fewer areas or years."), Place(table)
    )
