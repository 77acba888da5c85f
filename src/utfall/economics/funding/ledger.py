# SPDX-License-Identifier: Apache-2.0
"""The fund's ledger (social investeringsfond): whole öre, append-only, repayment from verified savings alone.

Bookkeeping is one thing and the appraisal another: money drawn is expensed in its year; what comes back is
bounded by what has been verified as cashable saving.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

ORE = 100
# Shares are kept in millionths so that every product is a whole number of öre.
_MILLION = 1_000_000
RepaymentModel = Literal["none", "frame_cut", "repayment"]


class EntryKind(StrEnum):
    """What happened; amounts are positive."""

    APPROPRIATION = "appropriation"  # the council puts money in the fund
    DECISION = "decision"  # the fund commits to an initiative
    DRAWDOWN = "drawdown"  # an initiative draws cost, split between fund and department
    VERIFIED_SAVING = "verified_saving"  # a cashable saving is verified in a board
    FRAME_REDUCTION = "frame_reduction"  # a board's frame is cut by a verified saving; it goes to the fund
    REPAYMENT = "repayment"  # a board pays back from a verified saving
    WRITE_OFF = "write_off"  # what will not come back is given up
    CLOSURE = "closure"  # the initiative's account is closed


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRules:
    """The rules, as data.

    Parameters
    ----------
    fund_share
        Share (0–1) of an initiative's cost that the fund bears (70/30: 0.7); the department bears the rest.
    model
        How savings come back: not at all, by cutting the board's frame, or by repayment.
    repayment_share
        Share (0–1) of a verified cashable saving that is asked back.
    size_ore
        Most that may be put in the fund; None: no bound.
    years
        Calendar years after an initiative's first drawdown in which savings are asked back; None: no end.
    ceiling_ore
        Most that the fund pays for one initiative; None: no ceiling.
    yearly_cap_ore
        Most that the fund pays out in one calendar year; None: no cap.
    initiative_yearly_cap_ore
        Most that the fund pays for one initiative in one calendar year; None: no cap.
    co_financing_ceiling
        Largest share (0–1) of an initiative's cost that the fund may bear; None: no ceiling.
    draw_years
        Calendar years, from its first drawdown, in which an initiative may draw; None: no end.
    min_boards
        Boards or organisations that must stand behind an initiative before it draws.
    """

    fund_share: float = 0.7
    model: RepaymentModel = "repayment"
    repayment_share: float = 1.0
    size_ore: int | None = None
    years: int | None = None
    ceiling_ore: int | None = None
    yearly_cap_ore: int | None = None
    initiative_yearly_cap_ore: int | None = None
    co_financing_ceiling: float | None = None
    draw_years: int | None = None
    min_boards: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger.

    Parameters
    ----------
    date
        ISO date, "2026-03-31".
    amount_ore
        Whole öre, not negative.
    board
        Nämnd or department that bears or saves; "" for the fund alone.
    fund_ore
        The fund's part of a drawdown; set by `post`.
    note
        Decision number, verification, or reason.
    saving
        Id of the verified saving; one that is verified twice is saved twice (check K16). "" when it has none.
    """

    date: str
    kind: EntryKind
    amount_ore: int
    initiative: str = ""
    board: str = ""
    fund_ore: int = 0
    note: str = ""
    saving: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Rules and every entry so far, in order. Entries are only ever added, by `post`.

    Parameters
    ----------
    parties
        Boards and organisations behind each initiative; one that is not named here stands alone.
    """

    rules: FundRules
    entries: tuple[Entry, ...] = ()
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def total(self, *kinds: EntryKind, initiative: str | None = None, board: str | None = None) -> int:
        """Return the sum of the amounts of some kinds, öre."""
        return sum(
            entry.amount_ore
            for entry in self.entries
            if entry.kind in kinds and initiative in (None, entry.initiative) and board in (None, entry.board)
        )

    def paid_by_fund(self, initiative: str | None = None, year: str = "") -> int:
        """Return what the fund has paid of drawdowns, öre; `year` as "2026" for one year."""
        return sum(
            entry.fund_ore
            for entry in self.entries
            if entry.kind is EntryKind.DRAWDOWN
            and initiative in (None, entry.initiative)
            and entry.date.startswith(year)
        )


def split_cost(rules: FundRules, cost_ore: int) -> tuple[int, int]:
    """Return (the fund's part, the department's part) of a cost, öre; they sum to the cost."""
    fund = share_of(cost_ore, rules.fund_share)
    return fund, cost_ore - fund


def share_of(amount_ore: int, share: float) -> int:
    """Return a share of an amount in whole öre, halves rounded up, by whole-number arithmetic."""
    return (amount_ore * round(share * _MILLION) * 2 + _MILLION) // (2 * _MILLION)


def balance(ledger: Ledger) -> int:
    """Return what is in the fund now, öre."""
    return balance_path(ledger)[-1][1] if ledger.entries else 0


def balance_path(ledger: Ledger) -> tuple[tuple[str, int], ...]:
    """Return (date, balance in öre) after each entry."""
    now, path = 0, []
    for entry in ledger.entries:
        now += _moves_fund(entry)
        path.append((entry.date, now))
    return tuple(path)


def _moves_fund(entry: Entry) -> int:
    if entry.kind is EntryKind.DRAWDOWN:
        return -entry.fund_ore
    comes_in = (EntryKind.APPROPRIATION, EntryKind.REPAYMENT, EntryKind.FRAME_REDUCTION)
    return entry.amount_ore if entry.kind in comes_in else 0


def returned(ledger: Ledger, initiative: str | None = None, board: str | None = None) -> int:
    """Return what boards have given back, by repayment or a cut frame, öre."""
    kinds = (EntryKind.REPAYMENT, EntryKind.FRAME_REDUCTION)
    return ledger.total(*kinds, initiative=initiative, board=board)


def outstanding(ledger: Ledger, initiative: str) -> int:
    """Return what the fund has paid for an initiative and not yet got back or written off, öre."""
    written = ledger.total(EntryKind.WRITE_OFF, initiative=initiative)
    return ledger.paid_by_fund(initiative) - returned(ledger, initiative) - written


def repayment_due(ledger: Ledger, initiative: str, *, year: int | None = None) -> dict[str, int]:
    """Return what each board owes: min(share x verified saving not yet returned, outstanding), öre.

    Allocated to boards pro rata to their verified savings, the last öre by largest remainder. Nothing is due
    in a calendar `year` after the rules' last one; None: the year of the last entry.
    """
    if ledger.rules.model == "none" or _too_late(ledger, initiative, year):
        return {}
    boards = dict.fromkeys(
        entry.board
        for entry in ledger.entries
        if entry.kind is EntryKind.VERIFIED_SAVING and entry.initiative == initiative
    )
    left = {board: returnable(ledger, initiative, board) for board in boards}
    due = min(sum(left.values()), max(outstanding(ledger, initiative), 0))
    return allocate(due, left)


def _too_late(ledger: Ledger, initiative: str, year: int | None) -> bool:
    drawn = [e.date for e in ledger.entries if e.kind is EntryKind.DRAWDOWN and e.initiative == initiative]
    if ledger.rules.years is None or not drawn:
        return False
    now = int(ledger.entries[-1].date[:4]) if year is None else year
    return now > int(drawn[0][:4]) + ledger.rules.years


def returnable(ledger: Ledger, initiative: str, board: str) -> int:
    """Return what one board has verifiably saved, as far as it is asked back and not yet returned, öre."""
    saved = ledger.total(EntryKind.VERIFIED_SAVING, initiative=initiative, board=board)
    asked = share_of(saved, ledger.rules.repayment_share)
    return max(asked - returned(ledger, initiative, board), 0)


def allocate(amount_ore: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Return an amount in whole öre shared pro rata to whole weights; the parts sum to the amount."""
    whole = sum(weights.values())
    if whole <= 0 or amount_ore <= 0:
        return dict.fromkeys(weights, 0)
    parts = {name: amount_ore * weight // whole for name, weight in weights.items()}
    left = amount_ore - sum(parts.values())
    by_remainder = sorted(weights, key=lambda name: (-(amount_ore * weights[name] % whole), name))
    for name in by_remainder[:left]:
        parts[name] += 1
    return parts
