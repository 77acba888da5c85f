# SPDX-License-Identifier: Apache-2.0
"""Generate the people of the illustration demo: nobody in the file exists.

Writes demos/vagen_till_jobb/personer.csv the way a Swedish spreadsheet does: semicolons, decimal commas,
Windows-1252. The true effects are stated here, so that anyone can see how near the evaluation comes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 20240302
PARTICIPANTS, OTHERS = 160, 640
TRUE_EFFECT_WORK = 0.10  # share in work after 12 months
TRUE_EFFECT_MONTHS = -1.2  # months with income support during the 12 months
TRUE_EFFECT_VISITS = -0.8  # visits in primary care during the 12 months
HEADER = (
    "lopnr;grupp;kon;alder;utbildning;barn;manader_bistand_fore;vardbesok_fore;arbetsinkomst_fore_tkr;"
    "i_arbete_12man;manader_bistand_12man;vardbesok_12man"
)
OUT = Path(__file__).resolve().parent.parent / "demos" / "vagen_till_jobb" / "personer.csv"

Floats = NDArray[np.float64]


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _people(rng: np.random.Generator, n: int, need: float) -> dict[str, Floats]:
    """Draw n people; `need` shifts the distribution towards longer dependence on income support."""
    trouble = rng.normal(need, 1.0, n)
    return {
        "trouble": trouble,
        "woman": (rng.random(n) < 0.52).astype(float),
        "age": np.clip(np.round(rng.normal(31 - 2 * need, 9, n)), 18, 62),
        "education": np.clip(np.round(1.1 - 0.35 * trouble + rng.normal(0, 0.6, n)), 0, 2),
        "child": (rng.random(n) < 0.35).astype(float),
        "months": np.clip(6.0 + 2.2 * trouble + rng.normal(0, 2.0, n), 0, 12),
        "visits": rng.poisson(np.exp(1.35 + 0.25 * trouble)).astype(float),
        "income": np.clip(95 - 30 * trouble + rng.normal(0, 35, n), 0, None),
    }


def _after(rng: np.random.Generator, people: dict[str, Floats], treated: bool) -> dict[str, Floats]:
    """Return the outcomes 12 months on, with the true effects added for participants."""
    n = len(people["age"])
    on = 1.0 if treated else 0.0
    chance = 0.42 - 0.10 * people["trouble"] + 0.05 * (people["education"] - 1) + TRUE_EFFECT_WORK * on
    works = (rng.random(n) < np.clip(chance, 0.02, 0.95)).astype(float)
    months = 4.0 + 1.6 * people["trouble"] - 2.6 * (works - 0.38) + rng.normal(0, 1.8, n)
    months += (TRUE_EFFECT_MONTHS + 2.6 * TRUE_EFFECT_WORK) * on
    visits = rng.poisson(np.clip(np.exp(1.2 + 0.22 * people["trouble"]) + TRUE_EFFECT_VISITS * on, 0.2, None))
    return {"works": works, "months": np.clip(months, 0, 12), "visits": visits.astype(float)}


def _rows(rng: np.random.Generator, group: str, n: int, need: float, first: int) -> list[str]:
    people = _people(rng, n, need)
    after = _after(rng, people, group == "insats")
    lost = rng.random(n) < 0.04
    levels = ("grundskola", "gymnasium", "eftergymnasial")
    rows = []
    for i in range(n):
        outcome = ("", "", "") if lost[i] else (
            "ja" if after["works"][i] else "nej", _number(after["months"][i]), f"{after['visits'][i]:.0f}",
        )  # fmt: skip
        rows.append(";".join((
            f"G{first + i:04d}", group, "kvinna" if people["woman"][i] else "man", f"{people['age'][i]:.0f}",
            levels[int(people["education"][i])], "ja" if people["child"][i] else "nej",
            _number(people["months"][i]), f"{people['visits'][i]:.0f}", _number(people["income"][i]),
            *outcome,
        )))  # fmt: skip
    return rows


def main() -> None:
    """Write the file."""
    rng = np.random.default_rng(SEED)
    rows = _rows(rng, "insats", PARTICIPANTS, 0.6, 1) + _rows(rng, "jämförelse", OTHERS, 0.0, 1001)
    OUT.write_bytes(("\r\n".join([HEADER, *rows]) + "\r\n").encode("cp1252"))


if __name__ == "__main__":
    main()
