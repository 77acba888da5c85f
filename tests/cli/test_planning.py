# SPDX-License-Identifier: Apache-2.0
"""The commands of planning: what they print, what they write, and what they refuse."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from utfall.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demos" / "vagen_till_jobb"


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def utfall(*arguments: str | Path, cwd: Path, lang: str = "sv") -> Done:
    """Run a command in this process, as on a pipe: a start for each of so many calls would take a minute."""
    words = [str(word) for word in arguments]
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setenv("UTFALL_LANG", lang)
        patch.setattr(sys, "argv", ["utfall", *words])
        patch.setattr(sys, "stdin", io.StringIO())
        patch.chdir(cwd)
        code = main(words)
    return Done(code, out.getvalue(), err.getvalue())


def done(*arguments: str | Path, cwd: Path, lang: str = "sv") -> str:
    found = utfall(*arguments, cwd=cwd, lang=lang)
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    return found.stdout


def data(*arguments: str | Path, cwd: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done(*arguments, "--json", cwd=cwd))
    return found


def refused(found: Done, code: int, *words: str) -> None:
    assert found.returncode == code, found.stderr
    assert found.stdout == ""
    assert "Traceback" not in found.stderr
    for word in words:
        assert word in found.stderr


@pytest.fixture
def here(tmp_path: Path) -> Path:
    # The illustration as it was before it was locked: the file ends with [lock] and the comment above it.
    text = (DEMO / "initiative.toml").read_text(encoding="utf-8")
    (tmp_path / "satsning.toml").write_text(text[: text.index("\n# Låsets datum")], encoding="utf-8")
    rows = [f"p{i:03d};{('kvinna', 'man')[i % 2]};s{i % 8};{20 + i % 30}" for i in range(64)]
    (tmp_path / "folk.csv").write_text("\n".join(["lopnr;kon;skola;alder", *rows]) + "\n", encoding="utf-8")
    return tmp_path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_power_solves_for_the_one_that_is_missing(tmp_path: Path) -> None:
    n = data("power", "--design", "rct", "--outcome-kind", "continuous", "--sd", "10", "--effect", "3", cwd=tmp_path)
    assert (n["solved"], n["n"]) == ("n", 351)  # 175.4 per group: R, power.t.test(delta = .3, power = .8)
    power = data("power", "--sd", "10", "--effect", "3", "--n", "351", cwd=tmp_path)
    assert power["solved"] == "power"
    assert power["power"] == n["power"]
    effect = data("power", "--sd", "10", "--n", "351", cwd=tmp_path)
    assert effect["solved"] == "effect"
    assert effect["effect"] == pytest.approx(3.0, abs=0.01)
    assert effect["power_mc_error"] is None
    assert effect["power_mc_error_reason"]


def test_power_in_words_in_both_languages(tmp_path: Path) -> None:
    call = ("power", "--sd", "10", "--effect", "3", "--icc", ".05", "--cluster-size", "20", "--dropout", ".1")
    swedish, english = done(*call, cwd=tmp_path), done(*call, "--lang", "en", cwd=tmp_path)
    assert "Kluster: 19 + 19." in swedish
    assert "Clusters: 19 + 19." in english
    assert "760 personer" in swedish


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        ((), 2, ("n, effect, power", "--sd")),
        (("--sd", "10"), 2, ("Ange två av dem",)),
        (("--sd", "10", "--effect", "3", "--n", "100", "--power", ".8"), 2, ("saknas 0",)),
        (("--sd", "tio", "--effect", "3"), 2, ("--sd",)),
        (("--outcome-kind", "binary", "--baseline", "30", "--effect", ".1"), 2, ("--baseline", "0 och 1")),
        (("--design", "did", "--sd", "1", "--effect", "1"), 2, ("--correlation",)),
        (("--design", "tarot", "--sd", "1", "--effect", "1"), 2, ("--design",)),
        (("--sd", "10", "--effect", "0.000001"), 3, ("Inget rimligt antal",)),
    ],
)
def test_power_refuses(tmp_path: Path, call: tuple[str, ...], code: int, words: tuple[str, ...]) -> None:
    refused(utfall("power", *call, cwd=tmp_path), code, *words)


def test_guide_in_a_pipe_takes_answers_and_asks_nothing(tmp_path: Path) -> None:
    found = data("guide", "--answer", "lots=nej", "--answer", "others=ja", "--answer", "background=yes", cwd=tmp_path)
    first = found["alternatives"][0]
    assert (first["id"], first["rank"], first["standing"], first["ceiling"]) == ("matching", 1, "possible", "moderate")
    assert {row["id"]: row["answer"] for row in found["questions"]}["lots"] == "no"
    assert "Matchad jämförelsegrupp" in done("guide", "--answer", "others=ja", cwd=tmp_path)
    assert "lots:" in done("guide", cwd=tmp_path)  # with no answers, the questions are told


def test_guide_refuses(tmp_path: Path) -> None:
    refused(utfall("guide", "--answer", "lott=ja", cwd=tmp_path), 2, "lots")
    refused(utfall("guide", "--answer", "lots", cwd=tmp_path), 2, "--answer lots=ja")
    refused(utfall("guide", "--answer", "lots=kanske", cwd=tmp_path), 2, "kanske")


def test_allocate_writes_list_and_log_and_the_list_can_be_verified(here: Path) -> None:
    call = ("allocate", "folk.csv", "--id", "lopnr", "--strata", "kon", "--balance", "alder", "--seed", "7")
    found = data(*call, "--time", "2026-01-31T10:00", "--out", "lista.csv", cwd=here)
    rows = rows_of(here / "lista.csv")
    assert [row["lopnr"] for row in rows] == [f"p{i:03d}" for i in range(64)]
    for sex in ("kvinna", "man"):
        arms = [row["grupp"] for row in rows if row["kon"] == sex]
        assert abs(arms.count("insats") - arms.count("jämförelse")) <= 3
    log = json.loads((here / "lista.csv.log.json").read_text(encoding="utf-8"))
    assert (log["seed"], log["method"], log["time"]) == (7, "blocked", "2026-01-31T10:00:00")
    assert {one["unit"]: one["arm"] for one in log["decisions"]} == {row["lopnr"]: row["grupp"] for row in rows}
    assert log["seal"] == found["seal"]
    assert "salt" not in found
    kept = data("allocate", "verify", "lista.csv", "--seal", found["seal"], cwd=here)
    assert kept == {"schema": "utfall/seal/1", "list": "lista.csv", "kept": True, "seal_from": "given"}


def test_the_same_seed_gives_the_same_list(here: Path) -> None:
    for name in ("en", "två"):
        done("allocate", "folk.csv", "--id", "lopnr", "--seed", "7", "--out", f"{name}.csv", cwd=here)
    assert (here / "en.csv").read_bytes() == (here / "två.csv").read_bytes()
    done("allocate", "folk.csv", "--id", "lopnr", "--seed", "8", "--out", "tre.csv", cwd=here)
    assert (here / "en.csv").read_bytes() != (here / "tre.csv").read_bytes()


def test_one_changed_place_breaks_the_seal(here: Path) -> None:
    done("allocate", "folk.csv", "--id", "lopnr", "--seed", "7", "--out", "lista.csv", cwd=here)
    text = (here / "lista.csv").read_text(encoding="utf-8")
    row = text.splitlines()[1]
    other = row.replace("jämförelse", "insats") if "jämförelse" in row else row.replace("insats", "jämförelse")
    (here / "lista.csv").write_text(text.replace(row, other), encoding="utf-8")
    refused(utfall("allocate", "verify", "lista.csv", cwd=here), 2, "inte den som lottades")
    found = utfall("allocate", "verify", "lista.csv", "--json", cwd=here)
    assert found.returncode == 2
    assert json.loads(found.stdout)["kept"] is False


def test_clusters_and_wait_lists(here: Path) -> None:
    done("allocate", "folk.csv", "--id", "lopnr", "--cluster", "skola", "--seed", "1", "--out", "skolor.csv", cwd=here)
    rows = rows_of(here / "skolor.csv")
    assert len({(row["skola"], row["grupp"]) for row in rows}) == 8
    call = ("allocate", "folk.csv", "--id", "lopnr", "--method", "wait_list", "--arms", "höst,vår", "--seed", "1")
    done(*call, "--out", "vanta.csv", cwd=here)
    rows = rows_of(here / "vanta.csv")
    assert sorted(int(row["plats_i_kon"]) for row in rows) == list(range(1, 65))
    assert all((int(row["plats_i_kon"]) <= 32) == (row["grupp"] == "höst") for row in rows)


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        (("folk.csv", "--seed", "1", "--out", "l.csv"), 2, ("--id",)),
        (("folk.csv", "--id", "lopnr", "--out", "l.csv"), 2, ("--seed",)),
        (("folk.csv", "--id", "lopnr", "--seed", "1"), 2, ("--out",)),
        (("folk.csv", "--id", "lopnummer", "--seed", "1", "--out", "l.csv"), 2, ("lopnr",)),
        (("folk.csv", "--id", "kon", "--seed", "1", "--out", "l.csv"), 2, ("flera rader",)),
        (("folk.csv", "--id", "lopnr", "--block", "5", "--seed", "1", "--out", "l.csv"), 2, ("--block",)),
        (("folk.csv", "--id", "lopnr", "--block", "x", "--seed", "1", "--out", "l.csv"), 2, ("--block", "4,6")),
        (("folk.csv", "--id", "lopnr", "--ratio", "1/1", "--seed", "1", "--out", "l.csv"), 2, ("--ratio", "2:1")),
        (("folk.csv", "--id", "lopnr", "--cluster", "kon", "--seed", "1", "--out", "l.csv"), 3, ("2 kluster",)),
        (("folk.csv", "--id", "lopnr", "--seed", "1", "--salt", "kort", "--out", "l.csv"), 2, ("--salt",)),
        (("folk.csv", "--id", "lopnr", "--seed", "1", "--time", "nyss", "--out", "l.csv"), 2, ("--time",)),
        (("folk.csv", "--id", "lopnr", "--seed", "1", "--out", "folk.csv"), 2, ("skrivs inte över",)),
        (("fok.csv", "--id", "lopnr", "--seed", "1", "--out", "l.csv"), 2, ("folk.csv",)),
        (("verify", "folk.csv"), 2, ("folk.csv.log.json",)),
        (("verify",), 2, ("verify",)),
        (("verify", "folk.csv", "--log", "satsning.toml"), 2, ("satsning.toml",)),
    ],
)
def test_allocate_refuses_and_writes_nothing(
    here: Path, call: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    before = sorted(path.name for path in here.iterdir())
    refused(utfall("allocate", *call, cwd=here), code, *words)
    assert sorted(path.name for path in here.iterdir()) == before


def test_plan_check_lock_and_diff(here: Path) -> None:
    found = data("plan", "check", "satsning.toml", "--fact", "eligible=240", "--fact", "managers=ja", cwd=here)
    status = {row["id"]: row["status"] for row in found["checks"]}
    assert (status["M-ELIGIBLE"], status["M-MANAGERS"], status["M-LOCK"]) == ("pass", "pass", "warn")
    before = (here / "satsning.toml").read_bytes()
    assert "Planen är låst 2026-01-31" in done(
        "plan", "lock", "satsning.toml", "--by", "KS", "--date", "2026-01-31", cwd=here
    )
    assert (here / "satsning.toml").read_bytes().startswith(before)
    assert "Inga avvikelser" in done("plan", "diff", "satsning.toml", cwd=here)
    shutil.copy(here / "satsning.toml", here / "kopia.toml")
    text = (here / "satsning.toml").read_text(encoding="utf-8").replace("at_least = 0.05", "at_least = 0.04")
    (here / "satsning.toml").write_text(text, encoding="utf-8")
    for call in (
        ("satsning.toml",),
        ("satsning.toml", "kopia.toml"),
        ("satsning.toml", "--against", "satsning.toml.plan.json"),
    ):
        told = done("plan", "diff", *call, cwd=here)
        assert "Kriteriet ”arbete-upp”, minst: planerat 0,05, gjort 0,04." in told
        assert "1 avvikelse från planen som låstes 2026-01-31" in told
    held = data("plan", "diff", "satsning.toml", cwd=here)
    assert (held["kept"], held["is_the_locked_plan"], len(held["deviations"])) == (False, True, 1)
    refused(utfall("plan", "lock", "satsning.toml", "--by", "KS", cwd=here), 2, "redan låst (2026-01-31)")
    refused(utfall("plan", "lock", "satsning.toml", "--by", "KS", "--new-version", cwd=here), 2, "--reason")
    done("plan", "lock", "satsning.toml", "--by", "KS", "--new-version", "--reason", "skola B", cwd=here)
    assert "Inga avvikelser" in done("plan", "diff", "satsning.toml", cwd=here)
    against_first = done("plan", "diff", "satsning.toml", "kopia.toml", cwd=here)
    assert "inte planen som [lock]" in against_first


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("plan",), ("Kommando saknas",)),
        (("plan", "las"), ("Kommandot ”las” finns inte",)),
        (("plan", "lock", "satsning.toml"), ("--by",)),
        (("plan", "lock", "satsning.toml", "--by", "KS", "--date", "igår"), ("datum",)),
        (("plan", "lock", "satsnin.toml", "--by", "KS"), ("satsning.toml",)),
        (("plan", "lock", "folk.csv", "--by", "KS"), ("datafil",)),
        (("plan", "diff", "satsning.toml"), ("satsning.toml.plan.json",)),
        (("plan", "diff", "satsning.toml", "--against", "folk.csv"), ("folk.csv",)),
        (("plan", "diff", "satsning.toml", "a.toml", "--against", "b.json"), ("inte båda",)),
        (("plan", "check", "satsning.toml", "--fact", "eligible=många"), ("många",)),
        (("plan", "check", "satsning.toml", "--fact", "eligible"), ("eligible=240",)),
    ],
)
def test_plan_refuses_and_writes_nothing(here: Path, call: tuple[str, ...], words: tuple[str, ...]) -> None:
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    refused(utfall(*call, cwd=here), 2, *words)
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before
