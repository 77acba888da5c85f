# SPDX-License-Identifier: Apache-2.0
"""The red thread: joins effects, economy and verdict to one answer about one initiative."""

from utfall.thread.economy import appraise_initiative
from utfall.thread.evaluation import Answer, Evaluation
from utfall.thread.run import evaluate, provenance_of, refuse_small_groups

__all__ = ["Answer", "Evaluation", "appraise_initiative", "evaluate", "provenance_of", "refuse_small_groups"]
