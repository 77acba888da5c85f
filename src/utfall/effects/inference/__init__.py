# SPDX-License-Identifier: Apache-2.0
"""Inference chosen by how chance entered: randomisation tests, few clusters, stepped starts."""

from utfall.effects.inference.cluster_trial import estimate_drawn_trial
from utfall.effects.inference.ladder import choose_rung, infer
from utfall.effects.inference.randomisation import RandomisationTest, randomisation_test
from utfall.effects.inference.stepped_trial import estimate_stepped_wedge
from utfall.effects.inference.stepped_wedge import SteppedWedgeTest, stepped_wedge_test
from utfall.effects.inference.units import stratified_t
from utfall.effects.inference.wait_list import estimate_wait_list
from utfall.effects.inference.wild import ClusterSums, WildTest, cluster_statistics, wild_cluster_test
from utfall.effects.inference.within import intracluster_correlation

__all__ = [
    "ClusterSums",
    "RandomisationTest",
    "SteppedWedgeTest",
    "WildTest",
    "choose_rung",
    "cluster_statistics",
    "estimate_drawn_trial",
    "estimate_stepped_wedge",
    "estimate_wait_list",
    "infer",
    "intracluster_correlation",
    "randomisation_test",
    "stepped_wedge_test",
    "stratified_t",
    "wild_cluster_test",
]
