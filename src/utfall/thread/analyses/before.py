# SPDX-License-Identifier: Apache-2.0
"""What was known before, what the data say, and both together; always all three."""

from __future__ import annotations

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Estimate, Unknown
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects.bayes import Belief, normal_normal, prior_from_published
from utfall.thread.analyses.reading import Analysis, Reading


def prior_of(studies: tuple[tuple[float, float], ...], *, discount: float = 1.0) -> tuple[float, float]:
    """Return mean and standard deviation to expect in a new place, from published effects and their standard errors.

    Raises
    ------
    InputError
        A standard error that is not above 0, or a discount outside 0–1.
    """
    finite = all(np.isfinite(value) and np.isfinite(error) and error > 0 for value, error in studies)
    if not studies or not finite or not 0 < discount <= 1:
        raise InputError(
            Fault(
                "prior",
                Text(sv="Tidigare studier går inte att läsa.", en="The earlier studies cannot be read."),
                Text(
                    sv="Skriv effekt och medelfel: --prior-study 3.0,1.2; --prior-discount är 0–1.",
                    en="Write effect and standard error: --prior-study 3.0,1.2; --prior-discount is 0–1.",
                ),
                Place(field="--prior-study"),
            )
        )
    values, errors = (np.array(column, dtype=np.float64) for column in zip(*studies, strict=True))
    return prior_from_published(values, errors, discount=discount)


def analyse_prior(found: Estimate, outcome: Outcome, prior: tuple[float, float], *, studies: int) -> Analysis:
    """Return the effect as it was known, as the data alone say, and both together."""
    if not found.std_error > 0:
        nothing = Reading(kind="prior", value=Unknown("no-interval"))
        return Analysis(command="prior", outcome=outcome, readings=(nothing,))
    update = normal_normal(
        found.value, found.std_error, prior_mean=prior[0], prior_sd=prior[1], level=found.interval.level
    )
    readings = (
        _belief("prior", update.prior, outcome, update.level, (("studies", studies),)),
        _belief("data", update.data, outcome, update.level, ()),
        _belief("posterior", update.posterior, outcome, update.level, (("weight_of_prior", update.weight_of_prior),)),
        Reading(
            kind="conflict", value=update.conflict_p, unit="p", details=(("conflicts", int(update.conflict_p < 0.05)),)
        ),
    )
    return Analysis(command="prior", outcome=outcome, readings=readings, notes=("prior-shown",))


def _belief(
    kind: str, held: Belief, outcome: Outcome, level: float, details: tuple[tuple[str, float | int | str], ...]
) -> Reading:
    right = held.above_zero if outcome.direction == "increase" else 1 - held.above_zero
    return Reading(
        kind=kind, value=held.mean, low=held.low, high=held.high, level=level, details=(*details, ("chance", right))
    )
