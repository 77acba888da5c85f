# SPDX-License-Identifier: Apache-2.0
"""Outputs appear together or not at all, and what stood there before survives a run that fails."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from utfall.core.errors import InputError
from utfall.io.write import atomic_outputs, ensure_writable, write_file


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_all_files_of_a_run_appear_and_others_stay(tmp_path: Path) -> None:
    out = tmp_path / "ut"
    out.mkdir()
    (out / "egen.txt").write_text("kvar")
    (out / "rapport.html").write_text("gammal")
    with atomic_outputs(out) as staging:
        (staging / "rapport.html").write_text("ny")
        (staging / "bilder").mkdir()
        (staging / "bilder" / "a.svg").write_text("bild")
        assert (out / "rapport.html").read_text() == "gammal"
        assert staging.parent.parent == out  # one disk, so that moving is renaming
    assert tree(tmp_path) == {"ut/bilder/a.svg": "bild", "ut/egen.txt": "kvar", "ut/rapport.html": "ny"}
    assert [p.name for p in tmp_path.iterdir()] == ["ut"]


def test_folders_that_are_missing_are_made(tmp_path: Path) -> None:
    with atomic_outputs(tmp_path / "a" / "b") as staging:
        (staging / "x.txt").write_text("1")
    assert tree(tmp_path) == {"a/b/x.txt": "1"}


def run(out: Path, files: dict[str, str], stop: type[BaseException] | None = None) -> None:
    with atomic_outputs(out) as staging:
        for name, text in files.items():
            (staging / name).write_text(text)
        if stop is not None:
            raise stop


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_a_run_that_is_cut_short_leaves_all_as_it_was(tmp_path: Path, stop: type[BaseException]) -> None:
    out = tmp_path / "ut"
    out.mkdir()
    (out / "rapport.html").write_text("gammal")
    with pytest.raises(stop):
        run(out, {"rapport.html": "halv"}, stop)
    assert tree(tmp_path) == {"ut/rapport.html": "gammal"}
    assert [p.name for p in tmp_path.iterdir()] == ["ut"]


def test_a_run_that_is_cut_short_leaves_no_new_folder(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "a" / "b", {"x.txt": "1"}, KeyboardInterrupt)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_files_are_moved_comes_too_late_to_break_off_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = Path.replace

    def interrupted(self: Path, target: str | Path) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        return move(self, target)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(Path, "replace", interrupted)
    run(tmp_path / "ut", {"a.txt": "1", "b.txt": "2"})  # all is written: it would be wrong to say "nothing is"
    assert tree(tmp_path) == {"ut/a.txt": "1", "ut/b.txt": "2"}
    assert signal.getsignal(signal.SIGINT) is before


def test_a_file_that_cannot_be_moved_takes_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "ut"
    out.mkdir()
    (out / "a.txt").write_text("gammal")
    move = Path.replace

    def full(self: Path, target: str | Path) -> Path:
        if Path(target).name == "b.txt":
            raise OSError("disk full")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError) as caught:
        run(out, {"a.txt": "ny", "b.txt": "ny"})
    assert caught.value.faults[0].code == "folder-not-writable"
    assert tree(tmp_path) == {"ut/a.txt": "gammal"}


def test_an_output_folder_that_is_a_file_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "ut").write_text("x")
    for folder in (tmp_path / "ut", tmp_path / "ut" / "under"):
        with pytest.raises(InputError) as caught:
            ensure_writable(folder)
        (fault,) = caught.value.faults
        assert fault.code == "folder-is-file"
        assert "en annan mapp" in fault.mend.sv
        assert "another folder" in fault.mend.en
        with pytest.raises(InputError), atomic_outputs(folder):
            pytest.fail("the block must not start")
    assert tree(tmp_path) == {"ut": "x"}


def test_an_output_folder_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError("read-only")

    # root may write anywhere, so the refusal of the operating system is played
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(InputError) as caught:
        ensure_writable(tmp_path / "ut")
    (fault,) = caught.value.faults
    assert fault.code == "folder-not-writable"
    assert "får skriva i" in fault.mend.sv
    assert "may write to" in fault.mend.en
    assert list(tmp_path.iterdir()) == []


def test_asking_leaves_nothing_behind(tmp_path: Path) -> None:
    assert ensure_writable(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert list(tmp_path.iterdir()) == []


def test_one_file_is_written_whole_and_never_over_another(tmp_path: Path) -> None:
    path = write_file(tmp_path / "ny" / "satsning.toml", "å\n")
    assert path.read_bytes() == "å\n".encode()
    with pytest.raises(InputError) as caught:
        write_file(path, "b")
    assert caught.value.faults[0].code == "file-exists"
    assert path.read_text(encoding="utf-8") == "å\n"
    write_file(path, b"b", overwrite=True)
    assert path.read_bytes() == b"b"
    with pytest.raises(InputError) as caught:
        write_file(tmp_path, "b")
    assert caught.value.faults[0].code == "file-is-folder"
    assert tree(tmp_path) == {"ny/satsning.toml": "b"}
