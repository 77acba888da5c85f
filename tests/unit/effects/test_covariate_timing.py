# SPDX-License-Identifier: Apache-2.0
"""A covariate measured after the start: asked about, then warned of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from utfall.api import effect
from utfall.core.errors import InputError
from utfall.core.estimate import Check, EvidenceGrade, Status
from utfall.effects import EffectResult

N = 400


def table() -> dict[str, list[float]]:
    rng = np.random.default_rng(11)
    group = np.arange(N) % 2
    before = rng.normal(size=N)
    y = before + 0.5 * group + rng.normal(size=N)
    return {
        "insats": group.tolist(),
        "stress": before.tolist(),
        "stress_fore": before.tolist(),
        "stress_efter": (before + 0.1 * group + rng.normal(size=N)).tolist(),
        "kopia": (2 * y + 3 + 0.1 * rng.normal(size=N)).tolist(),
        "poang": y.tolist(),
    }


def timing(found: EffectResult) -> Check:
    (check,) = [check for check in found.estimate.checks if check.id == "W-COVARIATE-TIME"]
    return check


def run(*covariates: str, **more: Any) -> EffectResult:
    return effect(table(), outcome="poang", design="rct", treatment="insats", covariates=covariates, **more)


@pytest.mark.parametrize(
    ("covariates", "more", "status", "named"),
    [
        (("stress",), {}, Status.INFO, "stress"),
        (("stress_fore",), {}, Status.PASS, "stress_fore"),
        (("stress",), {"covariates_before_start": True}, Status.PASS, "stress"),
        (("stress_fore", "stress_efter"), {}, Status.WARN, "stress_efter"),
        (("kopia",), {}, Status.WARN, "kopia"),
        (("stress_efter",), {"covariates_before_start": True}, Status.PASS, "stress_efter"),
        (
            ("stress", "stress_efter"),
            {"covariates_before_start": True, "covariates_after_start": ("stress_efter",)},
            Status.FAIL,
            "stress_efter",
        ),
    ],
)
def test_what_is_said_is_believed_and_what_is_not_is_asked(
    covariates: tuple[str, ...], more: dict[str, object], status: Status, named: str
) -> None:
    check = timing(run(*covariates, **more))
    assert (check.status, dict(check.details)["covariates"]) == (status, named)


def test_the_grade_falls_one_step_for_a_suspicion_and_two_for_a_fact() -> None:
    assert run("stress").estimate.grade is EvidenceGrade.STRONG
    assert run("stress_fore", "stress_efter").estimate.grade is EvidenceGrade.MODERATE
    assert run("stress", covariates_after_start=("stress",)).estimate.grade is EvidenceGrade.LIMITED


def test_a_year_not_before_the_outcomes_is_suspected() -> None:
    rows = {name.replace("poang", "re78").replace("stress", "re75"): v for name, v in table().items()}
    rows["skuld79"] = rows["re75"]
    early = effect(rows, outcome="re78", design="rct", treatment="insats", covariates=("re75",))
    late = effect(rows, outcome="re78", design="rct", treatment="insats", covariates=("skuld79",))
    assert (timing(early).status, timing(late).status) == (Status.INFO, Status.WARN)


def test_the_estimate_itself_is_left_as_it_is() -> None:
    asked, told = run("stress").estimate, run("stress", covariates_before_start=True).estimate
    assert (asked.value, asked.std_error, asked.interval) == (told.value, told.std_error, told.interval)


def test_nothing_is_asked_without_covariates() -> None:
    assert not [check for check in run().estimate.checks if check.id == "W-COVARIATE-TIME"]


def test_a_name_that_is_no_covariate_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        run("stress", covariates_after_start=("annat",))
    assert caught.value.faults[0].code == "not-a-covariate"
