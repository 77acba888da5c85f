# SPDX-License-Identifier: Apache-2.0
"""What an outcome contract can be expected to pay and earn, in plain words."""

from __future__ import annotations

from utfall.core.actors import ACTOR_NAMES
from utfall.core.text import Lang
from utfall.economics.funding.contract import OutcomeContract
from utfall.economics.funding.contract_run import ContractResult, StepChance
from utfall.reports import numbers
from utfall.reports.phrases.economy import chance_text


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
        f"{numbers.years(year, lang)} {numbers.percent(share, lang, decimals=0)}"
        for year, share in enumerate(chances, 1)
    )
    return (
        f"Mätfönstrets längd och sannolik betalning: {shown}."
        if lang == "sv"
        else f"Window and probability of payment: {shown}."
    )
