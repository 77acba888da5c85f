# SPDX-License-Identifier: Apache-2.0
"""Clusters and strata as codes, refused with a place where they are missing or mixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from utfall.core.errors import DesignRefused, Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Ints, NotEstimableError
from utfall.effects.refusals import reasons, refused

T = TypeVar("T")

_ONE_CLUSTER = Fault(
    "one-cluster",
    Text(
        sv="En av grupperna har bara ett kluster och den andra för få: insatsen går inte att skilja från klustret.",
        en="One of the groups has a single cluster and the other too few: the initiative cannot be told from it.",
    ),
    Text(
        sv="Ta med fler kluster, minst fyra i varje grupp. Annars: beskriv klustren var för sig med before_after.",
        en="Include more clusters, at least four in each group. Else: describe each one with before_after.",
    ),
)
# reason: (what is wrong, how to mend it)
_MIXED: dict[str, tuple[Text, Text]] = {
    "cluster-in-both-groups": (
        Text(
            sv="Ett kluster finns i båda grupperna, fast hela kluster ska ha lottats.",
            en="A cluster stands in both groups, though clusters should have been drawn as wholes.",
        ),
        Text(
            sv="Lottades personerna inom varje kluster? Ange då kolumnen som strata i stället för cluster. Annars: "
            "kontrollera kolumnerna, varje kluster ska ha en grupp.",
            en="Were persons drawn within each cluster? Then name the column as strata instead of cluster. Otherwise "
            "check the columns: each cluster should have one group.",
        ),
    ),
    "cluster-in-two-strata": (
        Text(sv="Ett kluster finns i två strata.", en="A cluster stands in two strata."),
        Text(
            sv="Kontrollera kolumnerna: varje kluster ska ha ett stratum. Lottades klustren utan strata: ta bort det.",
            en="Check the columns: each cluster should have one stratum. If drawn without strata: remove them.",
        ),
    ),
}


def codes_of(columns: Columns, names: tuple[str, ...], rows: Ints) -> Ints | None:
    """Return one code per combination of the columns, numbered from 0, shape (len(rows),); None without columns.

    Raises
    ------
    InputError
        When a row has an empty cell: names the first.
    """
    if not names:
        return None
    joint: Ints = np.zeros(len(rows), dtype=np.int64)
    for name in names:
        codes = columns.labels(name).codes[rows]
        if (codes < 0).any():
            raise InputError(_missing(columns, name, int(rows[np.flatnonzero(codes < 0)[0]])))
        # Numbered anew after each column: the codes never grow beyond the rows times one column's labels.
        joint = np.unique(joint * (int(codes.max()) + 1) + codes, return_inverse=True)[1].astype(np.int64)
    return joint


def _missing(columns: Columns, name: str, row: int) -> Fault:
    return Fault(
        "cluster-missing",
        Text(sv=f"En rad saknar värde i ”{name}”.", en=f"A row has no value in '{name}'."),
        Text(sv="Fyll i kolumnen på varje rad.", en="Fill in the column on every row."),
        Place(columns.file, name, row + columns.first_row),
    )


def one_cluster(file: str, field: str) -> DesignRefused:
    """Return the refusal of a comparison of two clusters."""
    return DesignRefused(Fault(_ONE_CLUSTER.code, _ONE_CLUSTER.text, _ONE_CLUSTER.mend, Place(file, field)))


def carried_by_clusters(compute: Callable[[], T], *, file: str, field: str) -> T:
    """Return what `compute` returns; say in words why the clusters cannot carry it.

    Raises
    ------
    InputError
        A cluster in both groups or in two strata.
    DesignRefused
        As `refusals`.
    """
    try:
        return compute()
    except NotEstimableError as fault:
        if fault.reason in _MIXED:
            raise InputError(Fault(fault.reason, *_MIXED[fault.reason], Place(file, field))) from fault
        reason = fault.reason if fault.reason in reasons() else "too-few-clusters"
        raise refused(reason, file=file, field=field) from fault
