# SPDX-License-Identifier: Apache-2.0
"""Locking writes the lock and not a byte more, keeps the plan beside, and refuses to be undone in silence."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from utfall.core.errors import InputError
from utfall.io.initiative_file import read_initiative
from utfall.io.plan_lock import lock_plan, plan_checksum, plan_path, read_plan
from utfall.io.starter import starter_text

TEXT = starter_text("en")


def written(tmp_path: Path, text: str = TEXT, *, newline: str = "\n", bom: bool = False) -> Path:
    path = tmp_path / "plan.toml"
    data = text.replace("\n", newline).encode()
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + data)
    return path


def locked(path: Path, **more: object) -> None:
    lock_plan(path, by="Nämnden", date="2026-01-31", **more)  # type: ignore[arg-type] # new_version and reason


def codes(error: InputError) -> list[str]:
    return [fault.code for fault in error.faults]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [False, True])
def test_the_rest_of_the_file_is_kept_byte_for_byte(tmp_path: Path, newline: str, bom: bool) -> None:
    path = written(tmp_path, newline=newline, bom=bom)
    before = path.read_bytes()
    kept = lock_plan(path, by='Nämnd "A" \\ 1', date="2026-01-31", locked_at="2026-01-31T10:00:00+01:00")
    after = path.read_bytes()
    assert after.startswith(before)
    added = after[len(before) :].decode()
    assert added.replace("\r\n", "").count("\n") == (0 if newline == "\r\n" else added.count("\n"))
    initiative = read_initiative(path)
    assert initiative.lock is not None
    assert initiative.lock.sha256 == initiative.plan_sha256 == kept.sha256
    assert initiative.lock.by == 'Nämnd "A" \\ 1'


def test_a_file_without_a_last_line_break_is_locked_too(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.rstrip("\n"))
    locked(path)
    assert read_initiative(path).lock is not None


def test_the_plan_is_kept_beside_and_reads_back(tmp_path: Path) -> None:
    path = written(tmp_path)
    locked(path)
    kept = read_plan(plan_path(path))
    assert plan_path(path).name == "plan.toml.plan.json"
    assert kept.sha256 == read_initiative(path).plan_sha256
    assert kept.history == ()
    assert set(kept.plan) == {"outcomes", "comparisons", "criteria", "appraisal"}


def test_a_lock_is_not_written_over(tmp_path: Path) -> None:
    path = written(tmp_path)
    locked(path)
    before = path.read_bytes(), plan_path(path).read_bytes()
    with pytest.raises(InputError) as refused:
        locked(path)
    assert codes(refused.value) == ["lock-exists"]
    assert (path.read_bytes(), plan_path(path).read_bytes()) == before


def test_a_new_version_keeps_the_old_one_in_the_history(tmp_path: Path) -> None:
    path = written(tmp_path)
    locked(path)
    first = read_initiative(path).plan_sha256
    changed = path.read_text(encoding="utf-8").replace("at_least = 0.05", "at_least = 0.04  # lowered")
    path.write_text(changed, encoding="utf-8")
    lock_plan(path, by="Nämnden", date="2026-03-01", new_version=True, reason="School B left\nbefore any result")
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    assert values["lock"]["date"] == "2026-03-01"
    assert values["lock"]["sha256"] == read_initiative(path).plan_sha256 != first
    assert [(row["date"], row["sha256"]) for row in values["lock_history"]] == [("2026-01-31", first)]
    assert values["lock_history"][0]["reason"] == "School B left\nbefore any result"
    kept = read_plan(plan_path(path))
    assert [(row["sha256"], row["plan"] is not None) for row in kept.history] == [(first, True)]
    # a third version: two in the history, and all but the lock still stands
    path.write_text(path.read_text(encoding="utf-8").replace("0.04  # lowered", "0.03  # lowered"), encoding="utf-8")
    lock_plan(path, by="Nämnden", date="2026-04-01", new_version=True, reason="again")
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [row["date"] for row in values["lock_history"]] == ["2026-01-31", "2026-03-01"]
    assert len(read_plan(plan_path(path)).history) == 2
    assert "0.03  # lowered" in path.read_text(encoding="utf-8")


def test_what_stands_after_an_earlier_lock_is_left_alone(tmp_path: Path) -> None:
    text = (
        TEXT
        + f'\n[lock]  # of last year\n# kept\ndate = 2025-01-01\nsha256 = "{"0" * 64}"\n\n[disclosure]\nthreshold = 7\n'
    )
    path = written(tmp_path, text)
    lock_plan(path, by="B", date="2026-01-31", new_version=True, reason="r")
    after = path.read_text(encoding="utf-8")
    assert "# kept\n\n[disclosure]\nthreshold = 7\n" in after
    assert read_initiative(path).disclosure_threshold == 7


@pytest.mark.parametrize(
    ("new_version", "reason", "code"),
    [(True, "r", "lock-missing"), (True, "", "lock-reason"), (False, "", "lock-by")],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, new_version: bool, reason: str, code: str) -> None:
    path = written(tmp_path)
    before = path.read_bytes()
    by = " " if code == "lock-by" else "A"
    with pytest.raises(InputError) as refused:
        lock_plan(path, by=by, date="2026-01-31", new_version=new_version, reason=reason)
    assert code in codes(refused.value)
    assert path.read_bytes() == before
    assert not plan_path(path).exists()


def test_a_new_version_of_nothing_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    locked(path)
    with pytest.raises(InputError) as refused:
        locked(path, new_version=True, reason="r")
    assert codes(refused.value) == ["lock-unchanged"]


def test_a_lock_written_inline_is_not_guessed_at(tmp_path: Path) -> None:
    head, rest = TEXT.split("[initiative]", 1)
    text = f'{head}lock = {{ date = "2025-01-01", sha256 = "{"0" * 64}" }}\n[initiative]{rest}'
    path = written(tmp_path, text)
    with pytest.raises(InputError) as refused:
        locked(path, new_version=True, reason="r")
    assert codes(refused.value) == ["lock-form"]
    assert path.read_text(encoding="utf-8") == text


def test_a_kept_plan_in_the_way_is_not_written_over(tmp_path: Path) -> None:
    path = written(tmp_path)
    plan_path(path).write_text("{}", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        locked(path)
    assert codes(refused.value) == ["plan-exists"]


def test_a_file_with_faults_is_not_locked(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.replace('kind = "stop"', 'kind = "stopp"'))
    with pytest.raises(InputError):
        locked(path)
    assert not plan_path(path).exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"plan": 1}', "no json", "[" * 100_000])
def test_what_is_no_kept_plan_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.plan.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_plan(path)


def test_a_kept_plan_that_was_changed_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    locked(path)
    held = json.loads(plan_path(path).read_text(encoding="utf-8"))
    held["plan"]["criteria"][0]["at_least"] = 0.01
    plan_path(path).write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_plan(plan_path(path))
    assert codes(refused.value) == ["plan-changed"]


def test_the_illustrations_lock_is_that_of_its_plan() -> None:
    demo = Path(__file__).resolve().parents[3] / "demos" / "vagen_till_jobb" / "initiative.toml"
    found = read_initiative(demo)
    assert found.lock is not None
    assert found.lock.sha256 == found.plan_sha256
    assert plan_checksum(read_plan(plan_path(demo)).plan) == found.plan_sha256
