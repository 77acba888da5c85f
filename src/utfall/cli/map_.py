# SPDX-License-Identifier: Apache-2.0
"""`utfall map DATA`: a count or a share by small area as a map, with few persons hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.core.areas import Moved
    from utfall.needs.places import AreaValues


def command() -> click.Command:
    """Return the command."""
    column = "KOL" if say("sv", "en") == "sv" else "COL"
    return BilingualCommand(
        "map",
        callback=_run,
        params=[
            click.Argument(["data"], type=click.Path(), metavar="DATA"),
            click.Option(["--areas"], required=True, type=click.Path(), metavar=say("KARTA", "MAP"), help=say("Områdenas gränser: GeoPackage eller GeoJSON i SWEREF 99 TM.", "The areas' outlines: GeoPackage or GeoJSON in SWEREF 99 TM.")),
            click.Option(["--code"], required=True, metavar=column, help=say("Kolumn med områdeskod i DATA.", "Column of area codes in DATA.")),
            click.Option(["--count"], required=True, metavar=column, help=say("Kolumn med antal personer.", "Column of numbers of persons.")),
            click.Option(["--of"], metavar=column, help=say("Kolumn med alla personer: visa andelen.", "Column of all persons: show the share.")),
            click.Option(["--measure"], metavar="TEXT", help=say("Vad som visas, t.ex. ”Unga utan jobb”.", "What is shown.")),
            click.Option(["--map-code"], metavar=column, help=say("Kartans kolumn med områdeskod.", "The map's column of area codes.")),
            click.Option(["--map-name"], metavar=column, help=say("Kartans kolumn med namn.", "The map's column of names.")),
            click.Option(["--layer"], metavar=say("LAGER", "LAYER"), help=say("Lager i kartfilen, om den har flera.", "Layer of the map, when it has several.")),
            click.Option(["--classes"], type=click.IntRange(1, 5), default=5, show_default=True, help=say("Antal klasser.", "Number of classes.")),
            click.Option(["--min-cell"], type=click.IntRange(min=1), default=5, show_default=True, metavar="N", help=say("Minsta antal personer som visas.", "Smallest number of persons shown.")),
            click.Option(["--out"], required=True, type=click.Path(), metavar=say("MAPP", "FOLDER"), help=say("Dit bild, ord och tabell skrivs.", "Where picture, words and table are written.")),
            lang_option(),
        ],
        help=say(
            "Rita antal eller andel per område som karta. DATA har en rad per område. Områden med färre än fem personer döljs, "
            "och så många till att de inte kan räknas ut. Områden som slagits ihop räknas till sitt nya område. Skriver SVG, "
            "PNG, kartan i ord och alla tal som CSV.",
            "Draw a number or a share by area as a map. DATA has one row per area. Areas of fewer than five persons are hidden, "
            "and so many more that they cannot be worked out. Areas that were joined count to their new area. Writes SVG, PNG, "
            "the map in words and all numbers as CSV.",
        ),
        examples=[
            (
                "utfall map uvas.csv --areas deso.gpkg --code deso --count utan_jobb --of alla --measure \"Unga utan jobb\" --out karta",
                Text(sv="En andel per DeSO", en="A share by DeSO"),
            ),
        ],
    )  # fmt: skip


def _run(
    data: str, areas: str, code: str, count: str, of: str | None, measure: str | None, map_code: str | None,
    map_name: str | None, layer: str | None, classes: int, min_cell: int, out: str, lang: Lang,
) -> int:  # fmt: skip
    from utfall.cli.documents import write_documents
    from utfall.cli.progress import progress
    from utfall.core.areas import onto_map
    from utfall.disclosure import Rules
    from utfall.io.area_counts import read_area_counts
    from utfall.io.areas import area_changes, read_areas
    from utfall.needs.places import area_values
    from utfall.reports.figures.files import figure_files
    from utfall.reports.figures.places import ChoroplethChart, choropleth_figure

    with progress(lang) as tell:
        tell(Text(sv="Läser data och karta", en="Reading data and map"))
        outlines = read_areas(areas, code=map_code, name=map_name, layer=layer)
        read = read_area_counts(data, code=code, count=count, of=of)
        changes = area_changes()
        placed = onto_map(read.counts, outlines.codes, changes, file=read.file)
        whole = None if read.of is None else onto_map(read.of, outlines.codes, changes, file=read.file).values
        found = area_values(placed.values, whole, rules=Rules(threshold=min_cell), classes=classes)
        chart = ChoroplethChart(
            outlines, found.values, found.breaks, measure or count,
            ("procent" if lang == "sv" else "per cent") if of else ("personer" if lang == "sv" else "persons"),
            decimals=1 if of else 0, threshold=min_cell, source=f"{read.file}, {outlines.file}",
        )  # fmt: skip
        figure = choropleth_figure(chart, lang, figure_id="karta" if lang == "sv" else "map")
        written = write_documents(out, lambda _: figure_files(figure, lang), tell)
    click.echo(figure.alt)
    for line in _notes(found, placed):
        click.echo(line)
    click.echo(written)
    return 0


def _notes(found: AreaValues, placed: Moved) -> list[str]:
    lines = []
    if found.small or found.cover:
        lines.append(
            say(
                f"Dolt: {found.small} tal med få personer och {found.cover} som annars skulle avslöja dem.",
                f"Hidden: {found.small} numbers of few persons and {found.cover} that would give them away.",
            )
        )
    for change in placed.used:
        old, new = " + ".join(change.old), change.new[0]
        lines.append(
            say(
                f"{old} räknas som {new} (sammanslaget {change.date}).", f"{old} count as {new} (joined {change.date})."
            )
        )
    if placed.lacking:
        count = len(placed.lacking)
        lines.append(say(f"{count} områden på kartan saknar uppgift.", f"{count} areas of the map have no data."))
    return lines
