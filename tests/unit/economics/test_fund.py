# SPDX-License-Identifier: Apache-2.0
"""The fund's ledger: öre are conserved, and nothing comes back that was not verified."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from utfall.core.errors import InputError
from utfall.core.estimate import Status
from utfall.economics.funding.ledger import (
    Entry,
    EntryKind,
    FundRules,
    Ledger,
    allocate,
    balance,
    balance_path,
    outstanding,
    repayment_due,
    share_of,
    split_cost,
)
from utfall.economics.funding.posting import post
from utfall.economics.funding.standing import check_returns, net_per_board, revolving_ratio, wrong_pocket_gap

K = EntryKind


def entry(kind: EntryKind, ore: int, board: str = "", date: str = "2026-01-01", initiative: str = "sk") -> Entry:
    return Entry(date=date, kind=kind, amount_ore=ore, initiative=initiative, board=board)


def ledger(*entries: Entry, **rules: object) -> Ledger:
    found = Ledger(FundRules(**rules))
    for one in entries:
        found = post(found, one)
    return found


STARTED = (
    entry(K.APPROPRIATION, 10_000_000, initiative=""),
    entry(K.DRAWDOWN, 1_000_001, "social"),
    entry(K.VERIFIED_SAVING, 600_000, "school"),
    entry(K.VERIFIED_SAVING, 300_000, "social"),
)


def test_orebro_split_seventy_thirty() -> None:
    assert split_cost(FundRules(), 1_000_001) == (700_001, 300_000)
    found = ledger(*STARTED)
    assert balance(found) == 10_000_000 - 700_001
    assert outstanding(found, "sk") == 700_001
    assert balance_path(found)[0] == ("2026-01-01", 10_000_000)


def test_repayment_is_bounded_by_outstanding_and_shared_by_savings() -> None:
    due = repayment_due(ledger(*STARTED), "sk")
    # 900 000 öre verified, 700 001 outstanding, shared 2 : 1.
    assert due == {"school": 466_667, "social": 233_334}
    assert sum(due.values()) == 700_001
    half = repayment_due(ledger(*STARTED, repayment_share=0.5), "sk")
    assert half == {"school": 300_000, "social": 150_000}
    assert repayment_due(ledger(*STARTED, model="none"), "sk") == {}


def test_repaid_ledger_pays_nothing_twice() -> None:
    found = ledger(*STARTED, entry(K.REPAYMENT, 466_667, "school"), entry(K.REPAYMENT, 233_334, "social"))
    assert repayment_due(found, "sk") == {"school": 0, "social": 0}
    assert outstanding(found, "sk") == 0
    assert balance(found) == 10_000_000
    assert revolving_ratio(found) == 1.0
    assert check_returns(found).status is Status.PASS


def test_nothing_is_due_after_the_rules_last_year() -> None:
    found = ledger(*STARTED, years=3)
    assert sum(repayment_due(found, "sk", year=2029).values()) == 700_001
    assert repayment_due(found, "sk", year=2030) == {}


def test_wrong_pockets_are_shown() -> None:
    found = ledger(*STARTED)
    rows = {row.board: row.net for row in net_per_board(found)}
    assert rows == {"school": 600_000, "social": 0}
    assert wrong_pocket_gap(found) == 600_000
    assert revolving_ratio(Ledger(FundRules())) is None


@pytest.mark.parametrize(
    ("bad", "rules", "code"),
    [
        (entry(K.REPAYMENT, 600_001, "school"), {}, "ledger-unverified"),
        (entry(K.REPAYMENT, 1, "care"), {}, "ledger-unverified"),
        (entry(K.FRAME_REDUCTION, 1, "school"), {}, "ledger-model"),
        (entry(K.REPAYMENT, 1, "school"), {"model": "frame_cut"}, "ledger-model"),
        (entry(K.DRAWDOWN, 20_000_000, "social"), {}, "ledger-overdrawn"),
        (entry(K.DRAWDOWN, 1_000_000, "social"), {"ceiling_ore": 800_000}, "ledger-ceiling"),
        (entry(K.DRAWDOWN, 1_000_000, "social"), {"yearly_cap_ore": 800_000}, "ledger-yearly-cap"),
        (entry(K.WRITE_OFF, 700_002), {}, "ledger-write-off"),
        (entry(K.APPROPRIATION, 1, initiative=""), {"size_ore": 10_000_000}, "ledger-size"),
        (entry(K.APPROPRIATION, -1), {}, "ledger-ore"),
        (entry(K.APPROPRIATION, 1, date="2025-12-31"), {}, "ledger-date"),
    ],
)
def test_what_the_rules_forbid_is_not_posted(bad: Entry, rules: dict[str, object], code: str) -> None:
    before = ledger(*STARTED, **rules)
    with pytest.raises(InputError) as caught:
        post(before, bad)
    assert code in [fault.code for fault in caught.value.faults]
    assert len(before.entries) == len(STARTED)


def test_fractions_of_ore_and_closed_initiatives_are_refused() -> None:
    half: dict[str, Any] = {"amount_ore": 1.5}
    with pytest.raises(InputError, match="ledger-ore"):
        post(ledger(), dataclasses.replace(entry(K.APPROPRIATION, 1), **half))
    closed = ledger(*STARTED, entry(K.CLOSURE, 0))
    with pytest.raises(InputError, match="ledger-closed"):
        post(closed, entry(K.REPAYMENT, 1, "school"))


def test_failure_splits_the_loss_as_the_cost() -> None:
    found = ledger(*STARTED[:2], entry(K.WRITE_OFF, 700_001))
    assert outstanding(found, "sk") == 0
    assert balance(found) == 10_000_000 - 700_001
    assert net_per_board(found)[0].net == -300_000


def test_k16_finds_a_saving_both_cut_and_repaid_in_a_ledger_from_elsewhere() -> None:
    twice = Ledger(
        FundRules(),
        (*STARTED, entry(K.FRAME_REDUCTION, 600_000, "school"), entry(K.REPAYMENT, 100_000, "school")),
    )
    found = check_returns(twice)
    assert found.status is Status.FAIL
    assert found.value == 100_000.0
    assert found.details == (("board", "school"),)


@hypothesis(max_examples=80, deadline=None)
@given(st.integers(0, 10**12), st.dictionaries(st.text("abc", min_size=1), st.integers(0, 10**9), min_size=1))
def test_allocation_conserves_every_ore(amount: int, weights: dict[str, int]) -> None:
    parts = allocate(amount, weights)
    assert sum(parts.values()) == (amount if sum(weights.values()) else 0)
    whole = sum(weights.values())
    for name, part in parts.items():
        assert whole == 0 or abs(part - amount * weights[name] / whole) <= 1.0 + 1e-6 * amount


@hypothesis(max_examples=80, deadline=None)
@given(st.integers(0, 10**12), st.floats(0.0, 1.0))
def test_shares_are_whole_ore_and_never_more_than_the_amount(amount: int, share: float) -> None:
    assert 0 <= share_of(amount, share) <= amount
