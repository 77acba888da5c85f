# SPDX-License-Identifier: Apache-2.0
"""Polygons out of well-known binary, and out of the header that GeoPackage puts before it.

OGC 06-103r4 (Simple Features, §8) and OGC 12-128r19 (GeoPackage, §2.1.3).
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]
_POLYGON, _MULTI = 3, 6
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_MOST_POINTS = 10_000_000


class NotPolygonsError(ValueError):
    """The bytes are damaged, or a geometry of another kind."""


def geopackage_rings(blob: bytes) -> list[Ring]:
    """Return the rings of a geometry as GeoPackage stores it: its header, then well-known binary."""
    if blob[:2] != b"GP" or len(blob) < 8:
        raise NotPolygonsError("no GeoPackage header")
    envelope = (blob[3] >> 1) & 7
    if envelope not in _ENVELOPES:
        raise NotPolygonsError("unknown envelope")
    if blob[3] & 0x10:  # marked as empty
        return []
    return wkb_rings(blob[8 + _ENVELOPES[envelope] :])


def wkb_rings(data: bytes) -> list[Ring]:
    """Return the rings of a polygon or multipolygon, (points, 2) each; heights and measures are left out."""
    try:
        rings, _ = _geometry(data, 0)
    except (struct.error, IndexError, ValueError) as error:
        raise NotPolygonsError(str(error)) from None
    return rings


def _geometry(data: bytes, at: int) -> tuple[list[Ring], int]:
    order = "<" if data[at] == 1 else ">"
    (code,) = struct.unpack_from(f"{order}I", data, at + 1)
    kind, dimensions = _kind(code)
    at += 5
    if code & 0x20000000:  # the extended form holds a reference system here
        at += 4
    (count,) = struct.unpack_from(f"{order}I", data, at)
    at += 4
    found: list[Ring] = []
    for _ in range(count):
        if kind == _POLYGON:
            ring, at = _ring(data, at, order, dimensions)
            found.append(ring)
        elif kind == _MULTI:
            part, at = _geometry(data, at)
            found += part
        else:
            raise NotPolygonsError(f"geometry of kind {kind}, not polygons")
    return found, at


def _kind(code: int) -> tuple[int, int]:
    """Return the kind and the numbers per point, of both ways to tell of heights (Z) and measures (M)."""
    extra = bool(code & 0x80000000) + bool(code & 0x40000000)
    plain = code & 0x0FFFFFFF
    extra = extra or {0: 0, 1: 1, 2: 1, 3: 2}.get(plain // 1000, 0)
    return plain % 1000, 2 + extra


def _ring(data: bytes, at: int, order: str, dimensions: int) -> tuple[Ring, int]:
    (count,) = struct.unpack_from(f"{order}I", data, at)
    at += 4
    if count > _MOST_POINTS:
        raise NotPolygonsError("more points than a map has")
    flat = np.frombuffer(data, dtype=f"{order}f8", count=count * dimensions, offset=at)
    return flat.reshape(count, dimensions)[:, :2].astype(float), at + 8 * count * dimensions
