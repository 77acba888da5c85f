# SPDX-License-Identifier: Apache-2.0
"""A made-up trial whose file asks everything beside the effect: who came how far, subgroups, components, ratings."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import polars as pl

from utfall.core.initiative import InputFile
from utfall.io.check import load
from utfall.thread import Evaluation, evaluate

N = 320
FILE = """schema = "utfall/initiative/1"

[initiative]
id = "studiestod"
title = { sv = "Studiestöd", en = "Study support" }
target_group = { sv = "Elever", en = "Pupils" }
illustration = true
organisation = "Exempelkommunen"

[[data]]
id = "folk"
file = "folk.csv"
labels = { kon = { sv = "Kön", en = "Sex" }, fore = { sv = "Poäng före", en = "Score before" } }

[[outcomes]]
id = "poang"
label = { sv = "Poäng", en = "Score" }
column = "poang"
unit = { sv = "poäng", en = "points" }
lowest = 0
highest = 100

[[outcomes]]
id = "klar"
label = { sv = "Klar med skolan", en = "Finished school" }
column = "klar"
kind = "binary"

[[comparisons]]
id = "lottad"
data = "folk"
design = "rct"
treatment = "grupp"
comparison = "ordinarie"
covariates = ["fore"]
covariates_before_start = true
id_column = "lopnr"
sex = "kon"

[comparisons.participation]
eligible = "berattigad"
reached = "nadd"
started = "borjade"
cause = "orsak"
attended = "deltog"
dose = "traffar"

[[comparisons.subgroups]]
column = "kon"
why = { sv = "Stödet hemma skiljer sig.", en = "Support at home differs." }

[[comparisons.subgroups]]
column = "stad"
why = { sv = "Skolornas resurser skiljer sig.", en = "Schools' resources differ." }

[comparisons.robustness]
placebo_outcomes = ["fore"]
leave_out = "skola"
specification_curve = true

[[criteria]]
id = "upp"
kind = "success"
measure = "effect"
outcome = "poang"
at_least = 1

[[criteria]]
id = "stopp"
kind = "stop"
measure = "effect"
outcome = "poang"
at_most = -1

[component_analysis]
pairs = true

[[component_analysis.components]]
column = "coach"
label = { sv = "Egen coach", en = "Own coach" }
worth = 1
fidelity = "trohet"
dose = "traffar"

[[component_analysis.components]]
column = "mentor"

[[ratings]]
id = "fore-efter"
label = { sv = "Poäng före och efter", en = "Score before and after" }
before = "fore"
after = "poang"
treatment = "grupp"
comparison = "ordinarie"
sd = 10
reliability = 0.85

[follow_up]
time = "datum"
planned = 320
"""


def table(seed: int = 3, *, gain: float = 5.0) -> pl.DataFrame:
    """Return persons, the first 20 of them found not eligible; a coach adds to the score of those who took part."""
    rng = np.random.default_rng(seed)
    number = np.arange(N)
    eligible, offered = number >= 20, number % 2 == 1
    before = np.round(rng.normal(50, 10, N), 1)
    reached = eligible & (rng.random(N) < 0.9)
    started = reached & (rng.random(N) < 0.9)
    took = started & offered & (rng.random(N) < 0.8)
    coach, mentor = number // 2 % 2 == 1, number // 4 % 2 == 1
    score = np.clip(before + 2 + gain * took + 5 * coach + rng.normal(0, 6, N), 0, 100)
    seen = started & (rng.random(N) < np.where(offered, 0.95, 0.85))
    why = rng.choice(["flyttade", "sjukdom", "ville inte"], N, p=[0.6, 0.35, 0.05])
    word = {True: "ja", False: "nej"}
    return pl.DataFrame(
        {
            "lopnr": [f"P{n}" for n in number],
            "grupp": np.where(eligible, np.where(offered, "insats", "ordinarie"), ""),
            "kon": rng.choice(["kvinna", "man"], N),
            "stad": rng.choice(["norr", "soder"], N),
            "skola": [f"S{n % 10}" for n in number],
            "fore": before,
            "poang": [
                round(min(100.0, max(0.0, y)), 1) if known else None for y, known in zip(score, seen, strict=True)
            ],
            "klar": [word[bool(y > 55)] if known else "" for y, known in zip(score, seen, strict=True)],
            "berattigad": [word[bool(yes)] for yes in eligible],
            "nadd": [word[bool(yes)] for yes in reached],
            "borjade": [word[bool(yes)] for yes in started],
            "orsak": np.where(seen | ~eligible, "", why),
            "deltog": [word[bool(yes)] for yes in took],
            "traffar": np.where(took, rng.integers(3, 14, N), 0),
            "coach": [word[bool(yes)] for yes in coach],
            "mentor": [word[bool(yes)] for yes in mentor],
            "trohet": np.round(rng.uniform(0.5, 1, N), 2),
            "datum": [f"2026-{1 + n % 6:02d}-{1 + n % 27:02d}" for n in number],
        }
    )


def without(text: str, *headings: str) -> str:
    """Return the file without some of its tables, so that less is computed."""
    parts = text.split("\n\n")
    return "\n\n".join(part for part in parts if part.split("\n", 1)[0].strip("[]") not in headings)


def write(folder: Path, text: str = FILE, data: pl.DataFrame | None = None) -> Path:
    """Write the file and its data; return the path of the file."""
    buffer = io.BytesIO()
    (table() if data is None else data).write_csv(buffer)
    (folder / "folk.csv").write_bytes(buffer.getvalue())
    path = folder / "satsning.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run_file(path: Path, *, seed: int = 1) -> Evaluation:
    found = load(path)
    inputs = (InputFile(file="folk.csv", sha256="0" * 64, rows=N),)
    return evaluate(found.initiative, found.tables, inputs=inputs, software="utfall 0.0.0", seed=seed, plan=found.plan)
