# SPDX-License-Identifier: Apache-2.0
"""Simulation study of looking every month: how often 24 looks without any effect find one.

Trials without effect are drawn 2,000 times: means (normal, skewed, counts) and shares (30 %, 5 %), with 4, 12 or 40
persons measured a month; half of them are offered the initiative, or one in five. A false alarm is a trial in which the
interval of any month leaves out zero. Beside it stands what an ordinary 95 % interval does when it is looked at as
often. `--json FILE` stores the result; `bench/looking.json` is the stored run.

    python bench/looking.py [--json FILE] [--draws N]
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
from scipy import special

from utfall.effects.sequential import AnytimeInterval, mean_difference_sequence, share_difference_sequence

SEED = 20261127
MONTHS = 24
A_MONTH = (4, 12, 40)
OUTCOMES = (
    "mean, normal", "mean, skewed", "share 30 %", "share 5 %",
    "mean, skewed, one in five offered", "count, one in five offered",
)  # fmt: skip
LIMIT = -math.log(0.05)


def draw(rng: np.random.Generator, outcome: str, n: int) -> np.ndarray:
    if outcome == "mean, normal":
        return rng.normal(size=n)
    if outcome.startswith("mean, skewed"):
        return rng.exponential(size=n)
    if outcome.startswith("count"):
        return rng.poisson(0.3, n).astype(float)
    return (rng.random(n) < (0.3 if outcome == "share 30 %" else 0.05)).astype(float)


def ordinary_mean(a: np.ndarray, b: np.ndarray) -> bool:
    """Tell whether an ordinary 95 % interval (Welch) leaves out zero."""
    v1, v0 = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    if v1 + v0 == 0:
        return False
    df = (v1 + v0) ** 2 / (v1**2 / (len(a) - 1) + v0**2 / (len(b) - 1))
    return bool(abs(a.mean() - b.mean()) > special.stdtrit(df, 0.975) * math.sqrt(v1 + v0))


def ordinary_share(a: np.ndarray, b: np.ndarray) -> bool:
    """Tell whether the usual test of two shares (pooled) finds a difference at 5 %."""
    pooled = (a.sum() + b.sum()) / (len(a) + len(b))
    spread = math.sqrt(pooled * (1 - pooled) * (1 / len(a) + 1 / len(b)))
    return bool(spread > 0 and abs(a.mean() - b.mean()) > 1.959964 * spread)


def log_evidence(events: int, n: int, share: float) -> float:
    mixture = math.lgamma(events + 1) + math.lgamma(n - events + 1) - math.lgamma(n + 2)
    return mixture - float(special.xlogy(events, share) + special.xlog1py(n - events, -share))


def anytime_share(a: np.ndarray, b: np.ndarray) -> bool:
    """Tell whether zero is left out, as `share_difference_sequence` does, which `agrees` holds it to.

    With no difference the evidence against both groups' share is least at the share of all.
    """
    pooled = (a.sum() + b.sum()) / (len(a) + len(b))
    return log_evidence(int(a.sum()), len(a), pooled) + log_evidence(int(b.sum()), len(b), pooled) >= LIMIT


def agrees(a: np.ndarray, b: np.ndarray) -> bool:
    found = share_difference_sequence(int(a.sum()), len(a), int(b.sum()), len(b))
    return anytime_share(a, b) == leaves_out_zero(found)


def leaves_out_zero(found: AnytimeInterval) -> bool:
    return found.low > 0 or found.high < 0


def run(outcome: str, a_month: int, draws: int) -> dict[str, float | int | str]:
    """Return the share of trials with a false alarm, by both intervals, in the same trials."""
    rng = np.random.default_rng([SEED, a_month, *outcome.encode()])
    n, share = MONTHS * a_month, outcome.startswith("share")
    offered = 0.2 if outcome.endswith("one in five offered") else 0.5
    anytime = ordinary = differing = 0
    for trial in range(draws):
        y, treated = draw(rng, outcome, n), rng.random(n) < offered
        alarm = usual = False
        for month in range(1, MONTHS + 1):
            seen, drawn = y[: month * a_month], treated[: month * a_month]
            a, b = seen[drawn], seen[~drawn]
            if min(len(a), len(b)) < 5 or np.ptp(seen) == 0 or (not share and (np.ptp(a) == 0 or np.ptp(b) == 0)):
                continue
            if share:
                alarm, usual = alarm or anytime_share(a, b), usual or ordinary_share(a, b)
                differing += trial < 5 and not agrees(a, b)
            else:
                alarm = alarm or leaves_out_zero(mean_difference_sequence(a, b, planned=n))
                usual = usual or ordinary_mean(a, b)
        anytime, ordinary = anytime + alarm, ordinary + usual
    if differing:
        raise RuntimeError("the quick rule for shares differs from share_difference_sequence")
    return {
        "outcome": outcome,
        "a_month": a_month,
        "looks": MONTHS,
        "false_alarms": round(anytime / draws, 4),
        "ordinary_interval": round(ordinary / draws, 4),
    }


def main() -> None:
    """Run every cell and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--draws", type=int, default=2_000)
    options = parser.parse_args()
    rows = []
    for outcome in OUTCOMES:
        for a_month in A_MONTH:
            rows.append(run(outcome, a_month, options.draws))
            print(rows[-1], flush=True)
    if options.json:
        options.json.write_text(json.dumps({"seed": SEED, "draws": options.draws, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
