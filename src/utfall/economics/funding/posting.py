# SPDX-License-Identifier: Apache-2.0
"""What may be added to a fund's ledger: every rule, held against one entry before it is posted."""

from __future__ import annotations

from dataclasses import replace

from utfall.core.errors import Fault, InputError
from utfall.economics._faults import fault
from utfall.economics.funding.ledger import (
    ORE,
    Entry,
    EntryKind,
    Ledger,
    balance,
    outstanding,
    returnable,
    split_cost,
)


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
    most = min(returnable(ledger, entry.initiative, entry.board), max(outstanding(ledger, entry.initiative), 0))
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
