# SPDX-License-Identifier: Apache-2.0
"""A fault found after the file was read is told at its file and line, and so is a price year that has not come."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.thread.economy_sample import TEXT
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.io.initiative_file import parse_initiative
from utfall.io.places import future_years, place_faults, placed, require_past_years
from utfall.thread.given import appraise_given


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prov.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def line_of(text: str) -> int:
    return 1 + TEXT[: TEXT.index(text)].count("\n")


def fault(field: str, file: str = "") -> Fault:
    return Fault("prov", Text.same("fel"), Text.same("laga"), Place(file=file, field=field))


def test_a_fault_of_a_line_is_placed_where_the_line_stands(file: Path) -> None:
    whole, part, settings = place_faults(
        file, [fault("lines.vard"), fault("lines.coach.unit_cost.price_year"), fault("appraisal.draws")]
    )
    assert (whole.place.file, whole.place.row) == ("prov.toml", line_of("[[consequences]]"))
    assert whole.place.field == "consequences[1] (id vard)"
    assert part.place.field == "costs[1] (id coach).price_year"
    assert settings.place.row == line_of("draws = ")


def test_what_is_not_in_the_file_stays_as_it_was(file: Path) -> None:
    kept = [fault("lines.borta"), fault("--effect"), fault("arbete", "personer.csv"), fault("")]
    assert place_faults(file, kept) == tuple(kept)
    assert place_faults(file.with_name("finns_ej.toml"), kept) == tuple(kept)


def test_a_red_check_names_the_line_it_is_about(file: Path) -> None:
    over = TEXT.replace("baseline = 10", "baseline = 1")
    file.write_text(over, encoding="utf-8")
    _, found = appraise_given(parse_initiative(over), ["arbete=0.2@0.3"])
    assert isinstance(found, Appraisal)
    with pytest.raises(InputError) as caught, placed(file):
        found.require_exportable()
    (red,) = caught.value.faults
    assert red.code == "red-k6"
    assert (red.place.file, red.place.row) == ("prov.toml", line_of("[[consequences]]"))


def test_a_price_year_that_has_not_come_is_refused_at_its_line(file: Path) -> None:
    assert future_years(file, 2023) == ()
    require_past_years(file, 2023)
    faults = future_years(file, 2022)
    assert [one.place.field for one in faults] == [
        "appraisal.price_year",
        "costs[1] (id coach).price_year",
        "consequences[1] (id vard).price_year",
    ]
    assert faults[0].place.row == line_of("price_year = 2023")
    with pytest.raises(InputError, match="price-year-future"):
        require_past_years(file, 2022)


@pytest.mark.parametrize("text", ["inte toml [", "", "appraisal = 3\ncosts = 4", 'costs = ["a"]'])
def test_a_file_of_another_shape_is_left_to_its_reader(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert future_years(file, 1900) == ()
    assert place_faults(file, [fault("lines.a")]) == (fault("lines.a"),)
