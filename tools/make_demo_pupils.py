# SPDX-License-Identifier: Apache-2.0
"""Generate the pupils of the demo drawn by lot: nobody in the file exists.

Writes demos/nara_skolan/elever.csv. Mentor and family support were drawn apart from each other, in fours, so that each
part can be told from the other; pupils with neither got ordinary support. The true effects are stated here.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 20250818
PUPILS, NOT_ELIGIBLE = 424, 24
TRUE_MENTOR = -3.0  # percentage points of absence among those who came
TRUE_FAMILY = -0.4
TRUE_HARDER_START = -2.0  # more for those with an absence above 30 per cent before
HEADER = (
    "lopnr;grupp;mentor;familjestod;skola;kon;arskurs;franvaro_fore;nationellt_prov_fore;trivsel_fore;berattigad;nadd;"
    "borjade;deltog;traffar;trohet;orsak;franvaro_efter;behorig;trivsel_efter"
)
SCHOOLS = tuple(f"{tree}skolan" for tree in ("Al", "Björk", "Ek", "Gran", "Hassel", "Lind", "Rönn", "Tall"))
CAUSES = ("flyttade", "bytte skola", "ville inte")
OUT = Path(__file__).resolve().parent.parent / "demos" / "nara_skolan" / "elever.csv"

Bools = NDArray[np.bool_]


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _word(yes: object) -> str:
    return "ja" if yes else "nej"


def main() -> None:
    """Write the file."""
    rng = np.random.default_rng(SEED)
    n = PUPILS
    eligible = np.ones(n, dtype=bool)
    eligible[rng.choice(n, NOT_ELIGIBLE, replace=False)] = False
    place = np.cumsum(eligible) - 1
    lots = np.concatenate([rng.permutation(4) for _ in range(n // 4)])[place]
    mentor, family = eligible & (lots % 2 == 1), eligible & (lots // 2 == 1)
    offered = mentor | family
    trouble = rng.normal(0, 1, n)
    before = np.clip(28 + 8 * trouble + rng.normal(0, 5, n), 15, 90)
    test = np.clip(np.round(52 - 7 * trouble + rng.normal(0, 9, n)), 0, 100)
    content = np.clip(np.round(21 - 2.5 * trouble + rng.normal(0, 3, n)), 0, 40)
    reached = eligible & (rng.random(n) < np.where(offered, 0.95, 0.97))
    started = reached & (rng.random(n) < 0.94)
    came = started & offered & (rng.random(n) < 0.85)
    meetings = np.where(came, rng.integers(4, 21, n), 0)
    faithful = np.where(mentor & came, np.clip(rng.normal(0.82, 0.12, n), 0.3, 1), np.nan)
    change = (TRUE_MENTOR * mentor + TRUE_FAMILY * family + TRUE_HARDER_START * mentor * (before > 30)) * came
    after = np.clip(4 + 0.82 * before + change + rng.normal(0, 5.5, n), 0, 100)
    passed = rng.random(n) < np.clip(0.5 + 0.012 * (test - 50) - 0.02 * (after - 26), 0.03, 0.97)
    later = np.clip(np.round(content + 1 + 2.2 * (mentor & came) + rng.normal(0, 3.2, n)), 0, 40)
    seen = started & (rng.random(n) < np.where(offered, 0.96, 0.92))
    why = rng.choice(CAUSES, n, p=[0.45, 0.35, 0.2])
    school, woman, year = rng.integers(0, len(SCHOOLS), n), rng.random(n) < 0.5, rng.integers(7, 10, n)
    rows = []
    for i in range(n):
        group = ("insats" if offered[i] else "ordinarie") if eligible[i] else ""
        told = (_number(after[i]), _word(passed[i]), f"{later[i]:.0f}") if seen[i] else ("", "", "")
        rows.append(";".join((
            f"E{i + 1:04d}", group, _word(mentor[i]) if eligible[i] else "", _word(family[i]) if eligible[i] else "",
            SCHOOLS[school[i]], "flicka" if woman[i] else "pojke", f"åk {year[i]}", _number(before[i]),
            f"{test[i]:.0f}", f"{content[i]:.0f}", _word(eligible[i]), _word(reached[i]), _word(started[i]),
            _word(came[i]), f"{meetings[i]}", "" if np.isnan(faithful[i]) else f"{faithful[i]:.2f}".replace(".", ","),
            "" if seen[i] or not eligible[i] else str(why[i]), *told,
        )))  # fmt: skip
    OUT.write_bytes(("\r\n".join([HEADER, *rows]) + "\r\n").encode("utf-8"))


if __name__ == "__main__":
    main()
