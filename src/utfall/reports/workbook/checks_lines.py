# SPDX-License-Identifier: Apache-2.0
"""The checks on lines as formulas: K1–K7, K12 and K15."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.lines import Line, LineKind
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.economics.checks import STANDARD_COSTS
from utfall.economics.parameters import key_of
from utfall.economics.prices import NO_INDEX
from utfall.reports.phrases.economy import STANDARD_COST_NAMES
from utfall.reports.workbook.checks_below import Below, Found, Limits, Sheets, yes
from utfall.reports.workbook.flows import FlowRow
from utfall.reports.workbook.formulas import (
    ONE,
    ZERO,
    Expr,
    absolute,
    any_of,
    at_most,
    below,
    both,
    count_where,
    either,
    flag,
    larger,
    largest,
    same,
    total,
)
from utfall.reports.workbook.inputs import validate


def postings(to: Below, cells: Sheets, appraisal: Appraisal, limits: Limits) -> Found:
    """K1: each line's shares sum to one, or to zero for taxes and transfers."""
    to.section("K1", Text(sv="Andelar per rad", en="Shares per line"),
               [("Rad", "Line"), ("Ska vara", "Must be"), ("Summa", "Sum"), ("Avvikelse", "Miss"), ("Fel (1 = ja)", "Wrong (1 = yes)")])  # fmt: skip
    sheet, misses, wrong = to.sheet, [], []
    for line in appraisal.model.lines:
        row, shares = to.next(), [flow.share for flow in cells.flows if flow.line == line.id]
        sheet.formula(row, 0, cells.lines[line.id].label, "text")
        wanted = sheet.number(row, 1, 0.0 if line.kind.moves_money_only else 1.0, "whole")
        summed = sheet.formula(row, 2, total(shares), "factor") if shares else sheet.number(row, 2, 0.0, "factor")
        misses.append(sheet.formula(row, 3, absolute(summed - wanted), "apart"))
        wrong.append(sheet.formula(row, 4, flag(below(limits.share, misses[-1])), "whole"))
    return Found(largest(misses), limits.share, red=total(wrong))


def overlap(to: Below, cells: Sheets, appraisal: Appraisal) -> Found:
    """K2: of lines that value the same thing, all but one give a motive."""
    to.section("K2", Text(sv="Rader som värderar samma sak", en="Lines that value the same thing"),
               [("Rad", "Line"), ("Grupp", "Group"), ("Motiv (1 = ja)", "Motive (1 = yes)"), ("Rader i gruppen", "Lines in the group"),
                ("Utan motiv", "Without motive"), ("Fel (1 = ja)", "Wrong (1 = yes)")])  # fmt: skip
    sheet, lines = to.sheet, [line for line in appraisal.model.lines if line.overlap_group]
    first = to.at
    groups = [sheet.text(first + n, 1, line.overlap_group) for n, line in enumerate(lines)]
    motives = [_flag(to, first + n, 2, bool(line.overlap_motive)) for n, line in enumerate(lines)]
    none = sheet.number(first + len(lines) + 1, 2, 0.0, "whole") if lines else ZERO
    if lines:
        sheet.text(first + len(lines) + 1, 0, to.book.say("Inget motiv", "No motive"), "lead")
    wrong = []
    for n, line in enumerate(lines):
        row = to.next()
        sheet.formula(row, 0, cells.lines[line.id].label, "text")
        size = sheet.formula(row, 3, count_where((groups, groups[n])), "whole")
        bare = sheet.formula(row, 4, count_where((groups, groups[n]), (motives, none)), "whole")
        unexplained = both(below(ONE, bare), below(motives[n], ONE))
        wrong.append(sheet.formula(row, 5, flag(both(below(ONE, size), unexplained)), "whole"))
    found = to.sum(wrong)
    to.at += 2 if lines else 0
    return Found(found, ZERO, red=found)


def deadweight(to: Below, cells: Sheets, appraisal: Appraisal) -> Found:
    """K3: no deadweight or attribution, without a motive, on an effect that a comparison group has freed from it."""
    to.section("K3", Text(sv="Avdrag på effekter med jämförelsegrupp", en="Deductions on effects with a comparison group"),
               [("Rad", "Line"), ("Hänt ändå", "Deadweight"), ("Motiv (1 = ja)", "Motive (1 = yes)"), ("Andras del", "Attribution"),
                ("Motiv (1 = ja)", "Motive (1 = yes)"), ("Fel (1 = ja)", "Wrong (1 = yes)")])  # fmt: skip
    model, wrong = appraisal.model, []
    for line in model.lines:
        if line.link is None or model.effects[line.link.outcome].change_only:
            continue
        row = to.next()
        to.sheet.formula(row, 0, cells.lines[line.id].label, "text")
        bare = [
            _bare(to, cells, row, 1 + 2 * place, line, role) for place, role in enumerate(("deadweight", "attribution"))
        ]
        wrong.append(to.sheet.formula(row, 5, flag(any_of(*bare)), "whole"))
    found = to.sum(wrong)
    return Found(found, ZERO, red=found)


def _bare(to: Below, cells: Sheets, row: int, col: int, line: Line, role: str) -> Expr:
    """Write a deduction with its motive; return the test that it is made without one."""
    adjustment = getattr(line, role)
    if adjustment is None:
        share, motive = to.sheet.number(row, col, 0.0, "share"), to.sheet.number(row, col + 1, 0.0, "whole")
    else:
        share = to.sheet.formula(row, col, cells.given.parameters[key_of(adjustment.share, role, line)], "share")
        motive = _flag(to, row, col + 1, bool(adjustment.motive))
    return both(below(ZERO, share), below(motive, ONE))


def price_years(to: Below, cells: Sheets, appraisal: Appraisal) -> Found:
    """K4: every price has a year that its index carries to the base year; amber when left at its own year."""
    to.section("K4", Text(sv="Prisår och index per rad", en="Price years and index per line"),
               [("Rad", "Line"), ("Prisår", "Price year"), ("Basår", "Base year"), ("Prisår i serien", "Own year in the series"),
                ("Basår i serien", "Base year in the series"), ("Fel (1 = ja)", "Wrong (1 = yes)"),
                ("Räknas inte om (1 = ja)", "Not carried over (1 = yes)")])  # fmt: skip
    sheet, wrong, kept = to.sheet, [], []
    for line in appraisal.model.lines:
        row, unit = to.next(), cells.units[line.id]
        sheet.formula(row, 0, cells.lines[line.id].label, "text")
        if unit.year is None:
            wrong.append(sheet.number(row, 5, 1.0, "whole"))
            kept.append(sheet.number(row, 6, 0.0, "whole"))
            continue
        own, base = sheet.formula(row, 1, unit.year, "year"), sheet.formula(row, 2, cells.given.price_year, "year")
        late = below(base, own)
        if unit.series:
            there = [
                sheet.formula(row, 3 + n, count_where((unit.series, year)), "whole")
                for n, year in enumerate((own, base))
            ]
            late = any_of(late, any_of(below(there[0], ONE), below(there[1], ONE)))
        wrong.append(sheet.formula(row, 5, flag(late), "whole"))
        left = flag(any_of(below(own, base), below(base, own))) if line.unit_cost.index == NO_INDEX else ZERO
        kept.append(sheet.formula(row, 6, left, "whole"))
    red, amber = total(wrong), total(kept)
    return Found(either(below(ZERO, red), red, amber), ZERO, red=red, amber=amber)


def cashable(to: Below, cells: Sheets, appraisal: Appraisal, limits: Limits) -> Found:
    """K5: a saving counted as cash is neither an average cost in the first years nor less than a step."""
    to.section("K5", Text(sv="Undvikna kostnader som räknas som pengar", en="Avoided costs counted as cash"),
               [("Rad", "Line"), ("Genomsnitt, ej helt rörlig (1 = ja)", "Average, not wholly variable (1 = yes)"), ("Första år", "First year"),
                ("Mängd per år", "Quantity per year"), ("Minsta steg", "Smallest step"), ("Osäker (1 = ja)", "Doubtful (1 = yes)")])  # fmt: skip
    sheet, doubtful = to.sheet, []
    for line in appraisal.model.lines:
        if line.kind is not LineKind.AVOIDED_SERVICE or line.cashability != "cash_releasing":
            continue
        row, own = to.next(), cells.lines[line.id]
        sheet.formula(row, 0, own.label, "text")
        average = _flag(to, row, 1, line.unit_cost.basis == "average" and line.unit_cost.variable_share != 1.0)
        begins = sheet.number(row, 2, float(line.timing.first_year), "whole")
        bad = both(same(average, ONE), at_most(begins, limits.few_years))
        quantity = sheet.formula(row, 3, own.quantity, "number")
        if own.step is not None:
            step = sheet.formula(row, 4, own.step, "number")
            bad = any_of(bad, below(absolute(quantity), step))
        doubtful.append(sheet.formula(row, 5, flag(bad), "whole"))
    found = to.sum(doubtful)
    return Found(found, ZERO, amber=found)


def within_baseline(to: Below, cells: Sheets, appraisal: Appraisal, limits: Limits) -> Found:
    """K6: no more is avoided than is used today, and no effect is larger than the group's potential."""
    to.section("K6", Text(sv="Mängd mot dagens volym och effekt mot möjlig effekt", en="Quantity against today's volume, effect against possible effect"),
               [("Rad", "Line"), ("Mest per år", "Most per year"), ("Volym i dag", "Volume today"), ("Förbättring", "Improvement"),
                ("Möjlig förbättring", "Possible improvement"), ("Fel (1 = ja)", "Wrong (1 = yes)")])  # fmt: skip
    sheet, wrong = to.sheet, []
    for line in appraisal.model.lines:
        possible = cells.possible.get(line.link.outcome) if line.link else None
        if line.id not in cells.volumes and possible is None:
            continue
        row, own, tests = to.next(), cells.lines[line.id], []
        sheet.formula(row, 0, own.label, "text")
        if line.id in cells.volumes:
            most = sheet.formula(row, 1, own.quantity * largest(cells.schedule[line.id].weights), "number")
            today = sheet.formula(row, 2, cells.volumes[line.id], "number")
            tests.append(below(today * (ONE + limits.identity), most))
        if possible is not None and line.link is not None:
            improved = sheet.formula(row, 3, cells.improved[line.link.outcome], "factor")
            room = sheet.formula(row, 4, larger(possible, ZERO), "factor")
            tests.append(below(room, improved))
        wrong.append(sheet.formula(row, 5, flag(tests[0] if len(tests) == 1 else any_of(*tests)), "whole"))
    found = to.sum(wrong)
    return Found(found, ZERO, red=found)


def beyond_followup(to: Below, cells: Sheets, appraisal: Appraisal, limits: Limits) -> Found:
    """K7: at most half of the value lies beyond the last measurement; nothing lasts beyond it without drop-off."""
    model = appraisal.model
    follow = model.settings.last_followup_year
    to.section("K7", Text(sv=f"Nuvärde för samhället, efter sista mätningen år {follow}", en=f"Present value to society, after the last measurement in year {follow}"),
               [("Rad", "Line"), ("Hela tiden, absolut", "Whole time, absolute"), ("Därefter, absolut", "After it, absolute"),
                ("Sista år", "Last year"), ("Avtar (1 = ja)", "Drops off (1 = yes)"), ("Varar utan avtagande (1 = ja)", "Lasts without drop-off (1 = yes)"),
                ("Sista mätning, år", "Last measurement, year")])  # fmt: skip
    sheet, whole, later, steady = to.sheet, [], [], []
    for line in model.lines:
        if line.kind is LineKind.PROGRAMME_COST:
            continue
        row, rows = to.next(), [flow for flow in cells.flows if flow.line == line.id]
        sheet.formula(row, 0, cells.lines[line.id].label, "text")
        paths = [cell for flow in rows for cell in flow.worth]
        whole.append(sheet.formula(row, 1, absolute(_block(rows, 0)) if paths else ZERO, "money"))
        rest = [cell for flow in rows for cell in flow.worth[follow:]]
        later.append(sheet.formula(row, 2, absolute(_block(rows, follow)) if rest else ZERO, "money"))
        last = sheet.number(row, 3, float(min(line.timing.first_year + line.timing.years - 1, model.years)), "whole")
        drops = _flag(to, row, 4, line.timing.dropoff is not None)
        end = sheet.number(row, 6, float(follow), "whole")
        steady.append(sheet.formula(row, 5, flag(both(below(end, last), below(drops, ONE))), "whole"))
    if not whole:
        to.nothing()
        return Found(ZERO, limits.beyond)
    row = to.next()
    sheet.text(row, 0, to.book.say("Summa", "Sum"), "section")
    sums = [sheet.formula(row, 1 + n, total(column), "money") for n, column in enumerate((whole, later))]
    share = sheet.formula(row, 3, either(below(ZERO, sums[0]), sums[1] / sums[0], ZERO), "share", "output")
    lasting = sheet.formula(row, 5, total(steady), "whole")
    return Found(share, limits.beyond, amber=flag(below(limits.beyond, share)) + lasting)


def _block(rows: Sequence[FlowRow], after: int) -> Expr:
    """Return the sum of the present values of some rows below each other, from a year on."""
    return total([cell for flow in rows for cell in flow.worth[after:]])


def standard_costs(to: Below, cells: Sheets, appraisal: Appraisal) -> Found:
    """K12: which of the standard costs no line covers."""
    to.section("K12", Text(sv="Kostnader som ofta glöms", en="Costs that are often forgotten"),
               [("Rad", "Line"), ("Täcker", "Covers")])  # fmt: skip
    sheet, book, covers = to.sheet, to.book, []
    for line in appraisal.model.lines:
        row = to.next()
        sheet.formula(row, 0, cells.lines[line.id].label, "text")
        covers.append(sheet.text(row, 1, line.standard_cost or "–", "text", "input"))
    sheet.heads(
        to.next(),
        [
            book.say("Kostnad", "Cost"),
            "Id",
            book.say("Rader", "Lines"),
            book.say("Saknas (1 = ja)", "Missing (1 = yes)"),
        ],
    )
    missing = []
    for name in STANDARD_COSTS:
        row = to.next()
        sheet.text(row, 0, book.of(STANDARD_COST_NAMES[name]))
        wanted = sheet.text(row, 1, name)
        covered = sheet.formula(row, 2, count_where((covers, wanted)), "whole")
        missing.append(sheet.formula(row, 3, flag(below(covered, ONE)), "whole"))
    found = total(missing)
    return Found(found, ZERO, amber=found)


def sunk(to: Below, cells: Sheets, appraisal: Appraisal) -> Found:
    """K15: no cost that is spent whatever is decided."""
    to.section(
        "K15",
        Text(sv="Redan nedlagda kostnader", en="Sunk costs"),
        [("Rad", "Line"), ("Redan nedlagd (1 = ja)", "Sunk (1 = yes)")],
    )
    flags = []
    for line in appraisal.model.lines:
        row = to.next()
        to.sheet.formula(row, 0, cells.lines[line.id].label, "text")
        flags.append(_flag(to, row, 1, line.sunk))
    found = total(flags)
    return Found(found, ZERO, amber=found)


def _flag(to: Below, row: int, col: int, holds: bool) -> Expr:
    """Write an input of 1 for yes or 0 for no."""
    cell = to.sheet.number(row, col, yes(holds), "whole", "input")
    validate(to.book, to.sheet, row, col, "share")
    return cell
