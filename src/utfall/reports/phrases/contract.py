# SPDX-License-Identifier: Apache-2.0
"""What an outcome contract can be expected to pay and earn, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from utfall.core.actors import ACTOR_NAMES
from utfall.core.text import Lang, Text
from utfall.economics.funding.contract import Ladder, OutcomeContract, RateCard
from utfall.economics.funding.contract_run import ContractResult, StepChance
from utfall.reports import numbers
from utfall.reports.phrases.economy import chance_text

METRIC_NAMES: dict[str, Text] = {
    "improvement": Text(sv="förbättringen, i utfallets enhet", en="the improvement, in the outcome's unit"),
    "relative": Text(sv="förbättringen, i procent av utgångsläget", en="the improvement, in percent of the baseline"),
    "saving": Text(sv="betalarens besparing inom mätfönstret", en="the payer's saving within the window"),
}


@dataclass(frozen=True, slots=True)
class MetricUnit:
    """How levels of a metric are shown on an axis: the unit's name, and what one of it is in the metric's own unit."""

    name: str
    size: float = 1.0

    @classmethod
    def of(cls, contract: OutcomeContract, levels: Sequence[float], lang: Lang, currency: str) -> MetricUnit:
        """Return percent for shares, a readable scale of money for savings, else the outcome's own unit."""
        if contract.metric == "relative":
            return cls("procent" if lang == "sv" else "percent", 0.01)
        if contract.metric == "improvement":
            return cls("i utfallets enhet" if lang == "sv" else "in the outcome's unit")
        scale = numbers.money_scale(*levels)
        return cls(numbers.money_unit(scale, lang, currency=currency), 1.0 / numbers.in_scale(1.0, scale))

    def scaled(self, level: float) -> float:
        """Return a level in this unit, without the rounding of the division."""
        return float(f"{level / self.size:.12g}")

    def per_unit(self, slope: float) -> float:
        """Return an amount per the metric's own unit as an amount per this unit."""
        return slope * self.size


def draws_source(draws: int, seed: int, lang: Lang) -> str:
    """Return what the numbers rest on."""
    count = numbers.number(draws, lang, decimals=0)
    return (
        f"kontraktsfilen; {count} dragningar, frö {seed}"
        if lang == "sv"
        else f"the contract file; {count} draws, seed {seed}"
    )


def term_rows(
    contract: OutcomeContract, lang: Lang, currency: str, labels: Mapping[str, Text], investor: str, counterfactual: str
) -> list[tuple[str, str]]:
    """Return the contract's terms as (what, in words), those that are stated."""
    sv = lang == "sv"

    def money(amount: float | None) -> str:
        if amount is None:
            return "ingen gräns" if sv else "no bound"
        return numbers.money(amount, lang, currency=currency)

    weighted, saving = len(contract.outcomes) > 1, contract.metric == "saving"
    outcomes = ", ".join(
        labels[name].of(lang) + (f" ({numbers.percent(weight, lang)})" if weighted else "")
        for name, weight in contract.outcomes
    )
    rule = (
        "bara när utfallet skiljer sig från noll på 5 procents nivå",
        "only when the outcome differs from zero at 5 percent",
    )
    point = ("på det uppmätta värdet", "on the measured value")  # fmt: skip
    level = None if contract.baseline is None else numbers.number(contract.baseline, lang)
    cap = None if contract.return_cap is None else numbers.percent(contract.return_cap, lang)
    rows = [
        ("Betalar" if sv else "Pays", ACTOR_NAMES[contract.payer].of(lang)),
        ("Investerare" if sv else "Investor", investor),
        ("Jämförs med" if sv else "Compared with", counterfactual),
        ("Utfall" if sv else "Outcome", outcomes),
        ("Mäts som" if sv else "Measured as", METRIC_NAMES[contract.metric].of(lang)),
        ("Utgångsläge" if sv else "Baseline", level or ""),
        ("Mätfönster" if sv else "Window", numbers.years(contract.counted_years, lang) if saving else ""),
        ("Betalas efter" if sv else "Paid after", numbers.years(contract.years, lang)),
        ("Ersättning" if sv else "Payment", terms_sentence(contract, lang, currency)),
        ("Betalas" if sv else "Is paid", (rule if contract.significant_only else point)[not sv]),
        ("Insats från investeraren" if sv else "Paid in by the investor", money(contract.investment)),
        ("Högsta betalning" if sv else "Most that is paid", money(contract.cap)),
        ("Högsta avkastning, hela tiden" if sv else "Most that is earned, whole term", cap or money(None)),
        ("Garanti" if sv else "Guarantee", money(contract.guarantee)),
    ]
    return [row for row in rows if row[1]]


def terms_sentence(contract: OutcomeContract, lang: Lang, currency: str) -> str:
    """Return what is paid for which outcome: the kind of terms with its numbers."""
    terms, sv = contract.terms, lang == "sv"
    if isinstance(terms, Ladder):
        count = numbers.number(len(terms.steps), lang, decimals=0)
        return f"trappa med {count} steg" if sv else f"ladder of {count} steps"
    if isinstance(terms, RateCard):
        price = numbers.money(terms.price, lang, currency=currency)
        persons = numbers.number(terms.persons, lang, decimals=0)
        return (
            f"{price} per person som förbättras, av {persons}"
            if sv
            else f"{price} per person who improves, of {persons}"
        )
    saving = contract.metric == "saving"
    rate = numbers.percent(terms.rate, lang) if saving else numbers.money(terms.rate, lang, currency=currency)
    per = ("av besparingen" if sv else "of the saving") if saving else ("per enhet" if sv else "per unit")
    floor = level_text(terms.floor, contract, lang, currency)
    text = f"{rate} {per} {'över' if sv else 'above'} {floor}"
    if terms.ceiling is None:
        return text
    top = level_text(terms.ceiling, contract, lang, currency)
    return f"{text}, {'högst till' if sv else 'up to'} {top}"


def payment_sentence(found: ContractResult, lang: Lang, currency: str) -> str:
    """Return how likely a payment is and what it is on average."""
    chance = chance_text(found.probability_of_payment, lang)
    expected = numbers.money(found.expected_payment, lang, currency=currency)
    ends = numbers.money_interval(found.payment_interval.low, found.payment_interval.high, lang, currency=currency)
    if lang == "sv":
        return (
            f"Sannolikheten att något betalas är {chance}; väntad betalning {expected} (95 % av dragningarna {ends})."
        )
    return f"The probability that anything is paid is {chance}; expected payment {expected} (95% of draws {ends})."


def payer_sentence(contract: OutcomeContract, found: ContractResult, lang: Lang, currency: str) -> str:
    """Return what the payer is left with, and what is reached and not paid for."""
    who = ACTOR_NAMES[contract.payer].of(lang)
    net = numbers.money(found.payer_net, lang, currency=currency)
    low, high = found.payer_net_interval.low, found.payer_net_interval.high
    ends = numbers.money_interval(low, high, lang, currency=currency)
    unpaid = numbers.money(found.unpaid_value, lang, currency=currency)
    if lang == "sv":
        return f"{who} som betalar: netto {net} i nuvärde ({ends}). Värdet av utfall som nås utan att betalas är i snitt {unpaid}."
    return f"{who}, who pays: net {net} in present value ({ends}). Outcomes reached but not paid for are worth {unpaid} on average."


def investor_sentence(found: ContractResult, lang: Lang) -> str:
    """Return the investor's internal rate of return and the risk of a loss."""
    middle = numbers.percent(found.investor_return, lang, decimals=1)
    spread = dict(found.investor_quantiles)
    low, high = (numbers.percent(spread[p], lang, decimals=1) for p in (0.05, 0.95))
    loss = chance_text(found.probability_of_loss, lang)
    ends = numbers.from_to(low, high, lang)
    if lang == "sv":
        return f"Investeraren: avkastning {middle} per år i mitten (90 % av dragningarna {ends}); risken att förlora pengar är {loss}."
    return f"The investor: median return {middle} per year (90% of draws {ends}); the risk of losing money is {loss}."


def level_text(level: float, contract: OutcomeContract, lang: Lang, currency: str) -> str:
    """Return a level of the metric as people read it."""
    if contract.metric == "saving":
        return numbers.money(level, lang, currency=currency)
    return numbers.percent(level, lang, decimals=1) if contract.metric == "relative" else numbers.number(level, lang)


def step_sentence(step: StepChance, contract: OutcomeContract, lang: Lang, currency: str) -> str:
    """Return one step of the ladder with its payment, return and probability."""
    level = level_text(step.level, contract, lang, currency)
    pays = numbers.money(step.pays, lang, currency=currency)
    rate = numbers.percent(step.investor_return, lang, decimals=1)
    chance = numbers.percent(step.probability, lang, decimals=1)
    if lang == "sv":
        return f"  från {level}: betalar {pays}, avkastning {rate} per år, sannolikhet {chance}"
    return f"  from {level}: pays {pays}, return {rate} per year, probability {chance}"


def window_sentence(chances: tuple[float, ...], lang: Lang) -> str:
    """Return how the probability of payment depends on the window of measurement."""
    shown = ", ".join(
        f"{numbers.years(year, lang)} {chance_text(share, lang)}" for year, share in enumerate(chances, 1)
    )
    return (
        f"Mätfönstrets längd och sannolik betalning: {shown}."
        if lang == "sv"
        else f"Window and probability of payment: {shown}."
    )
