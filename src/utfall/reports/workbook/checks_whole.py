# SPDX-License-Identifier: Apache-2.0
"""The checks on the whole appraisal, its estimates and its plans as formulas: K8–K11, K13, K14, K15, K17."""

from __future__ import annotations

from utfall.core.estimate import Check
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.economics.model import SOCIETY
from utfall.reports.workbook.checks_below import Below, Found, Limits, Sheets
from utfall.reports.workbook.formulas import (
    ONE,
    ZERO,
    Expr,
    absolute,
    at_most,
    below,
    both,
    count,
    either,
    flag,
    is_number,
    larger,
    largest,
    same,
    sign,
    smallest,
    total,
)
from utfall.reports.workbook.inputs import validate
from utfall.thread import Evaluation


def timing(cells: Sheets, limits: Limits) -> Found:
    """K8: discount factor × growth = 1 in every year."""
    worst = largest(cells.discounting.misses)
    return Found(worst, limits.identity, red=flag(below(limits.identity, worst)))


def magnitude(to: Below, cells: Sheets, appraisal: Appraisal, check: Check | None) -> Found | None:
    """K9: society's gain per person and year against the dearest yearly cost of known services."""
    people = cells.given.participants
    if check is None or people is None or check.limit is None:
        return None
    to.section("K9", Text(sv="Nytta per person och år", en="Gain per person and year"),
               [("Tal", "Number"), ("Värde", "Value")])  # fmt: skip
    years = count(cells.purses.years(True, "net", SOCIETY))
    gain = cells.purses.whole(True, "gain", SOCIETY)
    per_person = _labelled(to, "Nytta per person", "Gain per person", gain / people)
    per_year = _labelled(to, "Per person och år", "Per person and year", per_person / years)
    row = to.next()
    to.sheet.text(row, 0, to.book.say("Gräns: dyraste kända kostnaden", "Limit: the dearest known cost"))
    limit = to.sheet.number(row, 1, check.limit, "money", "input")
    return Found(per_year, limit, amber=flag(below(limit, absolute(per_year))))


def _labelled(to: Below, sv: str, en: str, expr: Expr) -> Expr:
    row = to.next()
    to.sheet.text(row, 0, to.book.say(sv, en))
    return to.sheet.formula(row, 1, expr, "number")


def returns(to: Below, cells: Sheets, appraisal: Appraisal, limits: Limits) -> Found:
    """K10: net, ratio and internal rate say the same; amber where several internal rates exist."""
    to.section("K10", Text(sv="Tecknen på netto, kvot och internränta", en="The signs of net, ratio and internal rate"),
               [("Tal", "Number"), ("Netto", "Net"), ("Kvot mot 1", "Ratio against 1"), ("Internränta mot kalkylränta", "Internal rate against discount rate")])  # fmt: skip
    sheet, irr, settings = to.sheet, appraisal.irr, appraisal.settings
    row = to.next()
    sheet.text(row, 0, to.book.say("Avstånd", "Distance"))
    net = sheet.formula(row, 1, cells.keys.net, "money")
    cost = cells.purses.whole(True, "cost", SOCIETY)
    by_ratio = ZERO if cells.keys.bcr is None else (cells.keys.bcr - ONE) * cost
    ratio = sheet.formula(row, 2, by_ratio, "money")
    rate = cells.internal_rate
    held = irr.invests and not settings.schedule and not isinstance(rate.value, str)
    by_rate = either(is_number(rate), rate - cells.given.discount_rate, ZERO) if held else ZERO
    distance = sheet.formula(row, 3, by_rate, "factor")
    row = to.next()
    sheet.text(row, 0, to.book.say("Tecken", "Sign"))
    zero = ZERO - cells.given.rounding
    signs = [
        sheet.formula(row, 1 + place, either(at_most(absolute(cell), limit), ZERO, sign(cell)), "whole")
        for place, (cell, limit) in enumerate(((net, zero), (ratio, zero), (distance, limits.identity)))
    ]
    row = to.next()
    sheet.text(row, 0, to.book.say("Säger emot varandra (1 = ja)", "Contradict each other (1 = yes)"))
    apart = sheet.formula(row, 1, flag(below(largest(signs) * smallest(signs), ZERO)), "whole")
    row = to.next()
    sheet.text(row, 0, to.book.say("Antal internräntor enligt Python", "Number of internal rates, says Python"))
    roots = sheet.number(row, 1, float(len(irr.roots)), "whole")
    value = either(below(ZERO, apart), net, roots)
    return Found(value, either(below(ZERO, apart), ZERO, ONE), red=apart, amber=flag(below(ONE, roots)))


def orientation(to: Below, cells: Sheets, evaluation: Evaluation, appraisal: Appraisal, limits: Limits) -> Found:
    """K11: no effect is the difference between the means with its sign turned."""
    to.section("K11", Text(sv="Effekten mot skillnaden mellan grupperna", en="The effect against the difference between the groups"),
               [("Utfall", "Outcome"), ("Effekt", "Effect"), ("Deltagare − jämförelse", "Participants − comparison"),
                ("Summa, absolut", "Sum, absolute"), ("Nära noll", "Close to zero"), ("Omvänd (1 = ja)", "Swapped (1 = yes)")])  # fmt: skip
    sheet, swapped = to.sheet, []
    for name, effect in cells.effects.items():
        if name not in appraisal.model.effects:
            continue
        row = to.next()
        sheet.text(row, 0, to.book.of(evaluation.initiative.outcome(name).label))
        value = sheet.formula(row, 1, effect.estimate, "factor")
        difference = sheet.formula(row, 2, effect.intervention - effect.comparison, "factor")
        apart = sheet.formula(row, 3, absolute(value + difference), "factor")
        near = sheet.formula(row, 4, limits.near * larger(absolute(difference), absolute(value)), "apart")
        turned = both(below(ZERO, absolute(difference)), at_most(apart, near))
        swapped.append(sheet.formula(row, 5, flag(turned), "whole"))
    found = to.sum(swapped)
    return Found(found, ZERO, red=found)


def claims(to: Below, evaluation: Evaluation, limits: Limits) -> Found | None:
    """K13: what this initiative claims of an outcome, with what others claim of it, is at most all of it."""
    stated = evaluation.initiative.plans.claims or {}
    if not stated:
        return None
    to.section("K13", Text(sv="Andel av utfallet som tillskrivs satsningar", en="Share of the outcome claimed by initiatives"),
               [("Utfall", "Outcome"), ("Den här satsningen", "This initiative"), ("Andra satsningar", "Other initiatives"), ("Summa", "Sum"), ("Fel (1 = ja)", "Wrong (1 = yes)")])  # fmt: skip
    sheet, sums, wrong = to.sheet, [], []
    for outcome, share in stated.items():
        row = to.next()
        sheet.text(row, 0, to.book.of(evaluation.initiative.outcome(outcome).label))
        parts = [sheet.number(row, 1 + n, value, "share", "input") for n, value in enumerate((share, 0.0))]
        for col in (1, 2):
            validate(to.book, sheet, row, col, "share")
        sums.append(sheet.formula(row, 3, total(parts), "share"))
        wrong.append(sheet.formula(row, 4, flag(below(ONE + limits.identity, sums[-1])), "whole"))
    return Found(largest(sums), ONE, red=total(wrong))


def type_cases(to: Below, cells: Sheets, evaluation: Evaluation) -> Found | None:
    """K14: how large a part of the participants the type cases are."""
    cases, people = evaluation.initiative.plans.type_cases, cells.given.participants
    if not cases or people is None:
        return None
    to.section(
        "K14",
        Text(sv="Typfall och deltagare", en="Type cases and participants"),
        [("Tal", "Number"), ("Värde", "Value")],
    )
    row = to.next()
    to.sheet.text(row, 0, to.book.say("Typfall", "Type cases"))
    number = to.sheet.number(row, 1, float(len(cases)), "whole")
    share = _labelled(to, "Andel av deltagarna", "Share of the participants", number / people)
    return Found(share, ONE, amber=flag(below(share, ONE)))


def scale_up(to: Below, evaluation: Evaluation) -> Found | None:
    """K15: the cost of a scale-up has fixed, step or one-off parts, not the pilot's average alone."""
    plan = evaluation.initiative.plans.scale_up
    if plan is None:
        return None
    to.section("K15", Text(sv="Uppskalningens kostnad i delar", en="The parts of the scale-up's cost"),
               [("Del", "Part"), ("Kronor", "Kronor"), ("Angiven (1 = ja)", "Stated (1 = yes)")])  # fmt: skip
    parts = (
        ("Fast per år", "Fixed per year", plan.fixed),
        ("Per team", "Per team", plan.step_cost if plan.capacity is not None else 0.0),
        ("Utbildning", "Training", plan.training),
        ("Lokaler", "Premises", plan.premises),
    )
    stated = []
    for sv, en, amount in parts:
        row = to.next()
        to.sheet.text(row, 0, to.book.say(sv, en))
        cell = to.sheet.number(row, 1, amount, "money", "input")
        validate(to.book, to.sheet, row, 1, "positive")
        stated.append(to.sheet.formula(row, 2, flag(below(ZERO, cell)), "whole"))
    found = total(stated)
    return Found(found, ONE, amber=flag(below(found, ONE)))


def vintage(to: Below, quoted: tuple[str, str, str]) -> Found:
    """K17: a quoted result is of the current vintage."""
    name, printed, current = quoted
    to.section(
        "K17",
        Text(sv=f"Årgång: {name}", en=f"Vintage: {name}"),
        [("Citerad", "Quoted"), ("Aktuell", "Current"), ("Gammal (1 = ja)", "Old (1 = yes)")],
    )
    row = to.next()
    first, second = (to.sheet.text(row, col, words, "text", "input") for col, words in enumerate((printed, current)))
    old = to.sheet.formula(row, 2, either(same(first, second), ZERO, ONE), "whole")
    return Found(old, ZERO, amber=old)
