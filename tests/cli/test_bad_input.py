# SPDX-License-Identifier: Apache-2.0
"""What goes wrong for a user: each gives a clear message, exit code 2 or 3, and writes nothing."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demos" / "supported_work"
HEAD = "person;grupp;utfall"


def utfall(*arguments: str | Path, cwd: Path, lang: str = "sv") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "UTFALL_LANG": lang}
    command = [sys.executable, "-m", "utfall", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def table(tmp_path: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = tmp_path / "data.csv"
    path.write_bytes(("\n".join([head, *rows]) + "\n").encode(encoding))
    return path


def groups(n: int = 12, value: str = "{i}") -> list[str]:
    return [f"p{i};{i % 2};{value.format(i=i)}" for i in range(n)]


def effect(path: Path, *more: str, lang: str = "sv") -> subprocess.CompletedProcess[str]:
    arguments = ["effect", path, "--outcome", "utfall", "--treatment", "grupp", *more]
    return utfall(*arguments, cwd=path.parent, lang=lang)


def refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    path = table(tmp_path, *groups())
    refused(effect(path.with_name("dat.csv")), 2, "dat.csv", "data.csv")


def test_a_folder_given_as_a_file(tmp_path: Path) -> None:
    refused(effect(tmp_path), 2, "mapp")


def test_wrong_delimiter(tmp_path: Path) -> None:
    path = table(tmp_path, *(row.replace(";", "~") for row in groups()), head=HEAD.replace(";", "~"))
    refused(effect(path), 2, "en kolumn", "~", "semikolon")


def test_unknown_column_with_the_nearest_name(tmp_path: Path) -> None:
    path = table(tmp_path, *groups(), head="person;grupp;utfal")
    refused(effect(path), 2, "utfall", "Menade du ”utfal”?")


def test_text_in_a_number_column_names_row_and_value(tmp_path: Path) -> None:
    rows = groups()
    rows[3] = "p3;1;många"
    refused(effect(table(tmp_path, *rows)), 2, "rad 5", "många")


def test_decimal_commas_and_windows_1252_are_read(tmp_path: Path) -> None:
    rows = [f"å{i};{'ja' if i % 2 else 'nej'};{i},5" for i in range(12)]
    done = effect(table(tmp_path, *rows, encoding="cp1252"), "--json")
    assert done.returncode == 0, done.stderr
    assert '"estimate": 1.0' in done.stdout


def test_empty_group(tmp_path: Path) -> None:
    refused(effect(table(tmp_path, *(f"p{i};1;{i}" for i in range(12)))), 3)


def test_one_participant(tmp_path: Path) -> None:
    refused(effect(table(tmp_path, "p0;1;3", *(f"p{i};0;{i}" for i in range(1, 12)))), 3)


def test_a_group_below_the_threshold_is_not_shown(tmp_path: Path) -> None:
    rows = [f"p{i};{int(i < 4)};{i % 5}" for i in range(20)]
    refused(effect(table(tmp_path, *rows)), 3, "färre än 5")


def test_all_outcomes_equal(tmp_path: Path) -> None:
    refused(effect(table(tmp_path, *groups(value="7"))), 3)


def test_duplicate_ids_name_rows_and_not_ids(tmp_path: Path) -> None:
    rows = groups()
    rows[5] = rows[4].replace("4", "4", 1)
    done = effect(table(tmp_path, *rows), "--id", "person")
    refused(done, 2, "rad")
    assert "p4" not in done.stderr


def test_missing_values_are_counted(tmp_path: Path) -> None:
    rows = groups(20)
    rows[2], rows[7] = "p2;0;", "p7;1;NA"
    done = effect(table(tmp_path, *rows))
    assert done.returncode == 0, done.stderr
    assert "10 % av personerna saknar uppgifter" in done.stdout.replace("\u00a0", " ")


def test_unknown_option_and_design_speak_the_language_of_the_call(tmp_path: Path) -> None:
    path = table(tmp_path, *groups())
    refused(effect(path, "--covariate", "a"), 2, "--covariates")
    refused(effect(path, "--design", "matchin", lang="en"), 2, "Did you mean 'matching'?")
    refused(effect(path, "--design", "rdd"), 2, "behöver --running", "behöver --cutoff")
    refused(effect(path, "--ratio", "2"), 2, "--ratio hör inte till")


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    shutil.copytree(DEMO, tmp_path / "demo")
    return tmp_path / "demo" / "initiative.toml"


def mended(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("unit_cost = 13000", "unit_cost = -13000", ("programme",)),
        ('actor = "state"', 'actor = "statn"', ("statn",)),
        ("price_year = 1982\nyear", "year", ("prisår",)),
        ('outcome = "earnings"\nat_least', 'outcome = "earning"\nat_least', ("earning", "earnings")),
        ('file = "nsw.csv"', 'file = "nws.csv"', ("nws.csv", "nsw.csv")),
        ('column = "re78"', 'column = "re79"', ("re79", "re78")),
        ('kind = "continuous"', 'kind = "continous"', ("continous",)),
    ],
)
def test_faults_of_the_initiative_file(demo: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    mended(demo, old, new)
    out = demo.parent / "out"
    done = utfall("evaluate", demo, "--out", out, cwd=demo.parent)
    refused(done, 2, *words)
    assert not out.exists() or not list(out.iterdir())


def test_a_typo_in_the_toml_has_line_and_column(demo: Path) -> None:
    mended(demo, 'direction = "increase"', 'direction = "increase')
    refused(utfall("check", demo, cwd=demo.parent), 2, "rad", "kolumn")


def test_every_fault_is_listed_at_once(demo: Path) -> None:
    mended(demo, 'column = "re78"', 'column = "re79"')
    mended(demo, 'actor = "state"', 'actor = "statn"')
    mended(demo, "unit_cost = 13000", "unit_cost = -1")
    done = utfall("check", demo, cwd=demo.parent)
    refused(done, 2, "re79", "statn")
    assert done.stderr.count("\n  - ") >= 2


def test_an_output_folder_that_cannot_be_written(demo: Path) -> None:
    blocked = demo.parent / "blocked"
    blocked.write_text("a file stands in the way")
    refused(utfall("evaluate", demo, "--out", blocked, cwd=demo.parent), 2, "blocked")
    assert blocked.read_text() == "a file stands in the way"


def test_interrupt_in_the_middle_leaves_old_reports_and_nothing_half_written(demo: Path) -> None:
    out = demo.parent / "out"
    out.mkdir()
    (out / "result.json").write_text("old")
    command = [sys.executable, "-m", "utfall", "evaluate", str(demo), "--out", str(out)]
    running = subprocess.Popen(command, cwd=demo.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    maps = Path(f"/proc/{running.pid}/maps")
    while running.poll() is None and "polars" not in maps.read_text(encoding="utf-8", errors="replace"):
        time.sleep(0.02)  # until the data are being read: then the work is on its way
    running.send_signal(signal.SIGINT)
    _, message = running.communicate(timeout=60)
    assert running.returncode == 130, message
    assert "Traceback" not in message
    assert sorted(path.name for path in out.iterdir()) == ["result.json"]
    assert (out / "result.json").read_text() == "old"
    assert sorted(path.name for path in demo.parent.iterdir()) == sorted([*(p.name for p in DEMO.iterdir()), "out"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["power", "--sd", "tio", "--effect", "1"], {"sv": "Skriv ett tal.", "en": "Write a number."}),
        (["power", "--sd", "10", "--n", "1,5"], {"sv": "Skriv ett heltal.", "en": "Write a whole number."}),
        (["effect", "x.csv", "--outcome", "y", "--seed", "-1"], {"sv": "heltal från 0", "en": "number from 0"}),
        (["effect", "x.csv", "--outcome", "y", "--min-cell", "0"], {"sv": "minst 1.", "en": "at least 1."}),
        (["effect", "x.csv", "--outcome", "y", "--kind", "andel"], {"sv": "Välj bland", "en": "Choose among"}),
        (["costs", "--wage", "1,2,3"], {"sv": "tal från 0 till", "en": "number from 0 to"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_value_that_an_option_cannot_have(tmp_path: Path, call: list[str], words: dict[str, str], lang: str) -> None:
    done = utfall(*call, cwd=tmp_path, lang=lang)
    refused(done, 2, words[lang])
    assert "is not" not in done.stderr  # no English of a library in a Swedish sentence


def test_an_option_takes_a_decimal_comma(tmp_path: Path) -> None:
    commas = utfall("power", "--sd", "10,5", "--effect", "\u22123,2", cwd=tmp_path)
    points = utfall("power", "--sd", "10.5", "--effect", "-3.2", cwd=tmp_path)
    assert (commas.returncode, commas.stderr) == (0, "")
    assert commas.stdout == points.stdout


def test_a_first_call_without_a_word_more_shows_what_there_is(tmp_path: Path) -> None:
    done = utfall(cwd=tmp_path)
    refused(done, 2, "Kommandon:", "utfall new satsning.toml")
    assert not done.stderr.startswith("Fel")
