# SPDX-License-Identifier: Apache-2.0
"""`utfall contract FILE`: what an outcome contract pays, to whom, and what the investor earns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.documents import FORMATS, document_options, write_documents
from utfall.cli.language import say
from utfall.cli.progress import progress
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.economics.funding.contract_run import ContractResult, GivenEffects
    from utfall.economics.model import Model
    from utfall.io.contract_file import ContractFile


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "contract",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Option(
                ["--seed"], type=click.IntRange(0, 2**63 - 1), metavar="N", help=say("Slumptalsfrö.", "Random seed.")
            ),
            *document_options(),
            click.Option(
                ["--date"],
                metavar="ÅÅÅÅ-MM-DD" if say("sv", "en") == "sv" else "YYYY-MM-DD",
                help=say("Datum på dokumenten (förval: i dag).", "Date of the documents (default: today)."),
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Kör ett utfallskontrakt (utfall/contract/1) genom dragningarna: sannolik och väntad betalning, betalarens "
            "netto per aktör och investerarens avkastning. Effekten kommer ur en satsningsfil eller anges i filen.",
            "Run an outcome contract (utfall/contract/1) through the draws: probable and expected payment, the payer's net "
            "per actor and the investor's return. The effect comes from an initiative file or is given in the file.",
        ),
        examples=[
            ("utfall contract kontrakt.toml", Text(sv="Ett kontrakt", en="A contract")),
            (
                "utfall contract kontrakt.toml --out kontraktet --format html,pdf",
                Text(sv="Med figurer, som dokument", en="With figures, as documents"),
            ),
            ("utfall contract kontrakt.toml --json", Text(sv="Som data", en="As data")),
        ],
    )


def _run(
    file: str, seed: int | None, out: str | None, formats: str, date: str | None, as_json: bool, lang: Lang
) -> int:
    from dataclasses import replace

    from utfall.cli.evaluate import parse_date, parse_formats
    from utfall.io.contract_file import read_contract
    from utfall.reports.contract_report import contract_json, contract_lines
    from utfall.reports.result_json import dumps

    wanted, day = parse_formats(formats, FORMATS), parse_date(date)
    contract = read_contract(file)
    contract = contract if seed is None else replace(contract, seed=seed)
    with progress(lang) as tell:
        tell(Text(sv="Utfallskontraktet genom dragningarna", en="The outcome contract through the draws"))
        found, windows = _through_draws(contract)
        data = dumps(contract_json(contract, found, windows, lang))
        written = [] if out is None else [
            write_documents(
                out, lambda told: _files(contract, found, windows, lang, day, data.encode(), wanted, told), tell
            )
        ]  # fmt: skip
    lines = [data.rstrip("\n")] if as_json else [*contract_lines(contract, found, windows, lang), *written]
    for line in lines:
        click.echo(line)
    return 0


def _through_draws(contract: ContractFile) -> tuple[ContractResult, tuple[float, ...]]:
    """Return the contract over its draws, and P(payment) by window when a saving is paid for."""
    from utfall.economics.funding.contract_run import by_window, run_contract, run_given
    from utfall.economics.model import Model

    source = _source(contract)
    terms, draws, seed = contract.contract, contract.draws, contract.seed
    found = (
        run_contract(source, terms, draws=draws, seed=seed)
        if isinstance(source, Model)
        else run_given(source, terms, draws=draws, seed=seed)
    )
    return found, by_window(source, terms, draws=draws, seed=seed) if terms.metric == "saving" else ()


def _files(
    contract: ContractFile, found: ContractResult, windows: tuple[float, ...], lang: Lang, day: str, data: bytes,
    formats: tuple[str, ...], tell: Callable[[Text], None],
) -> dict[str, bytes]:  # fmt: skip
    from utfall import __version__
    from utfall.reports.contract_document import contract_document
    from utfall.reports.render import render_named

    software = f"utfall {__version__}"
    document = contract_document(contract, found, windows, lang, date=day, software=software)
    return render_named("kontrakt" if lang == "sv" else "contract", document, data, formats, tell)


def _source(file: ContractFile) -> Model | GivenEffects:
    """Return what the draws come from: the appraisal of the initiative file, or the effects of the contract file."""
    if file.given is not None:
        return file.given
    from utfall.core.errors import Fault, InputError, Place
    from utfall.core.estimate import Unknown
    from utfall.io.check import load
    from utfall.thread.given import appraise_given

    loaded = load(file.initiative or "", effects_only=True)
    _, appraisal = appraise_given(loaded.initiative, (), loaded.tables)
    if isinstance(appraisal, Unknown):
        raise InputError(
            Fault(
                "no-economy",
                Text(sv="Satsningsfilen har ingen ekonomi.", en="The initiative file holds no economy."),
                Text(sv="Lägg till [appraisal] och rader.", en="Add [appraisal] and lines."),
                Place(str((file.initiative or "") and file.initiative.name if file.initiative else "")),
            )
        )
    appraisal.require_exportable()
    return appraisal.model
