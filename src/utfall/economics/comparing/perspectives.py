# SPDX-License-Identifier: Apache-2.0
"""Optional ways to look at the same result: taxes' own cost, value per public krona, before against after."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.estimate import Unknown
from utfall.economics.appraisal import Appraisal
from utfall.economics.results import Known

# Cost to society of raising one krona of tax (ASEK 5 and later): an option, never in the headline.
TAX_FACTOR = 1.30


def net_with_tax_factor(appraisal: Appraisal, factor: float = TAX_FACTOR) -> float:
    """Return society's net present value when every public krona counts `factor` times, kronor.

    Money that the public sector saves is worth as much more as money it pays.
    """
    return appraisal.society.net + (factor - 1.0) * appraisal.public_sector.net


def marginal_value_of_public_funds(appraisal: Appraisal) -> Known:
    """Return MVPF: what others gain per krona that the public sector ends up paying, net of what it saves.

    Infinite when the public sector gains while others do not lose: the initiative pays for itself. Unknown
    when both lose nothing and pay nothing, or when others lose while the public sector gains.
    Source: Hendren and Sprung-Keyser (2020), Quarterly Journal of Economics 135.
    """
    public = appraisal.public_sector.net
    others = appraisal.society.net - public
    if public < 0.0:
        return others / -public
    return float("inf") if others >= 0.0 and public > 0.0 else Unknown("no-public-cost")


@dataclass(frozen=True, slots=True)
class Revision:
    """One purse's net present value before the start and after, kronor, and what the change comes from.

    Parameters
    ----------
    cost, benefit
        How much of the change lies in programme cost (dearer: negative) and in everything else.
    inside_interval
        Whether the outcome lies within the interval that was stated before; None without one.
    """

    purse: str
    ex_ante: float
    ex_post: float
    cost: float
    benefit: float
    inside_interval: bool | None


def compare(ex_ante: Appraisal, ex_post: Appraisal) -> tuple[Revision, ...]:
    """Return what was expected against what came out, purse by purse, in the same kronor.

    Raises
    ------
    ValueError
        When the two differ in price year or horizon: their kronor cannot be compared. A caller converts first.
    """
    one, two = ex_ante.settings, ex_post.settings
    if (one.price_year, one.horizon_years, one.currency) != (two.price_year, two.horizon_years, two.currency):
        raise ValueError("appraisals of different price years or horizons cannot be compared")
    rows = []
    for purse, before in ex_ante.purses.items():
        after, inside = ex_post.purses[purse], None
        if ex_ante.uncertainty is not None:
            interval = ex_ante.uncertainty.net[(purse, one.horizon_years)].interval
            inside = interval.low <= after.net <= interval.high
        cost, benefit = before.cost - after.cost, after.benefit - before.benefit
        rows.append(Revision(purse, before.net, after.net, cost, benefit, inside))
    return tuple(rows)
