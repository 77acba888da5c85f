# SPDX-License-Identifier: Apache-2.0
"""Tennessee STAR (D7): HC1 errors as printed, and schools as clusters.

Stock and Watson, Introduction to Econometrics, table 13.1: 13.90 (2.45) for small classes in kindergarten.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from utfall.effects._numerics.regression import cr2, fit
from utfall.effects._numerics.sandwich import cr_covariance, hc_covariance
from utfall.effects.inference import cluster_statistics, wild_cluster_test

DATA = Path(__file__).resolve().parents[3] / "reference" / "effects" / "data" / "star.csv"


@pytest.fixture(scope="module")
def kindergarten():
    rows = pl.read_csv(DATA, infer_schema_length=None).drop_nulls(["stark", "readk", "mathk", "schoolidk"])
    arm = rows["stark"].to_numpy()
    X = np.column_stack([np.ones(len(arm)), arm == "small", arm == "regular+aide"]).astype(float)
    y = (rows["readk"] + rows["mathk"]).to_numpy()
    school = np.unique(rows["schoolidk"].to_numpy(), return_inverse=True)[1]
    return X, y, school


def test_printed_estimates_and_errors(kindergarten):
    X, y, _ = kindergarten
    fitted = fit(X, y)
    assert fitted.n == 5786
    assert fitted.coefficients == pytest.approx([918.04, 13.90, 0.31], abs=0.005)
    assert np.sqrt(np.diag(hc_covariance(fitted, "HC1"))) == pytest.approx([1.63, 2.45, 2.27], abs=0.005)


def test_schools_as_clusters(kindergarten):
    """Classes were drawn within schools, so pupils of a school stand in all arms: schools barely widen the interval."""
    X, y, school = kindergarten
    fitted = fit(X, y)
    errors = {kind: cr_covariance(fitted, school, kind)[1, 1] ** 0.5 for kind in ("CR0", "CR1", "CR2", "CR3")}
    assert errors["CR0"] < errors["CR2"] < errors["CR3"]
    error, df = cr2(fitted, school, np.eye(3)[1])
    assert error == pytest.approx(errors["CR2"], rel=1e-9)
    assert 40 < df < school.max()
    wild = wild_cluster_test(cluster_statistics(X, y, school), 1, seed=1)
    assert wild.std_error == pytest.approx(errors["CR1"], rel=1e-9)
    assert (wild.low, wild.high) == pytest.approx((13.9 - 2 * error, 13.9 + 2 * error), abs=1.0)
