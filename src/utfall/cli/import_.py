# SPDX-License-Identifier: Apache-2.0
"""`utfall import MAPPING`: extracts of registers into canonical tables, without names and personnummer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.io.register_import import Imported

REASONS: dict[str, Text] = {
    "id-missing": Text(sv="id saknas", en="no id"),
    "state-missing": Text(sv="insats/tillstånd saknas", en="no state"),
    "code-unknown": Text(sv="koden står inte under [[codes]]", en="the code is not among [[codes]]"),
    "date-unreadable": Text(sv="datum i annan form än date_formats", en="a date in another form than date_formats"),
    "date-ambiguous": Text(sv="datum som två former läser olika", en="a date that two forms read differently"),
    "start-missing": Text(sv="startdatum saknas", en="no start date"),
    "end-before-start": Text(sv="slutar före start", en="ends before it starts"),
    "no-day": Text(sv="omfattar ingen dag", en="covers no day"),
    "after-censoring": Text(sv="börjar efter censor_date", en="starts after censor_date"),
    "number-unreadable": Text(sv="talet går inte att läsa", en="the number cannot be read"),
    "duplicate": Text(sv="samma rad en gång till", en="the same row again"),
    "person-conflict": Text(sv="samma person med andra uppgifter", en="the same person with other data"),
}


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "import",
        callback=_run,
        params=[
            click.Argument(["mapping"], type=click.Path(), metavar=say("MAPPNING", "MAPPING"), required=False),
            click.Option(["--out"], type=click.Path(), metavar=say("MAPP", "FOLDER"), help=say("Dit tabellerna skrivs.", "Where the tables are written.")),
            click.Option(["--key"], type=click.Path(), metavar=say("FIL", "FILE"), help=say("Nyckelfil, i en annan mapp än data och resultat.", "Key file, in another folder than data and results.")),
            click.Option(["--make-key"], is_flag=True, help=say("Skapa nyckelfilen först.", "Make the key file first.")),
            click.Option(["--key-map"], type=click.Path(), metavar=say("FIL", "FILE"), help=say("Dit kartan pseudonym–nummer skrivs (förval: bredvid nyckeln).", "Where the map of pseudonyms is written (default: beside the key).")),
            click.Option(["--example"], is_flag=True, help=say("Skriv ut en mappning att börja från.", "Print a mapping to begin from.")),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Läs utdrag ur verksamhetssystem (CSV, Excel, Parquet) enligt en mappning (utfall/import/1) och skriv tabeller som "
            "flödes- och behovsanalyser använder. Id ersätts av nycklade kontrollsummor; namn och personnummer stoppas. "
            "Rader som inte går att använda skrivs till rejected.csv med skäl.",
            "Read extracts of registers (CSV, Excel, Parquet) by a mapping (utfall/import/1) and write the tables that flows "
            "and needs use. Ids become keyed hashes; names and personnummer are refused. Rows that cannot be used are "
            "written to rejected.csv with the reason.",
        ),
        examples=[
            ("utfall import --example > import.toml", Text(sv="En mappning att fylla i", en="A mapping to fill in")),
            (
                "utfall import import.toml --out tabeller --key ../nycklar/2026.key --make-key",
                Text(sv="Första gången, med ny nyckel", en="The first time, with a new key"),
            ),
        ],
    )  # fmt: skip


def _run(
    mapping: str | None, out: str | None, key: str | None, make_key: bool, key_map: str | None, example: bool,
    as_json: bool, lang: Lang,
) -> int:  # fmt: skip
    from utfall.io.register_import import EXAMPLE

    if example:
        click.echo(EXAMPLE, nl=False)
        return 0
    if mapping is None or out is None or key is None:
        missing = next(name for name, value in (("MAPPING", mapping), ("--out", out), ("--key", key)) if value is None)
        raise click.UsageError(say(f"{missing} saknas.", f"{missing} is missing."))
    found, written = _imported(mapping, Path(out), Path(key), key_map, make=make_key, lang=lang)
    if as_json:
        click.echo((Path(out) / "manifest.json").read_text(encoding="utf-8"), nl=False)
        return 0
    for line in _lines(found, lang):
        click.echo(line)
    click.echo(say("Skrivet: ", "Written: ") + ", ".join(str(path) for path in written))
    return 0


def _imported(
    mapping: str, out: Path, key: Path, key_map: str | None, *, make: bool, lang: Lang
) -> tuple[Imported, list[Path]]:
    from utfall import __version__
    from utfall.cli.progress import progress
    from utfall.io._register.key import make_key, read_key, require_away, write_secret
    from utfall.io.register_import import import_registers, parquet_bytes, read_plan, write_import

    plan = read_plan(mapping)
    away = [*plan.data_folders, out]
    delivery = "".join(c if c.isalnum() or c in "-_" else "-" for c in plan.common.delivery)
    map_file = Path(key_map) if key_map else key.with_name(f"{key.stem}-{delivery}-key_map.parquet")
    if make:
        make_key(key, away_from=away)
    try:
        secret = read_key(key, away_from=away)
        require_away(map_file, away)
        with progress(lang) as tell:
            tell(Text(sv="Läser och prövar raderna", en="Reading and checking the rows"))
            found = import_registers(plan, secret)
            tell(Text(sv="Skriver tabellerna", en="Writing the tables"))
            written = list(write_import(found, out, software=f"utfall {__version__}"))
        write_secret(map_file, parquet_bytes(found.key_map))
    except BaseException:
        if make:  # a new key that nothing has been made with
            key.unlink(missing_ok=True)
        raise
    return found, [*written, map_file]


def _lines(found: Imported, lang: Lang) -> list[str]:
    from utfall.reports.numbers import number

    def n(count: int) -> str:
        return number(count, lang, decimals=0)

    lines = []
    for read in found.reads:
        lines.append(
            say(
                f"{read.file} → {read.table}: {n(read.kept)} av {n(read.rows)} rader används.",
                f"{read.file} → {read.table}: {n(read.kept)} of {n(read.rows)} rows are used.",
            )
        )
        lines += [f"  – {n(count)}: {REASONS[reason].of(lang)}" for reason, count in read.rejected.items()]
        if read.unused:
            lines.append(say("  Lämnas utanför: ", "  Left out: ") + ", ".join(read.unused))
    lines.append(
        say(
            f"{n(found.key_map.height)} personer. Dygn i {found.plan.common.time_zone}; perioder som [start, slut).",
            f"{n(found.key_map.height)} persons. Days in {found.plan.common.time_zone}; periods as [start, end).",
        )
    )
    return lines
