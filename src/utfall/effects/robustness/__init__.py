# SPDX-License-Identifier: Apache-2.0
"""How much it takes to overturn a finding: unmeasured causes, chance among many tests, single units and choices."""

from utfall.effects.robustness.analysis import (
    RobustnessRow,
    analyse_robustness,
    omitted_in_table,
    pair_differences,
)
from utfall.effects.robustness.evalue import EValue, e_value, e_value_of_difference, e_value_of_shares
from utfall.effects.robustness.multiplicity import benjamini_hochberg, holm
from utfall.effects.robustness.omitted import (
    OmittedBound,
    OmittedVariable,
    adjusted_for,
    omitted_variable,
    robustness_value,
    robustness_value_interval,
)
from utfall.effects.robustness.pairs import matched_outcomes, matched_with_lost
from utfall.effects.robustness.placebo import (
    PlaceboRow,
    PlaceboTable,
    placebo_groups,
    placebo_outcomes,
    placebo_table,
    placebo_times,
)
from utfall.effects.robustness.rosenbaum import (
    RosenbaumBounds,
    SensitivityBound,
    rosenbaum_mcnemar,
    rosenbaum_signed_rank,
)
from utfall.effects.robustness.subgroups import Heterogeneity, SubgroupEffect, equal_effects, subgroup_effects
from utfall.effects.robustness.variations import (
    LeaveOneOut,
    LeftOut,
    Specification,
    SpecificationCurve,
    leave_one_out,
    specification_curve,
)

__all__ = [
    "EValue",
    "Heterogeneity",
    "LeaveOneOut",
    "LeftOut",
    "OmittedBound",
    "OmittedVariable",
    "PlaceboRow",
    "PlaceboTable",
    "RobustnessRow",
    "RosenbaumBounds",
    "SensitivityBound",
    "Specification",
    "SpecificationCurve",
    "SubgroupEffect",
    "adjusted_for",
    "analyse_robustness",
    "benjamini_hochberg",
    "e_value",
    "e_value_of_difference",
    "e_value_of_shares",
    "equal_effects",
    "holm",
    "leave_one_out",
    "matched_outcomes",
    "matched_with_lost",
    "omitted_in_table",
    "omitted_variable",
    "pair_differences",
    "placebo_groups",
    "placebo_outcomes",
    "placebo_table",
    "placebo_times",
    "robustness_value",
    "robustness_value_interval",
    "rosenbaum_mcnemar",
    "rosenbaum_signed_rank",
    "specification_curve",
    "subgroup_effects",
]
