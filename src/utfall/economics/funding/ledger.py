# SPDX-License-Identifier: Apache-2.0
"""The fund's ledger (social investeringsfond): whole öre, append-only, repayment from verified savings alone.

Bookkeeping is one thing and the appraisal another: money drawn is expensed in its year; what comes back is
bounded by what has been verified as cashable saving.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from utfall.core.errors import Fault, InputError
from utfall.economics._faults import fault

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
    left = {board: _returnable(ledger, initiative, board) for board in boards}
    due = min(sum(left.values()), max(outstanding(ledger, initiative), 0))
    return allocate(due, left)


def _too_late(ledger: Ledger, initiative: str, year: int | None) -> bool:
    drawn = [e.date for e in ledger.entries if e.kind is EntryKind.DRAWDOWN and e.initiative == initiative]
    if ledger.rules.years is None or not drawn:
        return False
    now = int(ledger.entries[-1].date[:4]) if year is None else year
    return now > int(drawn[0][:4]) + ledger.rules.years


def _returnable(ledger: Ledger, initiative: str, board: str) -> int:
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


def post(ledger: Ledger, entry: Entry) -> Ledger:
    """Return the ledger with one more entry.

    Raises
    ------
    InputError
        When the entry would break the rules: an amount that is no whole positive öre, a date before the
        last one, an overdrawn fund, a ceiling or cap passed, a repayment above what is verified or outstanding
        (check K16), or an entry on a closed initiative.
    """
    if entry.kind is EntryKind.DRAWDOWN:
        entry = replace(entry, fund_ore=split_cost(ledger.rules, entry.amount_ore)[0])
    faults = _entry_faults(ledger, entry)
    if faults:
        raise InputError(*faults)
    return replace(ledger, entries=(*ledger.entries, entry))


def _entry_faults(ledger: Ledger, entry: Entry) -> list[Fault]:
    if type(entry.amount_ore) is not int or entry.amount_ore < 0:
        return [_refused("ore", "beloppet är inte hela öre från noll", "the amount is not whole öre from zero")]
    if ledger.entries and entry.date < ledger.entries[-1].date:
        return [_refused("date", "datumet ligger före den senaste posten", "the date is before the last entry")]
    if any(past.kind is EntryKind.CLOSURE and past.initiative == entry.initiative for past in ledger.entries):
        return [_refused("closed", "satsningen är avslutad", "the initiative is closed")]
    if entry.kind is EntryKind.DRAWDOWN:
        return _drawdown_faults(ledger, entry)
    if entry.kind in (EntryKind.REPAYMENT, EntryKind.FRAME_REDUCTION):
        return _return_faults(ledger, entry)
    if entry.kind is EntryKind.VERIFIED_SAVING and entry.saving in {past.saving for past in ledger.entries} - {""}:
        return [_refused("saved-twice", "samma besparing är redan verifierad (K16)", "this saving is verified (K16)")]
    put_in = ledger.total(EntryKind.APPROPRIATION) + entry.amount_ore
    bound = ledger.rules.size_ore
    if entry.kind is EntryKind.APPROPRIATION and bound is not None and put_in > bound:
        return [_refused("size", "fonden blir större än beslutat", "the fund grows larger than decided")]
    written_too_much = entry.amount_ore > outstanding(ledger, entry.initiative)
    if entry.kind is EntryKind.WRITE_OFF and written_too_much:
        return [_refused("write-off", "mer än utestående skrivs av", "more than is outstanding is written off")]
    return []


def _drawdown_faults(ledger: Ledger, entry: Entry) -> list[Fault]:
    rules, faults = ledger.rules, []
    if entry.fund_ore > balance(ledger):
        faults.append(_refused("overdrawn", "fonden räcker inte", "the fund does not suffice"))
    paid = ledger.paid_by_fund(entry.initiative) + entry.fund_ore
    if rules.ceiling_ore is not None and paid > rules.ceiling_ore:
        faults.append(_refused("ceiling", "taket för satsningen nås", "the initiative's ceiling is passed"))
    this_year = ledger.paid_by_fund(year=entry.date[:4]) + entry.fund_ore
    if rules.yearly_cap_ore is not None and this_year > rules.yearly_cap_ore:
        faults.append(_refused("yearly-cap", "årets tak nås", "the year's cap is passed"))
    own = ledger.paid_by_fund(entry.initiative, entry.date[:4]) + entry.fund_ore
    if rules.initiative_yearly_cap_ore is not None and own > rules.initiative_yearly_cap_ore:
        faults.append(
            _refused("initiative-cap", "satsningens tak för året nås", "the initiative's yearly cap is passed")
        )
    return faults + _standing_faults(ledger, entry)


def _standing_faults(ledger: Ledger, entry: Entry) -> list[Fault]:
    """What the rules ask of the initiative itself: who stands behind it, and for how long it may draw."""
    rules, faults = ledger.rules, []
    behind = set(ledger.parties.get(entry.initiative, ())) | ({entry.board} - {""})
    if len(behind) < rules.min_boards:
        faults.append(
            _refused(
                "boards",
                f"minst {rules.min_boards} nämnder ska stå bakom satsningen",
                f"at least {rules.min_boards} boards have to stand behind the initiative",
            )
        )
    drawn = [e.date for e in ledger.entries if e.kind is EntryKind.DRAWDOWN and e.initiative == entry.initiative]
    if rules.draw_years is not None and drawn and int(entry.date[:4]) >= int(drawn[0][:4]) + rules.draw_years:
        faults.append(_refused("draw-years", "satsningens år är slut", "the initiative's years are over"))
    return faults


def _return_faults(ledger: Ledger, entry: Entry) -> list[Fault]:
    wanted = {"repayment": EntryKind.REPAYMENT, "frame_cut": EntryKind.FRAME_REDUCTION}.get(ledger.rules.model)
    if entry.kind is not wanted:
        return [_refused("model", "fondens återföringsmodell är en annan (K16)", "the fund returns another way (K16)")]
    most = min(_returnable(ledger, entry.initiative, entry.board), max(outstanding(ledger, entry.initiative), 0))
    if entry.amount_ore <= most:
        return []
    return [
        _refused(
            "unverified",
            f"högst {most / ORE:.2f} kr är verifierad besparing och utestående (K16)",
            f"at most {most / ORE:.2f} kronor is verified saving and outstanding (K16)",
        )
    ]


def _refused(code: str, sv: str, en: str) -> Fault:
    return fault(
        f"ledger-{code}",
        "fund",
        text=(f"Posten går inte att bokföra: {sv}.", f"The entry cannot be posted: {en}."),
        mend=("Rätta posten; tidigare poster ändras aldrig.", "Correct the entry; past ones never change."),
    )
