# SPDX-License-Identifier: Apache-2.0
"""Long series: interrupted time series, synthetic control and synthetic difference in differences."""

from __future__ import annotations

from utfall.effects.series.its import SeriesFit, analyse_its, estimate_its
from utfall.effects.series.synthetic_control import (
    SyntheticAnalysis,
    analyse_synthetic_control,
    estimate_synthetic_control,
)
from utfall.effects.series.synthetic_did import estimate_synthetic_did

__all__ = [
    "SeriesFit",
    "SyntheticAnalysis",
    "analyse_its",
    "analyse_synthetic_control",
    "estimate_its",
    "estimate_synthetic_control",
    "estimate_synthetic_did",
]
