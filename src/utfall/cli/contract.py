# SPDX-License-Identifier: Apache-2.0
"""`utfall contract FILE`: what an outcome contract pays, to whom, and what the investor earns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.economics.funding.contract_run import GivenEffects
    from utfall.economics.model import Model
    from utfall.io.contract_file import ContractFile


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "contract",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Option(["--seed"], type=click.IntRange(0), metavar="N", help=say("Slumptalsfrö.", "Random seed.")),
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
            ("utfall contract kontrakt.toml --json", Text(sv="Som data", en="As data")),
        ],
    )


def _run(file: str, seed: int | None, as_json: bool, lang: Lang) -> int:
    from dataclasses import replace

    from utfall.cli.progress import progress
    from utfall.economics.funding.contract_run import by_window, run_contract, run_given
    from utfall.economics.model import Model
    from utfall.io.contract_file import read_contract
    from utfall.reports.contract_report import contract_json, contract_lines
    from utfall.reports.result_json import dumps

    contract = read_contract(file)
    contract = contract if seed is None else replace(contract, seed=seed)
    with progress(lang) as tell:
        tell(Text(sv="Utfallskontraktet genom dragningarna", en="The outcome contract through the draws"))
        source = _source(contract)
        options = {"draws": contract.draws, "seed": contract.seed}
        if isinstance(source, Model):
            found = run_contract(source, contract.contract, **options)
        else:
            found = run_given(source, contract.contract, **options)
        saving = contract.contract.metric == "saving"
        windows = by_window(source, contract.contract, **options) if saving else ()
    if as_json:
        click.echo(dumps(contract_json(contract, found, windows, lang)), nl=False)
        return 0
    for line in contract_lines(contract, found, windows, lang):
        click.echo(line)
    return 0


def _source(file: ContractFile) -> Model | GivenEffects:
    """Return what the draws come from: the appraisal of the initiative file, or the effects of the contract file."""
    if file.given is not None:
        return file.given
    from utfall.core.errors import Fault, InputError, Place
    from utfall.core.estimate import Unknown
    from utfall.io.check import load
    from utfall.thread.given import appraise_given

    loaded = load(file.initiative or "")
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
