# SPDX-License-Identifier: Apache-2.0
"""`utfall costs SEARCH`: unit costs in the catalogue, with price year, source and how sure."""

from __future__ import annotations

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "costs",
        callback=_run,
        params=[
            click.Argument(["search"], nargs=-1, metavar=say("SÖKORD", "SEARCH")),
            click.Option(["--price-year"], type=int, metavar="ÅR" if say("sv", "en") == "sv" else "YEAR",
                         help=say("Räkna om till det här årets priser (KPI).", "Carry to the prices of this year (CPI).")),
            click.Option(["--wage"], type=click.FloatRange(min=0, max=10_000_000), metavar=say("KR", "SEK"),
                         help=say("Visa vad en lön kostar arbetsgivaren, med arbetsgivaravgift och PO-pålägg.",
                                  "Show what a wage costs the employer, with statutory and agreed contributions.")),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Sök bland enhetskostnaderna. Varje träff visar aktör, enhet, belopp, prisår, källa och om någon har sett talet "
            "vid källan. Id:t kan skrivas som unit_cost i satsningsfilen. Utan sökord visas alla.",
            "Search the unit costs. Each hit shows actor, unit, amount, price year, source and whether somebody has seen the "
            "number at its source. The id can be written as unit_cost in the initiative file. Without words all are shown.",
        ),
        examples=[
            ("utfall costs familjehem", Text(sv="Allt om familjehem", en="Everything on foster care")),
            ("utfall costs --wage 38000 --price-year 2021", Text(sv="Lön med avgifter 2021", en="A wage with contributions")),
            ("utfall costs läkarbesök --price-year 2023", Text(sv="I 2023 års priser", en="In 2023 prices")),
        ],
    )  # fmt: skip


def _run(search: tuple[str, ...], price_year: int | None, wage: float | None, as_json: bool, lang: Lang) -> int:
    if wage is not None:
        return _wage(wage, price_year, as_json, lang)
    from utfall.core.errors import Fault, InputError, Place
    from utfall.economics.prices import price_factor
    from utfall.io.catalogue import load_index_series, search_unit_costs
    from utfall.reports.catalogue_text import cost_json, cost_lines
    from utfall.reports.result_json import dumps

    series = load_index_series("kpi")
    index = series.values
    if price_year is not None and price_year not in index:
        first, last = min(index), max(index)
        raise InputError(
            Fault(
                "price-year-outside-index",
                Text(
                    sv=f"KPI finns för {first}–{last}, inte för {price_year}.",
                    en=f"CPI covers {first}–{last}, not {price_year}.",
                ),
                Text(sv=f"Välj ett år mellan {first} och {last}.", en=f"Choose a year between {first} and {last}."),
                Place(field="--price-year"),
            )
        )
    found = search_unit_costs(" ".join(search))
    factors = {
        entry.id: price_factor(index, entry.unit_cost.price_year, price_year)
        for entry in found
        if price_year is not None and entry.unit_cost is not None and entry.unit_cost.price_year in index
    }
    if as_json:
        click.echo(dumps([cost_json(entry, factors.get(entry.id), price_year, lang) for entry in found]), nl=False)
        return 0
    if not found:
        click.echo(
            say(
                "Ingen enhetskostnad har de orden. Pröva färre eller andra ord.",
                "No unit cost has those words. Try fewer or others.",
            )
        )
        return 0
    for entry in found:
        for line in cost_lines(entry, factors.get(entry.id), price_year, lang, unverified=series.unverified):
            click.echo(line)
    return 0


def _wage(wage: float, year: int | None, as_json: bool, lang: Lang) -> int:
    from utfall.io.catalogue import employer_contribution_rows
    from utfall.reports.catalogue_text import wage_lines, wage_rows
    from utfall.reports.result_json import dumps

    rows = wage_rows(wage, employer_contribution_rows(), year, lang)
    click.echo(dumps(rows) if as_json else "\n".join(wage_lines(rows, lang)) + "\n", nl=False)
    return 0
