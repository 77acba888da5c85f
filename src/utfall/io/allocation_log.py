# SPDX-License-Identifier: Apache-2.0
"""The log that `utfall allocate` writes (schema utfall/allocation/1), read to test a list against its seal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.io._tables.opening import require_file

_LARGEST = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationLog:
    """What of a log is needed to test a list.

    Parameters
    ----------
    salt, seal
        Of the list; see `utfall.effects.planning.seal`.
    id_column, arm_column
        Columns of the list.
    """

    salt: str
    seal: str
    time: str
    id_column: str
    arm_column: str


def read_allocation_log(path: str | Path) -> AllocationLog:
    """Return the log of an allocation.

    Raises
    ------
    InputError
        No such file, or a file that is no log.
    """
    where = Path(path)
    require_file(where, endings=(".json",), largest=_LARGEST)
    try:
        held = json.loads(where.read_bytes())
        texts = [held["salt"], held["seal"], held["time"], held["list"]["id"], held["list"]["arm"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        texts = [None]
    if not all(isinstance(text, str) for text in texts):
        raise InputError(
            Fault(
                "log-unreadable",
                Text(sv="Filen är ingen logg av en lottning.", en="The file is no log of an allocation."),
                Text(sv="Ange loggen som allocate skrev (--log).", en="Name the log that allocate wrote (--log)."),
                Place(file=where.name),
            )
        )
    return AllocationLog(salt=texts[0], seal=texts[1], time=texts[2], id_column=texts[3], arm_column=texts[4])
