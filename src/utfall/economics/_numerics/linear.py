# SPDX-License-Identifier: Apache-2.0
"""Products of named factors for many draws at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Values = Mapping[str, Floats | float]


def product(constant: float, factors: Iterable[str], remainders: Iterable[str], values: Values) -> Floats:
    """Return constant x prod p x prod (1 - q), a number or an array (D,).

    Numbers are multiplied first, so that only what varies costs a pass over the draws.
    """
    number, arrays = constant, []
    for name in factors:
        value = values[name]
        if isinstance(value, np.ndarray):
            arrays.append(value)
        else:
            number *= value
    for name in remainders:
        value = values[name]
        if isinstance(value, np.ndarray):
            arrays.append(1.0 - value)
        else:
            number *= 1.0 - value
    if not arrays:
        return np.asarray(number)
    result = arrays[0] * number
    for array in arrays[1:]:
        result *= array
    return result


# Multiplications per call below which a BLAS library stays in the calling thread.
_ONE_THREAD = 200_000


def combine(weights: Floats, amounts: Floats) -> Floats:
    """Return weights (R, C) times amounts (C, D), array (R, D), in tiles along D.

    Tiles are so small that the library neither starts threads (which would only spin) nor lets the order of
    additions depend on how many there are.
    """
    rows, inner = weights.shape
    size = amounts.shape[1]
    tile = max(16, _ONE_THREAD // max(1, rows * inner))
    result = np.empty((rows, size))
    for first in range(0, size, tile):
        here = slice(first, first + tile)
        np.matmul(weights, amounts[:, here], out=result[:, here])
    return result
