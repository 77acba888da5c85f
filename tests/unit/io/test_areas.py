# SPDX-License-Identifier: Apache-2.0
"""Maps read from made-up GeoJSON and GeoPackage files; what is no map of areas is refused."""

import json
import sqlite3
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.core.areas import AreaChange, onto_map
from utfall.core.errors import InputError
from utfall.io._areas.wkb import NotPolygonsError, geopackage_rings, wkb_rings
from utfall.io.areas import area_changes, read_areas

SQUARE = [[500_000.0, 6_560_000.0], [501_000.0, 6_560_000.0], [501_000.0, 6_561_000.0], [500_000.0, 6_560_000.0]]
HOLE = [[500_200.0, 6_560_100.0], [500_300.0, 6_560_100.0], [500_300.0, 6_560_200.0], [500_200.0, 6_560_100.0]]


def polygon(rings, *, order="<", extra=0, code=3):
    out = struct.pack(f"{order}BII", 1 if order == "<" else 0, code, len(rings))
    for ring in rings:
        out += struct.pack(f"{order}I", len(ring))
        out += b"".join(struct.pack(f"{order}{2 + extra}d", *point, *[9.0] * extra) for point in ring)
    return out


def multi(parts, order="<"):
    return struct.pack(f"{order}BII", 1 if order == "<" else 0, 6, len(parts)) + b"".join(parts)


def header(*, envelope=1, empty=False):
    flags = 1 | envelope << 1 | (0x10 if empty else 0)
    return b"GP" + struct.pack("<BBi", 0, flags, 3006) + b"\0" * {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[envelope]


def geojson(folder: Path, features, name="k.geojson") -> Path:
    rows = [
        {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}}
        for properties, rings in features
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    return path


def geopackage(folder: Path, rows, *, layers=("deso",), column="geom") -> Path:
    path = folder / "k.gpkg"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT)")
    for layer in layers:
        base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, 'MULTIPOLYGON')", (layer, column))
        base.execute(f"CREATE TABLE {layer} (fid INTEGER, {column} BLOB, desokod TEXT, kommunnamn TEXT)")
        base.executemany(f"INSERT INTO {layer} VALUES (?, ?, ?, ?)", rows)  # noqa: S608 - names of this test
    base.commit()
    base.close()
    return path


def test_geopackage_and_geojson_give_the_same_outlines(tmp_path):
    blob = header() + multi([polygon([SQUARE, HOLE])])
    first = read_areas(geopackage(tmp_path, [(1, blob, "1883A0010", "Karlskoga")]))
    second = read_areas(geojson(tmp_path, [({"deso": "1883A0010", "kommunnamn": "Karlskoga"}, [SQUARE, HOLE])]))
    for found in (first, second):
        assert found.codes == ("1883A0010",)
        assert found.areas[0].name == "Karlskoga"
        assert [ring.tolist() for ring in found.areas[0].rings] == [SQUARE, HOLE]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("extra", "code"), [(0, 3), (1, 1003), (1, 2003), (2, 3003), (1, 3 | 0x80000000)])
def test_byte_orders_heights_and_measures(order, extra, code):
    rings = wkb_rings(polygon([SQUARE], order=order, extra=extra, code=code))
    assert [ring.tolist() for ring in rings] == [SQUARE]


@pytest.mark.parametrize("envelope", [0, 1, 2, 3, 4])
def test_every_envelope_of_a_geopackage(envelope):
    assert len(geopackage_rings(header(envelope=envelope) + polygon([SQUARE]))) == 1
    assert geopackage_rings(header(envelope=envelope, empty=True)) == []


@given(st.binary(max_size=200))
def test_bytes_that_are_no_polygons_are_said_to_be_none(data):
    for read in (wkb_rings, geopackage_rings):
        try:
            rings = read(data)
        except NotPolygonsError:
            continue
        assert all(ring.shape[1] == 2 for ring in rings)


@given(st.integers(1, 400))
def test_a_geometry_cut_short_is_refused(cut):
    whole = polygon([SQUARE, HOLE])
    with pytest.raises(NotPolygonsError):
        wkb_rings(whole[: max(len(whole) - cut, 0)])


@pytest.mark.parametrize(
    ("properties", "code"),
    [({"id": 7, "yta": 1}, "map-no-join-column"), ({"deso": "A"}, "map-code-twice")],
)
def test_a_map_that_cannot_be_joined_is_refused_with_its_columns(tmp_path, properties, code):
    path = geojson(tmp_path, [(properties, [SQUARE])] * 2)
    with pytest.raises(InputError) as caught:
        read_areas(path)
    assert caught.value.faults[0].code == code
    if code == "map-no-join-column":
        assert "id, yta" in caught.value.faults[0].mend.sv
        assert read_areas(geojson(tmp_path, [(properties, [SQUARE])]), code="id").codes == ("7",)
        with pytest.raises(InputError, match="map-no-join-column"):
            read_areas(path, code="desokod")


def test_degrees_are_refused(tmp_path):
    path = geojson(tmp_path, [({"deso": "A"}, [[[15.0, 59.3], [15.1, 59.3], [15.1, 59.4], [15.0, 59.3]]])])
    with pytest.raises(InputError, match="map-degrees"):
        read_areas(path)


def test_a_file_of_points_or_of_nothing_is_refused(tmp_path):
    path = tmp_path / "p.geojson"
    point = {"type": "Feature", "properties": {"deso": "A"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    path.write_text(json.dumps({"features": [point]}), encoding="utf-8")
    with pytest.raises(InputError, match="map-damaged"):
        read_areas(path)
    path.write_text('{"features": []}', encoding="utf-8")
    with pytest.raises(InputError, match="map-empty"):
        read_areas(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="map-damaged"):
        read_areas(path)
    (tmp_path / "x.gpkg").write_bytes(b"SQLite format 3\0" + b"x" * 100)
    with pytest.raises(InputError, match="map-damaged"):
        read_areas(tmp_path / "x.gpkg")


def test_the_layer_is_named_when_there_are_several(tmp_path):
    path = geopackage(tmp_path, [(1, header() + polygon([SQUARE]), "A", None)], layers=("deso_2018", "deso_2025"))
    with pytest.raises(InputError, match="map-layer"):
        read_areas(path)
    with pytest.raises(InputError, match="map-layer"):
        read_areas(path, layer="deso_2030")
    assert read_areas(path, layer="deso_2025").codes == ("A",)


def test_codes_of_joined_areas_are_added_up_into_the_new_one():
    found = onto_map(
        {"1883A0010": 7, "1883A0020": 8, "1883B0040": 3}, ["1883A0030", "1883B0040", "1883C0050"], area_changes()
    )
    assert found.values == {"1883A0030": 15, "1883B0040": 3}
    assert found.used[0].new == ("1883A0030",)
    assert found.lacking == ("1883C0050",)


def test_divided_and_unknown_areas_are_refused_with_the_mend():
    divided = [AreaChange(("A",), ("B", "C"), "2025-01-01")]
    with pytest.raises(InputError) as caught:
        onto_map({"A": 1, "X": 2}, ["B", "C"], divided)
    assert [fault.code for fault in caught.value.faults] == ["area-divided", "area-unknown"]
    assert np.all([bool(fault.mend.sv) for fault in caught.value.faults])
