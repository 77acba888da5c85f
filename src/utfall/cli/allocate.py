# SPDX-License-Identifier: Apache-2.0
"""`utfall allocate DATA`: lots are drawn, logged and sealed; `utfall allocate verify LIST`: the list is unchanged."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from utfall.cli.commands import BilingualCommand, file_options, lang_option
from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.core.frame import Columns
    from utfall.effects.planning import Allocation

_METHODS = ("simple", "complete", "blocked", "minimisation", "wait_list")
_WAVES = ("start 1", "start 2")


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "allocate",
        callback=_run,
        params=[
            click.Argument(
                ["words"], nargs=-1, required=True, metavar=say("DATA | verify LISTA", "DATA | verify LIST")
            ),
            *_drawing_options(),
            *_file_options(),
        ],
        help=say(
            "Lotta deltagare (eller hela kluster) till grupper. Listan skrivs till --out och loggen bredvid, med varje "
            "lottdragning. Sigillet som skrivs ut är listans kontrollsumma: diarieför det, så kan verify senare visa att "
            "listan är oförändrad.",
            "Draw participants (or whole clusters) to groups. The list is written to --out and the log beside it, with "
            "every drawing. The seal that is printed is the list's checksum: file it, and verify can later show that the "
            "list is unchanged.",
        ),
        examples=[
            (
                "utfall allocate anmalda.csv --id lopnr --strata kon --seed 20260131 --out lista.csv",
                Text(sv="Lotta i block inom kön", en="Draw in blocks within sex"),
            ),
            (
                "utfall allocate elever.csv --id elev --cluster skola --seed 7 --out lista.csv",
                Text(sv="Lotta hela skolor", en="Draw whole schools"),
            ),
            (
                "utfall allocate anmalda.csv --id lopnr --method wait_list --arms höst,vår --seed 3 --out lista.csv",
                Text(sv="Lotta ordningen på en väntelista", en="Draw the order of a wait list"),
            ),
            (
                "utfall allocate verify lista.csv --seal 3f1c…",
                Text(sv="Visa att listan är oförändrad", en="Show that the list is unchanged"),
            ),
        ],
    )


def _drawing_options() -> list[click.Parameter]:
    column = "KOL" if say("sv", "en") == "sv" else "COL"
    return [
        click.Option(["--id"], metavar=column, help=say("Kolumn med id; en rad per person.", "Id column; one row per person.")),
        click.Option(["--arms"], metavar="a,b", help=say("Gruppernas namn, jämförelsen sist; insats,jämförelse.", "Names of the groups, the comparison last; insats,jämförelse.")),
        click.Option(["--ratio"], metavar="1:1", help=say("Andelar, som 2:1.", "Shares, as 2:1.")),
        click.Option(["--strata"], metavar="a,b", help=say("Lotta inom dessa kolumner.", "Draw within these columns.")),
        click.Option(["--cluster"], metavar=column, help=say("Lotta hela kluster, som skolor.", "Draw whole clusters, such as schools.")),
        click.Option(
            ["--method"],
            type=click.Choice(_METHODS),
            help=say("Annars blocked för personer och complete för kluster.", "Otherwise blocked for persons, complete for clusters."),
        ),
        click.Option(["--block"], metavar="4,6", help=say("Blocklängder att slumpa bland.", "Block lengths to draw from.")),
        click.Option(["--probability"], type=float, default=0.8, show_default=True, metavar="X", help=say("Minimering: chansen för gruppen som jämnar ut mest.", "Minimisation: chance of the arm that evens out most.")),
        click.Option(["--balance"], metavar="a,b", help=say("Fler kolumner i balanstabellen.", "More columns of the balance table.")),
        click.Option(["--seed"], type=click.IntRange(0, 2**63 - 1), metavar="N", help=say("Slumptalsfrö; krävs. Bestäm det inför vittnen.", "Seed; required. Decide it before witnesses.")),
        click.Option(["--time"], metavar="ISO", help=say("När lotten drogs; annars nu.", "When lots were drawn; now when not given.")),
    ]  # fmt: skip


def _file_options() -> list[click.Parameter]:
    return [
        click.Option(["--out"], type=click.Path(), metavar=say("FIL", "FILE"), help=say("Listan (CSV); loggen blir FIL.log.json.", "The list (CSV); the log is FILE.log.json.")),
        click.Option(["--salt"], metavar="TEXT", help=say("Sigillets salt; annars dras ett.", "Salt of the seal; drawn when not given.")),
        click.Option(["--seal", "sealed"], metavar="SHA256", help=say("verify: det diarieförda sigillet.", "verify: the filed seal.")),
        click.Option(["--log"], type=click.Path(), metavar=say("FIL", "FILE"), help=say("verify: loggen, om den flyttats.", "verify: the log, when it was moved.")),
        *file_options(),
        click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
        lang_option(),
    ]  # fmt: skip


def _run(words: Sequence[str], lang: Lang, as_json: bool, **options: Any) -> int:
    if words[0] == "verify":
        if len(words) != 2:
            raise click.UsageError(say("verify tar en lista", "verify takes one list"))
        return _verify(words[1], options["sealed"], options["log"], lang, as_json)
    if len(words) != 1:
        raise click.UsageError(say("en datafil i taget", "one data file at a time"))
    for name in ("id", "seed", "out"):
        if options[name] is None:
            raise InputError(_missing(f"--{name}"))
    return _draw(words[0], lang, as_json, options)


def _draw(path: str, lang: Lang, as_json: bool, options: dict[str, Any]) -> int:
    from utfall.cli.clock import moment
    from utfall.core.frame import Columns
    from utfall.effects.planning import AllocationPlan, allocate, drawing_bytes, seal
    from utfall.io.memory import refuse_drawing
    from utfall.io.tables import ReadOptions, read_table
    from utfall.reports.planning_json import allocation_json

    out = Path(options["out"])
    log = Path(f"{out}.log.json")
    for file in (out, log):
        if file.exists():
            raise InputError(_drawn_already(str(file)))
    method = options["method"]
    plan = AllocationPlan(
        id=options["id"], method=method, cluster=options["cluster"], probability=options["probability"],
        arms=_split(options["arms"]) or (_WAVES if method == "wait_list" else ("insats", "jämförelse")),
        ratio=_integers(options["ratio"], ":", "--ratio"), block_lengths=_integers(options["block"], ",", "--block"),
        strata=_split(options["strata"]), balance=_split(options["balance"]), seed=options["seed"],
    )  # fmt: skip
    table = read_table(path, options=ReadOptions(sheet=options["sheet"], decimal=options["decimal"]))
    data = Columns(table.frame, file=table.input.file)
    refuse_drawing(drawing_bytes(plan, data), data.height, data.file)
    found = allocate(data, plan, time=moment(options["time"]))
    salt = options["salt"] if options["salt"] is not None else secrets.token_hex(16)
    sealed = seal(found.ids, found.arms, salt=salt)
    text, names = _list_text(found, data, lang)
    source = {"file": table.input.file, "sha256": table.input.sha256, "rows": table.input.rows}
    held = {
        **allocation_json(found, lang, sealed=sealed, source=source),
        "salt": salt,
        "list": {"file": out.name, **names},
    }
    _write(out, text, log, json.dumps(held, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    if as_json:
        from utfall.reports.result_json import dumps

        click.echo(dumps({key: value for key, value in held.items() if key != "salt"}), nl=False)
        return 0
    from utfall.reports.phrases.planning import allocation_lines

    for line in allocation_lines(found, lang, sealed=sealed):
        click.echo(line)
    click.echo(say(f"Skrev {out} och {log}.", f"Wrote {out} and {log}."))
    return 0


def _write(out: Path, text: str, log: Path, log_text: str) -> None:
    """Write list and log, both or neither."""
    from utfall.io.write import write_file

    write_file(log, log_text)
    try:
        write_file(out, text)
    except InputError:
        log.unlink(missing_ok=True)
        raise


def _list_text(found: Allocation, data: Columns, lang: Lang) -> tuple[str, dict[str, str]]:
    """Return the list as CSV (with the mark that tells Excel of UTF-8), and its columns of ids and groups."""
    import csv
    import io

    plan = found.plan
    taken = {plan.id, plan.cluster, *plan.strata}
    arm = next(
        name
        for name in (Text("grupp", "group").of(lang), Text("lottad_grupp", "drawn_group").of(lang), "arm_")
        if name not in taken
    )
    columns: dict[str, Sequence[str]] = {plan.id: found.ids, arm: found.arms}
    if plan.drawn_by == "wait_list":
        places = {one.unit: str(one.place) for one in found.decisions}
        units = data.words(plan.cluster) if plan.cluster else found.ids
        columns[Text("plats_i_kon", "place_in_queue").of(lang)] = [places[str(unit)] for unit in units]
    for name in (*((plan.cluster,) if plan.cluster else ()), *plan.strata):
        columns[name] = [str(word) for word in data.words(name)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return "\ufeff" + buffer.getvalue(), {"id": plan.id, "arm": arm}


def _verify(path: str, sealed: str | None, log: str | None, lang: Lang, as_json: bool) -> int:
    from utfall.core.frame import Columns
    from utfall.effects.planning import seal_kept
    from utfall.io.allocation_log import read_allocation_log
    from utfall.io.tables import read_table

    held = read_allocation_log(log or f"{path}.log.json")
    data = Columns(read_table(path).frame, file=Path(path).name)
    ids, arms = (data.words(name).tolist() for name in (held.id_column, held.arm_column))
    kept = seal_kept(ids, arms, salt=held.salt, sealed=sealed or held.seal)
    if as_json:
        from utfall.reports.result_json import dumps

        by = "given" if sealed else "log"
        click.echo(dumps({"schema": "utfall/seal/1", "list": path, "kept": kept, "seal_from": by}), nl=False)
        return 0 if kept else InputError.exit_code
    if not kept:
        raise InputError(_changed(Path(path).name))
    click.echo(
        say("Listan är oförändrad sedan lotten drogs", "The list is unchanged since lots were drawn")
        + f" ({held.time})."
    )
    if not sealed:
        click.echo(
            say(
                "Sigillet togs ur loggen. Ange det diarieförda med --seal för ett prov som ingen i projektet kan påverka.",
                "The seal was taken from the log. State the filed one with --seal for a test that nobody in the project can touch.",
            )
        )
    return 0


def _split(words: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (words or "").split(",") if word.strip())


def _integers(words: str | None, mark: str, field: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in words.split(mark)) if words else ()
    except ValueError:
        example = "2:1" if mark == ":" else "4,6"
        raise InputError(
            Fault(
                "numbers-unreadable",
                Text(sv=f"”{(words or '')[:40]}” går inte att läsa.", en=f"'{(words or '')[:40]}' cannot be read."),
                Text(sv=f"Skriv hela tal, som {example}.", en=f"Write whole numbers, as {example}."),
                Place(field=field),
            )
        ) from None


def _missing(field: str) -> Fault:
    return Fault(
        "option-missing",
        Text(sv="Valet behövs för att dra lott.", en="The option is needed to draw lots."),
        Text(sv="Se utfall allocate --help.", en="See utfall allocate --help."),
        Place(field=field),
    )


def _drawn_already(file: str) -> Fault:
    return Fault(
        "drawn-already",
        Text(sv="Filen finns redan, och en dragen lott skrivs inte över.", en="The file exists, and drawn lots are not written over."),
        Text(
            sv="Gäller det nya personer: ange ett annat filnamn. Att dra om tills det passar är ingen lottning.",
            en="If it is for new persons: state another file name. To draw until it suits is no lottery.",
        ),
        Place(file=file),
    )  # fmt: skip


def _changed(file: str) -> Fault:
    return Fault(
        "list-changed",
        Text(sv="Listan är inte den som lottades fram.", en="The list is not the one that was drawn."),
        Text(
            sv="Ta fram originalet, eller redovisa varje ändring som en avvikelse.",
            en="Fetch the original, or account for every change as a deviation.",
        ),
        Place(file=file),
    )
