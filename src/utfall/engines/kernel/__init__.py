# SPDX-License-Identifier: Apache-2.0
"""A flow over encoded columns: one 64-bit key a spell, sorted, and everything counted with whole arrays.

The same rows as `flow_run` gives through a query language, at a fraction of the cost: a register of spells is sorted
by person and time, and after that every question is about neighbours in an array. `supported` tells which definitions
it carries; the others are run as queries.
"""

from utfall.engines.kernel.run import run_kernel, supported, transitions_and_sequences

__all__ = ["run_kernel", "supported", "transitions_and_sequences"]
