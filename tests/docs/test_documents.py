# SPDX-License-Identifier: Apache-2.0
"""What the documents promise holds: commands parse and run, links lead somewhere, examples run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from utfall.cli.main import build, main
from utfall.core.designs import DESIGN_KINDS

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".venv", "out", "dist", "build", "node_modules"}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
# Every registered design, and every method that stands beside one.
EFFECT_METHODS = (
    *DESIGN_KINDS, "attrition", "bayesian", "cluster_trial", "component_analysis", "confidence_sequence",
    "entropy_balancing", "event_study", "gender_analysis", "ipw", "lee_bounds", "multiplicity", "overlap_weights",
    "randomisation_inference", "reliable_change", "rmst", "sensitivity_to_unmeasured",
)  # fmt: skip
# What is done before the start.
PLANNING_METHODS = ("allocation", "analysis_plan", "comparison_guide", "minimum_requirements", "power")
QUESTIONS = (
    "What it answers",
    "Whose effect",
    "What must be true",
    "How it is checked",
    "How to read it",
    "When not to use it",
)


def documents(*folders: str) -> list[Path]:
    if folders:
        return sorted(path for folder in folders for path in (ROOT / "docs" / folder).glob("*.md"))
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "demos").rglob("*.md")]
    return sorted(path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts))


def blocks(path: Path, kind: str) -> list[str]:
    return [text for found, text in BLOCK.findall(path.read_text(encoding="utf-8")) if found == kind]


def calls() -> list[tuple[str, str]]:
    """Return every call of utfall in a sh block, with its document."""
    found = []
    pages = [ROOT / "README.md", *documents("tutorials", "how-to", "reference")]
    for path in pages:
        for block in blocks(path, "sh"):
            for line in block.replace("\\\n", " ").splitlines():
                if line.strip().startswith("utfall "):
                    found.append((path.name, " ".join(shlex.split(line, comments=True))))
    return found


CALLS = calls()
# Needs no file that the reader is to fill in first, and no report to be written.
CHEAP = sorted({call for _, call in CALLS if ("demos/" in call and " evaluate " not in call) or " new " in call})


def test_there_are_commands_to_try() -> None:
    assert len(CALLS) >= 8
    assert len(CHEAP) >= 5


@pytest.mark.parametrize(("page", "call"), CALLS, ids=[f"{page}: {call[:60]}" for page, call in CALLS])
def test_every_command_shown_is_one_that_there_is(page: str, call: str) -> None:
    group = build()
    with group.make_context("utfall", shlex.split(call)[1:]) as outer:
        name, command, rest = group.resolve_command(outer, [*outer._protected_args, *outer.args])
        assert name, page
        assert command is not None
        if isinstance(command, click.Group):  # `utfall plan lock …`: the command is one step further in
            with command.make_context(name, rest, parent=outer) as middle:
                name, command, rest = command.resolve_command(middle, [*middle._protected_args, *middle.args])
        assert command is not None
        with command.make_context(name, rest, parent=outer) as inner:
            assert inner.args == []


def test_a_command_that_there_is_not_would_be_found() -> None:
    group = build()
    with group.make_context("utfall", ["effect", "x.csv"]) as outer:
        _, command, rest = group.resolve_command(outer, [*outer._protected_args, *outer.args])
        assert command is not None
        with pytest.raises(click.UsageError):
            command.make_context("effect", [*rest, "--no-such-option"], parent=outer)


@pytest.mark.parametrize("call", CHEAP)
def test_every_cheap_command_runs(call: str, tmp_path: Path) -> None:
    (tmp_path / "demos").symlink_to(ROOT / "demos")
    command = [sys.executable, "-m", *shlex.split(call)]
    environment = {**os.environ, "UTFALL_LANG": "sv"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(path: Path) -> None:
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    targets = [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]
    lacking = []
    for target in targets:
        place, _, anchor = target.partition("#")
        file = (path.parent / place) if place else path
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            lacking.append(target)
    assert lacking == []


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings as they are made on the web."""
    titles = re.findall(r"^#+ (.+)$", BLOCK.sub("", path.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("method", [*EFFECT_METHODS, *PLANNING_METHODS])
def test_a_method_page_answers_the_six_questions_first_and_in_order(method: str) -> None:
    text = (ROOT / "docs" / "methods" / f"{method}.md").read_text(encoding="utf-8")
    sections = re.split(r"^## (.+)$", text, flags=re.M)[1:]
    titles, bodies = sections[::2], sections[1::2]
    assert tuple(titles[:6]) == QUESTIONS
    assert all(len(body.split()) >= 12 for body in bodies[:6])


def test_every_design_has_its_method_page() -> None:
    lacking = [kind for kind in DESIGN_KINDS if not (ROOT / "docs" / "methods" / f"{kind}.md").exists()]
    assert lacking == []


def test_every_check_stands_on_its_page() -> None:
    from utfall.effects.checks import CATALOGUE

    text = (ROOT / "docs" / "methods" / "checks.md").read_text(encoding="utf-8")
    assert [check for check in CATALOGUE if check not in text] == []


def test_every_economic_check_stands_on_its_page() -> None:
    from utfall.reports.phrases.economy import CHECK_NAMES

    text = (ROOT / "docs" / "methods" / "economic_checks.md").read_text(encoding="utf-8")
    assert [check for check in CHECK_NAMES if not re.search(rf"\b{check}\b", text)] == []


def test_the_python_of_the_readme_runs() -> None:
    examples = blocks(ROOT / "README.md", "python")
    assert examples
    for example in examples:
        told = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=True, cwd=ROOT)
        assert told.stdout.startswith("1794.34")


def test_the_reference_of_the_command_line_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "tools" / "make_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_help_is_in_the_language_asked_for(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for lang, word in (("sv", "Användning:"), ("en", "Usage:")):
        monkeypatch.setenv("UTFALL_LANG", lang)
        assert main(["--help"]) == 0
        assert capsys.readouterr().out.startswith(word)
