# SPDX-License-Identifier: Apache-2.0
"""`utfall flow FILE`: start from an outcome and trace every person backwards."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.documents import FORMATS, document_options, write_documents
from utfall.cli.flow_options import options
from utfall.cli.language import say
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.engines import Engine
    from utfall.engines.flow_entry import FlowRegisters
    from utfall.flows.clusters import Clusters
    from utfall.flows.results import FlowResult
    from utfall.flows.tables import FlowTables
    from utfall.io.flow_data import FlowSources
    from utfall.io.flow_file import FlowFile

_REGISTERS = (".parquet", ".pq")


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "flow",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            *options(),
            *document_options(),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Flödesanalys: börja i ett utfall och spåra varje person bakåt. FIL är en flödesfil (utfall/flow/1) eller en "
            "datafil med perioder (person, tillstånd, start, slut); då anges tillstånd och utfall i anropet. Raderna kan "
            "också vara en mapp med Parquet, mappen från utfall import, eller en tabell i PostgreSQL. Visar vägar, "
            "vilket stöd som gavs mellan stegen, tid till återkomst, skillnader mellan grupper och var människor tappas bort. "
            "Färre än fem personer visas aldrig.",
            "Flow analysis: start from an outcome and trace every person backwards. FILE is a flow file (utfall/flow/1) or a "
            "data file of spells (person, state, start, end); states and outcome are then given in the call. The rows may "
            "also be a folder of Parquet, the folder of utfall import, or a table of PostgreSQL. Shows paths, "
            "which support was given between the steps, time to return, differences between groups and where people are "
            "lost. Fewer than five persons are never shown.",
        ),
        examples=[
            ("utfall flow omplaceringar.toml", Text(sv="Enligt en flödesfil", en="By a flow file")),
            (
                "utfall flow perioder.csv --state dygn=HVB,SiS --state hem=Familjehem,Jourhem --outcome dygn --after dygn",
                Text(sv="Direkt ur en datafil", en="Straight from a data file"),
            ),
            (
                "utfall flow omplaceringar.toml --imported tabeller",
                Text(sv="Ur det som utfall import skrev", en="From what utfall import wrote"),
            ),
            (
                "utfall flow omplaceringar.toml --spells postgresql://värd/databas#vard.placering",
                Text(sv="Ur en tabell i PostgreSQL", en="From a table of PostgreSQL"),
            ),
            (
                "utfall flow omplaceringar.toml --engine spark --spark spark://kluster:7077 --json",
                Text(sv="På ett kluster, som data", en="On a cluster, as data"),
            ),
        ],
    )


def _run(
    file: str, as_json: bool, lang: Lang, engine: str, threshold: int, clusters: int | None, out: str | None, formats: str,
    **given: Any,
) -> int:  # fmt: skip
    from utfall import __version__
    from utfall.cli.evaluate import parse_formats
    from utfall.cli.flow_options import settings_of
    from utfall.cli.progress import progress
    from utfall.cli.work import running_engine
    from utfall.disclosure import Rules
    from utfall.flows.summary import summarise
    from utfall.io.marks import input_marks
    from utfall.reports.flow_report import flow_json, flow_lines
    from utfall.reports.result_json import dumps

    wanted = parse_formats(formats, FORMATS)
    asked, sources = _asked(file, given)
    rules = Rules(threshold=threshold)
    with progress(lang) as tell:
        place = partial(
            running_engine, engine, settings_of(engine, given), asked=(asked.definition, sources.columns, _most(clusters)),
            inputs=input_marks((sources.spells, sources.supports, sources.persons, sources.observation)), work=given["work"],
        )  # fmt: skip
        tables, files = _tables(asked, sources, engine, place, tell, most=_most(clusters))
        found = summarise(asked.definition, tables, engine=engine, rules=rules)
        groups = None if clusters is None else _clusters(tables, clusters, rules)
        told = flow_json(
            found, lang, software=__version__, files=files, illustration=asked.illustration, clusters=groups
        )
        data, written = dumps(told), []
        if out is not None:
            made = partial(_files, found, lang, files, asked.illustration, data.encode(), wanted)
            written.append(write_documents(out, made, tell))
    if as_json:
        click.echo(data, nl=False)
        return 0
    for line in [*flow_lines(found, lang, illustration=asked.illustration, clusters=groups), *written]:
        click.echo(line)
    return 0


def _files(
    found: FlowResult, lang: Lang, read: tuple[tuple[str, str, int], ...], illustration: bool, data: bytes,
    formats: tuple[str, ...], tell: Callable[[Text], None],
) -> dict[str, bytes]:  # fmt: skip
    from utfall import __version__
    from utfall.cli.clock import moment
    from utfall.reports.flow_document import flow_document
    from utfall.reports.render import render_named

    document = flow_document(
        found, lang, date=moment(None)[:10], software=f"utfall {__version__}", files=read, illustration=illustration
    )
    return render_named("flode" if lang == "sv" else "flow", document, data, formats, tell)


def _asked(file: str, given: dict[str, Any]) -> tuple[FlowFile, FlowSources]:
    """Return the definition and where its rows are: from a flow file, or from the call."""
    from utfall.cli.flow_options import definition_of
    from utfall.io.flow_data import FlowSources
    from utfall.io.flow_file import FlowFile, read_flow
    from utfall.io.imported import imported_flow

    named = {name: given[name] for name in ("supports", "persons", "observation") if given[name]}
    folder = given["imported"]
    if Path(file).suffix.lower() == ".toml":
        asked = read_flow(file)
        known = imported_flow(folder, **named) if folder else asked.sources
        spells = given["spells"] or (known.spells if known else None)
        if spells is None:
            raise click.UsageError(
                say("filen har inget [data]; ange --spells eller --imported.",
                    "the file has no [data]; state --spells or --imported.")
            )  # fmt: skip
        sources = replace(known or FlowSources(spells=spells), spells=spells, **named)
    else:
        asked = FlowFile(definition=definition_of(given, title=Path(file).name), sources=None, illustration=False)
        known = FlowSources(spells=file, **named)
        sources = imported_flow(file, **named) if (Path(file) / "manifest.json").is_file() else known
    if sources.censor is not None and asked.definition.censor is None:
        asked = replace(asked, definition=replace(asked.definition, censor=sources.censor))
    return asked, sources


def _tables(
    asked: FlowFile,
    sources: FlowSources,
    engine: str,
    place: Callable[[], AbstractContextManager[Engine]],
    tell: Callable[[Text], None],
    *,
    most: int,
) -> tuple[FlowTables, tuple[tuple[str, str, int], ...]]:
    from utfall.cli.clock import moment
    from utfall.engines import InMemory
    from utfall.engines.flow_entry import FlowRegisters, run_reference, run_registered
    from utfall.io.flow_data import read_flow_data

    if _is_register(sources.spells) and engine != "memory":
        with place() as running:
            found = run_registered(running, asked.definition, _registers(sources), tell=tell, most=most)
        return found, sources.files
    tell(Text(sv="Läser filerna", en="Reading the files"))
    import datetime

    data = read_flow_data(sources, today=datetime.date.fromisoformat(moment(None)[:10]))
    if engine == "memory":
        rows = (data.spells, data.supports, data.persons)
        return run_reference(
            asked.definition, *rows, most=most, mixed=sources.mixed, observation=data.observation
        ), data.files
    held = [None if table is None else InMemory(table) for table in (data.supports, data.persons, data.observation)]
    registers = FlowRegisters(
        spells=InMemory(data.spells), supports=held[0], persons=held[1], observation=held[2], mixed=sources.mixed
    )  # fmt: skip
    with place() as running:
        return run_registered(running, asked.definition, registers, tell=tell, most=most), data.files


def _registers(sources: FlowSources) -> FlowRegisters:
    from dataclasses import asdict

    from utfall.engines.flow_entry import FlowRegisters
    from utfall.engines.sources import source_of

    held = [
        None if path is None else source_of(path) for path in (sources.supports, sources.persons, sources.observation)
    ]
    named = asdict(sources.columns)
    last_day_included = named.pop("last_day_included")
    return FlowRegisters(
        spells=source_of(sources.spells), supports=held[0], persons=held[1], observation=held[2], mixed=sources.mixed,
        names={role: column for role, column in named.items() if column is not None},
        last_day_included=last_day_included,
    )  # fmt: skip


def _is_register(path: str) -> bool:
    """Tell whether rows are read by the engine itself: Parquet, a folder of it, or a database."""
    from utfall.io.imported import is_address

    return is_address(path) or Path(path).is_dir() or Path(path).suffix.lower() in _REGISTERS


def _most(clusters: int | None) -> int:
    from utfall.flows.clusters import MOST_SEQUENCES
    from utfall.flows.tables import MOST_VARIANTS

    return MOST_VARIANTS if clusters is None else MOST_SEQUENCES + 1


def _clusters(tables: FlowTables, groups: int, rules: Any) -> Clusters:
    from utfall.flows.clusters import cluster

    ways = [tuple(row.sequence.split(">")) for row in tables.variants]
    return cluster(ways, [row.persons for row in tables.variants], groups=groups, rules=rules)
