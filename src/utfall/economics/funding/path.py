# SPDX-License-Identifier: Apache-2.0
"""The fund year by year: as booked, and as it becomes if expected savings are verified and given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from utfall.core.errors import Fault, InputError
from utfall.economics._faults import fault
from utfall.economics.funding.ledger import Entry, EntryKind, Ledger, balance, balance_path, repayment_due
from utfall.economics.funding.posting import post

_BACK = (EntryKind.REPAYMENT, EntryKind.FRAME_REDUCTION)


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The fund at the end of a calendar year, öre: balance = the one before + added + returned - paid.

    `planned` when it rests on expected savings.
    """

    year: int
    balance: int
    paid: int
    returned: int
    planned: bool = False
    added: int = 0


@dataclass(frozen=True, slots=True)
class ExpectedSaving:
    """A saving that is expected in a board in a calendar year and not yet verified, öre."""

    year: int
    initiative: str
    board: str
    amount_ore: int


def year_ends(ledger: Ledger) -> tuple[YearEnd, ...]:
    """Return the fund at the end of every calendar year from the first entry to the last."""
    if not ledger.entries:
        return ()
    at_end: dict[int, int] = {}
    for date, amount in balance_path(ledger):
        at_end[int(date[:4])] = amount
    first, last = min(at_end), max(at_end)
    rows, amount = [], 0
    for year in range(first, last + 1):
        amount = at_end.get(year, amount)
        paid, back = ledger.paid_by_fund(year=str(year)), _in_year(ledger, year, *_BACK)
        rows.append(YearEnd(year, amount, paid, back, added=_in_year(ledger, year, EntryKind.APPROPRIATION)))
    return tuple(rows)


def _in_year(ledger: Ledger, year: int, *kinds: EntryKind) -> int:
    return sum(e.amount_ore for e in ledger.entries if e.kind in kinds and e.date.startswith(str(year)))


def project(ledger: Ledger, expected: Sequence[ExpectedSaving]) -> tuple[YearEnd, ...]:
    """Return the fund's coming years if expected savings are verified and given back when due.

    Raises
    ------
    InputError
        For a saving expected in a year that is already booked.
    """
    if not expected:
        return ()
    last = int(ledger.entries[-1].date[:4]) if ledger.entries else 0
    late = [row for row in expected if row.year <= last]
    if late:
        raise InputError(*(_already_booked(row, last) for row in late))
    back = EntryKind.FRAME_REDUCTION if ledger.rules.model == "frame_cut" else EntryKind.REPAYMENT
    rows, future = [], ledger
    for year in range(last + 1 if last else min(e.year for e in expected), max(e.year for e in expected) + 1):
        future = _verify(future, [row for row in expected if row.year == year], year)
        came = 0
        for name in dict.fromkeys(entry.initiative for entry in future.entries if entry.initiative):
            for board, amount in repayment_due(future, name, year=year).items():
                if amount:
                    entry = Entry(
                        date=f"{year}-12-31", kind=back, amount_ore=amount, initiative=name, board=board
                    )  # fmt: skip
                    future = post(future, entry)
                    came += amount
        rows.append(YearEnd(year, balance(future), 0, came, planned=True))
    return tuple(rows)


def _verify(ledger: Ledger, expected: Sequence[ExpectedSaving], year: int) -> Ledger:
    for row in expected:
        ledger = post(
            ledger,
            Entry(
                date=f"{year}-12-31", kind=EntryKind.VERIFIED_SAVING, amount_ore=row.amount_ore,
                initiative=row.initiative, board=row.board,
            ),
        )  # fmt: skip
    return ledger


def _already_booked(row: ExpectedSaving, last: int) -> Fault:
    return fault(
        "expected-in-the-past",
        f"expected.{row.initiative}",
        text=(
            f"En besparing väntas {row.year}, men boken är förd till {last}.",
            f"A saving is expected in {row.year}, but the ledger is kept to {last}.",
        ),
        mend=(
            "Bokför den som verifierad, eller flytta den till ett kommande år.",
            "Book it as verified, or move it to a coming year.",
        ),
    )
