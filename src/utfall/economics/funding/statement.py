# SPDX-License-Identifier: Apache-2.0
"""The fund's statement: one frozen value of what the ledger says, and where the fund is heading if plans hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from utfall.core.errors import Fault, InputError
from utfall.core.estimate import Check
from utfall.economics._faults import fault
from utfall.economics.funding.ledger import (
    EntryKind,
    FundRules,
    Ledger,
    balance,
    outstanding,
    repayment_due,
    returned,
)
from utfall.economics.funding.path import ExpectedSaving, YearEnd, project, year_ends
from utfall.economics.funding.standing import (
    BoardNet,
    check_returns,
    net_per_board,
    revolving_ratio,
    wrong_pocket_gap,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Who bears what if nothing more comes back: kronor that are spent and not returned, in öre.

    Parameters
    ----------
    fund
        What the fund has paid and not got back: f x C less what is returned.
    boards
        By board, its own part of the drawdowns: (1 - f) x C.
    """

    fund: int
    boards: dict[str, int]


@dataclass(frozen=True, slots=True)
class InitiativeStanding:
    """One initiative's account, öre.

    Parameters
    ----------
    committed
        What the fund has decided to put in.
    cost
        All drawdowns, the departments' parts with them.
    due
        By board: what it owes now (see `repayment_due`).
    """

    initiative: str
    committed: int
    cost: int
    fund_paid: int
    saved: int
    returned: int
    written_off: int
    outstanding: int
    due: dict[str, int]
    failure: Failure
    closed: bool

    @property
    def left_to_draw(self) -> int:
        """What is decided and not yet drawn from the fund; 0 for a closed initiative."""
        return 0 if self.closed else max(self.committed - self.fund_paid, 0)


@dataclass(frozen=True, slots=True)
class FundStatement:
    """What the ledger says, all amounts in öre.

    Parameters
    ----------
    balance, uncommitted
        What is in the fund, and what of it no decision has tied.
    path
        Every year's end: as booked, then as planned when savings are expected.
    revolving_ratio
        Returned per krona paid; None when nothing is paid.
    wrong_pocket_gap
        Savings that stay in boards beyond what they paid and gave back.
    check
        K16.
    """

    rules: FundRules
    balance: int
    uncommitted: int
    initiatives: tuple[InitiativeStanding, ...]
    boards: tuple[BoardNet, ...]
    path: tuple[YearEnd, ...]
    revolving_ratio: float | None
    wrong_pocket_gap: int
    check: Check


def rule_faults(rules: FundRules) -> list[Fault]:
    """Return every fault of the rules themselves: shares outside 0–1, amounts and years below zero."""
    faults = []
    shares = {
        "fund_share": rules.fund_share,
        "repayment_share": rules.repayment_share,
        "co_financing_ceiling": 1.0 if rules.co_financing_ceiling is None else rules.co_financing_ceiling,
    }
    for name, share in shares.items():
        if not 0.0 <= share <= 1.0:
            faults.append(
                fault(
                    "share-outside",
                    f"rules.{name}",
                    text=(f"Andelen {name} ligger utanför 0–1.", f"The share {name} lies outside 0–1."),
                    mend=("Ange en andel: 0.7 för 70 procent.", "State a share: 0.7 for 70 per cent."),
                )
            )
    ceiling = rules.co_financing_ceiling
    if ceiling is not None and rules.fund_share > ceiling:
        faults.append(
            fault(
                "share-above-ceiling",
                "rules.fund_share",
                text=(
                    f"Fondens andel {rules.fund_share:g} är högre än taket för medfinansiering, {ceiling:g}.",
                    f"The fund's share {rules.fund_share:g} is above the co-financing ceiling, {ceiling:g}.",
                ),
                mend=("Sänk fund_share till taket.", "Lower fund_share to the ceiling."),
            )
        )
    counts = (rules.size_ore, rules.ceiling_ore, rules.yearly_cap_ore, rules.initiative_yearly_cap_ore)
    if any(count is not None and count < 0 for count in counts) or rules.min_boards < 1:
        faults.append(
            fault(
                "rules-negative",
                "rules",
                text=("Ett belopp eller antal i reglerna är under noll.", "An amount or count is below zero."),
                mend=("Ange noll eller mer, och minst en nämnd.", "State zero or more, and at least one board."),
            )
        )
    return faults


def open_ledger(rules: FundRules, parties: Mapping[str, tuple[str, ...]] | None = None) -> Ledger:
    """Return an empty ledger under some rules.

    Parameters
    ----------
    parties
        Boards behind each initiative.

    Raises
    ------
    InputError
        When the rules are impossible.
    """
    faults = rule_faults(rules)
    if faults:
        raise InputError(*faults)
    return Ledger(rules, (), dict(parties or {}))


def fund_statement(ledger: Ledger, expected: Sequence[ExpectedSaving] = ()) -> FundStatement:
    """Return what a ledger says of the fund, its initiatives and its boards.

    Parameters
    ----------
    expected
        Savings of coming years: the path is carried on as if they were verified and given back when due.
    """
    names = dict.fromkeys(entry.initiative for entry in ledger.entries if entry.initiative)
    standings = tuple(_standing(ledger, name) for name in names)
    now = balance(ledger)
    return FundStatement(
        rules=ledger.rules,
        balance=now,
        uncommitted=now - sum(row.left_to_draw for row in standings),
        initiatives=standings,
        boards=net_per_board(ledger),
        path=(*year_ends(ledger), *project(ledger, expected)),
        revolving_ratio=revolving_ratio(ledger),
        wrong_pocket_gap=wrong_pocket_gap(ledger),
        check=check_returns(ledger),
    )


def _standing(ledger: Ledger, name: str) -> InitiativeStanding:
    own = [entry for entry in ledger.entries if entry.initiative == name]
    drawn = [entry for entry in own if entry.kind is EntryKind.DRAWDOWN]
    boards: dict[str, int] = {}
    for entry in drawn:
        boards[entry.board] = boards.get(entry.board, 0) + entry.amount_ore - entry.fund_ore
    paid, back = ledger.paid_by_fund(name), returned(ledger, name)
    return InitiativeStanding(
        initiative=name,
        committed=ledger.total(EntryKind.DECISION, initiative=name),
        cost=sum(entry.amount_ore for entry in drawn),
        fund_paid=paid,
        saved=ledger.total(EntryKind.VERIFIED_SAVING, initiative=name),
        returned=back,
        written_off=ledger.total(EntryKind.WRITE_OFF, initiative=name),
        outstanding=outstanding(ledger, name),
        due=repayment_due(ledger, name),
        failure=Failure(paid - back, boards),
        closed=any(entry.kind is EntryKind.CLOSURE for entry in own),
    )
