# SPDX-License-Identifier: Apache-2.0
"""Extracts into canonical tables: nobody can be recognised, no row vanishes, every refusal tells the mend."""

import datetime
import json
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.cli.main import main
from utfall.core.errors import InputError
from utfall.core.registers import EPISODE, PERSON
from utfall.io._register.dates import days
from utfall.io._register.ids import (
    holds_personnummer,
    is_name_heading,
    luhn,
    normalised,
    numbered,
    personnummer,
    pseudonym,
    sex_and_birth_year,
)
from utfall.io._register.key import make_key, read_key
from utfall.io.register_import import EXAMPLE, import_registers, read_plan

TODAY = datetime.date(2025, 12, 31)
KEY = b"0123456789abcdef0123456789abcdef"
# Generated; Tolvan Tolvansson is the made-up person of Swedish forms.
TOLVAN = "19121212-1212"


def made(year: int, month: int, day: int, serial: int) -> str:
    nine = f"{year % 100:02d}{month:02d}{day:02d}{serial:03d}"
    check = next(c for c in "0123456789" if luhn(nine + c))
    return f"{year}{nine[2:6]}-{serial:03d}{check}"


def test_hmac_sha_256_is_the_one_of_rfc_4231_case_2():
    found = pseudonym(b"Jefe", "what do ya want for nothing?")
    assert found == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


@pytest.mark.parametrize(
    ("written", "twelve"),
    [
        ("19121212-1212", "191212121212"),
        ("191212121212", "191212121212"),
        (" 121212+1212 ", "191212121212"),
        ("121212-1212", "201212121212"),
        ("701063-2391", "197010632391"),  # Skatteverket's example of a samordningsnummer (day 3 + 60)
        ("7010632391", "197010632391"),
        ("121212-1213", None),  # check digit
        ("121312-1212", None),  # month 13
        ("NA", None),
        ("123456", None),
        ("20290101-1234", None),
    ],
)
def test_a_personnummer_is_known_however_it_is_written(written, twelve):
    assert personnummer(written, today=TODAY) == twelve


def test_sex_and_year_of_birth_are_in_the_number():
    assert sex_and_birth_year("191212121212") == ("m", 1912)
    assert sex_and_birth_year("197010632381") == ("f", 1970)


@given(
    st.dates(datetime.date(1930, 1, 1), datetime.date(2025, 12, 30)),
    st.integers(1, 999),
    st.binary(min_size=32, max_size=32),
)
def test_one_person_has_one_pseudonym_in_every_way_of_writing(born, serial, key):
    number = made(born.year, born.month, born.day, serial)
    ways = [number, number.replace("-", ""), number[2:], number[2:].replace("-", ""), f" {number}"]
    assert len({pseudonym(key, normalised(way, today=TODAY)) for way in ways}) == 1
    assert holds_personnummer([f"Samtal om {number} i dag"], today=TODAY)


@given(st.sets(st.text(min_size=1), min_size=1, max_size=50))
def test_numbers_are_dense_and_others_in_another_delivery(words):
    first, second = numbered(KEY, "2025", words), numbered(KEY, "2026", words)
    assert sorted(first.values()) == list(range(1, len(words) + 1)) == sorted(second.values())
    assert numbered(KEY, "2025", sorted(words, reverse=True)) == first


def test_the_order_of_numbers_is_not_that_of_the_ids():
    words = [f"{n:03d}" for n in range(100)]
    found = numbered(KEY, "d", words)
    assert [found[word] for word in words] != sorted(found.values())
    assert found != numbered(KEY, "e", words)


def test_case_numbers_are_no_personnummer_unless_too_many_look_like_one():
    assert not holds_personnummer([str(4_711_000_000 + 7 * n) for n in range(500)], today=TODAY)
    assert holds_personnummer(["1212121212"] * 10, today=TODAY)


@pytest.mark.parametrize("heading", ["Namn", "För-namn", "E-post", "last name", "TELEFON"])
def test_headings_of_names(heading):
    assert is_name_heading(heading)
    assert not is_name_heading("Insatsnamn")


def test_days_in_declared_forms_and_zones():
    cells = pl.Series(["2024-03-31T23:30:00Z", "2024-03-31 23:30", "31.03.2024", "2024-02-30", "", "1/2/2024"])
    forms = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y"]
    day, wrong = days(cells, forms, stated_in="Europe/Stockholm", counted_in="Europe/Stockholm")
    assert [str(d) for d in day[:3]] == ["2024-04-01", "2024-03-31", "2024-03-31"]
    assert wrong.to_list() == ["", "", "", "unreadable", "", "ambiguous"]
    assert day[4] is None
    moved, _ = days(cells[1:2], forms, stated_in="UTC", counted_in="Europe/Stockholm")
    assert str(moved[0]) == "2024-04-01"


def extract(folder: Path, rows: str, *, encoding="cp1252", extra="", people: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "p.csv").write_bytes(("Id;Namn;Insats;Från;Till\n" + rows).encode(encoding))
    text = f"""schema = "utfall/import/1"
[import]
title = "Prov"
delivery = "1"
censor_date = "2025-12-31"
end_included = true
most_rejected = 0.9
{extra}
[[files]]
file = "p.csv"
table = "episode"
kind = "placement"
person = "Id"
state = "Insats"
start = "Från"
end = "Till"
"""
    if people:
        (folder / "q.csv").write_text(
            f"Id,Område\n{TOLVAN},1883A0010\n1212121212,1883A0020\nNA,\n", encoding="utf-8-sig"
        )
        text += '[[files]]\nfile = "q.csv"\ntable = "person"\nperson = "Id"\nfrom_id = true\narea = "Område"\n'
    (folder / "m.toml").write_text(text, encoding="utf-8")
    return folder / "m.toml"


ROWS = f"""{TOLVAN};Åsa;HVB;2024-01-01;2024-01-31
191212121212;Åsa;Jourhem;2024-03-01;
NA;Bo;HVB;2024-01-01;2026-02-01
NA;Bo;HVB;2024-01-01;2026-02-01
NA;Bo;HVB;2024-05-01;2024-04-30
NA;Bo;;2024-05-01;
;Bo;HVB;2024-05-01;
NA;Bo;HVB;1 maj;
NA;Bo;HVB;;2024-05-01
NA;Bo;HVB;2026-05-01;
"""


def test_every_row_is_kept_or_told_and_the_id_na_is_an_id(tmp_path):
    found = import_registers(read_plan(extract(tmp_path, ROWS, people=True)), KEY)
    episode = found.tables["episode"]
    assert episode.columns == list(EPISODE.names)
    assert found.tables["person"].columns == list(PERSON.names)
    assert found.reads[0].kept == episode.height == 3
    assert [row[1:] for row in found.rejected.rows()] == [
        (5, "", "duplicate"), (6, "end", "end-before-start"), (7, "state", "state-missing"),
        (8, "person", "id-missing"),
        (9, "start", "date-unreadable"), (10, "start", "start-missing"), (11, "start", "after-censoring"),
    ]  # fmt: skip
    hvb = episode.filter(pl.col("state") == "HVB").sort("end_d", nulls_last=True)
    assert hvb["end_d"].to_list() == [
        datetime.date(2024, 2, 1),
        None,
    ]  # half-open; planned beyond the extract: going on
    by_area = dict(found.tables["person"].select("area", "birth_year").rows())
    assert by_area["1883A0010"] == 1912
    assert by_area["1883A0020"] == 2012
    assert found.reads[0].unused == ("Namn",)
    assert episode["person"].n_unique() == 2


def test_a_source_that_says_the_first_day_without_ends_there(tmp_path):
    path = extract(tmp_path, "A;x;HVB;2024-01-01;2024-01-31\nB;x;HVB;2024-01-01;2024-01-01\n")
    path.write_text(
        path.read_text(encoding="utf-8").replace("end_included = true", "end_included = false"), encoding="utf-8"
    )
    found = import_registers(read_plan(path), KEY)
    assert found.tables["episode"]["end_d"].to_list() == [datetime.date(2024, 1, 31)]
    assert found.rejected["reason"].to_list() == ["no-day"]


def test_codes_are_mapped_and_unknown_ones_rejected(tmp_path):
    path = extract(tmp_path, "A;x;H1;2024-01-01;\nB;x;H9;2024-01-01;\n")
    path.write_text(
        path.read_text(encoding="utf-8") + '[[codes]]\nsource_code = "H1"\nstate = "HVB"\n', encoding="utf-8"
    )
    found = import_registers(read_plan(path), KEY)
    assert found.tables["episode"]["state"].to_list() == ["HVB"]
    assert found.rejected["reason"].to_list() == ["code-unknown"]
    assert found.tables["code_map"].rows() == [("H1", "HVB", None)]


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_excel_and_parquet_give_the_same_tables_as_csv(tmp_path, ending):
    plain = import_registers(read_plan(extract(tmp_path, "A;x;HVB;2024-01-01;2024-01-31\nB;x;SiS;2024-02-01;\n")), KEY)
    frame = pl.DataFrame(
        {
            "Id": ["A", "B"], "Insats": ["HVB", "SiS"], "Från": [datetime.date(2024, 1, 1), datetime.date(2024, 2, 1)],
            "Till": [datetime.date(2024, 1, 31), None],
        }
    )  # fmt: skip
    if ending == "parquet":
        frame.write_parquet(tmp_path / "p.parquet")
    else:
        import openpyxl

        book = openpyxl.Workbook()
        for row in [frame.columns, *frame.rows()]:
            book.active.append(row)
        book.save(tmp_path / "p.xlsx")
    path = tmp_path / "m.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("p.csv", f"p.{ending}"), encoding="utf-8")
    other = import_registers(read_plan(path), KEY)
    assert other.tables["episode"].equals(plain.tables["episode"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('state = "Insats"', 'state = "Namn"'), "column-of-names"),
        (('state = "Insats"', 'state = "Id"'), "column-of-personnummer"),
        (('state = "Insats"', 'state = "Insatts"'), "column-missing"),
        (("most_rejected = 0.9", "most_rejected = 0.1"), "too-many-rejected"),
        (("2025-12-31", "i går"), "date-unreadable"),
        (('delivery = "1"', 'delivery = "1"\ntime_zone = "Sverige"'), "zone-unknown"),
        (('kind = "placement"\n', ""), "field-missing"),
        (('kind = "placement"', 'kind = "placement"\nsex = "Namn"'), "field-unknown"),
        (('kind = "placement"', 'kind = "placement"\nstate_value = "HVB"'), "state-unclear"),
        (("utfall/import/1", "utfall/import/2"), "schema-unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_its_mend(tmp_path, change, code):
    path = extract(tmp_path, ROWS)
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        import_registers(read_plan(path), KEY)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert caught.value.faults[0].mend.sv


def test_an_empty_extract_is_refused(tmp_path):
    with pytest.raises(InputError, match="table-empty"):
        import_registers(read_plan(extract(tmp_path, "")), KEY)


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")
def test_the_key_lies_apart_and_only_its_owner_reads_it(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    with pytest.raises(InputError, match="key-among-data"):
        make_key(data / "below" / "key", away_from=[data])
    key = tmp_path / "keys" / "key"
    make_key(key, away_from=[data])
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(read_key(key, away_from=[data])) == 64
    with pytest.raises(InputError, match="key-exists"):
        make_key(key, away_from=[data])
    (data / "link").symlink_to(key)
    assert read_key(data / "link", away_from=[]) == read_key(key, away_from=[])
    linked = tmp_path / "elsewhere"
    linked.symlink_to(data)
    with pytest.raises(InputError, match="key-among-data"):
        read_key(linked / "key", away_from=[data])
    key.chmod(0o640)
    with pytest.raises(InputError, match="key-open"):
        read_key(key, away_from=[data])
    key.chmod(0o600)
    key.write_text("short")
    with pytest.raises(InputError, match="key-short"):
        read_key(key, away_from=[data])
    with pytest.raises(InputError, match="key-missing"):
        read_key(tmp_path / "none", away_from=[data])


def test_the_command_leaves_no_name_and_no_id_in_what_it_writes(tmp_path, capsys):
    path = extract(tmp_path / "data", ROWS, people=True)
    key, out = tmp_path / "keys" / "k.key", tmp_path / "out"
    assert main(["import", str(path), "--out", str(out), "--key", str(key), "--make-key"]) == 0
    told = capsys.readouterr().out
    names = sorted(p.name for p in out.iterdir())
    assert names == ["episode.parquet", "manifest.json", "person.parquet", "rejected.csv"]
    whole = b"".join(p.read_bytes() for p in out.iterdir()) + told.encode()
    frames = [pl.read_parquet(p).write_csv().encode() for p in out.glob("*.parquet")]
    for word in ("Åsa", "1212-1212", "121212121212", "1212121212"):
        assert word.encode() not in whole
        assert not any(word.encode() in frame for frame in frames)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"][0]["rejected"]["duplicate"] == 1
    assert manifest["pseudonyms"]["persons"] == 3
    keys = pl.read_parquet(tmp_path / "keys" / "k-1-key_map.parquet")
    assert keys.columns == ["pseudonym", "person"]
    assert main(["import", str(path), "--out", str(out), "--key", str(key), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again == manifest  # the same extract and key give the same tables, to the byte


def test_a_refused_import_writes_nothing_and_keeps_no_new_key(tmp_path, capsys):
    path = extract(tmp_path / "data", ROWS.replace("2024", "24/"))
    key, out = tmp_path / "keys" / "k.key", tmp_path / "out"
    assert main(["import", str(path), "--out", str(out), "--key", str(key), "--make-key"]) == 2
    assert "rad: skäl" in capsys.readouterr().err
    assert not out.exists()
    assert not key.exists()


def test_the_example_is_a_sound_mapping(tmp_path, capsys):
    assert main(["import", "--example"]) == 0
    assert capsys.readouterr().out == EXAMPLE
    (tmp_path / "m.toml").write_text(EXAMPLE, encoding="utf-8")
    assert [file.table for file in read_plan(tmp_path / "m.toml").files] == ["episode", "person"]
