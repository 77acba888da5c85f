# SPDX-License-Identifier: Apache-2.0
"""What a new user stumbled over once, and must not again."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
NSW = ROOT / "demos" / "supported_work" / "nsw.csv"
SURVEY = ROOT / "demos" / "supported_work" / "nsw_cps1.csv"
BACKGROUND = "age,educ,black,hisp,marr,nodegree,re74,re75"


def utfall(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "utfall", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def told(*words: str | Path) -> dict[str, Any]:
    done = utfall(*words, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_tutorials_raw_contrast_comes_out_as_it_says() -> None:
    # Dehejia and Wahba 1999, table 3: -8,498
    call = ["effect", SURVEY, "--outcome", "re78", "--treatment", "treat", "--covariates", BACKGROUND, "--no-adjust"]
    assert told(*call)["estimate"] == pytest.approx(-8497.52, abs=0.01)


def test_adjusting_or_not_is_heard() -> None:
    call = ["effect", NSW, "--outcome", "re78", "--treatment", "treat", "--covariates", BACKGROUND, "--design", "rct"]
    assert told(*call, "--no-adjust")["estimate"] == pytest.approx(1794.34, abs=0.01)
    assert told(*call)["estimate"] == told(*call, "--adjust")["estimate"] != pytest.approx(1794.34, abs=1)


@pytest.mark.parametrize(
    "option", [("--ratio", "0"), ("--ratio", "-5"), ("--ratio", "1000000000"), ("--caliper", "0"), ("--caliper", "-1")]
)
def test_options_outside_their_range_are_refused(option: tuple[str, str]) -> None:
    call = ["effect", NSW, "--outcome", "re78", "--treatment", "treat", "--covariates", "age", "--design", "matching"]
    done = utfall(*call, *option)
    assert done.returncode == 2
    assert option[0] in done.stderr


def test_one_column_cannot_be_both_outcome_and_treatment() -> None:
    done = utfall("effect", NSW, "--outcome", "treat", "--treatment", "treat")
    assert done.returncode == 2
    assert "både som --outcome och som --treatment" in done.stderr


def test_the_wanted_direction_is_judged_only_when_stated() -> None:
    call = ["effect", NSW, "--outcome", "re78", "--treatment", "treat", "--design", "rct"]
    assert "håll" not in utfall(*call).stdout
    assert "åt det håll som var avsett" in utfall(*call, "--direction", "increase").stdout
    assert "åt fel håll" in utfall(*call, "--direction", "decrease").stdout


def test_a_row_of_totals_is_refused_with_its_row(tmp_path: Path) -> None:
    rows = [f"p{i};{i % 2};{i}" for i in range(20)]
    path = tmp_path / "data.csv"
    path.write_text("\n".join(["person;grupp;utfall", *rows, "Summa;;190"]), encoding="utf-8")
    done = utfall("effect", path, "--outcome", "utfall", "--treatment", "grupp")
    assert done.returncode == 2
    assert "rad 22" in done.stderr
    assert "Summa" in done.stderr


def test_a_word_that_is_a_category_is_no_row_of_totals(tmp_path: Path) -> None:
    rows = [f"{('total', 'del')[i % 2]};{i % 2};{i}" for i in range(20)]
    path = tmp_path / "data.csv"
    path.write_text("\n".join(["typ;grupp;utfall", *rows]), encoding="utf-8")
    assert utfall("effect", path, "--outcome", "utfall", "--treatment", "grupp").returncode == 0


def test_hidden_sexes_are_hidden_in_the_balance_too(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    rows = [f"{i % 2};{int(i < 7)};{rng.normal():.3f}" for i in range(60)]
    path = tmp_path / "data.csv"
    path.write_text("\n".join(["t;man;y", *rows]), encoding="utf-8")
    call = ["effect", path, "--outcome", "y", "--treatment", "t", "--design", "rct", "--covariates", "man"]
    found = told(*call, "--sex", "man")
    assert [row["estimate"] for row in found["gender"]] == [None, None]
    assert found["balance"] == []


def test_an_effect_given_twice_or_as_an_impossible_share_is_refused() -> None:
    file = ROOT / "demos" / "vagen_till_jobb" / "initiative.toml"
    assert "två gånger" in utfall("appraise", file, "--effect", "arbete=0.1", "--effect", "arbete=0.2").stderr
    for wrong in ("arbete=10", "arbete=0.1@-1", "arbete=0.6@0.7"):
        done = utfall("appraise", file, "--effect", wrong)
        assert done.returncode == 2
        assert "utanför 0–1" in done.stderr


def test_given_effects_are_said_to_be_assumptions() -> None:
    file = ROOT / "demos" / "vagen_till_jobb" / "initiative.toml"
    text = utfall("appraise", file, *(f"--effect={o}" for o in ("arbete=0.1@0.3", "bistand=-1@5", "besok=0@4"))).stdout
    assert "Effekterna är antaganden" in text
    assert "skulle ge" in text


def test_being_told_to_end_leaves_nothing_behind(tmp_path: Path) -> None:
    file = ROOT / "demos" / "supported_work" / "initiative.toml"
    command = [sys.executable, "-m", "utfall", "evaluate", str(file), "--out", str(tmp_path / "out")]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    maps = Path(f"/proc/{running.pid}/maps")
    while running.poll() is None and "polars" not in maps.read_text(encoding="utf-8", errors="replace"):
        pass
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_a_device_that_is_full_is_said_in_words() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "utfall", "effect", str(NSW), "--outcome", "re78", "--treatment", "treat"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_had_enough_is_no_fault() -> None:
    command = f"{sys.executable} -m utfall costs | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""
