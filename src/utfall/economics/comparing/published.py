# SPDX-License-Identifier: Apache-2.0
"""Checks on figures that somebody else has printed, or that several initiatives claim (K8–K10, K13, K17).

They recompute what can be recomputed from what is stated, and warn where the print disagrees with itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, log10

import numpy as np

from utfall.core.estimate import Check, Status
from utfall.economics._numerics.discounting import When
from utfall.economics._numerics.returns import internal_rates

# A printed present value is told apart from another convention's by less than this share.
_NEAR = 0.005
_OFFSETS: dict[When, float] = {"start": -1.0, "mid": -0.5, "end": 0.0}


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Figures of a printed cost–benefit table; flows are (year from 1, amount > 0).

    Parameters
    ----------
    irr
        Internal rate of return as printed, share per year; None when not printed.
    """

    costs: tuple[tuple[int, float], ...]
    benefits: tuple[tuple[int, float], ...]
    rate: float
    pv_cost: float
    pv_benefit: float
    irr: float | None = None


def timing_of(flows: Sequence[tuple[int, float]], rate: float, printed: float) -> When | None:
    """Return the timing convention that comes nearest to a printed present value; None when none is near."""
    values = {
        when: sum(amount * (1.0 + rate) ** -(year + offset) for year, amount in flows)
        for when, offset in _OFFSETS.items()
    }
    when = min(values, key=lambda name: abs(values[name] - printed))
    return when if abs(values[when] - printed) <= _NEAR * abs(printed) else None


def check_printed_timing(table: PrintedTable) -> Check:
    """K8: one timing convention in the whole table (value: how many are in use).

    Costs and benefits must need the same convention; and the printed internal rate must be that of the
    flows placed as the present values place them, to half a percentage point.
    """
    conventions = {
        "pv_cost": timing_of(table.costs, table.rate, table.pv_cost),
        "pv_benefit": timing_of(table.benefits, table.rate, table.pv_benefit),
    }
    details: list[tuple[str, str | float | int]] = [(k, v or "none") for k, v in conventions.items()]
    used = set(conventions.values())
    clash = len(used) > 1 or None in used
    if table.irr is not None and None not in used:
        implied = _implied_rate(table, conventions)
        details.append(("irr_implied", implied))
        clash = clash or abs(implied - table.irr) > _NEAR
    return Check("K8", Status.FAIL if clash else Status.PASS, float(len(used)), 1.0, tuple(details))


def _implied_rate(table: PrintedTable, conventions: Mapping[str, When | None]) -> float:
    shift = {name: _OFFSETS[when or "end"] for name, when in conventions.items()}
    flow = [-amount for _, amount in table.costs] + [amount for _, amount in table.benefits]
    times = [year + shift["pv_cost"] for year, _ in table.costs]
    times += [year + shift["pv_benefit"] for year, _ in table.benefits]
    roots = internal_rates(np.array(flow), np.array(times))
    return roots[0] if len(roots) == 1 else float("inf")


def rate_where_ratio_is_one(ratios: Mapping[float, float]) -> float:
    """Return the rate at which the benefit–cost ratio is 1, by log-linear inter- or extrapolation.

    Parameters
    ----------
    ratios
        Rate (share per year) → printed ratio, at least two. The two rates nearest to the crossing are used:
        the pair around it, or the last two when the ratio never falls to 1.
    """
    points = sorted(ratios.items())
    pair = points[-2:]
    for first, second in pairwise(points):
        if (first[1] - 1.0) * (second[1] - 1.0) <= 0.0:
            pair = [first, second]
            break
    (r1, b1), (r2, b2) = pair
    slope = (log(b2) - log(b1)) / (r2 - r1)
    return r1 - log(b1) / slope


def check_ratio_against_irr(ratios: Mapping[float, float], irr: float, *, tolerance: float = 0.005) -> Check:
    """K10: the printed internal rate is the rate at which the printed ratios reach 1.

    Value: distance in shares per year; WARN above `tolerance`, since ratio and internal rate then cannot
    describe the same cash flow.
    """
    implied = rate_where_ratio_is_one(ratios)
    distance = abs(implied - irr)
    status = Status.WARN if distance > tolerance else Status.PASS
    return Check("K10", status, distance, tolerance, (("irr_printed", irr), ("rate_at_ratio_1", implied)))


def check_recomputed(printed: float, recomputed: float, *, tolerance: float = 0.02) -> Check:
    """K9: a printed number is what its stated parts make, within `tolerance` (a share).

    Both in the same unit. A miss by a whole power of a thousand is named: million for billion.
    """
    if recomputed == 0.0 or printed == 0.0:
        same = printed == recomputed
        return Check("K9", Status.PASS if same else Status.WARN, abs(printed - recomputed), tolerance)
    miss = abs(printed / recomputed - 1.0)
    details: tuple[tuple[str, str | float | int], ...] = (("recomputed", recomputed),)
    thousands = round(log10(abs(recomputed / printed)) / 3.0)
    if thousands and abs(recomputed / printed / 1000.0**thousands - 1.0) <= tolerance:
        details += (("factor", 1000.0**thousands),)
    return Check("K9", Status.WARN if miss > tolerance else Status.PASS, miss, tolerance, details)


def check_magnitude(benefit_per_person_year: float, unit_costs: Sequence[float]) -> Check:
    """K9: a gain per person and year is no larger than the dearest yearly cost in a unit-cost library.

    Parameters
    ----------
    benefit_per_person_year
        Kronor of the same price year as `unit_costs`.
    unit_costs
        Yearly costs per person of services; the limit is their 99th percentile.
    """
    limit = float(np.quantile(np.asarray(unit_costs, dtype=np.float64), 0.99))
    status = Status.WARN if abs(benefit_per_person_year) > limit else Status.PASS
    return Check("K9", status, benefit_per_person_year, limit)


def check_claims(claims: Mapping[str, float], *, outcome: str = "", people: str = "") -> Check:
    """K13: initiatives that claim the same outcome in the same people claim at most all of it.

    Parameters
    ----------
    claims
        Initiative → share (0–1) of the outcome that it attributes to itself.
    outcome, people
        What is claimed and in whom, to be named with the check.
    """
    total = sum(claims.values())
    bad = total > 1.0 + 1e-9 or any(share < 0.0 for share in claims.values())
    what = tuple((key, name) for key, name in (("outcome", outcome), ("people", people)) if name)
    who = tuple(("initiative", name) for name in claims) if bad else ()
    return Check("K13", Status.FAIL if bad else Status.PASS, total, 1.0, (*what, *who))


def check_vintage(quoted: str, current: str) -> Check:
    """K17: a quoted result is of the current vintage (version or date of the review that it comes from)."""
    status = Status.PASS if quoted == current else Status.WARN
    return Check("K17", status, None, None, (("quoted", quoted), ("current", current)))
