# SPDX-License-Identifier: Apache-2.0
"""A small economy whose numbers can be worked out by hand."""

from __future__ import annotations

from utfall.core.initiative import Initiative
from utfall.economics import Appraisal
from utfall.io.initiative_file import parse_initiative
from utfall.thread.given import appraise_given

# 10 people, 0.2 more in work each, 20 000 kronor a year for five years, no discounting: 40 000 a year, shared by two.
TEXT = """schema = "utfall/initiative/1"
[initiative]
id = "prov"
title = "Prov"
target_group = "Alla"
participants = 10
ex_ante = true
[[outcomes]]
id = "arbete"
column = "arbete"
kind = "binary"
[appraisal]
price_year = 2023
discount_rate = 0.0
horizon_years = 6
draws = 1000
seed = 3
[[costs]]
id = "coach"
actor = "kommun"
unit_cost = 100_000
price_year = 2023
[[consequences]]
id = "vard"
kind = "avoided_service"
outcome = "arbete"
units_per_improvement = { value = 1.0, low = 0.8, high = 1.2 , distribution = "triangular" }
unit_cost = 20_000
price_year = 2023
postings = { kommun = 0.5, region = 0.5 }
years = 5
baseline = 10
"""


def appraised(text: str = TEXT) -> tuple[Initiative, Appraisal]:
    initiative, appraisal = appraise_given(parse_initiative(text), ["arbete=0.2:0.1:0.3@0.3"])
    assert isinstance(appraisal, Appraisal)
    return initiative, appraisal
