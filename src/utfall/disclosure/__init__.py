# SPDX-License-Identifier: Apache-2.0
"""Small cells: the one choke point that every output passes.

A count between 1 and the threshold (exclusive) is not shown, and neither are so many other cells that it
could be worked out from the totals. What a published set of numbers gives away is a question of linear
algebra: a hidden cell is safe only when the published totals do not determine it.

`protect` takes every table of counts of a run at once; `share_table`, `protect_sums` and `protect_paths` do the same
for shares, kronor and flows; `attack` is the attacker whom the tests let loose on all of it.
"""

from utfall.disclosure.audit import Attack, attack
from utfall.disclosure.paths import Link, PathCount, SafePath, SafePaths, protect_paths
from utfall.disclosure.protect import EVENT, Elsewhere, Protected, SafeTable, protect, share, share_table
from utfall.disclosure.rules import STANDARD, Rules
from utfall.disclosure.sequences import distribution_tables
from utfall.disclosure.sums import SafeSums, SumTable, protect_sums
from utfall.disclosure.suppression import (
    DEFAULT_THRESHOLD,
    determined,
    hidden_cells,
    hidden_in_table,
    table_totals,
)
from utfall.disclosure.system import Axis, CountTable, System, Union, build

__all__ = [
    "DEFAULT_THRESHOLD",
    "EVENT",
    "STANDARD",
    "Attack",
    "Axis",
    "CountTable",
    "Elsewhere",
    "Link",
    "PathCount",
    "Protected",
    "Rules",
    "SafePath",
    "SafePaths",
    "SafeSums",
    "SafeTable",
    "SumTable",
    "System",
    "Union",
    "attack",
    "build",
    "determined",
    "distribution_tables",
    "hidden_cells",
    "hidden_in_table",
    "protect",
    "protect_paths",
    "protect_sums",
    "share",
    "share_table",
    "table_totals",
]
