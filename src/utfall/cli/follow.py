# SPDX-License-Identifier: Apache-2.0
"""`utfall follow DATA`: the difference so far, with an interval that a steering group may look at every month."""

from __future__ import annotations

import math
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Lang, Text

if TYPE_CHECKING:
    from utfall.core.outcome import Criterion, Outcome, OutcomeKind
    from utfall.thread.follow import Followed

_PLANNED = 200  # fixed, so that the intervals of different months belong together
_FORMATS = ("html", "svg")


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "follow",
        callback=_run,
        params=[
            click.Argument(["data"], type=click.Path(), metavar=say("SATSNING.toml|DATA", "INITIATIVE.toml|DATA")),
            *_data_options(),
            *_rule_options(),
            click.Option(["--out"], metavar=say("FIL", "FILE"), help=say("Skriv en sida (.html) eller figur (.svg).", "Write a page (.html) or figure (.svg).")),
            click.Option(["--force"], is_flag=True, help=say("Skriv över filen i --out.", "Overwrite the file in --out.")),
            click.Option(["--date"], metavar="ÅÅÅÅ-MM-DD" if say("sv", "en") == "sv" else "YYYY-MM-DD", help=say("Sidans datum (förval: i dag).", "The page's date (default: today).")),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Följ skillnaden mellan två lottade grupper medan mätningarna kommer in, en rad per person. Intervallen håller hur "
            "ofta ni än tittar, så en styrgrupp får titta varje månad och besluta när ett kriterium uppfylls. Med en satsningsfil "
            "som har [follow_up] gäller kriterierna i planen som låstes, och det som görs på annat sätt sägs.",
            "Follow the difference between two groups drawn by lot while measurements come in, one row per person. The "
            "intervals hold however often you look, so a steering group may look every month and decide when a criterion is met. "
            "With an initiative file that has [follow_up] the criteria of the locked plan hold, and what is done otherwise is told.",
        ),
        examples=[
            (
                "utfall follow satsning.toml --out lage.html",
                Text(sv="Mot kriterierna som låstes i satsningsfilen", en="Against the criteria locked in the initiative file"),
            ),
            (
                "utfall follow matt.csv --outcome arbete --treatment insats --time manad",
                Text(sv="Läget, månad för månad", en="As it stands, month by month"),
            ),
            (
                "utfall follow matt.csv --outcome poang --treatment insats --time datum --at-least 2 --planned 120 --out lage.html",
                Text(sv="Mot ett kriterium, som sida med figur", en="Against a criterion, as a page with a figure"),
            ),
        ],
    )  # fmt: skip


def _data_options() -> list[click.Parameter]:
    column = "KOL" if say("sv", "en") == "sv" else "COL"
    return [
        click.Option(["--outcome"], metavar=column, help=say("Kolumn med utfallet.", "Outcome column.")),
        click.Option(["--treatment"], metavar=column, help=say("Kolumn som skiljer grupperna.", "Column of the groups.")),
        click.Option(["--time"], metavar=column, help=say("När utfallet mättes: datum, månad eller tal.", "When the outcome was measured: date, month or number.")),
        click.Option(["--comparison"], metavar=say("VÄRDE", "VALUE"), help=say("Jämförelsegruppens namn.", "The comparison group's name.")),
        click.Option(["--id"], metavar=column, help=say("Kolumn med id: varje person får stå en gång.", "Id column: each person may stand once.")),
        click.Option(
            ["--kind"],
            type=click.Choice(["continuous", "binary", "count"]),
            help=say("Slags utfall; annars ser programmet efter.", "Kind of outcome; found out when not given."),
        ),
    ]  # fmt: skip


def _rule_options() -> list[click.Parameter]:
    return [
        click.Option(["--at-least"], type=float, metavar="X", help=say("Kriterium: skillnaden är minst X (andelar 0–1).", "Criterion: the difference is at least X (shares 0–1).")),
        click.Option(["--at-most"], type=float, metavar="X", help=say("Kriterium: skillnaden är högst X (andelar 0–1).", "Criterion: the difference is at most X (shares 0–1).")),
        click.Option(
            ["--planned"],
            type=click.IntRange(min=1),
            metavar="N",
            help=say(
                f"Personer enligt planen, samma tal varje månad (förval {_PLANNED}, eller satsningsfilens).",
                f"Persons by the plan, the same number every month (default {_PLANNED}, or the initiative file's).",
            ),
        ),
        click.Option(["--label"], default="", metavar=say("ORD", "WORDS"), help=say("Utfallets namn på sidan.", "The outcome's name on the page.")),
        click.Option(["--unit"], default="", metavar=say("ORD", "WORDS"), help=say("Utfallets enhet.", "The outcome's unit.")),
        click.Option(
            ["--min-cell"],
            type=click.IntRange(min=1),
            default=5,
            show_default=True,
            metavar="N",
            help=say("Minsta grupp som visas.", "Smallest group shown."),
        ),
    ]  # fmt: skip


def _run(
    data: str,
    outcome: str | None,
    treatment: str | None,
    time: str | None,
    comparison: str | None,
    id: str | None,
    kind: OutcomeKind | None,
    at_least: float | None,
    at_most: float | None,
    planned: int | None,
    label: str,
    unit: str,
    min_cell: int,
    out: str | None,
    force: bool,
    date: str | None,
    as_json: bool,
    lang: Lang,
) -> int:
    columns = {"--outcome": outcome, "--treatment": treatment, "--time": time, "--id": id}
    told = {**columns, "--comparison": comparison, "--kind": kind, "--label": label or None, "--unit": unit or None}
    _refuse_call(columns, out)
    day = _day(date)
    if PurePath(data).suffix.lower() == ".toml":
        _refuse_flags(told)
        measured, found = _by_file(data, at_least, at_most, planned, min_cell)
    else:
        _require(columns)
        measured, found = _by_flags(data, told, at_least, at_most, planned, min_cell)
    if out is not None:
        _write(found, measured, lang, out=out, day=day, force=force)
    _show(found, measured, lang, as_json=as_json)
    if out is not None and not as_json:
        click.echo(say(f"Skrev {out}.", f"Wrote {out}."))
    return 0


def _day(date: str | None) -> str:
    from utfall.cli.evaluate import parse_date

    return parse_date(date)


def _by_file(
    file: str, at_least: float | None, at_most: float | None, planned: int | None, min_cell: int
) -> tuple[Outcome, Followed]:
    from utfall.io.check import load_follow_up
    from utfall.thread.follow_file import follow_initiative, plan_of

    loaded = load_follow_up(file)
    measured = plan_of(loaded.initiative)[2]
    found = follow_initiative(
        loaded.initiative,
        loaded.columns,
        record=loaded.record,
        locked=loaded.locked,
        planned=planned,
        extra=_criteria(measured, at_least, at_most),
        threshold=min_cell,
    )
    return measured, found


def _by_flags(
    data: str,
    told: dict[str, Any],
    at_least: float | None,
    at_most: float | None,
    planned: int | None,
    min_cell: int,
) -> tuple[Outcome, Followed]:
    from utfall.api import outcome_of, read_columns
    from utfall.io.memory import refuse_demand
    from utfall.thread.follow import follow
    from utfall.thread.footprint import TableSize, follow_demand

    columns = read_columns(data)
    table = TableSize(columns.height, columns.size, columns.file)
    refuse_demand(follow_demand(table, by_id=told["--id"] is not None))
    measured = outcome_of(
        columns, told["--outcome"], kind=told["--kind"], unit=told["--unit"] or "", label=told["--label"] or ""
    )
    found = follow(
        columns,
        measured,
        treatment=told["--treatment"],
        time=told["--time"],
        planned=_PLANNED if planned is None else planned,
        comparison=told["--comparison"],
        id_column=told["--id"],
        criteria=_criteria(measured, at_least, at_most),
        threshold=min_cell,
    )
    return measured, found


def _require(columns: dict[str, str | None]) -> None:
    """Raise InputError when data are followed without saying what, between whom and when."""
    lacking = [flag for flag in ("--outcome", "--treatment", "--time") if not columns[flag]]
    if lacking:
        listed = ", ".join(lacking)
        raise InputError(
            *(
                _fault(
                    "option-missing",
                    flag,
                    Text(sv=f"{listed} saknas.", en=f"{listed} is missing."),
                    Text(
                        sv="Ange kolumnen, eller följ en satsningsfil (.toml) med [follow_up].",
                        en="Name the column, or follow an initiative file (.toml) with [follow_up].",
                    ),
                )
                for flag in lacking[:1]
            )
        )


def _refuse_flags(told: dict[str, Any]) -> None:
    """Raise InputError for options that an initiative file answers."""
    faults = [
        _fault(
            "in-the-file",
            flag,
            Text(sv=f"{flag} står i satsningsfilen.", en=f"{flag} stands in the initiative file."),
            Text(sv=f"Ta bort {flag}, eller ange datafilen.", en=f"Remove {flag}, or name the data file."),
        )
        for flag, value in told.items()
        if value is not None
    ]
    if faults:
        raise InputError(*faults)


def _criteria(outcome: Outcome, at_least: float | None, at_most: float | None) -> list[Criterion]:
    """Return the criteria that were given; a limit that no difference can pass is refused."""
    from utfall.core.outcome import Criterion

    given = [("--at-least", at_least), ("--at-most", at_most)]
    faults = [
        _fault(
            "criterion-impossible",
            name,
            Text(sv=f"{value:g} går inte att använda som gräns.", en=f"{value:g} cannot be used as a limit."),
            Text(
                sv="Ange ett tal; för en andel mellan -1 och 1 (10 procentenheter är 0.10).",
                en="Give a number; for a share between -1 and 1 (10 percentage points is 0.10).",
            ),
        )
        for name, value in given
        if value is not None and (not math.isfinite(value) or (outcome.kind == "binary" and abs(value) > 1))
    ]
    if faults:
        raise InputError(*faults)
    found = []
    if at_least is not None:
        found.append(Criterion(id="at-least", kind="stop", measure="effect", outcome=outcome.id, at_least=at_least))
    if at_most is not None:
        found.append(Criterion(id="at-most", kind="stop", measure="effect", outcome=outcome.id, at_most=at_most))
    return found


def _refuse_call(columns: dict[str, str | None], out: str | None) -> None:
    """Raise InputError when one column is asked to be two things, or the file is of no known kind."""
    named = [(flag, name) for flag, name in columns.items() if name is not None]
    faults = [
        _fault(
            "same-column",
            first,
            Text(
                sv=f"Kolumnen ”{one}” anges både som {first} och som {second}.",
                en=f"The column '{one}' is given both as {first} and as {second}.",
            ),
            Text(sv="Ange två olika kolumner.", en="Name two different columns."),
        )
        for place, (first, one) in enumerate(named)
        for second, other in named[place + 1 :]
        if one == other
    ]
    if out is not None and PurePath(out).suffix.lower().lstrip(".") not in _FORMATS:
        faults.append(
            _fault(
                "format-unknown",
                "--out",
                Text(sv=f"”{out}” är varken .html eller .svg.", en=f"'{out}' is neither .html nor .svg."),
                Text(sv="Ge filen ett namn på .html eller .svg.", en="Give the file a name ending in .html or .svg."),
            )
        )
    if faults:
        raise InputError(*faults)


def _fault(code: str, field: str, text: Text, mend: Text) -> Fault:
    return Fault(code, text, mend, Place(field=field))


def _write(found: Followed, outcome: Outcome, lang: Lang, *, out: str, day: str, force: bool) -> None:
    from utfall.io.write import write_file
    from utfall.reports.follow_report import follow_document, follow_figure

    if PurePath(out).suffix.lower() == ".svg":
        content = follow_figure(found, outcome, lang).svg
    else:
        from utfall.reports.html import render_html

        content = render_html(follow_document(found, outcome, lang, date=day))
    write_file(out, content, overwrite=force)


def _show(found: Followed, outcome: Outcome, lang: Lang, *, as_json: bool) -> None:
    from utfall.reports.follow_report import follow_json, follow_lines
    from utfall.reports.result_json import dumps

    if as_json:
        click.echo(dumps(follow_json(found, outcome, lang)), nl=False)
        return
    for line in follow_lines(found, outcome, lang):
        click.echo(line)
