# SPDX-License-Identifier: Apache-2.0
"""Optimism bias by how good the evidence is: the share that benefits are lowered, and costs raised, by."""

from __future__ import annotations

from collections.abc import Mapping

from utfall.core.errors import Fault, InputError
from utfall.core.lines import EvidenceGrades
from utfall.economics._faults import fault

__all__ = ["EvidenceGrades", "optimism_by_line"]


def optimism_by_line(grades: Mapping[str, EvidenceGrades], table: Mapping[int, float]) -> dict[str, float]:
    """Return the optimism bias of each line, for `appraise(…, optimism=…)`.

    Parameters
    ----------
    grades
        By line id.
    table
        Grade → share, data of the caller's. A parameter whose interval already leans downwards is corrected
        once more by this: do not use both for one line.

    Raises
    ------
    InputError
        For a grade that the table lacks, or a share outside 0–1.
    """
    faults = [_missing(line, found.weakest) for line, found in grades.items() if found.weakest not in table]
    faults += [_outside(grade) for grade, share in table.items() if not 0.0 <= share <= 1.0]
    if faults:
        raise InputError(*faults)
    return {line: table[found.weakest] for line, found in grades.items()}


def _missing(line: str, grade: int) -> Fault:
    return fault(
        "optimism-grade",
        f"lines.{line}",
        text=(f"Evidensgrad {grade} saknas i tabellen.", f"Evidence grade {grade} is not in the table."),
        mend=("Lägg till graden eller ändra den.", "Add the grade or change it."),
    )


def _outside(grade: int) -> Fault:
    return fault(
        "share-outside",
        f"optimism.{grade}",
        text=("Påslaget ligger utanför 0–1.", "The share lies outside 0–1."),
        mend=("Ange en andel, som 0,10.", "State a share, such as 0.10."),
    )
