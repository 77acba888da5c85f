# SPDX-License-Identifier: Apache-2.0
"""`make demo`: run the main job on the demo initiatives and say where the decision papers are."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMOS = ("supported_work", "vagen_till_jobb", "nara_skolan")
# where the need is, and which way people came: one document each
BEFORE = (("needs", "behov/behov.toml"), ("flow", "flows/figure6.toml"), ("flow", "flows/aterfall.toml"))


def main() -> int:
    """Evaluate every demo in Swedish and in English; return the first exit code that is not 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="out")
    parser.add_argument("--serve", default="0", help="1 starts the workspace in the browser")
    options = parser.parse_args()
    for name in DEMOS:
        for lang in ("sv", "en"):
            folder = Path(options.out) / name / lang
            start = time.perf_counter()
            command = [sys.executable, "-m", "utfall", "evaluate", str(ROOT / "demos" / name / "initiative.toml")]
            done = subprocess.run(
                [*command, "--lang", lang, "--out", str(folder)], check=False, capture_output=lang == "en"
            )
            if done.returncode:
                sys.stderr.buffer.write(done.stderr or b"")
                return done.returncode
            print(f"  {folder}: {time.perf_counter() - start:.1f} s\n", flush=True)
    for command, file in BEFORE:
        folder, start = Path(options.out) / Path(file).stem, time.perf_counter()
        call = [
            sys.executable,
            "-m",
            "utfall",
            command,
            str(ROOT / "demos" / file),
            "--lang",
            "sv",
            "--out",
            str(folder),
        ]
        done = subprocess.run([*call, "--format", "json,html"], check=False, capture_output=True)
        if done.returncode:
            sys.stderr.buffer.write(done.stderr)
            return done.returncode
        print(f"  {folder}: {time.perf_counter() - start:.1f} s", flush=True)
    print(f"Beslutsunderlag / Decision papers: {options.out}/*/*/", flush=True)
    if options.serve != "1":
        return 0
    environment = {**os.environ, "UTFALL_HOME": str(Path(options.out).resolve() / "web")}
    return subprocess.run([sys.executable, "-m", "utfall", "serve", "--demo"], check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
