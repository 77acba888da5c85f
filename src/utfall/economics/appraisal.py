# SPDX-License-Identifier: Apache-2.0
"""The appraisal: was it worth it, to whom, when, and how sure is that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from utfall.core.errors import InputError
from utfall.core.estimate import Check, Estimate, Status, Unknown
from utfall.core.lines import AppraisalSettings, Line
from utfall.core.outcome import Outcome
from utfall.economics._numerics.discounting import Floats, flow_times
from utfall.economics._numerics.returns import internal_rates, payback_months
from utfall.economics.checks import run_checks
from utfall.economics.compile import compile_model, is_outlay
from utfall.economics.cube import build_cube, trace
from utfall.economics.evaluate import (
    potential_value,
    programme_cost,
    realised_value,
    term_amounts,
    term_bases,
)
from utfall.economics.model import ACTORS, PUBLIC, SOCIETY, Model
from utfall.economics.prices import IndexSeries
from utfall.economics.results import (
    CostPerEffect,
    Cube,
    InternalRate,
    Known,
    Payback,
    PurseResult,
    Realisation,
    StepTrace,
    Uncertainty,
)
from utfall.economics.uncertainty import simulate
from utfall.economics.validation import require_valid
