# SPDX-License-Identifier: Apache-2.0
"""Writes reference values from other people's Python packages anew: values.json, and from fixed seeds the tables.

    pip install -r requirements.txt     (into an environment of its own; see README.md)
    python oracles.py

The tests read what is stored and need none of the packages.
"""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
PEOPLE = HERE.parents[1] / "r" / "made.csv"
PACKAGES = ("rdrobust", "pyfixest", "diff-diff", "wildboottest", "pymatchit-causal", "synthdid-py", "numpy", "pandas")


def scores() -> pd.DataFrame:
    """600 persons with a skewed score, offered from 0 up; a number, an event and a shared take-up."""
    rng = np.random.default_rng(20261127)
    x = (2 * rng.beta(2, 3, 600) - 0.9).round(6)
    y = (np.sin(2 * x) + 0.4 * (x >= 0) + 0.5 * rng.normal(size=600)).round(6)
    event = (rng.random(600) < 0.3 + 0.2 * x + 0.2 * (x >= 0)).astype(int)
    return pd.DataFrame({"x": x, "y": y, "event": event})


def panel() -> pd.DataFrame:
    """90 units over 8 periods in 15 clusters, a third never starts; `kept` leaves every tenth row out."""
    rng = np.random.default_rng(7)
    unit, period = np.divmod(np.arange(90 * 8), 8)
    start = np.array([3, 5, 0])[rng.permutation(np.arange(90)) % 3]
    z = rng.normal(size=90).round(6)
    w = rng.normal(size=720).round(6)
    on = (start[unit] > 0) & (period >= start[unit])
    y = rng.normal(size=90)[unit] + 0.2 * period * (1 + z[unit]) + on * (1 + 0.1 * (period - start[unit])) + 0.5 * w
    y = (y + 0.3 * rng.normal(size=15)[unit // 6] + rng.normal(size=720)).round(6)
    kept = (rng.random(720) > 0.1).astype(int)
    return pd.DataFrame({
        "unit": unit, "period": period, "start": start[unit], "cluster": unit // 6, "on": on.astype(int),
        "w": w, "z": z[unit], "y": y, "kept": kept,
    })  # fmt: skip


def of_rdrobust(table: pd.DataFrame) -> dict:
    from rdrobust import rdrobust

    def told(y: str, **more: float) -> dict:
        found = rdrobust(table[y].to_numpy(), table["x"].to_numpy(), **more)
        value, corrected = (float(v) for v in found.coef.to_numpy().ravel()[:2])
        error, _, robust = (float(v) for v in found.se.to_numpy().ravel())
        low, high = (float(v) for v in found.ci.to_numpy()[2])
        bands = found.bws.to_numpy()
        return {
            "value": value, "corrected": corrected, "error": error, "robust_error": robust,
            "low": low, "high": high, "p": float(found.pv.to_numpy().ravel()[2]),
            "h": float(bands[0, 0]), "b": float(bands[1, 0]),
        }  # fmt: skip

    return {
        "chosen": told("y"), "chosen_event": told("event"), "given": told("y", h=0.3, b=0.5),
        "given_event": told("event", h=0.3, b=0.3),
    }  # fmt: skip


def of_pyfixest(table: pd.DataFrame) -> dict:
    import pyfixest as pf

    def told(data: pd.DataFrame, cluster: str) -> dict:
        found = pf.feols("y ~ on + w | unit + period", data=data, vcov={"CRV1": cluster})
        return {"coefficients": found.coef().tolist(), "errors": found.se().tolist()}

    unbalanced = table[table["kept"] == 1]
    return {"balanced": told(table, "unit"), "unbalanced": told(unbalanced, "cluster")}


def of_diff_diff(table: pd.DataFrame) -> dict:
    from diff_diff import CallawaySantAnna

    names = {"outcome": "y", "unit": "unit", "time": "period", "first_treat": "start"}
    found = {}
    for group, key in (("never_treated", "never"), ("not_yet_treated", "not_yet")):
        for covariates in (None, ["z"]):
            fitted = CallawaySantAnna(control_group=group, estimation_method="dr").fit(
                table, **names, covariates=covariates
            )
            cells = {f"{g:g},{t:g}": float(cell["effect"]) for (g, t), cell in fitted.group_time_effects.items()}
            name = key + ("" if covariates is None else "_covariate")
            found[name] = {"simple": float(fitted.overall_att), "error": float(fitted.overall_se), "cells": cells}
    return found


def of_wildboottest(people: pd.DataFrame) -> dict:
    """Twelve clusters of two units each: all 4,096 sign vectors would be counted; 99,999 are drawn here."""
    import statsmodels.formula.api as smf
    from wildboottest.wildboottest import wildboottest

    table = people.assign(g=(people["unit"] - 1) // 2)
    table["arm"] = (table["g"] % 3 == 0).astype(int)
    with contextlib.redirect_stdout(io.StringIO()):
        found = wildboottest(
            smf.ols("y ~ arm + a", table), cluster=table["g"], param="arm", B=99_999, seed=1, show=False, parallel=False
        )
    return {"t": float(np.ravel(found["statistic"])[0]), "p": float(np.ravel(found["p-value"])[0]), "draws": 99_999}


def of_pymatchit(people: pd.DataFrame) -> dict:
    """Nearest neighbours as MatchIt 4.7.2 finds them (its own pairs at 11,000 persons are the same)."""
    from pymatchit import MatchIt

    found = {}
    for name, options in {"nearest": {}, "caliper": {"caliper": 0.05}, "replacement": {"replace": True}}.items():
        model = MatchIt(people, method="nearest", m_order="largest", **options)
        model.fit("t ~ a + b + c")
        weights = model.weights if hasattr(model, "weights") else model.matched_data["weights"]
        found[name] = {"weights": [float(w) for w in np.asarray(pd.Series(weights).reindex(people.index).fillna(0.0))]}
    return found


def of_published() -> dict[str, object]:
    """Packages on published data: close elections (as they are and by thousandths), castle doctrine, prisons."""
    import synthdid
    from diff_diff import CallawaySantAnna
    from rdrobust import rdrobust

    votes = pd.read_csv(DATA / "close_elections.csv")
    elections = {}
    for name, x, bandwidths in (
        ("as they are", votes.lagdemvoteshare - 0.5, {"h": 0.05, "b": 0.07}),
        ("tied", (votes.lagdemvoteshare * 1000).round() - 500, {"h": 50, "b": 70}),
    ):
        given = rdrobust(y=votes.score, x=x, c=0, masspoints="off", **bandwidths)
        chosen = rdrobust(y=votes.score, x=x, c=0, masspoints="off")
        elections[name] = {
            **bandwidths,
            "value": float(given.coef.iloc[0, 0]),
            "corrected": float(given.coef.iloc[1, 0]),
            "error": float(given.se.iloc[0, 0]),
            "robust_error": float(given.se.iloc[2, 0]),
            "chosen": [float(chosen.bws.iloc[row, 0]) for row in (0, 1)],
        }
    castle = {}
    for group, control in (("never", "never_treated"), ("not_yet", "not_yet_treated")):
        fitted = CallawaySantAnna(control_group=control).fit(
            pd.read_csv(DATA / "castle.csv"), outcome="l_homicide", unit="sid", time="year", first_treat="start",
            aggregate="all",
        )  # fmt: skip
        castle[group] = {
            "value": float(fitted.overall_att),
            "error": float(fitted.overall_se),
            "path": {int(e): float(v["effect"]) for e, v in fitted.event_study_effects.items() if -2 <= e <= 2},
        }
    prisons = pd.read_csv(DATA / "texas_prisons.csv").pivot(index="state", columns="year", values="bmprison")
    block = prisons.loc[[*(name for name in prisons.index if name != "Texas"), "Texas"]]
    arguments = block.to_numpy(), len(block) - 1, int((block.columns < 1993).sum())
    texas = {name: float(getattr(synthdid, f"{name}_estimate")(*arguments)) for name in ("synthdid", "sc", "did")}
    return {"close_elections": elections, "castle": castle, "texas": texas}


def main() -> None:
    warnings.filterwarnings("ignore")
    persons, units, people = scores(), panel(), pd.read_csv(PEOPLE)
    persons.to_csv(HERE / "scores.csv", index=False)
    units.to_csv(HERE / "panel.csv", index=False)
    with contextlib.redirect_stdout(io.StringIO()):
        values = {
            "versions": {name: version(name) for name in PACKAGES},
            "rdrobust": of_rdrobust(persons),
            "pyfixest": of_pyfixest(units),
            "diff_diff": of_diff_diff(units),
            "wildboottest": of_wildboottest(people),
            "pymatchit": of_pymatchit(people),
            "published": of_published(),
        }
    (HERE / "values.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    print("written:", ", ".join(f"{name} {number}" for name, number in values["versions"].items()))


if __name__ == "__main__":
    main()
