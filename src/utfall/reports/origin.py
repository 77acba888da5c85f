# SPDX-License-Identifier: Apache-2.0
"""Where the numbers come from: files with SHA-256, version, seed, plan and run."""

from __future__ import annotations

from utfall.core.text import Lang
from utfall.reports import numbers
from utfall.reports.document import Provenance
from utfall.thread import Evaluation


def provenance_block(evaluation: Evaluation, lang: Lang) -> Provenance:
    """Return everything that the numbers can be followed back to."""
    origin, sv = evaluation.provenance, lang == "sv"
    items = [("Körning" if sv else "Run", origin.run_id)]
    for file in origin.inputs:
        rows = numbers.number(file.rows, lang, decimals=0)
        label = f"Fil {file.file}" if sv else f"File {file.file}"
        items.append((label, f"{rows} {'rader' if sv else 'rows'}, SHA-256 {file.sha256}"))
    items += [
        ("Planens SHA-256" if sv else "SHA-256 of the plan", origin.plan_sha256),
        ("Programvara" if sv else "Software", origin.software),
        ("Slumptalsfrö" if sv else "Seed", str(origin.seed)),
    ]
    return Provenance("Var siffrorna kommer ifrån" if sv else "Where the numbers come from", tuple(items))
