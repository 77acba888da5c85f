# SPDX-License-Identifier: Apache-2.0
"""`utfall appraise FILE`: the economy alone, with effects from the data or given in the call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.documents import document_options, write_documents
from utfall.cli.evaluate import FORMATS
from utfall.cli.language import say
from utfall.cli.progress import progress
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.core.estimate import Check
    from utfall.core.initiative import Initiative
    from utfall.economics import Appraisal
    from utfall.thread import Evaluation


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "appraise",
        callback=_run,
        params=[
            click.Argument(["files"], nargs=-1, required=True, type=click.Path(), metavar=say("FIL …", "FILE …")),
            click.Option(
                ["--effect", "effects"],
                multiple=True,
                metavar="UTFALL=VÄRDE[:LÅGT:HÖGT][@NU]"
                if say("sv", "en") == "sv"
                else "OUTCOME=VALUE[:LOW:HIGH][@NOW]",
                help=say(
                    "Given effekt på ett utfall, i utfallets enhet, med 95 % intervall. Efter @ står läget utan satsningen, "
                    "som behövs för potentialen. Kan upprepas.",
                    "A given effect on an outcome, in its unit, with its 95% interval. After @ stands the level without the "
                    "initiative, which the potential needs. May be repeated.",
                ),
            ),
            click.Option(
                ["--seed"], type=click.IntRange(0, 2**63 - 1), metavar="N", help=say("Slumptalsfrö.", "Random seed.")
            ),
            click.Option(
                ["--scale-up"],
                type=click.FloatRange(min=1, max=20_000_000),
                metavar="N",
                help=say(
                    "Räkna på N personer efter filens plan för uppskalning, [scale_up].",
                    "Count on N persons by the file's plan for scale-up, [scale_up].",
                ),
            ),
            click.Option(
                ["--accounts"],
                is_flag=True,
                help=say(
                    "Visa socioekonomiskt bokslut per år och GRI-index i stället; med --out som dokument.",
                    "Show the yearly social accounts and the GRI index instead; with --out as a document.",
                ),
            ),
            *document_options(FORMATS),
            click.Option(
                ["--date"],
                metavar="ÅÅÅÅ-MM-DD" if say("sv", "en") == "sv" else "YYYY-MM-DD",
                help=say("Datum på dokumenten (förval: i dag).", "Date of the documents (default: today)."),
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Räkna bara ekonomin. Före start: ange väntade effekter med --effect. Efteråt: utan --effect räknas de ur data. "
            "Flera filer är en portfölj: de får inte tillskriva sig mer än hela effekten på samma personer (K13).",
            "Count the economy alone. Before the start: give expected effects with --effect. Afterwards: without --effect they "
            "are worked out from the data. Several files are a portfolio: they may not claim more than the whole effect on "
            "the same people (K13).",
        ),
        examples=[
            (
                "utfall appraise satsning.toml --effect arbete=0.10:0.02:0.18@0.30",
                Text(sv="Före start, med väntad effekt", en="Before the start, with an expected effect"),
            ),
            (
                "utfall appraise satsning.toml --out kalkyl --format pdf,xlsx",
                Text(sv="Som dokument och kalkylblad", en="As a document and a workbook"),
            ),
            ("utfall appraise satsning.toml --json", Text(sv="Med effekter ur data", en="With effects from the data")),
        ],
    )


def _run(
    files: tuple[str, ...],
    effects: tuple[str, ...],
    seed: int | None,
    scale_up: float | None,
    accounts: bool,
    out: str | None,
    formats: str,
    date: str | None,
    as_json: bool,
    lang: Lang,
) -> int:
    from utfall.cli.evaluate import parse_date, parse_formats
    from utfall.io.places import place_faults
    from utfall.reports.result_json import dumps
    from utfall.thread.planned import require_claims

    wanted, day = parse_formats(formats, FORMATS), parse_date(date)
    if len(files) > 1 and effects:
        raise InputError(_one_file_only())
    with progress(lang) as tell:
        found = [_appraised(file, effects, seed, scale_up, tell) for file in files]
        claims = require_claims(
            [one.initiative for one in found], place=lambda n, fault: place_faults(files[n], [fault])[0]
        )
        told = [_told(one, accounts, scale_up is not None, lang) for one in found] if as_json or out else []
        written = [] if out is None else [
            write_documents(out, lambda said: _files(found, told, lang, day, wanted, said, accounts=accounts), tell)
        ]  # fmt: skip
    if as_json:
        whole = told[0] if len(told) == 1 else _portfolio(found, told, claims, lang)
        click.echo(dumps(whole), nl=False)
        return 0
    for line in [*_lines(found, accounts, claims, lang), *written]:
        click.echo(line)
    return 0


@dataclass(frozen=True, slots=True)
class _Found:
    """One file's economy, as an evaluation that documents are made of; `given` when its effects are not measured."""

    evaluation: Evaluation
    appraisal: Appraisal
    given: bool

    @property
    def initiative(self) -> Initiative:
        return self.evaluation.initiative


def _appraised(
    file: str, effects: tuple[str, ...], seed: int | None, scale_up: float | None, tell: Callable[[Text], None]
) -> _Found:
    from utfall import __version__
    from utfall.cli.clock import this_year
    from utfall.io.check import load
    from utfall.io.initiative_file import read_initiative
    from utfall.io.places import placed, require_past_years
    from utfall.thread.given import evaluate_economy, rests_on_expectation
    from utfall.thread.planned import scaled_to

    require_past_years(file, this_year())
    plan = read_initiative(file)
    given = bool(effects) or rests_on_expectation(plan)
    loaded = None if given else load(file, effects_only=True)
    with placed(file):
        found = evaluate_economy(
            scaled_to(plan, scale_up), effects, {} if loaded is None else loaded.tables,
            inputs=() if loaded is None else loaded.inputs, software=f"utfall {__version__}", seed=seed, progress=tell,
        )  # fmt: skip
        if isinstance(found.appraisal, Unknown):
            raise InputError(_no_economy(file))
        found.appraisal.require_exportable()
    return _Found(found, found.appraisal, given)


def _lines(found: list[_Found], accounts: bool, claims: tuple[Check, ...], lang: Lang) -> list[str]:
    """Return every initiative in sentences, and for several their sum and what they claim together."""
    from utfall.reports.phrases.economy import check_text

    lines: list[str] = []
    for one in found:
        lines += [one.initiative.title.of(lang)] if len(found) > 1 else []
        lines += _own_lines(one, accounts, lang)
    if len(found) > 1:
        lines += [_total_line(found, lang), *(check_text(check, lang) for check in claims)]
    return lines


def _own_lines(one: _Found, accounts: bool, lang: Lang) -> list[str]:
    """Return what is shown of one file in text."""
    from utfall.io.catalogue import load_gri_index
    from utfall.reports.accounts_report import accounts_json, accounts_lines
    from utfall.reports.ex_ante import revision_sentence
    from utfall.reports.planned_lines import planned_lines
    from utfall.reports.summary import economy_lines
    from utfall.thread.planned import work_out

    initiative, appraisal = one.initiative, one.appraisal
    if accounts:
        return accounts_lines(accounts_json(initiative, appraisal, load_gri_index(), lang), lang)
    revised = revision_sentence(one.evaluation.revisions, initiative, lang)
    return [
        *economy_lines(appraisal, lang, given=one.given),
        *([revised] if revised else []),
        *planned_lines(work_out(initiative, appraisal), initiative, lang),
    ]


def _files(
    found: list[_Found], told: list[dict[str, object]], lang: Lang, day: str, formats: tuple[str, ...],
    tell: Callable[[Text], None], *, accounts: bool,
) -> dict[str, bytes]:  # fmt: skip
    """Return every file by name; of several initiatives each has a folder of its own."""
    from utfall.reports.accounts_document import accounts_document
    from utfall.reports.appraisal_document import appraisal_document
    from utfall.reports.render import file_names, render_named
    from utfall.reports.result_json import dumps
    from utfall.reports.workbook import workbook

    files: dict[str, bytes] = {}
    for one, data in zip(found, told, strict=True):
        folder = f"{one.initiative.id}/" if len(found) > 1 else ""
        document = (
            accounts_document(one.evaluation, data, lang, date=day)
            if accounts
            else appraisal_document(one.evaluation, one.appraisal, lang, date=day)
        )
        written = tuple(form for form in formats if form != "xlsx")
        names = ("socioekonomiskt-bokslut", "social-accounts") if accounts else ("ekonomi", "economy")
        name = names[lang != "sv"]
        files |= render_named(f"{folder}{name}", document, dumps(data).encode(), written, tell)
        if "xlsx" in formats:
            files[f"{folder}{file_names(lang)[2]}.xlsx"] = workbook(one.evaluation, lang, date=day)
    return files


def _told(one: _Found, accounts: bool, planned: bool, lang: Lang) -> dict[str, object]:
    """Return one initiative's economy, or its accounts, as data."""
    from utfall.reports.economics_json import planned_json
    from utfall.reports.result_json import economics
    from utfall.thread.planned import work_out

    if accounts:
        from utfall.io.catalogue import load_gri_index
        from utfall.reports.accounts_report import accounts_json

        return accounts_json(one.initiative, one.appraisal, load_gri_index(), lang)
    evaluation = one.evaluation
    told = (
        economics(
            one.appraisal,
            evaluation.sensitivity,
            one.initiative,
            lang,
            information=evaluation.information,
            revisions=evaluation.revisions,
        )
        or {}
    )
    if planned:
        told["planned"] = planned_json(work_out(one.initiative, one.appraisal))
    return {"schema": "utfall/economics/1", **told}


def _portfolio(
    found: list[_Found], told: list[dict[str, object]], claims: tuple[Check, ...], lang: Lang
) -> dict[str, object]:
    from utfall.reports.phrases.economy import check_text
    from utfall.reports.result_json import check_row

    return {
        "schema": "utfall/portfolio/1",
        "initiatives": told,
        **_total(found),
        "checks": [check_row(check, check_text(check, lang)) for check in claims],
    }


def _total(found: list[_Found]) -> dict[str, object]:
    """Return the portfolio's net, a sum only of what has one price year, rate and currency."""
    settings = {
        (a.settings.currency, a.settings.price_year, a.settings.discount_rate) for a in (one.appraisal for one in found)
    }
    if len(settings) > 1:
        return {"npv": None, "npv_reason": "price-years-or-rates-differ"}
    return {"npv": sum(one.appraisal.society.net for one in found)}


def _total_line(found: list[_Found], lang: Lang) -> str:
    from utfall.reports import numbers

    net = _total(found)["npv"]
    if not isinstance(net, float):
        return say(
            "Summan visas inte: satsningarna har olika prisår, ränta eller valuta.",
            "No sum is shown: the initiatives differ in price year, rate or currency.",
        )
    text = numbers.money(net, lang, currency=found[0].appraisal.settings.currency)
    return say(
        f"Alla {len(found)} satsningar: samhällets netto {text}.",
        f"All {len(found)} initiatives: net to society {text}.",
    )


def _no_economy(file: str) -> Fault:
    return Fault(
        "no-economy",
        Text(sv="Satsningsfilen har ingen ekonomi.", en="The initiative file holds no economy."),
        Text(
            sv="Lägg till [appraisal] och minst en rad i [[costs]] eller [[consequences]].",
            en="Add [appraisal] and at least one line in [[costs]] or [[consequences]].",
        ),
        Place(file),
    )


def _one_file_only() -> Fault:
    return Fault(
        "effect-of-several",
        Text(
            sv="--effect gäller en fil, men flera är angivna.", en="--effect is about one file, but several are given."
        ),
        Text(sv="Ange en fil, eller ta bort --effect.", en="Give one file, or remove --effect."),
        Place(field="--effect"),
    )
