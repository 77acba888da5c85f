# SPDX-License-Identifier: Apache-2.0
"""What a fund's ledger says, in plain words."""

from __future__ import annotations

from utfall.core.estimate import Check, Status
from utfall.core.text import Lang, Text
from utfall.economics.funding.ledger import ORE, FundRules
from utfall.economics.funding.statement import FundStatement, InitiativeStanding
from utfall.reports import numbers

MODEL_NAMES: dict[str, Text] = {
    "none": Text(sv="besparingar återförs inte", en="savings do not come back"),
    "frame_cut": Text(sv="nämndens ram sänks med besparingen", en="the board's frame is cut by the saving"),
    "repayment": Text(sv="nämnden återbetalar ur besparingen", en="the board pays back from the saving"),
}


def kronor(ore: int, lang: Lang, currency: str = "SEK") -> str:
    """Return an amount of öre as money, to the whole krona, with its öre when it has any."""
    return numbers.money(ore / ORE, lang, currency=currency, scale="one", decimals=2 if ore % ORE else 0)


def digits(ore: int, lang: Lang) -> str:
    """Return an amount of öre in whole units without the currency's name, for a table that states it once."""
    return numbers.number(ore / ORE, lang, decimals=2 if ore % ORE else 0)


def unit(lang: Lang, currency: str = "SEK") -> str:
    """Return the currency's name as tables state it."""
    return numbers.money_unit("one", lang, currency=currency)


def rules_sentence(rules: FundRules, lang: Lang) -> str:
    """Return how risk is shared and how savings come back."""
    share = numbers.percent(rules.fund_share, lang)
    rest = numbers.percent(1.0 - rules.fund_share, lang)
    model = MODEL_NAMES[rules.model].of(lang)
    if lang == "sv":
        return f"Fonden bär {share} av kostnaden och förvaltningen {rest}; {model}."
    return f"The fund bears {share} of the cost and the department {rest}; {model}."


_RULE_LABELS: dict[str, Text] = {
    "fund_share": Text(sv="Fondens andel av kostnaden", en="The fund's share of the cost"),
    "co_financing_ceiling": Text(sv="Högsta andel som fonden får bära", en="Largest share that the fund may bear"),
    "model": Text(sv="Hur besparingar kommer tillbaka", en="How savings come back"),
    "repayment_share": Text(sv="Del av besparingen som återförs", en="Share of the saving that comes back"),
    "size": Text(sv="Fondens storlek, högst", en="Size of the fund, at most"),
    "ceiling": Text(sv="Högst från fonden per satsning", en="Most from the fund per initiative"),
    "yearly_cap": Text(sv="Högst från fonden per år", en="Most from the fund per year"),
    "initiative_yearly_cap": Text(sv="Högst per satsning och år", en="Most per initiative and year"),
    "years": Text(sv="År som besparingar återförs", en="Years in which savings come back"),
    "draw_years": Text(sv="År som en satsning får göra uttag", en="Years in which an initiative may draw"),
    "min_boards": Text(sv="Nämnder bakom en satsning, minst", en="Boards behind an initiative, at least"),
}
NO_BOUND = Text(sv="ingen gräns", en="no bound")
_RULE_SHARES = ("fund_share", "co_financing_ceiling", "repayment_share")
_RULE_COUNTS = ("years", "draw_years", "min_boards")


def rule_rows(rules: FundRules, lang: Lang, currency: str) -> list[tuple[str, str, str]]:
    """Return every rule as (its name in the file, its label, its value in words); a rule without bound says so."""
    return [(name, label.of(lang), _rule_value(rules, name, lang, currency)) for name, label in _RULE_LABELS.items()]


def _rule_value(rules: FundRules, name: str, lang: Lang, currency: str) -> str:
    value = getattr(rules, name if hasattr(rules, name) else f"{name}_ore")
    if value is None:
        return NO_BOUND.of(lang)
    if name == "model":
        return MODEL_NAMES[rules.model].of(lang)
    if name in _RULE_SHARES:
        return numbers.percent(value, lang)
    return numbers.number(value, lang, decimals=0) if name in _RULE_COUNTS else kronor(value, lang, currency)


def balance_sentence(found: FundStatement, lang: Lang, currency: str) -> str:
    """Return what is in the fund, what of it is free, and what has come back."""
    now, free = kronor(found.balance, lang, currency), kronor(found.uncommitted, lang, currency)
    ratio = found.revolving_ratio
    if lang == "sv":
        text = f"I fonden finns {now}, varav {free} inte är bundet av beslut."
        return (
            text
            if ratio is None
            else f"{text} Av varje utbetald krona har {numbers.number(ratio, lang, decimals=2)} kommit tillbaka."
        )
    text = f"The fund holds {now}, of which {free} is not tied by decisions."
    return (
        text
        if ratio is None
        else f"{text} Of each unit paid out, {numbers.number(ratio, lang, decimals=2)} has come back."
    )


def due_sentence(row: InitiativeStanding, title: str, lang: Lang, currency: str) -> str:
    """Return what each board owes the fund now; '' when nothing is due."""
    due = ", ".join(f"{board} {kronor(amount, lang, currency)}" for board, amount in row.due.items() if amount)
    if not due:
        return ""
    return f"{title}, att återföra nu: {due}." if lang == "sv" else f"{title}, to return now: {due}."


def initiative_sentence(row: InitiativeStanding, title: str, lang: Lang, currency: str) -> str:
    """Return what one initiative has cost, saved, given back and still owes."""
    cost, paid, saved, back = (
        kronor(amount, lang, currency) for amount in (row.cost, row.fund_paid, row.saved, row.returned)
    )
    due = ", ".join(f"{board} {kronor(amount, lang, currency)}" for board, amount in row.due.items() if amount)
    left = kronor(row.outstanding, lang, currency)
    if lang == "sv":
        text = f"{title}: kostnad {cost}, varav fonden {paid}. Verifierad besparing {saved}, återfört {back}, utestående {left}."
        return text + (f" Att återföra nu: {due}." if due else "")
    text = (
        f"{title}: cost {cost}, of which the fund {paid}. Verified saving {saved}, returned {back}, outstanding {left}."
    )
    return text + (f" To return now: {due}." if due else "")


def failure_sentence(row: InitiativeStanding, title: str, lang: Lang, currency: str) -> str:
    """Return who bears the loss if nothing more comes back; '' when nothing is at stake."""
    if row.failure.fund <= 0 and not any(row.failure.boards.values()):
        return ""
    fund = kronor(row.failure.fund, lang, currency)
    boards = ", ".join(f"{board} {kronor(amount, lang, currency)}" for board, amount in row.failure.boards.items())
    if lang == "sv":
        return f"{title}, om inget mer kommer tillbaka: fonden förlorar {fund}; förvaltningens egen del är {boards}."
    return f"{title}, if nothing more comes back: the fund loses {fund}; the departments' own part is {boards}."


def gap_sentence(found: FundStatement, lang: Lang, currency: str) -> str:
    """Return how much of the savings stays with boards that did not pay for them."""
    if not found.wrong_pocket_gap:
        return ""
    gap = kronor(found.wrong_pocket_gap, lang, currency)
    who = ", ".join(row.board for row in found.boards if row.net > 0)
    if lang == "sv":
        return f"Fel ficka: {who} har sparat {gap} mer än de själva har betalat och återfört."
    return f"Wrong pocket: {who} has saved {gap} more than it has paid and returned."


def k16_sentence(check: Check, lang: Lang) -> str:
    """Return what check K16 found, in both of its states."""
    if check.status is Status.PASS:
        return (
            "K16: ingen nämnd har återfört mer än sin verifierade besparing."
            if lang == "sv"
            else "K16: no board has returned more than its verified saving."
        )
    boards = ", ".join(str(value) for _, value in check.details)
    return (
        f"K16: mer än den verifierade besparingen är återfört, eller samma besparing två gånger ({boards})."
        if lang == "sv"
        else f"K16: more than the verified saving is returned, or one saving twice ({boards})."
    )
