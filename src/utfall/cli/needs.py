# SPDX-License-Identifier: Apache-2.0
"""`utfall needs FILE`: how big the need is, where and among whom, compared with whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.documents import FORMATS, document_options
from utfall.cli.flow_options import cluster_options
from utfall.cli.language import say
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    import polars as pl

    from utfall.core.areas import AreaMap
    from utfall.core.initiative import InputFile
    from utfall.engines import Source
    from utfall.io.needs_data import NeedsRows
    from utfall.io.needs_file import NeedsFile
    from utfall.needs.answers import Answers
    from utfall.needs.municipalities import GroupStanding
    from utfall.needs.raw import RawNeeds
    from utfall.thread.needs import NeedsStudy, PathCost

Tell = Callable[[Text], None]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where Spark is, how long it may be without workers, and where finished parts are kept."""

    master: str | None = None
    patience: int = 120
    work: str | None = None


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "needs",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Option(
                ["--engine"],
                type=click.Choice(["duckdb", "spark", "memory"]),
                default="duckdb",
                show_default=True,
                help=say(
                    "Var det räknas: duckdb (den här datorn), spark (kluster) eller memory (rad för rad, liten data).",
                    "Where it is counted: duckdb (this machine), spark (cluster) or memory (row by row, small data).",
                ),
            ),
            click.Option(
                ["--master"],
                metavar="ADRESS" if say("sv", "en") == "sv" else "ADDRESS",
                help=say("Sparks adress: local[2], spark://… eller sc://…", "Spark's address: local[2], spark://… or sc://…"),
            ),
            *cluster_options(),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            *document_options(extra=("figures",)),
            click.Option(["--map", "map_file"], type=click.Path(), metavar=say("KARTA", "MAP"),
                         help=say("Områdenas gränser (GeoJSON eller GeoPackage i SWEREF 99 TM): en karta per indikator i dokumenten.",
                                  "The areas' outlines (GeoJSON or GeoPackage in SWEREF 99 TM): a map of each indicator in the documents.")),
            click.Option(["--map-code"], metavar=say("KOLUMN", "COLUMN"),
                         help=say("Kartans kolumn med områdeskoder (förval: hittas på namnet).",
                                  "The map's column of area codes (default: found by its name).")),
            click.Option(["--date"], metavar="ÅÅÅÅ-MM-DD" if say("sv", "en") == "sv" else "YYYY-MM-DD",
                         help=say("Dokumentens datum (förval: i dag).", "Date of the documents (default: today).")),
            lang_option(),
        ],
        help=say(
            "Läs en behovsfil (utfall/needs/1) och räkna varje indikator i varje indelning: antal, värde, intervall, spridning, "
            "överrisk, standardisering, områden, trend, index och vad dagens väg kostar. Små grupper visas inte.",
            "Read a needs file (utfall/needs/1) and count every indicator in every breakdown: number, value, interval, spread, "
            "over-risk, standardisation, areas, trend, index and what today's path costs. Small groups are not shown.",
        ),
        examples=[
            ("utfall needs demos/behov/behov.toml", Text(sv="Hela analysen", en="The whole analysis")),
            ("utfall needs behov.toml --json", Text(sv="Som data", en="As data")),
            ("utfall needs behov.toml --out rapport", Text(sv="Som dokument", en="As documents")),
            (
                "utfall needs behov.toml --out rapport --format html,figures",
                Text(
                    sv="Varje figur också som SVG och PNG, med text och tabell",
                    en="Each figure also as SVG and PNG, with text and table",
                ),
            ),
        ],
    )  # fmt: skip


def _run(
    file: str, engine: str, master: str | None, patience: int, work: str | None, as_json: bool, out: str | None,
    formats: str, map_file: str | None, map_code: str | None, date: str | None, lang: Lang,
) -> int:  # fmt: skip
    from utfall.cli.evaluate import parse_date, parse_formats
    from utfall.cli.progress import progress
    from utfall.io.areas import read_areas
    from utfall.io.needs_file import read_needs
    from utfall.reports.needs_document import needs_lines
    from utfall.reports.needs_json import needs_json
    from utfall.reports.result_json import dumps

    chosen, day = parse_formats(formats, (*FORMATS, "figures")), parse_date(date)
    asked = read_needs(file)
    areas = None if map_file is None else read_areas(map_file, code=map_code)
    with progress(lang) as tell:
        study = study_of(asked, engine, Cluster(master, patience, work), tell)
        if out is not None:
            written = _documents(study, areas, out, chosen, day, lang, tell)
    if as_json:
        click.echo(dumps(needs_json(study, lang)), nl=False)
        return 0
    if out is not None:
        click.echo(written)
        return 0
    for line in needs_lines(study, lang):
        click.echo(line)
    return 0


def study_of(asked: NeedsFile, engine: str, cluster: Cluster, tell: Tell) -> NeedsStudy:
    """Return the whole study of a needs file."""
    from dataclasses import replace

    from utfall import __version__
    from utfall.disclosure import Rules
    from utfall.io.catalogue import load_index, load_unit_costs
    from utfall.io.needs_data import read_rows
    from utfall.needs.answers import answer
    from utfall.needs.cells import needs_result
    from utfall.thread.needs import NeedsStudy, path_costs

    tell(Text(sv="Läser data", en="Reading the data"))
    rows = read_rows(asked)
    raw = _counted(asked, rows, engine, cluster, tell)
    tell(Text(sv="Döljer små grupper", en="Hiding small groups"))
    found = needs_result(raw, asked.plan, rules=Rules(threshold=asked.threshold), level=asked.level)
    costs: tuple[PathCost, ...] = ()
    if asked.costs and asked.price_year is not None:
        costs = path_costs(found, asked.costs, load_unit_costs(), {"kpi": load_index("kpi")}, asked.price_year)
    answers, standings, files = _municipalities(asked, answer(found, asked.asked))
    return NeedsStudy(
        id=asked.id, title=asked.title, organisation=asked.organisation, target_group=asked.target_group,
        question=asked.question, compared_with=asked.compared_with, source=asked.source,
        illustration=asked.illustration, result=found, answers=answers, costs=costs, municipalities=standings,
        inputs=(replace(rows.input, rows=raw.rows), *files), engine=engine, software=f"utfall {__version__}",
    )  # fmt: skip


def _municipalities(
    asked: NeedsFile, answers: Answers
) -> tuple[Answers, tuple[GroupStanding, ...], tuple[InputFile, ...]]:
    """Return where the municipality stands in each key figure; what cannot be told is among the unanswered."""
    from dataclasses import replace

    from utfall.core.errors import DesignRefused
    from utfall.io.similar_places import read_similar
    from utfall.needs.answers import Unanswered
    from utfall.needs.municipalities import standing_in

    standings: list[GroupStanding] = []
    files: list[InputFile] = []
    for row in asked.kolada:
        group, read = read_similar(row)
        files.append(read)
        try:
            standings.append(standing_in(group))
        except DesignRefused as error:
            missed = Unanswered("similar", f"{group.title} ({group.kpi})", error.faults)
            answers = replace(answers, unanswered=(*answers.unanswered, missed))
    return answers, tuple(standings), tuple(dict.fromkeys(files))


def _counted(asked: NeedsFile, rows: NeedsRows, engine: str, cluster: Cluster, tell: Tell) -> RawNeeds:
    from utfall.cli.work import running_engine
    from utfall.engines import DuckDbSettings, InMemory, SparkSettings
    from utfall.engines.needs import run_needs
    from utfall.engines.needs_memory import run_needs_in_memory
    from utfall.io.marks import input_marks

    if engine == "memory":
        frame = rows.frame if rows.frame is not None else _small(asked, rows)
        return run_needs_in_memory(frame.to_dicts(), asked.plan, file=asked.data.name)
    settings = SparkSettings(address=cluster.master or "local[*]", patience=cluster.patience)
    source = InMemory(rows.frame) if rows.frame is not None else _register(asked, rows)
    with running_engine(
        engine, settings if engine == "spark" else DuckDbSettings(), asked=asked.plan,
        inputs=input_marks((asked.address or str(asked.data),)), work=cluster.work,
        embedded=True,
    ) as running:  # fmt: skip
        return run_needs(running, source, asked.plan, file=rows.input.file, tell=tell)


def _register(asked: NeedsFile, rows: NeedsRows) -> Source:
    """Return what the engine reads; of a database the columns of the plan alone."""
    from dataclasses import replace

    from utfall.engines import PostgresTable, source_of

    source = source_of(rows.path)
    if not isinstance(source, PostgresTable):
        return source
    persons = (asked.plan.person,) if asked.plan.person else ()
    return replace(source, columns=tuple(dict.fromkeys((*asked.plan.columns, *persons))), persons=persons)


def _small(asked: NeedsFile, rows: NeedsRows) -> pl.DataFrame:
    import polars as pl

    from utfall.engines import PostgresTable
    from utfall.engines.postgres import read_postgres
    from utfall.io.needs_data import typed_rows
    from utfall.io.tables import read_table

    source = _register(asked, rows)
    if isinstance(source, PostgresTable):
        frame = pl.DataFrame(pl.from_arrow(read_postgres(source)))
    else:
        frame = read_table(asked.data).frame
    return typed_rows(frame, asked.plan, file=rows.input.file)


def _documents(
    study: NeedsStudy, areas: AreaMap | None, out: str, formats: tuple[str, ...], day: str, lang: Lang, tell: Tell
) -> str:
    from utfall.cli.documents import write_documents
    from utfall.reports.figures.files import figure_files
    from utfall.reports.needs_document import needs_document
    from utfall.reports.needs_figures import needs_figures
    from utfall.reports.needs_json import needs_json
    from utfall.reports.needs_maps import funnels, need_maps
    from utfall.reports.render import render_document
    from utfall.reports.result_json import dumps

    def content(say_so: Tell) -> dict[str, bytes]:
        name = say("behovsanalys", "needs-analysis")
        files: dict[str, bytes] = {}
        if "json" in formats:
            files["needs.json"] = dumps(needs_json(study, lang)).encode()
        maps = () if areas is None else need_maps(study, areas, lang)
        figures = needs_figures(study, lang, (*funnels(study, lang), *maps))
        document = needs_document(study, lang, date=day, figures=figures)
        for form in (form for form in formats if form in ("html", "pdf", "docx")):
            say_so(Text(sv=f"Skriver {name}.{form}", en=f"Writing {name}.{form}"))
            # The area tables hold the numbers of the figures.
            files[f"{name}.{form}"] = render_document(document, form, figure_data=False)
        if "figures" in formats:
            say_so(Text(sv="Skriver figurerna", en="Writing the figures"))
            folder = say("figurer", "figures")
            for figure in figures.all:
                files |= {f"{folder}/{each}": data for each, data in figure_files(figure, lang).items()}
        return files

    return write_documents(out, content, tell)
