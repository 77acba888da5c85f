# SPDX-License-Identifier: Apache-2.0
"""The economy's Monte Carlo against the same model in vectorised base R. Nothing is installed here.

    python bench/r/compare.py [--draws N]

Asked: at least 2.5 times faster than R, in CPU time, the best of five runs each.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
ASKED = 2.5
RUNS = 5


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--draws", type=int, default=100_000)
    chosen = words.parse_args()
    rscript = shutil.which("Rscript")
    if rscript is None:
        print("Rscript is not here. On Debian or Ubuntu: apt-get install r-base-core, then run this again.")
        return
    from economics import best_cpu, model_40
    from utfall.economics.uncertainty import simulate

    model = model_40()
    ours = best_cpu(lambda: simulate(model, draws=chosen.draws), RUNS)
    net = simulate(model, draws=chosen.draws).net[("society", model.years)].mean
    script = [rscript, str(HERE / "economics.R"), str(chosen.draws), str(RUNS)]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    theirs, their_net = (float(word) for word in done.stdout.split())
    version = subprocess.run([rscript, "--version"], capture_output=True, text=True, check=True)
    result = {
        "draws": chosen.draws,
        "r": (version.stdout or version.stderr).strip(),
        "utfall_cpu_s": round(ours, 3),
        "r_cpu_s": round(theirs, 3),
        "times_faster": round(theirs / ours, 2),
        "asked": ASKED,
        "net_to_society_utfall": round(net),
        "net_to_society_r": round(their_net),
        "bound_met": theirs / ours >= ASKED,
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
