# SPDX-License-Identifier: Apache-2.0
"""A small picture of cells as PNG, for rows too many to be shapes (PNG specification, W3C 2003: colour type 3)."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def png_base64(cells: NDArray[np.integer], colours: Sequence[str]) -> str:
    """Return cells (rows, columns) of places among up to 256 colours (#rrggbb) as PNG in base64."""
    if not 1 <= len(colours) <= 256:
        raise ValueError("a picture has 1 to 256 colours")
    places = np.asarray(cells, dtype=np.uint8)
    rows, columns = places.shape
    lines = np.zeros((rows, columns + 1), dtype=np.uint8)  # each line begins with its filter: none
    lines[:, 1:] = places
    palette = b"".join(bytes.fromhex(colour.lstrip("#")) for colour in colours)
    data = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0))
    data += _chunk(b"PLTE", palette) + _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)) + _chunk(b"IEND", b"")
    return base64.b64encode(data).decode("ascii")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
