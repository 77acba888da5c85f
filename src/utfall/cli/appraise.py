# SPDX-License-Identifier: Apache-2.0
"""`utfall appraise FILE`: the economy alone, with effects from the data or given in the call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.cli.progress import progress
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.core.initiative import Initiative
    from utfall.economics import Appraisal
    from utfall.economics.comparing.perspectives import Revision
    from utfall.thread.planned import Planned


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
            click.Option(["--seed"], type=int, metavar="N", help=say("Slumptalsfrö.", "Random seed.")),
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
                    "Visa socioekonomiskt bokslut per år och GRI-index i stället.",
                    "Show the yearly social accounts and the GRI index instead.",
                ),
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
            ("utfall appraise satsning.toml --json", Text(sv="Med effekter ur data", en="With effects from the data")),
        ],
    )


def _run(
    files: tuple[str, ...],
    effects: tuple[str, ...],
    seed: int | None,
    scale_up: float | None,
    accounts: bool,
    as_json: bool,
    lang: Lang,
) -> int:
    from utfall.thread.planned import require_claims, work_out

    if len(files) > 1 and effects:
        raise InputError(_one_file_only())
    with progress(lang) as tell:
        found = [_appraised(file, effects, seed, tell) for file in files]
        require_claims([one.initiative for one in found])
        planned = [work_out(one.initiative, one.appraisal, scale_up=scale_up) for one in found]
    if as_json:
        from utfall.reports.result_json import dumps

        told = [_told(one, scale_up, accounts, lang) for one in found]
        whole = told[0] if len(told) == 1 else {"schema": "utfall/portfolio/1", "initiatives": told, **_total(found)}
        click.echo(dumps(whole), nl=False)
        return 0
    for one, plan in zip(found, planned, strict=True):
        if len(found) > 1:
            click.echo(one.initiative.title.of(lang))
        for line in _lines(one, plan, accounts, lang):
            click.echo(line)
    if len(found) > 1:
        click.echo(_total_line(found, lang))
    return 0


@dataclass(frozen=True, slots=True)
class _Found:
    """One file's economy: `given` when its effects are stated, not measured; `revisions` against what was expected."""

    initiative: Initiative
    appraisal: Appraisal
    given: bool
    revisions: tuple[Revision, ...] | Unknown


def _lines(one: _Found, plan: Planned, accounts: bool, lang: Lang) -> list[str]:
    """Return what is shown of one file in text."""
    from utfall.io.catalogue import load_gri_index
    from utfall.reports.accounts_report import accounts_json, accounts_lines
    from utfall.reports.ex_ante import revision_sentence
    from utfall.reports.planned_lines import planned_lines
    from utfall.reports.summary import economy_lines

    initiative, appraisal = one.initiative, one.appraisal
    if accounts:
        return accounts_lines(accounts_json(initiative, appraisal, load_gri_index(), lang), lang)
    revised = revision_sentence(one.revisions, initiative, lang)
    return [
        *economy_lines(appraisal, lang, given=one.given),
        *([revised] if revised else []),
        *planned_lines(plan, initiative, lang),
    ]


def _appraised(file: str, effects: tuple[str, ...], seed: int | None, tell: Callable[[Text], None]) -> _Found:
    from utfall.cli.evaluate import parse_date
    from utfall.economics.prices import future_faults
    from utfall.io.check import load
    from utfall.io.initiative_file import read_initiative
    from utfall.thread.economy import against_expectation
    from utfall.thread.given import appraise_given, rests_on_expectation

    plan = read_initiative(file)
    given = bool(effects) or rests_on_expectation(plan)
    loaded = None if given else load(file)
    if plan.appraisal is not None:
        this_year = int(parse_date(None)[:4])
        faults = future_faults(plan.lines, plan.appraisal.price_year, this_year)
        if faults:
            raise InputError(*faults)
    tables = {} if loaded is None else loaded.tables
    initiative, appraisal = appraise_given(plan, effects, tables, seed=seed, progress=tell)
    if isinstance(appraisal, Unknown):
        raise InputError(_no_economy(file))
    appraisal.require_exportable()
    if given:
        return _Found(initiative, appraisal, given, Unknown("not-measured"))
    return _Found(initiative, appraisal, given, against_expectation(initiative, appraisal, seed=seed))


def _told(one: _Found, scale_up: float | None, accounts: bool, lang: Lang) -> dict[str, object]:
    """Return one initiative's economy, or its accounts, as data."""
    from utfall.economics.sensitivity import one_way
    from utfall.reports.economics_json import planned_json
    from utfall.reports.result_json import economics
    from utfall.thread.planned import work_out

    initiative, appraisal = one.initiative, one.appraisal
    if accounts:
        from utfall.io.catalogue import load_gri_index
        from utfall.reports.accounts_report import accounts_json

        return accounts_json(initiative, appraisal, load_gri_index(), lang)
    told = economics(appraisal, one_way(appraisal.model), initiative, lang, revisions=one.revisions) or {}
    if scale_up is not None:
        told["planned"] = planned_json(work_out(initiative, appraisal, scale_up=scale_up))
    return {"schema": "utfall/economics/1", **told}


def _total(found: list[_Found]) -> dict[str, object]:
    """Return the portfolio's net, a sum only of what has one price year, rate and currency."""
    settings = {(s.currency, s.price_year, s.discount_rate) for s in (one.appraisal.settings for one in found)}
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
