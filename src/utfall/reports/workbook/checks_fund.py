# SPDX-License-Identifier: Apache-2.0
"""K16 as formulas: what a purse gives back to a fund, by repayment and by a cut frame, against its verified saving."""

from __future__ import annotations

import numpy as np

from utfall.core.actors import ACTOR_NAMES, PUBLIC_SECTOR, Actor
from utfall.core.lines import Line
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.economics.cashability import cash_share
from utfall.economics.model import ACTORS
from utfall.reports.workbook.checks_below import Below, Found, Sheets
from utfall.reports.workbook.formulas import ZERO, Expr, below, flag, larger, largest, total
from utfall.reports.workbook.inputs import validate

_HEADS = (
    ("Rad", "Line"), ("Vems pengar", "Whose money"), ("Kassaeffekt i kalkylen, kronor", "Cash in the appraisal, kronor"),
    ("Verifierad besparing", "Verified saving"), ("Återfört till fonden", "Repaid to the fund"),
    ("Indragen ram", "Cut from the frame"), ("Lämnat tillbaka", "Given back"),
    ("Över det verifierade", "Above what is verified"), ("Fel (1 = ja)", "Wrong (1 = yes)"),
    ("Mer än kalkylen ger (1 = ja)", "More than the appraisal gives (1 = yes)"),
)  # fmt: skip


def returns(to: Below, cells: Sheets, appraisal: Appraisal) -> Found | None:
    """K16: no purse gives back more than its verified saving, by repayment and cut frame together.

    One row per line that releases cash in a public purse. Verified, repaid and cut are yellow cells, zero from the
    start: the file of an initiative holds no ledger. Amber when more is given back than the appraisal counts as cash.
    """
    places = [(line, actor) for line in appraisal.model.lines for actor in PUBLIC_SECTOR if _releases(line, actor)]
    if not places:
        return None
    to.section("K16", Text(sv="Återföring mot verifierad besparing", en="Repayment against verified saving"), _HEADS)
    excess, wrong, more = [], [], []
    for line, actor in places:
        over, red, amber = _row(to, cells, appraisal, line, actor)
        excess.append(over)
        wrong.append(red)
        more.append(amber)
    return Found(largest(excess), ZERO, red=total(wrong), amber=total(more))


def _releases(line: Line, actor: Actor) -> bool:
    return line.cashability == "cash_releasing" and line.kind.sign * _share(line, actor) > 0.0


def _share(line: Line, actor: Actor) -> float:
    return sum(posting.share for posting in line.postings if posting.actor is actor)


def _row(to: Below, cells: Sheets, appraisal: Appraisal, line: Line, actor: Actor) -> tuple[Expr, Expr, Expr]:
    """Return what is given back beyond what is verified, whether that is wrong, and whether it is more than is counted."""
    row, sheet, near = to.next(), to.sheet, ZERO - cells.given.rounding
    sheet.formula(row, 0, cells.lines[line.id].label, "text")
    sheet.text(row, 1, to.book.of(ACTOR_NAMES[actor]))
    counted = sheet.number(row, 2, _cash(appraisal, line, actor), "money")
    verified, repaid, cut = (sheet.number(row, col, 0.0, "money", "input") for col in (3, 4, 5))
    for col in (3, 4, 5):
        validate(to.book, sheet, row, col, "positive")
    back = sheet.formula(row, 6, repaid + cut, "money")
    over = sheet.formula(row, 7, larger(back - verified, ZERO), "money")
    return (
        over,
        sheet.formula(row, 8, flag(below(near, over)), "whole"),
        sheet.formula(row, 9, flag(below(counted + near, back)), "whole"),
    )


def _cash(appraisal: Appraisal, line: Line, actor: Actor) -> float:
    """Return what the line releases in cash in the purse over the horizon, kronor of the base price year, undiscounted."""
    place = [li.id for li in appraisal.model.lines].index(line.id)
    step = next(found for found in appraisal.traces if found.line == line.id)
    flow = appraisal.cube.flow[place, ACTORS.index(actor)]
    return float(flow @ cash_share(line, step.quantity * np.array(step.weights)))
