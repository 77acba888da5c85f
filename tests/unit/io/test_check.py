# SPDX-License-Identifier: Apache-2.0
"""An initiative is held against its data before anything is computed; every fault is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from utfall.core.errors import Fault, InputError
from utfall.io.check import check_initiative, load

HEAD = """schema = "utfall/initiative/1"
[initiative]
id = "prov"
title = "Prov"
target_group = "Alla"
[[data]]
id = "d"
file = "data.csv"
[[outcomes]]
id = "y"
column = "utfall"
"""
TRIAL = """[[comparisons]]
id = "lott"
data = "d"
design = "rct"
treatment = "grupp"
covariates = ["alder"]
id_column = "lopnr"
sex = "kon"
"""
LONG = """[[comparisons]]
id = "did"
data = "d"
design = "did"
treatment = "grupp"
time = "ar"
post = 2020
id_column = "lopnr"
"""
GOOD = "lopnr;grupp;utfall;alder;kon\na;1;1,5;30;k\nb;0;2;40;m\nc;1;;50;k\nd;0;3,25;60;m\n"
GOOD_LONG = "lopnr;grupp;utfall;ar\na;1;1;2019\na;1;2;2020\nb;0;1;2019\nb;0;1;2020\n"


def put(folder: Path, data: str, text: str = HEAD + TRIAL) -> Path:
    (folder / "data.csv").write_text(data, encoding="utf-8")
    path = folder / "satsning.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path) -> list[Fault]:
    before = sorted(path.parent.iterdir())
    _, faults = check_initiative(path)
    with pytest.raises(InputError) as caught:
        load(path)
    assert caught.value.faults == faults
    assert sorted(path.parent.iterdir()) == before
    assert all(fault.text.sv and fault.text.en and fault.mend.sv and fault.mend.en for fault in faults)
    return list(faults)


def test_good_data_is_loaded_with_where_it_came_from(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    initiative, faults = check_initiative(path)
    assert initiative is not None
    assert faults == ()
    loaded = load(path)
    assert loaded.initiative == initiative
    assert loaded.tables["d"].height == 4
    assert [(f.file, f.rows, len(f.sha256)) for f in loaded.inputs] == [("data.csv", 4, 64)]


@pytest.mark.parametrize("demo", ["supported_work", "vagen_till_jobb"])
def test_the_demos_have_no_fault(demo: str) -> None:
    path = Path(__file__).parents[3] / "demos" / demo / "initiative.toml"
    initiative, faults = check_initiative(path)
    assert initiative is not None
    assert faults == ()


def test_long_data_is_good_too(tmp_path: Path) -> None:
    assert load(put(tmp_path, GOOD_LONG, HEAD + LONG)).tables["d"].height == 4


def test_a_missing_data_file(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    (tmp_path / "data.csv").rename(tmp_path / "datan.csv")
    (fault,) = faults_of(path)
    assert (fault.code, fault.place.file) == ("file-missing", "data.csv")
    assert fault.mend.sv == "Menade du ”datan.csv”?"


def test_the_data_of_a_plan_need_not_exist_yet(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD, (HEAD + TRIAL).replace('title = "Prov"', 'title = "Prov"\nex_ante = true'))
    (tmp_path / "data.csv").unlink()
    assert check_initiative(path)[1] == ()
    with pytest.raises(InputError) as caught:
        load(path)
    assert [fault.code for fault in caught.value.faults] == ["nothing-measured", "file-missing"]


def test_an_absolute_path_is_shown_by_its_name_alone(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD, (HEAD + TRIAL).replace('"data.csv"', f'"{(tmp_path / "data.csv").as_posix()}"'))
    assert load(path).inputs[0].file == "data.csv"


def test_a_missing_initiative_file_names_the_nearest(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    (fault,) = faults_of(tmp_path / "satsing.toml")
    assert fault.code == "file-missing"
    assert fault.mend.en == "Did you mean 'satsning.toml'?"


def test_a_data_file_given_as_an_initiative_file(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    (fault,) = faults_of(tmp_path / "data.csv")
    assert (fault.code, fault.place.file) == ("file-is-data", "data.csv")
    assert "utfall effect" in fault.mend.sv
    assert "utfall effect" in fault.mend.en


def test_a_folder_or_a_large_file_given_as_an_initiative_file(tmp_path: Path) -> None:
    assert [fault.code for fault in faults_of(tmp_path)] == ["file-is-folder"]
    path = tmp_path / "stor.toml"
    path.write_bytes(b"#" * 5_000_001)
    assert [fault.code for fault in faults_of(path)] == ["file-too-large"]


def test_an_initiative_file_in_another_encoding(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    path.write_bytes((HEAD + TRIAL).replace("Prov", "Pröv").encode("cp1252"))
    (fault,) = faults_of(path)
    assert (fault.code, fault.place.row) == ("toml-encoding", 4)
    assert "UTF-8" in fault.mend.sv


def test_all_faults_of_the_data_are_told_at_once(tmp_path: Path) -> None:
    data = "lopnr;grupp;utfall;aldr\na;1;hej;30\nb;2;2;40\nb;0;3;50\n"
    found = faults_of(put(tmp_path, data))
    assert [(f.code, f.place.field, f.place.row) for f in found] == [
        ("not-a-number", "utfall", 2),
        ("not-two-groups", "grupp", None),
        ("column-unknown", "alder", None),
        ("column-unknown", "kon", None),
        ("duplicate-ids", "lopnr", 4),
    ]
    assert all(f.place.file == "data.csv" for f in found)
    assert found[2].mend.sv == "Menade du ”aldr”?"
    assert "”hej”" in found[0].text.sv


def test_a_repeated_person_is_named_by_row_and_never_by_id(tmp_path: Path) -> None:
    data = GOOD.replace("b;0", "19121212-1212;0").replace("c;1", "19121212-1212;1")
    (fault,) = faults_of(put(tmp_path, data))
    assert (fault.code, fault.place.row) == ("duplicate-ids", 4)
    assert "1912" not in fault.of("sv") + fault.of("en")
    assert "en rad per person." in fault.mend.sv


def test_a_person_may_stand_once_per_period(tmp_path: Path) -> None:
    (fault,) = faults_of(put(tmp_path, GOOD_LONG + "b;0;7;2020\n", HEAD + LONG))
    assert (fault.code, fault.place.row) == ("duplicate-ids", 6)
    assert "per person and period" in fault.mend.en


@pytest.mark.parametrize(
    ("old", "new", "sv", "en"),
    [(";1;", ";0;", "insatsgruppen", "intervention"), (";0;", ";1;", "jämförelsegruppen", "comparison")],
)
def test_an_empty_group(tmp_path: Path, old: str, new: str, sv: str, en: str) -> None:
    (fault,) = faults_of(put(tmp_path, GOOD.replace(old, new)))
    assert (fault.code, fault.place.field) == ("group-empty", "grupp")
    assert sv in fault.text.sv
    assert en in fault.text.en
    assert "1 är insatsgrupp" in fault.mend.sv


def test_two_named_groups_need_a_name_for_the_comparison(tmp_path: Path) -> None:
    data = GOOD.replace(";1;", ";insats;").replace(";0;", ";vanligt;")
    (fault,) = faults_of(put(tmp_path, data))
    assert fault.code == "comparison-unnamed"
    named = (HEAD + TRIAL).replace('treatment = "grupp"', 'treatment = "grupp"\ncomparison = "vanligt"')
    assert load(put(tmp_path, data, named)).inputs[0].rows == 4


@pytest.mark.parametrize("post", ["2030", "1990"])
def test_a_start_that_divides_nothing(tmp_path: Path, post: str) -> None:
    (fault,) = faults_of(put(tmp_path, GOOD_LONG, HEAD + LONG.replace("2020", post)))
    assert (fault.code, fault.place.field) == ("period-empty", "ar")
    assert "post" in fault.mend.sv
    assert "post" in fault.mend.en


def test_a_count_that_is_no_count(tmp_path: Path) -> None:
    text = (HEAD + TRIAL).replace('column = "utfall"', 'column = "utfall"\nkind = "count"')
    fault, *others = faults_of(put(tmp_path, GOOD, text))
    assert (fault.code, fault.place.row) == ("not-a-count", 2)
    assert {other.code for other in others} == {"not-a-count"}  # every row that has it, as for a cell that is no number
    assert "continuous" in fault.mend.sv


def test_faults_of_the_file_and_of_its_data_are_told_at_once(tmp_path: Path) -> None:
    path = put(tmp_path, "binary\x00", (HEAD + TRIAL).replace('title = "Prov"\n', ""))
    initiative, faults = check_initiative(path)
    assert initiative is None
    assert [fault.place.file for fault in faults] == [path.name, "data.csv"]
    assert faults[0].code == "field-missing"


def test_periods_whose_order_cannot_be_known(tmp_path: Path) -> None:
    text = HEAD + LONG.replace("2020", '"slut"')
    data = GOOD_LONG.replace(";2019", ";start").replace(";2020", ";slut")
    assert load(put(tmp_path, data, text)).inputs[0].rows == 4
    (fault,) = faults_of(put(tmp_path, data + "c;1;1;mitt\n", text))
    assert (fault.code, fault.place.field) == ("time-order-unknown", "ar")
