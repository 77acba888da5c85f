# SPDX-License-Identifier: Apache-2.0
"""Key figures: Excel's value by formula, Python's value beside it, and the difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from utfall.core.estimate import Interval, Unknown
from utfall.economics import Appraisal
from utfall.economics.keyfigures import PURSES
from utfall.economics.model import SOCIETY
from utfall.economics.results import Known, Payback, Spread
from utfall.reports.phrases import economy
from utfall.reports.workbook.flows import FlowRow
from utfall.reports.workbook.formulas import ONE, ZERO, Expr, difference, sum_where, total
from utfall.reports.workbook.inputs import CASH_NAMES, Given
from utfall.reports.workbook.internal_rate import no_rate
from utfall.reports.workbook.purses import Purses
from utfall.reports.workbook.returns import PotentialCells
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet
from utfall.reports.workbook.styles import Style
from utfall.thread import Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The cells that key figures are computed from."""

    given: Given
    purses: Purses
    payback: dict[tuple[bool, str], Expr]
    potential: PotentialCells
    flows: Sequence[FlowRow]
    improved: dict[str, Expr]
    internal_rate: Expr


@dataclass(frozen=True, slots=True)
class Keys:
    """Cells that checks refer back to."""

    net: Expr
    bcr: Expr | None


def write_results(book: Book, evaluation: Evaluation, appraisal: Appraisal, cells: Sources) -> Keys:
    """Write every key figure; return society's net and benefit–cost ratio."""
    sheet, say = book.sheets["results"], book.say
    sheet.table(
        [
            say("Mått", "Measure"),
            say("Aktör", "Actor"),
            say("Enhet", "Unit"),
            "Excel",
            "Python",
            say("Skillnad", "Difference"),
            say("Osäkerhet, från", "Uncertainty, from"),
            say("Osäkerhet, till", "Uncertainty, to"),
            say("Sannolikhet över noll", "Probability above zero"),
        ],
        [60, 26, 22, 18, 18, 14, 16, 22, 14],
        frozen=2,
    )
    writer = _Rows(book, sheet, appraisal, cells)
    keys = writer.society(evaluation)
    for purse in PURSES:
        if purse == SOCIETY or writer.touched(str(purse)):
            writer.purse(str(purse))
    writer.cash()
    last = writer.at
    sheet.raw.conditional_format(
        FIRST_ROW,
        5,
        last,
        5,
        {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER($F{FIRST_ROW + 1}),ABS($F{FIRST_ROW + 1})>0.0001)",
            "format": book.styles.bad(),
        },
    )
    return keys


class _Rows:
    """Writes one key figure per row."""

    def __init__(self, book: Book, sheet: Sheet, appraisal: Appraisal, cells: Sources) -> None:
        self.book, self.sheet, self.appraisal, self.cells = book, sheet, appraisal, cells
        self.currency = (
            "kr" if appraisal.settings.currency == "SEK" and book.lang == "sv" else appraisal.settings.currency
        )
        self.at = FIRST_ROW

    def touched(self, purse: str) -> bool:
        result = self.appraisal.purses[purse]
        return bool(result.cost or result.benefit or any(result.flow))

    def section(self, title: str) -> None:
        self.at += 1 if self.at > FIRST_ROW else 0
        self.sheet.text(self.at, 0, title, "section")
        self.at += 1

    def row(
        self,
        label: str,
        purse: str,
        unit: str,
        excel: Expr | None,
        python: Known | str,
        style: Style = "money",
        spread: Spread | Interval | Unknown | None = None,
    ) -> Expr | None:
        """Write one key figure; a number that is unknown has its reason instead, and no formula."""
        sheet, at = self.sheet, self.at
        self.at += 1
        sheet.text(at, 0, label)
        sheet.text(at, 1, economy.purse_name(purse, self.book.lang))
        sheet.text(at, 2, unit)
        if isinstance(python, Unknown):
            sheet.text(at, 4, economy.reason(python, self.book.lang))
            return None
        live = None if excel is None else sheet.formula(at, 3, excel, style, "output")
        beside = sheet.text(at, 4, python) if isinstance(python, str) else sheet.number(at, 4, python, style)
        if live is not None:
            sheet.formula(at, 5, difference(live, beside), "apart")
        self._spread(at, spread, style)
        return live

    def _spread(self, at: int, spread: Spread | Interval | Unknown | None, style: Style) -> None:
        if spread is None or isinstance(spread, Unknown):
            return
        interval = spread.interval if isinstance(spread, Spread) else spread
        self.sheet.number(at, 6, interval.low, style)
        self.sheet.number(at, 7, interval.high, style)
        if isinstance(spread, Spread):
            self.sheet.known(at, 8, spread.probability_positive, "share")

    def purse(self, purse: str) -> None:
        say, found, purses = self.book.say, self.appraisal.purses[purse], self.cells.purses
        self.section(economy.purse_name(purse, self.book.lang))
        net = purses.years(True, "net", purse)
        self.row(say("Programkostnad, nuvärde", "Programme cost, present value"), purse, self.currency,
                 purses.whole(True, "cost", purse), found.cost)  # fmt: skip
        self.row(say("Nytta, nuvärde", "Gain, present value"), purse, self.currency,
                 purses.whole(True, "gain", purse), found.benefit)  # fmt: skip
        self.row(say("Nettonuvärde", "Net present value"), purse, self.currency, purses.whole(True, "net", purse),
                 found.net, spread=self._net_spread(purse, len(net)))  # fmt: skip
        self.row(say("Netto efter 1 år, nuvärde", "Net after 1 year, present value"), purse, self.currency, total(net[:1]),
                 found.net_1y, spread=self._net_spread(purse, 1))  # fmt: skip
        self.row(say("Netto efter 5 år, nuvärde", "Net after 5 years, present value"), purse, self.currency, total(net[:5]),
                 found.net_5y, spread=self._net_spread(purse, 5))  # fmt: skip
        self.row(say("Netto, odiskonterat", "Net, undiscounted"), purse, self.currency,
                 purses.whole(False, "net", purse), math.fsum(found.flow))  # fmt: skip
        drawn = self.appraisal.uncertainty
        back = drawn.payback[purse].interval if drawn is not None and purse in drawn.payback else None
        self._payback(
            say("Pengarna tillbaka, odiskonterat", "Money back, undiscounted"), purse, False, found.payback, back
        )
        self._payback(
            say("Pengarna tillbaka, diskonterat", "Money back, discounted"), purse, True, found.payback_discounted, None
        )

    def _payback(self, label: str, purse: str, discounted: bool, found: Payback, spread: Interval | None) -> None:
        never = self.book.not_finite(math.inf)
        python = never if found.months is None else found.months
        unit = self.book.say("månader", "months")
        self.row(label, purse, unit, self.cells.payback[(discounted, purse)], python, "number", spread)

    def _net_spread(self, purse: str, years: int) -> Spread | None:
        drawn = self.appraisal.uncertainty
        return None if drawn is None else drawn.net.get((purse, years))

    def society(self, evaluation: Evaluation) -> Keys:
        say, appraisal, purses = self.book.say, self.appraisal, self.cells.purses
        drawn = appraisal.uncertainty
        cost, gain, net = (purses.whole(True, part, SOCIETY) for part in ("cost", "gain", "net"))
        self.section(say("Samlade mått för samhället", "Overall measures for society"))
        ratio = say("kr per kr", "ratio")
        bcr = self.row(say("Nytto–kostnadskvot (nytta / programkostnad)", "Benefit–cost ratio (gain / programme cost)"), SOCIETY,
                       ratio, gain / cost, appraisal.bcr, "number", None if drawn is None else drawn.bcr)  # fmt: skip
        self.row(say("Nettonuvärdeskvot (netto / programkostnad)", "Net benefit ratio (net / programme cost)"), SOCIETY,
                 ratio, net / cost, appraisal.nnk, "number")  # fmt: skip
        self.internal_rate()
        self._realisation(net)
        for found in appraisal.cost_per_effect:
            people = self.cells.given.participants
            units = None if people is None else self.cells.improved[found.outcome] * people
            label = evaluation.initiative.outcome(found.outcome).label.of(self.book.lang)
            self.row(say(f"Kostnad per enhets förbättring: {label}", f"Cost per unit of improvement: {label}"), SOCIETY,
                     self.currency, None if units is None else cost / units, found.cost)  # fmt: skip
        return Keys(net, bcr)

    def _realisation(self, net: Expr) -> None:
        say, found, cells, drawn = (
            self.book.say,
            self.appraisal.realisation,
            self.cells.potential,
            self.appraisal.uncertainty,
        )
        self.row(say("Potential", "Potential"), SOCIETY, self.currency, cells.potential, found.potential)
        self.row(say("Realiserat", "Realised"), SOCIETY, self.currency, cells.realised, found.realised)
        share = say("andel av potentialen", "share of the potential")
        rate = even = None
        if cells.potential is not None and cells.realised is not None:
            rate = self.row(say("Verkningsgrad (realiserat / potential)", "Realisation rate (realised / potential)"), SOCIETY, share,
                            cells.realised / cells.potential, found.rate, "share", None if drawn is None else drawn.rate)  # fmt: skip
            even = self.row(say("Verkningsgrad som krävs för att gå jämnt upp", "Break-even realisation rate"), SOCIETY, share,
                            (cells.realised - net) / cells.potential, found.break_even, "share",
                            None if drawn is None else drawn.break_even)  # fmt: skip
        else:
            self.row(say("Verkningsgrad", "Realisation rate"), SOCIETY, share, None, found.rate)
        margin = rate / even if rate is not None and even is not None else None
        self.row(say("Marginal (uppnådd / krävd verkningsgrad)", "Margin (rate / break-even rate)"), SOCIETY, say("kvot", "ratio"),
                 margin, found.margin, "number")  # fmt: skip

    def cash(self) -> None:
        say, flows = self.book.say, self.cells.flows
        self.section(
            say("Offentlig sektors nytta efter hur den blir pengar", "The public sector's gain by how it becomes money")
        )
        for how, label in CASH_NAMES.items():
            kind = self.cells.given.cash_words[how]
            excel = ZERO
            if flows:
                excel = sum_where(
                    [flow.present for flow in flows],
                    ([flow.cash for flow in flows], kind),
                    ([flow.public for flow in flows], ONE),
                    ([flow.programme for flow in flows], ZERO),
                )
            self.row(self.book.of(label), "public_sector", self.currency, excel, self.appraisal.cash[how])

    def internal_rate(self) -> None:
        say, irr = self.book.say, self.appraisal.irr
        python: Known | str = irr.rate if irr.rate is not None else no_rate(self.book, several=bool(irr.roots))
        self.row(say("Internränta", "Internal rate of return"), SOCIETY, say("per år", "per year"),
                 self.cells.internal_rate, python, "share")  # fmt: skip
