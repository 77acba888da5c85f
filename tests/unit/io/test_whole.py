# SPDX-License-Identifier: Apache-2.0
import signal
import sys
from pathlib import Path

import pytest

from utfall.io._tables.whole import load_whole

PRESSES = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nfor _ in range(1000):\n    pass\nWHOLE = True\n"


def test_a_press_while_a_library_loads_is_acted_on_when_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "presses_while_loading.py").write_text(PRESSES)
    monkeypatch.syspath_prepend(tmp_path)
    # a shell that starts the tests in the background lets them ignore the press
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            load_whole("presses_while_loading")
        assert sys.modules["presses_while_loading"].WHOLE is True
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_ignored_signal_stays_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "presses_in_vain.py").write_text(PRESSES)
    monkeypatch.syspath_prepend(tmp_path)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert load_whole("presses_in_vain").WHOLE is True
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
