# SPDX-License-Identifier: Apache-2.0
"""The statistics of a needs analysis: arrays in, frozen results out; no table, no file, no word."""

from utfall.needs.statistics.agreement import Agreement, krippendorff
from utfall.needs.statistics.association import Association, associations
from utfall.needs.statistics.comparison import Standing, standing_among
from utfall.needs.statistics.funnel import Funnel, FunnelBand, FunnelPlace, funnel
from utfall.needs.statistics.index import IndexScores, composite_index
from utfall.needs.statistics.limits import Limits, byar_limits, mean_limits, poisson_limits, share_limits
from utfall.needs.statistics.risk import OverRisk, over_risk
from utfall.needs.statistics.smoothing import Smoothed, smooth_rates
from utfall.needs.statistics.spread import quantiles, tail_count
from utfall.needs.statistics.standardisation import DirectRate, IndirectRatio, direct_rate, indirect_ratio
from utfall.needs.statistics.trend import Trend, trend_per_year

__all__ = [
    "Agreement",
    "Association",
    "DirectRate",
    "Funnel",
    "FunnelBand",
    "FunnelPlace",
    "IndexScores",
    "IndirectRatio",
    "Limits",
    "OverRisk",
    "Smoothed",
    "Standing",
    "Trend",
    "associations",
    "byar_limits",
    "composite_index",
    "direct_rate",
    "funnel",
    "indirect_ratio",
    "krippendorff",
    "mean_limits",
    "over_risk",
    "poisson_limits",
    "quantiles",
    "share_limits",
    "smooth_rates",
    "standing_among",
    "tail_count",
    "trend_per_year",
]
