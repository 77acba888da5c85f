# SPDX-License-Identifier: Apache-2.0
"""Correlated parameters by reordering the draws (Iman and Conover): each keeps its own distribution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from utfall.core.errors import Fault, InputError, suggestion
from utfall.economics._faults import fault
from utfall.economics._numerics.linear import Floats, Values


@dataclass(frozen=True, slots=True)
class Correlation:
    """Rank correlations between some named parameters.

    Parameters
    ----------
    names
        k names.
    matrix
        k rows of k numbers: symmetric, ones on the diagonal, positive definite.
    """

    names: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]

    @classmethod
    def of_pairs(cls, pairs: Sequence[tuple[str, str, float]]) -> Correlation | None:
        """Return the correlation of some pairs, 0 between all others that are named; None without pairs."""
        if not pairs:
            return None
        names = tuple(dict.fromkeys(name for first, second, _ in pairs for name in (first, second)))
        matrix = np.eye(len(names))
        for first, second, rank in pairs:
            a, b = names.index(first), names.index(second)
            matrix[a, b] = matrix[b, a] = rank
        return cls(names, tuple(map(tuple, matrix.tolist())))


def correlation_faults(correlation: Correlation, known: Sequence[str]) -> list[Fault]:
    """Return everything that is wrong with a correlation; `known` are the parameters that vary."""
    faults = []
    for name in correlation.names:
        if name not in known:
            mend = suggestion(name, known)
            text = (f"{name} är ingen osäker parameter.", f"{name} is no uncertain parameter.")
            faults.append(fault("correlation-unknown", name, text=text, mend=(mend.sv, mend.en)))
    k = len(correlation.names)
    matrix = np.array(correlation.matrix, dtype=np.float64)
    good = matrix.shape == (k, k) and len(set(correlation.names)) == k
    good = good and np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1.0)
    if not good or np.linalg.eigvalsh(matrix)[0] <= 1e-9:
        faults.append(
            fault(
                "correlation-impossible",
                "correlation",
                text=("Korrelationerna kan inte gälla samtidigt.", "The correlations cannot hold together."),
                mend=(
                    "Ange en symmetrisk matris med ettor på diagonalen, och svagare samband.",
                    "State a symmetric matrix with ones on the diagonal, and weaker relations.",
                ),
            )
        )
    return faults


def require_correlation(correlation: Correlation, known: Sequence[str]) -> None:
    """Raise an InputError with everything that is wrong; return None when nothing is."""
    faults = correlation_faults(correlation, known)
    if faults:
        raise InputError(*faults)


def correlate(values: Values, correlation: Correlation, rng: np.random.Generator) -> Mapping[str, Floats | float]:
    """Return the draws with those of the named parameters reordered to the wanted rank correlation.

    Parameters
    ----------
    values
        By name, arrays (D,) for what varies.
    rng
        Shuffles the scores.

    Notes
    -----
    Iman and Conover (1982), Communications in Statistics B 11: van der Waerden scores are given the wanted
    correlation, and each parameter's draws the order of its scores. Marginal draws are untouched.
    """
    from scipy.special import ndtri

    columns = [np.asarray(values[name]) for name in correlation.names]
    size = columns[0].size
    if size <= len(columns):
        return values
    scores = ndtri(np.arange(1, size + 1) / (size + 1.0))
    shuffled = np.column_stack([rng.permutation(scores) for _ in columns])
    own = np.linalg.cholesky(np.corrcoef(shuffled, rowvar=False))
    wanted = np.linalg.cholesky(np.array(correlation.matrix))
    target = shuffled @ np.linalg.inv(own).T @ wanted.T
    ranks = target.argsort(axis=0).argsort(axis=0)
    reordered = {
        name: np.sort(column)[ranks[:, place]]
        for place, (name, column) in enumerate(zip(correlation.names, columns, strict=True))
    }
    return {**values, **reordered}
