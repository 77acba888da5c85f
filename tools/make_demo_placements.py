# SPDX-License-Identifier: Apache-2.0
"""Write the placement histories of demos/flows: generated people, fixed seed. Nobody in them exists.

900 young persons of an invented municipality, placed 2018–2024. What is built in: after HVB or SiS half go home without
a placement, and three in ten of those come back within a year; open care in the first months at home, which a third
are given, lowers that to two in ten. Some placements go on at the end of 2024.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "demos" / "flows"
SEED, PERSONS = 20261127, 900
END = datetime.date(2025, 1, 1)
AREAS = ("Centrum", "Norrby", "Sjöstaden", "Västra", "Ytterbygden")
NEXT = {
    "HVB": (0.12, 0.08, 0.20, 0.05, 0.55),
    "SiS": (0.20, 0.05, 0.15, 0.05, 0.55),
    "Familjehem": (0.10, 0.03, 0.07, 0.05, 0.75),
    "Jourhem": (0.20, 0.05, 0.50, 0.00, 0.25),
}
CODES = ("HVB", "SiS", "Familjehem", "Jourhem")
DAYS = {"HVB": 150, "SiS": 120, "Familjehem": 420, "Jourhem": 50}


Placement = tuple[str, datetime.date, datetime.date | None]
Care = tuple[datetime.date, datetime.date]


def history(rng: np.random.Generator) -> tuple[list[Placement], list[Care]]:
    """Return one person's placements and the open care in between; an end that is not there yet is None."""
    placements, care = [], []
    day = datetime.date(2018, 1, 1) + datetime.timedelta(days=int(rng.integers(0, 2000)))
    code = CODES[int(rng.choice(4, p=(0.35, 0.10, 0.25, 0.30)))]
    while day < END and len(placements) < 12:
        end = day + datetime.timedelta(days=7 + int(rng.gamma(2.0, DAYS[code] / 2)))
        placements.append((code, day, end if end < END else None))
        move = int(rng.choice(5, p=NEXT[code]))
        if move < 4:
            code, day = CODES[move], end
            continue
        helped = bool(rng.random() < 1 / 3)
        if helped:
            since = end + datetime.timedelta(days=int(rng.integers(5, 60)))
            care.append((since, since + datetime.timedelta(days=int(rng.integers(60, 200)))))
        if rng.random() > (0.2 if helped else 0.3):
            break
        day = end + datetime.timedelta(days=int(rng.integers(30, 365)))
        code = CODES[int(rng.choice(4, p=(0.45, 0.20, 0.15, 0.20)))]
    return placements, [spell for spell in care if spell[0] < END]


def main() -> int:
    """Write the three files."""
    rng = np.random.default_rng(SEED)
    spells, care, persons = (
        ["person;placering;start;slut"],
        ["person;insats;start;slut"],
        ["person;kön;födelseår;område"],
    )
    for n in range(1, PERSONS + 1):
        name = f"B{n:04d}"
        placements, given = history(rng)
        born = placements[0][1].year - int(rng.integers(11, 19))
        persons.append(f"{name};{'flicka' if rng.random() < 0.45 else 'pojke'};{born};{AREAS[int(rng.integers(0, 5))]}")
        spells += [f"{name};{code};{start};{end or ''}" for code, start, end in placements]
        care += [f"{name};Öppenvård;{start};{end}" for start, end in given]
    for file, lines in (("placeringar", spells), ("insatser", care), ("personer", persons)):
        (FOLDER / f"{file}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
