# SPDX-License-Identifier: Apache-2.0
"""Small cells: the one choke point that every output passes.

A count between 1 and the threshold (exclusive) is not shown, and neither are so many other cells that it
could be worked out from the totals. What a published set of numbers gives away is a question of linear
algebra: a hidden cell is safe only when the published totals do not determine it.
"""

from utfall.disclosure.suppression import (
    DEFAULT_THRESHOLD,
    determined,
    hidden_cells,
    hidden_in_table,
    table_totals,
)

__all__ = ["DEFAULT_THRESHOLD", "determined", "hidden_cells", "hidden_in_table", "table_totals"]
