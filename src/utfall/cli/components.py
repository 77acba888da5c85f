# SPDX-License-Identifier: Apache-2.0
"""`utfall components`: which components do the work, and which combinations a trial of them should run."""

from __future__ import annotations

from typing import Any

import click

from utfall.cli.analysis import check_out, column, data_options, names_of, outcome_of, output_options, show
from utfall.cli.commands import BilingualCommand
from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    kept = [param for param in data_options() if param.name not in ("treatment", "comparison")]
    return BilingualCommand(
        "components",
        callback=_run,
        params=[*kept, *_parts(), *output_options()],
        help=say(
            "Vilka delar av satsningen gör nytta? En rad per person; en kolumn per komponent säger om personen lottades till "
            "den. Förslag: behåll, anpassa eller ta bort, med hur säkert det är. Med --plan i stället för en datafil skrivs "
            "vilka kombinationer ett försök ska pröva.",
            "Which parts of the initiative do the work? One row per person; a column per component says whether the person was "
            "drawn to it. Proposal: keep, adapt or drop, with how sure it is. With --plan in place of a data file, the "
            "combinations that a trial should run are printed.",
        ),
        examples=[
            (
                "utfall components folk.csv --outcome poang --components coach,grupp,praktik --worth coach=2,grupp=1",
                Text(sv="Vad varje del gör, och om den är värd det", en="What each part does, and whether it is worth it"),
            ),
            (
                "utfall components plan --outcome poang --components coach,grupp,praktik,lön --generate lön=coach*grupp*praktik",
                Text(sv="Halva antalet kombinationer", en="Half of the combinations"),
            ),
        ],
    )  # fmt: skip


def _parts() -> list[click.Parameter]:
    return [
        click.Option(["--components"], required=True, metavar="a,b,c", help=say("Kolumner med komponenterna (ja/nej).", "Columns of the components (yes/no).")),
        click.Option(["--worth"], metavar="a=X,b=Y", help=say("Minsta effekt som är värd komponentens kostnad.", "Smallest effect worth the component's cost.")),
        click.Option(["--fidelity"], metavar=f"a={column()}", help=say("Kolumn med andel given som tänkt (0–1).", "Column of the share delivered as meant (0–1).")),
        click.Option(["--dose"], metavar="a,b", help=say("Kolumner med närvaro eller dos (samband).", "Columns of attendance or dose (association).")),
        click.Option(["--pairs"], is_flag=True, help=say("Pröva också vad två gör tillsammans.", "Test what two do together, too.")),
        click.Option(["--generate"], multiple=True, metavar="d=a*b*c", help=say("Med ”plan”: komponent som följer av andra.", "With 'plan': a component that follows from others.")),
    ]  # fmt: skip


def pairs_of(text: str | None, flag: str) -> dict[str, str]:
    """Return name and value of a list as a=1,b=2."""
    found = {}
    for word in names_of(text):
        name, equals, value = word.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise InputError(_unreadable(word, flag))
        found[name.strip()] = value.strip()
    return found


def _unreadable(word: str, flag: str) -> Fault:
    return Fault(
        "pair-form",
        Text(sv=f"”{word[:40]}” är inte skrivet som namn=värde.", en=f"'{word[:40]}' is not name=value."),
        Text(sv=f"Skriv till exempel {flag} coach=2.", en=f"Write for example {flag} coach=2."),
        Place(field=flag),
    )


def _worth(text: str | None) -> dict[str, float]:
    found = {}
    for name, word in pairs_of(text, "--worth").items():
        try:
            found[name] = float(word.replace(",", "."))
        except ValueError:
            raise InputError(_unreadable(f"{name}={word}", "--worth")) from None
    return found


def _run(
    data: str,
    outcome: str,
    components: str,
    worth: str | None,
    fidelity: str | None,
    dose: str | None,
    pairs: bool,
    generate: tuple[str, ...],
    seed: int,
    min_cell: int,
    out: str | None,
    force: bool,
    date: str | None,
    as_json: bool,
    lang: Lang,
    **given: Any,
) -> int:
    if data == "plan":
        return _plan(names_of(components), generate, as_json=as_json, lang=lang)
    from utfall.api import read_columns
    from utfall.io.memory import refuse_demand
    from utfall.thread.analyses.parts import Parts, analyse_parts
    from utfall.thread.footprint import TableSize, parts_demand

    check_out(out)
    columns = read_columns(data)
    measured = outcome_of(columns, outcome, given)
    parts = Parts(
        names=names_of(components), worth=_worth(worth), fidelity=pairs_of(fidelity, "--fidelity"), doses=names_of(dose),
        pairs=pairs,
    )  # fmt: skip
    refuse_demand(parts_demand(parts, TableSize(columns.height, columns.size, columns.file)))
    found = analyse_parts(columns, measured, parts, threshold=min_cell)
    return show(found, lang, out=out, force=force, date=date, as_json=as_json)


def _plan(names: tuple[str, ...], generate: tuple[str, ...], *, as_json: bool, lang: Lang) -> int:
    from utfall.effects.components import factorial_design

    generators = []
    for word in generate:
        name, equals, parts = word.partition("=")
        if not equals:
            raise InputError(_unreadable(word, "--generate"))
        generators.append((name.strip(), tuple(part.strip() for part in parts.split("*") if part.strip())))
    for name, parents in generators:
        for one in (name, *parents):
            if one not in names:
                raise InputError(_not_among(one, names))
    if not 1 <= len(names) - len(generators) <= 8 or len(names) > 15:
        raise InputError(_size())
    try:
        design = factorial_design(names, generators)
    except ValueError:
        raise InputError(_unreadable(", ".join(generate) or ",".join(names), "--generate")) from None
    from utfall.reports.components_plan import plan_json, plan_lines

    if as_json:
        from utfall.reports.result_json import dumps

        click.echo(dumps(plan_json(design, lang)), nl=False)
        return 0
    for line in plan_lines(design, lang):
        click.echo(line)
    return 0


def _not_among(name: str, names: tuple[str, ...]) -> Fault:
    from utfall.core.errors import suggestion

    return Fault(
        "component-unknown",
        Text(
            sv=f"”{name[:40]}” i --generate står inte bland komponenterna.",
            en=f"'{name[:40]}' in --generate does not stand among the components.",
        ),
        suggestion(name, names),
        Place(field="--components"),
    )


def _size() -> Fault:
    return Fault(
        "components-number",
        Text(sv="Antalet komponenter går inte att planera.", en="The number of components cannot be planned."),
        Text(
            sv="Ange högst 15, varav högst 8 som inte följer av andra (--generate).",
            en="State at most 15, of which at most 8 do not follow from others (--generate).",
        ),
        Place(field="--components"),
    )
