# SPDX-License-Identifier: Apache-2.0
"""Where participants went: eligible, reached, started, dropped out and why, measured."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from utfall.effects._numerics.contrast import Bools, Contrast, NotEstimableError
from utfall.effects._numerics.means import risk_difference


@dataclass(frozen=True, slots=True)
class GroupStages:
    """Persons of one group at each stage. Each stage counts only persons who were in the one before.

    Parameters
    ----------
    reached, started
        None when the number may not be shown (`shown_stages`).
    causes
        Cause and persons among those who were not measured; "" when no cause is known.
    """

    eligible: int
    reached: int | None
    started: int | None
    measured: int
    causes: tuple[tuple[str, int], ...]

    @property
    def lost(self) -> int:
        """Eligible but not measured."""
        return self.eligible - self.measured


@dataclass(frozen=True, slots=True)
class ParticipantFlow:
    """Stages of both groups and the difference in how many were lost.

    Parameters
    ----------
    share_lost_1, share_lost_0
        Share of the eligible that was not measured.
    difference
        Between the two shares, with Newcombe's interval; None when nobody or everybody was lost.
    """

    intervention: GroupStages
    comparison: GroupStages
    share_lost_1: float
    share_lost_0: float
    difference: Contrast | None


def participant_flow(
    treated: Bools,
    measured: Bools,
    *,
    reached: Bools | None = None,
    started: Bools | None = None,
    cause: NDArray[np.str_] | None = None,
    level: float = 0.95,
) -> ParticipantFlow:
    """Count participants from the list of the eligible to the measured, per group.

    Parameters
    ----------
    treated, measured, reached, started
        One entry per eligible person, shape (n,). Without `reached` all were reached; without `started` all reached
        started.
    cause
        Why a person was not measured, as written, '' when unknown.

    Notes
    -----
    A person measured without having started (intention to treat keeps them) is counted as measured: stages are those
    that a person passed at least. CONSORT 2010 (BMJ 340:c332) is the model of the table.
    """
    everyone = np.ones(len(treated), dtype=bool)
    reached = everyone if reached is None else reached
    started = reached if started is None else started
    started = started | measured
    reached = reached | started
    groups = [_stages(member, reached, started, measured, cause) for member in (treated, ~treated)]
    if min(group.eligible for group in groups) == 0:
        raise NotEstimableError("empty-group")
    return ParticipantFlow(
        groups[0],
        groups[1],
        groups[0].lost / groups[0].eligible,
        groups[1].lost / groups[1].eligible,
        differential_attrition(groups[0].lost, groups[0].eligible, groups[1].lost, groups[1].eligible, level=level),
    )


def _stages(
    member: Bools, reached: Bools, started: Bools, measured: Bools, cause: NDArray[np.str_] | None
) -> GroupStages:
    lost = member & ~measured
    causes: tuple[tuple[str, int], ...] = ()
    if cause is not None and lost.any():
        names, counts = np.unique(cause[lost], return_counts=True)
        listed = sorted(zip(names, counts, strict=True), key=lambda pair: (-pair[1], str(pair[0])))
        causes = tuple((str(name), int(count)) for name, count in listed)
    return GroupStages(
        eligible=int(member.sum()),
        reached=int((member & reached).sum()),
        started=int((member & started).sum()),
        measured=int((member & measured).sum()),
        causes=causes,
    )


def differential_attrition(lost_1: int, n_1: int, lost_0: int, n_0: int, *, level: float = 0.95) -> Contrast | None:
    """Return the difference between the shares lost, Newcombe's interval; None when nobody or everybody was lost."""
    try:
        return risk_difference(lost_1, n_1, lost_0, n_0, level=level)
    except NotEstimableError:
        return None


def shown_stages(group: GroupStages, threshold: int) -> GroupStages:
    """Return the stages without those that fewer than `threshold` persons tell from a stage beside them.

    The eligible and the measured are told with every estimate and stay; a stage between them is shown only where
    nobody, or at least `threshold` persons, fell away since the last one shown and from there to the measured.
    """
    last, shown = group.eligible, []
    for count in (group.reached, group.started):
        hide = count is None or 0 < last - count < threshold or 0 < count - group.measured < threshold
        shown.append(None if hide else count)
        last = last if hide or count is None else count
    return replace(group, reached=shown[0], started=shown[1])
