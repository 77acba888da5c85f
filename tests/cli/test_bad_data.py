# SPDX-License-Identifier: Apache-2.0
"""Data that cannot carry the question, one by one: refused or warned in words, with the right exit code."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from utfall.cli.main import main
from utfall.core.frame import Columns

N = 80
RNG = np.random.default_rng(1)
T = (np.arange(N) % 2).tolist()
X = RNG.normal(size=N).round(2)
Y = (X + np.array(T) + RNG.normal(size=N)).round(2)


def call(folder: Path, head: str, rows: Iterable[Iterable[object]], *options: str) -> tuple[int, str, str]:
    text = "\n".join([head, *(",".join(map(str, row)) for row in rows)]) + "\n"
    (folder / "data.csv").write_text(text, encoding="utf-8")
    return called(folder, "data.csv", *options)


def called(folder: Path, file: str, *options: str) -> tuple[int, str, str]:
    words = ["effect", file, *options]
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setenv("UTFALL_LANG", "sv")
        patch.setattr(sys, "argv", ["utfall", *words])
        patch.chdir(folder)
        code = main(words)
    return code, out.getvalue(), err.getvalue()


GROUPS = ("--outcome", "y", "--treatment", "t")
ALIKE = ["matching", "weighting", "doubly_robust", "exact_matching", "optimal_matching"]


def shifted(by: float) -> list[tuple[object, ...]]:
    return list(zip(T, (X + by * np.array(T)).round(2), Y, strict=True))


@pytest.mark.parametrize("design", ["matching", "weighting", "doubly_robust"])
def test_perfect_separation_in_the_propensity_score(tmp_path: Path, design: str) -> None:
    code, out, err = call(tmp_path, "t,x,y", shifted(20), *GROUPS, "--design", design, "--covariates", "x")
    assert (code, out) == (3, "")
    assert "ingen deltagare har en motsvarighet" in err


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ("matching", "inom calipern"),
        ("matching --distance mahalanobis", "inom calipern"),
        ("weighting", "för lite gemensamt"),
        ("weighting --method entropy", "Inga vikter kan göra grupperna lika"),
        ("exact_matching --method coarsened", "För få personer finns kvar"),
        ("doubly_robust", "ingen deltagare har en motsvarighet"),
    ],
)
def test_no_common_support(tmp_path: Path, design: str, said: str) -> None:
    code, out, err = call(tmp_path, "t,x,y", shifted(3.5), *GROUPS, "--covariates", "x", "--design", *design.split())
    assert (code, out) == (3, "")
    assert said in err


@pytest.mark.parametrize(
    ("design", "mark"),
    [
        ("weighting --method overlap", "✗ W-OVERLAP-ALL"),
        ("exact_matching --method subclass", "✗ W-OVERLAP"),
        ("optimal_matching", "✗ W-OVERLAP"),
        ("standardisation", "✗ W-EXTRAPOLATION"),
    ],
)
def test_no_common_support_where_the_method_still_gives_a_number(tmp_path: Path, design: str, mark: str) -> None:
    code, out, _ = call(tmp_path, "t,x,y", shifted(3.5), *GROUPS, "--covariates", "x", "--design", *design.split())
    assert code == 0
    assert f"{mark} (underkänd)" in out
    assert "Otillräckligt underlag" in out


@pytest.mark.parametrize("design", [*ALIKE, "standardisation"])
def test_covariates_of_which_none_varies_are_refused(tmp_path: Path, design: str) -> None:
    """An adjustment for nothing would look like one."""
    rows = [(t, 4, 4, y) for t, y in zip(T, Y, strict=True)]
    code, out, err = call(tmp_path, "t,a,b,y", rows, *GROUPS, "--design", design, "--covariates", "a,b")
    assert (code, out) == (3, "")
    assert "fält a, b: Varje kovariat har samma värde för alla" in err


def test_a_covariate_measured_after_treatment_is_warned_of(tmp_path: Path) -> None:
    rows = zip(T, X, Y, strict=True)
    code, out, _ = call(
        tmp_path, "t,stress_efter,y", rows, *GROUPS, "--design", "matching", "--covariates", "stress_efter"
    )
    assert code == 0
    assert "! W-COVARIATE-TIME (varning): Namnet eller värdena tyder på att stress_efter är mätt efter start" in out


def test_covariates_that_nobody_has_dated_are_asked_about(tmp_path: Path) -> None:
    options = (*GROUPS, "--design", "matching", "--covariates", "x")
    code, out, _ = call(tmp_path, "t,x,y", shifted(0), *options)
    assert code == 0
    assert "· W-COVARIATE-TIME (upplysning): Mättes x före start?" in out
    assert "✓ W-COVARIATE-TIME" in call(tmp_path, "t,x,y", shifted(0), *options, "--covariates-before-start")[1]
    late = call(tmp_path, "t,x,y", shifted(0), *options, "--covariates-after-start", "x")[1]
    assert "✗ W-COVARIATE-TIME (underkänd): x mättes efter start" in late


def four(t: int, x: float, y: float) -> tuple[object, ...]:
    return t, x, 2 * x - 3, 7, y


@pytest.mark.parametrize("design", ALIKE)
def test_collinear_and_constant_covariates_are_named_and_change_nothing(tmp_path: Path, design: str) -> None:
    rows = [(n, *four(*row)) for n, row in enumerate(zip(T, X, Y, strict=True))]
    method = ("--method", "subclass") if design == "exact_matching" else ()
    options = (*GROUPS, "--design", design, *method, "--id", "id", "--covariates-before-start")
    code, out, _ = call(tmp_path, "id,t,x,x2,c,y", rows, *options, "--covariates", "x,x2,c")
    assert code == 0
    assert "! W-COLLINEAR (varning): x2 följer helt av de andra kovariaterna" in out
    assert "! W-CONSTANT (varning): c har samma värde för alla" in out
    _, alone, _ = call(tmp_path, "id,t,x,x2,c,y", rows, *options, "--covariates", "x")
    assert "✓ W-COLLINEAR" in alone
    assert "W-CONSTANT" not in alone
    assert alone.splitlines()[:4] == out.splitlines()[:4]  # number, interval, words and grade


@pytest.mark.parametrize("second", ["x2", "c"])
@pytest.mark.parametrize("design", ["rct", "standardisation"])
def test_collinear_covariates_and_constants_are_refused_by_name_in_a_regression(
    tmp_path: Path, second: str, design: str
) -> None:
    rows = [four(*row) for row in zip(T, X, Y, strict=True)]
    code, out, err = call(tmp_path, "t,x,x2,c,y", rows, *GROUPS, "--design", design, "--covariates", f"x,{second}")
    assert (code, out) == (3, "")
    assert f"fält {second}" in err
    assert "Ta bort den kovariaten" in err


def test_a_covariate_that_is_alike_for_one_group_is_refused_by_name(tmp_path: Path) -> None:
    rows = [(t, x, x * t, y) for t, x, y in zip(T, X, Y, strict=True)]
    code, _, err = call(tmp_path, "t,x,z,y", rows, *GROUPS, "--design", "rct", "--covariates", "x,z")
    assert code == 3
    assert "fält z" in err or "fält x, z" in err


def test_a_constant_outcome(tmp_path: Path) -> None:
    code, _, err = call(tmp_path, "t,y", zip(T, [5] * N, strict=True), *GROUPS, "--design", "rct")
    assert code == 3
    assert "samma värde på utfallet" in err


@pytest.mark.parametrize("schools", [2, 3])
def test_one_cluster_per_arm_and_fewer_than_four_clusters(tmp_path: Path, schools: int) -> None:
    code_of = np.arange(N) % schools
    rows = zip((code_of == 0).astype(int), X, Y, code_of, strict=True)
    code, _, err = call(tmp_path, "t,x,y,skola", rows, *GROUPS, "--design", "rct", "--cluster", "skola")
    assert code == 3
    assert "minst fyra i varje grupp" in err


def panel(periods: Iterable[int]) -> list[tuple[object, ...]]:
    rng = np.random.default_rng(2)
    return [(f"k{u}", p, int(u == 0), round(10 + rng.normal(), 2)) for u in range(8) for p in periods]


@pytest.mark.parametrize("design", ["synthetic_control", "synthetic_did"])
@pytest.mark.parametrize(("post", "said"), [("2000", "saknar mätning före sin start"), ("2001", "bara en period före")])
def test_a_treated_unit_without_pre_period_and_one_pre_period(
    tmp_path: Path, design: str, post: str, said: str
) -> None:
    options = (*GROUPS, "--design", design, "--id", "id", "--time", "ar", "--post", post)
    code, _, err = call(tmp_path, "id,ar,t,y", panel(range(2000, 2010)), *options)
    assert code == 3
    assert said in err


def test_one_pre_period_in_difference_in_differences_is_warned_of(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    rows = [(i, p, i % 2, round(rng.normal(), 2)) for i in range(60) for p in (0, 1)]
    options = (*GROUPS, "--design", "did", "--id", "id", "--time", "tid", "--post", "1")
    code, out, _ = call(tmp_path, "id,tid,t,y", rows, *options)
    assert code == 0
    assert "W-PARALLEL (varning): Med två mättillfällen går det inte att pröva" in out


def staggered(periods: Iterable[int]) -> list[list[object]]:
    rng = np.random.default_rng(2)
    return [[f"k{u}", p, 5 if u < 8 else 0, round(u + rng.normal(), 2)] for u in range(24) for p in periods]


STAGGERED = ("--outcome", "y", "--design", "staggered_did", "--cohort", "c", "--id", "id", "--time", "ar")


def test_staggered_starts_that_the_data_cannot_carry(tmp_path: Path) -> None:
    head = "id,ar,c,y"
    late = [row for row in staggered(range(10)) if not (row[0] == "k0" and int(str(row[1])) < 5)]
    lost = [[*row[:3], "" if row[2] and int(str(row[1])) >= 5 else row[3]] for row in staggered(range(10))]
    for rows, said in (
        (staggered(range(4, 10)), "bara en period före"),
        (staggered(range(5, 10)), "saknar mätning före sin start"),
        (late, "saknar mätning före sin start"),
        (lost, "Ingen enhet med insats har något värde efter sin start"),
    ):
        code, out, err = call(tmp_path, head, rows, *STAGGERED)
        assert (code, out) == (3, "")
        assert said in err
    twice = staggered(range(10))
    code, _, err = call(tmp_path, head, [*twice, twice[3]], *STAGGERED)
    assert code == 2
    assert "Samma enhet står flera gånger i samma period: rad 5, 242" in err


def test_a_series_with_one_period_before(tmp_path: Path) -> None:
    options = ("--outcome", "y", "--design", "its", "--time", "ar", "--post", "1")
    code, _, err = call(tmp_path, "ar,y", [(n, n % 3) for n in range(10)], *options)
    assert code == 3
    assert "minst tre behövs" in err


def test_one_treated_cluster_over_time_carries_a_red_warning(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    rows = [(i, p, int(i % 4 == 0), i % 4, round(rng.normal(), 2)) for i in range(80) for p in (0, 1)]
    options = (*GROUPS, "--design", "did", "--id", "id", "--time", "p", "--post", "1", "--cluster", "skola")
    code, out, _ = call(tmp_path, "id,p,t,skola,y", rows, *options)
    assert code == 0
    assert "✗ W-CLUSTER (underkänd): Antal enheter (till exempel skolor) i den minsta gruppen: bara 1" in out
    assert "Otillräckligt underlag" in out


def test_duplicated_id_by_period(tmp_path: Path) -> None:
    rows = [*((i, p, i % 2, i + p) for i in range(20) for p in (0, 1)), (3, 1, 1, 9)]
    options = (*GROUPS, "--design", "did", "--id", "id", "--time", "tid", "--post", "1")
    code, _, err = call(tmp_path, "id,tid,t,y", rows, *options)
    assert code == 2
    assert "rad 9, 42" in err


@pytest.mark.parametrize("design", ["rct", "standardisation", *ALIKE])
def test_all_dropped_out_in_one_arm(tmp_path: Path, design: str) -> None:
    rows = [(t, x, "" if t else y) for t, x, y in zip(T, X, Y, strict=True)]
    code, _, err = call(tmp_path, "t,x,y", rows, *GROUPS, "--design", design, "--covariates", "x")
    assert code == 3
    assert "har alla fallit bort" in err


def test_negative_weights(tmp_path: Path) -> None:
    rows = [(t, x, y, -1 if n == 4 else 1) for n, (t, x, y) in enumerate(zip(T, X, Y, strict=True))]
    options = (*GROUPS, "--design", "weighting", "--weights", "v", "--covariates", "x")
    code, out, err = call(tmp_path, "t,x,y,v", rows, *options)
    assert (code, out) == (2, "")
    assert "negativa" in err
    code, _, err = call(tmp_path, "t,x,y,v", rows, *options, "--method", "ipw")
    assert code == 2  # the weights would be left out without a word
    assert "--weights" in err


def test_ties_give_the_same_answer_in_any_order_of_rows(tmp_path: Path) -> None:
    rows = list(zip(range(N), T, [1] * (N // 2) + [2] * (N // 2), Y, strict=True))
    options = (*GROUPS, "--design", "matching", "--covariates", "x", "--id", "id", "--json")
    first = call(tmp_path, "id,t,x,y", rows, *options)
    second = call(tmp_path, "id,t,x,y", rows[::-1], *options)
    assert first[0] == second[0] == 0
    assert json.loads(first[1])["estimate"] == pytest.approx(json.loads(second[1])["estimate"], abs=1e-12)


@pytest.mark.parametrize(
    ("column", "design"), [("y", "rct"), ("x", "rct"), ("y", "weighting"), *(("x", design) for design in ALIKE)]
)
def test_infinite_values_name_row_and_column(tmp_path: Path, column: str, design: str) -> None:
    place = {"x": 1, "y": 2}[column]
    rows = [list(row) for row in zip(T, X, Y, strict=True)]
    rows[5][place] = "inf"
    options = (*GROUPS, "--design", design, "--covariates", "x")
    code, out, err = call(tmp_path, "t,x,y", rows, *options)
    assert (code, out) == (2, "")
    assert f"fält {column}, rad 7: ”inf” är inte ett tal" in err


def test_free_text_among_the_covariates(tmp_path: Path) -> None:
    rows = zip(T, [f"namn {n}" for n in range(N)], Y, strict=True)
    code, _, err = call(tmp_path, "t,x,y", rows, *GROUPS, "--design", "matching", "--covariates", "x")
    assert code == 2
    assert "80 olika texter" in err


def test_rows_beyond_the_memory_are_refused_with_the_estimate_before_anything_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten million rows and 120 columns, as far as the method is told: about 50 GB where 10 GB may be used."""
    monkeypatch.setenv("UTFALL_MEMORY", "10GB")
    monkeypatch.setattr(Columns, "height", property(lambda _: 10**7))
    monkeypatch.setattr("utfall.api.estimate", _never)
    names = [f"x{j}" for j in range(120)]
    rows = [(t, *[round(x + j, 2) for j in range(120)], y) for t, x, y in zip(T, X, Y, strict=True)]
    options = (*GROUPS, "--design", "matching", "--covariates", ",".join(names))
    code, out, err = call(tmp_path, ",".join(["t", *names, "y"]), rows, *options)
    assert (code, out) == (3, "")
    assert "Att räkna på 10000000 rader skulle ta omkring 53,7 GB minne, men högst 10,0 GB får användas" in err
    assert "Ange färre kovariater" in err


def _never(*_: object, **__: object) -> None:
    raise AssertionError("nothing is to be begun")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_beyond_the_memory_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    pl.DataFrame({"t": T * 100, "y": Y.tolist() * 100}).write_parquet(tmp_path / "data.parquet")
    pl.read_parquet(tmp_path / "data.parquet").write_csv(tmp_path / "data.csv")
    call_as_it_lies = (tmp_path, f"data.{ending}", *GROUPS, "--design", "rct")
    monkeypatch.setenv("UTFALL_MEMORY", "20KB")
    code, out, err = called(*call_as_it_lies)
    assert (code, out) == (2, "")
    assert f"data.{ending}: Att läsa filen skulle ta omkring 0," in err
    assert "men högst 0,0 MB får användas" in err
    monkeypatch.setenv("UTFALL_MEMORY", "hur mycket som helst")
    code, _, err = called(*call_as_it_lies)
    assert code == 2
    assert "Skriv till exempel 8GB" in err
    monkeypatch.setenv("UTFALL_MEMORY", "1,5 GB")
    assert called(*call_as_it_lies)[0] == 0


@pytest.mark.parametrize(
    ("options", "twice"),
    [
        (("--design", "rdd", "--running", "y", "--cutoff", "0"), "--running"),
        (("--treatment", "t", "--design", "did", "--before", "y"), "--before"),
        (("--treatment", "t", "--design", "rct", "--cluster", "y"), "--cluster"),
    ],
)
def test_the_outcome_is_nothing_else_at_once(tmp_path: Path, options: tuple[str, ...], twice: str) -> None:
    code, out, err = call(tmp_path, "t,x,y", shifted(0), "--outcome", "y", *options)
    assert (code, out) == (2, "")
    assert f"anges både som --outcome och som {twice}" in err
