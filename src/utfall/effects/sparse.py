# SPDX-License-Identifier: Apache-2.0
"""Whether enough persons have, and lack, the event of a binary outcome in each group."""

from __future__ import annotations

from utfall.core.estimate import Check
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Bools, Floats


def sparse_check(y: Floats, treated: Bools, outcome: Outcome) -> tuple[Check, ...]:
    """W-SPARSE for a binary outcome, of those that the estimate rests on, shapes (n,); nothing for other kinds."""
    if outcome.kind != "binary":
        return ()
    n_1, events = int(treated.sum()), (int(y[treated].sum()), int(y[~treated].sum()))
    return (checks.sparse(events, (n_1, len(y) - n_1)),)
