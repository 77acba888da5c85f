# SPDX-License-Identifier: Apache-2.0
"""What a fund's ledger says: who paid and who saved, what came back, and whether it was verified (check K16)."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.estimate import Check, Status
from utfall.economics.funding.ledger import EntryKind, Ledger, returned


def check_returns(ledger: Ledger) -> Check:
    """K16: no board gives back more than its verified savings, by repayment and cut frame together.

    Value: largest excess in öre. A ledger built by `post` passes; one read from elsewhere may not.
    """
    places = dict.fromkeys((e.initiative, e.board) for e in ledger.entries if e.board)
    excess = {
        place: returned(ledger, *place) - ledger.total(EntryKind.VERIFIED_SAVING, initiative=place[0], board=place[1])
        for place in places
    }
    bad = tuple(("board", board) for (_, board), more in excess.items() if more > 0)
    worst = float(max(excess.values(), default=0))
    return Check("K16", Status.FAIL if bad else Status.PASS, max(worst, 0.0), 0.0, bad)


@dataclass(frozen=True, slots=True)
class BoardNet:
    """What one board has paid, saved and given back, öre; `net` is what it keeps."""

    board: str
    paid: int
    saved: int
    returned: int

    @property
    def outlay(self) -> int:
        """Paid + returned: everything that has left the board."""
        return self.paid + self.returned

    @property
    def net(self) -> int:
        """Saved - paid - returned."""
        return self.saved - self.outlay


def net_per_board(ledger: Ledger) -> tuple[BoardNet, ...]:
    """Return every board's net, in order of name: who pays and who saves (wrong pockets)."""
    boards = sorted({entry.board for entry in ledger.entries if entry.board})
    return tuple(
        BoardNet(
            board,
            paid=sum(
                entry.amount_ore - entry.fund_ore
                for entry in ledger.entries
                if entry.kind is EntryKind.DRAWDOWN and entry.board == board
            ),
            saved=ledger.total(EntryKind.VERIFIED_SAVING, board=board),
            returned=returned(ledger, board=board),
        )
        for board in boards
    )


def wrong_pocket_gap(ledger: Ledger) -> int:
    """Return the savings that fall in boards beyond what they themselves paid or gave back, öre."""
    return sum(max(row.net, 0) for row in net_per_board(ledger))


def revolving_ratio(ledger: Ledger) -> float | None:
    """Return what has come back per krona that the fund has paid out; None when nothing is paid."""
    paid = ledger.paid_by_fund()
    return returned(ledger) / paid if paid else None
