# SPDX-License-Identifier: Apache-2.0
"""Continuous follow-up: intervals that stay right however often a steering group looks."""

from utfall.effects.sequential.follow_up import boundaries_of, follow_up
from utfall.effects.sequential.looks import Boundary, Crossing, FollowUp, Look, monthly_looks
from utfall.effects.sequential.mean_difference import AnytimeInterval, mean_difference_sequence, mixture_parameter
from utfall.effects.sequential.proportions import proportion_sequence, share_difference_sequence

__all__ = [
    "AnytimeInterval",
    "Boundary",
    "Crossing",
    "FollowUp",
    "Look",
    "boundaries_of",
    "follow_up",
    "mean_difference_sequence",
    "mixture_parameter",
    "monthly_looks",
    "proportion_sequence",
    "share_difference_sequence",
]
