# SPDX-License-Identifier: Apache-2.0
"""The demo drawn by lot: genuine lock, people as generated, the newer questions answered, the truth within reach."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from unit.thread.thread_sample import demo, loaded
from utfall.core.estimate import Unknown
from utfall.thread import Evaluation

ROOT = Path(__file__).resolve().parents[3]
NAME = "nara_skolan"


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return demo(NAME)


def test_the_people_are_those_that_the_script_generates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("make_demo_pupils", ROOT / "tools" / "make_demo_pupils.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "OUT", tmp_path / "elever.csv")
    script.main()
    assert (tmp_path / "elever.csv").read_bytes() == (ROOT / "demos" / NAME / "elever.csv").read_bytes()


def test_it_is_marked_as_made_up_and_its_lock_is_kept(found: Evaluation) -> None:
    assert found.initiative.illustration
    assert found.provenance.lock_kept is True
    assert found.beside.declared == "locked"
    assert loaded(NAME).plan is not None


def test_every_newer_question_is_asked_and_answered(found: Evaluation) -> None:
    told = found.beside
    assert [one.analysis.outcome.id for one in told.losses] == ["franvaro", "behorig", "trivsel"]
    assert told.losses[0].assessed is not None
    kinds = {reading.kind for analysis in told.holding for reading in analysis.readings}
    assert kinds == {"curve", "specification", "placebo_outcome", "left_out"}
    assert not any(one.detail("found") for analysis in told.holding for one in analysis.of("placebo_outcome"))
    assert [one.outcome.id for one in told.subgroups] == ["franvaro", "behorig", "trivsel"]
    assert told.components is not None
    assert [plan.id for plan, _ in told.ratings] == ["trivsel"]
    result = next(answer.result for answer in found.primary if answer.outcome.id == "behorig")
    assert result is not None
    assert result.diagnostic("risk_ratio") is not None


def test_the_components_are_told_apart_as_they_were_made(found: Evaluation) -> None:
    """Mentor -3 to -5 points among the 85 per cent or so who came; family support -0.4 (tools/make_demo_pupils.py)."""
    assert found.beside.components is not None
    by_name = {one.name: one for one in found.beside.components.of("component")}
    mentor, family = by_name["mentor"], by_name["familjestod"]
    for reading, truth in ((mentor, -3.4), (family, -0.35)):
        assert not isinstance(reading.value, Unknown)
        assert reading.low is not None
        assert reading.high is not None
        assert reading.low <= truth <= reading.high
    decisions = {one.name: one.detail("decision") for one in found.beside.components.of("proposal")}
    assert decisions == {"mentor": "keep", "familjestod": "drop"}
