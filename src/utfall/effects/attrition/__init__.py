# SPDX-License-Identifier: Apache-2.0
"""Who was lost on the way, and what the effect can be in spite of it."""

from utfall.effects.attrition.analysis import AttritionAnalysis, analyse_attrition, attrition_of_sample
from utfall.effects.attrition.bounds import EffectBounds, imbens_manski, lee_bounds, worst_case_bounds
from utfall.effects.attrition.complier import ComplierEffect, DoseResponse, complier_effect, dose_response
from utfall.effects.attrition.flow import (
    GroupStages,
    ParticipantFlow,
    differential_attrition,
    participant_flow,
    shown_stages,
)
from utfall.effects.attrition.imputation import PooledEstimate, impute, imputed_difference, pool
from utfall.effects.attrition.weights import WeightedForAttrition, attrition_weighted

__all__ = [
    "AttritionAnalysis",
    "ComplierEffect",
    "DoseResponse",
    "EffectBounds",
    "GroupStages",
    "ParticipantFlow",
    "PooledEstimate",
    "WeightedForAttrition",
    "analyse_attrition",
    "attrition_of_sample",
    "attrition_weighted",
    "complier_effect",
    "differential_attrition",
    "dose_response",
    "imbens_manski",
    "impute",
    "imputed_difference",
    "lee_bounds",
    "participant_flow",
    "pool",
    "shown_stages",
    "worst_case_bounds",
]
