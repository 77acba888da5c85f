# SPDX-License-Identifier: Apache-2.0
"""Designs where lots were drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomisedTrial:
    """Random allocation decided who took part.

    With covariates the estimate is adjusted by Lin's regression; without, it is the difference in means.
    `adjust` = False keeps the covariates for the balance table only.

    Parameters
    ----------
    cluster
        Column with what was drawn as a whole (school, unit), when persons were not drawn one by one.
    strata
        Columns within whose combinations the lots were drawn.
    """

    treatment: str
    comparison: str | None = None
    covariates: tuple[str, ...] = ()
    adjust: bool = True
    cluster: str | None = None
    strata: tuple[str, ...] = ()
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "rct"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitList:
    """The lots decided who started at once and who waited; the effect is that of starting now rather than later.

    One row per person and time, or per person with `time` the date of the follow-up.

    Parameters
    ----------
    time, comparison_starts
        Rows measured at `comparison_starts` or later are left out: from then on both groups have the offer. Of what
        is left each person's last row is used; so `id` is needed when a person has several.
    """

    treatment: str
    time: str
    comparison_starts: str
    comparison: str | None = None
    covariates: tuple[str, ...] = ()
    adjust: bool = True
    cluster: str | None = None
    strata: tuple[str, ...] = ()
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "wait_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedWedge:
    """Clusters started one after another in an order decided by lot; each is compared with those not yet started.

    Parameters
    ----------
    time, start
        Period of the row, and the first period with the intervention in its cluster (empty: never). Both are
        numbers, or texts that sort in time.
    """

    cluster: str
    time: str
    start: str
    ci_level: float = 0.95

    kind: str = "stepped_wedge"
