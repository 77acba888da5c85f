# SPDX-License-Identifier: Apache-2.0
"""Every file of a report, from every kind of evaluation."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pypdf
import pytest

from unit.thread.test_unfounded import on_a_change
from unit.thread.thread_sample import BEFORE_AFTER, RCT, comparison, demo, initiative, run, run_demo
from utfall.core.text import LANGS, Lang, Text
from utfall.reports.render import FORMATS, file_names, render_all
from utfall.thread import Evaluation

LACKING: dict[str, Callable[[], Evaluation]] = {
    "no economy": lambda: run_demo("supported_work", lines=()),
    "no criteria, no sex": lambda: run(initiative(comparison(RCT), criteria=())),
    "a change": lambda: run(initiative(comparison(BEFORE_AFTER, sex="sex"))),
    "an economy on a change": on_a_change,
    "no draws": lambda: run_demo("supported_work", draws=0),
}


def looks_right(name: str, content: bytes) -> None:
    """Open the file with a reader of its own kind."""
    kind = name.rpartition(".")[2]
    if kind == "json":
        assert json.loads(content)["schema"] == "utfall/result/1"
    elif kind == "html":
        assert content.lstrip().lower().startswith(b"<!doctype html>")
        assert b"</html>" in content
    elif kind == "pdf":
        assert len(pypdf.PdfReader(io.BytesIO(content)).pages) >= 1
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            part = "word/document.xml" if kind == "docx" else "xl/workbook.xml"
            assert part in archive.namelist()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("lacking", LACKING)
def test_all_formats_are_written_of_what_there_is(lacking: str, lang: Lang) -> None:
    files = render_all(LACKING[lacking](), lang, date="2026-01-31")
    paper, annex, book = file_names(lang)
    expected = {"result.json", f"{book}.xlsx"} | {f"{n}.{f}" for n in (paper, annex) for f in ("html", "pdf", "docx")}
    assert set(files) == expected
    for name, content in files.items():
        looks_right(name, content)


@pytest.mark.parametrize("form", FORMATS)
def test_only_what_is_asked_for_is_written(form: str) -> None:
    files = render_all(demo("supported_work"), "sv", date="2026-01-31", formats=(form,))
    assert {name.rpartition(".")[2] for name in files} == {form}


def test_progress_names_each_file() -> None:
    told: list[Text] = []
    files = render_all(demo("supported_work"), "en", date="2026-01-31", formats=("html",), tell=told.append)
    assert [f"Writing {name}" for name in files] == [text.en for text in told][1:]


def test_the_same_evaluation_gives_the_same_page() -> None:
    first, second = (render_all(demo("supported_work"), "sv", date="2026-01-31", formats=("html",)) for _ in range(2))
    assert first == second
