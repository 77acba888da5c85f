# SPDX-License-Identifier: Apache-2.0
"""Social accounts (socioekonomiskt bokslut) as a document: statement, financing, investment, key figures, GRI index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from utfall.core.actors import ACTOR_NAMES, Actor
from utfall.core.text import Lang
from utfall.reports import numbers
from utfall.reports.accounts_report import gri_figure, key_figures
from utfall.reports.document import Block, Column, Document, Heading, Meta, Paragraph, Table
from utfall.reports.origin import provenance_block
from utfall.reports.paper import illustration_callout, unfounded_callout
from utfall.thread import Evaluation

Told = Mapping[str, Any]


def accounts_document(evaluation: Evaluation, told: Told, lang: Lang, *, date: str) -> Document:
    """Return the accounts of a year-by-year statement as a document.

    Parameters
    ----------
    told
        As `accounts_report.accounts_json` returns them, in the same language.
    date
        ISO date of the document.
    """
    initiative = evaluation.initiative
    return Document(
        title=initiative.title.of(lang),
        subtitle=_say(lang, "Socioekonomiskt bokslut", "Social accounts"),
        lang=lang,
        meta=Meta(
            organisation=initiative.organisation.of(lang) or initiative.title.of(lang),
            date=date,
            run_id=evaluation.provenance.run_id,
        ),
        blocks=(
            *illustration_callout(evaluation, lang),
            *unfounded_callout(evaluation, lang),
            Paragraph.of(_lead(told, lang)),
            *_sections(told, lang),
            provenance_block(evaluation, lang),
        ),
    )


def _say(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def _lead(told: Told, lang: Lang) -> str:
    return _say(
        lang,
        f"Bokslutet visar år för år vad verksamheten kostar och ger samhället och vem som betalar, i {told['price_year']} års "
        "priser. Årens belopp är utan ränta; investeringskalkylen är nuvärden. Skatter och bidrag flyttar pengar mellan aktörer "
        "och är därför noll för samhället.",
        f"The accounts show year by year what the activity costs and brings society and who pays, in {told['price_year']} prices. "
        "The years' amounts are undiscounted; the investment calculation is present values. Taxes and benefits move money "
        "between actors and are therefore zero to society.",
    )


def _sections(told: Told, lang: Lang) -> list[Block]:
    return [
        Heading(1, _say(lang, "Resultaträkning", "Income statement"), "statement"),
        statement_table(told, lang),
        Heading(1, _say(lang, "Finansieringsanalys", "Financing"), "financing"),
        financing_table(told, lang),
        Heading(1, _say(lang, "Investeringskalkyl och nyckeltal", "Investment and key figures"), "key-figures"),
        figure_table(told, lang),
        Heading(1, _say(lang, "GRI-index", "GRI index"), "gri"),
        gri_table(told, lang),
    ]


def statement_table(told: Told, lang: Lang) -> Table:
    """Return costs and gains by line, the year's result and the result so far, one year per column."""
    statement = told["income_statement"]
    rows = [(row["label"], row["amount"]) for row in (*statement["costs"], *statement["gains"])]
    rows.append((_say(lang, "Årets resultat", "Result of the year"), statement["result"]))
    rows.append((_say(lang, "Ackumulerat", "Accumulated"), statement["accumulated"]))
    return _by_year(told, rows, lang, ("Samhällets resultat per år", "Result to society by year"))


def financing_table(told: Told, lang: Lang) -> Table:
    """Return the net per actor and year; the actors sum to the year's result."""
    rows = [(ACTOR_NAMES[Actor(row["actor"])].of(lang), row["net"]) for row in told["financing"] if any(row["net"])]
    rows.append((_say(lang, "Summa", "Sum"), told["income_statement"]["result"]))
    return _by_year(told, rows, lang, ("Netto per aktör och år", "Net per actor and year"))


def _by_year(told: Told, rows: Sequence[tuple[str, Sequence[float]]], lang: Lang, caption: tuple[str, str]) -> Table:
    scale = numbers.money_scale(*(value for _, path in rows for value in path))
    unit = numbers.money_unit(scale, lang, currency=str(told["currency"]))
    year = _say(lang, "År", "Year")
    return Table(
        caption=f"{_say(lang, *caption)}, {unit}",
        columns=(
            Column(_say(lang, "Post", "Item")),
            *(Column(f"{year} {number}", "right") for number in told["years"]),
        ),
        rows=tuple((label, *(numbers.scaled_digits(value, lang, scale) for value in path)) for label, path in rows),
    )


def figure_table(told: Told, lang: Lang) -> Table:
    """Return the investment calculation and the key figures."""
    return Table(
        caption=_say(lang, "Vad verksamheten ger på hela tiden", "What the activity brings over the whole time"),
        columns=(Column(_say(lang, "Mått", "Measure")), Column(_say(lang, "Värde", "Value"), "right")),
        rows=tuple(key_figures(told, lang)),
    )


def gri_table(told: Told, lang: Lang) -> Table:
    """Return the GRI disclosures that these accounts point to, with the figure for each."""
    doubt = _say(lang, " (inte verifierat)", " (not verified)")
    return Table(
        caption=_say(
            lang, "Upplysningar enligt GRI som bokslutet svarar på", "GRI disclosures that the accounts answer"
        ),
        columns=(
            Column(_say(lang, "Nummer", "Number")),
            Column(_say(lang, "Vad", "What")),
            Column(_say(lang, "Uppgift", "Figure")),
        ),
        rows=tuple(
            (
                f"{row['disclosure']}{'' if row['number_is_sure'] else doubt}",
                row["topic"],
                gri_figure(row, lang, str(told["currency"])),
            )
            for row in told["gri_index"]
        ),
        note=_say(
            lang,
            "Orden är våra egna, inte standardens. Kontrollera numren mot den utgåva av GRI som ni redovisar efter.",
            "The words are our own, not the standard's. Check the numbers against the edition of GRI that you report by.",
        ),
    )
