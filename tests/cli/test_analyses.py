# SPDX-License-Identifier: Apache-2.0
"""`utfall attrition`, `robustness`, `components`, `ratings` and `effect --prior-study`: numbers, words and refusals."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from utfall.cli.main import main
from utfall.effects._numerics.means import welch
from utfall.effects.attrition import attrition_weighted, complier_effect, dose_response, lee_bounds
from utfall.effects.bayes import normal_normal, prior_from_published
from utfall.effects.components import component_effects
from utfall.effects.robustness import holm, subgroup_effects
from utfall.effects.scales import Instrument, reliable_change, session_ratings

NSW = Path(__file__).resolve().parents[2] / "demos" / "supported_work" / "nsw.csv"


def utfall(*words: str, cwd: Path, lang: str = "sv") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setenv("UTFALL_LANG", lang)
        patch.setattr(sys, "argv", ["utfall", *words])
        patch.chdir(cwd)
        code = main(list(words))
    return code, out.getvalue(), err.getvalue()


def readings(*words: str, cwd: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the readings by kind and name; what is printed keeps its schema."""
    code, out, err = utfall(*words, "--json", cwd=cwd)
    assert (code, err) == (0, "")
    value = json.loads(out, parse_constant=lambda name: pytest.fail(name))
    schema = json.loads(files("utfall.catalogue").joinpath("schemas/analysis-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(value)
    return {(row["kind"], row["name"]): row for row in value["readings"]}


def refused(*words: str, cwd: Path, code: int, said: tuple[str, ...]) -> None:
    before = sorted(cwd.iterdir())
    found, out, err = utfall(*words, cwd=cwd)
    assert found == code, err
    assert out == ""
    assert "Traceback" not in err
    for word in said:
        assert word in err
    assert sorted(cwd.iterdir()) == before


class People:
    """160 persons of a trial in which some are lost, some do not come, and four schools."""

    rng = np.random.default_rng(5)
    n = 160
    offered = np.arange(n) % 2 == 1
    came = np.where(offered, rng.random(n) < 0.8, rng.random(n) < 0.05)
    x = np.round(rng.normal(size=n), 3)
    y = np.round(20 + 2 * x + 3 * came + rng.normal(size=n) * 2, 2)
    seen = rng.random(n) > np.where(offered, 0.25, 0.1)
    dose = np.where(came & offered, rng.integers(2, 12, n), 0)
    cause = np.where(seen, "", rng.choice(["flyttat", "sjuk"], n, p=[0.9, 0.1]))
    sex = np.where(np.arange(n) % 4 < 2, "kvinna", "man")
    school = np.arange(n) // 40


@pytest.fixture
def here(tmp_path: Path) -> Path:
    p = People
    y = np.where(p.seen, p.y.astype(str), "")
    columns = (p.offered.astype(int), y, p.x, p.came.astype(int), p.dose, p.cause, p.sex, p.school)
    rows = [",".join(map(str, row)) for row in zip(*columns, strict=True)]
    text = "\n".join(["insats,y,x,kom,dos,orsak,kon,skola", *rows]) + "\n"
    (tmp_path / "folk.csv").write_text(text, encoding="utf-8")
    return tmp_path


ATTRITION = ("attrition", "folk.csv", "--outcome", "y", "--treatment", "insats")


def test_attrition_gives_the_numbers_of_its_functions(here: Path) -> None:
    p = People
    found = readings(*ATTRITION, "--covariates", "x", "--took-part", "kom", "--dose", "dos", cwd=here)
    y = np.where(p.seen, p.y, np.nan)
    complete = welch(p.y[p.seen & p.offered], p.y[p.seen & ~p.offered])
    assert found["complete", ""]["value"] == pytest.approx(complete.value)
    lee = lee_bounds(y, p.offered)
    assert found["lee", ""]["ci"] == pytest.approx([lee.lower, lee.upper])
    complier = complier_effect(p.y[p.seen], p.offered[p.seen], p.came[p.seen])
    assert found["complier", ""]["ci"] == pytest.approx([complier.contrast.low, complier.contrast.high])
    use = p.seen & p.offered
    dose = dose_response(p.y[use], p.dose[use].astype(float), p.x[use][:, None])
    assert found["dose", ""]["value"] == pytest.approx(dose.slope.value)
    assert "inte effekt" in found["dose", ""]["text"]
    assert found["worst_case", ""]["value_reason"] == "no-range"
    weighted = attrition_weighted(y, p.offered, p.x[:, None])
    assert found["weighted", ""]["ci"] == pytest.approx([weighted.contrast.low, weighted.contrast.high])
    assert found["weighted", ""]["details"]["effective_1"] == pytest.approx(weighted.effective_1)
    assert "lika vägda" in found["weighted", ""]["text"]
    assert 0 < found["imputed", ""]["details"]["missing_share"] < 1
    assert "av osäkerheten" in found["imputed", ""]["text"]


def test_the_flow_is_counted_and_rare_causes_are_put_together(here: Path) -> None:
    code, out, _ = utfall(*ATTRITION, "--cause", "orsak", "--json", cwd=here)
    assert code == 0
    flow = json.loads(out)["flow"]
    p = People
    for group, member in (("intervention", p.offered), ("comparison", ~p.offered)):
        assert flow[group]["eligible"] == int(member.sum())
        assert flow[group]["measured"] == int((member & p.seen).sum())
        causes = flow[group]["causes"]
        assert all(cause["persons"] >= 5 for cause in causes)
        assert sum(cause["persons"] for cause in causes) == flow[group]["lost"]


@pytest.mark.parametrize(("lang", "word"), [("sv", "Deltagarnas väg"), ("en", "The way of the participants")])
def test_the_page_of_attrition_draws_the_flow(here: Path, lang: str, word: str) -> None:
    code, _, err = utfall(*ATTRITION, "--cause", "orsak", "--out", "bortfall.html", cwd=here, lang=lang)
    assert code == 0, err
    page = (here / "bortfall.html").read_text(encoding="utf-8")
    assert word in page
    assert "<svg" in page


ROBUST = ("robustness", "folk.csv", "--outcome", "y", "--treatment", "insats", "--covariates", "x")


def test_subgroups_differ_or_not_before_each_is_read(here: Path) -> None:
    p = People
    found = readings(*ROBUST[:-2], "--subgroups", "kon", "--predeclared", cwd=here)
    y = np.where(p.seen, p.y, np.nan)
    code = (p.sex == "man").astype(np.int64)
    wanted = subgroup_effects(y, p.offered, code, ("kvinna", "man"), predeclared=True)
    assert found["subgroups", "kon"]["value"] == pytest.approx(wanted.p_differ)
    for row in wanted.rows:
        assert row.contrast is not None
        assert found["subgroup", f"kon: {row.name}"]["value"] == pytest.approx(row.contrast.value)
    _, out, _ = utfall(*ROBUST, "--subgroups", "kon", cwd=here)
    assert "en idé att pröva, inget fynd" in out


def test_a_subgroup_of_few_has_no_effect_and_no_count(here: Path) -> None:
    text = (here / "folk.csv").read_text(encoding="utf-8").replace("kvinna", "man")
    lines = text.splitlines()
    few = [line.replace("man", "annat") if 0 < n < 9 else line for n, line in enumerate(lines)]
    (here / "folk.csv").write_text("\n".join(few) + "\n", encoding="utf-8")
    found = readings(*ROBUST, "--subgroups", "kon", cwd=here)
    assert found["subgroup", "kon: annat"]["value_reason"] == "too-small"
    assert "n_intervention" not in found["subgroup", "kon: annat"]["details"]
    assert "n_intervention" not in found["subgroup", "kon: man"]["details"]  # it would tell the other


def test_subgroups_of_an_adjusted_answer_are_adjusted_too(here: Path) -> None:
    found = readings(*ROBUST, "--subgroups", "kon", cwd=here)
    rows = (here / "folk.csv").read_text(encoding="utf-8").splitlines()
    (here / "kvinnor.csv").write_text(
        "\n".join([rows[0], *(r for r in rows if "kvinna" in r)]) + "\n", encoding="utf-8"
    )
    alone = ("effect", "kvinnor.csv", "--outcome", "y", "--treatment", "insats", "--covariates", "x", "--json")
    code, out, _ = utfall(*alone, cwd=here)
    assert code == 0
    assert found["subgroup", "kon: kvinna"]["value"] == pytest.approx(json.loads(out)["estimate"])


def test_several_outcomes_are_adjusted_together(here: Path) -> None:
    found = readings(*ROBUST, "--outcomes", "dos,x", "--placebo-outcomes", "x", cwd=here)
    rows = [found["several", name] for name in ("y", "dos", "x")]
    p = np.array([row["details"]["p"] for row in rows])
    assert [row["value"] for row in rows] == pytest.approx(holm(p).tolist())
    assert found["placebo_outcome", "x"]["details"]["found"] in (0, 1)


def test_without_one_school_at_a_time(here: Path) -> None:
    found = readings(*ROBUST, "--leave-out", "skola", cwd=here)["left_out", ""]
    assert found["details"]["units"] == 4
    assert found["ci"][0] <= found["value"] <= found["ci"][1]


def test_every_way_to_count_is_in_the_curve() -> None:
    found = readings(
        "robustness", str(NSW), "--outcome", "re78", "--treatment", "treat", "--covariates", "age,educ", cwd=NSW.parent
    )
    curve = found["curve", ""]
    assert curve["details"]["specifications"] == 4  # all, none, without either
    assert curve["ci"][1] == pytest.approx(1794.342, abs=1e-3)  # the unadjusted difference of the trial (LaLonde 1986)
    assert curve["ci"][0] <= found["main", ""]["value"] <= curve["ci"][1]


def test_a_cause_like_a_named_covariate_that_turns_the_answer_does_not_let_it_stand() -> None:
    survey = NSW.parent / "nsw_cps1.csv"
    found = readings(
        "robustness", str(survey), "--outcome", "re78", "--treatment", "treat", "--design", "matching",
        "--covariates", "age,re75", cwd=NSW.parent,
    )  # fmt: skip
    rows = [row for (kind, name), row in found.items() if kind == "beside"]
    assert rows
    for row in rows:
        original = found["omitted", ""]["details"]
        assert original["to_zero"] >= original["interval_to_zero"]
        low, high = row["ci"]
        if low <= 0 <= high:
            assert row["details"]["stands"] == 0


def test_components_are_estimated_and_sorted(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    on = np.array([[i & 1, i >> 1 & 1, i >> 2 & 1] for i in range(160)])
    y = np.round(20 + 4 * on[:, 0] + on[:, 2] + rng.normal(size=160) * 3, 2)
    rows = [f"{a},{b},{c},{v},{0.5 if c else ''}" for (a, b, c), v in zip(on.tolist(), y.tolist(), strict=True)]
    (tmp_path / "del.csv").write_text("\n".join(["coach,grupp,praktik,poang,trohet", *rows]) + "\n", encoding="utf-8")
    call = ("components", "del.csv", "--outcome", "poang", "--components", "coach,grupp,praktik", "--worth",
            "coach=2,grupp=2,praktik=3", "--fidelity", "praktik=trohet")  # fmt: skip
    found = readings(*call, cwd=tmp_path)
    for one in component_effects(y, on == 1, ("coach", "grupp", "praktik")):
        row = found["component", one.names[0]]
        assert row["ci"] == pytest.approx([one.contrast.low, one.contrast.high])
        assert row["details"]["p_holm"] == pytest.approx(one.p_holm)
    decisions = [found["proposal", name]["details"]["decision"] for name in ("coach", "grupp", "praktik")]
    assert decisions == ["keep", "drop", "adapt"]
    assert found["proposal", "praktik"]["details"]["reason"] == "not-delivered"
    assert "ta bort. Chans att den är värd det: " in found["proposal", "grupp"]["text"]
    refused(*call[:6], "--worth", "coach=-1", cwd=tmp_path, code=2, said=("coach", "positivt tal"))
    refused(*call[:6], "--worth", "coach", cwd=tmp_path, code=2, said=("namn=värde",))


def test_a_fraction_of_the_combinations_names_what_it_cannot_tell_apart(tmp_path: Path) -> None:
    call = ("components", "plan", "--outcome", "y", "--components", "a,b,c,d", "--generate", "d=a*b*c")
    code, out, _ = utfall(*call, "--json", cwd=tmp_path)
    assert code == 0
    found = json.loads(out)
    assert (len(found["runs"]), found["resolution"]) == (8, 4)
    pairs = {tuple(one["effect"]): one["mixed_with"] for one in found["aliases"]}
    assert [tuple(one["effect"]) for one in pairs["a", "b"]] == [("c", "d")]
    refused(*call[:6], "--generate", "d=x*y", cwd=tmp_path, code=2, said=("--generate",))


def test_reliable_change_and_its_difference(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    before = np.round(rng.normal(15, 5, 120), 1)
    group = np.arange(120) % 2
    after = np.round(before - 6 * group - 1 + rng.normal(size=120) * 3, 1)
    rows = [f"{g},{b},{a}" for g, b, a in zip(group.tolist(), before.tolist(), after.tolist(), strict=True)]
    (tmp_path / "s.csv").write_text("\n".join(["insats,fore,efter", *rows]) + "\n", encoding="utf-8")
    call = (
        "ratings",
        "s.csv",
        "--before",
        "fore",
        "--after",
        "efter",
        "--direction",
        "decrease",
        "--treatment",
        "insats",
    )
    found = readings(*call, "--sd", "5", "--reliability", "0.85", "--cutoff", "10", cwd=tmp_path)
    instrument = Instrument(5.0, 0.85, "decrease", 10.0)
    wanted = reliable_change(before[group == 1], after[group == 1], instrument)
    assert found["smallest_change", ""]["value"] == pytest.approx(1.959964 * 5 * np.sqrt(2 * 0.15), rel=1e-6)
    assert found["improved", "intervention"]["value"] == pytest.approx(wanted.improved)
    refused(*call, cwd=tmp_path, code=2, said=("--sd", "--reliability"))
    refused(*call, "--sd", "5", "--reliability", "1.2", cwd=tmp_path, code=2, said=("mellan 0 och 1",))


def test_sessions_weigh_persons_alike(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    person = np.repeat(np.arange(20), np.arange(20) % 6 + 1)
    session = np.concatenate([np.arange(1, n % 6 + 2) for n in range(20)])
    before = np.round(5 + rng.normal(size=len(person)), 1)
    after = np.round(before + 1 + rng.normal(size=len(person)), 1)
    rows = [f"p{a},{b},{c},{d}" for a, b, c, d in zip(person, session, before, after, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join(["id,traff,fore,efter", *rows]) + "\n", encoding="utf-8")
    call = ("ratings", "t.csv", "--before", "fore", "--after", "efter")
    found = readings(*call, "--id", "id", "--session", "traff", cwd=tmp_path)
    wanted = session_ratings(before, after, person, session)
    assert found["within_session", ""]["ci"] == pytest.approx([wanted.within.low, wanted.within.high])
    assert all(row["details"]["persons"] >= 5 for (kind, _), row in found.items() if kind == "session")
    assert ("session", "6") not in found  # three persons
    refused(*call, "--session", "traff", cwd=tmp_path, code=2, said=("--id",))


def test_earlier_studies_data_and_both_are_shown(tmp_path: Path) -> None:
    call = ("effect", str(NSW), "--outcome", "re78", "--treatment", "treat", "--design", "rct")
    code, out, _ = utfall(*call, "--prior-study", "1000,700", "--prior-study", "500,900", "--json", cwd=tmp_path)
    assert code == 0
    found = json.loads(out)
    prior = prior_from_published(np.array([1000.0, 500.0]), np.array([700.0, 900.0]))
    wanted = normal_normal(found["estimate"], found["std_error"], prior_mean=prior[0], prior_sd=prior[1])
    rows = {row["kind"]: row for row in found["prior"]["readings"]}
    assert rows["prior"]["value"] == pytest.approx(prior[0])
    assert rows["data"]["value"] == pytest.approx(found["estimate"])
    assert rows["posterior"]["ci"] == pytest.approx([wanted.posterior.low, wanted.posterior.high])
    refused(*call, "--prior-study", "1000", cwd=tmp_path, code=2, said=("--prior-study 3.0,1.2",))


@pytest.mark.parametrize("command", ["attrition", "robustness"])
def test_what_is_wrong_with_a_call_is_said(here: Path, command: str) -> None:
    call = (command, "folk.csv", "--outcome", "y", "--treatment")
    refused(*call, "insats", "--out", "x.pdf", cwd=here, code=2, said=(".html",))
    refused(*call, "grupp", cwd=here, code=2, said=("grupp",))
    (here / "few.csv").write_text("insats,y\n1,2\n1,3\n0,1\n0,4\n", encoding="utf-8")
    refused(command, "few.csv", "--outcome", "y", "--treatment", "insats", cwd=here, code=3, said=("färre än 5",))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_nobody_is_said_to_have_planned_a_lottery_when_nobody_has_stated_the_design(lang: str) -> None:
    question = ("robustness", str(NSW), "--outcome", "re78", "--treatment", "treat", "--json")
    _, out, _ = utfall(*question, cwd=NSW.parent, lang=lang)
    stated = utfall(*question, "--design", "rct", cwd=NSW.parent, lang=lang)[1]
    found = {row["kind"]: row for row in json.loads(out)["readings"]}["e_value"]
    assert (found["value"], found["value_reason"]) == (None, "lottery-unstated")
    assert "--design rct" in json.loads(out)["notes"][0]
    assert {row["kind"]: row for row in json.loads(stated)["readings"]}["e_value"]["value_reason"] == "drawn-by-lot"
    for said in ("Enligt planen", "According to the plan"):
        assert said not in out


def test_a_generated_component_stands_among_the_components(tmp_path: Path) -> None:
    refused(
        "components", "plan", "--outcome", "y", "--components", "a,b,c", "--generate", "d=a*b*c",
        cwd=tmp_path, code=2, said=("”d” i --generate står inte bland komponenterna", "a, b, c"),
    )  # fmt: skip
