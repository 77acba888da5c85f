# SPDX-License-Identifier: Apache-2.0
"""Generate the pupils of the needs demo: nobody in the file exists, and neither do the areas but by code.

Writes demos/behov/elever.csv the way a Swedish spreadsheet does (semicolons, decimal commas). What differs between
areas is stated here, so that anyone can see whether the analysis finds it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

SEED = 20261127
YEARS = (2020, 2021, 2022, 2023, 2024)
PUPILS = 1500  # per year, 0–19 years
# (code, share of the pupils, disadvantage); 1883A0010 and 1883A0020 became 1883A0030 in 2020: both are used here.
AREAS = (
    ("1883A0010", 0.07, 1.6), ("1883A0020", 0.06, 1.4), ("1883B0040", 0.12, 0.9), ("1883C0050", 0.12, 0.3),
    ("1883C0060", 0.12, 0.0), ("1883C0070", 0.11, -0.3), ("1883C0080", 0.11, -0.6), ("1883C0090", 0.10, -0.8),
    ("1883C0100", 0.10, -1.0), ("1883C0110", 0.09, -1.2),
)  # fmt: skip
BOYS = 0.35  # boys' extra risk of not being eligible, log odds
DRIFT = 0.06  # a year's rise of the same, log odds
HEADER = "lopnr;ar;kon;alder;omrade;bakgrund;behorig;franvaro_dagar;orosanmalningar;inkomst_hushall;bistand"
OUT = Path(__file__).resolve().parent.parent / "demos" / "behov" / "elever.csv"


def chance(log_odds: np.ndarray) -> np.ndarray:
    """Return probabilities."""
    return 1 / (1 + np.exp(-log_odds))


def year_of_pupils(rng: np.random.Generator, year: int) -> dict[str, np.ndarray]:
    """Draw one year's pupils."""
    place = rng.choice(len(AREAS), size=PUPILS, p=[share for _, share, _ in AREAS])
    burden = np.array([burden for _, _, burden in AREAS])[place] + rng.normal(0, 0.6, PUPILS)
    boy = rng.random(PUPILS) < 0.51
    age = rng.integers(6, 20, PUPILS)
    abroad = rng.random(PUPILS) < chance(-1.4 + 0.6 * burden)
    drift = DRIFT * (year - YEARS[0])
    fails = rng.random(PUPILS) < chance(-1.9 + 0.7 * burden + BOYS * boy + drift)
    absent = rng.poisson(np.exp(1.9 + 0.35 * burden + 0.05 * (age - 13)))
    concern = rng.poisson(np.exp(-2.6 + 0.7 * burden))
    income = np.exp(rng.normal(12.7 - 0.22 * burden, 0.45, PUPILS))
    aid = rng.random(PUPILS) < chance(-3.0 + 0.9 * burden)
    return {"place": place, "boy": boy, "age": age, "abroad": abroad, "eligible": ~fails, "absent": absent,
            "concern": concern, "income": income, "aid": aid}  # fmt: skip


def lines() -> list[str]:
    """Return the file, line by line."""
    rng = np.random.default_rng(SEED)
    found = [HEADER]
    for year in YEARS:
        drawn = year_of_pupils(rng, year)
        ids = rng.permutation(PUPILS) + 1
        for at in range(PUPILS):
            sixteen = drawn["age"][at] >= 16
            eligible = str(int(drawn["eligible"][at])) if sixteen and rng.random() > 0.02 else ""
            income = f"{drawn['income'][at]:.2f}".replace(".", ",") if rng.random() > 0.03 else ""
            sex, born = "P" if drawn["boy"][at] else "F", "utrikes" if drawn["abroad"][at] else "inrikes"
            cells = (
                ids[at], year, sex, drawn["age"][at], AREAS[drawn["place"][at]][0], born, eligible,
                drawn["absent"][at], drawn["concern"][at], income, int(drawn["aid"][at]),
            )  # fmt: skip
            found.append(";".join(map(str, cells)))
    return found


def outlines() -> dict[str, object]:
    """Return a made-up map: a square kilometre for each area, three in a row, in metres as SWEREF 99 TM."""
    codes = ["1883A0030", *(code for code, _, _ in AREAS if not code.startswith("1883A"))]
    features = []
    for at, code in enumerate(codes):
        east, north = 480_000 + 1000 * (at % 3), 6_570_000 - 1000 * (at // 3)
        corners = ((0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0))
        ring = [[east + x, north + y] for x, y in corners]
        outline = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"desokod": code}, "geometry": outline})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    return {"type": "FeatureCollection", "crs": crs, "features": features}


def main() -> None:
    """Write the files."""
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    OUT.with_name("omraden.geojson").write_text(json.dumps(outlines(), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {OUT.name} and omraden.geojson")


if __name__ == "__main__":
    main()
