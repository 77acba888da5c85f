# SPDX-License-Identifier: Apache-2.0
"""An outcome contract as lines for a terminal, as JSON (schema utfall/contract-result/1) and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from utfall.core.actors import ACTOR_NAMES, Actor
from utfall.core.text import Lang, Text
from utfall.economics.funding.contract import OutcomeContract
from utfall.economics.funding.contract_run import ContractResult
from utfall.reports import numbers
from utfall.reports.phrases import contract as words

SCHEMA = "utfall/contract-result/1"


class Contract(Protocol):
    """What a contract file holds; the value itself lives in `io`."""

    @property
    def id(self) -> str: ...  # noqa: D102 - named in the class
    @property
    def title(self) -> Text: ...  # noqa: D102
    @property
    def note(self) -> Text: ...  # noqa: D102
    @property
    def investor(self) -> Text: ...  # noqa: D102
    @property
    def counterfactual(self) -> Text: ...  # noqa: D102
    @property
    def labels(self) -> Mapping[str, Text]: ...  # noqa: D102
    @property
    def illustration(self) -> bool: ...  # noqa: D102
    @property
    def currency(self) -> str: ...  # noqa: D102
    @property
    def contract(self) -> OutcomeContract: ...  # noqa: D102
    @property
    def draws(self) -> int: ...  # noqa: D102
    @property
    def seed(self) -> int: ...  # noqa: D102


def contract_lines(file: Contract, found: ContractResult, windows: tuple[float, ...], lang: Lang) -> list[str]:
    """Return the contract in sentences: payment, payer, investor, every step and every other actor."""
    sv, currency, terms = lang == "sv", file.currency, file.contract
    lines = [file.title.of(lang)]
    if file.illustration:
        lines.append("Illustration: effekten är ett antagande." if sv else "Illustration: the effect is an assumption.")
    lines += [
        words.payment_sentence(found, lang, currency),
        words.payer_sentence(terms, found, lang, currency),
        words.investor_sentence(found, lang),
    ]
    if found.steps:
        lines.append("Trappan:" if sv else "The ladder:")
        lines += [words.step_sentence(step, terms, lang, currency) for step in found.steps]
    others = [(actor, found.actor_net[str(actor)]) for actor in Actor if actor is not terms.payer]
    lines += [
        f"{ACTOR_NAMES[actor].of(lang)}: {'netto' if sv else 'net'} {numbers.money(net, lang, currency=currency)}"
        for actor, net in others
        if net
    ]
    return [*lines, words.window_sentence(windows, lang)] if windows else lines


def contract_json(file: Contract, found: ContractResult, windows: tuple[float, ...], lang: Lang) -> dict[str, Any]:
    """Return the contract as data; money in whole currency units."""
    return {
        "schema": SCHEMA,
        "lang": lang,
        "id": file.id,
        "title": file.title.of(lang),
        "illustration": file.illustration,
        "currency": file.currency,
        "payer": file.contract.payer.value,
        "metric": file.contract.metric,
        "years": file.contract.years,
        "window_years": file.contract.counted_years,
        "investment": file.contract.investment,
        "probability_of_payment": found.probability_of_payment,
        "expected_payment": found.expected_payment,
        "payment_ci": [found.payment_interval.low, found.payment_interval.high],
        "payer_net": found.payer_net,
        "payer_net_ci": [found.payer_net_interval.low, found.payer_net_interval.high],
        "investor_irr": {
            "median": found.investor_return,
            "ci": [found.investor_return_interval.low, found.investor_return_interval.high],
            "quantiles": [{"probability": p, "irr": rate} for p, rate in found.investor_quantiles],
        },
        "probability_of_loss": found.probability_of_loss,
        "unpaid_value": found.unpaid_value,
        "actors": [{"actor": actor, "net": net} for actor, net in found.actor_net.items()],
        "steps": [
            {"at_least": s.level, "pays": s.pays, "investor_irr": s.investor_return, "probability": s.probability}
            for s in found.steps
        ],
        "outcome": found.metric,
        "outcome_ci": [found.metric_interval.low, found.metric_interval.high],
        "bands": [{"at_least": b.start, "pays": b.pays, "probability": b.probability} for b in found.bands],
        "probability_of_payment_by_window": list(windows),
        "draws": file.draws,
        "seed": file.seed,
    }
