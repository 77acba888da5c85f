# SPDX-License-Identifier: Apache-2.0
"""`utfall check` gives advice on a broken red thread; advice is no fault."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "demos" / "vagen_till_jobb"


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "utfall", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_thread_that_holds_gives_no_advice() -> None:
    done = check(DEMO / "initiative.toml")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1


def test_a_broken_thread_is_told_of_with_its_mend(tmp_path: Path) -> None:
    shutil.copytree(DEMO, tmp_path / "demo")
    file = tmp_path / "demo" / "initiative.toml"
    text = file.read_text(encoding="utf-8")
    assert 'level = "resource"' in text
    file.write_text(text.replace('level = "resource"', 'level = "activity"'), encoding="utf-8")
    done = check(file)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[1] == "Den röda tråden brister här (råd, inga fel):"
    assert "  - Logikmodellen saknar resurser. Skriv minst en rad på den nivån." in lines
    told = json.loads(check(file, "--json", "--lang", "en").stdout)["red_thread"]
    assert [b["kind"] for b in told].count("activity_without_resource") == 2
    assert len(told) == len(lines) - 2
