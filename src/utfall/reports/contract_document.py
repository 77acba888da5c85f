# SPDX-License-Identifier: Apache-2.0
"""An outcome contract as a document: terms, what is paid at which outcome, payer, investor and everybody else."""

from __future__ import annotations

from utfall.core.actors import ACTOR_NAMES, Actor
from utfall.core.text import Lang
from utfall.economics.funding.contract import Ladder
from utfall.economics.funding.contract_bands import slope_beyond
from utfall.economics.funding.contract_run import ContractResult
from utfall.reports import numbers
from utfall.reports.contract_report import Contract
from utfall.reports.document import (
    Block,
    Callout,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Meta,
    Paragraph,
    Provenance,
    Table,
)
from utfall.reports.figures.ladder import ContractChart, ContractStep, ladder_figure
from utfall.reports.phrases import contract as words
from utfall.reports.phrases.economy import chance_text


def contract_document(
    file: Contract, found: ContractResult, windows: tuple[float, ...], lang: Lang, *, date: str, software: str
) -> Document:
    """Return the contract's document.

    Parameters
    ----------
    windows
        P(payment) by window of 1, 2, … years; () when the metric has no window.
    date
        ISO date of the document.
    software
        Name and version, for the provenance.
    """
    blocks: list[Block] = [
        *_notes(file, lang),
        _key_figures(file, found, lang),
        Heading(1, _say(lang, "Villkoren", "The terms"), "terms"),
        _terms_table(file, lang),
        Heading(1, _say(lang, "Vad som betalas", "What is paid"), "payment"),
        Paragraph.of(words.payment_sentence(found, lang, file.currency)),
        payment_figure(file, found, lang),
        *_windows(windows, lang),
        Heading(1, _say(lang, "Den som betalar, och alla andra", "The payer, and everybody else"), "actors"),
        Paragraph.of(words.payer_sentence(file.contract, found, lang, file.currency)),
        _actor_table(file, found, lang),
        Heading(1, _say(lang, "Investeraren", "The investor"), "investor"),
        Paragraph.of(words.investor_sentence(found, lang)),
        _return_table(found, lang),
        *_step_table(file, found, lang),
        _origin(file, lang, date, software),
    ]
    return Document(
        title=file.title.of(lang),
        subtitle=_say(lang, "Utfallskontrakt genom dragningarna", "Outcome contract through the draws"),
        lang=lang,
        meta=Meta(organisation=ACTOR_NAMES[file.contract.payer].of(lang), date=date),
        blocks=tuple(blocks),
    )


def _say(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def _notes(file: Contract, lang: Lang) -> list[Block]:
    note = file.note.of(lang)
    if not file.illustration:
        return [Paragraph.of(note)] if note else []
    text = _say(
        lang, "Effekten är ett antagande för att visa metoden.", "The effect is an assumption to show the method."
    )
    return [Callout.of("warning", "Illustration", text, *([note] if note else []))]


def _key_figures(file: Contract, found: ContractResult, lang: Lang) -> KeyFigures:
    currency = file.currency
    paid, net = found.payment_interval, found.payer_net_interval
    return KeyFigures(
        (
            KeyFigure(
                _say(lang, "Sannolikhet att något betalas", "Probability that anything is paid"),
                chance_text(found.probability_of_payment, lang),
            ),
            KeyFigure(
                _say(lang, "Väntad betalning", "Expected payment"),
                numbers.money(found.expected_payment, lang, currency=currency),
                interval=numbers.money_interval(paid.low, paid.high, lang, currency=currency),
            ),
            KeyFigure(
                _say(lang, "Netto för den som betalar", "Net to the payer"),
                numbers.money(found.payer_net, lang, currency=currency),
                _say(lang, "nuvärde", "present value"),
                numbers.money_interval(net.low, net.high, lang, currency=currency),
            ),
            KeyFigure(
                _say(lang, "Investerarens avkastning", "The investor's return"),
                numbers.percent(found.investor_return, lang, decimals=1),
                _say(
                    lang,
                    f"per år, i mitten av dragningarna; risk att förlora pengar {chance_text(found.probability_of_loss, lang)}",
                    f"per year, median of the draws; risk of a loss {chance_text(found.probability_of_loss, lang)}",
                ),
            ),
        )
    )


def _terms_table(file: Contract, lang: Lang) -> Table:
    rows = words.term_rows(
        file.contract, lang, file.currency, file.labels, file.investor.of(lang), file.counterfactual.of(lang)
    )
    return Table(
        caption=_say(lang, "Kontraktets villkor", "The contract's terms"),
        columns=(Column(_say(lang, "Villkor", "Term")), Column(_say(lang, "Innehåll", "Content"))),
        rows=tuple(rows),
    )


def payment_figure(file: Contract, found: ContractResult, lang: Lang) -> Figure:
    """Return what is paid at which outcome, with the probability of each band."""
    contract = file.contract
    known = [band.start for band in found.bands if band.start is not None]
    ends = found.metric_interval
    unit = words.MetricUnit.of(contract, (*known, found.metric, ends.low, ends.high), lang, file.currency)
    chart = ContractChart(
        ", ".join(file.labels[name].of(lang) for name, _ in contract.outcomes),
        unit.name,
        tuple(
            ContractStep(None if band.start is None else unit.scaled(band.start), band.pays, band.probability)
            for band in found.bands
        ),
        expected=found.expected_payment,
        kind="ladder" if isinstance(contract.terms, Ladder) else "linear",
        slope=unit.per_unit(slope_beyond(contract)),
        outcome_word=_say(lang, "uppskattat", "estimated"),
        outcome=unit.scaled(found.metric),
        low=unit.scaled(ends.low),
        high=unit.scaled(ends.high),
        currency=file.currency,
        level=ends.level,
        source=words.draws_source(file.draws, file.seed, lang),
    )
    return ladder_figure(chart, lang)


def _windows(windows: tuple[float, ...], lang: Lang) -> list[Block]:
    if not windows:
        return []
    rows = tuple((numbers.years(year, lang), chance_text(chance, lang)) for year, chance in enumerate(windows, 1))
    return [
        Table(
            caption=_say(lang, "Mätfönstrets längd avgör", "The length of the window decides"),
            columns=(
                Column(_say(lang, "Mätfönster", "Window")),
                Column(_say(lang, "Sannolikhet att något betalas", "Probability that anything is paid"), "right"),
            ),
            rows=rows,
        )
    ]


def _actor_table(file: Contract, found: ContractResult, lang: Lang) -> Table:
    rows = tuple(
        (ACTOR_NAMES[actor].of(lang), numbers.money(found.actor_net[str(actor)], lang, currency=file.currency))
        for actor in Actor
        if actor is file.contract.payer or found.actor_net[str(actor)]
    )
    return Table(
        caption=_say(lang, "Netto per aktör, medelvärde i nuvärde", "Net per actor, mean in present value"),
        columns=(Column(_say(lang, "Aktör", "Actor")), Column(_say(lang, "Netto", "Net"), "right")),
        rows=rows,
        note=_say(
            lang,
            "Betalaren bär betalningen; investeraren bär programkostnaden, som därför inte är med.",
            "The payer bears the payment; the investor bears the programme cost, which is therefore left out.",
        ),
    )


def _return_table(found: ContractResult, lang: Lang) -> Table:
    return Table(
        caption=_say(lang, "Hur investerarens avkastning fördelar sig", "How the investor's return is spread"),
        columns=(
            Column(_say(lang, "Andel av dragningarna som ligger under", "Share of draws below")),
            Column(_say(lang, "Avkastning per år", "Return per year"), "right"),
        ),
        rows=tuple(
            (numbers.percent(share, lang, decimals=0), numbers.percent(rate, lang, decimals=1))
            for share, rate in found.investor_quantiles
        ),
    )


def _step_table(file: Contract, found: ContractResult, lang: Lang) -> list[Block]:
    if not found.steps:
        return []
    heads = ("Utfall från", "Betalning", "Avkastning per år", "Sannolikhet") if lang == "sv" else (
        "Outcome from", "Payment", "Return per year", "Probability")  # fmt: skip
    rows = tuple(
        (
            words.level_text(step.level, file.contract, lang, file.currency),
            numbers.money(step.pays, lang, currency=file.currency),
            numbers.percent(step.investor_return, lang, decimals=1),
            numbers.percent(step.probability, lang, decimals=1),
        )
        for step in found.steps
    )
    return [
        Table(
            caption=_say(lang, "Avkastningen på varje steg", "The return on each step"),
            columns=(Column(heads[0]), *(Column(head, "right") for head in heads[1:])),
            rows=rows,
        )
    ]


def _origin(file: Contract, lang: Lang, date: str, software: str) -> Provenance:
    return Provenance(
        _say(lang, "Var siffrorna kommer ifrån", "Where the numbers come from"),
        (
            (_say(lang, "Kontraktets id", "Id of the contract"), file.id),
            (_say(lang, "Dragningar", "Draws"), numbers.number(file.draws, lang, decimals=0)),
            (_say(lang, "Slumptalsfrö", "Seed"), str(file.seed)),
            (_say(lang, "Datum", "Date"), date),
            (_say(lang, "Programvara", "Software"), software),
        ),
    )
