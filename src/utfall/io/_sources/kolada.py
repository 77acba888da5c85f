# SPDX-License-Identifier: Apache-2.0
"""Kolada, API version 3: key figures by municipality, year and sex. Its terms: state 'Källa: Kolada'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.io._sources.transport import Answer, Client, Pace

BASE = "https://api.kolada.se/v3"
PACE = Pace(calls=5, seconds=1.0)  # no limit is published; this is ours
_AT_ONCE = 25  # ids in one question, more are refused
_PAGE = 5000
_MOST_PAGES = 1000
_SEX = {"T": "all", "K": "f", "M": "m"}


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """What a key figure is, in Kolada's own words (Swedish)."""

    id: str
    title: str
    description: str
    by_sex: bool
    published: str


@dataclass(frozen=True, slots=True)
class KoladaValue:
    """One value; None: the source has none (`status` says why, in its own word)."""

    kpi: str
    municipality: str
    name: str
    year: int
    sex: str
    value: float | None
    status: str


@dataclass(frozen=True, slots=True)
class KoladaData:
    """Key figures, their values, and every answer that they come from."""

    figures: tuple[KeyFigure, ...]
    values: tuple[KoladaValue, ...]
    answers: tuple[Answer, ...]
    lacking: tuple[str, ...]  # key figures asked for that Kolada does not have


def fetch_kolada(
    client: Client, kpis: Sequence[str], *, municipalities: Sequence[str] = (), groups: Sequence[str] = (),
    years: Sequence[int] = (), base: str = BASE,
) -> KoladaData:  # fmt: skip
    """Return values of key figures.

    Parameters
    ----------
    municipalities
        Four-digit codes; all when neither these nor groups are named.
    groups
        Ids of Kolada's groups of municipalities (similar ones); their members are asked for.
    years
        All when none is named.

    Raises
    ------
    InputError
        As `Client.json`, and when an answer does not have the form that Kolada describes.
    """
    asker = _Asker(client, base.rstrip("/"), [])
    figures = [_figure(row) for part in _parts(kpis) for row in asker.pages(f"kpi/{','.join(part)}")]
    names = {str(row["id"]): str(row["title"]) for row in asker.pages("municipality")}
    wanted = list(dict.fromkeys([*municipalities, *(m for group in groups for m in _members(asker, group))]))
    values = []
    for path in _questions(kpis, wanted, years):
        for row in asker.pages(path):
            values += _read(row, names, path)
    found = {figure.id for figure in figures}
    ordered = sorted(values, key=lambda v: (v.kpi, v.municipality, v.year, v.sex))
    return KoladaData(tuple(figures), tuple(ordered), tuple(asker.answers), tuple(k for k in kpis if k not in found))


def municipality_groups(client: Client, title: str = "", *, base: str = BASE) -> tuple[tuple[str, str, int], ...]:
    """Return id, title and number of members of Kolada's groups whose title holds some words."""
    asker = _Asker(client, base.rstrip("/"), [])
    return tuple(
        (str(row["id"]), str(row["title"]), len(row.get("members") or ()))
        for row in asker.pages("municipality_groups", title=title)
    )


@dataclass(slots=True)
class _Asker:
    client: Client
    base: str
    answers: list[Answer]

    def pages(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """Yield the values of all pages of an answer."""
        asked = {name: value for name, value in query.items() if value} | {"per_page": str(_PAGE)}
        url: str | None = f"{self.base}/{quote(path, safe='/,')}?{urlencode(asked)}"
        for _ in range(_MOST_PAGES):
            if url is None:
                return
            answer = self.client.json(url)
            self.answers.append(answer)
            content = answer.content
            if not isinstance(content, dict) or not isinstance(content.get("values"), list):
                raise InputError(_strange(url))
            yield from content["values"]
            url = content.get("next_url") or None
            if url is not None and urlsplit(url).netloc != urlsplit(self.base).netloc:
                raise InputError(_strange(url))


def _questions(kpis: Sequence[str], municipalities: Sequence[str], years: Sequence[int]) -> Iterator[str]:
    for some in _parts(kpis):
        for places in _parts(municipalities) or [[]]:
            for times in _parts([str(year) for year in years]) or [[]]:
                place = f"/municipality/{','.join(places)}" if places else ""
                time = f"/year/{','.join(times)}" if times else ""
                yield f"data/kpi/{','.join(some)}{place}{time}"


def _parts(words: Sequence[str]) -> list[Sequence[str]]:
    return [words[start : start + _AT_ONCE] for start in range(0, len(words), _AT_ONCE)]


def _members(asker: _Asker, group: str) -> list[str]:
    found = []
    for row in asker.pages(f"municipality_groups/{group}"):
        for member in row.get("members") or ():
            found.append(str(member["member_id"] if isinstance(member, dict) else member))
    if not found:
        said = Text(sv=f"Gruppen {group} finns inte eller är tom.", en=f"The group {group} does not exist or is empty.")
        mend = Text(
            sv="Sök med utfall fetch kolada --find-group ORD.", en="Search with utfall fetch kolada --find-group WORD."
        )
        raise InputError(Fault("kolada-group", said, mend))
    return found


def _figure(row: dict[str, Any]) -> KeyFigure:
    return KeyFigure(
        str(row["id"]), str(row.get("title") or ""), str(row.get("description") or ""),
        bool(row.get("is_divided_by_gender")), str(row.get("publication_date") or ""),
    )  # fmt: skip


def _read(row: dict[str, Any], names: dict[str, str], path: str) -> list[KoladaValue]:
    try:
        return list(_values(row, names))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError(_strange(path)) from None


def _values(row: dict[str, Any], names: dict[str, str]) -> Iterator[KoladaValue]:
    place = str(row["municipality"])
    for cell in row["values"]:
        if cell.get("isdeleted"):
            continue
        value = cell.get("value")
        sex = str(cell["gender"])
        yield KoladaValue(
            str(row["kpi"]), place, names.get(place, place), int(row["period"]), _SEX.get(sex, sex),
            None if value is None else float(value), str(cell.get("status") or ""),
        )  # fmt: skip


def _strange(url: str) -> Fault:
    return Fault(
        "kolada-form",
        Text(sv="Kolada svarade i en annan form än väntat.", en="Kolada answered in another form than expected."),
        Text(sv="Gränssnittet kan ha ändrats; uppdatera Utfall.", en="The interface may have changed; update Utfall."),
        Place(file=url[:200]),
    )
