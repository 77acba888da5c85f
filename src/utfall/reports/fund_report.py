# SPDX-License-Identifier: Apache-2.0
"""A fund as lines for a terminal, as JSON (schema utfall/fund-statement/1) and as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Protocol

from utfall.core.text import Lang, Text
from utfall.economics.funding.ledger import ORE, FundRules, Ledger
from utfall.economics.funding.statement import FundStatement, InitiativeStanding
from utfall.reports.phrases import fund as words

SCHEMA = "utfall/fund-statement/1"
_MONEY = ("size_ore", "ceiling_ore", "yearly_cap_ore", "initiative_yearly_cap_ore")


class Source(Protocol):
    """Where a rule comes from; the value itself lives in `io`."""

    @property
    def name(self) -> str: ...  # noqa: D102 - named in the class
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def verified(self) -> bool: ...  # noqa: D102


class Fund(Protocol):
    """What a fund file holds; the value itself lives in `io`."""

    @property
    def id(self) -> str: ...  # noqa: D102 - named in the class
    @property
    def title(self) -> Text: ...  # noqa: D102
    @property
    def illustration(self) -> bool: ...  # noqa: D102
    @property
    def currency(self) -> str: ...  # noqa: D102
    @property
    def titles(self) -> Mapping[str, Text]: ...  # noqa: D102
    @property
    def preset(self) -> str: ...  # noqa: D102
    @property
    def sources(self) -> Sequence[Source]: ...  # noqa: D102
    @property
    def note(self) -> Text: ...  # noqa: D102
    @property
    def ledger(self) -> Ledger: ...  # noqa: D102


def fund_lines(fund: Fund, found: FundStatement, lang: Lang) -> list[str]:
    """Return the fund in sentences: rules, balance, every initiative, boards and the path."""
    sv, currency = lang == "sv", fund.currency
    lines = [fund.title.of(lang)]
    if fund.illustration:
        lines.append("Illustration: siffrorna är påhittade." if sv else "Illustration: the numbers are made up.")
    lines += [words.rules_sentence(found.rules, lang), words.balance_sentence(found, lang, currency)]
    for row in found.initiatives:
        title = initiative_title(fund, row, lang)
        lines.append(words.initiative_sentence(row, title, lang, currency))
        lines.append(words.failure_sentence(row, title, lang, currency))
    lines.append(words.gap_sentence(found, lang, currency))
    lines += _path_lines(found, lang, currency)
    lines.append(words.k16_sentence(found.check, lang))
    lines += _source_lines(fund, lang)
    return [line for line in lines if line]


def initiative_title(fund: Fund, row: InitiativeStanding, lang: Lang) -> str:
    """Return an initiative's name for people, its id when the file gives none."""
    return fund.titles[row.initiative].of(lang) if row.initiative in fund.titles else row.initiative


def _path_lines(found: FundStatement, lang: Lang, currency: str) -> list[str]:
    planned = (" (plan)", " (planned)")[lang != "sv"]
    head = "Fondens behållning vid årets slut:" if lang == "sv" else "The fund at the end of each year:"
    rows = [
        f"  {row.year}{planned if row.planned else ''}: {words.kronor(row.balance, lang, currency)}"
        for row in found.path
    ]
    return [head, *rows] if rows else []


def _source_lines(fund: Fund, lang: Lang) -> list[str]:
    sure = ("sett vid källan", "INTE VERIFIERAT") if lang == "sv" else ("seen at the source", "NOT VERIFIED")
    head = "Regeln" if lang == "sv" else "Rule"
    return [f"{head} {row.name}: {row.source} ({sure[not row.verified]})" for row in fund.sources]


def fund_json(fund: Fund, found: FundStatement, lang: Lang) -> dict[str, Any]:
    """Return the fund as data; money in whole currency units with two decimals, exact from öre."""
    return {
        "schema": SCHEMA,
        "lang": lang,
        "id": fund.id,
        "title": fund.title.of(lang),
        "illustration": fund.illustration,
        "currency": fund.currency,
        "rules": {"preset": fund.preset or None, **_rules(found.rules)},
        "rule_sources": [{"rule": r.name, "source": r.source, "verified": r.verified} for r in fund.sources],
        "balance": found.balance / ORE,
        "uncommitted": found.uncommitted / ORE,
        **_ratio(found.revolving_ratio),
        "wrong_pocket_gap": found.wrong_pocket_gap / ORE,
        "initiatives": [_initiative(row, initiative_title(fund, row, lang)) for row in found.initiatives],
        "boards": [
            {
                "board": r.board,
                "paid": r.paid / ORE,
                "saved": r.saved / ORE,
                "returned": r.returned / ORE,
                "net": r.net / ORE,
            }
            for r in found.boards
        ],
        "path": [
            {
                "year": r.year,
                "balance": r.balance / ORE,
                "added": r.added / ORE,
                "paid": r.paid / ORE,
                "returned": r.returned / ORE,
                "planned": r.planned,
            }
            for r in found.path
        ],
        "checks": [
            {
                "id": found.check.id,
                "status": found.check.status.value,
                "value": (found.check.value or 0.0) / ORE,
                "limit": found.check.limit,
                "text": words.k16_sentence(found.check, lang),
            }
        ],
    }


def _ratio(ratio: float | None) -> dict[str, Any]:
    return (
        {"revolving_ratio": ratio}
        if ratio is not None
        else {"revolving_ratio": None, "revolving_ratio_reason": "nothing-paid"}
    )


def _rules(rules: FundRules) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(rules):
        value = getattr(rules, field.name)
        name = field.name.removesuffix("_ore")
        found[name] = value / ORE if field.name in _MONEY and value is not None else value
        if value is None:
            found[f"{name}_reason"] = "no-bound"
    return found


def _initiative(row: InitiativeStanding, title: str) -> dict[str, Any]:
    names = ("committed", "cost", "fund_paid", "saved", "returned", "written_off", "outstanding", "left_to_draw")
    return {
        "id": row.initiative,
        "title": title,
        **{name: getattr(row, name) / ORE for name in names},
        "due": {board: amount / ORE for board, amount in row.due.items()},
        "if_nothing_more_returns": {
            "fund": row.failure.fund / ORE,
            "boards": {board: amount / ORE for board, amount in row.failure.boards.items()},
        },
        "closed": row.closed,
    }
