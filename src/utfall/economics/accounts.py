# SPDX-License-Identifier: Apache-2.0
"""Socioekonomiskt bokslut (SEB): an organisation's yearly social accounts from the same lines.

Four parts: what the activity costs and brings society in a year (income statement), who pays and who gains
(financing analysis), what it returns over the horizon (investment calculation), and key figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.lines import LineKind
from utfall.economics._numerics.discounting import Floats
from utfall.economics.appraisal import Appraisal
from utfall.economics.model import ACTORS
from utfall.economics.results import Known


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One row of the income statement: kronor per year (T,), society, signed."""

    line: str
    kind: LineKind
    amount: Floats


@dataclass(frozen=True, slots=True)
class SocialAccounts:
    """The accounts; kronor of the base price year, undiscounted but for the investment calculation.

    Parameters
    ----------
    costs, gains
        Rows of the income statement: programme cost, and everything else.
    result
        Array (T,): the year's result to society.
    financing
        By actor, array (T,): net per year; the actors sum to `result`.
    accumulated
        Array (T,): result so far.
    investment, value, net, ratio
        Present values of programme cost and of the rest, their difference and ratio.
    result_per_participant
        Array (T,); None when the number of participants is not given.
    """

    costs: tuple[AccountRow, ...]
    gains: tuple[AccountRow, ...]
    result: Floats
    financing: dict[str, Floats]
    accumulated: Floats
    investment: float
    value: float
    net: float
    ratio: Known
    result_per_participant: Floats | None


def social_accounts(appraisal: Appraisal) -> SocialAccounts:
    """Return the socioeconomic accounts of an appraisal's lines, year by year."""
    society = appraisal.cube.flow.sum(axis=1)
    rows = [AccountRow(line.id, line.kind, society[place]) for place, line in enumerate(appraisal.model.lines)]
    by_actor = appraisal.cube.by_actor()
    result = np.asarray(society.sum(axis=0))
    people = appraisal.population
    return SocialAccounts(
        costs=tuple(row for row in rows if row.kind is LineKind.PROGRAMME_COST),
        gains=tuple(row for row in rows if row.kind is not LineKind.PROGRAMME_COST),
        result=result,
        financing={str(actor): by_actor[a] for a, actor in enumerate(ACTORS)},
        accumulated=np.cumsum(result),
        investment=appraisal.society.cost,
        value=appraisal.society.benefit,
        net=appraisal.society.net,
        ratio=appraisal.bcr,
        result_per_participant=None if people is None else result / people,
    )
