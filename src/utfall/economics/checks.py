# SPDX-License-Identifier: Apache-2.0
"""Checks K1–K8, K10–K12 and K15 on one appraisal. FAIL (red) stops an export, WARN (amber) is printed.

What a check says in words lies in `reports`; here are its id, status, number, limit and the lines concerned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from utfall.core.estimate import Check, Estimate, Status, Unknown
from utfall.core.lines import Line, LineKind
from utfall.economics._numerics.discounting import When, annual_rates, flow_times
from utfall.economics.compile import is_outlay
from utfall.economics.model import SOCIETY, Model
from utfall.economics.prices import NO_INDEX, IndexSeries, uprating_faults
from utfall.economics.results import Cube, InternalRate, Known, PurseResult, StepTrace
from utfall.economics.validation import SHARE_TOLERANCE

STANDARD_COSTS = (
    "evaluation",
    "management",
    "premises",
    "overhead",
    "volunteers",
    "other_actors",
    "participant_time",
)
# What each red check has found, in Swedish and English.
RED_FINDINGS: dict[str, tuple[str, str]] = {
    "K1": ("andelarna summerar inte som de ska", "the shares do not sum as they should"),
    "K2": ("samma sak värderas flera gånger", "one thing is valued several times"),
    "K3": ("ett avdrag görs två gånger", "a deduction is made twice"),
    "K4": ("ett pris går inte att föra till prisåret", "a price cannot be carried to the price year"),
    "K6": (
        "mer undviks än som används, eller effekten är större än gruppen rymmer",
        "more is avoided than is used, or the effect is larger than the group holds",
    ),
    "K8": ("pengarna faller inte vid en och samma tidpunkt i året", "the money does not fall at one point of the year"),
    "K10": ("nuvärde, kvot och internränta säger olika saker", "present value, ratio and internal rate disagree"),
    "K11": ("effekten är vänd åt fel håll", "the effect is the wrong way round"),
}
# What lifts each red check, in Swedish and English.
RED_MENDS: dict[str, tuple[str, str]] = {
    "K1": ("Rätta andelarna så att summan stämmer.", "Correct the shares so that they sum."),
    "K2": (
        "Ta bort en av raderna som värderar samma sak, eller ge overlap_motive.",
        "Drop one of the lines that value the same thing, or give overlap_motive.",
    ),
    "K3": (
        "Ta bort avdraget, som jämförelsegruppen redan gjort, eller ge motive.",
        "Drop the deduction that the comparison group has made, or give motive.",
    ),
    "K4": ("Ange prisår och en indexserie som täcker det.", "State price year and an index that covers it."),
    "K6": (
        "Sänk mängden: mer kan inte undvikas än som används eller än gruppen rymmer.",
        "Lower the quantity: no more can be avoided than is used, or than the group holds.",
    ),
    "K8": ("Använd en och samma tidpunkt i året.", "Use one and the same point of the year."),
    "K10": ("Räkna kvot och ränta på samma kassaflöde.", "Take ratio and rate from the same cash flow."),
    "K11": ("Byt plats på grupperna.", "Swap the groups."),
}
_FEW_YEARS = 2
_MOST_BEYOND_FOLLOWUP = 0.5
_IDENTITY_TOLERANCE = 1e-9


def outcome_of(id_: str, lines: Iterable[str], bad: Status, limit: float | None = 0.0) -> Check:
    """Return a check that passes when no line is concerned, with the lines as details."""
    named = tuple(lines)
    status = bad if named else Status.PASS
    return Check(id_, status, float(len(named)), limit, tuple(("line", name) for name in named))


def check_postings(lines: Sequence[Line]) -> Check:
    """K1: shares of transfers and taxes sum to zero, of everything else to one (value: largest miss)."""
    missed = {
        line.id: abs(sum(p.share for p in line.postings) - (0.0 if line.kind.moves_money_only else 1.0))
        for line in lines
    }
    bad = tuple(("line", name) for name, miss in missed.items() if miss > SHARE_TOLERANCE)
    worst = max(missed.values(), default=0.0)
    return Check("K1", Status.FAIL if bad else Status.PASS, worst, SHARE_TOLERANCE, bad)


def check_overlap(lines: Sequence[Line]) -> Check:
    """K2: of lines that value the same thing, all but one give a motive."""
    bad = []
    for group, size in Counter(line.overlap_group for line in lines if line.overlap_group).items():
        unexplained = [line.id for line in lines if line.overlap_group == group and not line.overlap_motive]
        if size > 1 and len(unexplained) > 1:
            bad += unexplained
    return outcome_of("K2", bad, Status.FAIL)


def check_deadweight(lines: Sequence[Line], model: Model) -> Check:
    """K3: no deadweight or attribution on an effect that a comparison group has already freed from it."""
    bad = []
    for line in lines:
        if line.link is None or model.effects[line.link.outcome].change_only:
            continue
        for adjustment in (line.deadweight, line.attribution):
            if adjustment is not None and adjustment.share.value > 0.0 and not adjustment.motive:
                bad.append(line.id)
    return outcome_of("K3", dict.fromkeys(bad), Status.FAIL)


def check_price_years(lines: Sequence[Line], base_year: int, index: Mapping[str, IndexSeries]) -> Check:
    """K4: every price has a year that its index carries to the base year; WARN when left at its own year."""
    bad = [li.id for li in lines if uprating_faults(li.unit_cost, base_year, index, li.id)]
    if bad:
        return outcome_of("K4", bad, Status.FAIL)
    costs = ((line.id, line.unit_cost) for line in lines)
    kept = [name for name, cost in costs if cost.index == NO_INDEX and cost.price_year != base_year]
    return outcome_of("K4", kept, Status.WARN)


def check_cashable(lines: Sequence[Line], traces: Mapping[str, StepTrace]) -> Check:
    """K5: a saving counted as cash is neither an average cost in the first two years nor less than a step."""
    bad = []
    for line in lines:
        if line.kind is not LineKind.AVOIDED_SERVICE or line.cashability != "cash_releasing":
            continue
        cost = line.unit_cost
        whole = cost.variable_share == 1.0
        early = cost.basis == "average" and not whole and line.timing.first_year <= _FEW_YEARS
        small = cost.step is not None and abs(traces[line.id].quantity) < cost.step
        if early or small:
            bad.append(line.id)
    return outcome_of("K5", bad, Status.WARN)


def check_within_baseline(lines: Sequence[Line], traces: Mapping[str, StepTrace], model: Model) -> Check:
    """K6: nobody avoids more than is used today, and no effect is larger than the whole group's potential."""
    bad = []
    for line in lines:
        if line.kind is LineKind.AVOIDED_SERVICE and line.baseline is not None:
            peak = traces[line.id].quantity * max(traces[line.id].weights, default=0.0)
            if peak > line.baseline * (1.0 + _IDENTITY_TOLERANCE):
                bad.append(line.id)
        effect = model.effects[line.link.outcome] if line.link else None
        if effect and effect.potential is not None and effect.improvement > max(effect.potential, 0.0):
            bad.append(line.id)
    return outcome_of("K6", dict.fromkeys(bad), Status.FAIL)


def check_beyond_followup(model: Model, cube: Cube) -> Check:
    """K7: at most half of the value (absolute, society) lies beyond the last measurement; else WARN.

    Also WARN for a consequence that lasts beyond it without any drop-off.
    """
    society = np.abs(cube.discounted.sum(axis=1))
    follow = model.settings.last_followup_year
    benefit = [i for i, line in enumerate(model.lines) if line.kind is not LineKind.PROGRAMME_COST]
    whole = float(society[benefit].sum())
    beyond = float(society[benefit, follow:].sum()) / whole if whole > 0.0 else 0.0
    steady = tuple(
        ("line", model.lines[i].id)
        for i in benefit
        if model.lines[i].timing.dropoff is None
        and min(model.lines[i].timing.first_year + model.lines[i].timing.years - 1, model.years) > follow
    )
    bad = beyond > _MOST_BEYOND_FOLLOWUP or steady
    return Check("K7", Status.WARN if bad else Status.PASS, beyond, _MOST_BEYOND_FOLLOWUP, steady)


def check_timing(model: Model) -> Check:
    """K8: DF x (1 + r)^t = 1 for the one convention in use, one-off costs at the start of their year."""
    settings = model.settings
    rates = annual_rates(settings.discount_rate, settings.schedule, model.years)
    growth = np.concatenate(([0.0], np.cumsum(np.log1p(rates))))
    miss = 0.0
    for row, term in enumerate(model.terms):
        when: When = "start" if is_outlay(model.lines[term.line]) else settings.timing
        compounded = np.interp(flow_times(model.years, when), np.arange(model.years + 1), growth)
        miss = max(miss, float(np.max(np.abs(model.factors[row] * np.exp(compounded) - 1.0))))
    status = Status.FAIL if miss > _IDENTITY_TOLERANCE else Status.PASS
    return Check("K8", status, miss, _IDENTITY_TOLERANCE, (("timing", settings.timing),))


def check_consistent_returns(society: PurseResult, bcr: Known, irr: InternalRate, rate: float | None) -> Check:
    """K10: net present value, benefit–cost ratio and internal rate of return say the same.

    `rate` is the discount rate, None for a schedule (then the internal rate has nothing to be held against).
    Several internal rates: WARN, because no single one may be quoted.
    """
    tolerance = _IDENTITY_TOLERANCE * max(1.0, society.cost, abs(society.benefit))
    signs = {_sign(society.net, tolerance)}
    if not isinstance(bcr, Unknown):
        signs.add(_sign((bcr - 1.0) * society.cost, tolerance))
    if irr.rate is not None and irr.invests and rate is not None:
        signs.add(_sign(irr.rate - rate, _IDENTITY_TOLERANCE))
    if len(signs - {0}) > 1:
        return Check("K10", Status.FAIL, society.net, 0.0)
    several = len(irr.roots) > 1
    return Check("K10", Status.WARN if several else Status.PASS, float(len(irr.roots)), 1.0)


def _sign(value: float, tolerance: float) -> int:
    return 0 if abs(value) <= tolerance else (1 if value > 0 else -1)


def check_orientation(estimates: Mapping[str, Estimate]) -> Check:
    """K11: each effect is intervention minus comparison, not the other way round.

    An effect that equals the difference between the means with its sign turned has its groups swapped.
    """
    bad = []
    for outcome, estimate in estimates.items():
        difference = estimate.mean_intervention - estimate.mean_comparison
        near = 1e-6 * max(abs(difference), abs(estimate.value))
        if abs(difference) > 0.0 and abs(estimate.value + difference) <= near:
            bad.append(outcome)
    return outcome_of("K11", bad, Status.FAIL)


def check_standard_costs(lines: Sequence[Line]) -> Check:
    """K12: which of the standard costs no line covers (value: how many)."""
    covered = {line.standard_cost for line in lines}
    missing = tuple(("missing", name) for name in STANDARD_COSTS if name not in covered)
    return Check("K12", Status.WARN if missing else Status.PASS, float(len(missing)), 0.0, missing)


def check_sunk(lines: Sequence[Line]) -> Check:
    """K15: no cost that is spent whatever is decided."""
    return outcome_of("K15", [line.id for line in lines if line.sunk], Status.WARN)


def run_checks(
    lines: Sequence[Line],
    estimates: Mapping[str, Estimate],
    model: Model,
    cube: Cube,
    traces: Sequence[StepTrace],
    *,
    purses: Mapping[str, PurseResult],
    bcr: Known,
    irr: InternalRate,
    index: Mapping[str, IndexSeries],
) -> tuple[Check, ...]:
    """Return every check that one appraisal allows, in order of number."""
    by_line = {step.line: step for step in traces}
    settings = model.settings
    rate = None if settings.schedule else settings.discount_rate
    used = {name: estimates[name] for name in model.effects}
    return (
        check_postings(lines),
        check_overlap(lines),
        check_deadweight(lines, model),
        check_price_years(lines, settings.price_year, index),
        check_cashable(lines, by_line),
        check_within_baseline(lines, by_line, model),
        check_beyond_followup(model, cube),
        check_timing(model),
        check_consistent_returns(purses[SOCIETY], bcr, irr, rate),
        check_orientation(used),
        check_standard_costs(lines),
        check_sunk(lines),
    )
