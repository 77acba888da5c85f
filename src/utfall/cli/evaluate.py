# SPDX-License-Identifier: Apache-2.0
"""`utfall evaluate FILE`: the main job, from an initiative file and its data to a decision paper."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.cli.progress import progress
from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.thread import Evaluation

FORMATS = ("json", "html", "pdf", "docx", "xlsx")


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "evaluate",
        callback=_run,
        params=[
            click.Argument(["file"], type=click.Path(), metavar=say("FIL", "FILE")),
            click.Option(
                ["--out"],
                type=click.Path(),
                metavar=say("MAPP", "DIR"),
                help=say(
                    "Mapp att skriva i (förval: out/<satsningens id>).",
                    "Folder to write to (default: out/<initiative id>).",
                ),
            ),
            click.Option(
                ["--format", "formats"],
                default=",".join(FORMATS),
                show_default=True,
                metavar=say("LISTA", "LIST"),
                help=say("Vilka filer som skrivs.", "Which files to write."),
            ),
            lang_option(),
            click.Option(
                ["--seed"], type=click.IntRange(0, 2**63 - 1), metavar="N", help=say("Slumptalsfrö.", "Random seed.")
            ),
            click.Option(
                ["--date"],
                metavar="ÅÅÅÅ-MM-DD",
                help=say("Datum på beslutsunderlaget (förval: i dag).", "Date of the decision paper (default: today)."),
            ),
            click.Option(
                ["--json", "as_json"],
                is_flag=True,
                help=say(
                    "Skriv resultatet som JSON på skärmen och inga filer.", "Print the result as JSON, write no files."
                ),
            ),
        ],
        help=say(
            "Hela jobbet: räknar ut effekten mot jämförelsen, jämställdhetsanalysen, kronor per aktör och utlåtandet mot "
            "kriterierna, och skriver beslutsunderlag och teknisk bilaga.",
            "The main job: works out the effect against the comparison, the gender analysis, kronor per actor and the verdict "
            "against the criteria, and writes decision paper and technical annex.",
        ),
        examples=[
            ("utfall evaluate satsning.toml", Text(sv="Allt, på svenska", en="Everything, in Swedish")),
            (
                "utfall evaluate satsning.toml --format pdf,xlsx --lang en --out rapport",
                Text(sv="Bara PDF och Excel, på engelska", en="Only PDF and Excel, in English"),
            ),
        ],
    )


def _run(
    file: str, out: str | None, formats: str, lang: Lang, seed: int | None, date: str | None, as_json: bool
) -> int:
    wanted = parse_formats(formats)
    day = parse_date(date)
    from utfall import __version__
    from utfall.cli.clock import this_year
    from utfall.core.estimate import Unknown
    from utfall.io.check import load
    from utfall.io.places import placed, require_past_years
    from utfall.io.write import atomic_outputs, ensure_writable
    from utfall.thread import evaluate

    with progress(lang) as tell:
        tell(Text(sv="Läser satsningsfil och data", en="Reading initiative file and data"))
        if out is not None and not as_json:
            ensure_writable(out)
        require_past_years(file, this_year())
        loaded = load(file)
        folder = out or f"out/{loaded.initiative.id}"
        if not as_json:
            ensure_writable(folder)
        software = f"utfall {__version__}"
        with placed(file):
            found = evaluate(
                loaded.initiative,
                loaded.tables,
                inputs=loaded.inputs,
                software=software,
                seed=seed,
                progress=tell,
                plan=loaded.plan,
            )
            if not isinstance(found.appraisal, Unknown):
                found.appraisal.require_exportable()
        if as_json:
            from utfall.reports.result_json import result_text

            click.echo(result_text(found, lang), nl=False)
            return 0
        from utfall.reports.render import render_all

        files = render_all(found, lang, date=day, formats=wanted, tell=tell)
        with atomic_outputs(folder) as target:
            for name, content in files.items():
                (target / name).write_bytes(content)
    _report(found, lang, folder, list(files))
    return 0


def parse_formats(text: str, among: tuple[str, ...] = FORMATS) -> tuple[str, ...]:
    """Return the formats of a comma-separated list, in the order that they are written."""
    asked = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in asked if word not in among]
    if unknown or not asked:
        word = unknown[0] if unknown else ""
        raise InputError(
            Fault(
                "format-unknown",
                Text(sv=f"Formatet ”{word}” finns inte.", en=f"There is no format '{word}'."),
                suggestion(word, among),
                Place(field="--format"),
            )
        )
    return tuple(name for name in among if name in asked)


def parse_date(text: str | None) -> str:
    """Return an ISO date; today when none is given. The only place that reads the clock."""
    if text is None:
        return datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat()
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError(
            Fault(
                "date-unreadable",
                Text(sv=f"”{text}” är inget datum.", en=f"'{text}' is no date."),
                Text(sv="Skriv som 2026-01-31.", en="Write it like 2026-01-31."),
                Place(field="--date"),
            )
        ) from None


def _report(found: Evaluation, lang: Lang, folder: str, names: list[str]) -> None:
    from utfall.reports.summary import summary_lines

    for line in summary_lines(found, lang):
        click.echo(line)
    click.echo(
        say(f"Skrev {len(names)} filer i {folder}: ", f"Wrote {len(names)} files in {folder}: ") + ", ".join(names)
    )
