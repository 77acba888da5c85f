# SPDX-License-Identifier: Apache-2.0
"""Maps of small areas: GeoJSON and GeoPackage files, and the table of areas that were joined or divided."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections import Counter
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from utfall.core.areas import Area, AreaChange, AreaMap, Ring
from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Text
from utfall.io._areas.wkb import NotPolygonsError, geopackage_rings
from utfall.io._tables.opening import require_file

ENDINGS = (".gpkg", ".geojson", ".json")
_LARGEST = 500_000_000
# What SCB and others call the column of codes, and of names.
_CODES = (
    "desokod",
    "deso",
    "regsokod",
    "regso",
    "kommunkod",
    "knkod",
    "lankod",
    "omradeskod",
    "areakod",
    "kod",
    "code",
)
_NAMES = ("regsonamn", "kommunnamn", "knnamn", "lansnamn", "omradesnamn", "namn", "name")
_SAID: dict[str, tuple[Text, Text]] = {
    "map-unsupported": (
        Text(sv="Kartfilen är av ett slag som inte läses.", en="The map is of a kind that is not read."),
        Text(sv="Spara den som GeoPackage (.gpkg) eller GeoJSON.", en="Save it as GeoPackage (.gpkg) or GeoJSON."),
    ),
    "map-empty": (
        Text(sv="Kartan har inga områden.", en="The map has no areas."),
        Text(sv="Kontrollera exporten.", en="Check the export."),
    ),
    "map-code-twice": (
        Text(sv="En områdeskod finns två gånger.", en="An area code is there twice."),
        Text(sv="Ta bort dubbletten, eller välj en annan kolumn.", en="Remove it, or choose another column."),
    ),
    "map-no-outlines": (
        Text(sv="Områdena har inga ytor.", en="The areas have no outlines."),
        Text(sv="Välj lagret med områdenas gränser.", en="Choose the layer with the areas' borders."),
    ),
    "map-degrees": (
        Text(sv="Kartans koordinater är grader.", en="The map's coordinates are degrees."),
        Text(
            sv="Spara den i SWEREF 99 TM (EPSG:3006), som SCB:s filer.",
            en="Save it in SWEREF 99 TM (EPSG:3006), as SCB's files are.",
        ),
    ),
}
_FOLD = str.maketrans("åäö", "aao")

Feature = tuple[dict[str, Any], list[Ring]]


def read_areas(
    path: str | Path, *, code: str | None = None, name: str | None = None, layer: str | None = None
) -> AreaMap:
    """Return the areas of a file.

    Parameters
    ----------
    code, name
        Columns with the area's code and name; found by what such columns are usually called when None.
    layer
        Of a GeoPackage with several.

    Raises
    ------
    InputError
        When the file is missing, damaged or not of areas, has no column of codes, or holds a code twice; when its
        coordinates are degrees and not metres.
    """
    where = Path(path)
    require_file(where, endings=ENDINGS, largest=_LARGEST)
    if where.suffix.lower() == ".gpkg":
        found = _geopackage(where, layer)
    elif where.suffix.lower() in ENDINGS:
        found = _geojson(where)
    else:
        raise InputError(_known(where, "map-unsupported"))
    if not found:
        raise InputError(_known(where, "map-empty"))
    columns = list(found[0][0])
    codes = _column(code, columns, _CODES, where, required=True)
    names = _column(name, columns, _NAMES, where, required=False)
    areas = tuple(
        Area(str(row.get(codes, "")), str(row.get(names) or row.get(codes, "")), tuple(rings)) for row, rings in found
    )
    _check(areas, where)
    return AreaMap(areas, where.name)


def area_changes() -> tuple[AreaChange, ...]:
    """Return the known changes of small areas, from the catalogue."""
    text = files("utfall").joinpath("catalogue", "areas", "deso_changes.toml").read_text(encoding="utf-8")
    return tuple(
        AreaChange(tuple(row["old"]), tuple(row["new"]), row["date"], row["source"])
        for row in tomllib.loads(text)["changes"]
    )


def _column(asked: str | None, columns: list[str], usual: tuple[str, ...], path: Path, *, required: bool) -> str:
    if asked is not None:
        if asked in columns:
            return asked
        said = Text(sv=f"Kartan har ingen kolumn ”{asked}”.", en=f"The map has no column '{asked}'.")
        raise InputError(Fault("map-no-join-column", said, suggestion(asked, columns), Place(file=path.name)))
    folded = {"".join(c for c in column.lower().translate(_FOLD) if c.isalnum()): column for column in columns}
    for word in usual:
        if word in folded:
            return folded[word]
    if not required:
        return ""
    listed = ", ".join(columns) or "–"
    raise InputError(
        _fault(
            "map-no-join-column", path,
            "Kartan har ingen kolumn med områdeskoder som känns igen.",
            "The map has no column of area codes that is recognised.",
            f"Ange den med --map-code. Kolumnerna är: {listed}.",
            f"Name it with --map-code. The columns are: {listed}.",
        )
    )  # fmt: skip


def _check(areas: tuple[Area, ...], path: Path) -> None:
    twice = sorted(code for code, count in Counter(area.code for area in areas).items() if count > 1)
    if twice:
        raise InputError(_known(path, "map-code-twice", twice[0][:40]))
    points = [ring for area in areas for ring in area.rings]
    if not points:
        raise InputError(_known(path, "map-no-outlines"))
    furthest = max(float(np.abs(ring).max(initial=0.0)) for ring in points)
    if not np.isfinite(furthest) or furthest <= 360.0:
        raise InputError(_known(path, "map-degrees"))


def _geojson(path: Path) -> list[Feature]:
    try:
        data = json.loads(path.read_bytes())
        return [(dict(f["properties"] or {}), _outlines(f["geometry"])) for f in data["features"]]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise InputError(_damaged(path, "GeoJSON")) from None


def _outlines(geometry: dict[str, Any] | None) -> list[Ring]:
    if geometry is None:
        return []
    parts = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}.get(geometry["type"])
    if parts is None:
        raise ValueError(geometry["type"])
    return [np.array(ring, dtype=float)[:, :2] for part in parts for ring in part]


def _geopackage(path: Path, layer: str | None) -> list[Feature]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            table, column = _layer(base, layer, path)
            rows = base.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the name stands in the file's own list
            heads = [head[0] for head in rows.description]
            place = heads.index(column)
            return [
                (dict(zip(heads[:place] + heads[place + 1 :], row[:place] + row[place + 1 :], strict=True)),
                 geopackage_rings(row[place]) if row[place] is not None else [])
                for row in rows
            ]  # fmt: skip
    except (sqlite3.Error, NotPolygonsError, ValueError):
        raise InputError(_damaged(path, "GeoPackage")) from None


def _layer(base: sqlite3.Connection, asked: str | None, path: Path) -> tuple[str, str]:
    found = dict(base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns ORDER BY table_name"))
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    layers = {name: column for name, column in found.items() if name in tables and '"' not in name}
    if asked is None and len(layers) == 1:
        return next(iter(layers.items()))
    if asked in layers:
        return str(asked), layers[str(asked)]
    said = Text(sv="Kartfilen har flera lager.", en="The map has several layers.") if asked is None else Text(
        sv=f"Lagret ”{asked[:60]}” finns inte.", en=f"There is no layer '{asked[:60]}'."
    )  # fmt: skip
    raise InputError(Fault("map-layer", said, suggestion(asked or "", layers), Place(file=path.name)))


def _damaged(path: Path, kind: str) -> Fault:
    return _fault(
        "map-damaged", path,
        f"Filen går inte att läsa som {kind} med ytor.", f"The file cannot be read as {kind} of areas.",
        "Hämta den på nytt, eller spara om den.", "Fetch it again, or save it anew.",
    )  # fmt: skip


def _known(path: Path, code: str, field: str = "") -> Fault:
    said, mend = _SAID[code]
    return Fault(code, said, mend, Place(file=path.name, field=field))


def _fault(code: str, path: Path, sv: str, en: str, mend_sv: str, mend_en: str) -> Fault:
    return Fault(code, Text(sv=sv, en=en), Text(sv=mend_sv, en=mend_en), Place(file=path.name))
