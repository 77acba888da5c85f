# SPDX-License-Identifier: Apache-2.0
"""Tables by evidence grade: the catalogue's, or the file's own."""

from __future__ import annotations

import csv
from importlib.resources import files

from utfall.io._initiative import models_economy as e


def optimism_table(section: e.AppraisalSection) -> tuple[tuple[int, float], ...]:
    """Return (grade, share) of the optimism bias in use, the file's own or the catalogue's; empty when off."""
    if not section.optimism_bias:
        return ()
    own = section.optimism_shares
    table = table_by_grade("optimism_bias") if own is None else {int(grade): share for grade, share in own.items()}
    return tuple(sorted(table.items()))


def table_by_grade(name: str) -> dict[int, float]:
    """Return a table of the catalogue by evidence grade: "optimism_bias" or "evidence_intervals", shares 0–1."""
    text = files("utfall").joinpath("catalogue", f"{name}.csv").read_text(encoding="utf-8")
    return {int(row["grade"]): float(row["share"]) for row in csv.DictReader(text.splitlines())}
