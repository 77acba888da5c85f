# SPDX-License-Identifier: Apache-2.0
"""One module per kind of figure: a small typed value in, a `Figure` with picture, words and data table out."""

from utfall.reports.figures.actors import ActorResult, ActorsChart, PeriodResult, actors_figure
from utfall.reports.figures.balance import BalanceChart, CovariateBalance, balance_figure
from utfall.reports.figures.comparison import ComparisonChart, DesignEstimate, comparison_figure
from utfall.reports.figures.effect import EffectChart, OutcomeEffect, effect_figure
from utfall.reports.figures.payback import PaybackChart, PaybackPoint, payback_figure
from utfall.reports.figures.tornado import TornadoChart, TornadoRow, tornado_figure

__all__ = [
    "ActorResult",
    "ActorsChart",
    "BalanceChart",
    "ComparisonChart",
    "CovariateBalance",
    "DesignEstimate",
    "EffectChart",
    "OutcomeEffect",
    "PaybackChart",
    "PaybackPoint",
    "PeriodResult",
    "TornadoChart",
    "TornadoRow",
    "actors_figure",
    "balance_figure",
    "comparison_figure",
    "effect_figure",
    "payback_figure",
    "tornado_figure",
]
