# SPDX-License-Identifier: Apache-2.0
"""W-UNNAMED: a trial that names no covariates is held against the other columns of its table."""

from pathlib import Path

import numpy as np
import pytest

import utfall
from utfall.core.estimate import EvidenceGrade, Status
from utfall.effects import EffectResult

DEMO = Path(__file__).resolve().parents[3] / "demos" / "supported_work"


def _status(found: EffectResult) -> Status:
    return next(check.status for check in found.estimate.checks if check.id == "W-UNNAMED")


def test_the_lottery_of_supported_work_passes() -> None:
    found = utfall.effect(DEMO / "nsw.csv", outcome="re78", treatment="treat", design="rct")
    assert _status(found) is Status.PASS
    assert found.estimate.grade is EvidenceGrade.STRONG


def test_d2_the_raw_contrast_with_a_survey_is_red_even_when_no_covariate_is_named() -> None:
    # Dehejia and Wahba 1999, table 3, row CPS-1: -8,498 (712)
    found = utfall.effect(DEMO / "nsw_cps1.csv", outcome="re78", treatment="treat")
    assert found.estimate.value == pytest.approx(-8497.52, abs=0.01)
    assert found.diagnostic("std_error_pooled") == pytest.approx(712.02, abs=0.01)
    assert _status(found) is Status.FAIL
    assert found.estimate.grade is EvidenceGrade.INSUFFICIENT


def test_a_single_other_column_that_differs_is_told_and_costs_one_step() -> None:
    rng = np.random.default_rng(3)
    treated = np.arange(200) % 2
    table = {"t": treated, "y": rng.normal(0, 1, 200), "other": rng.normal(0, 1, 200) + 2 * treated}
    found = utfall.effect(table, outcome="y", treatment="t", design="rct")
    assert _status(found) is Status.WARN
    assert found.estimate.grade is EvidenceGrade.MODERATE


def test_named_covariates_take_over() -> None:
    found = utfall.effect(DEMO / "nsw.csv", outcome="re78", treatment="treat", covariates=("age", "educ"))
    assert not [check for check in found.estimate.checks if check.id == "W-UNNAMED"]


def test_a_design_that_nobody_has_stated_costs_one_step() -> None:
    found = utfall.effect(DEMO / "nsw.csv", outcome="re78", treatment="treat")
    assert found.estimate.checks[-1].id == "W-DESIGN-UNSTATED"
    assert found.estimate.grade is EvidenceGrade.MODERATE
