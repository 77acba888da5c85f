# SPDX-License-Identifier: Apache-2.0
"""Who was matched with whom, for the questions that are asked of pairs."""

from __future__ import annotations

import numpy as np

from utfall.core.designs import Matching
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects._numerics.contrast import Floats
from utfall.effects._numerics.keys import stable_order
from utfall.effects.matching import exact_strata, match_sample, matching_sample
from utfall.effects.refusals import carried
from utfall.effects.sample import Sample, read_sample


def matched_outcomes(design: Matching, columns: Columns, outcome: Outcome) -> tuple[Floats, Floats]:
    """Return the outcomes of each pair, participant's and comparison person's, shapes (pairs,) and (pairs,).

    The pairs are those of `estimate_matching` with the same design, columns and outcome. About persons: never shown.

    Raises
    ------
    InputError, DesignRefused
        As `estimate_matching`.
    """
    sample, strata = matching_sample(design, columns, outcome)
    match = carried(lambda: match_sample(design, sample, strata), file=columns.file, field=", ".join(design.covariates))
    y_1, y_0 = sample.y[match.rows_treated], sample.y[match.rows_control]
    return y_1[match.pairs.treated], y_0[match.pairs.control]


def matched_with_lost(design: Matching, columns: Columns, outcome: Outcome) -> Sample:
    """Return the persons that are paired when those without an outcome are matched too.

    Losses happen after the start, so whom a person is matched with may not hang on them. Wanted for 1:1 matching
    without replacement, in which both groups come out equally large.

    Raises
    ------
    InputError, DesignRefused
        As `estimate_matching`.
    """
    whole = read_sample(
        columns,
        outcome,
        treatment=design.treatment,
        comparison=design.comparison,
        covariates=design.covariates,
        id_column=design.id,
    )
    known = whole.take(np.asarray(~np.isnan(whole.covariates).any(axis=1)))
    values = np.column_stack([known.covariates, np.nan_to_num(known.y), known.treated])
    sample = known.take(stable_order(known.ids, values))
    strata = exact_strata(design.exact, columns, sample)
    match = carried(lambda: match_sample(design, sample, strata), file=columns.file, field=", ".join(design.covariates))
    paired = np.concatenate([match.rows_treated[match.pairs.treated], match.rows_control[match.pairs.control]])
    return sample.take(np.sort(paired))
